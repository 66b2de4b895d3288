"""Feed -> its bytes in a format, of which no entry is written twice: all feeds that show a post alike have it from here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import chain, compress
from pathlib import Path
from typing import Final, Self

from envoi.feeds import channel
from envoi.feeds.channel import says_direction
from envoi.feeds.format import Format
from envoi.model import Feed
from envoi.spool import Kept, Store

Key = tuple[str, str, str, bool, bool]

Entries = Mapping[Key, bytes]
"""Entries, by all that decides how they read."""


_IN_MEMORY: Final = 32_000_000
"""Bytes of entries up to which nothing is written: those of a thousand posts in three formats."""


class Written:
    """The entries that were written so far, in a file in `folder` once they are many."""

    def __init__(self, folder: Path | None = None) -> None:
        self._store = Store(folder, _IN_MEMORY)
        self._kept: dict[Key, Kept] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._store.close()
        self._kept.clear()

    def write(self, format: Format, feed: Feed) -> bytes:
        """`feed` in `format`. Posts that it does not `lack` need no body."""
        keys = _keys(feed, format)
        # What is an entry of a podcast is a story of its own, and its head tells of all of them.
        apart = feed.podcast is not None
        new = {
            key: post
            for key, post in zip(keys, feed.posts, strict=True)
            if apart or key not in self._kept
        }
        full = sum(1 for key in new if key[-1])
        of = replace(feed, posts=tuple(new.values()), full=full)
        parts = format.parts(of, channel.entries_of(of))
        if apart:
            return parts.document(parts.entries)
        self.take(dict(zip(new, parts.entries, strict=True)))
        return parts.document(
            [
                format.settle(self._store.get(self._kept[key]), post, feed)
                for key, post in zip(keys, feed.posts, strict=True)
            ]
        )

    def take(self, entries: Entries) -> None:
        """Keep `entries` that were written elsewhere."""
        for key, entry in entries.items():
            self._kept[key] = self._store.put(entry)

    def lacking(self, feed: Feed, formats: Iterable[Format], awaited: set[Key]) -> Feed:
        """`feed`, which is no podcast, with those posts only that are to be written in one of `formats`, as it shows them.

        None is that is `awaited` anyhow, as these are from now on.
        """
        keys = [_keys(feed, format) for format in formats]
        new = [
            any(key not in self._kept and key not in awaited for key in of)
            for of in zip(*keys, strict=True)
        ]
        awaited.update(chain.from_iterable(keys))
        posts = tuple(compress(feed.posts, new))
        return replace(feed, posts=posts, full=sum(new[: feed.full]))


def entries_of(feed: Feed, formats: Iterable[Format]) -> Entries:
    """The entries of `feed`, which is no podcast, in each of `formats`."""
    told = channel.entries_of(feed)
    return {
        key: entry
        for format in (formats if told else ())
        for key, entry in zip(
            _keys(feed, format), format.parts(feed, told).entries, strict=True
        )
    }


def _keys(feed: Feed, format: Format) -> list[Key]:
    """All that decides how each entry of `feed` reads in `format`; whether it is in full comes last."""
    host = format.host(feed)
    return [
        (
            post.path,
            format.name,
            host,
            says_direction(post.language, feed),
            number < feed.full,
        )
        for number, post in enumerate(feed.posts)
    ]
