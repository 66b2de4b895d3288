"""The view Problems: all that is wrong, with its remedy, and the place of each in its file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from envoi.preview import files
from envoi.preview.judge import with_links
from envoi.preview.listing import (
    Choice,
    Slice,
    address,
    all_of,
    choices,
    number,
    sliced,
)
from envoi.preview.snapshot import Snapshot
from envoi.preview.view import Asked, File, Page, View
from envoi.problems import Level, Problem

_AROUND: Final = 30
"""Lines shown before and after the one that is meant."""

_TITLES: Final[Mapping[str, str]] = {
    Level.ERROR: "Errors",
    Level.WARNING: "Warnings",
    Level.NOTICE: "Notices",
}
_MEANINGS: Final = {
    Level.ERROR: "Nothing is published before they are mended.",
    Level.WARNING: "Something was changed, left out or assumed.",
    Level.NOTICE: "Good to know.",
}
_AT: Final = "/problems/"


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Problems of one file, or of one code."""

    title: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Weight:
    """The problems of one level, in groups; `count` is of all of them, also on other pages."""

    title: str
    meaning: str
    level: Level
    count: int
    groups: tuple[Group, ...]


def show(asked: Asked) -> Page | File | None:
    """All problems, or the place of one."""
    if asked.path == "place":
        return _place(asked)
    return _all(asked) if not asked.path else None


def _all(asked: Asked) -> Page:
    snapshot, query = asked.snapshot, asked.query
    found = snapshot.wrong
    level, code = query.get("level", ""), query.get("code", "")
    by_code = query.get("by", "") == "code"
    here = {"level": level, "code": code, "by": "code" if by_code else ""}
    order = list(Level)

    def rank(one: Problem) -> tuple[int, str, str, int]:
        path, line = (one.place.path, one.place.line) if one.place else ("", 0)
        return order.index(one.level), one.code if by_code else "", path, line

    coded = [one for one in found if code in ("", one.code)]
    levelled = [one for one in coded if level in ("", one.level)]
    counts = Counter[str](one.level for one in coded)
    page = sliced(
        sorted(levelled, key=rank), _AT, {**here, "page": query.get("page", "")}
    )
    return Page(
        template="problems.html.j2",
        title="Problems",
        values={
            "weights": tuple(_weights(page, counts, by_code)),
            "page": page,
            "total": len(found),
            "levels": (
                all_of(_AT, here, "level", len(coded)),
                *choices(_AT, here, "level", _TITLES, level, counts),
            ),
            "orders": tuple(
                Choice(title=title, address=address(_AT, here, by=by), chosen=chosen)
                for title, by, chosen in (
                    ("By file", "", not by_code),
                    ("By kind", "code", by_code),
                )
            ),
            "code": code,
            "uncoded": address(_AT, here, code=""),
            "judged": snapshot.findings is not None,
            "without_links": _without_links(snapshot),
        },
    )


def _weights(
    page: Slice[Problem], counts: Mapping[str, int], by_code: bool
) -> Iterable[Weight]:
    """The problems of `page`, in their order, level by level."""
    for level in Level:
        groups: dict[str, list[Problem]] = {}
        for one in page.things:
            if one.level is level:
                path = one.place.path if one.place else ""
                groups.setdefault(one.code if by_code else path, []).append(one)
        if groups:
            yield Weight(
                title=_TITLES[level],
                meaning=_MEANINGS[level],
                level=level,
                count=counts[level],
                groups=tuple(
                    Group(title=title, problems=tuple(those))
                    for title, those in groups.items()
                ),
            )


def _without_links(snapshot: Snapshot) -> int:
    """How many posts there are, if that is why their links are not all looked at."""
    made = snapshot.made
    return len(made.arranged.published) if made and not with_links(snapshot) else 0


def _place(asked: Asked) -> Page | None:
    """A file around the line that is meant."""
    snapshot, query = asked.snapshot, asked.query
    path, line = query.get("path", ""), number(query.get("line", ""), 0)
    text = files.named(snapshot, path)
    if text is None:
        return None
    whole = query.get("all", "") == "1"
    found = files.excerpt(
        text, line=line, around=0 if whole else _AROUND, most=0 if whole else 2000
    )
    posts = snapshot.outcome.files if snapshot.outcome else {}
    return Page(
        template="place.html.j2",
        title=path,
        values={
            "path": path,
            "line": line,
            "excerpt": found,
            "problems": sorted(
                snapshot.wrong_in(path),
                key=lambda one: one.place.line if one.place else 0,
            )[:50],
            "whole": address("/problems/place", query, all="1"),
            "post": address(f"/posts/{path}", {}) if path in posts else "",
        },
    )


VIEW: Final = View(name="problems", title="Problems", show=show)
