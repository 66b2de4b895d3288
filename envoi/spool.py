"""Bytes, and `Artifact*` -> the same again: what waits to be published stands on the disk, not in memory."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Final, Self

from envoi.model import Artifact, Standing
from envoi.problems import Exit, Stop

_IN_MEMORY: Final = 8_000_000
"""Bytes of artifacts up to which nothing is written: most builds never come to a file."""

Kept = bytes | tuple[int, int]
"""Bytes in memory, or where they begin in a file and how many they are."""


class Store:
    """Bytes that are put down and picked up again: the first `room` in memory, others in a file without a name, which goes with the process.

    It is in `folder` or, where that refuses, where the system keeps such files.
    """

    def __init__(self, folder: Path | None, room: int) -> None:
        self._folder = folder
        self._room = room
        self._file: IO[bytes] | None = None
        self._size = 0

    def close(self) -> None:
        """Forget what is in the file."""
        if self._file:
            self._file.close()

    def put(self, content: bytes) -> Kept:
        """Keep `content`; what `get` knows it by. Raises Stop where the system refuses to keep it."""
        if self.has_room(content):
            self._room -= len(content)
            return content
        start = self._size
        with _keeping():
            self._file = self._file or _temporary(self._folder)
            _write(self._file, content, start)
        self._size += len(content)
        return start, len(content)

    def has_room(self, content: bytes) -> bool:
        """Whether `content` can be kept in memory."""
        return len(content) <= self._room

    def get(self, kept: Kept) -> bytes:
        """The bytes that were put down. Raises Stop where the system does not give them back."""
        if isinstance(kept, bytes):
            return kept
        assert self._file
        start, size = kept
        with _keeping():
            return os.pread(self._file.fileno(), size, start)


def _temporary(folder: Path | None) -> IO[bytes]:
    try:
        return TemporaryFile(dir=folder, prefix=".envoi-", buffering=0)
    except OSError:
        return TemporaryFile(buffering=0)


@contextmanager
def _keeping() -> Iterator[None]:
    """Turn an error of the system into a `Stop`."""
    try:
        yield
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise Stop(
            "output",
            f"cannot keep what was made: {reason}; nothing was published",
            "make room on the disk of the output folder",
            exit=Exit.ENVIRONMENT,
        ) from error


def _write(file: IO[bytes], content: bytes, start: int) -> None:
    """Write `content` from `start` on: the system may take it in several pieces."""
    done = 0
    with memoryview(content) as whole:
        while done < len(whole):
            with whole[done:] as left:
                done += os.pwrite(file.fileno(), left, start + done)


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """What an artifact is `of`; its content is `at` a place in a `Store`, in a file of its own, or (None) in the output as it is."""

    of: Standing
    at: Kept | Path | None


class Spool:
    """Artifacts for the folder `output`, in the order in which they came.

    The first are in memory. Of the others each is a file in a folder beside `output`, which is made for them and goes with
    them, so that it can be put in its place without being written again; what is there already is not kept.
    """

    def __init__(self, output: Path) -> None:
        self.waiting: list[Waiting] = []
        self._output = output
        self._store = Store(output.parent, _IN_MEMORY)
        self._folder = folder_beside(output)
        self._has_folder: bool | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._store.close()
        if self._has_folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def __len__(self) -> int:
        return len(self.waiting)

    def __iter__(self) -> Iterator[Artifact]:
        for one in self.waiting:
            found = self.content(one)
            content = found.read_bytes() if isinstance(found, Path) else found()
            of = one.of
            yield Artifact(path=of.path, content=content, media_type=of.media_type)

    def take(self, artifacts: Iterable[Artifact | Standing]) -> Self:
        """Add `artifacts`, each as soon as it is made. Raises Stop where the system refuses to keep them."""
        for artifact in artifacts:
            if isinstance(artifact, Standing):
                one = Waiting(of=artifact, at=None)
            else:
                one = Waiting(of=_without_content(artifact), at=self._keep(artifact))
            self.waiting.append(one)
        return self

    def content(self, one: Waiting) -> Callable[[], bytes] | Path:
        """What gives the bytes of `one`, or the file that holds nothing else; that raises Stop if they were in the output and are no more."""
        if isinstance(one.at, Path):
            return one.at
        if one.at is None:
            return partial(self._found, one.of)
        return partial(self._store.get, one.at)

    def _keep(self, artifact: Artifact) -> Kept | Path | None:
        if self._store.has_room(artifact.content):
            return self._store.put(artifact.content)
        if self._is_there(artifact):
            return None
        if self._has_folder is None:
            self._has_folder = _is_made(self._folder)
        if not self._has_folder:
            return self._store.put(artifact.content)
        file = self._folder / str(len(self.waiting))
        with _keeping(), file.open("xb") as opened:
            opened.write(artifact.content)
        return file

    def _is_there(self, artifact: Artifact) -> bool:
        """Whether the output has `artifact`. Its path is not judged yet, and may be none."""
        file = self._output / artifact.path
        try:
            status = file.lstat()
            return (
                stat.S_ISREG(status.st_mode)
                and status.st_size == len(artifact.content)
                and file.read_bytes() == artifact.content
            )
        except (OSError, ValueError):
            return False

    def _found(self, one: Standing) -> bytes:
        with suppress(OSError):
            content = (self._output / one.path).read_bytes()
            if sha256(content).hexdigest() == one.digest:
                return content
        raise Stop(
            "output",
            f"{one.path} was changed meanwhile; nothing was published",
            "build again",
            exit=Exit.ENVIRONMENT,
        )


def _without_content(artifact: Artifact) -> Standing:
    return Standing(
        path=artifact.path,
        media_type=artifact.media_type,
        digest=sha256(artifact.content).hexdigest(),
        size=len(artifact.content),
    )


def folder_beside(output: Path) -> Path:
    """Where artifacts for `output` wait; a killed build may leave it."""
    return output.parent / f".envoi-spool-{output.name}"


def _is_made(folder: Path) -> bool:
    """Make `folder`, if the system lets us."""
    try:
        folder.mkdir(mode=0o700)
    except OSError:
        return False
    return True
