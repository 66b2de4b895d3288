"""Old feeds and what was adopted of them -> what is worth a word: what was lost, what may be seen again, what to write."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from typing import Any, Final

from envoi.config import Config
from envoi.feedfile import FeedEntry, FeedFile, xml
from envoi.model import Post, State
from envoi.problems import Report

_NAMED: Final = 5
_PODCAST: Final = (
    "https://podcastindex.org/namespace/1.0",
    "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md",
)
"""The namespace of Podcasting 2.0, and the one that it had before."""


def say_lost(lost: Sequence[FeedEntry], report: Report) -> None:
    """Name what readers know and no post was found for."""
    if lost:
        count = len(lost)
        named = [f'"{entry.title}" ({entry.id})' for entry in lost[:_NAMED]]
        more = [f"{count - _NAMED:,} more"] if count > _NAMED else []
        report.notice(
            "adopt",
            f"{f'{count:,} entries are no posts' if count > 1 else '1 entry is no post'} "
            f"of this folder: {', '.join([*named, *more])}",
            "if one is, say so before the first build: envoi rename ID FILE",
        )


def say_older(
    posts: Iterable[Post],
    adopted: Iterable[Post],
    known: Container[str],
    settings: Config,
    report: Report,
) -> None:
    """Count those of `posts` that the next feed shows, whose path is none of `known`, and that are older than the newest `adopted`: they were out before."""
    dated = [
        (post.published, post)
        for post in posts
        if post.state is State.PUBLISHED and post.published
    ]
    dated.sort(key=lambda found: found[0], reverse=True)
    newest = max((p.published for p in adopted if p.published), default=None)
    count = sum(
        newest is not None and when < newest and post.path not in known and not post.id
        for when, post in dated[: settings.feeds.limit or None]
    )
    if count:
        report.warn(
            "adopt",
            f"{count:,} post{'s' if count > 1 else ''} that the next feed shows "
            f"{'are' if count > 1 else 'is'} older than the newest entry and in no feed "
            "that was adopted: readers may know them, and see them again",
            "adopt older pages of the feed too (such as feed/?paged=2), "
            "or lower feeds.limit for a while",
        )


def say_guid(feeds: Iterable[FeedFile], settings: Config, report: Report) -> None:
    """Tell by which UUID apps know an old podcast, if the new one is to be known by another."""
    podcast = settings.feeds.podcast
    for feed in feeds:
        root: Any = feed.root
        guid = (
            xml.first(root, "guid", *_PODCAST).lower() if feed.format == "rss" else ""
        )
        if guid and (podcast is None or podcast.guid != guid):
            report.notice(
                "adopt",
                f"apps know the podcast by the UUID {guid}",
                f'to keep it, write guid = "{guid}" below [podcast] in envoi.toml',
            )
