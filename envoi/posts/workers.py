"""Parts of some work -> what was made of each, in their order, by several processes that take turns.

Each process is a fork of this one, so that it knows all that `work` knows, and hands over what it made by a pipe. That
holds little, so that no process is far ahead of the others. What one does not make, because the system would not start
it or has ended it, is made here: only the clock tells.
"""

from __future__ import annotations

import copyreg
import fcntl
import io
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, NoReturn, TypeVar, cast
from zoneinfo import ZoneInfo

from envoi.model import Body, Post, post_of, values_of
from envoi.posts.treeless import body_of, values_of_body
from envoi.zones import zone_named

_HELD: Final = 1 << 20
"""Bytes that a pipe holds, the most that Linux gives to everybody; so much a process may make before it has to wait."""

_Part = TypeVar("_Part")
_Made = TypeVar("_Made")


def spread(
    work: Callable[[_Part], _Made], parts: Sequence[_Part], processes: int
) -> Generator[_Made]:
    """What `work` makes of each of `parts`, in their order, by at most so many `processes`; the first is made here.

    `work` has to be a function of its part: what else it changes is lost. If it raises an exception, so does this. Whoever closes the
    iterator ends all processes.
    """
    count = max(1, min(processes, len(parts))) if _can_fork() else 1
    children: list[_Child] = []
    try:
        # what the first part imports and keeps is there for all, and need not be made in each
        first = [work(part) for part in parts[:1]]
        for turn in range(1, count):
            children.append(_start(work, parts[turn::count]))
        turns = [iter(first), *(child.made() for child in children)]
        for number, part in enumerate(parts):
            made = next(turns[number % count], _NOTHING)
            yield work(part) if made is _NOTHING else made
    finally:
        for child in children:
            child.end()


def cut(items: Sequence[_Part], size: int) -> list[Sequence[_Part]]:
    """`items` in parts of `size`, the last of which may be smaller."""
    return [items[start : start + size] for start in range(0, len(items), size)]


_NOTHING: Final[Any] = object()


def _can_fork() -> bool:
    """Whether a fork is safe: it is not beside threads, nor on macOS, whose frameworks do not bear it."""
    return sys.platform == "linux" and threading.active_count() == 1


@dataclass(frozen=True, kw_only=True, slots=True)
class _Child:
    """A process, and the pipe by which it hands over what it made; `pid` is 0 where there is none."""

    pid: int
    pipe: BinaryIO

    def made(self) -> Iterator[Any]:
        """What it made of each of its parts; of less than all if it was ended."""
        with suppress(EOFError, pickle.UnpicklingError):
            while True:
                yield pickle.load(self.pipe)

    def end(self) -> None:
        """Make sure that it is no more."""
        self.pipe.close()
        if self.pid:
            with suppress(ProcessLookupError, ChildProcessError):
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)


def _start(work: Callable[[_Part], _Made], parts: Sequence[_Part]) -> _Child:
    """A process that makes `parts`, if the system has one to spare."""
    pid, pipe = 0, cast(BinaryIO, io.BytesIO())
    # Ctrl-C goes to all processes of a terminal, and must not find a child that still takes itself for its parent
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        reading, writing = os.pipe()
        with os.fdopen(writing, "wb") as own:
            pipe = os.fdopen(reading, "rb")
            with suppress(OSError):
                fcntl.fcntl(own, fcntl.F_SETPIPE_SZ, _HELD)
            if (pid := os.fork()) == 0:
                pipe.close()
                _make(work, parts, own)
    except OSError:
        pass
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return _Child(pid=pid, pipe=pipe)


def _make(
    work: Callable[[_Part], _Made],
    parts: Sequence[_Part],
    pipe: BinaryIO,
) -> NoReturn:
    """All that a child does; nothing that goes wrong is said here, for its parent will meet it too, unless it is no more."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        for part in parts:
            pickler = pickle.Pickler(pipe, pickle.HIGHEST_PROTOCOL)
            pickler.dispatch_table = _KINDS
            pickler.dump(work(part))
            pipe.flush()
    finally:
        os._exit(0)


def _by_name(zone: ZoneInfo) -> tuple[Callable[[str], ZoneInfo | None], tuple[str]]:
    """How a zone is packed: it comes out as the one that this process has under that name."""
    return zone_named, (zone.key,)


def _by_values(post: Post) -> tuple[Callable[..., Post], tuple[object, ...]]:
    """How a post is packed: without the names of its fields, in two thirds of the time."""
    return post_of, (values_of(post),)


def _without_tree(body: Body) -> tuple[Callable[..., Body], tuple[object, ...]]:
    """How a body is packed: a tree cannot be, and comes back as none."""
    return body_of, (values_of_body(body),)


_KINDS: Final[Mapping[type, Callable[[Any], Any]]] = {
    **copyreg.dispatch_table,
    Body: _without_tree,
    Post: _by_values,
    ZoneInfo: _by_name,
}
