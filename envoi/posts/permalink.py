"""Keys -> the slug of a post and its address on the site."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import PurePosixPath
from typing import Final

from envoi import dates
from envoi.addresses import absolute, below, is_web
from envoi.dialects import Dialect, Entry
from envoi.model import Site
from envoi.posts.keys import NO, YES, Keys, scalar
from envoi.posts.source import one_line

_SLUG_AT_MOST: Final = 120
_PATTERN_AT_MOST: Final = 2000
"""Characters of an address before its words are filled in: more would grow with each word."""

_PATTERN: Final = "/:path/"
_TEMPLATE = re.compile(r"\{\{|\{%|\$\{")


def name(path: str) -> str:
    """What a post's file is called, without suffix; `index` files are called as their folder."""
    file = PurePosixPath(path)
    return file.parent.name if file.stem == "index" and file.parent.name else file.stem


def slug(keys: Keys) -> str:
    """The last part of the post's address: of the key `slug`, else of the file's name."""
    field = keys.header.find("slug")
    typed = scalar(field.value) if field else dates.without_date(name(keys.source.path))
    last = typed.rstrip("/").rpartition("/")[2] if field else typed
    made = re.sub(r"[^\w.~-]+", "-", one_line(last)).strip("-.") or "post"
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
        return below(site.url, _filled(own, _words(entry, slug)))
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
    return below(site.url, _filled(pattern or _PATTERN, _words(entry, slug)))


def _words(entry: Entry, slug: str) -> dict[str, str]:
    path = PurePosixPath(entry.path)
    own = name(entry.path)
    folders = path.parent.parts if path.stem != "index" else path.parent.parts[:-1]
    last = slug if entry.slug else re.sub(r"[\s/]+", "-", own)
    day = entry.published or datetime(1, 1, 1)
    return {
        "path": "/".join((*folders, last)),
        "folders": "/".join(folders),
        "name": own,
        "slug": slug,
        "title": slug,
        "year": f"{day:%Y}",
        "month": f"{day:%m}",
        "day": f"{day:%d}",
        "lang": entry.language,
    }


def _filled(pattern: str, words: dict[str, str]) -> str:
    cut = pattern[:_PATTERN_AT_MOST]
    filled = re.sub(r":([a-z]+)", lambda word: words.get(word[1], word[0]), cut)
    return re.sub(r"/{2,}", "/", filled)
