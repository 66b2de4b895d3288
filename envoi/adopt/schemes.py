"""Posts with the ids that another program gave them -> the rule that it made ids by."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date
from typing import Final
from urllib.parse import unquote, urlsplit

from envoi.identity.traces import address_of
from envoi.model import Post, Site

_ENDS: Final = ("", "/", ".html", "/index.html")
_DATES: Final = ("%Y-%m-%d", "%Y/%m/%d", "%Y")
_DAY: Final = "{date}"


def plain_path(path: str) -> str:
    """The path of an address without what servers add or leave out: `index.html`, `.html`, a slash."""
    return re.sub(r"(/index)?\.html?$|/$", "", path)


@dataclass(frozen=True, kw_only=True, slots=True)
class Scheme:
    """How ids were made: `before`, with the day of publication where it says `{date}`, and then `end` of a post."""

    before: str
    pattern: str
    end: Callable[[Post], str]
    day: Callable[[Post], date | None]
    shown: str

    def id(self, post: Post) -> str:
        """The id that `post` had; nothing if the rule cannot tell."""
        end = self.end(post)
        if _DAY not in self.before:
            return f"{self.before}{end}" if end else ""
        day = self.day(post)
        return (
            self.before.replace(_DAY, f"{day:{self.pattern}}") + end
            if day and end
            else ""
        )

    def __str__(self) -> str:
        return f"{self.before}{self.shown}"


def learn(ids: Mapping[str, Post], site: Site) -> Scheme | None:
    """The first rule that explains all of `ids`, by which their posts were known; None if there is none, or one post only."""
    if len(ids) < 2:
        return None
    for scheme in _schemes(*next(iter(ids.items())), site):
        if all(scheme.id(post) == id for id, post in ids.items()):
            return scheme
    return None


def _schemes(id: str, post: Post, site: Site) -> Iterator[Scheme]:
    """The rules that would have given `post` its `id`, those by its whole address first."""
    for word, part in (("path", _path), ("name", _name)):
        for end in _ENDS:
            for typed in (str, unquote):

                def ended(
                    post: Post,
                    part: Callable[[Post, Site], str] = part,
                    end: str = end,
                    typed: Callable[[str], str] = typed,
                ) -> str:
                    found = part(post, site)
                    return typed(found) + end if found else ""

                last = ended(post)
                if not last or not id.endswith(last):
                    continue
                before, shown = id.removesuffix(last), f"{{{word}}}{end}"
                for day in (_own_day, _utc_day):
                    for pattern in _DATES:
                        if (when := day(post)) and f"{when:{pattern}}" in before:
                            yield Scheme(
                                before=before.replace(f"{when:{pattern}}", _DAY),
                                pattern=pattern,
                                end=ended,
                                day=day,
                                shown=shown,
                            )
                yield Scheme(
                    before=before, pattern="", end=ended, day=_own_day, shown=shown
                )


def _path(post: Post, site: Site) -> str:
    """The address below that of the site, which may have been another."""
    return plain_path(urlsplit(address_of(post.url, site)).path)


def _name(post: Post, site: Site) -> str:
    """The last part of the address."""
    return _path(post, site).rpartition("/")[2]


def _own_day(post: Post) -> date | None:
    return post.published.date() if post.published else None


def _utc_day(post: Post) -> date | None:
    return post.published.astimezone(UTC).date() if post.published else None
