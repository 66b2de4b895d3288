"""Selection and Ledger -> the archives that hold all its posts, which do not change once they are full (RFC 5005, section 4)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from envoi.feeds.selection import Selection
from envoi.ledger import Ledger
from envoi.model import History, Post


@dataclass(frozen=True, kw_only=True, slots=True)
class Archive:
    """One archive of a feed: its posts, newest first and without their body, and when the first of them came out.

    All its posts may be gone; it then stays, so that those before and after it need not change.
    """

    stem: str
    posts: tuple[Post, ...]
    begins: datetime
    history: History


def archives(
    selections: Iterable[Selection], ledger: Ledger
) -> dict[str, tuple[Archive, ...]]:
    """The archives of each of `selections` that needs some, by its stem, the oldest first.

    They hold its posts in the order in which these came out, `limit` in each. An archive begins where the ledger says
    that it began, whatever became of its posts since; only what comes after them all is divided anew. The ledger knows
    all posts of the selections.
    """
    found = {
        selection.stem: _archives(selection, ledger)
        for selection in selections
        if selection.archives and selection.limit
    }
    return {stem: archives for stem, archives in found.items() if archives}


def _archives(selection: Selection, ledger: Ledger) -> tuple[Archive, ...]:
    known = ledger.archives.get(selection.stem, ())
    limit = selection.limit
    if len(selection.posts) <= limit and not known:
        return ()
    came_out = {post.path: ledger.posts[post.id].first for post in selection.posts}
    order = sorted(came_out.values())
    begins = _boundaries(order, known, limit)
    held: list[list[Post]] = [[] for _ in begins]
    for post in selection.posts:
        number = bisect_right(begins, came_out[post.path])
        held[max(number, 1) - 1].append(post)
    stems = [f"{selection.stem}/archive/{n}" for n in range(1, len(begins) + 1)]
    last = len(begins) - 1
    return tuple(
        Archive(
            stem=stems[number],
            posts=tuple(posts),
            begins=begins[number],
            history=History(
                current=selection.stem,
                previous=stems[number - 1] if number else "",
                archive=True,
                frozen=number < last or len(posts) >= limit,
                next=stems[1] if number == 0 < last else "",
            ),
        )
        for number, posts in enumerate(held)
    )


def boundaries(
    archives: Mapping[str, tuple[Archive, ...]],
) -> dict[str, tuple[datetime, ...]]:
    """What the ledger is to keep of `archives`, by the stem of their feed: when the first post of each came out."""
    return {
        stem: tuple(archive.begins for archive in found)
        for stem, found in archives.items()
    }


def _boundaries(
    order: list[datetime], known: tuple[datetime, ...], limit: int
) -> list[datetime]:
    """Where archives begin among the instants `order`: as is `known`, and after each `limit` beyond."""
    begins = list(known) or order[:1]
    while True:
        start = bisect_left(order, begins[-1]) if len(begins) > 1 else 0
        if len(order) - start <= limit:
            return begins
        begins.append(order[start + limit])
