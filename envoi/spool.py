"""Bytes, and `Artifact*` -> the same again: what waits to be published stands on the disk, not in memory."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Final, Self

from envoi.model import Artifact, Standing
from envoi.problems import Exit, Stop

_IN_MEMORY: Final = 8_000_000
"""Bytes up to which nothing is written: most builds never come to a file."""


class Store:
    """Bytes that are put down and picked up again: in a file without a name, which goes with the process.

    It is in `folder` or, where that refuses, where the system keeps such files.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._begun = bytearray()
        self._file: IO[bytes] | None = None
        self._size = 0

    def close(self) -> None:
        """Forget all."""
        self._begun.clear()
        if self._file:
            self._file.close()

    def put(self, content: bytes) -> int:
        """Keep `content`; where it begins. Raises Stop where the system refuses to keep it."""
        start = self._size
        try:
            if self._file:
                _write(self._file, content, start)
            else:
                self._begun += content
                if len(self._begun) > _IN_MEMORY:
                    self._move_to_disk()
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise Stop(
                "output",
                f"cannot keep what was made: {reason}; nothing was published",
                "make room on the disk of the output folder",
                exit=Exit.ENVIRONMENT,
            ) from error
        self._size += len(content)
        return start

    def get(self, start: int, size: int) -> bytes:
        """The `size` bytes that begin at `start`."""
        if self._file:
            return os.pread(self._file.fileno(), size, start)
        return bytes(memoryview(self._begun)[start : start + size])

    def _move_to_disk(self) -> None:
        try:
            file = TemporaryFile(dir=self._folder, prefix=".envoi-", buffering=0)  # noqa: SIM115
        except OSError:
            file = TemporaryFile(buffering=0)  # noqa: SIM115
        _write(file, self._begun, 0)
        self._file = file
        self._begun.clear()


def _write(file: IO[bytes], content: bytes | bytearray, start: int) -> None:
    """Write `content` from `start` on: the system may take it in several pieces."""
    left = memoryview(content)
    while left:
        done = os.pwrite(file.fileno(), left, start)
        left, start = left[done:], start + done


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """An artifact without its content: that is `size` bytes from `start`, with the SHA-256 `digest` in hexadecimal; None: it stands where it is published."""

    path: str
    media_type: str
    digest: str
    start: int | None
    size: int


class Spool:
    """Artifacts in the order in which they came, their bytes in a `Store`."""

    def __init__(self, folder: Path | None = None) -> None:
        self.waiting: list[Waiting] = []
        self._store = Store(folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._store.close()

    def __len__(self) -> int:
        return len(self.waiting)

    def __iter__(self) -> Iterator[Artifact]:
        for one in self.waiting:
            yield Artifact(
                path=one.path, content=self.content(one), media_type=one.media_type
            )

    def take(self, artifacts: Iterable[Artifact | Standing]) -> Self:
        """Add `artifacts`, each as soon as it is made. Raises Stop where the system refuses to keep them."""
        for artifact in artifacts:
            if isinstance(artifact, Standing):
                self.waiting.append(
                    Waiting(
                        path=artifact.path,
                        media_type=artifact.media_type,
                        digest=artifact.digest,
                        start=None,
                        size=artifact.size,
                    )
                )
                continue
            self.waiting.append(
                Waiting(
                    path=artifact.path,
                    media_type=artifact.media_type,
                    digest=sha256(artifact.content).hexdigest(),
                    start=self._store.put(artifact.content),
                    size=len(artifact.content),
                )
            )
        return self

    def content(self, one: Waiting) -> bytes:
        """The bytes of `one`. Raises Stop for what should stand, and is asked for as it does not any more."""
        if one.start is None:
            raise Stop(
                "output-changed",
                f"{one.path} was changed by somebody else meanwhile; nothing was published",
                "run the build again",
                exit=Exit.ENVIRONMENT,
            )
        return self._store.get(one.start, one.size)
