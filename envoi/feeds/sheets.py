"""Selections, offers and archives -> Sheet*: each feed and each archive with all that its files are made of, but for the texts of its posts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from envoi.feeds.format import Kind, Offer, path
from envoi.feeds.formats import FORMATS
from envoi.feeds.history import Archive
from envoi.feeds.offers import of_archive
from envoi.feeds.selection import Selection
from envoi.model import Feed, Post


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """A feed or an archive in all its `formats`, at the older paths `moved` too, and the `budget` of each file in bytes (0: none)."""

    feed: Feed
    formats: tuple[str, ...]
    moved: Mapping[str, str] = field(default_factory=dict)
    budget: int = 0

    @property
    def paths(self) -> tuple[str, ...]:
        """Where its files are, below the output."""
        return (*(path(self.feed, FORMATS[name]) for name in self.formats), *self.moved)

    @property
    def head(self) -> str:
        """All that its files say beside their entries, in words that are the same in every process."""
        bare = replace(self.feed, posts=(), translations={})
        return repr((bare, self.formats, sorted(self.moved.items()), self.budget))


def sheets(
    selections: Sequence[Selection],
    archives: Mapping[str, Sequence[Archive]],
    offering: Callable[[Mapping[str, Post]], Mapping[str, Offer]],
    budget: int,
) -> dict[str, Sheet]:
    """Those of the feeds that are made of `selections`, if all their posts are there, and of their archives, by stem.

    A podcast has none: its head tells of the texts of its episodes. `offering` makes feeds, given the posts that they may show.
    """
    found = {}
    offers = offering({post.path: post for one in selections for post in one.newest})
    for one in selections:
        offer = offers.get(one.stem)
        if offer is None or offer.kind is Kind.PODCAST:
            continue
        feed, formats = offer.feed, offer.formats
        found[one.stem] = Sheet(
            feed=feed, formats=formats, moved=one.moved, budget=budget
        )
        for archive in archives.get(one.stem, ()):
            found[archive.stem] = Sheet(feed=of_archive(feed, archive), formats=formats)
    return found
