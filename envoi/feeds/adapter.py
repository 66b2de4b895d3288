"""Channel, and what a format adds to it -> the bytes of its XML; the only module that knows feedgen.

feedgen is the serializer and nothing more. What it gets wrong is cured here and in the functions of `Additions`,
which it calls with each finished element.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from html import escape
from itertools import pairwise
from typing import Any, Final

from lxml.etree import ProcessingInstruction, SubElement, _Element

from envoi.feeds.channel import Channel, Entry
from envoi.feeds.format import Parts
from envoi.model import Author

_HISTORY: Final = "http://purl.org/syndication/history/1.0"
_ALTERNATE: Final = "http://www.iana.org/assignments/relation/alternate"
"""`alternate` in full, which is the same (RFC 4287, 4.2.7.2).

newsboat, feedparser and node-feedparser take the last `alternate` for the page of the entry, SimplePie the first. These
do not know it by its full name, but for SimplePie.
"""

_PLAIN: Final = re.compile(
    rb"<(?:title|copyright|(?:dc|itunes|media|podcast):\w+)[ >][^<&]*&[^<]*"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Additions:
    """What RSS or Atom says beyond feedgen.

    `namespaces` are those it needs, by prefix. `complete_feed` gets the root element before the entries are in it,
    `complete_entry` the element of an entry; both change what they get.
    """

    media_type: str
    namespaces: Mapping[str, str]
    complete_feed: Callable[[_Element, Channel], None]
    complete_entry: Callable[[_Element, Entry, Channel], None]


def rss(channel: Channel, additions: Additions) -> Parts:
    """`channel` as RSS 2.0 in UTF-8, one element a line.

    In plain texts `&` and `<` stand as hexadecimal references, which are the same to a parser: readers that look for
    markup in titles find none (rssboard.org/rss-profile#data-types-characterdata).
    """
    content: bytes = _generator(channel, additions).rss_str()
    return _parts(_PLAIN.sub(_in_hexadecimal, content), b"<item>", b"</channel>")


def atom(channel: Channel, additions: Additions) -> Parts:
    """`channel` as Atom 1.0 in UTF-8, one element a line."""
    content: bytes = _generator(channel, additions).atom_str()
    return _parts(content, b"<entry ", b"</feed>")


def _parts(content: bytes, begin: bytes, end: bytes) -> Parts:
    """A document cut where its entries `begin`, and where the list of them comes to its `end`: in texts a `<` is escaped."""
    begun = (found.start() for found in re.finditer(begin, content))
    cuts = [*begun, content.rindex(end)]
    return Parts(
        head=content[: cuts[0]],
        entries=[content[a:b] for a, b in pairwise(cuts)],
        tail=content[cuts[-1] :],
    )


def add(
    parent: _Element, tag: str, text: str = "", **attributes: str | int
) -> _Element:
    """Append an element to `parent`, with those of `attributes` that say something."""
    said = {key: str(value) for key, value in attributes.items() if value}
    element = SubElement(parent, tag, said)
    if text:
        element.text = text
    return element


def add_alternates(parent: _Element, tag: str, entry: Entry) -> None:
    """Append the page of `entry` and those in other languages to `parent`, as links called `tag`."""
    # Two alternates of one entry differ in type or language (RFC 4287, 4.1.2).
    own = entry.language if entry.translations else ""
    add(parent, tag, rel="alternate", hreflang=own, href=entry.url)
    for other in entry.translations:
        add(parent, tag, rel=_ALTERNATE, hreflang=other.language, href=other.url)


def dress(root: _Element, stylesheet: str) -> None:
    """Put the address of a style sheet before `root` (W3C, Associating Style Sheets with XML documents)."""
    href = escape(stylesheet)
    style = ProcessingInstruction("xml-stylesheet", f'type="text/css" href="{href}"')
    root.addprevious(style)


def add_links(parent: _Element, tag: str, channel: Channel) -> None:
    """Append to `parent` what tells of other documents: hubs, and the archives of the feed as links named `tag`."""
    for hub in channel.hubs:
        add(parent, tag, rel="hub", href=hub)
    # W3C's validator wants a link to another archive in each (ArchiveIncomplete). The first has none before it, but
    # there are two from the start; in any other the link would change what is frozen.
    links = {
        "current": channel.current,
        "prev-archive": channel.previous,
        "next-archive": channel.next,
    }
    for rel, href in links.items():
        if href:
            add(parent, tag, rel=rel, href=href)
    if channel.frozen:
        SubElement(parent, f"{{{_HISTORY}}}archive", nsmap={"fh": _HISTORY})


def _in_hexadecimal(plain: re.Match[bytes]) -> bytes:
    return plain[0].replace(b"&amp;", b"&#x26;").replace(b"&lt;", b"&#x3C;")


class _Extension:
    """feedgen's way to hand over a finished element: it is completed with `values`, line by line."""

    def __init__(
        self,
        complete: Callable[..., None],
        *values: object,
        namespaces: Mapping[str, str] | None = None,
    ) -> None:
        self.complete = complete
        self.values = values
        self.namespaces = namespaces or {}

    def extend_ns(self) -> dict[str, str]:
        return dict(self.namespaces)

    def extend_rss(self, element: _Element) -> _Element:
        self.complete(element, *self.values)
        _break_lines(element)
        return element

    extend_atom = extend_rss


def _generator(channel: Channel, additions: Additions) -> Any:
    # Imported late: it takes longer than all else that a build without XML feeds needs.
    from feedgen.feed import FeedGenerator

    generator = FeedGenerator()
    generator.id(channel.id)
    generator.title(channel.title)
    generator.description(channel.description)
    generator.language(channel.language)
    generator.updated(channel.updated)
    # To write this one feedgen would switch the locale of the whole process.
    generator._FeedGenerator__rss_lastBuildDate = None
    generator.author(_people(channel.authors))
    generator.generator("Envoi")
    generator.docs("https://www.rssboard.org/rss-specification")
    generator.link(href=channel.address, rel="self", type=additions.media_type)
    # The last link, whatever its relation, becomes the site's address in RSS.
    generator.link(href=channel.home, rel="alternate")
    generator.register_extension(
        "envoi",
        partial(
            _Extension,
            additions.complete_feed,
            channel,
            namespaces=additions.namespaces,
        ),
    )
    for entry in channel.entries:
        post = generator.add_entry(order="append")
        _fill(post, entry)
        post.register_extension(
            "envoi", partial(_Extension, additions.complete_entry, entry, channel)
        )
    return generator


def _fill(post: Any, entry: Entry) -> None:
    post.guid(entry.id, permalink=entry.id == entry.url)
    post.title(entry.title)
    post.updated(entry.updated)
    post.author(_people(entry.authors))
    post.link(href=entry.url, rel="alternate")
    post.category([{"term": tag} for tag in entry.tags])
    # Readers take an RSS description for HTML whatever it holds, so that is what it is in Atom too.
    post.summary(escape(entry.summary, quote=False), type="html")
    if entry.html:
        post.content(entry.html, type="html")


def _people(authors: tuple[Author, ...]) -> list[dict[str, str]]:
    return [{"name": author.name, "uri": author.url} for author in authors]


def _break_lines(element: _Element) -> None:
    """One element a line, for readable differences; no element here mixes text and elements."""
    for parent in element.iter():
        if len(parent):
            parent.text = "\n"
        parent.tail = "\n"
