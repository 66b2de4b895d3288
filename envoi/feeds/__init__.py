"""Feed -> Artifact: a selection of posts, written in every format that is asked for.

A format is one module here with a `FORMAT`, and one word in `FORMATS`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from envoi.feeds import atom, for_people, jsonfeed, rss
from envoi.feeds.format import Format, Kind, Offer, address, path
from envoi.feeds.languages import feed_of, languages, own_name
from envoi.feeds.listing import listing
from envoi.feeds.stylesheet import address as stylesheet_address
from envoi.model import Artifact, Feed, Site
from envoi.templating import templates

__all__ = [
    "FORMATS",
    "Format",
    "Kind",
    "Offer",
    "address",
    "addresses",
    "feed_of",
    "languages",
    "own_name",
    "people",
    "stylesheet_address",
    "write",
]

FORMATS: Final[Mapping[str, Format]] = {
    format.name: format for format in (rss.FORMAT, atom.FORMAT, jsonfeed.FORMAT)
}
"""Every format by the name that `[feeds] formats` calls it, the one to offer first in front."""


def write(feed: Feed, formats: Iterable[str]) -> Iterator[Artifact]:
    """`feed` in each of `formats`, in their order; a name that `FORMATS` lacks is a KeyError."""
    for name in formats:
        format = FORMATS[name]
        yield Artifact(
            path=path(feed, format),
            content=format.write(feed),
            media_type=format.media_type,
        )


def addresses(feed: Feed, formats: Iterable[str]) -> dict[str, str]:
    """The address of `feed` in each of `formats`, by media type, in their order."""
    return {FORMATS[name].media_type: address(feed, FORMATS[name]) for name in formats}


def people(
    offers: Iterable[Offer], site: Site, folder: Path | None
) -> Iterator[Artifact]:
    """What people see of the feeds on offer: the page that lists them, their style sheet, OPML, and lines to include.

    There is one at least. `folder` is the user's `templates/`, whose files in `feeds/` shadow the built-in ones. Raises
    `Stop` where one of them is broken.
    """
    listings = [
        listing(offer, [FORMATS[name] for name in offer.formats]) for offer in offers
    ]
    return for_people.write(listings, site, templates("feeds", folder))
