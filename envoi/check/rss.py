"""What RSS 2.0 and the profile of the RSS Board ask of a feed (rssboard.org/rss-profile)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from envoi.check.subject import Finding, Subject, error, label, warn
from envoi.feedfile import FeedEntry, xml

_CHANNEL: Final = frozenset(
    {
        "title", "link", "description", "language", "copyright", "managingEditor",
        "webMaster", "pubDate", "lastBuildDate", "category", "generator", "docs", "cloud",
        "ttl", "image", "rating", "textInput", "skipHours", "skipDays", "item",
    }
)  # fmt: skip
_ITEM: Final = frozenset(
    {
        "title", "link", "description", "author", "category", "comments", "enclosure",
        "guid", "pubDate", "source",
    }
)  # fmt: skip
_SEVERAL: Final = frozenset({"category", "item", "enclosure"})
_CONTACT: Final = re.compile(r"\S+@\S+\.\S+(?:\s+\(.+\))?", re.DOTALL)


def rules(subject: Subject) -> Iterator[Finding]:
    """The version, the elements that must be there, and those that may not."""
    feed = subject.feed
    if feed.format != "rss":
        return
    if feed.version != "2.0":
        yield warn(
            "feed-version",
            f"is RSS {feed.version or 'of no version'}, which has no ids and no full text",
            "write RSS 2.0",
            line=1,
        )
        if feed.version in ("0.90", "1.0"):
            return
    head: Any = feed.root
    for name in ("title", "link", "description"):
        if not any(map(xml.text, xml.children(head, name))):
            yield error(
                "feed-element",
                f"the channel has no {name}",
                f"RSS 2.0 demands <{name}>",
                line=xml.line(head),
            )
    yield from _names(head, _CHANNEL, None)
    for image in xml.children(head, "image"):
        for name in ("url", "title", "link"):
            if not any(map(xml.text, xml.children(image, name))):
                yield error(
                    "feed-element",
                    f"the image of the channel has no {name}",
                    "RSS 2.0 demands it",
                    line=xml.line(image),
                )
    for name in ("managingEditor", "webMaster"):
        for person in xml.children(head, name):
            if not _CONTACT.fullmatch(xml.text(person)):
                yield error(
                    "feed-author",
                    f"<{name}> holds no e-mail address, which RSS demands there",
                    "leave it out",
                    line=xml.line(person),
                )
    for entry in feed.entries:
        yield from _item(entry)


def _item(entry: FeedEntry) -> Iterator[Finding]:
    item: Any = entry.node
    if not entry.title and not entry.summary:
        yield error(
            "feed-element",
            "an item has neither title nor description",
            "RSS 2.0 demands one of them",
            entry,
        )
    for name in ("title", "description", "link", "guid", "pubDate"):
        if any(not xml.text(child) for child in xml.children(item, name)):
            yield warn(
                "feed-element",
                f"{label(entry)} has an empty <{name}>",
                "fill it, or leave it out",
                entry,
            )
    yield from _names(item, _ITEM, entry)
    for name, space in (("title", ""), ("description", ""), ("encoded", xml.CONTENT)):
        if any(len(child) for child in xml.children(item, name, space)):
            yield error(
                "feed-element",
                f"the {name} of {label(entry)} holds elements of HTML, which readers of RSS lose",
                "escape it: &lt;p&gt; for <p>",
                entry,
            )
    encoded = xml.children(item, "encoded", xml.CONTENT)
    if len(encoded) > 1:
        yield error(
            "feed-element",
            f"{label(entry)} has two contents",
            "readers show one of them: leave one content:encoded",
            entry,
        )
    described = xml.children(item, "description")
    if encoded and described and item.index(encoded[0]) < item.index(described[0]):
        yield warn(
            "feed-element",
            f"{label(entry)} has its content before its description",
            "put <description> first: some readers show the last of the two",
            entry,
        )
    for author in xml.children(item, "author"):
        if not _CONTACT.fullmatch(xml.text(author)):
            yield error(
                "feed-author",
                f"the <author> of {label(entry)} holds no e-mail address, which RSS demands",
                "put the name into <dc:creator>",
                entry,
                needle=xml.text(author),
            )
    if len(xml.children(item, "enclosure")) > 1:
        yield warn(
            "feed-enclosure",
            f"{label(entry)} has several enclosures, of which readers show one",
            "leave the first, and put the others into <media:content>",
            entry,
        )


def _names(
    parent: Any, known: frozenset[str], entry: FeedEntry | None
) -> Iterator[Finding]:
    seen: set[str] = set()
    for child in parent:
        name = xml.local(child)
        if not name or xml.namespace(child) not in xml.RSS_NAMESPACES:
            continue
        where = f"in {label(entry)}" if entry else "in the channel"
        if name not in known:
            yield error(
                "feed-element",
                f"RSS has no <{name}> {where}",
                "leave it out, or give it the namespace that it is from",
                entry,
                line=xml.line(child),
            )
        elif name in seen and name not in _SEVERAL:
            yield error(
                "feed-element",
                f"<{name}> stands twice {where}",
                "leave one",
                entry,
                line=xml.line(child),
            )
        seen.add(name)
