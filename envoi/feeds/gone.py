"""Paths that a build takes away -> a word on the feeds that were there, since a reader who has one is told nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Final

from envoi.feeds import for_people
from envoi.feeds.formats import FORMATS
from envoi.feeds.selection import ARCHIVE, TAKEN, Selection
from envoi.problems import Report

_NAMED: Final = 5


def kept(selections: Iterable[Selection]) -> tuple[str, ...]:
    """Where feeds stay as they are, because they take no post any more: their folders, and their older paths."""
    return tuple(
        path
        for selection in selections
        if not selection.posts
        for path in (selection.stem, *selection.moved)
    )


def say_gone(paths: Iterable[str], written: Iterable[str], report: Report) -> None:
    """Warn in `report` of the feeds that were at `paths`, which are taken away; `written` are the paths of this build."""
    names = {format.filename for format in FORMATS.values()}
    stems = {_folder(path) for path in written if PurePosixPath(path).name in names}
    gone: dict[str, None] = {}
    for path in _feeds(paths):
        stem = _folder(path)
        whole = PurePosixPath(path).name in names and stem not in {*stems, ""}
        gone[f"{stem}/" if whole else path] = None
    if not gone:
        return
    lost = sorted(gone, key=lambda path: (path.count("/"), path))
    more = f" and {len(lost) - _NAMED:,} more" if len(lost) > _NAMED else ""
    report.warn(
        "feed-gone",
        f"{len(lost):,} feed{'s' if len(lost) > 1 else ''} that readers may have "
        f"{'are' if len(lost) > 1 else 'is'} gone: {', '.join(lost[:_NAMED])}{more}",
        "correct the filter or tag if it shall stay; "
        "else keep its path with moved_from, or redirect it",
    )


def _feeds(paths: Iterable[str]) -> Iterator[str]:
    """Those of `paths` at which a feed was that can be subscribed to."""
    for path in paths:
        other = path.partition("/")[0] in TAKEN
        if (
            not other
            and path not in for_people.PATHS
            and not ARCHIVE.search(_folder(path))
        ):
            yield path


def _folder(path: str) -> str:
    return path.rpartition("/")[0]
