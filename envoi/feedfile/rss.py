"""The channel of RSS 0.9x, 1.0 or 2.0 -> FeedFile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from envoi.feedfile.said import Fault, FeedEntry, FeedFile, enclosure, moment
from envoi.feedfile.xml import (
    ATOM,
    CONTENT,
    DC,
    DCTERMS,
    HISTORY,
    RDF,
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


def read(
    head: _Element, items: list[_Element], version: str, faults: tuple[Fault, ...]
) -> FeedFile:
    """What the channel `head` says, with its `items`, which RSS 1.0 has beside it."""
    found = links(head)
    return FeedFile(
        format="rss",
        version=version,
        title=first(head, "title"),
        root=head,
        home=first(head, "link") or found.get("alternate", ""),
        address=found.get("self", ""),
        language=first(head, "language") or first(head, "language", DC),
        updated=moment(first(head, "lastBuildDate") or first(head, "pubDate")),
        authors=names(head),
        hubs=hubs(head),
        links=found,
        entries=tuple(map(_entry, items)),
        archive=bool(children(head, "archive", HISTORY)),
        faults=faults,
    )


def _entry(item: _Element) -> FeedEntry:
    guids = children(item, "guid")
    guid = text(guids[0]) if guids else item.get(f"{{{RDF}}}about", "")
    url = first(item, "link") or links(item).get("alternate", "")
    if not url and guids and guids[0].get("isPermaLink", "true") == "true":
        url = guid if guid.startswith(("http://", "https://")) else ""
    return FeedEntry(
        id=guid or url,
        id_given=bool(guid),
        url=url,
        title=first(item, "title"),
        line=line(item),
        node=item,
        published=moment(first(item, "pubDate") or first(item, "date", DC)),
        updated=moment(
            first(item, "updated", ATOM) or first(item, "modified", DCTERMS)
        ),
        html=first(item, "encoded", CONTENT),
        summary=first(item, "description"),
        language=first(item, "language", DC) or item.get(f"{{{XML}}}lang", ""),
        authors=names(item),
        tags=texts(item, "category") or texts(item, "subject", DC),
        enclosures=tuple(
            enclosure(found.get("url"), found.get("type"), found.get("length"))
            for found in children(item, "enclosure")
        ),
    )
