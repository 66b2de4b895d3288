"""The formats of one feed say the same: who changes from one to another gets nothing twice, and loses nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Any

from envoi.check.subject import Finding, Subject, error, label, short
from envoi.feedfile import FeedEntry


def formats(subjects: Sequence[Subject]) -> Iterator[tuple[Subject, Finding]]:
    """For every entry: id, address, title, instants, tags, authors, language and first file are equal."""
    folders: dict[str, list[Subject]] = defaultdict(list)
    for subject in subjects:
        if subject.path:
            folders[str(PurePosixPath(subject.path).parent)].append(subject)
    for group in folders.values():
        kinds = [subject.feed.format for subject in group]
        if len(set(kinds)) == len(kinds):
            for one, other in pairwise(group):
                yield from _compare(one, other)


def _compare(one: Subject, other: Subject) -> Iterator[tuple[Subject, Finding]]:
    first, second = one.feed.entries, other.feed.entries
    named = f"{one.path} and {other.path}"
    if one.feed.title != other.feed.title:
        yield other, _differs(f"{named} have different titles", None)
    if len(first) != len(second):
        message = f"{named} have {len(first)} and {len(second)} entries"
        yield other, _differs(message, None)
        return
    for mine, its in zip(first, second, strict=True):
        for what, left, right in _values(one, mine, other, its):
            if left != right:
                yield (
                    other,
                    _differs(
                        f"the {what} of {label(its)} is {_say(left)} in {one.path} and {_say(right)} in {other.path}",
                        its,
                    ),
                )


def _values(
    one: Subject, mine: FeedEntry, other: Subject, its: FeedEntry
) -> Iterator[tuple[str, Any, Any]]:
    # Atom cannot hold an id that is no IRI
    if (
        ":" in mine.id
        and ":" in its.id
        and not _made(one, mine)
        and not _made(other, its)
    ):
        yield "id", mine.id, its.id
    yield "address", mine.url, its.url
    # Atom demands a title where the others need none
    if mine.title and its.title:
        yield "title", mine.title, its.title
    yield "date", mine.published, its.published
    yield "change", mine.updated or mine.published, its.updated or its.published
    yield "tags", mine.tags, its.tags
    yield "authors", mine.authors, its.authors
    yield (
        "language",
        mine.language or one.feed.language,
        its.language or other.feed.language,
    )
    yield "file", _file(mine), _file(its)


def _made(subject: Subject, entry: FeedEntry) -> bool:
    """Whether the id may be one that stands in Atom for one that is no IRI."""
    return subject.feed.format == "atom" and entry.id.startswith("urn:uuid:")


def _file(entry: FeedEntry) -> str:
    return entry.enclosures[0].url if entry.enclosures else ""


def _say(value: Any) -> str:
    if isinstance(value, tuple):
        value = ", ".join(value)
    return f'"{short(str(value))}"' if value else "not said"


def _differs(message: str, entry: FeedEntry | None) -> Finding:
    return error("feed-differs", message, "build them anew, all at once", entry)
