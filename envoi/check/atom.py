"""What RFC 4287 asks of an Atom feed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from envoi.check.subject import Finding, Subject, error, label, short, warn
from envoi.feedfile import FeedEntry, xml

_FEED: Final = frozenset(
    {
        "author", "category", "contributor", "entry", "generator", "icon", "id", "link",
        "logo", "rights", "subtitle", "title", "updated",
    }
)  # fmt: skip
_ENTRY: Final = frozenset(
    {
        "author", "category", "content", "contributor", "id", "link", "published",
        "rights", "source", "summary", "title", "updated",
    }
)  # fmt: skip
_SEVERAL: Final = frozenset({"author", "category", "contributor", "entry", "link"})
_TEXT: Final = frozenset({"title", "subtitle", "summary", "rights"})
_MEDIA_TYPE: Final = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+(?:\s*;.*)?")
_MAIL: Final = re.compile(r"[^\s@]+@[^\s@]+")


def rules(subject: Subject) -> Iterator[Finding]:
    """The elements that must be there, how often, and what they must hold."""
    feed = subject.feed
    if feed.format != "atom":
        return
    if feed.version != "1.0":
        yield warn(
            "feed-version", f"is Atom {feed.version}, a draft", "write Atom 1.0", line=1
        )
        return
    yield from _element(feed.root, _FEED, None)
    for entry in feed.entries:
        yield from _element(entry.node, _ENTRY, entry)
        yield from _content(entry)
        sources = xml.children(entry.node, "source", xml.ATOM)
        if not (feed.authors or entry.authors) and not any(
            xml.children(source, "author", xml.ATOM) for source in sources
        ):
            yield error(
                "feed-author",
                f"nobody is named as the author of {label(entry)}",
                "Atom demands an <author> of each entry or of the feed",
                entry,
            )


def _element(
    parent: Any, known: frozenset[str], entry: FeedEntry | None
) -> Iterator[Finding]:
    """Names, numbers, texts, people and links of a feed or an entry (sections 4.1.1 and 4.1.2)."""
    who = label(entry) if entry else "the feed"
    count: Counter[str] = Counter()
    for child in parent:
        name = xml.local(child)
        if not name or xml.namespace(child) != xml.ATOM:
            continue
        count[name] += 1
        line = xml.line(child)
        if name not in known:
            yield error(
                "feed-element",
                f"Atom has no <{name}> in {who}",
                "leave it out, or give it the namespace that it is from",
                entry,
                line,
            )
        elif name in _TEXT:
            yield from _text(child, who, entry)
        elif name in ("author", "contributor"):
            yield from _person(child, who, entry)
        elif name == "category" and not child.get("term"):
            message = f"a category of {who} has no term"
            yield error("feed-element", message, "RFC 4287 demands it", entry, line)
        elif name == "link":
            yield from _link(child, who, entry)
    for name in ("id", "title", "updated"):
        if not count[name]:
            message = f"{who} has no {name}"
            yield error("feed-element", message, "RFC 4287 demands it", entry)
    for name, times in count.items():
        if times > 1 and name not in _SEVERAL:
            message = f"<{name}> stands twice in {who}"
            yield error("feed-element", message, "leave one", entry)
    alternates = Counter(
        (link.get("type", ""), link.get("hreflang", ""))
        for link in xml.children(parent, "link", xml.ATOM)
        if link.get("rel", "alternate") == "alternate"
    )
    if any(times > 1 for times in alternates.values()):
        yield error(
            "feed-element",
            f"{who} has two alternate links of one type and language",
            "leave one, or say what the other one is with rel (RFC 4287 section 4.1.1)",
            entry,
        )


def _link(link: Any, who: str, entry: FeedEntry | None) -> Iterator[Finding]:
    line, kind = xml.line(link), link.get("type")
    if not link.get("href"):
        message = f"a link of {who} leads nowhere"
        yield error("feed-element", message, "RFC 4287 demands href", entry, line)
    if kind is not None and not _MEDIA_TYPE.fullmatch(kind):
        message = f'the type of a link of {who} is no media type: "{short(kind)}"'
        yield error("feed-element", message, "write one, like audio/mpeg", entry, line)


def _text(element: Any, who: str, entry: FeedEntry | None) -> Iterator[Finding]:
    kind = element.get("type", "text")
    if kind not in ("text", "html", "xhtml"):
        yield error(
            "feed-element",
            f"the {xml.local(element)} of {who} is of type {short(kind)}",
            "RFC 4287 knows text, html and xhtml",
            entry,
            xml.line(element),
        )
    elif (kind == "xhtml" and not _in_div(element)) or (
        kind != "xhtml" and len(element)
    ):
        yield error(
            "feed-element",
            f"the {xml.local(element)} of {who} holds elements, but is {kind}",
            'escape it with type="html", or put it into one <div> with type="xhtml"',
            entry,
            xml.line(element),
        )
    if not xml.text(element):
        yield warn(
            "feed-element",
            f"the {xml.local(element)} of {who} is empty",
            "fill it",
            entry,
            xml.line(element),
        )


def _in_div(element: Any) -> bool:
    """RFC 4287 section 3.1.1.3."""
    return len(element) == 1 and element[0].tag == f"{{{xml.XHTML}}}div"


def _person(person: Any, who: str, entry: FeedEntry | None) -> Iterator[Finding]:
    line = xml.line(person)
    if not any(map(xml.text, xml.children(person, "name", xml.ATOM))):
        message = f"an author of {who} has no name"
        yield error("feed-author", message, "RFC 4287 demands it", entry, line)
    for name in ("name", "uri", "email"):
        if len(xml.children(person, name, xml.ATOM)) > 1:
            message = f"an author of {who} has two of {name}"
            yield error("feed-author", message, "leave one", entry, line)
    for mail in xml.children(person, "email", xml.ATOM):
        if not _MAIL.fullmatch(xml.text(mail)):
            message = f'"{short(xml.text(mail))}" of {who} is no e-mail address'
            yield error("feed-author", message, "leave it out", entry, line)


def _content(entry: FeedEntry) -> Iterator[Finding]:
    """Section 4.1.3, and when a summary is needed."""
    for content in xml.children(entry.node, "content", xml.ATOM):
        kind = content.get("type", "text")
        if kind not in ("text", "html", "xhtml") and not _MEDIA_TYPE.fullmatch(kind):
            yield error(
                "feed-element",
                f"the content of {label(entry)} is of type {short(kind)}",
                "RFC 4287 knows text, html, xhtml and media types",
                entry,
            )
        if content.get("src") and not entry.summary:
            yield error(
                "feed-element",
                f"the content of {label(entry)} is elsewhere, and there is no summary",
                "write a <summary> (RFC 4287 section 4.1.1.1)",
                entry,
            )
        if kind == "xhtml" and not _in_div(content):
            yield error(
                "feed-element",
                f"the XHTML of {label(entry)} is not in one <div>",
                "put it there (RFC 4287 section 3.1.1.3)",
                entry,
            )
