"""Feed -> JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from json.encoder import encode_basestring
from typing import Any, Final

from envoi.feeds.channel import Channel, Entry, channel
from envoi.feeds.format import Format, Parts
from envoi.model import Author, Enclosure, Feed, Post

_encoded: Final = json.JSONEncoder(ensure_ascii=False).encode


def parts(feed: Feed, entries: Sequence[Entry]) -> Parts:
    """`feed` with `entries` as JSON Feed 1.1 in UTF-8, one value a line.

    An item names its language only where it is not the feed's. Readers of version 1.0 know one `author` only and get
    the first. What JSON Feed has no word for stands in the extension `_envoi`.
    """
    told = channel(feed, FORMAT, entries)
    document = f"{written(_document(told))}\n".encode()
    head, mark, tail = document.rpartition(b"]")
    return Parts(
        head=head,
        entries=[
            f"\n    {written(_item(entry), 4)}".encode() for entry in told.entries
        ],
        between=b",",
        tail=b"\n  " + mark + tail,
        empty=document,
    )


def written(value: Any, margin: int = 0) -> str:
    """`value` as `json.dumps` indents it by two, from `margin` on; that takes thrice as long, for it makes it of many pieces."""
    if isinstance(value, str):
        return encode_basestring(value)
    if not value or not isinstance(value, dict | list):
        return _encoded(value)
    gap = f"\n{' ' * margin}"
    if isinstance(value, dict):
        inner = (
            f"{gap}  {encode_basestring(key)}: {written(one, margin + 2)}"
            for key, one in value.items()
        )
        return f"{{{','.join(inner)}{gap}}}"
    inner = (f"{gap}  {written(one, margin + 2)}" for one in value)
    return f"[{','.join(inner)}{gap}]"


def _without_language(entry: bytes, post: Post, feed: Feed) -> bytes:
    """`entry` as it stands in a feed in its own language."""
    if post.language != feed.site.language:
        return entry
    said = f',\n      "language": {_encoded(post.language)}'
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
