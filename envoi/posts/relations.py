"""Keys -> the pages that a post speaks of: its licence, where it was found, where it is discussed."""

from __future__ import annotations

from typing import Final

from envoi.addresses import absolute, is_web
from envoi.dialects import Value
from envoi.masthead import license_of
from envoi.posts.header import Field, plain
from envoi.posts.keys import NO, Keys, scalar
from envoi.posts.source import one_line

_EXTERNAL: Final = ("externalurl", "linkurl")
_LICENSE: Final = ("license", "licence", "licenseurl", "licenceurl", "rightsurl")
_VIA: Final = ("via", "viaurl", "sourceurl")
_COMMENTS: Final = ("commentsurl", "comments", "discussionurl", "discussion")
_INNER: Final = ("url", "href", "link", "uri", "name")


def external(keys: Keys) -> str:
    """The page that a link post is about."""
    return _page(keys, _EXTERNAL)


def via(keys: Keys) -> str:
    """The page on which the author found what the post is about; a name behind `via` is none."""
    return _page(keys, _VIA)


def comments(keys: Keys) -> str:
    """The page on which the post is discussed; `comments: true` speaks of the theme of the site."""
    return _page(keys, _COMMENTS)


def license(keys: Keys) -> str:
    """The address of the licence that the post is under."""
    field = keys.find(_LICENSE)
    if field is None:
        return ""
    typed = _typed(field.value)
    found = license_of(typed)
    if typed.lower() not in NO and not found:
        keys.warn(
            "license",
            field,
            f'"{one_line(typed)[:60]}" is no licence that is known here; left out',
            "write its address, or a name like CC-BY-4.0",
        )
    return found


def say_no_address(keys: Keys, field: Field, typed: str) -> None:
    """Name what was typed as an address and is none."""
    keys.warn(
        "address",
        field,
        f'"{one_line(typed)[:80]}" is no address of a page; left out',
        "write it whole, with https://",
    )


def _page(keys: Keys, names: tuple[str, ...]) -> str:
    """The first web address below one of `names`; what is none is named if the key says that it is one."""
    for field in keys.every(names):
        typed = _typed(field.value)
        if is_web(typed):
            return absolute(typed, "") or ""
        if typed and plain(field.key).endswith("url"):
            say_no_address(keys, field, typed)
    return ""


def _typed(value: Value) -> str:
    """One text: the first of a list, the address in a table."""
    if isinstance(value, list):
        return _typed(value[0]) if value else ""
    if isinstance(value, dict):
        inner = {plain(key): part for key, part in value.items()}
        return next((scalar(inner[name]) for name in _INNER if inner.get(name)), "")
    return scalar(value)
