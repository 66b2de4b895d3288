"""Keys -> the title of a post, and whether somebody gave it."""

from __future__ import annotations

import html
import re
from typing import Final

from envoi import dates
from envoi.dialects import Dialect
from envoi.paths import parts
from envoi.posts import permalink
from envoi.posts.header import Field
from envoi.posts.keys import Keys, without_tags
from envoi.posts.markup import MARKUPS
from envoi.posts.source import one_line
from envoi.problems import Level

_KEYS: Final = ("title", "newstitle")


def read(keys: Keys, dialect: Dialect) -> tuple[str, bool]:
    """The key's title, else the first heading's, and True; else one made from the file's name, and False.

    The latter is for those who need one before the text is known. Where files are called as their posts, the name is
    a title like any other.
    """
    field = keys.find(_KEYS)
    if title := _plain(keys, keys.text(_KEYS), field):
        return title, True
    suffix = parts(keys.source.path).suffix.lower()
    markup = MARKUPS[dialect.SUFFIXES.get(suffix, suffix)]
    heading = re.sub(r"<[^<>]*>", "", markup.heading(keys.header.body))
    if title := one_line(html.unescape(heading)):
        return title, True
    name = permalink.name(keys.source.path)
    made = one_line(re.sub(r"[-_]+", " ", dates.without_date(name))) or name
    made = made[:1].upper() + made[1:]
    empty = field or keys.header.fields.get(_KEYS[0])
    if dialect.NAMES_ARE_TITLES and not empty and re.search(r"[^\W\d_]", made):
        return made, True
    keys.say(
        Level.WARNING if empty else Level.NOTICE,
        "no-title",
        empty,
        f"{'title is empty' if empty else 'has no title'}; readers show how the text begins",
        "write a title" if empty else "add a key title if it is to have one",
    )
    return made, False


def _plain(keys: Keys, typed: str, field: Field | None) -> str:
    """A title without the HTML that readers would show as typed, or run."""
    if "<" not in typed and "&" not in typed:
        return typed
    if "<script" in typed.lower():
        keys.warn(
            "unsafe-html",
            field,
            "script in the title removed",
            "a title is plain text",
        )
    text = without_tags(typed)
    if text != typed and "<script" not in typed.lower():
        message = "HTML in the title left out"
        hint = "a title is plain text"
        keys.say(Level.NOTICE, "title-html", field, message, hint)
    plain = one_line(html.unescape(text))
    return plain if text == typed else one_line(without_tags(plain))
