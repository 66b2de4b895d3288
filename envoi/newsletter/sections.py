"""Post* -> the sections of an issue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import eq

from envoi.config import SectionConfig
from envoi.language import closest
from envoi.model import Layout, Post, Section
from envoi.plan import Order

NEWEST = 10
"""How many posts an issue shows where no section says it, and none went out before."""


def divide(
    posts: Iterable[Post], configs: Sequence[SectionConfig], *, most: int
) -> tuple[tuple[Section, ...], tuple[Post, ...]]:
    """The sections of `posts`, none of them empty, and the posts that are in none.

    Each section takes the first of those that fit and that none before it took, up to its limit. Without sections there
    is one that takes all, up to `most` (0: no limit).
    """
    left = list(posts)
    if not configs:
        configs = (SectionConfig(limit=most),)
    sections = []
    for section in configs:
        fitting = [post for post in left if section.filter.takes(post)]
        taken = tuple(fitting[: section.limit or None])
        paths = {post.path for post in taken}
        left = [post for post in left if post.path not in paths]
        if taken:
            sections.append(
                Section(title=section.title, layout=section.layout, posts=taken)
            )
    return tuple(sections), tuple(left)


def divide_picked(
    posts: Iterable[Post], configs: Sequence[SectionConfig]
) -> tuple[Section, ...]:
    """The sections of `posts` without any limit, and one more without a heading for those that are in none."""
    sections, left = divide(
        posts, [_without_limit(section) for section in configs], most=0
    )
    return with_rest(sections, left)


def with_rest(
    sections: tuple[Section, ...], left: tuple[Post, ...]
) -> tuple[Section, ...]:
    """`sections`, and one more without a heading for the posts `left`, if there are any."""
    rest = Section(title="", layout=Layout.CARDS, posts=left)
    return (*sections, rest) if left else sections


def own_first(posts: Iterable[Post], language: str) -> list[Post]:
    """`posts` as they are but, of those of the same instant, first the ones in `language`: a title of theirs is the subject."""

    def is_foreign(post: Post) -> bool:
        return closest(post.language, [language]) is None

    posts = list(posts)
    moments = [post.published for post in posts]
    if not any(map(eq, moments, moments[1:])):
        return posts
    return [
        post
        for _, alike in groupby(posts, lambda post: post.published)
        for post in sorted(alike, key=is_foreign)
    ]


def in_order(
    picked: Sequence[Post], posts: Sequence[Post], order: Order | None
) -> tuple[Post, ...]:
    """`picked` as they are or, where an `order` by date is asked for, as they stand in `posts`, newest first."""
    if order in (None, Order.PICKED):
        return tuple(picked)
    paths = {post.path for post in picked}
    return tuple(post for post in posts if post.path in paths)


def ordered(sections: Iterable[Section], order: Order | None) -> tuple[Section, ...]:
    """`sections`, the posts of each turned round where the oldest is to be the first."""
    turned = order is Order.OLDEST
    return tuple(
        Section(
            title=part.title,
            layout=part.layout,
            posts=part.posts[::-1] if turned else part.posts,
        )
        for part in sections
    )


def _without_limit(section: SectionConfig) -> SectionConfig:
    return SectionConfig(
        title=section.title, filter=section.filter, limit=0, layout=section.layout
    )
