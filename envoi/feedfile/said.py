"""What a feed says, in whatever format: the values that all readers of this folder fill in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, AnyStr, Final

from envoi import dates
from envoi.problems import Exit, Place, Stop

_HINT: Final = "name an RSS, Atom or JSON feed"


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedEnclosure:
    """A file that comes with an entry; `length` in bytes, 0 where it is not said or no number."""

    url: str
    type: str = ""
    length: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedEntry:
    """One entry of a feed.

    `id` is its guid or id, else its address, as readers have it; `id_given` says that it has one. `html` is the
    content (empty where the entry has a summary only), `summary` the description or summary as it stands. Dates that
    cannot be read are None; `node` is the element or the JSON object.
    """

    id: str
    url: str
    title: str
    line: int
    node: Any
    id_given: bool = True
    published: datetime | None = None
    updated: datetime | None = None
    html: str = ""
    summary: str = ""
    language: str = ""
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    enclosures: tuple[FeedEnclosure, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """Something in the bytes that strict parsers refuse the feed for, and that was passed over."""

    line: int
    message: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedFile:
    """A feed. `format` is `rss`, `atom` or `json`, `version` as the feed says.

    `address` is its own, `home` that of the site. `links` are the first of each relation; `archive` says that it is one
    (RFC 5005 section 4). `root` is the element `channel` or `feed`, or the JSON object.
    """

    format: str
    version: str
    title: str
    root: Any
    id: str = ""
    home: str = ""
    address: str = ""
    language: str = ""
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    hubs: tuple[str, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    entries: tuple[FeedEntry, ...] = ()
    archive: bool = False
    faults: tuple[Fault, ...] = ()


def moment(typed: str) -> datetime | None:
    """The instant that a date in a feed names, as lenient readers take it; in UTC where it names no zone."""
    when = dates.read(typed, UTC) if typed else None
    return when.moment if when else None


def enclosure(url: Any, type: Any, length: Any) -> FeedEnclosure:
    """A file of an entry, of values that may be anything."""
    digits = str(length if length is not None else "").strip()
    known = re.fullmatch(r"[0-9]{1,18}", digits)
    return FeedEnclosure(
        url=word(url), type=word(type), length=int(digits) if known else 0
    )


def word(value: Any) -> str:
    """A string as it is, a number as readers write it (jsonfeed.org: "coerce it to a string"), else nothing."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).strip()


def lines(text: AnyStr, newline: AnyStr) -> Callable[[int], int]:
    """Tells on which line of `text` a place is; the places are asked for in their order."""
    reached, line = 0, 1

    def line_of(place: int) -> int:
        nonlocal reached, line
        line += text.count(newline, reached, place)
        reached = place
        return line

    return line_of


def stop(name: str, message: str, line: int = 0) -> Stop:
    """What is raised for `name`, which is no feed."""
    place = Place(path=name, line=line)
    return Stop("feed-file", message, _HINT, exit=Exit.PROBLEMS, place=place)
