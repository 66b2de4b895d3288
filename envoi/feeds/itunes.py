"""Podcast and Episode -> elements of Apple's namespace, and of that of Podcasting 2.0, in an RSS feed.

What Apple demands: help.apple.com/itc/podcasts_connect/#/itcb54353390; what the other asks for:
github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from lxml.etree import _Element

from envoi.feeds import adapter
from envoi.feeds.channel import Channel, Entry
from envoi.model import Person, Podcast

NAMESPACES: Final[Mapping[str, str]] = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
}

_ITUNES: Final = f"{{{NAMESPACES['itunes']}}}"
_PODCAST: Final = f"{{{NAMESPACES['podcast']}}}"


def complete_feed(head: _Element, podcast: Podcast, channel: Channel) -> None:
    """Add to the channel `head` what `podcast` says."""
    if podcast.copyright:
        adapter.add(head, "copyright", podcast.copyright)
    adapter.add(head, f"{_ITUNES}author", podcast.author)
    if podcast.image:
        adapter.add(head, f"{_ITUNES}image", href=podcast.image)
    for path in podcast.categories:
        parent = head
        for name in path:
            parent = adapter.add(parent, f"{_ITUNES}category")
            parent.set("text", name)
    adapter.add(head, f"{_ITUNES}explicit", _truth(podcast.explicit))
    adapter.add(head, f"{_ITUNES}type", "serial" if podcast.serial else "episodic")
    if podcast.owner_email:
        owner = adapter.add(head, f"{_ITUNES}owner")
        adapter.add(owner, f"{_ITUNES}name", podcast.owner_name)
        adapter.add(owner, f"{_ITUNES}email", podcast.owner_email)
    if podcast.new_feed_url:
        adapter.add(head, f"{_ITUNES}new-feed-url", podcast.new_feed_url)
    if podcast.complete:
        adapter.add(head, f"{_ITUNES}complete", "Yes")
    adapter.add(head, f"{_PODCAST}guid", podcast.guid)
    adapter.add(
        head,
        f"{_PODCAST}locked",
        "yes" if podcast.locked else "no",
        owner=podcast.owner_email,
    )
    if podcast.funding:
        adapter.add(
            head, f"{_PODCAST}funding", podcast.funding_text, url=podcast.funding
        )
    adapter.add(head, f"{_PODCAST}medium", _medium(channel))
    _add_persons(head, podcast.persons)


def complete_item(item: _Element, entry: Entry) -> None:
    """Add to `item` what `entry` says as an episode."""
    episode = entry.episode
    if episode is None:
        return
    seconds = next((file.duration for file in entry.enclosures), 0)
    if seconds:
        adapter.add(item, f"{_ITUNES}duration", str(seconds))
    if episode.number:
        adapter.add(item, f"{_ITUNES}episode", str(episode.number))
        adapter.add(item, f"{_PODCAST}episode", str(episode.number))
    if episode.season:
        adapter.add(item, f"{_ITUNES}season", str(episode.season))
        adapter.add(item, f"{_PODCAST}season", str(episode.season))
    adapter.add(item, f"{_ITUNES}episodeType", episode.type)
    if episode.explicit is not None:
        adapter.add(item, f"{_ITUNES}explicit", _truth(episode.explicit))
    if episode.image:
        adapter.add(item, f"{_ITUNES}image", href=episode.image)
    for transcript in episode.transcripts:
        adapter.add(
            item,
            f"{_PODCAST}transcript",
            url=transcript.url,
            type=transcript.type,
            language=transcript.language,
        )
    if episode.chapters:
        adapter.add(
            item,
            f"{_PODCAST}chapters",
            url=episode.chapters,
            type="application/json+chapters",
        )
    _add_persons(item, episode.persons)


def _add_persons(parent: _Element, persons: Iterable[Person]) -> None:
    for person in persons:
        adapter.add(
            parent,
            f"{_PODCAST}person",
            person.name,
            role=person.role,
            img=person.image,
            href=person.url,
        )


def _medium(channel: Channel) -> str:
    """`video` for a podcast of films only."""
    first = [entry.enclosures[0].type for entry in channel.entries if entry.enclosures]
    films = bool(first) and all(type.startswith("video/") for type in first)
    return "video" if films else "podcast"


def _truth(said: bool) -> str:
    return "true" if said else "false"
