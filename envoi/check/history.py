"""The archives of a feed (RFC 5005): each link leads to a file that is there, each entry is in one archive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from envoi.check.subject import Finding, Subject, error, label, short, warn
from envoi.feedfile import FeedEntry

_RELATIONS: Final = (
    "prev-archive",
    "next-archive",
    "current",
    "next",
    "previous",
    "first",
    "last",
)


def links(subjects: Sequence[Subject]) -> Iterator[tuple[Subject, Finding]]:
    """A reader that follows a link and finds nothing gives up on all that is older."""
    there = _by_address(subjects)
    for subject in subjects:
        for relation in _RELATIONS:
            url = subject.feed.links.get(relation, "")
            if (
                url
                and url not in there
                and subject.site
                and url.startswith(subject.site)
            ):
                yield (
                    subject,
                    error(
                        "feed-archive",
                        f"{relation} leads to {short(url)}, where no feed was built",
                        "build it anew",
                    ),
                )
        if subject.feed.archive and not subject.feed.links.get("current"):
            yield (
                subject,
                warn(
                    "feed-archive",
                    "an archive does not say of what feed it is",
                    'write <link rel="current"> (RFC 5005 section 4)',
                ),
            )


def entries(subjects: Sequence[Subject]) -> Iterator[tuple[Subject, Finding]]:
    """Along the links from a feed into the past, no entry comes twice, and the way has an end."""
    there = _by_address(subjects)
    for subject in subjects:
        if not older(subject) or subject.archive or subject.feed.archive:
            continue
        archives, loop = _chain(subject, there)
        if loop:
            message = "its archives lead in a circle"
            yield subject, error("feed-archive", message, "build it anew")
        seen: dict[str, FeedEntry] = {}
        for archive in archives:
            for entry in archive.feed.entries:
                if entry.id in seen:
                    yield (
                        archive,
                        error(
                            "feed-archive",
                            f"{label(entry)} is in two archives",
                            "build them anew",
                            entry,
                        ),
                    )
                seen[entry.id] = entry


def _chain(
    start: Subject, there: Mapping[str, Subject]
) -> tuple[tuple[Subject, ...], bool]:
    """The archives behind `start`, the newest first; and whether they lead back to one of them."""
    found: list[Subject] = []
    passed = {start.address}
    url = older(start)
    while url in there:
        if url in passed:
            return tuple(found), True
        passed.add(url)
        found.append(there[url])
        url = older(there[url])
    return tuple(found), False


def older(subject: Subject) -> str:
    """The address of what came before: of an archive (RFC 5005), or of a page of JSON Feed."""
    links = subject.feed.links
    return links.get("prev-archive") or links.get("next", "")


def _by_address(subjects: Sequence[Subject]) -> dict[str, Subject]:
    return {subject.address: subject for subject in subjects if subject.address}
