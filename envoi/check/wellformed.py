"""Characters, encoding and names: what a parser stumbles over before it knows of feeds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from envoi.check.subject import Finding, Subject, error, label, short, warn
from envoi.feedfile import xml

KNOWN: Final = (
    xml.ATOM,
    xml.CONTENT,
    xml.DC,
    xml.DCTERMS,
    xml.ITUNES,
    xml.RDF,
    xml.XHTML,
    "http://purl.org/rss/1.0/",
    "http://purl.org/rss/1.0/modules/slash/",
    "http://purl.org/rss/1.0/modules/syndication/",
    "http://purl.org/syndication/history/1.0",
    "http://purl.org/syndication/thread/1.0",
    "http://search.yahoo.com/mrss/",
    "http://wellformedweb.org/CommentAPI/",
    "http://backend.userland.com/creativeCommonsRssModule",
    "http://www.georss.org/georss",
    "https://podcastindex.org/namespace/1.0",
)
"""Namespaces that readers know, to the letter."""

_NOT_TEXT: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd-\uffff]")


def characters(subject: Subject) -> Iterator[Finding]:
    """Characters that XML forbids (XML 1.0 section 2.2), or that stand for lost ones."""
    for fault in subject.feed.faults:
        yield error(
            "feed-xml",
            f"{fault.message}; strict readers refuse the whole feed",
            "take it out",
            line=fault.line,
        )
    for entry in subject.feed.entries:
        found = _NOT_TEXT.search(
            f"{entry.id}\n{entry.url}\n{entry.title}\n{entry.summary}\n{entry.html}"
        )
        if found:
            yield warn(
                "feed-character",
                f"{label(entry)} holds U+{ord(found[0]):04X}, which is no text",
                "write the character that it stands for",
                entry,
                needle=found[0],
            )


def encoding(subject: Subject) -> Iterator[Finding]:
    """What is not UTF-8, and a document type, are refused by some readers."""
    if subject.feed.format == "json":
        if subject.data.startswith(b"\xef\xbb\xbf"):
            yield warn(
                "feed-encoding",
                "begins with a byte order mark, which JSON has none of (RFC 8259 section 8.1)",
                "save it without",
                line=1,
            )
        return
    info = subject.feed.root.getroottree().docinfo
    named = (info.encoding or "UTF-8").upper()
    if named not in ("UTF-8", "ASCII", "US-ASCII"):
        yield warn(
            "feed-encoding",
            f"is in {named}",
            "write it in UTF-8, as all the web is",
            line=1,
        )
    if info.doctype:
        yield warn(
            "feed-encoding",
            "has a document type, which careful readers refuse",
            "leave <!DOCTYPE …> out",
            line=1,
        )


def namespaces(subject: Subject) -> Iterator[Finding]:
    """A namespace is compared to the letter: a slash too many, and no reader sees what is in it."""
    if subject.feed.format == "json":
        return
    alike = {_bare(known): known for known in KNOWN}
    said: set[str] = set()
    root: Any = subject.feed.root.getroottree().getroot()
    for element in root.iter():
        for space in {xml.namespace(element)} - said - {""}:
            said.add(space)
            meant = alike.get(_bare(space))
            if meant and meant != space:
                yield error(
                    "feed-namespace",
                    f"the namespace {short(space)} is not the one that readers know",
                    f"write {meant}",
                    line=xml.line(element),
                )


def _bare(space: str) -> str:
    return re.sub(r"^https?://(?:www\.)?", "", space).rstrip("/#").lower()
