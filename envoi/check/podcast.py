"""What Apple, Spotify and Podcasting 2.0 ask of a podcast (podcasters.apple.com, podcastindex.org/namespace/1.0)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from envoi.addresses import is_web
from envoi.check.subject import Finding, Subject, error, label, short, warn
from envoi.feedfile import FeedEntry, FeedFile, xml

_PODCAST: Final = "https://podcastindex.org/namespace/1.0"
_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_DURATION: Final = re.compile(r"\d+|(?:\d+:)?\d{1,2}:\d\d")
_NUMBER: Final = re.compile(r"[1-9]\d*")
_BOOLEAN: Final = re.compile(r"true|false")


def is_podcast(feed: FeedFile) -> bool:
    """Whether the channel says something in the words of Apple."""
    head: Any = feed.root
    return feed.format == "rss" and any(
        xml.namespace(child) == xml.ITUNES for child in head
    )


def rules(subject: Subject) -> Iterator[Finding]:
    """The channel of a podcast and its episodes; feeds that are none are passed over."""
    feed, head = subject.feed, subject.feed.root
    if not is_podcast(feed):
        return
    yield from _channel(head)
    serial = xml.first(head, "type", xml.ITUNES) == "serial"
    for entry in feed.entries:
        yield from _episode(entry)
        full = xml.first(entry.node, "episodeType", xml.ITUNES) in ("", "full")
        if serial and full and not xml.children(entry.node, "episode", xml.ITUNES):
            yield error(
                "feed-podcast",
                f"{label(entry)} has no itunes:episode",
                "Apple demands it of each episode of a serial podcast",
                entry,
            )


def _channel(head: Any) -> Iterator[Finding]:
    if not xml.children(head, "author", xml.ITUNES):
        yield warn(
            "feed-podcast",
            "the podcast has no itunes:author",
            "write it: apps show it below the title",
            line=xml.line(head),
        )
    for name in ("category", "explicit", "image"):
        if not xml.children(head, name, xml.ITUNES):
            yield error(
                "feed-podcast",
                f"the podcast has no itunes:{name}",
                "Apple demands it",
                line=xml.line(head),
            )
    yield from _values(head, "explicit", xml.ITUNES, _BOOLEAN, "true or false", None)
    yield from _values(
        head,
        "type",
        xml.ITUNES,
        re.compile("episodic|serial"),
        "episodic or serial",
        None,
    )
    yield from _values(head, "guid", _PODCAST, _UUID, "a UUID", None)
    yield from _values(
        head, "locked", _PODCAST, re.compile("yes|no"), "yes or no", None
    )
    for category in xml.children(head, "category", xml.ITUNES):
        if not category.get("text"):
            yield error(
                "feed-podcast",
                "a category of the podcast has no text",
                'write <itunes:category text="…"/>',
                line=xml.line(category),
            )
    yield from _pictures(head, "the podcast", None)
    for name, space in (("new-feed-url", xml.ITUNES),):
        for found in xml.children(head, name, space):
            if not is_web(xml.text(found)):
                yield error(
                    "feed-podcast",
                    f'itunes:{name} is no address: "{short(xml.text(found))}"',
                    "write it whole",
                    line=xml.line(found),
                )
    for owner in xml.children(head, "owner", xml.ITUNES):
        mails = map(xml.text, xml.children(owner, "email", xml.ITUNES))
        if not any(re.fullmatch(r"[^\s<>@]+@[^\s<>@]+", mail) for mail in mails):
            yield error(
                "feed-podcast",
                "the owner of the podcast has no e-mail address",
                "write <itunes:email>, or leave itunes:owner out",
                line=xml.line(owner),
            )
    for funding in xml.children(head, "funding", _PODCAST):
        if not is_web(funding.get("url", "")):
            yield error(
                "feed-podcast",
                "podcast:funding has no address",
                'write url="https://…"',
                line=xml.line(funding),
            )
    yield from _people(head, "the podcast", None)


def _episode(entry: FeedEntry) -> Iterator[Finding]:
    who, item = label(entry), entry.node
    if not entry.enclosures:
        yield warn(
            "feed-podcast",
            f"{who} has no file to listen to",
            "give it an enclosure, or leave it out of the podcast",
            entry,
        )
    if not entry.id_given:
        yield error("feed-podcast", f"{who} has no guid", "Apple demands it", entry)
    duration = "seconds, or hours:minutes:seconds"
    kinds = re.compile("full|trailer|bonus")
    for name, pattern, wanted in (
        ("explicit", _BOOLEAN, "true or false"),
        ("episodeType", kinds, "full, trailer or bonus"),
        ("episode", _NUMBER, "a number from 1"),
        ("season", _NUMBER, "a number from 1"),
        ("duration", _DURATION, duration),
    ):
        yield from _values(item, name, xml.ITUNES, pattern, wanted, entry)
    yield from _values(item, "season", _PODCAST, _NUMBER, "a number from 1", entry)
    yield from _pictures(item, who, entry)
    for name, wanted in (("transcript", "url and type"), ("chapters", "url and type")):
        for found in xml.children(item, name, _PODCAST):
            if not is_web(found.get("url", "")) or not found.get("type"):
                yield error(
                    "feed-podcast",
                    f"podcast:{name} of {who} lacks its address or its media type",
                    f"write {wanted}",
                    entry,
                )
    yield from _people(item, who, entry)


def _values(
    parent: Any,
    name: str,
    space: str,
    pattern: re.Pattern[str],
    wanted: str,
    entry: FeedEntry | None,
) -> Iterator[Finding]:
    prefix = "itunes" if space == xml.ITUNES else "podcast"
    who = label(entry) if entry else "the podcast"
    found = xml.children(parent, name, space)
    for element in found:
        typed = xml.text(element)
        if not pattern.fullmatch(typed):
            yield error(
                "feed-podcast",
                f'{prefix}:{name} of {who} is "{short(typed)}"',
                f"write {wanted}",
                entry,
                xml.line(element),
            )
    if len(found) > 1:
        message = f"{prefix}:{name} stands twice in {who}"
        yield error("feed-podcast", message, "leave one", entry)


def _pictures(parent: Any, who: str, entry: FeedEntry | None) -> Iterator[Finding]:
    for image in xml.children(parent, "image", xml.ITUNES):
        url = image.get("href", "")
        if not is_web(url) or not re.search(
            r"\.(?:jpe?g|png)$", url.partition("?")[0], re.IGNORECASE
        ):
            yield error(
                "feed-podcast",
                f'the picture of {who} is no JPEG or PNG: "{short(url)}"',
                "Apple takes these only, with 1400 to 3000 pixels on each side",
                entry,
                xml.line(image),
            )


def _people(parent: Any, who: str, entry: FeedEntry | None) -> Iterator[Finding]:
    for person in xml.children(parent, "person", _PODCAST):
        if not xml.text(person):
            message = f"podcast:person of {who} has no name"
            yield error("feed-podcast", message, "write it", entry, xml.line(person))
