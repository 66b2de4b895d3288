"""Changes in a folder -> the newest Snapshot, and a word to all who follow it."""

from __future__ import annotations

import asyncio
import gc
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from envoi.model import State
from envoi.posts.memory import Memory
from envoi.preview.snapshot import Snapshot
from envoi.preview.worker import Worker
from envoi.preview.workshop import Workshop
from envoi.problems import Level, Problem

Judge = Callable[[Snapshot, Callable[[], bool], Memory], Snapshot | None]
"""A look -> the same, judged; None once the second says that nobody wants it any more."""

_QUIET: Final = 0.3
"""Seconds without a change after which a look is judged: whoever types waits for nothing."""

_LONGEST: Final = timedelta(hours=1)
"""After it the clock is asked again: it does not run while a machine sleeps."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """One look that was taken: what led to it (paths, as they are in the system), and how many seconds it took."""

    snapshot: Snapshot
    paths: tuple[Path, ...] = ()
    seconds: float = 0.0


class Studio:
    """Holds the newest Snapshot. All of it is called in the loop's own thread; work is done in that of `worker`."""

    def __init__(
        self,
        workshop: Workshop,
        *,
        clock: Callable[[], datetime],
        tell: Callable[[Look], None] = lambda look: None,
        judge: Judge | None = None,
    ) -> None:
        self.worker = Worker()
        self.closed = False
        self._workshop = workshop
        self._clock = clock
        self._tell = tell
        self._judge = judge
        self._run = secrets.token_hex(4)
        self._version = 0
        self._snapshot = workshop.last
        self._written: set[Path] = set()
        self._came: set[Path] = set()
        self._stirred = asyncio.Event()
        self._news = asyncio.Event()

    @property
    def snapshot(self) -> Snapshot:
        """The newest look."""
        return self._snapshot

    @property
    def now(self) -> datetime:
        """What the clock says."""
        return self._clock()

    @property
    def state(self) -> str:
        """A word that differs whenever what the pages show may differ, also from that of another server."""
        return f"{self._run}.{self._version}"

    async def first(self) -> Look:
        """The first look. Raises Stop as `Workshop.look` does."""
        start = time.perf_counter()
        snapshot = await self.worker.do(self._workshop.look)
        gc.freeze()  # thousands of posts that stay need not be looked through each time
        self._publish(snapshot)
        return Look(snapshot=snapshot, seconds=time.perf_counter() - start)

    def changed(self, paths: Iterable[Path], came: Iterable[Path] = ()) -> None:
        """Something happened to `paths`, some of which `came`."""
        self._written.update(paths)
        self._came.update(came)
        self._stirred.set()

    def close(self) -> None:
        """Let all go who follow."""
        self.closed = True
        self._news.set()

    async def after(self, state: str) -> str:
        """The state that follows `state`, once it is there; the same again if there is no more to come."""
        while self.state == state and not self.closed:
            await self._news.wait()
        return self.state

    async def work(self) -> None:
        """Look whenever there is a reason to, and judge what was seen where time allows. Never ends by itself."""
        while True:
            quiet = self._waits_for_judgement
            try:
                await asyncio.wait_for(
                    self._stirred.wait(), _QUIET if quiet else self._until_next()
                )
            except TimeoutError:
                if quiet:
                    await self._be_judged()
                    continue
            self._stirred.clear()
            paths, came = self._written, self._came
            self._written, self._came = set(), set()
            look = await self.worker.do(partial(self._look, paths, came))
            torn = any(one.code == "changed" for one in look.snapshot.problems)
            if look.snapshot is self._snapshot or (torn and self._stirred.is_set()):
                continue
            self._publish(look.snapshot)
            self._tell(look)

    def _look(self, paths: set[Path], came: set[Path]) -> Look:
        """A look, if what happened is a reason for one. In the worker's thread."""
        start = time.perf_counter()
        snapshot = self._snapshot
        try:
            if not paths or self._workshop.changed(paths, came):
                snapshot = self._workshop.look()
        except Exception as error:  # noqa: BLE001
            snapshot = replace(snapshot, problems=(fault(error),), stale=True)
        seconds = time.perf_counter() - start
        return Look(snapshot=snapshot, paths=tuple(sorted(paths)), seconds=seconds)

    @property
    def _waits_for_judgement(self) -> bool:
        shown = self._snapshot
        return bool(self._judge and shown.made and shown.findings is None)

    async def _be_judged(self) -> None:
        """Judge what is shown. A change, or a view that waits, comes first."""
        judge, seen, memory = self._judge, self._snapshot, self._workshop.memory
        assert judge

        def wanted() -> bool:
            return self.worker.asked <= 1 and not self._stirred.is_set()

        try:
            judged = await self.worker.do(lambda: judge(seen, wanted, memory))
        except Exception as error:  # noqa: BLE001
            judged = seen.judged((fault(error),))
        if judged and self._snapshot is seen:
            self._publish(judged)

    def _publish(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._version += 1
        news, self._news = self._news, asyncio.Event()
        news.set()

    def _until_next(self) -> float | None:
        """Seconds until a post comes out, or goes; None if none does."""
        now, made = self._clock(), self._snapshot.made
        if now <= self._snapshot.now or made is None:
            return None  # the clock stands still
        moments = [
            moment
            for post in made.arranged.posts
            for moment in (
                post.published if post.state is State.FUTURE else None,
                post.expires,
            )
            if moment and moment > self._snapshot.now
        ]
        if not moments:
            return None
        return max(min(min(moments) - now, _LONGEST).total_seconds(), 0.01)


def fault(error: Exception) -> Problem:
    """What nobody thought of, as a problem."""
    return Problem(
        level=Level.ERROR,
        code="internal",
        message=f"{type(error).__name__}: {error}",
        hint="a fault of Envoi, not yours: please report it",
    )
