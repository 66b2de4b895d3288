"""A path that the preview speaks of -> the text that is there: in the folder, or in what would be published.

Nothing else of this machine is shown, whatever is asked for.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from envoi import published
from envoi.plan import FOLDER as ISSUES
from envoi.press import TEMPLATES
from envoi.preview.snapshot import Snapshot
from envoi.table import FILE_NAME as SETTINGS

LARGEST: Final = 4_000_000
"""Bytes of the largest file that is shown."""

_LONGEST_PATH: Final = 4096
_LONGEST_LINE: Final = 5000


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of a text: its number, from 1, and whether it is the one that is meant."""

    number: int
    text: str
    here: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Excerpt:
    """Some lines of a text, and how many there are of it in all."""

    lines: tuple[Line, ...]
    total: int

    @property
    def is_part(self) -> bool:
        """Whether there is more than is shown."""
        return len(self.lines) < self.total


def text(folder: Path, path: str) -> str | None:
    """The text of the file at `path` in `folder`; None if it is none, is too large, is hidden, or lies elsewhere.

    Bytes that are no UTF-8 are shown as U+FFFD, since a problem may be about them.
    """
    if len(path) > _LONGEST_PATH or "\0" in path or not _is_open(path):
        return None
    try:
        root = Path(os.path.realpath(folder))
        file = Path(os.path.realpath(root / path))
        if not _is_open(file.relative_to(root).as_posix()):
            return None
        data = _content(file)
    except (OSError, ValueError):
        return None
    return (
        None if data is None or b"\0" in data else data.decode("utf-8-sig", "replace")
    )


def excerpt(text: str, *, line: int = 0, around: int = 0, most: int = 0) -> Excerpt:
    """The lines of `text`: those `around` the one that is meant, or the first `most` of them (0: all)."""
    all = text.split("\n")
    if len(all) > 1 and not all[-1]:
        all.pop()
    line = min(line, len(all))
    first = max(line - around - 1, 0) if line and around else 0
    last = line + around if line and around else (most or len(all))
    return Excerpt(
        lines=tuple(
            Line(number=number, text=_cut(each.rstrip("\r")), here=number == line)
            for number, each in enumerate(all[first:last], first + 1)
        ),
        total=len(all),
    )


def named(snapshot: Snapshot, path: str) -> str | None:
    """The text at `path`, if it is a post, an issue, a template, the configuration, or what a problem names.

    What would be published is shown as it was made, whether or not it is on the disk.
    """
    made, folder = snapshot.made, snapshot.request.folder
    for artifact in made.artifacts if made else ():
        if path.endswith(artifact.path) and path == published.shown(
            snapshot.target / artifact.path, folder
        ):
            whole = len(artifact.content) <= LARGEST
            return artifact.content.decode("utf-8", "replace") if whole else None
    return text(folder, path) if path in _spoken_of(snapshot) else None


def _spoken_of(snapshot: Snapshot) -> frozenset[str]:
    """Paths in the folder that may be asked for."""
    posts = snapshot.outcome.files if snapshot.outcome else {}
    places = (one.place.path for one in snapshot.wrong if one.place)
    return frozenset((SETTINGS, *posts, *places, *_below(snapshot.request.folder)))


def _below(folder: Path) -> Iterator[str]:
    """The files of issues and themes."""
    for name in (ISSUES, TEMPLATES):
        for file in (folder / name).rglob("*"):
            yield file.relative_to(folder).as_posix()


def _is_open(path: str) -> bool:
    """Whether no part of `path` is hidden, empty, or leads upwards."""
    return all(part and not part.startswith(".") for part in path.split("/"))


def _content(file: Path) -> bytes | None:
    """The bytes of a plain file, unless there are too many."""
    how = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
    with os.fdopen(os.open(file, how), "rb") as opened:
        status = os.fstat(opened.fileno())
        if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST:
            return None
        return opened.read(LARGEST + 1)


def _cut(line: str) -> str:
    more = len(line) - _LONGEST_LINE
    return (
        line if more <= 0 else f"{line[:_LONGEST_LINE]} … and {more:,} more characters"
    )
