"""Selections -> the same, each at a place of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import Final

from envoi.feeds.format import Kind
from envoi.feeds.names import place
from envoi.feeds.selection import ARCHIVE, TAKEN, Selection
from envoi.problems import Report

_FILE: Final = re.compile(r"\.(?:atom|html?|json|opml|rdf|rss|xml)$", re.IGNORECASE)
_EARLIEST: Final = datetime(1, 1, 1, tzinfo=UTC)


def place_apart(
    selections: Iterable[Selection], had: Mapping[str, str], report: Report
) -> tuple[Selection, ...]:
    """`selections` without those whose path cannot be used, and with no two at one place, in their order.

    A path that the user gave stays, and so does a feed at the stem that it `had`, by what it is about; else the feed that
    has the oldest post keeps its place, and others get `-2` and so on. Each is named in `report`.
    """
    usable = _usable(selections, report)
    owners = {
        place(selection.stem): selection for selection in usable if _is_fixed(selection)
    }
    wanted = {place(selection.stem) for selection in usable}
    settled = {id(selection): selection for selection in usable}
    loose = [selection for selection in usable if not _is_fixed(selection)]
    kept = {id(selection): _kept(selection, had) for selection in loose}
    for selection in sorted(loose, key=lambda one: (not kept[id(one)], *_age(one))):
        stem = kept[id(selection)] or selection.stem
        if place(stem) in owners:
            stems = (f"{selection.stem}-{number}" for number in count(2))
            stem = next(
                stem
                for stem in stems
                if place(stem) not in wanted and place(stem) not in owners
            )
        settled[id(selection)] = owners[place(stem)] = replace(selection, stem=stem)
    for selection in loose:
        owner, placed = owners.get(place(selection.stem)), settled[id(selection)]
        if owner and owner is not placed:
            _say_collision(owner, placed, report)
    return tuple(settled.values())


def _kept(selection: Selection, had: Mapping[str, str]) -> str:
    """The stem at which the feed was, if that is still one that it may have."""
    stem = had.get(selection.about, "")
    return stem if re.fullmatch(rf"{re.escape(selection.stem)}(?:-\d+)?", stem) else ""


def is_known(selection: Selection, had: Mapping[str, str]) -> bool:
    """Whether the feed was published, by what is `had`: the stem of each by what it is about."""
    if _is_fixed(selection):
        return selection.stem in had.values()
    return bool(_kept(selection, had))


def _say_collision(owner: Selection, selection: Selection, report: Report) -> None:
    report.warn(
        "feed-collision",
        f"{owner} and {selection} would both be at {owner.stem}; "
        f"{selection} is at {selection.stem}",
        "write a path for it below its [[feed]]"
        if selection.kind is Kind.OWN
        else "rename one of them in its posts, or leave one out",
        selection.place,
    )


def _is_fixed(selection: Selection) -> bool:
    # Directories of podcasts keep the address that they were given once.
    return selection.fixed or selection.kind in (Kind.MAIN, Kind.PODCAST)


def _age(selection: Selection) -> tuple[datetime, str, str]:
    """What comes first for the feed that has been there longest."""
    if not selection.posts:
        return _EARLIEST, "", selection.name
    first = selection.posts[-1]
    return first.published or _EARLIEST, first.path, selection.name


def _usable(selections: Iterable[Selection], report: Report) -> list[Selection]:
    """`selections` but for paths that cannot be; those are errors in `report`."""
    usable = []
    owners: dict[str, Selection] = {}
    for selection in selections:
        stem, wrong = selection.stem, ""
        if selection.fixed:
            top = stem.lower().split("/")[0]
            if top in TAKEN:
                wrong, hint = f"is where the {TAKEN[top]}", "choose another folder"
            elif _FILE.search(stem):
                wrong = "is the name of a file, and a feed is a folder of its formats"
                hint = f'write moved_from = "{stem}" to have the feed there too'
            elif ARCHIVE.search(stem):
                wrong, hint = "is where archives are", "choose another folder"
            elif owner := owners.get(place(stem)):
                wrong, hint = f"is that of {owner}", "choose another folder"
        if wrong:
            report.error("feed-path", f"path {stem} {wrong}", hint, selection.place)
            continue
        if _is_fixed(selection):
            owners[place(stem)] = selection
        usable.append(selection)
    return usable
