"""Offer -> Listing: what people are told of a feed, with its addresses, and the links by which browsers find it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from envoi.feeds.format import Format, Kind, Offer, address
from envoi.model import Feed

_ON_PAGES_OF_THEIR_OWN = frozenset({Kind.TAG, Kind.AUTHOR})
"""Feeds of which there may be a thousand: what every page of a site announced would be a list that nobody can use."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """A feed in one format: what people call the format, its media type, and where it is."""

    format: str
    type: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Listing:
    """A feed as a list of feeds shows it. `name` is short, for where its kind is said; `title` stands alone."""

    kind: Kind
    name: str
    title: str
    description: str
    language: str
    addresses: tuple[Address, ...]
    feed: Feed

    @property
    def best(self) -> Address:
        """The address for programs that take one only: in XML, which all of them read, if there is one."""
        xml = (each for each in self.addresses if each.type.endswith("+xml"))
        return next(xml, self.addresses[0])


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """What a `<link rel="alternate">` says."""

    type: str
    title: str
    url: str


def listing(offer: Offer, formats: Iterable[Format]) -> Listing:
    """How `offer` is listed; `formats` are those it is in, at least one."""
    feed = offer.feed
    title = feed.title or feed.site.title
    main = offer.kind is Kind.MAIN
    return Listing(
        kind=offer.kind,
        name=offer.name or title,
        title=title,
        description=feed.description or (feed.site.description if main else ""),
        language=feed.site.language,
        addresses=tuple(
            Address(
                format=format.title or format.name,
                type=format.media_type,
                url=address(feed, format),
            )
            for format in formats
        ),
        feed=feed,
    )


def links(listings: Sequence[Listing], language: str) -> Iterator[Link]:
    """What every page of a site may announce: the main feed first, then those in the page's `language`.

    The main feed is there in each of its formats, any other one in its best. Feeds of tags and of authors are left to
    the pages of those.
    """

    def rank(each: Listing) -> tuple[bool, bool]:
        return each.kind is not Kind.MAIN, each.language != language

    for each in sorted(listings, key=rank):
        if each.kind not in _ON_PAGES_OF_THEIR_OWN:
            main = each.kind is Kind.MAIN
            for at in each.addresses if main else (each.best,):
                yield Link(type=at.type, title=each.title, url=at.url)
