"""Entries of old feeds, and Post* -> which entry is which post."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from unicodedata import normalize
from urllib.parse import unquote, urlsplit

from envoi.addresses import is_web
from envoi.adopt.schemes import plain_path
from envoi.feedfile import FeedEntry
from envoi.identity.traces import moment_of
from envoi.model import Post, Site

_Thing = TypeVar("_Thing")


@dataclass(frozen=True, kw_only=True, slots=True)
class Old:
    """An entry of the feed of a site at the address `home`."""

    entry: FeedEntry
    home: str


def pair(entries: Iterable[Old], posts: Iterable[Post], site: Site) -> dict[str, Post]:
    """The post of each entry that is one, by the id of the entry.

    By id, by address whatever its scheme and host, by title and instant, by title and day, and by title, in this order;
    each only where it fits one entry and one post.
    """
    left, free = list(entries), list(posts)
    pairs: dict[str, Post] = {}
    taken: set[str] = set()
    rules: Sequence[
        tuple[Callable[[Old], Iterable[Hashable]], Callable[[Post], Iterable[Hashable]]]
    ] = (
        (lambda old: [old.entry.id], lambda post: [post.id] if post.id else []),
        (lambda old: _paths(old.entry.url), lambda post: _paths(post.url)),
        (lambda old: _paths(old.entry.id), lambda post: _paths(post.url)),
        (
            lambda old: _paths(old.entry.url, old.home),
            lambda post: _paths(post.url, site.url),
        ),
        (
            lambda old: _instant(old.entry.title, old.entry.published),
            lambda post: _instant(post.title, post.published),
        ),
        (
            lambda old: _days(old.entry.title, old.entry.published),
            lambda post: _days(post.title, post.published, around=True),
        ),
        (lambda old: _title(old.entry.title), lambda post: _title(post.title)),
    )
    for of_entry, of_post in rules:
        by_entry, by_post = _by_key(left, of_entry), _by_key(free, of_post)
        found = [
            (olds[0], by_post[key][0])
            for key, olds in by_entry.items()
            if len(olds) == len(by_post.get(key, ())) == 1
        ]
        for old, post in found:
            if old.entry.id not in pairs and post.path not in taken:
                pairs[old.entry.id] = post
                taken.add(post.path)
        left = [old for old in left if old.entry.id not in pairs]
        free = [post for post in free if post.path not in taken]
    return pairs


def _by_key(
    things: Iterable[_Thing], keys: Callable[[_Thing], Iterable[Hashable]]
) -> dict[Hashable, list[_Thing]]:
    found: dict[Hashable, list[_Thing]] = {}
    for thing in things:
        for key in keys(thing):
            found.setdefault(key, []).append(thing)
    return found


def _paths(url: str, base: str = "") -> Iterator[str]:
    """What stays of an address when its site moves: the path below that of `base`, and what a query asks for."""
    if not is_web(url):
        return
    parts, above = urlsplit(url), unquote(urlsplit(base).path).rstrip("/")
    path = unquote(parts.path)
    path = path.removeprefix(above) if path.startswith(f"{above}/") else path
    asked = "&".join(
        part for part in parts.query.split("&") if part and not part.startswith("utm_")
    )
    if found := normalize("NFC", plain_path(path)) + (asked and f"?{asked}"):
        yield found


def _title(title: str) -> Iterator[str]:
    if said := re.sub(r"\W+", " ", normalize("NFKC", title).casefold()).strip():
        yield said


def _instant(title: str, published: datetime | None) -> Iterator[Hashable]:
    for said in _title(title):
        if published:
            yield said, moment_of(published)


def _days(
    title: str, published: datetime | None, *, around: bool = False
) -> Iterator[Hashable]:
    """The title with the day in UTC; also with the days `around` it, since the zone of the other may be another."""
    for said in _title(title):
        if published:
            day = moment_of(published)
            for shift in (-1, 0, 1) if around else (0,):
                yield said, (day + timedelta(days=shift)).date()
