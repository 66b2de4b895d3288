"""Made -> the feeds in it, each with all its files, and the archives that belong to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from envoi import feeds
from envoi.feeds import Kind, Offer
from envoi.model import Artifact
from envoi.outcome import Made
from envoi.preview.snapshot import Snapshot

ARCHIVE: Final = "archive"
COPY: Final = "older path"

TITLES: Final[Mapping[str, str]] = {
    Kind.MAIN: "Main",
    Kind.LANGUAGE: "By language",
    Kind.SECTION: "By section",
    Kind.OWN: "Your own",
    Kind.PODCAST: "Podcast",
    Kind.TAG: "By tag",
    Kind.AUTHOR: "By author",
    COPY: "At older paths",
}
"""What the kinds of feeds are called, in the order in which they are shown."""

_FORMATS: Final = {format.media_type: format for format in feeds.FORMATS.values()}
_ARCHIVE: Final = re.compile(r"(?P<of>.+)/archive/(?P<number>\d+)$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Shelved:
    """A feed: its stem, what it is of, and its file in each format.

    `archives` are the stems of those that belong to it, the newest first; `of` is the stem of the feed that an archive
    belongs to. `newest` is when it last changed (None: that is read from the file only).
    """

    stem: str
    kind: str
    title: str
    files: Mapping[str, Artifact]
    offer: Offer | None = None
    archives: tuple[str, ...] = ()
    of: str = ""

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return sum(len(file.content) for file in self.files.values())

    @property
    def entries(self) -> int:
        """How many posts it shows, as far as that is known without reading it."""
        return len(self.offer.feed.posts) if self.offer else 0

    @property
    def newest(self) -> datetime | None:
        """When its newest post came out."""
        posts = self.offer.feed.posts if self.offer else ()
        return posts[0].published if posts else None


def shelf(snapshot: Snapshot) -> Mapping[str, Shelved]:
    """All feeds of what was made, by their stems: the main one first, then kind by kind."""
    made = snapshot.made
    return snapshot.once("shelf", lambda: _shelf(made)) if made else {}


def _shelf(made: Made) -> Mapping[str, Shelved]:
    files: dict[str, dict[str, Artifact]] = {}
    for artifact in made.artifacts:
        if format := _FORMATS.get(artifact.media_type):
            folder, _, name = artifact.path.rpartition("/")
            stem = folder if name == format.filename and folder else artifact.path
            files.setdefault(stem, {})[format.name] = artifact
    archives: dict[str, dict[int, str]] = {}
    for stem in files:
        if (found := _ARCHIVE.match(stem)) and found["of"] in made.offers:
            archives.setdefault(found["of"], {})[int(found["number"])] = stem
    belongs = {stem: of for of, all in archives.items() for stem in all.values()}
    order = list(TITLES)
    shelved = [
        _one(made, stem, own, archives.get(stem, {}), belongs.get(stem, ""))
        for stem, own in files.items()
    ]
    shelved.sort(key=lambda one: order.index(one.kind) if one.kind in order else 99)
    return {one.stem: one for one in shelved}


def _one(
    made: Made,
    stem: str,
    files: Mapping[str, Artifact],
    archives: Mapping[int, str],
    of: str,
) -> Shelved:
    offer = made.offers.get(stem)
    if offer:
        title = offer.name or offer.feed.title or made.settings.site.title
        if offer.kind is Kind.LANGUAGE:
            title = offer.feed.title or offer.name
    elif of:
        title = f"Archive {stem.rpartition('/')[2]}"
    else:
        title = stem
    return Shelved(
        stem=stem,
        kind=str(offer.kind) if offer else ARCHIVE if of else COPY,
        title=title or stem,
        files=files,
        offer=offer,
        archives=tuple(archives[number] for number in sorted(archives, reverse=True)),
        of=of,
    )
