"""Post* -> Catalogue: in order, with ids, no two posts under one id or address, and translations beside one another."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Final

from envoi.model import Catalogue, Post, Site, State, revised
from envoi.problems import Place, Report

_EARLIEST: Final = datetime(1, 1, 1, tzinfo=UTC)
_NUMBER: Final = re.compile(r"(\d{1,18})")


def arrange(
    posts: Iterable[Post],
    site: Site,
    zone_given: bool,
    report: Report,
    owners: Mapping[str, str] | None = None,
) -> Catalogue:
    """All `posts`, newest first, and which of them are for readers.

    Two posts published at the same instant stand in the order of their paths, numbers in
    them compared as numbers. Of two with one id or address the one that readers know is
    published, else the one that comes first by its path; the other is an error in `report`.
    `owners` are the paths of the posts that readers know, by id.
    """
    known = _ordered(map(_identified, posts))
    if twins := _twins(known, owners or {}, report):
        known = [
            revised(post, state=State.BROKEN) if post.path in twins else post
            for post in known
        ]
    _say_undated(known, report)
    if not zone_given and (count := sum(not post.zoned for post in known)):
        report.notice(
            "no-zone",
            f"{count} date{'s have' if count > 1 else ' has'} no zone, UTC assumed",
            'write timezone = "Europe/Istanbul" or the like below [site] in envoi.toml',
        )
    published = tuple(post for post in known if post.state is State.PUBLISHED)
    return Catalogue(
        site=site,
        posts=tuple(known),
        published=published,
        translations=_translations(published),
    )


def _identified(post: Post) -> Post:
    return post if post.id else revised(post, id=post.url)


def _ordered(posts: Iterable[Post]) -> list[Post]:
    """`posts`, newest first, and those of one instant by their paths, which only these are asked for."""
    found = sorted(posts, key=_moment, reverse=True)
    pairs = pairwise(map(_moment, found))
    starts = [at for at, (moment, other) in enumerate(pairs, 1) if other < moment]
    for start, end in pairwise((0, *starts, len(found))):
        if end - start > 1:
            found[start:end] = _by_path(found[start:end])
    return found


def _moment(post: Post) -> datetime:
    return post.published or _EARLIEST


def _by_path(posts: Iterable[Post]) -> list[Post]:
    return sorted(posts, key=lambda post: numbered(post.path))


def numbered(path: str) -> tuple[tuple[int, int | str], ...]:
    """The key to order paths by that puts `issue-2` before `issue-10`."""
    parts = _NUMBER.split(path)
    numbers = (
        (0, int(part)) if part.isdecimal() else (1, part) for part in parts if part
    )
    return (*numbers, (2, path))


def _translations(published: Sequence[Post]) -> dict[str, tuple[Post, ...]]:
    """The other posts with the key of each post, by its path, in the order of their languages.

    Where two have one language, neither is known to be the translation.
    """
    groups: dict[str, list[Post]] = {}
    keys = Counter(post.translation_key for post in published)
    for post in published:
        if post.translation_key and keys[post.translation_key] > 1:
            groups.setdefault(post.translation_key, []).append(post)
    found = {}
    for group in groups.values():
        counts = Counter(post.language for post in group)
        sure = [post for post in group if counts[post.language] == 1]
        sure.sort(key=lambda post: post.language)
        for post in sure if len(sure) > 1 else ():
            found[post.path] = tuple(other for other in sure if other is not post)
    return found


def _twins(posts: Iterable[Post], known: Mapping[str, str], report: Report) -> set[str]:
    """The paths of posts that have the id or the address of one which has a better claim to it."""
    posts = [post for post in posts if post.state is State.PUBLISHED]
    owners: dict[tuple[str, str], Post] = {}
    twins: set[str] = set()
    ids, addresses = ({getattr(post, key) for post in posts} for key in ("id", "url"))
    if len(ids) == len(addresses) == len(posts):
        return twins
    for post in sorted(
        _by_path(posts), key=lambda post: known.get(post.id) != post.path
    ):
        own = (("address", post.url), ("id", post.id))
        taken = next((key for key in own if key in owners), None)
        if taken is None:
            owners.update(dict.fromkeys(own, post))
            continue
        what, value = taken
        other = "slug or permalink" if what == "address" else what
        hint = f"give one of them another {other}"
        if what == "address" and post.language != owners[taken].language:
            hint += ", or put :lang into posts.permalink"
        twins.add(post.path)
        report.error(
            f"same-{what}",
            f"same {what} as {owners[taken].path}: {value}",
            hint,
            Place(path=post.path, line=1),
        )
    return twins


def _say_undated(posts: list[Post], report: Report) -> None:
    unread = {p.place.path for p in report if p.code == "date" and p.place}
    undated = [
        post
        for post in posts
        if post.state is State.UNDATED and post.path not in unread
    ]
    hint = "add date: 2026-11-30 to it, or name the file 2026-11-30-title.md"
    dated = any(post.published for post in posts)
    broken = unread or any(post.state is State.BROKEN for post in posts)
    if undated and not dated and not broken:
        count = f"{len(undated)} file{'s' if len(undated) > 1 else ''}"
        report.error(
            "no-dates", f"no post has a date ({count})", hint.replace(" it", " each")
        )
        return
    for post in sorted(undated, key=lambda post: numbered(post.path)):
        report.warn(
            "undated", "has no date; not published", hint, Place(path=post.path, line=1)
        )
