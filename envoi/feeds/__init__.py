"""Catalogue -> Selection* -> Offer* -> Artifact*: which feeds there are, and each in every format that is asked for.

A format is one module here with a `FORMAT`, and one word in `FORMATS` (`formats.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from envoi.feeds import for_people
from envoi.feeds.entries import Written
from envoi.feeds.format import Format, Kind, Offer, address
from envoi.feeds.formats import FORMATS, write
from envoi.feeds.gone import kept, say_gone
from envoi.feeds.history import archives, boundaries
from envoi.feeds.languages import languages as by_language
from envoi.feeds.listing import listing
from envoi.feeds.moves import left
from envoi.feeds.offers import (
    InTurn,
    marks,
    offers,
    write_ahead,
    write_archives,
    write_offer,
)
from envoi.feeds.podcast import with_podcast
from envoi.feeds.selections import select
from envoi.feeds.sheets import Sheet, sheets
from envoi.model import Artifact, Feed, Site
from envoi.templating import templates

__all__ = [
    "FORMATS",
    "Format",
    "InTurn",
    "Kind",
    "Offer",
    "Sheet",
    "Written",
    "address",
    "addresses",
    "archives",
    "boundaries",
    "by_language",
    "kept",
    "left",
    "marks",
    "offers",
    "people",
    "say_gone",
    "select",
    "sheets",
    "with_podcast",
    "write",
    "write_ahead",
    "write_archives",
    "write_offer",
]


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
