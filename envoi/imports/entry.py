"""The nouns of an import: what every export is read into, one value a post, before anything is written."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from envoi.posts.keys import without_tags
from envoi.posts.source import one_line


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One post of an export.

    `id` is the one its feed gave it, byte for byte. `address` is the path of its page, or all of
    its address; nothing if readers never had one. `published` and `updated` may lack a zone.
    `status` is what holds it back (`draft`, `private`, `unlisted`), or nothing. `html` is the
    body. `number` tells it from another post of the same slug. Texts are plain.
    """

    title: str
    slug: str
    html: str
    number: str
    id: str = ""
    address: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    status: str = ""
    language: str = ""
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    summary: str = ""
    image: str = ""
    image_alt: str = ""
    enclosure: Mapping[str, str] = field(default_factory=dict)
    canonical: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Passed:
    """Something of an export that is not written: no post, or a part of one. `kind` is what the export calls it."""

    kind: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Export:
    """What a file says: facts on the site by key of `[site]`, and what is in it, in its own order."""

    site: Mapping[str, str]
    contents: Iterator[Entry | Passed]


def plain(typed: str) -> str:
    """The words of one line of HTML: a title or the name of a tag, without its tags and entities."""
    return one_line(html.unescape(without_tags(typed)))


def names(*typed: str) -> tuple[str, ...]:
    """The names of authors among `typed`, each once; what may be an e-mail address is none."""
    found = (plain(name) for name in typed)
    return tuple(dict.fromkeys(name for name in found if name and "@" not in name))


def literal(text: str) -> str:
    """Plain `text` as front matter has it, where what looks like markup is taken for it."""
    marked = re.search(r"<[a-z/!]|&#?\w+;", text, re.IGNORECASE)
    return html.escape(text, quote=False) if marked else text
