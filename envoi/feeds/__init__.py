"""Feed -> Artifact: a selection of posts, written in every format that is asked for.

A format is one module here with a `FORMAT`, and one word in `FORMATS`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from envoi.feeds import atom, jsonfeed, rss
from envoi.feeds.format import Format, address, path
from envoi.feeds.languages import feed_of, languages
from envoi.feeds.podcast import with_podcast
from envoi.model import Artifact, Feed

__all__ = [
    "FORMATS",
    "Format",
    "address",
    "addresses",
    "feed_of",
    "languages",
    "with_podcast",
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
