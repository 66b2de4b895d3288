"""Keys -> the slug of a post and its address on the site."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from envoi import dates
from envoi.addresses import absolute, below, is_web
from envoi.dialects import Dialect, Entry
from envoi.model import Site
from envoi.paths import parts
from envoi.posts.keys import NO, YES, Keys, scalar
from envoi.posts.source import one_line

_SLUG_AT_MOST: Final = 120
_PATTERN_AT_MOST: Final = 2000
"""Characters of an address before its words are filled in: more would grow with each word."""

_PATTERN: Final = "/:path/"
_WORD = re.compile(r":([a-z]+)")
_NO_SLUG = re.compile(r"[^\w.~-]+")
_BLANKS = re.compile(r"[\s/]+")
_SLASHES = re.compile(r"/{2,}")
_TEMPLATE = re.compile(r"\{\{|\{%|\$\{")


def name(path: str) -> str:
    """What a post's file is called, without suffix; `index` files are called as their folder."""
    folders, stem, _ = parts(path)
    return folders[-1] if stem == "index" and folders else stem


def slug(keys: Keys) -> str:
    """The last part of the post's address: of the key `slug`, else of the file's name."""
    field = keys.header.find("slug")
    typed = scalar(field.value) if field else dates.without_date(name(keys.source.path))
    last = typed.rstrip("/").rpartition("/")[2] if field else typed
    made = _NO_SLUG.sub("-", one_line(last)).strip("-.") or "post"
    if field and (".." in typed.split("/") or "\\" in typed or not last.strip(". ")):
        keys.warn(
            "slug",
            field,
            f'slug "{one_line(typed)[:80]}" leads out of its folder; "{made[:80]}" used',
            "write one word, without / or ..",
        )
    return made[:_SLUG_AT_MOST]


def address(
    keys: Keys, site: Site, dialect: Dialect, pattern: str, entry: Entry, slug: str
) -> str:
    """The post's address on `site`: its own key's, else of `pattern`, else as the dialect has it, else of its path."""
    field = keys.header.find(*dialect.ADDRESS_KEYS)
    typed = scalar(field.value) if field else ""
    made = _made(site, dialect, pattern, entry, slug)
    if not typed or typed.lower() in NO | YES or _TEMPLATE.search(typed):
        return made
    if "://" in typed or typed.startswith("//"):
        found = absolute(typed, site.url if typed.startswith("//") else "")
        if found and is_web(found):
            return found
    elif not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", typed):
        if ".." in re.split(r"[/\\]", typed):
            keys.warn(
                "address",
                field,
                f'"{one_line(typed)[:80]}" leads out of the site; read from its root',
                "write a path without ..",
            )
        own = dialect.own_address(typed, entry)
        return below(site.url, _filled(own, entry, slug))
    keys.warn(
        "address",
        field,
        f'"{one_line(typed)[:80]}" is no address of a page; left out',
        "write a path like /2026/my-post/",
    )
    return made


def _made(site: Site, dialect: Dialect, pattern: str, entry: Entry, slug: str) -> str:
    if not pattern and (found := dialect.address(entry)):
        return below(site.url, found)
    return below(site.url, _filled(pattern or _PATTERN, entry, slug))


def _path(entry: Entry, slug: str) -> str:
    last = slug if entry.slug else _BLANKS.sub("-", name(entry.path))
    return "/".join((*_folders(entry), last))


def _folders(entry: Entry) -> tuple[str, ...]:
    folders, stem, _ = parts(entry.path)
    return folders[:-1] if stem == "index" else folders


def _day(entry: Entry) -> datetime:
    return entry.published or datetime(1, 1, 1)


_WORDS: Final[Mapping[str, Callable[[Entry, str], str]]] = {
    "path": _path,
    "folders": lambda entry, slug: "/".join(_folders(entry)),
    "name": lambda entry, slug: name(entry.path),
    "slug": lambda entry, slug: slug,
    "title": lambda entry, slug: slug,
    "year": lambda entry, slug: f"{_day(entry):%Y}",
    "month": lambda entry, slug: f"{_day(entry):%m}",
    "day": lambda entry, slug: f"{_day(entry):%d}",
    "lang": lambda entry, slug: entry.language,
}
"""What the words of a pattern stand for, by the post and its slug."""


def _filled(pattern: str, entry: Entry, slug: str) -> str:
    def word(found: re.Match[str]) -> str:
        known = _WORDS.get(found[1])
        return known(entry, slug) if known else found[0]

    filled = _WORD.sub(word, pattern[:_PATTERN_AT_MOST])
    return _SLASHES.sub("/", filled)
