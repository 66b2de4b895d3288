"""An entry of a feed, as its bytes have it -> what a reader shows of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from html import unescape
from typing import Any, Final

from envoi.feedfile import FeedEntry, FeedFile
from envoi.feedfile.xml import ITUNES, children, first
from envoi.feeds.media import NAMESPACE as MEDIA

_SUMMARY: Final = 220
_HEADING: Final = 80
_PICTURE: Final = re.compile(r"<img\b[^>]*?\ssrc=[\"']([^\"']+)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """A file that comes with an entry: address, media type, size in bytes and length as `1:02:03` (0 and empty: not said)."""

    url: str
    type: str
    length: int
    duration: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """An entry in a list. `key` is a short name of its id; `untitled` says that `title` is the beginning of its text."""

    key: str
    id: str
    title: str
    untitled: bool
    url: str
    when: datetime | None
    updated: datetime | None
    authors: str
    tags: tuple[str, ...]
    summary: str
    picture: str
    files: tuple[Heard, ...]


def shown(entry: FeedEntry, feed: FeedFile) -> Shown:
    """What a reader lists of `entry`; who wrote `feed` wrote it, unless it says otherwise."""
    words = _plain(entry.summary or entry.html[:4000])
    return Shown(
        key=key(entry),
        id=entry.id,
        title=entry.title or _cut(words, _HEADING) or entry.url,
        untitled=not entry.title,
        url=entry.url,
        when=entry.published or entry.updated,
        updated=entry.updated,
        authors=", ".join(entry.authors or feed.authors),
        tags=entry.tags,
        summary=_cut(words, _SUMMARY),
        picture=next(_pictures(entry), ""),
        files=tuple(
            Heard(
                url=file.url,
                type=file.type,
                length=file.length,
                duration=_duration(entry.node, file.url),
            )
            for file in entry.enclosures
        ),
    )


def key(entry: FeedEntry) -> str:
    """A short name of an entry, for an address."""
    return sha256(entry.id.encode("utf-8", "replace")).hexdigest()[:10]


def content(entry: FeedEntry) -> str:
    """The HTML that a reader opens: the content, or the summary where there is none."""
    return entry.html or entry.summary


def _pictures(entry: FeedEntry) -> Iterator[str]:
    """Addresses of pictures, in the order in which readers look for them."""
    node: Any = entry.node
    if isinstance(node, dict):
        yield from (
            str(node[name]) for name in ("image", "banner_image") if node.get(name)
        )
    else:
        for found in children(node, "content", MEDIA):
            if found.get("medium") == "image" and found.get("url"):
                yield found.get("url", "")
        for found in children(node, "image", ITUNES):
            if found.get("href"):
                yield found.get("href", "")
    yield from (file.url for file in entry.enclosures if file.type.startswith("image/"))
    if found_in := _PICTURE.search(entry.html):
        yield unescape(found_in[1])


def _duration(node: Any, url: str) -> str:
    """How long the file at `url` lasts, as a clock shows it."""
    said: Any = ""
    if isinstance(node, dict):
        files = node.get("attachments")
        for file in files if isinstance(files, list) else ():
            if isinstance(file, dict) and file.get("url") == url:
                said = file.get("duration_in_seconds", "")
    else:
        said = first(node, "duration", ITUNES) or next(
            (
                found.get("duration", "")
                for found in children(node, "content", MEDIA)
                if found.get("url") == url
            ),
            "",
        )
    digits = re.fullmatch(r"([0-9]{1,7})(?:\.[0-9]*)?", str(said))
    if not digits:
        return str(said)[:12]
    minutes, seconds = divmod(int(digits[1]), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>?", " ", html)).split())


def _cut(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    return f"{text[:most].rpartition(' ')[0] or text[:most]} …"
