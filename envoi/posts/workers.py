"""Parts of some work -> what was made of each, in their order, by several processes, each of which takes the next part when it is free.

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
import select
import signal
import sys
import threading
from array import array
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from struct import Struct
from typing import Any, BinaryIO, Final, NoReturn, TypeVar, cast
from zoneinfo import ZoneInfo

from envoi.model import Body, Post, post_of, values_of
from envoi.posts.treeless import body_of, values_of_body
from envoi.zones import zone_named

_HELD: Final = 1 << 20
"""Bytes that a pipe holds, the most that Linux gives to everybody; so much a process may make before it has to wait."""

_AHEAD: Final = 2
"""Parts that this process makes before their turn, while another one is at that which comes next."""

_HEAD: Final = Struct("=IQ")
"""What stands before what was made of a part: its number, and how many bytes follow."""

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
    waiting = _lined_up(len(parts) if count > 1 else 1)
    try:
        # what the first part imports and keeps is there for all, and need not be made in each
        held: dict[int, Any] = dict(enumerate(map(work, parts[:1])))
        for _ in range(1, count):
            children.append(_start(work, parts, waiting))
        for number, part in enumerate(parts):
            while number not in held:
                child = _giving(children, number, at_once=True)
                if not child and len(held) < _AHEAD and (own := _taken(waiting)):
                    held[own] = _NOTHING
                    with suppress(Exception):  # which is raised in its turn
                        held[own] = work(parts[own])
                else:
                    child = child or _giving(children, number, at_once=False)
                    held[number] = child.made() if child else _NOTHING
            made = held.pop(number)
            yield work(part) if made is _NOTHING else made
    finally:
        waiting.close()
        for child in children:
            child.end()


def cut(items: Sequence[_Part], size: int) -> list[Sequence[_Part]]:
    """`items` in parts of `size`, the last of which may be smaller."""
    return [items[start : start + size] for start in range(0, len(items), size)]


_NOTHING: Final[Any] = object()


def _can_fork() -> bool:
    """Whether a fork is safe: it is not beside threads, nor on macOS, whose frameworks do not bear it."""
    return sys.platform == "linux" and threading.active_count() == 1


def _lined_up(count: int) -> BinaryIO:
    """The numbers of so many parts but the first, or of those that a pipe holds: each is taken by one process."""
    with suppress(OSError):
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        with os.fdopen(writing, "wb", buffering=0) as line:
            line.write(array("I", range(1, count)))
        return cast(BinaryIO, os.fdopen(reading, "rb", buffering=0))
    return io.BytesIO()


def _taken(waiting: BinaryIO) -> int:
    """The number of the next part that is `waiting`; 0 if there is none."""
    return sum(array("I", waiting.read(array("I").itemsize)))


@dataclass(kw_only=True, slots=True)
class _Child:
    """A process, and the pipe by which it hands over what it made, in the order of the parts; `pid` is 0 where there is none.

    `number` is that of the part that comes next (0: not known yet, -1: none), `size` how many bytes it has.
    """

    pid: int
    pipe: BinaryIO
    number: int = 0
    size: int = 0

    def look(self) -> None:
        """Learn which part comes next; waits until it comes."""
        self.number = -1
        with suppress(EOFError):
            self.number, self.size = _HEAD.unpack(self._read(_HEAD.size))

    def made(self) -> Any:
        """What it made of the part that comes next; `_NOTHING` if it was ended in the midst of it."""
        self.number = 0
        try:
            return pickle.loads(self._read(self.size))
        except EOFError:
            return _NOTHING

    def _read(self, size: int) -> bytes:
        """So many bytes. Raises EOFError if there are less."""
        parts = list[bytes]()
        while size and (part := self.pipe.read(size)):
            parts.append(part)
            size -= len(part)
        if size:
            raise EOFError
        return b"".join(parts)

    def end(self) -> None:
        """Make sure that it is no more."""
        self.pipe.close()
        if self.pid:
            with suppress(ProcessLookupError, ChildProcessError):
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)


def _giving(children: Sequence[_Child], number: int, *, at_once: bool) -> _Child | None:
    """That of `children` which hands over the part `number` next; None if none does, or, `at_once`, if that cannot be told yet."""
    while True:
        for child in children:
            if child.number == number:
                return child
        pipes = {child.pipe: child for child in children if not child.number}
        if not pipes:
            return None
        ready, _, _ = select.select(pipes, (), (), 0 if at_once else None)
        if not ready:
            return None
        for pipe in ready:
            pipes[pipe].look()


def _start(
    work: Callable[[_Part], _Made], parts: Sequence[_Part], waiting: BinaryIO
) -> _Child:
    """A process that makes those of `parts` which it takes, if the system has one to spare."""
    pid, pipe = 0, cast(BinaryIO, io.BytesIO())
    # Ctrl-C goes to all processes of a terminal, and must not find a child that still takes itself for its parent
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        reading, writing = os.pipe()
        with os.fdopen(writing, "wb") as own:
            pipe = cast(BinaryIO, os.fdopen(reading, "rb", buffering=0))
            with suppress(OSError):
                fcntl.fcntl(own, fcntl.F_SETPIPE_SZ, _HELD)
            if (pid := os.fork()) == 0:
                pipe.close()
                _make(work, parts, waiting, own)
    except OSError:
        pass
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return _Child(pid=pid, pipe=pipe, number=0 if pid else -1)


def _make(
    work: Callable[[_Part], _Made],
    parts: Sequence[_Part],
    waiting: BinaryIO,
    pipe: BinaryIO,
) -> NoReturn:
    """All that a child does; nothing that goes wrong is said here, for its parent will meet it too, unless it is no more."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        while number := _taken(waiting):
            packed = io.BytesIO()
            pickler = pickle.Pickler(packed, pickle.HIGHEST_PROTOCOL)
            pickler.dispatch_table = _KINDS
            pickler.dump(work(parts[number]))
            pipe.write(_HEAD.pack(number, packed.tell()))
            pipe.write(packed.getbuffer())
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
