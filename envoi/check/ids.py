"""Ids: there, one an entry, and such that readers can keep them for ever."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from envoi.addresses import is_web
from envoi.check.subject import Finding, Subject, error, label, short, warn
from envoi.feedfile import xml

_IRI: Final = re.compile(
    r"""[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`\x00-\x20\x7f-\x9f]+"""
)


def present(subject: Subject) -> Iterator[Finding]:
    """A reader without an id to go by shows an entry again when its address or text changes."""
    if subject.feed.format != "rss":
        return  # Atom and JSON Feed demand one: their own rules say so
    for entry in subject.feed.entries:
        if not entry.id_given:
            yield warn(
                "feed-id",
                f"{label(entry)} has no guid",
                "give it one that never changes",
                entry,
            )


def unique(subject: Subject) -> Iterator[Finding]:
    """Of two entries with one id, readers show one (newsboat) or both each time (Liferea)."""
    seen = {subject.feed.id} - {""}
    for entry in subject.feed.entries:
        if entry.id and entry.id in seen:
            yield error(
                "feed-id",
                f"{label(entry)} has the id of another one: {short(entry.id)}",
                "give it one of its own",
                entry,
                needle=entry.id,
            )
        seen.add(entry.id)


def iris(subject: Subject) -> Iterator[Finding]:
    """RFC 4287 section 4.2.6: an id is an absolute IRI."""
    feed = subject.feed
    if feed.format != "atom":
        return
    if feed.id and not _IRI.fullmatch(feed.id):
        yield error(
            "feed-id",
            f"the id of the feed is no absolute IRI: {short(feed.id)}",
            "write its address, or urn:uuid:…",
        )
    for entry in feed.entries:
        if entry.id_given and not _IRI.fullmatch(entry.id):
            yield error(
                "feed-id",
                f"the id of {label(entry)} is no absolute IRI: {short(entry.id)}",
                "write an address, or urn:uuid:…",
                entry,
                needle=entry.id,
            )


def permalinks(subject: Subject) -> Iterator[Finding]:
    """A guid is taken for the address of its item unless it says otherwise."""
    if subject.feed.format != "rss":
        return
    for entry in subject.feed.entries:
        for guid in xml.children(entry.node, "guid"):
            said = guid.get("isPermaLink", "true")
            if said not in ("true", "false"):
                yield error(
                    "feed-id",
                    f'isPermaLink of {label(entry)} is "{short(said)}"',
                    "write true or false",
                    entry,
                )
            elif said == "true" and not is_web(entry.id):
                yield error(
                    "feed-id",
                    f"the guid of {label(entry)} is no address, but is said to be one",
                    'write isPermaLink="false"',
                    entry,
                    needle=entry.id,
                )
            elif said == "true" and entry.url and entry.id != entry.url:
                yield warn(
                    "feed-id",
                    f"the guid of {label(entry)} is said to be its address, which is another one",
                    'write isPermaLink="false"',
                    entry,
                    needle=entry.id,
                )
