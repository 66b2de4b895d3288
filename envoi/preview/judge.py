"""Snapshot -> the same, with what a check finds in what would be published."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from envoi import check
from envoi.posts.memory import Memory
from envoi.preview.snapshot import Snapshot

LINKS_AT_MOST: Final = 500
"""Published posts up to which the links of all of them are looked at: each has to be rendered for that."""


def judge(
    snapshot: Snapshot, wanted: Callable[[], bool], memory: Memory
) -> Snapshot | None:
    """`snapshot` with its findings, but for what the build says already; None once it is not `wanted` any more.

    `memory` is that of the look itself, so nobody else may look meanwhile.
    """
    made = snapshot.made
    if made is None:
        return snapshot.judged(())
    found = check.made(
        {artifact.path: artifact.content for artifact in made.artifacts},
        made.settings,
        made.arranged,
        snapshot.now,
        snapshot.target,
        wanted=wanted,
        links=with_links(snapshot),
        memory=memory,
    )
    if found is None:
        return None
    said = set(snapshot.problems)
    return snapshot.judged(tuple(one for one in found if one not in said))


def with_links(snapshot: Snapshot) -> bool:
    """Whether the links of all posts are looked at, not only of those in feeds and letters."""
    made = snapshot.made
    return made is not None and len(made.arranged.published) <= LINKS_AT_MOST
