"""A feed as it is to be, and as it is published -> what is new in it, what changed, and what is gone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from envoi import feedfile, published
from envoi.feedfile import FeedEntry, FeedFile
from envoi.problems import Stop

NEW: Final = "new"
CHANGED: Final = "changed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """What became of the entries of a feed.

    `published` says that there is an older file at all, and `same` that its bytes are those of now. `marks` tell of an
    entry by its id; `gone` are entries whose posts are gone, and `left` counts those that newer ones pushed out.
    """

    published: bool
    same: bool = False
    marks: Mapping[str, str] = field(default_factory=dict)
    gone: tuple[FeedEntry, ...] = ()
    left: int = 0

    @property
    def new(self) -> int:
        """How many entries are new."""
        return sum(mark == NEW for mark in self.marks.values())

    @property
    def changed(self) -> int:
        """How many entries say something else than before."""
        return sum(mark == CHANGED for mark in self.marks.values())


def compare(
    now: FeedFile, data: bytes, older: bytes | None, known: Collection[str]
) -> Changes:
    """What is different in the feed `now`, whose bytes are `data`, from `older` ones.

    `known` are the ids and addresses of all posts that are published, so that an entry which only made room is told
    from one whose post is gone.
    """
    if older is None:
        return Changes(published=False)
    if older == data:
        return Changes(published=True, same=True)
    try:
        before = {one.id: one for one in feedfile.read(older, "feed").entries}
    except Stop:
        return Changes(published=True)
    marks = {}
    for entry in now.entries:
        was = before.pop(entry.id, None)
        if was is None:
            marks[entry.id] = NEW
        elif _said(was) != _said(entry):
            marks[entry.id] = CHANGED
    gone = tuple(
        one for one in before.values() if one.id not in known and one.url not in known
    )
    return Changes(published=True, marks=marks, gone=gone, left=len(before) - len(gone))


def at(target: Path, path: str) -> bytes | None:
    """The file at `path` of the output folder; None if there is none that can be read."""
    file = target / path
    try:
        return published.content(file) if file.is_file() else None
    except Stop:
        return None


def is_same(target: Path, path: str, data: bytes) -> bool | None:
    """Whether the file at `path` holds `data`; None if there is none."""
    try:
        size = (target / path).stat().st_size
    except OSError:
        return None
    return size == len(data) and at(target, path) == data


def _said(entry: FeedEntry) -> tuple[object, ...]:
    return (
        entry.title,
        entry.url,
        entry.html,
        entry.summary,
        entry.published,
        entry.updated,
        entry.language,
        entry.authors,
        entry.tags,
        entry.enclosures,
    )
