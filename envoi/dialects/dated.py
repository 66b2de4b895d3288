"""The files of a folder -> the folder of its posts: the one with the most files that have a date."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Final

from envoi.dialects import sections
from envoi.dialects.files import Files
from envoi.patterns import pattern

_SUFFIXES: Final = sections.SUFFIXES | {".mdx", ".rst"}
_USUAL: Final = sections.USUAL | {"_posts", "actualites", "billets", "blogposts", "notes", "nouvelles"}  # fmt: skip
_APART: Final = frozenset(
    {"_drafts", "_includes", "_layouts", "_site", "archetypes", "build", "dist", "docs", "drafts", "issues",
    "layouts", "node_modules", "out", "public", "templates", "themes", "vendor"}
)  # fmt: skip
"""Folders that hold no posts, or not those of the site."""

_DATE = pattern(
    r"""(?:date|pub_?date|published|publishdate|published_at|publishedat|pub_?datetime|created)['"]?[ \t]*[:=][ \t]*['"]?(?:\d|[a-z]{3,9}\.?,?[ ]+\d)""",
    re.IGNORECASE,
)
_NAME = pattern(r"(?<!\d)(?:19|20)\d\d[-_.]?\d{1,2}[-_.]?\d{1,2}(?!\d)")
_PART = pattern(r"\d{1,4}|(?:19|20)\d\d[-_.]\d\d?(?:[-_.].*)?")
_HEAD: Final = 3_000


def is_dated(files: Files, path: str) -> bool:
    """Whether the file has a date in its name, or one among the first lines of its front matter."""
    if _NAME.search(path.rpartition("/")[2]) or _NAME.search(path):
        return True
    head = files.text(path)[:_HEAD].lstrip()
    fence = head[:3]
    if fence not in ("---", "+++"):
        return False
    block = head[3:].partition(f"\n{fence}")[0]
    return any(_DATE.match(line) for line in block.splitlines())


def root_of(path: str) -> str:
    """The folder that a post at `path` belongs to: with a usual name, else without those of days and single posts."""
    parts = list(PurePosixPath(path).parent.parts)
    for number, part in enumerate(parts, 1):
        if part.lower() in _USUAL:
            return "/".join(parts[:number])
    if PurePosixPath(path).stem == "index" and parts:
        parts.pop()
    while parts and _PART.fullmatch(parts[-1]):
        parts.pop()
    return "/".join(parts)


def count(files: Files, paths: Iterable[str]) -> Counter[str]:
    """How many of the posts' files among `paths` have a date, by the folder they belong to."""
    return Counter(
        root_of(path)
        for path in paths
        if _is_post(path)
        and _APART.isdisjoint(path.split("/"))
        and is_dated(files, path)
    )


def richest(counts: Counter[str]) -> str:
    """The folder of the posts: the one with most, where one that has a usual name weighs four times as much."""

    def weight(folder: str) -> tuple[int, str]:
        return counts[folder] * (4 if is_usual(folder) else 1), folder

    return max(sorted(counts, reverse=True), key=weight, default="")


def home(counts: Counter[str]) -> str:
    """The folder that nine tenths of the dated files are in, or half if people call their posts so; else all that hold some."""
    best, all = richest(counts), counts.total()
    if counts[best] * (2 if is_usual(best) else 10 / 9) >= all:
        return best
    return posixpath.commonpath(counts) if all else ""


def is_usual(folder: str) -> bool:
    """Whether people call the folder of their posts so."""
    return PurePosixPath(folder).name.lower() in _USUAL


def _is_post(path: str) -> bool:
    file = PurePosixPath(path)
    return (
        file.suffix.lower() in _SUFFIXES
        and not file.name.startswith(("_", "."))
        and file.stem.lower() not in ("readme", "changelog")
    )
