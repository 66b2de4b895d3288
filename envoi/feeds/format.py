"""What a feed format is: its name, its file and its writer, from which a feed's path and address follow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

from envoi.addresses import below
from envoi.model import Feed


@dataclass(frozen=True, kw_only=True, slots=True)
class Format:
    """One way to write a feed. `write` gives the whole file, the same bytes for the same feed."""

    name: str
    filename: str
    media_type: str
    write: Callable[[Feed], bytes]


def path(feed: Feed, format: Format) -> str:
    """Where `feed` stands below the output folder in `format`."""
    return str(PurePosixPath(feed.stem, format.filename))


def address(feed: Feed, format: Format) -> str:
    """The absolute, percent-encoded address of `feed` in `format`."""
    return below(feed.site.url, path(feed, format))
