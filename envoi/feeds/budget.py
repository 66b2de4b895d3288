"""Feed and a number of bytes -> its files, none larger than that, with as many entries in full as fit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from envoi.feeds.entries import Written
from envoi.feeds.formats import write
from envoi.model import Artifact, Body, Feed
from envoi.problems import Report


def write_within(
    feed: Feed, formats: Iterable[str], budget: int, report: Report, entries: Written
) -> tuple[Artifact, ...]:
    """`feed` in each of `formats`, in their order; the oldest entries carry their summary only where it would exceed `budget`.

    The newest entry is in full whatever its size. `report` is told of what was shortened; 0 is no budget.
    """
    formats = tuple(formats)
    full = fitting(feed, budget)
    while True:
        written = tuple(write(replace(feed, full=full), formats, entries))
        largest = max(written, key=lambda artifact: len(artifact.content))
        over = len(largest.content) - budget
        if over <= 0 or full <= 1 or not budget:
            break
        full = _shortened(feed, full, over, in_json="json" in largest.media_type)
    if budget:
        _tell(feed, full, over, budget, report)
    return written


def fitting(feed: Feed, budget: int) -> int:
    """How many entries are in full if their content alone is to fit: no more can be."""
    if not budget:
        return feed.full
    size, full = 0, 0
    for post in feed.posts[: feed.full]:
        size += _size(post.body)
        if size > budget and full:
            break
        full += 1
    return full


def _shortened(feed: Feed, full: int, over: int, *, in_json: bool) -> int:
    """How many of `full` entries stay in full if `over` bytes are to go from a file."""
    while over > 0 and full > 1:
        full -= 1
        body = feed.posts[full].body
        if body and in_json:
            # The summary stands in for the content (jsonfeed.org/version/1.1: one of both is required).
            over -= max(1, size_in_json(body.html) - size_in_json(body.summary))
        elif body:
            over -= max(1, size_in_xml(body.html))
    return full


def _size(body: Body | None) -> int:
    """Bytes of the content of an entry, in the kind of format that takes the fewest."""
    return min(size_in_xml(body.html), size_in_json(body.html)) if body else 0


def size_in_xml(text: str) -> int:
    """Bytes of `text` in XML."""
    longer = 4 * text.count("&") + 3 * (text.count("<") + text.count(">"))
    return len(text.encode()) + longer


def size_in_json(text: str) -> int:
    """Bytes of `text`, which has no other control characters than XML allows, as a string of JSON."""
    return len(text.encode()) + len('""') + sum(map(text.count, '"\\\t\n\r'))


def _tell(feed: Feed, full: int, over: int, budget: int, report: Report) -> None:
    shortened = feed.full - full
    if shortened:
        report.notice(
            "feed-budget",
            f"{feed.stem}: {shortened} of {len(feed.posts)} entries carry their summary "
            f"only, so that no file exceeds {budget:,} bytes",
            "set feeds.budget or feeds.limit to have it otherwise",
        )
    if over > 0 and feed.full and _size(feed.posts[0].body) > budget:
        report.warn(
            "feed-budget",
            f"{feed.stem}: its newest entry alone is larger than {budget:,} bytes",
            "give the post less, or raise feeds.budget",
        )
    elif over > 0:
        report.notice(
            "feed-budget",
            f"{feed.stem}: a file exceeds {budget:,} bytes by {over:,}, "
            "though no entry is left to shorten",
            "lower feeds.limit; feeds.archives keeps older entries",
        )
