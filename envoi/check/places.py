"""Addresses of a feed and its entries: absolute, whole, one an entry, and not the feed's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

from envoi.addresses import host_of, is_web
from envoi.check.subject import Finding, Subject, error, label, notice, short, warn
from envoi.feedfile import FeedEntry, xml

_URI: Final = re.compile(r"(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*")
_MEDIA: Final = "http://search.yahoo.com/mrss/"


def absolute(subject: Subject) -> Iterator[Finding]:
    """Half of the readers encode an address that is not, and the other half fail on it."""
    for what, url, entry in _addresses(subject):
        if not is_web(url) and not (
            what == "link" and url.startswith(("mailto:", "tel:"))
        ):
            yield error(
                "feed-address",
                f'the {what} of {_who(entry)} is no whole address: "{short(url)}"',
                "write it with https:// and the name of the site",
                entry,
                needle=url,
            )
        elif subject.feed.format == "atom" and _URI.fullmatch(as_uri(url)):
            if not url.isascii():
                yield warn(
                    "feed-address",
                    f"the {what} of {_who(entry)} is an IRI, which Atom allows and not all readers can open: "
                    f'"{short(url)}"',
                    "write it percent-encoded (RFC 3986)",
                    entry,
                    needle=url,
                )
        elif not _URI.fullmatch(url):
            yield error(
                "feed-address",
                f'the {what} of {_who(entry)} holds what no address may: "{short(url)}"',
                "write it percent-encoded (RFC 3986)",
                entry,
                needle=url,
            )


def as_uri(iri: str) -> str:
    """`iri` with an `x` for each letter that it may have and a URI may not (RFC 3987 section 2.2, `ucschar`)."""
    return re.sub(
        "[\xa0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U000efffd]", "x", iri
    )


def home(subject: Subject) -> Iterator[Finding]:
    """Readers open the home page from the title of the feed: it is not the feed."""
    feed = subject.feed
    own = {feed.address, subject.address} - {""}
    if feed.home in own:
        yield error(
            "feed-home",
            f"the feed says that its site is the feed itself: {short(feed.home)}",
            "write the address of the site",
        )
    if not feed.home and feed.format != "rss":
        yield warn(
            "feed-home",
            "the feed does not say of what site it is",
            "write the address of the site",
        )


def linked(subject: Subject) -> Iterator[Finding]:
    """An entry that leads nowhere cannot be opened."""
    for entry in subject.feed.entries:
        if not entry.url and not (subject.feed.format == "rss" and entry.enclosures):
            yield warn(
                "feed-link",
                f"{label(entry)} has no link to its page",
                "write its address",
                entry,
            )


def twins(subject: Subject) -> Iterator[Finding]:
    """Readers that know entries by their address show one of two."""
    seen: dict[str, FeedEntry] = {}
    for entry in subject.feed.entries:
        if entry.url and entry.url in seen and entry.id != seen[entry.url].id:
            yield warn(
                "feed-link",
                f"{label(entry)} and {label(seen[entry.url])} have one address",
                "give each its own page",
                entry,
                needle=entry.url,
            )
        seen.setdefault(entry.url, entry)


def secure(subject: Subject) -> Iterator[Finding]:
    """A page of the same site that is asked for without encryption."""
    site = subject.site or subject.feed.home
    if not site.startswith("https:"):
        return
    for what, url, entry in _addresses(subject):
        if url.startswith("http:") and host_of_or_nothing(url) == host_of(site):
            yield notice(
                "feed-http",
                f"the {what} of {_who(entry)} is not https, as the site is: {short(url)}",
                "write https://",
                entry,
                needle=url,
            )


def host_of_or_nothing(url: str) -> str:
    """The host of `url`; nothing where it is none that can be told."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _addresses(subject: Subject) -> Iterator[tuple[str, str, FeedEntry | None]]:
    feed = subject.feed
    yield from (
        (what, url, None)
        for what, url in (("site", feed.home), ("own address", feed.address))
        if url
    )
    yield from (("hub", hub, None) for hub in feed.hubs)
    yield from (("link", url, None) for url in _others(feed.root, feed.format))
    for entry in feed.entries:
        if entry.url:
            yield "address", entry.url, entry
        for file in entry.enclosures:
            yield "enclosure", file.url, entry
        for url in _others(entry.node, feed.format):
            yield "link", url, entry


def _others(node: Any, format: str) -> Iterator[str]:
    """What else leads somewhere: pictures, people, related pages."""
    if format == "json":
        keys = ("external_url", "image", "banner_image", "icon", "favicon", "next_url")
        for key in keys:
            if isinstance(url := node.get(key), str) and url:
                yield url
        people = node.get("authors")
        for person in people if isinstance(people, list) else ():
            if isinstance(person, dict) and isinstance(url := person.get("url"), str):
                yield url
        return
    for link in xml.children(node, "link", xml.ATOM):
        if link.get("rel", "alternate") not in (
            "alternate",
            "self",
            "hub",
            "enclosure",
        ):
            yield link.get("href", "")
    for name in ("content", "thumbnail"):
        for media in xml.children(node, name, _MEDIA):
            yield media.get("url", "")
    for image in xml.children(node, "image", xml.ITUNES):
        yield image.get("href", "")
    for name, attribute in (
        ("generator", "uri"),
        ("category", "scheme"),
        ("content", "src"),
    ):
        for found in xml.children(node, name, xml.ATOM):
            if url := found.get(attribute):
                yield url
    for person in xml.children(node, "author", xml.ATOM):
        for uri in xml.children(person, "uri", xml.ATOM):
            yield xml.text(uri)
    for name in ("icon", "logo"):
        for image in xml.children(node, name, xml.ATOM):
            yield xml.text(image)
    for image in xml.children(node, "image"):
        for url in xml.children(image, "url"):
            yield xml.text(url)
    for comments in xml.children(node, "comments"):
        yield xml.text(comments)


def _who(entry: FeedEntry | None) -> str:
    return label(entry) if entry else "the feed"
