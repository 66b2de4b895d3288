"""Work -> what it comes to, done in one thread, one thing after another.

Looks and views share the trees of posts, which lxml lets one thread use at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

_Result = TypeVar("_Result")
_Job = tuple[Callable[[], Any], "asyncio.Future[Any]"]


class Worker:
    """A thread that ends with the program, also in the middle of its work."""

    def __init__(self) -> None:
        self._jobs: SimpleQueue[_Job] = SimpleQueue()
        self.asked = 0
        """How many things are waited for, the one that is being done among them."""
        Thread(target=self._run, name="preview", daemon=True).start()

    async def do(self, work: Callable[[], _Result]) -> _Result:
        """What `work` comes to. Called in the loop's own thread."""
        done: asyncio.Future[_Result] = asyncio.get_running_loop().create_future()
        self.asked += 1
        try:
            self._jobs.put((work, done))
            return await done
        finally:
            self.asked -= 1

    def _run(self) -> None:
        while True:
            work, done = self._jobs.get()
            if done.cancelled():
                continue
            try:
                settle, value = done.set_result, work()
            except BaseException as error:  # noqa: BLE001
                settle, value = done.set_exception, error
            try:
                done.get_loop().call_soon_threadsafe(_settle, done, settle, value)
            except RuntimeError:  # the loop was closed: nobody waits any more
                return


def _settle(
    done: asyncio.Future[Any], settle: Callable[[Any], None], value: object
) -> None:
    if not done.done():
        settle(value)
