"""Selections, and what renders their posts -> the files of all feeds and archives, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby

from envoi import feeds, posts
from envoi.feeds.entries import Entries
from envoi.feeds.format import Offer
from envoi.feeds.history import Archive
from envoi.feeds.page import LATEST
from envoi.feeds.selection import Selection
from envoi.model import Artifact, Feed, Post, Standing
from envoi.posts.memory import Memory
from envoi.problems import Report
from envoi.records import Records


def shown(
    selections: Iterable[Selection],
    in_letters: Sequence[Post],
    render: posts.Render,
    records: Records,
) -> tuple[dict[str, Post], dict[str, Post]]:
    """The posts of feeds and letters with their bodies, by path; and those without, of which all feeds that show them are standing.

    The page of feeds shows the texts of the newest posts in any case.
    """
    newest, needed = list[Post](), {post.path for post in in_letters}
    lettered = frozenset(needed)
    for one in selections:
        newest += one.newest
        latest = LATEST if one.kind is feeds.Kind.MAIN else 0
        count = latest if one.stem in records.standing else None
        needed.update(post.path for post in one.newest[:count])
    standing = {post.path: post for post in newest if post.path not in needed}
    told = {path: records.told(path) for path in standing}
    return render([*newest, *in_letters], lettered, told), standing


def in_memory(artifacts: Iterable[Artifact | Standing]) -> tuple[Artifact, ...]:
    """`artifacts` where nothing is known of what was published, so that none is standing."""
    return tuple(one for one in artifacts if isinstance(one, Artifact))


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
    shown: Mapping[str, Post],
    render: posts.Render,
    entries: feeds.Written,
    report: Report,
    *,
    budget: int,
    memory: Memory | None,
    records: Records,
) -> Iterator[Artifact | Standing]:
    """Each feed, and after it its archives; posts that no feed shows are rendered for one archive at a time.

    What `records` says to be standing is not written, and they are told what is wrong with the others.
    """
    turn = in_turn(shown, render)
    kept = memory is not None and memory.renders
    if not kept:
        ahead = [one for stem, one in offers.items() if stem not in records.standing]
        feeds.write_ahead(ahead, budget, turn, entries)
    for one in selections:
        if offer := offers.get(one.stem):
            heard = Report()
            of = (offer, one.moved, budget)
            write = partial(feeds.write_offer, *of, entries=entries)
            if record := records.standing.get(one.stem):
                heard.problems += record.problems
                yield from record.files
            elif memory and kept:
                yield from memory.written(one.stem, of, write, heard)
            else:
                yield from write(heard)
            report.problems += heard.problems
            records.problems[one.stem] = heard.problems
            own = archives.get(one.stem, ())
            yield from _archives(offer, own, turn, render, entries, records)


def _archives(
    offer: Offer,
    archives: Sequence[Archive],
    turn: feeds.InTurn,
    render: posts.Render,
    entries: feeds.Written,
    records: Records,
) -> Iterator[Artifact | Standing]:
    for stands, some in groupby(archives, lambda one: one.stem in records.standing):
        if not stands:
            yield from feeds.write_archives(offer, tuple(some), turn, entries)
            continue
        for archive in some:
            for post in archive.posts:
                render.say(post.path, records.told(post.path))
            yield from records.standing[archive.stem].files


def noting(
    artifacts: Iterable[Artifact | Standing], paths: list[str]
) -> Iterator[Artifact | Standing]:
    """`artifacts` as they come, and the path of each in `paths`."""
    for artifact in artifacts:
        paths.append(artifact.path)
        yield artifact
