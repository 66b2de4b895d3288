"""What waits to be published: the same artifacts come out as went in, from memory or from the disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from envoi import spool as module
from envoi.model import Artifact
from envoi.problems import Exit, Stop
from envoi.spool import Spool

FILES = tuple(
    Artifact(path=f"feeds/{n}.xml", content=b"%d" % n * 50, media_type="text/xml")
    for n in range(20)
)


@pytest.mark.parametrize("size", [0, 120, 10_000])
def test_what_went_in_comes_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """Whether few or many bytes are kept in memory, artifacts keep their order and content, and no file is left."""
    monkeypatch.setattr(module, "_IN_MEMORY", size)
    with Spool(tmp_path) as spool:
        assert tuple(spool.take(FILES)) == FILES
        assert len(spool) == 20
        assert tuple(spool.take(FILES[:1])) == (*FILES, FILES[0])
    assert not list(tmp_path.iterdir())


def test_each_is_kept_when_it_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An artifact is on the disk before the next one is made."""
    monkeypatch.setattr(module, "_IN_MEMORY", 0)
    with Spool(tmp_path) as spool:
        held: list[int] = []

        def made() -> Iterator[Artifact]:
            for file in FILES:
                held.append(len(spool))
                yield file

        spool.take(made())
    assert held == list(range(20))


def test_a_folder_that_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the folder refuses, the system's own place for such files does."""
    monkeypatch.setattr(module, "_IN_MEMORY", 0)
    with Spool(tmp_path / "missing") as spool:
        assert tuple(spool.take(FILES)) == FILES


def test_a_disk_that_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk without room ends the build with one sentence."""

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "_IN_MEMORY", 0)
    monkeypatch.setattr(module, "TemporaryFile", full)
    with Spool(tmp_path) as spool, pytest.raises(Stop, match="no space left") as stop:
        spool.take(FILES)
    assert stop.value.exit is Exit.ENVIRONMENT
