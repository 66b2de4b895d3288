"""What jsonfeed.org/version/1.1 asks of a JSON Feed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from envoi.check.subject import Finding, Subject, error, label, warn
from envoi.feedfile import FeedEntry

_FEED: Final[Mapping[str, type]] = {
    "version": str, "title": str, "home_page_url": str, "feed_url": str,
    "description": str, "user_comment": str, "next_url": str, "icon": str,
    "favicon": str, "authors": list, "author": dict, "language": str, "expired": bool,
    "hubs": list, "items": list,
}  # fmt: skip
_ITEM: Final[Mapping[str, type]] = {
    "id": str, "url": str, "external_url": str, "title": str, "content_html": str,
    "content_text": str, "summary": str, "image": str, "banner_image": str,
    "date_published": str, "date_modified": str, "authors": list, "author": dict,
    "tags": list, "language": str, "attachments": list,
}  # fmt: skip
_AUTHOR: Final[Mapping[str, type]] = {"name": str, "url": str, "avatar": str}
_ATTACHMENT: Final[Mapping[str, type]] = {
    "url": str, "mime_type": str, "title": str, "size_in_bytes": int,
    "duration_in_seconds": int,
}  # fmt: skip
_HUB: Final[Mapping[str, type]] = {"type": str, "url": str}
_NAMES: Final = {
    str: "a text", list: "a list", dict: "an object", bool: "true or false",
    int: "a number",
}  # fmt: skip


def rules(subject: Subject) -> Iterator[Finding]:
    """Keys that must be there, and the type of each value."""
    feed = subject.feed
    if feed.format != "json":
        return
    document: dict[str, Any] = feed.root
    if not feed.version:
        yield error(
            "feed-version",
            "does not say that it is a JSON Feed",
            'write "version": "https://jsonfeed.org/version/1.1"',
            line=1,
        )
    yield from _required(document, ("title", "items"), "the feed", None)
    yield from _typed(document, _FEED, "the feed", None)
    yield from _people(document, "the feed", None)
    for hub in _list(document.get("hubs")):
        yield from _object(hub, _HUB, ("type", "url"), "a hub of the feed", None)
    items = _list(document.get("items"))
    if any(not isinstance(item, dict) for item in items):
        message = "an item is no object"
        yield error("feed-element", message, "write each of them in { }")
    for entry in feed.entries:
        yield from _item(entry)


def _item(entry: FeedEntry) -> Iterator[Finding]:
    item: dict[str, Any] = entry.node
    who = label(entry)
    yield from _required(item, ("id",), who, entry)
    yield from _typed(item, _ITEM, who, entry)
    yield from _people(item, who, entry)
    if not (item.get("content_html") or item.get("content_text")):
        yield error(
            "feed-element",
            f"{who} has neither content_html nor content_text",
            "JSON Feed demands one of them",
            entry,
        )
    if any(not isinstance(tag, str) or not tag for tag in _list(item.get("tags"))):
        message = f"a tag of {who} is no text"
        yield error("feed-element", message, "write texts", entry)
    for file in _list(item.get("attachments")):
        required = ("url", "mime_type")
        yield from _object(file, _ATTACHMENT, required, f"a file of {who}", entry)


def _people(
    document: dict[str, Any], who: str, entry: FeedEntry | None
) -> Iterator[Finding]:
    people = _list(document.get("authors"))
    if isinstance(document.get("author"), dict):
        people = [*people, document["author"]]
    for person in people:
        yield from _object(person, _AUTHOR, (), f"an author of {who}", entry)
        if isinstance(person, dict) and not {*person} & {*_AUTHOR}:
            message = f"an author of {who} has neither name nor address"
            yield error("feed-author", message, "write a name", entry)


def _object(
    value: Any,
    types: Mapping[str, type],
    required: tuple[str, ...],
    who: str,
    entry: FeedEntry | None,
) -> Iterator[Finding]:
    if not isinstance(value, dict):
        message = f"{who} is no object"
        yield error("feed-element", message, "write it in { }", entry)
        return
    yield from _required(value, required, who, entry)
    yield from _typed(value, types, who, entry)


def _required(
    value: dict[str, Any], keys: tuple[str, ...], who: str, entry: FeedEntry | None
) -> Iterator[Finding]:
    for key in keys:
        if value.get(key) in (None, ""):
            message = f"{who} has no {key}"
            yield error("feed-element", message, "JSON Feed demands it", entry)


def _typed(
    value: dict[str, Any],
    types: Mapping[str, type],
    who: str,
    entry: FeedEntry | None,
) -> Iterator[Finding]:
    for key, content in value.items():
        if key.startswith("_"):
            continue
        wanted = types.get(key)
        if wanted is None:
            message = f'JSON Feed has no "{key}" in {who}'
            yield warn("feed-element", message, f'call it "_{key}"', entry)
        elif not _is(content, wanted):
            message = f'"{key}" of {who} is not {_NAMES[wanted]}'
            yield error("feed-element", message, "JSON Feed demands it", entry)


def _is(content: Any, wanted: type) -> bool:
    if wanted is int:
        number = isinstance(content, int | float) and not isinstance(content, bool)
        return number and content >= 0
    return isinstance(content, wanted)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
