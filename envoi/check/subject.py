"""What a rule is given, and what it says: a feed that was read, and findings on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from envoi.feedfile import FeedEntry, FeedFile
from envoi.problems import Level


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """A feed to judge. `name` is its path or address as it is shown.

    `address` is where it is published and `site` where its site is, both empty where that is not known; `path` is
    that below the output, if it is of a folder, and `published` are the addresses of all feeds there, with their
    formats. `archive` says that it holds what was in another feed (RFC 5005). `now` is the clock.
    """

    name: str
    data: bytes
    feed: FeedFile
    now: datetime
    address: str = ""
    site: str = ""
    path: str = ""
    published: Mapping[str, str] = field(default_factory=dict)
    archive: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing that is wrong with a feed, or with an entry of it.

    `line` is that in the feed; `needle` is what to look for in the source of the entry.
    """

    level: Level
    code: str
    message: str
    hint: str = ""
    entry: FeedEntry | None = None
    line: int = 0
    needle: str = ""


Rule = Callable[[Subject], Iterator[Finding]]
"""Judges one feed."""

Across = Callable[[Sequence[Subject]], Iterator[tuple[Subject, Finding]]]
"""Judges all feeds of a folder together."""


def error(
    code: str,
    message: str,
    hint: str = "",
    entry: FeedEntry | None = None,
    line: int = 0,
    needle: str = "",
) -> Finding:
    """A finding that makes a reader lose something."""
    return Finding(
        level=Level.ERROR,
        code=code,
        message=message,
        hint=hint,
        entry=entry,
        line=line,
        needle=needle,
    )


def warn(
    code: str,
    message: str,
    hint: str = "",
    entry: FeedEntry | None = None,
    line: int = 0,
    needle: str = "",
) -> Finding:
    """A finding that some reader takes amiss."""
    return Finding(
        level=Level.WARNING,
        code=code,
        message=message,
        hint=hint,
        entry=entry,
        line=line,
        needle=needle,
    )


def notice(
    code: str,
    message: str,
    hint: str = "",
    entry: FeedEntry | None = None,
    line: int = 0,
    needle: str = "",
) -> Finding:
    """A finding that is good to know."""
    return Finding(
        level=Level.NOTICE,
        code=code,
        message=message,
        hint=hint,
        entry=entry,
        line=line,
        needle=needle,
    )


def label(entry: FeedEntry) -> str:
    """How an entry is called in a message: `"Title"`, or its id."""
    name = entry.title or entry.id or "an entry without a title"
    return f'"{name[:60]}{"…" if len(name) > 60 else ""}"'


def short(text: str) -> str:
    """`text` as it fits into a message."""
    return text if len(text) <= 80 else f"{text[:79]}…"
