"""What a rule is given, and what it says: a feed that was read, and findings on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from envoi.feedfile import FeedEntry, FeedFile
from envoi.problems import Level


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """A feed to judge. `name` is its path or address as it is shown.

    `address` is where it is published and `site` where its site is, both empty where that is not known; `path` is
    that below the output, if it is of a folder, and `published` are the addresses of all feeds there, with their
    formats. `archive` says that it holds what was in another feed (RFC 5005). `podcast` and `size` are known of an
    outline only. `now` is the clock.
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
    podcast: bool = False
    size: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing that is wrong with a feed or an entry of it, or with a letter.

    `line` is that in the file; `needle` is what to look for in the source of the entry, or of what stands in a letter.
    `node` is the element of the letter, and `style` what is set there: `color: #777777`.
    """

    level: Level
    code: str
    message: str
    hint: str = ""
    entry: FeedEntry | None = None
    line: int = 0
    needle: str = ""
    node: Any = None
    style: str = ""


Rule = Callable[[Subject], Iterator[Finding]]
"""Judges one feed."""

Across = Callable[[Sequence[Subject]], Iterator[tuple[Subject, Finding]]]
"""Judges all feeds of a folder together."""


def _finding(
    level: Level,
    code: str,
    message: str,
    hint: str = "",
    entry: FeedEntry | None = None,
    line: int = 0,
    needle: str = "",
    node: Any = None,
    style: str = "",
) -> Finding:
    return Finding(
        level=level,
        code=code,
        message=message,
        hint=hint,
        entry=entry,
        line=line,
        needle=needle,
        node=node,
        style=style,
    )


error = partial(_finding, Level.ERROR)
"""A finding that makes a reader lose something."""

warn = partial(_finding, Level.WARNING)
"""A finding that some reader takes amiss."""

notice = partial(_finding, Level.NOTICE)
"""A finding that is good to know."""


def outline(subject: Subject, *, podcast: bool) -> Subject:
    """What is kept of `subject` until all feeds were read: where it leads, and which entries it has."""
    entries = (
        replace(entry, node=None, html="", summary="") for entry in subject.feed.entries
    )
    return replace(
        subject,
        data=b"",
        feed=replace(subject.feed, root=None, entries=tuple(entries)),
        podcast=podcast,
        size=len(subject.data),
    )


def label(entry: FeedEntry) -> str:
    """How an entry is called in a message: `"Title"`, or its id."""
    name = entry.title or entry.id or "an entry without a title"
    return f'"{name[:60]}{"…" if len(name) > 60 else ""}"'


def short(text: str) -> str:
    """`text` as it fits into a message."""
    return text if len(text) <= 80 else f"{text[:79]}…"
