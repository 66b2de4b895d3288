"""Feed -> RSS 2.0, as the RSS Board's profile advises (rssboard.org/rss-profile)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from email.utils import format_datetime
from typing import Final

from lxml.etree import _Element

from envoi.addresses import host_of
from envoi.feeds import adapter, itunes, media
from envoi.feeds.channel import Channel, Entry, channel
from envoi.feeds.format import Format, Parts
from envoi.model import Feed

_ATOM: Final = "{http://www.w3.org/2005/Atom}"
_DC_NAMESPACE: Final = "http://purl.org/dc/elements/1.1/"
_DC: Final = f"{{{_DC_NAMESPACE}}}"
_CC_NAMESPACE: Final = "http://backend.userland.com/creativeCommonsRssModule"
_CC: Final = f"{{{_CC_NAMESPACE}}}"
_CREATIVE_COMMONS: Final = ("creativecommons.org", "www.creativecommons.org")


def parts(feed: Feed, entries: Sequence[Entry]) -> Parts:
    """`feed` with `entries` as RSS 2.0.

    Its items say with Dublin Core, Atom and Media RSS elements what RSS has no word for: authors without an e-mail
    address (`author` demands one), the language of an item, when it was last changed, what page it speaks of, its
    picture, and of several enclosures all but the first.
    """
    additions = _PODCAST_ADDITIONS if feed.podcast else _ADDITIONS
    return adapter.rss(channel(feed, FORMAT, entries), additions)


def _complete_feed(root: _Element, channel: Channel) -> None:
    head = root[0]
    adapter.add(head, "lastBuildDate", format_datetime(channel.updated))
    for author in channel.authors:
        adapter.add(head, f"{_DC}creator", author.name)
    adapter.add_links(head, f"{_ATOM}link", channel)
    _add_license(head, channel.license)
    if channel.stylesheet:
        adapter.dress(root, channel.stylesheet)
    if channel.podcast:
        itunes.complete_feed(head, channel.podcast, channel)


def _complete_item(item: _Element, entry: Entry, channel: Channel) -> None:
    for title in item.findall("title") if not entry.titled else ():
        item.remove(title)
    adapter.add(item, "pubDate", format_datetime(entry.published))
    adapter.add(item, f"{_ATOM}updated", entry.updated.isoformat())
    adapter.add(item, f"{_DC}language", entry.language)
    for author in entry.authors:
        adapter.add(item, f"{_DC}creator", author.name)
    if entry.external_url:
        adapter.add(item, f"{_ATOM}link", rel="related", href=entry.external_url)
    # One enclosure an item: what readers do with a second one differs (rssboard.org/rss-profile#element-channel-item-enclosure).
    for file in entry.enclosures[:1]:
        adapter.add(
            item, "enclosure", url=file.url, length=str(file.length), type=file.type
        )
    media.add(item, entry.image, entry.enclosures[1:])
    if entry.translations:
        adapter.add_alternates(item, f"{_ATOM}link", entry)
    _add_license(item, entry.license)
    if entry.via:
        adapter.add(item, f"{_ATOM}link", rel="via", href=entry.via)
    if entry.comments:
        adapter.add(item, "comments", entry.comments)
    if entry.episode:
        itunes.complete_item(item, entry)


def _add_license(parent: _Element, license: str) -> None:
    """Creative Commons has an element of its own that readers know; other licences are a link (RFC 4946)."""
    if host_of(license) in _CREATIVE_COMMONS:
        adapter.add(parent, f"{_CC}license", license)
    elif license:
        adapter.add(parent, f"{_ATOM}link", rel="license", href=license)


FORMAT: Final = Format(
    name="rss",
    filename="rss.xml",
    media_type="application/rss+xml",
    parts=parts,
    title="RSS",
)
_ADDITIONS: Final = adapter.Additions(
    media_type=FORMAT.media_type,
    namespaces={
        "dc": _DC_NAMESPACE,
        "media": media.NAMESPACE,
        "creativeCommons": _CC_NAMESPACE,
    },
    complete_feed=_complete_feed,
    complete_entry=_complete_item,
)
_PODCAST_ADDITIONS: Final = replace(
    _ADDITIONS, namespaces={**_ADDITIONS.namespaces, **itunes.NAMESPACES}
)
