"""Feed -> Artifact, in every format that a feed can be written in; the one to offer first in front."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from envoi.feeds import atom, jsonfeed, rss
from envoi.feeds.entries import Written
from envoi.feeds.format import Format, path
from envoi.model import Artifact, Feed

FORMATS: Final[Mapping[str, Format]] = {
    format.name: format for format in (rss.FORMAT, atom.FORMAT, jsonfeed.FORMAT)
}
"""Every format by the name that `[feeds] formats` calls it."""


def write(feed: Feed, formats: Iterable[str], entries: Written) -> Iterator[Artifact]:
    """`feed` in each of `formats`, in their order, with what is among `entries`; a name that `FORMATS` lacks is a KeyError."""
    for name in formats:
        format = FORMATS[name]
        yield Artifact(
            path=path(feed, format),
            content=entries.write(format, feed),
            media_type=format.media_type,
        )
