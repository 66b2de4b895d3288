"""Feed -> its bytes in a format, of which no entry is written twice: all feeds that show a post alike have it from here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self

from envoi.feeds.channel import says_direction
from envoi.feeds.format import Format
from envoi.model import Feed, Post
from envoi.spool import Store

Entries = Mapping[tuple[object, ...], bytes]
"""Entries, by all that decides how they read."""


class Written:
    """The entries that were written so far, in a file in `folder` once they are many."""

    def __init__(self, folder: Path | None = None) -> None:
        self._store = Store(folder)
        self._places: dict[tuple[object, ...], tuple[int, int]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._store.close()

    def write(self, format: Format, feed: Feed) -> bytes:
        """`feed` in `format`. Posts whose entry `has` been written need no body."""
        wanted = {
            _key(post, feed, format, full=number < feed.full): post
            for number, post in enumerate(feed.posts)
        }
        # What is an entry of a podcast is a story of its own, and its head tells of all of them.
        apart = feed.podcast is not None
        new = {
            key: post
            for key, post in wanted.items()
            if apart or key not in self._places
        }
        full = sum(1 for key in new if key[-1])
        parts = format.parts(replace(feed, posts=tuple(new.values()), full=full))
        if apart:
            return parts.document(parts.entries)
        self.take(dict(zip(new, parts.entries, strict=True)))
        return parts.document(
            [
                format.settle(self._store.get(*self._places[key]), post, feed)
                for key, post in wanted.items()
            ]
        )

    def take(self, entries: Entries) -> None:
        """Keep `entries` that were written elsewhere."""
        for key, entry in entries.items():
            self._places[key] = self._store.put(entry), len(entry)

    def has(self, post: Post, feed: Feed, formats: Iterable[Format]) -> bool:
        """Whether `post` was written in all of `formats` as `feed`, which is no podcast, shows it."""
        full = feed.full > 0
        return all(
            _key(post, feed, format, full=full) in self._places for format in formats
        )


def entries_of(feed: Feed, formats: Iterable[Format], posts: Sequence[Post]) -> Entries:
    """The entries of `posts` in each of `formats` as `feed`, which is no podcast, shows them."""
    of = replace(feed, posts=tuple(posts), full=len(posts) if feed.full else 0)
    return {
        _key(post, feed, format, full=feed.full > 0): entry
        for format in (formats if posts else ())
        for post, entry in zip(posts, format.parts(of).entries, strict=True)
    }


def _key(post: Post, feed: Feed, format: Format, *, full: bool) -> tuple[object, ...]:
    """All that decides how the entry of `post` reads in `feed`; whether it is in `full` comes last."""
    directed = says_direction(post.language, feed)
    return post.path, format.name, format.host(feed), directed, full
