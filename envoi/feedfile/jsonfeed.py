"""A JSON Feed of version 1 or 1.1 -> FeedFile."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from envoi.feedfile.said import (
    FeedEntry,
    FeedFile,
    enclosure,
    lines,
    moment,
    stop,
    word,
)


def read(data: bytes, name: str) -> FeedFile:
    """The JSON Feed in `data`, of the file or address `name`; raises Stop for what is none."""
    try:
        written = data.decode("utf-8-sig")
        found = json.loads(written)
    except json.JSONDecodeError as error:
        raise stop(
            name, f"is no JSON that can be read: {error.msg}", error.lineno
        ) from error
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise stop(name, "is not UTF-8 text", line) from error
    except (ValueError, RecursionError) as error:
        raise stop(name, "is no JSON that can be read") from error
    if not isinstance(found, dict) or not _is_feed(found):
        raise stop(
            name, "is JSON, but no feed: it has no items, or no version of jsonfeed.org"
        )
    version = found.get("version")
    marked = re.search(r"jsonfeed\.org/version/(1(?:\.1)?)/?$", word(version))
    items = found.get("items")
    line_of = _lines(written)
    return FeedFile(
        format="json",
        version=marked[1] if marked else "",
        title=word(found.get("title")),
        root=found,
        home=word(found.get("home_page_url")),
        address=word(found.get("feed_url")),
        language=word(found.get("language")),
        authors=_people(found),
        hubs=tuple(
            word(hub.get("url"))
            for hub in _list(found.get("hubs"))
            if isinstance(hub, dict)
        ),
        links={"next": next_url} if (next_url := word(found.get("next_url"))) else {},
        entries=tuple(
            _entry(item, line_of(item))
            for item in _list(items)
            if isinstance(item, dict)
        ),
    )


def _is_feed(found: dict[str, Any]) -> bool:
    """Whether it says so, or looks like one to readers that do not ask for its version."""
    told = "jsonfeed.org/version/" in word(found.get("version"))
    return told or ("title" in found and isinstance(found.get("items"), list))


def _entry(item: dict[str, Any], line: int) -> FeedEntry:
    url = word(item.get("url"))
    id = word(item.get("id"))
    return FeedEntry(
        id=id or url,
        id_given=bool(id),
        url=url,
        title=word(item.get("title")),
        line=line,
        node=item,
        published=moment(word(item.get("date_published"))),
        updated=moment(word(item.get("date_modified"))),
        html=word(item.get("content_html")),
        summary=word(item.get("summary")) or word(item.get("content_text")),
        language=word(item.get("language")),
        authors=_people(item),
        tags=tuple(filter(None, map(word, _list(item.get("tags"))))),
        enclosures=tuple(
            enclosure(file.get("url"), file.get("mime_type"), file.get("size_in_bytes"))
            for file in _list(item.get("attachments"))
            if isinstance(file, dict)
        ),
    )


def _lines(written: str) -> Callable[[dict[str, Any]], int]:
    """Tells on which line the id of each item stands, asked in their order; the JSON decoder does not."""
    keys: Iterator[tuple[int, str]] = (
        (found.start(), found[1])
        for found in re.finditer(r'"id"\s*:\s*("(?:[^"\\]|\\.)*"|[0-9.]+)', written)
    )

    line_of = lines(written, "\n")

    def line(item: dict[str, Any]) -> int:
        if "id" not in item:
            return 0
        for at, value in keys:
            try:
                same = json.loads(value) == item["id"]
            except ValueError:
                same = False
            if same:
                return line_of(at)
        return 0

    return line


def _people(found: dict[str, Any]) -> tuple[str, ...]:
    people = _list(found.get("authors")) or [found.get("author")]
    return tuple(
        name
        for person in people
        if isinstance(person, dict) and (name := word(person.get("name")))
    )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
