"""What happens in a folder is told, by the system or, where that cannot be had, by looking again and again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from envoi.preview import watch as watching

from .served import PATIENCE


async def told(folder: Path, do: Callable[[], object], **more: bool) -> list[str]:
    """What is said and told of `folder` once `do` was done."""
    said: list[str] = []
    seen = asyncio.Event()

    def tell(paths: list[Path], came: list[Path]) -> None:
        said.extend(path.name for path in paths)
        seen.set()

    work = watching.watch([folder], tell, said.append, **more)
    task = asyncio.create_task(work)

    async def act() -> None:
        while not seen.is_set():  # until it has begun to watch
            do()
            await asyncio.sleep(0.05)

    try:
        await asyncio.wait_for(act(), PATIENCE)
    finally:
        task.cancel()
    return said


@pytest.mark.parametrize("polling", [False, True])
def test_change_is_told(tmp_path: Path, polling: bool) -> None:
    """A file that is written is named, in both ways."""
    words = iter(range(10_000))

    def write() -> None:
        (tmp_path / "quay.md").write_text("word " * next(words), encoding="utf-8")

    assert "quay.md" in asyncio.run(told(tmp_path, write, polling=polling))


def test_system_that_does_not_watch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the system refuses, that is said once, and changes are found all the same."""
    real = watching.awatch

    def awatch(*places: Path, force_polling: bool, **settings: object) -> object:
        if not force_polling:
            raise OSError("OS file watch limit reached")
        return real(*places, force_polling=True, **settings)

    monkeypatch.setattr(watching, "awatch", awatch)
    words = iter(range(10_000))

    def write() -> None:
        (tmp_path / "quay.md").write_text("word " * next(words), encoding="utf-8")

    first, *rest = asyncio.run(told(tmp_path, write))
    assert "OS file watch limit reached" in first
    assert "quay.md" in rest
