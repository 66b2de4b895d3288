"""Selections -> the same, with the older paths at which each stands too, and what feed was there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from envoi.feeds import for_people
from envoi.feeds.formats import FORMATS
from envoi.feeds.names import place
from envoi.feeds.selection import ARCHIVE, TAKEN, Selection
from envoi.problems import Report


def move(selections: tuple[Selection, ...], report: Report) -> tuple[Selection, ...]:
    """`selections` with their `moved`. A path at which a feed cannot stay is a warning in `report`.

    A path with a suffix is that of a file; another one is a folder, in which each format has its own file.
    """
    taken = {
        place(f"{selection.stem}/{FORMATS[name].filename}"): str(selection)
        for selection in selections
        for name in selection.formats
    }
    taken |= {place(path): "the page of feeds" for path in for_people.PATHS}
    return tuple(
        replace(selection, moved=_moved(selection, taken, report))
        for selection in selections
    )


def left(selections: tuple[Selection, ...]) -> dict[str, str]:
    """The stems that `selections` had, each with the one that is instead of it now."""
    now = {selection.stem for selection in selections}
    return {
        stem: selection.stem
        for selection in selections
        for stem in _earlier(selection)
        if stem not in now
    }


def _earlier(selection: Selection) -> Iterator[str]:
    names = {format.filename for format in FORMATS.values()}
    for path in map(PurePosixPath, selection.moved):
        if path.name in names:
            yield str(path.parent)


def _moved(
    selection: Selection, taken: dict[str, str], report: Report
) -> Mapping[str, str]:
    moved: dict[str, str] = {}
    for path in selection.moved_from:
        files = _files(path, selection.formats)
        owner = next((taken[place(file)] for file in files if place(file) in taken), "")
        if any(ARCHIVE.search(str(PurePosixPath(file).parent)) for file in files):
            owner = "an archive"
        if owner or not files or place(path).split("/")[0] in TAKEN:
            why = "no format that it is written in fits the name"
            if files:
                why = f"{owner or 'the newsletter'} is there"
            report.warn(
                "moved-from",
                f"{selection} cannot stay at {path}: {why}",
                "take it out of moved_from, or correct it",
                selection.place,
            )
            continue
        taken |= {place(file): str(selection) for file in files}
        moved |= files
    return moved


def _files(path: str, formats: tuple[str, ...]) -> dict[str, str]:
    """The format of each file that is to be at `path`; nothing if none can be."""
    name = PurePosixPath(path).name.lower()
    if "." not in name:
        return {f"{path}/{FORMATS[format].filename}": format for format in formats}
    is_json = name.endswith(".json")
    fitting = [f for f in formats if ("json" in FORMATS[f].media_type) == is_json]
    likely = "atom" if "atom" in name else "rss"
    return {path: likely if likely in fitting else fitting[0]} if fitting else {}
