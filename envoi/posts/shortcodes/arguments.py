"""The arguments of a tag as typed -> each with its key, its text, and whether it was quoted."""

from __future__ import annotations

import re
from functools import cache

from envoi.posts.shortcodes.syntax import Arguments

_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def read(typed: str, *, keys: str = "", separators: str = "") -> Arguments:
    """The arguments in `typed`, which blanks and `separators` part; one of `keys` follows the key of a named one."""
    return tuple(_read(typed, _pattern(keys, separators)))


def bare(typed: str) -> Arguments:
    """Arguments parted by blanks, without keys."""
    return read(typed)


def equals(typed: str) -> Arguments:
    """Arguments parted by blanks, named ones as `key="value"`."""
    return read(typed, keys="=")


def commas(typed: str) -> Arguments:
    """Arguments parted by commas or blanks, named ones as `key=value` or `key: value`, or in an object."""
    return read(typed, keys="=:", separators=",{}()")


def _read(typed: str, pattern: re.Pattern[str]) -> list[tuple[str, str, bool]]:
    found = []
    for match in pattern.finditer(typed):
        kind = match.lastgroup
        if kind is None or kind == "odd":
            continue
        text = match[kind]
        if kind in ("double", "single"):
            text = _ESCAPED.sub(r"\1", text)
        found.append((match["key"] or "", text, kind != "bare"))
    return found


@cache
def _pattern(keys: str, separators: str) -> re.Pattern[str]:
    blanks = rf"[\s{re.escape(separators)}]"
    more = re.escape(separators)
    key = (
        rf"(?:(?P<key>[A-Za-z_@][\w.@:-]*?)[ \t]*+(?:[{re.escape(keys)}](?![=/]))\s*+)?"
        if keys
        else "(?P<key>(?!))?"
    )
    return re.compile(
        rf"""{blanks}*+{key}(?:"(?P<double>(?:[^"\\]|\\.)*+)"|'(?P<single>(?:[^'\\]|\\.)*+)'"""
        rf"""|`(?P<raw>[^`]*+)`|(?P<bare>[^\s"'`{more}][^\s{more}]*+)|(?P<odd>["'`]))""",
        re.DOTALL,
    )
