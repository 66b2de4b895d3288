"""Feed -> JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

from __future__ import annotations

import json
from typing import Any, Final

from envoi.feeds.channel import Channel, Entry, channel
from envoi.feeds.format import Format, Parts
from envoi.model import Author, Enclosure, Feed, Post


def parts(feed: Feed) -> Parts:
    """`feed` as JSON Feed 1.1 in UTF-8, one value a line.

    An item names its language only where it is not the feed's. Readers of version 1.0 know one `author` only and get
    the first. What JSON Feed has no word for stands in the extension `_envoi`.
    """
    told = channel(feed, FORMAT)
    document = f"{_written(_document(told))}\n".encode()
    head, mark, tail = document.rpartition(b"]")
    return Parts(
        head=head,
        entries=[_indented(_item(entry)) for entry in told.entries],
        between=b",",
        tail=b"\n  " + mark + tail,
        empty=document,
    )


def _written(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _indented(item: dict[str, Any]) -> bytes:
    """`item` as it stands in the list of them."""
    return f"\n{_written(item)}".replace("\n", "\n    ").encode()


def _without_language(entry: bytes, post: Post, feed: Feed) -> bytes:
    """`entry` as it stands in a feed in its own language."""
    if post.language != feed.site.language:
        return entry
    said = f',\n      "language": {json.dumps(post.language, ensure_ascii=False)}'
    return entry.replace(said.encode(), b"", 1)


def _document(channel: Channel) -> dict[str, Any]:
    hubs = [{"type": "WebSub", "url": hub} for hub in channel.hubs]
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.home,
        "feed_url": channel.address,
        **({"next_url": channel.previous} if channel.previous else {}),
        "description": channel.description,
        "language": channel.language,
        **_people(channel.authors),
        **({"hubs": hubs} if hubs else {}),
        **_extension({"license": channel.license}),
        "items": [],
    }


def _item(entry: Entry) -> dict[str, Any]:
    item = {
        "id": entry.id,
        "url": entry.url,
        "external_url": entry.external_url,
        "title": entry.title if entry.titled else "",
        "summary": entry.summary,
        "content_html": entry.html,
        "content_text": "" if entry.html else entry.summary,
        "image": entry.image.url if entry.image else "",
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        **_people(entry.authors),
        "tags": list(entry.tags),
        "attachments": list(map(_attachment, entry.enclosures)),
        "language": entry.language,
        **_extension(
            {
                "translations": [
                    {"language": other.language, "url": other.url}
                    for other in entry.translations
                ],
                "license": entry.license,
                "via": entry.via,
                "comments": entry.comments,
            }
        ),
    }
    return {key: value for key, value in item.items() if value}


def _extension(said: dict[str, Any]) -> dict[str, Any]:
    """An object with a name of its own, as jsonfeed.org/version/1.1#extensions has it."""
    known = {key: value for key, value in said.items() if value}
    return {"_envoi": known} if known else {}


def _attachment(file: Enclosure) -> dict[str, Any]:
    known = {"size_in_bytes": file.length, "duration_in_seconds": file.duration}
    return {
        "url": file.url,
        "mime_type": file.type,
        **{key: number for key, number in known.items() if number},
    }


def _people(authors: tuple[Author, ...]) -> dict[str, Any]:
    people = [
        {"name": author.name, "url": author.url}
        if author.url
        else {"name": author.name}
        for author in authors
    ]
    return {"authors": people, "author": people[0]} if people else {}


FORMAT: Final = Format(
    name="json",
    filename="feed.json",
    media_type="application/feed+json",
    parts=parts,
    settle=_without_language,
    title="JSON Feed",
)
