"""Selections and the posts that may be shown -> the feeds on offer, and the files of each."""

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
from functools import partial
from itertools import chain, count
from typing import Final

from envoi.addresses import below
from envoi.feeds import stylesheet
from envoi.feeds.budget import fitting, write_within
from envoi.feeds.entries import Entries, Key, Written, entries_of
from envoi.feeds.format import Kind, Offer
from envoi.feeds.formats import FORMATS, write
from envoi.feeds.history import Archive
from envoi.feeds.selection import Selection
from envoi.ledger import FeedMark, Ledger
from envoi.masthead import FeedsConfig
from envoi.model import Artifact, Catalogue, Feed, History, Post
from envoi.problems import Report

InTurn = Callable[
    [Sequence[Feed], Callable[[Feed], Entries]],
    Generator[Entries],
]
"""Feeds, and what is made of each with the bodies of its posts -> what was made of each."""

PIECE: Final = 20
"""Posts of a feed whose entries are written at once."""

Archives = Mapping[str, tuple[Archive, ...]]
"""The archives of the feeds that have some, by the stem of the feed."""


def offers(
    selections: Iterable[Selection],
    archives: Archives,
    catalogue: Catalogue,
    config: FeedsConfig,
    ledger: Ledger,
    now: datetime,
    shown: Mapping[str, Post],
) -> dict[str, Offer]:
    """The feeds of `selections`, by stem and in their order, of the posts that are `shown`; none without entries.

    None is older than readers were told until `now`.
    """
    found = {}
    origins = {mark.origin for mark in ledger.feeds.values()}
    for selection in selections:
        posts = _of(selection.newest, shown)
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


def write_ahead(
    offers: Iterable[Offer], budget: int, in_turn: InTurn, entries: Written
) -> None:
    """Put what `offers` show in full among `entries`, as far as can be told, with what makes it `in_turn`."""
    plain = [offer for offer in offers if offer.kind is not Kind.PODCAST]
    for names in dict.fromkeys(offer.formats for offer in plain):
        formats = [FORMATS[name] for name in names]
        awaited = set[Key]()
        alike: dict[tuple[str, ...], tuple[Feed, list[Post]]] = {}
        for feed in (offer.feed for offer in plain if offer.formats == names):
            full = fitting(feed, budget)
            shown = replace(feed, posts=feed.posts[:full], full=full)
            look = (feed.site.language, *(format.host(feed) for format in formats))
            _, posts = alike.setdefault(look, (feed, []))
            posts += entries.lacking(shown, formats, awaited).posts
        pieces = [piece for of in alike.values() for piece in _pieces(*of)]
        with closing(in_turn(pieces, partial(entries_of, formats=formats))) as made:
            for new in made:
                entries.take(new)


def _pieces(feed: Feed, posts: Sequence[Post]) -> Iterator[Feed]:
    """Feeds as `feed`, of a few of `posts` each, all in full."""
    for start in range(0, len(posts), PIECE):
        piece = tuple(posts[start : start + PIECE])
        yield replace(feed, posts=piece, full=len(piece))


def write_archives(
    offer: Offer, archives: Sequence[Archive], in_turn: InTurn, entries: Written
) -> Iterator[Artifact]:
    """The files of `archives`, those of the feed on `offer`, one archive after another.

    Posts that are not among `entries` are given their bodies `in_turn`.
    """
    formats = [FORMATS[name] for name in offer.formats]
    feeds = [of_archive(offer.feed, archive) for archive in archives]
    lacking = [entries.lacking(feed, formats, set()) for feed in feeds]
    with closing(in_turn(lacking, partial(entries_of, formats=formats))) as made:
        for archive, feed, new in zip(archives, feeds, made, strict=True):
            entries.take(new)
            lost = entries.lacking(feed, formats, set()).posts
            left = tuple(post for post in archive.posts if post not in lost)
            there = of_archive(offer.feed, replace(archive, posts=left))
            yield from write(there, offer.formats, entries)


def of_archive(feed: Feed, archive: Archive) -> Feed:
    """What `archive` of `feed` holds."""
    tail = archive.stem.removeprefix(feed.stem)
    return replace(
        feed,
        stem=archive.stem,
        posts=archive.posts,
        updated=max(_instants(archive.posts), default=archive.begins),
        full=len(archive.posts) if feed.full else 0,
        origin=f"{feed.origin}{tail}",
        hubs=(),
        history=archive.history,
    )


def _origin(selection: Selection, catalogue: Catalogue, taken: Container[str]) -> str:
    """The address of a new feed or, if one that moved had been there, with the first number that makes it another."""
    own = below(catalogue.site.url, selection.stem)
    numbered = (f"{own}-{number}" for number in count(2))
    return next(origin for origin in chain([own], numbered) if origin not in taken)


def _of(posts: Iterable[Post], shown: Mapping[str, Post]) -> tuple[Post, ...]:
    return tuple(shown[post.path] for post in posts if post.path in shown)


def _instants(posts: Iterable[Post]) -> list[datetime]:
    return [when for post in posts for when in (post.published, post.updated) if when]
