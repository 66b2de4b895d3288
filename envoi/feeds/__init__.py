"""Catalogue -> Selection* -> Offer* -> Artifact*: which feeds there are, and each in every format that is asked for.

A format is one module here with a `FORMAT`, and one word in `FORMATS` (`formats.py`).
"""

from __future__ import annotations

from collections.abc import Iterable

from envoi.feeds.format import Format, address
from envoi.feeds.formats import FORMATS, write
from envoi.feeds.history import archives, boundaries
from envoi.feeds.offers import marks, offers, write_archives, write_offer
from envoi.feeds.podcast import with_podcast
from envoi.feeds.selections import select
from envoi.model import Feed

__all__ = [
    "FORMATS",
    "Format",
    "address",
    "addresses",
    "archives",
    "boundaries",
    "marks",
    "offers",
    "select",
    "with_podcast",
    "write",
    "write_archives",
    "write_offer",
]


def addresses(feed: Feed, formats: Iterable[str]) -> dict[str, str]:
    """The address of `feed` in each of `formats`, by media type, in their order."""
    return {FORMATS[name].media_type: address(feed, FORMATS[name]) for name in formats}
