"""The feed of Atom 0.3 or 1.0 -> FeedFile."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from envoi.feedfile.said import Fault, FeedEntry, FeedFile, enclosure, moment
from envoi.feedfile.xml import (
    ATOM,
    ATOM_03,
    DC,
    HISTORY,
    XHTML,
    XML,
    children,
    first,
    hubs,
    line,
    links,
    names,
    text,
    texts,
)

if TYPE_CHECKING:
    from lxml.etree import _Element


def read(feed: _Element, version: str, faults: tuple[Fault, ...]) -> FeedFile:
    """What the element `feed` says."""
    found = links(feed)
    return FeedFile(
        format="atom",
        version=version,
        title=_construct(feed, "title", plain=True),
        root=feed,
        id=first(feed, "id", ATOM, ATOM_03),
        home=found.get("alternate", ""),
        address=found.get("self", ""),
        language=feed.get(f"{{{XML}}}lang", ""),
        updated=moment(_dated(feed, "updated", "modified")),
        authors=names(feed),
        hubs=hubs(feed),
        links=found,
        entries=tuple(map(_entry, children(feed, "entry", ATOM, ATOM_03))),
        archive=bool(children(feed, "archive", HISTORY)),
        faults=faults,
    )


def _entry(entry: _Element) -> FeedEntry:
    id = first(entry, "id", ATOM, ATOM_03)
    url = links(entry).get("alternate", "")
    return FeedEntry(
        id=id or url,
        id_given=bool(id),
        url=url,
        title=_construct(entry, "title", plain=True),
        line=line(entry),
        node=entry,
        published=moment(_dated(entry, "published", "issued")),
        updated=moment(_dated(entry, "updated", "modified")),
        html=_construct(entry, "content"),
        summary=_construct(entry, "summary"),
        language=entry.get(f"{{{XML}}}lang", ""),
        authors=names(entry),
        tags=tuple(
            term
            for found in children(entry, "category", ATOM)
            if (term := found.get("term", ""))
        )
        or texts(entry, "subject", DC),
        enclosures=tuple(
            enclosure(found.get("href"), found.get("type"), found.get("length"))
            for found in children(entry, "link", ATOM, ATOM_03)
            if found.get("rel") == "enclosure"
        ),
    )


def _dated(element: _Element, name: str, former: str) -> str:
    return first(element, name, ATOM) or first(element, former, ATOM_03)


def _construct(element: _Element, name: str, *, plain: bool = False) -> str:
    """A text construct of Atom as HTML, or as plain text (RFC 4287 section 3.1)."""
    found = next(iter(children(element, name, ATOM, ATOM_03)), None)
    if found is None:
        return ""
    kind = found.get("type", "text")
    if kind in ("xhtml", "application/xhtml+xml") and len(found):
        return text(found) if plain else _inner(found[0])
    said = text(found)
    if kind in ("html", "text/html"):
        return _plain(said) if plain else said
    return said


def _inner(element: _Element) -> str:
    from lxml import etree

    parts = [element.text or ""]
    parts += [etree.tostring(child, encoding="unicode") for child in element]
    return "".join(parts).replace(f' xmlns="{XHTML}"', "").strip()


def _plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())
