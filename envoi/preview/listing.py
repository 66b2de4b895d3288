"""Many things -> those of one page, and the addresses of the other pages and of other choices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar
from urllib.parse import quote, urlencode

_Thing = TypeVar("_Thing")

SIZE: Final = 100
"""Rows on a page."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One of a few things to choose among, as a link; `count` where there are some of each (None: that is not said)."""

    title: str
    address: str
    chosen: bool
    count: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Slice(Generic[_Thing]):
    """The things on one page; `first` and `last` count from 1. `before` and `after` are addresses, or empty."""

    things: tuple[_Thing, ...]
    first: int
    last: int
    total: int
    before: str = ""
    after: str = ""


def address(path: str, query: Mapping[str, str], **other: str) -> str:
    """The address of a view's `path` with `query`, in which the values of `other` stand instead; empty ones are left out."""
    asked = {key: value for key, value in {**query, **other}.items() if value}
    return f"{quote(path)}?{urlencode(asked)}" if asked else quote(path)


def all_of(path: str, query: Mapping[str, str], key: str, count: int) -> Choice:
    """The choice that takes things whatever their `key`, of which there are `count`."""
    return Choice(
        title="All",
        address=address(path, query, **{key: ""}),
        chosen=not query[key],
        count=count,
    )


def choices(
    path: str,
    query: Mapping[str, str],
    key: str,
    titles: Mapping[str, str],
    chosen: str = "",
    counts: Mapping[str, int] | None = None,
) -> tuple[Choice, ...]:
    """A choice for each value of `key` that `titles` names."""
    return tuple(
        Choice(
            title=title,
            address=address(path, query, **{key: value}),
            chosen=value == chosen,
            count=None if counts is None else counts[value],
        )
        for value, title in titles.items()
    )


def number(typed: str, usual: int) -> int:
    """The number that was `typed`; what is none is the `usual` one."""
    plain = typed.isascii() and typed.isdecimal() and len(typed) < 9
    return int(typed) if plain else usual


def size(count: int) -> str:
    """A number of bytes, as people read it."""
    return f"{count / 1000:,.0f} kB" if count >= 10_000 else f"{count / 1000:.1f} kB"


def sliced(
    things: Sequence[_Thing], path: str, query: Mapping[str, str], size: int = SIZE
) -> Slice[_Thing]:
    """The page that `query` asks for; what is no page is the nearest one."""
    last = max(-(-len(things) // size), 1)
    page = min(max(number(query.get("page", ""), 1), 1), last)
    start = (page - 1) * size
    shown = tuple(things[start : start + size])
    return Slice(
        things=shown,
        first=start + 1 if shown else 0,
        last=start + len(shown),
        total=len(things),
        before=address(path, query, page=str(page - 1) if page > 2 else "")
        if page > 1
        else "",
        after=address(path, query, page=str(page + 1)) if page < last else "",
    )
