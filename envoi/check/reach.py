"""How a feed is found and fetched: its own address, its hub, its size, its files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from envoi.check.podcast import is_podcast
from envoi.check.subject import Finding, Subject, error, label, notice, short, warn

_FINE: Final = 250_000
_LARGEST: Final = 1_000_000


def own_address(subject: Subject) -> Iterator[Finding]:
    """Readers subscribe to the address that a feed gives as its own."""
    feed = subject.feed
    if not feed.address:
        yield warn(
            "feed-self",
            "the feed does not say where it is",
            'write <link rel="self">' if feed.format != "json" else "write feed_url",
        )
    elif subject.published.get(feed.address) == feed.format:
        return  # what is kept at an old address says where it is now
    elif subject.address and feed.address != subject.address:
        yield error(
            "feed-self",
            f"the feed is at {short(subject.address)}, but says it is at {short(feed.address)}",
            "build it anew, or publish it where it says it is",
        )


def hub(subject: Subject) -> Iterator[Finding]:
    """WebSub (w3.org/TR/websub, section 4) needs both links."""
    if subject.feed.hubs and not subject.feed.address:
        yield error(
            "feed-hub",
            "the feed names a hub, but not its own address, which the hub knows it by",
            "write both",
        )


def entries(subject: Subject) -> Iterator[Finding]:
    """A feed with nothing in it may be meant, but seldom is."""
    if not subject.feed.entries:
        yield warn("feed-empty", "the feed has no entry", "publish a post")


def size(subject: Subject) -> Iterator[Finding]:
    """jsonfeed.org: "under 100 K ideal, 250 K fine, 1 MB a burden"; some readers stop at 1 MB or less.

    An archive is not fetched again and again, and does not change; the apps of podcasts show all episodes there are.
    """
    if subject.archive or subject.feed.archive:
        return
    if subject.podcast or (subject.data and is_podcast(subject.feed)):
        return
    bytes = subject.size or len(subject.data)
    hint = "list fewer entries, or their summaries only"
    if bytes > _LARGEST:
        yield warn("feed-size", f"has {bytes:,} bytes, more than 1 MB", hint)
    elif bytes > _FINE:
        yield notice("feed-size", f"has {bytes:,} bytes, more than 250 kB", hint)


def enclosures(subject: Subject) -> Iterator[Finding]:
    """A player asks for the type and the length before it loads a file."""
    for entry in subject.feed.entries:
        seen: set[str] = set()
        for file in entry.enclosures:
            if not re.fullmatch(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+", file.type):
                yield error(
                    "feed-enclosure",
                    f'the media type of the file {short(file.url)} of {label(entry)} is "{short(file.type)}"',
                    "write one, like audio/mpeg",
                    entry,
                    needle=file.url,
                )
            if not file.length and subject.feed.format == "rss":
                yield warn(
                    "feed-enclosure",
                    f"the file {short(file.url)} of {label(entry)} has no length in bytes",
                    "write it: some players refuse a length of 0",
                    entry,
                    needle=file.url,
                )
            if file.url in seen:
                yield warn(
                    "feed-enclosure",
                    f"{label(entry)} has the file {short(file.url)} twice",
                    "leave one",
                    entry,
                    needle=file.url,
                )
            seen.add(file.url)
