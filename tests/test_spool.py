"""What waits to be published: the same artifacts come out as went in, from memory or from the disk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from envoi import spool as module
from envoi.model import Artifact
from envoi.problems import Exit, Stop
from envoi.spool import Spool, Store, folder_beside

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
    with Spool(tmp_path / "public") as spool:
        assert tuple(spool.take(FILES)) == FILES
        assert len(spool) == 20
        assert tuple(spool.take(FILES[:1])) == (*FILES, FILES[0])
    assert not list(tmp_path.iterdir())


def test_each_is_kept_when_it_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An artifact is on the disk before the next one is made."""
    monkeypatch.setattr(module, "_IN_MEMORY", 0)
    with Spool(tmp_path / "public") as spool:
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
    with Spool(tmp_path / "missing" / "public") as spool:
        assert tuple(spool.take(FILES)) == FILES


def test_what_is_there_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the output holds already is not written, and must not be changed before it is published."""
    monkeypatch.setattr(module, "_IN_MEMORY", 0)
    (tmp_path / "public/feeds").mkdir(parents=True)
    for file in FILES[1:]:
        (tmp_path / "public" / file.path).write_bytes(file.content)
    (tmp_path / "public/feeds/7.xml").write_bytes(b"as long as it".ljust(50))
    with Spool(tmp_path / "public") as spool:
        assert tuple(spool.take(FILES)) == FILES
        kept = sorted(file.read_bytes() for file in folder_beside(tmp_path / "public").iterdir())  # fmt: skip
        assert kept == [FILES[0].content, FILES[7].content]
        (tmp_path / "public/feeds/3.xml").write_bytes(b"theirs")
        with pytest.raises(Stop, match=r"feeds/3\.xml was changed"):
            list(spool)
    assert not folder_beside(tmp_path / "public").exists()


@pytest.mark.parametrize("path", ["", ".", "..", "a\0b", "/", "feeds", "a" * 300])
def test_a_path_that_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """What stands in the output is no matter for a path that is unsafe; it is judged when all are made."""
    monkeypatch.setattr(module, "_IN_MEMORY", 0)
    (tmp_path / "public/feeds").mkdir(parents=True)
    odd = Artifact(path=path, content=b"odd", media_type="text/plain")
    with Spool(tmp_path / "public") as spool:
        assert tuple(spool.take([odd])) == (odd,)


@pytest.mark.parametrize("folder", [True, False])
def test_a_disk_that_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: bool
) -> None:
    """A disk without room ends the build with one sentence, whether or not a folder can be made."""

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "_IN_MEMORY", 0)
    monkeypatch.setattr(module, "TemporaryFile", full)
    monkeypatch.setattr(Path, "open" if folder else "mkdir", full)
    with Spool(tmp_path / "public") as spool, pytest.raises(Stop, match="no space left") as stop:  # fmt: skip
        spool.take(FILES)
    assert stop.value.exit is Exit.ENVIRONMENT
    assert not list(tmp_path.iterdir())


def test_a_disk_that_fills_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that cannot be written to ends the build with the same sentence, also after the first bytes."""
    with closing(Store(tmp_path, 5)) as store:
        kept = store.put(b"quay"), store.put(b"boat")
        assert [store.get(one) for one in kept] == [b"quay", b"boat"]

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "pwrite", full)
        with pytest.raises(Stop, match="no space left"):
            store.put(b"crew")
    assert not list(tmp_path.iterdir())


def test_a_disk_that_does_not_give_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a file cannot be read back, one sentence says so."""

    def refuse(*_: object) -> bytes:
        raise OSError(5, "Input/output error")

    with closing(Store(tmp_path, 0)) as store:
        kept = store.put(b"tide")
        monkeypatch.setattr(os, "pread", refuse)
        with pytest.raises(Stop, match="input/output error") as stopped:
            store.get(kept)
    assert stopped.value.exit is Exit.ENVIRONMENT
