"""Feed -> RSS 2.0, as the RSS Board's profile advises (rssboard.org/rss-profile)."""

from __future__ import annotations

from email.utils import format_datetime
from typing import Final

from lxml.etree import _Element

from envoi.feeds import adapter
from envoi.feeds.channel import Channel, Entry, channel
from envoi.feeds.format import Format, address
from envoi.model import Feed

_ATOM: Final = "{http://www.w3.org/2005/Atom}"
_DC_NAMESPACE: Final = "http://purl.org/dc/elements/1.1/"
_DC: Final = f"{{{_DC_NAMESPACE}}}"


def write(feed: Feed) -> bytes:
    """`feed` as RSS 2.0.

    Its items say with Dublin Core and Atom elements what RSS has no word for: authors without an e-mail address
    (`author` demands one), the language of an item, when it was last changed, and what page it speaks of. Of
    several enclosures it holds the first.
    """
    return adapter.rss(channel(feed, address(feed, FORMAT)), _ADDITIONS)


def _complete_feed(root: _Element, channel: Channel) -> None:
    head = root[0]
    adapter.add(head, "lastBuildDate", format_datetime(channel.updated))
    for author in channel.authors:
        adapter.add(head, f"{_DC}creator", author.name)


def _complete_item(item: _Element, entry: Entry, channel: Channel) -> None:
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


FORMAT: Final = Format(
    name="rss",
    filename="rss.xml",
    media_type="application/rss+xml",
    write=write,
    title="RSS",
)
_ADDITIONS: Final = adapter.Additions(
    media_type=FORMAT.media_type,
    namespaces={"dc": _DC_NAMESPACE},
    complete_feed=_complete_feed,
    complete_entry=_complete_item,
)
