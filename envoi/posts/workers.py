"""Items, and what is to be made of each -> what was made, in the same order, by several processes.

Each process is a fork of this one, so that it knows all that `work` knows; it leaves what it made in memory that both
share. What one does not make, because the system would not start it or has ended it, is made here: only the clock tells.
"""

from __future__ import annotations

import copyreg
import io
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, BinaryIO, Final, NoReturn, TypeVar
from zoneinfo import ZoneInfo

from envoi.model import Post, post_of, values_of
from envoi.zones import zone_named

LEAST: Final = 400
"""Items of one process. To start one, and to take over what it made, costs as much as to read a hundred posts."""

BATCH: Final = 250
"""Items that are packed at once, so that nobody holds all of them twice."""

_Item = TypeVar("_Item")
_Made = TypeVar("_Made")


def spread(
    work: Callable[[_Item], _Made], items: Sequence[_Item], processes: int
) -> Generator[_Made]:
    """What `work` makes of each of `items`, in their order, by at most so many `processes`; the first part is made here.

    `work` has to be a function of its item: what else it changes is lost. If it raises an exception, so does this.
    Whoever closes the iterator ends all processes.
    """
    own, *others = _shares(items, processes)
    children: list[_Child] = []
    try:
        for share in others:
            children.append(_start(work, share))
        yield from map(work, own)
        for child, share in zip(children, others, strict=True):
            made = 0
            for batch in child.made():
                yield from batch
                made += len(batch)
            yield from map(work, share[made:])
    finally:
        for child in children:
            child.end()


def _shares(items: Sequence[_Item], processes: int) -> list[Sequence[_Item]]:
    """`items` in about equal parts, one for each process that is worth it and safe.

    A fork is not safe beside threads, nor on macOS, whose frameworks do not bear it.
    """
    if sys.platform != "linux" or threading.active_count() > 1:
        return [items]
    count = max(1, min(processes, len(items) // LEAST))
    bounds = [len(items) * part // count for part in range(count + 1)]
    return [items[start:end] for start, end in pairwise(bounds)]


@dataclass(kw_only=True, slots=True)
class _Child:
    """A process, and the memory in which it leaves what it made; `pid` is 0 where there is none, or no more."""

    pid: int
    memory: BinaryIO

    def made(self) -> Iterator[list[Any]]:
        """What it made, in batches; less than all if it was ended."""
        if self.pid:
            os.waitpid(self.pid, 0)
            self.pid = 0
            self.memory.seek(0)
        with suppress(EOFError, pickle.UnpicklingError):
            while True:
                yield pickle.load(self.memory)

    def end(self) -> None:
        """Make sure that it is no more."""
        if self.pid:
            with suppress(ProcessLookupError, ChildProcessError):
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
        self.memory.close()


def _start(work: Callable[[_Item], _Made], items: Sequence[_Item]) -> _Child:
    """A process that makes `items`, if the system has one to spare."""
    parent = os.getpid()
    # Ctrl-C goes to all processes of a terminal, and must not find a child that still takes itself for its parent
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    memory: BinaryIO = io.BytesIO()
    try:
        memory = os.fdopen(os.memfd_create("envoi"), "w+b")
        pid = os.fork()
    except OSError:
        pid = 0
    else:
        if pid == 0:
            _make(work, items, memory, parent)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return _Child(pid=pid, memory=memory)


def _make(
    work: Callable[[_Item], _Made],
    items: Sequence[_Item],
    memory: BinaryIO,
    parent: int,
) -> NoReturn:
    """All that a child does; nothing that goes wrong is said here, for its parent will meet it too."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        for start in range(0, len(items), BATCH):
            if os.getppid() != parent:
                break
            pickler = pickle.Pickler(memory, pickle.HIGHEST_PROTOCOL)
            pickler.dispatch_table = _KINDS
            pickler.dump([work(item) for item in items[start : start + BATCH]])
        memory.flush()
    finally:
        os._exit(0)


def _by_name(zone: ZoneInfo) -> tuple[Callable[[str], ZoneInfo | None], tuple[str]]:
    """How a zone is packed: it comes out as the one that this process has under that name."""
    return zone_named, (zone.key,)


def _by_values(post: Post) -> tuple[Callable[..., Post], tuple[object, ...]]:
    """How a post is packed: without the names of its fields, in two thirds of the time."""
    return post_of, (values_of(post),)


_KINDS: Final[Mapping[type, Callable[[Any], Any]]] = {
    **copyreg.dispatch_table,
    Post: _by_values,
    ZoneInfo: _by_name,
}
