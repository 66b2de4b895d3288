"""Selections, and what renders their posts -> the files of all feeds and archives, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from envoi import feeds, posts
from envoi.feeds.entries import Entries
from envoi.feeds.format import Offer
from envoi.feeds.history import Archive
from envoi.feeds.selection import Selection
from envoi.model import Artifact, Feed, Post
from envoi.posts.memory import Memory
from envoi.problems import Report


def in_turn(shown: Mapping[str, Post], render: posts.Render) -> feeds.InTurn:
    """What gives the posts of one feed after another their bodies: those that were `shown` have them, others are rendered."""

    def given(
        held: Sequence[Feed], use: Callable[[Feed], Entries]
    ) -> Generator[Entries]:
        return render.in_turn(
            [
                replace(
                    feed,
                    posts=tuple(shown.get(post.path, post) for post in feed.posts),
                )
                for feed in held
            ],
            use,
        )

    return given


def feed_files(
    selections: Iterable[Selection],
    offers: Mapping[str, Offer],
    archives: Mapping[str, Sequence[Archive]],
    in_turn: feeds.InTurn,
    entries: feeds.Written,
    budget: int,
    report: Report,
    memory: Memory | None,
) -> Iterator[Artifact]:
    """Each feed, and after it its archives; posts that no feed shows are rendered for one archive at a time."""
    kept = memory is not None and memory.renders
    if not kept:
        feeds.write_ahead(offers.values(), budget, in_turn, entries)
    for one in selections:
        if offer := offers.get(one.stem):
            of = (offer, one.moved, budget)
            write = partial(feeds.write_offer, *of, entries=entries)
            if memory and kept:
                yield from memory.written(one.stem, of, write, report)
            else:
                yield from write(report)
            own = archives.get(one.stem, ())
            yield from feeds.write_archives(offer, own, in_turn, entries)


def noting(artifacts: Iterable[Artifact], paths: list[str]) -> Iterator[Artifact]:
    """`artifacts` as they come, and the path of each in `paths`."""
    for artifact in artifacts:
        paths.append(artifact.path)
        yield artifact
