"""Feed -> Atom 1.0 (RFC 4287)."""

from __future__ import annotations

import re
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from lxml.etree import _Element

from envoi.addresses import host_of
from envoi.feeds import adapter
from envoi.feeds.channel import Channel, Entry, channel
from envoi.feeds.format import Format, address
from envoi.model import Feed

_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_CHARACTER: Final = r"""(?:%[0-9A-Fa-f]{2}|[^%#\[\]<>"{}|\\^`\s\x00-\x20\x7f-\x9f])"""
_IRI: Final = re.compile(
    rf"[A-Za-z][A-Za-z0-9+.-]*:(?:(?://\[[0-9A-Fa-f:.]+\])|{_CHARACTER})"
    rf"{_CHARACTER}*(?:\#{_CHARACTER}*)?"
)


def write(feed: Feed) -> bytes:
    """`feed` as Atom 1.0. Its own address is its id; an entry's language stands as `xml:lang`."""
    return adapter.atom(channel(feed, address(feed, FORMAT)), _ADDITIONS)


def iri(entry: Entry, home: str) -> str:
    """The id of `entry` as the absolute IRI (RFC 3987) that Atom demands.

    An id that is none, as `0123`, becomes a name-based UUID (RFC 9562, 5.5) of it and the host of the site at `home`:
    it stays when the post is renamed or dated anew.
    """
    if _IRI.fullmatch(entry.id):
        return entry.id
    return uuid5(NAMESPACE_URL, f"//{host_of(home)}/#{entry.id}").urn


def _complete_feed(root: _Element, channel: Channel) -> None:
    """feedgen says all that a feed needs."""


def _complete_entry(element: _Element, entry: Entry, channel: Channel) -> None:
    element.set(_LANGUAGE, entry.language)
    for id in element.findall("id"):
        id.text = iri(entry, channel.home)
    # feedgen 1.0.0 loses every attribute of an entry's link but its address (python-feedgen#135).
    for link in element.findall("link"):
        element.remove(link)
    adapter.add(element, "link", rel="alternate", href=entry.url)
    if entry.external_url:
        adapter.add(element, "link", rel="related", href=entry.external_url)
    for file in entry.enclosures:
        length = {"length": str(file.length)} if file.length else {}
        adapter.add(
            element, "link", rel="enclosure", href=file.url, type=file.type, **length
        )
    adapter.add(element, "published", entry.published.isoformat())


FORMAT: Final = Format(
    name="atom",
    filename="atom.xml",
    media_type="application/atom+xml",
    write=write,
    title="Atom",
)
_ADDITIONS: Final = adapter.Additions(
    media_type=FORMAT.media_type,
    namespaces={},
    complete_feed=_complete_feed,
    complete_entry=_complete_entry,
)
