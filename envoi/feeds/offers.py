"""Selections and rendered posts -> the feeds on offer, and the files of each."""

from __future__ import annotations

from collections.abc import (
    Callable,
    Container,
    Generator,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from itertools import chain, count

from envoi.addresses import below
from envoi.feeds import stylesheet
from envoi.feeds.budget import write_within
from envoi.feeds.entries import Entries, Written, entries_of
from envoi.feeds.format import Kind, Offer
from envoi.feeds.formats import FORMATS, write
from envoi.feeds.history import Archive
from envoi.feeds.selection import Selection
from envoi.ledger import FeedMark, Ledger
from envoi.masthead import FeedsConfig
from envoi.model import Artifact, Catalogue, Feed, History, Post
from envoi.problems import Report

Rendered = Mapping[str, Post]
"""Posts with their body, by path."""

InTurn = Callable[
    [Sequence[Sequence[Post]], Callable[[Sequence[Post]], Entries]],
    Generator[Entries],
]
"""Groups of posts, and what is made of those of one group with their bodies -> what was made of each."""

Archives = Mapping[str, tuple[Archive, ...]]
"""The archives of the feeds that have some, by the stem of the feed."""


def offers(
    selections: Iterable[Selection],
    archives: Archives,
    shown: Rendered,
    catalogue: Catalogue,
    config: FeedsConfig,
    ledger: Ledger,
    now: datetime,
) -> dict[str, Offer]:
    """The feeds of `selections`, by stem and in their order; none without entries.

    None is older than readers were told until `now`.
    """
    found = {}
    origins = {mark.origin for mark in ledger.feeds.values()}
    for selection in selections:
        posts = _with_bodies(selection.newest, shown)
        mark = ledger.feeds.get(selection.stem)
        if not posts:
            continue
        told = [mark.updated] if mark and mark.updated <= now else []
        own = archives.get(selection.stem)
        feed = Feed(
            site=replace(catalogue.site, language=selection.language),
            title=selection.title,
            description=selection.description,
            stem=selection.stem,
            posts=posts,
            updated=max([*_instants(posts), *told]),
            full=len(posts) if selection.full else 0,
            origin=mark.origin if mark else _origin(selection, catalogue, origins),
            hubs=config.hubs,
            stylesheet=stylesheet.address(catalogue.site),
            license=config.license,
            history=History(current=selection.stem, previous=own[-1].stem)
            if own
            else None,
            translations=catalogue.translations,
        )
        found[selection.stem] = Offer(
            feed=feed,
            formats=selection.formats,
            kind=selection.kind,
            name=selection.name,
        )
    return found


def marks(offers: Mapping[str, Offer]) -> dict[str, FeedMark]:
    """What the ledger is to keep of `offers`, by stem."""
    return {
        stem: FeedMark(
            origin=offer.feed.origin, updated=offer.feed.updated, about=offer.about
        )
        for stem, offer in offers.items()
    }


def write_offer(
    offer: Offer,
    moved: Mapping[str, str],
    budget: int,
    report: Report,
    entries: Written,
) -> Iterator[Artifact]:
    """The files of `offer`, none larger than `budget` if that can be, and the same at the older paths `moved`.

    Listeners of a podcast see its whole list in their app, so no budget cuts that short.
    """
    limit = 0 if offer.kind is Kind.PODCAST else budget
    written = write_within(offer.feed, offer.formats, limit, report, entries)
    yield from written
    by_format = dict(zip(offer.formats, written, strict=True))
    for path, name in moved.items():
        yield replace(by_format[name], path=path)


def write_archives(
    offer: Offer, archives: Sequence[Archive], in_turn: InTurn, entries: Written
) -> Iterator[Artifact]:
    """The files of `archives`, those of the feed on `offer`, one archive after another.

    Posts that are not among `entries` are given their bodies `in_turn`.
    """
    formats = [FORMATS[name] for name in offer.formats]
    feeds = [_of_archive(offer.feed, archive) for archive in archives]
    lacking = [entries.lacks(feed, formats) for feed in feeds]

    def written(posts: Sequence[Post]) -> Entries:
        return entries_of(_showing(offer.feed, posts), formats)

    with closing(in_turn(lacking, written)) as made:
        for archive, feed, new in zip(archives, feeds, made, strict=True):
            entries.take(new)
            lost = entries.lacks(feed, formats)
            posts = tuple(post for post in feed.posts if post not in lost)
            updated = max(_instants(posts), default=archive.begins)
            feed = replace(_showing(feed, posts), updated=updated)
            yield from write(feed, offer.formats, entries)


def _of_archive(feed: Feed, archive: Archive) -> Feed:
    """What `archive` of `feed` holds if no post of it is lost."""
    tail = archive.stem.removeprefix(feed.stem)
    return replace(
        _showing(feed, archive.posts),
        stem=archive.stem,
        origin=f"{feed.origin}{tail}",
        hubs=(),
        history=archive.history,
    )


def _showing(feed: Feed, posts: Sequence[Post]) -> Feed:
    """`feed` with other `posts`, each in full or none."""
    return replace(feed, posts=tuple(posts), full=len(posts) if feed.full else 0)


def _origin(selection: Selection, catalogue: Catalogue, taken: Container[str]) -> str:
    """The address of a new feed or, if one that moved had been there, with the first number that makes it another."""
    own = below(catalogue.site.url, selection.stem)
    numbered = (f"{own}-{number}" for number in count(2))
    return next(origin for origin in chain([own], numbered) if origin not in taken)


def _with_bodies(posts: Iterable[Post], shown: Rendered) -> tuple[Post, ...]:
    return tuple(shown[post.path] for post in posts if post.path in shown)


def _instants(posts: Iterable[Post]) -> list[datetime]:
    return [when for post in posts for when in (post.published, post.updated) if when]
