"""Dates: written as the format has them, in an order that can be, and newest first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from envoi import dates
from envoi.check.subject import Finding, Subject, error, label, short, warn
from envoi.feedfile import FeedEntry, xml

_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_RFC_822: Final = re.compile(
    rf"(?:(?P<day>{'|'.join(_DAYS)}),\s+)?\d{{1,2}}\s+(?:{_MONTHS})\s+\d{{4}}\s+"
    r"\d\d:\d\d(?::\d\d)?\s+(?:[+-]\d{4}|UT|GMT|Z|[ECMP][SD]T)"
)
"""RFC 822 section 5.1, with the four digits of a year that RFC 1123 asks for."""
_RFC_3339: Final = re.compile(
    r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T"
    r"(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)"
)
"""RFC 3339 section 5.6, in capitals as RFC 4287 section 3.3 has it."""
_XML_DATES: Final = {
    "rss": (("pubDate", ()), ("lastBuildDate", ())),
    "atom": (("published", (xml.ATOM,)), ("updated", (xml.ATOM,))),
}
_JSON_DATES: Final = ("date_published", "date_modified")


def written(subject: Subject) -> Iterator[Finding]:
    """RFC 822 in RSS, RFC 3339 elsewhere: readers that cannot read a date take the hour of their visit."""
    feed = subject.feed
    if feed.format == "json":
        for entry in feed.entries:
            for key in _JSON_DATES:
                if isinstance(typed := entry.node.get(key), str):
                    yield from _date(typed, key, "rfc3339", entry)
        return
    for place, of in _elements(subject):
        for name, spaces in _XML_DATES[feed.format]:
            for found in xml.children(place, name, *spaces):
                kind = "rfc822" if feed.format == "rss" else "rfc3339"
                yield from _date(xml.text(found), name, kind, of, xml.line(found))
        if feed.format == "rss":
            for found in xml.children(place, "updated", xml.ATOM):
                yield from _date(
                    xml.text(found), "atom:updated", "rfc3339", of, xml.line(found)
                )


def dated(subject: Subject) -> Iterator[Finding]:
    """An entry without a date is dated by the reader's visit, and comes up again as new."""
    for entry in subject.feed.entries:
        node: Any = entry.node
        if subject.feed.format == "json":
            given = node.get("date_published") or node.get("date_modified")
        else:
            given = any(
                xml.text(child)
                for child in node
                if xml.local(child)
                in ("pubDate", "date", "published", "issued", "updated", "modified")
            )
        if not given:
            yield warn(
                "feed-date",
                f"{label(entry)} has no date; readers take the hour of their visit",
                "give it the day on which it came out",
                entry,
            )


def plausible(subject: Subject) -> Iterator[Finding]:
    """Nothing comes from the future, and nothing is changed before it came out."""
    for entry in subject.feed.entries:
        for name, when in (("date", entry.published), ("change", entry.updated)):
            if when and when > subject.now:
                yield warn(
                    "feed-date",
                    f"the {name} of {label(entry)} is in the future: {when.isoformat()}",
                    "publish it when it is due",
                    entry,
                    needle=when.date().isoformat(),
                )
        if entry.published and entry.updated and entry.updated < entry.published:
            yield warn(
                "feed-date",
                f"{label(entry)} was changed before it came out",
                "correct one of the dates",
                entry,
                needle=entry.updated.date().isoformat(),
            )


def current(subject: Subject) -> Iterator[Finding]:
    """A feed is as new as its newest entry: Feedly hid entries that came after the feed's own date."""
    updated = subject.feed.updated
    if not updated:
        return
    newest = max(
        (
            when
            for entry in subject.feed.entries
            for when in (entry.published, entry.updated)
            if when
        ),
        default=updated,
    )
    if newest > updated:
        yield warn(
            "feed-date",
            f"the feed says it is of {updated.isoformat()}, and its newest entry of {newest.isoformat()}",
            "give the feed the date of its newest entry",
        )
    if updated > subject.now:
        yield warn(
            "feed-date",
            f"the feed says it is of {updated.isoformat()}, which is in the future",
            "give the feed the date of its newest entry",
        )


def order(subject: Subject) -> Iterator[Finding]:
    """Readers that keep the newest ones only take the first ones."""
    former: tuple[datetime, FeedEntry] | None = None
    for entry in subject.feed.entries:
        when = entry.published or entry.updated
        if when is None:
            continue
        if former and when > former[0]:
            yield warn(
                "feed-order",
                f"{label(entry)} comes after {label(former[1])}, but is newer",
                "put the newest entry first",
                entry,
            )
            return
        former = when, entry


def _elements(subject: Subject) -> Iterator[tuple[Any, FeedEntry | None]]:
    yield subject.feed.root, None
    for entry in subject.feed.entries:
        yield entry.node, entry


def _date(
    typed: str, name: str, kind: str, entry: FeedEntry | None, line: int = 0
) -> Iterator[Finding]:
    who = label(entry) if entry else "the feed"
    pattern = _RFC_822 if kind == "rfc822" else _RFC_3339
    example = (
        "Mon, 30 Nov 2026 09:00:00 +0300"
        if kind == "rfc822"
        else "2026-11-30T09:00:00+03:00"
    )
    found = pattern.fullmatch(typed)
    when = dates.read(typed, UTC)
    if not found or when is None or when.rolled:
        yield error(
            "feed-date",
            f'{name} of {who} is no date that readers know: "{short(typed)}"',
            f"write it like {example}",
            entry,
            line,
            typed,
        )
    elif (
        kind == "rfc822"
        and found["day"]
        and found["day"] != _DAYS[when.moment.weekday()]
    ):
        yield error(
            "feed-date",
            f'{name} of {who} is no {found["day"]}: "{short(typed)}"',
            f"that day is a {_DAYS[when.moment.weekday()]}",
            entry,
            line,
            typed,
        )
