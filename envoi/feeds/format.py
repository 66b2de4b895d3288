"""What a feed format is: its name, its file and its writer, from which a feed's path and address follow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from envoi.addresses import below
from envoi.filters import folded
from envoi.model import Feed, Post

if TYPE_CHECKING:
    from envoi.feeds.channel import Entry


@dataclass(frozen=True, kw_only=True, slots=True)
class Parts:
    """A feed that is written: what comes before, `between` and after its `entries`, and the whole of it if there are none."""

    head: bytes
    entries: Sequence[bytes]
    tail: bytes
    between: bytes = b""
    empty: bytes = b""

    def document(self, entries: Sequence[bytes]) -> bytes:
        """The same feed with other `entries`."""
        if not entries and self.empty:
            return self.empty
        return b"".join((self.head, self.between.join(entries), self.tail))


def _no_host(_: Feed) -> str:
    return ""


def _as_it_is(entry: bytes, _: Post, __: Feed) -> bytes:
    return entry


@dataclass(frozen=True, kw_only=True, slots=True)
class Format:
    """One way to write a feed. `parts` gives the same bytes for the same feed, with the same entries.

    `title` is what people call it, where that is not its `name`. `host` is what the ids of its entries are made with, where they
    are, and `settle` makes of an entry what a feed in another language has of it.
    """

    name: str
    filename: str
    media_type: str
    parts: Callable[[Feed, Sequence[Entry]], Parts]
    title: str = ""
    host: Callable[[Feed], str] = _no_host
    settle: Callable[[bytes, Post, Feed], bytes] = _as_it_is


class Kind(StrEnum):
    """What the posts of a feed have in common."""

    MAIN = "main"
    LANGUAGE = "language"
    SECTION = "section"
    TAG = "tag"
    AUTHOR = "author"
    OWN = "own"
    PODCAST = "podcast"


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """A feed that readers can subscribe to, and the names of the formats it is in. `name` is that of the tag, author or the like."""

    feed: Feed
    formats: tuple[str, ...]
    kind: Kind
    name: str = ""

    @property
    def about(self) -> str:
        """What its posts have in common, in a word for the ledger."""
        return about(self.kind, self.name)


def about(kind: Kind, name: str) -> str:
    """What the posts of a feed have in common, in a word that is the same for all spellings of `name`."""
    return f"{kind} {folded(name)}".strip()


def path(feed: Feed, format: Format) -> str:
    """Where `feed` stands below the output folder in `format`."""
    return str(PurePosixPath(feed.stem, format.filename))


def address(feed: Feed, format: Format) -> str:
    """The absolute, percent-encoded address of `feed` in `format`."""
    return below(feed.site.url, path(feed, format))
