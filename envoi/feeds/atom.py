"""Feed -> Atom 1.0 (RFC 4287)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from lxml.etree import _Element

from envoi.addresses import host_of
from envoi.feeds import adapter, media
from envoi.feeds.channel import Channel, Entry, channel
from envoi.feeds.format import Format, Parts, address
from envoi.model import Feed

_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_CHARACTER: Final = r"""(?:%[0-9A-Fa-f]{2}|[^%#\[\]<>"{}|\\^`\s\x00-\x20\x7f-\x9f])"""
_IRI: Final = re.compile(
    rf"[A-Za-z][A-Za-z0-9+.-]*:(?:(?://\[[0-9A-Fa-f:.]+\])|{_CHARACTER})"
    rf"{_CHARACTER}*(?:\#{_CHARACTER}*)?"
)


def parts(feed: Feed, entries: Sequence[Entry]) -> Parts:
    """`feed` with `entries` as Atom 1.0. Its id is the address that it first had; an entry's language stands as `xml:lang`."""
    return adapter.atom(channel(feed, FORMAT, entries), _ADDITIONS)


def iri(entry: Entry, feed: str) -> str:
    """The id of `entry` as the absolute IRI (RFC 3987) that Atom demands.

    An id that is none, as `0123`, becomes a name-based UUID (RFC 9562, 5.5) of it and the host in the id `feed` of its
    feed: it stays when the post is renamed or dated anew, and when the site moves.
    """
    if _IRI.fullmatch(entry.id):
        return entry.id
    return uuid5(NAMESPACE_URL, f"//{host_of(feed)}/#{entry.id}").urn


def _complete_feed(root: _Element, channel: Channel) -> None:
    adapter.add_links(root, "link", channel)
    if channel.license:
        adapter.add(root, "link", rel="license", href=channel.license)
    if channel.stylesheet:
        adapter.dress(root, channel.stylesheet)


def _complete_entry(element: _Element, entry: Entry, channel: Channel) -> None:
    element.set(_LANGUAGE, entry.language)
    for id in element.iterchildren("id"):
        id.text = iri(entry, channel.id)
    # feedgen 1.0.0 loses every attribute of an entry's link but its address (python-feedgen#135).
    for link in [*element.iterchildren("link")]:
        element.remove(link)
    adapter.add_alternates(element, "link", entry)
    if entry.external_url:
        adapter.add(element, "link", rel="related", href=entry.external_url)
    for file in entry.enclosures:
        adapter.add(
            element,
            "link",
            rel="enclosure",
            href=file.url,
            type=file.type,
            length=file.length,
        )
    for relation, page, type in (
        ("license", entry.license, ""),
        ("via", entry.via, ""),
        # Miniflux takes only pages for a discussion (atom_10_adapter.go).
        ("replies", entry.comments, "text/html"),
    ):
        if page:
            adapter.add(element, "link", rel=relation, type=type, href=page)
    media.add(element, entry.image)
    adapter.add(element, "published", entry.published.isoformat())


def _host(feed: Feed) -> str:
    """The host in the id of `feed`, which is in those of entries too (see `iri`)."""
    return host_of(feed.origin or address(feed, FORMAT))


FORMAT: Final = Format(
    name="atom",
    filename="atom.xml",
    media_type="application/atom+xml",
    parts=parts,
    host=_host,
    title="Atom",
)
_ADDITIONS: Final = adapter.Additions(
    media_type=FORMAT.media_type,
    namespaces={"media": media.NAMESPACE},
    complete_feed=_complete_feed,
    complete_entry=_complete_entry,
)
