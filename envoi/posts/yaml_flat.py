"""A block of YAML -> its keys, if it is as flat as most front matter: one scalar or one list of scalars a key.

The subset is so small that it can be told line by line and that all parsers agree on it. A block that holds anything
else, if only a comment or an escape, is left to the real parser.
"""

from __future__ import annotations

import re
from typing import Final

from envoi.dialects import Value

_LONGEST: Final = 20_000
"""Characters of a block; a longer one may have more parts than the real parser is given."""

_PLAIN: Final = r"""(?![-?:,\[\]{}#&*!|>'"%@`\s])(?:[^\n:#]++|:(?=[^ \n])|(?<! )\#)++"""
"""A scalar without quotes, outside of brackets: no sign of YAML's own first, no `: ` and no ` #` (YAML 1.1, 9.1.3)."""

_SCALAR: Final = rf"""(?:"[^"\\\n]*"|'[^'\n]*'|{_PLAIN})"""

_ENTRY: Final = re.compile(
    rf"([A-Za-z][A-Za-z0-9_-]{{0,60}}):(?: +({_SCALAR}|\[[^\[\]\n]*\]))? *\n((?: *- [^\n]*\n)*)\n*"
)
_ITEM: Final = re.compile(rf"^( *)- +({_SCALAR}) *$", re.MULTILINE)
_IN_BRACKETS: Final = re.compile(r""" *("[^"\\]*"|'[^']*'|\w[\w /.+()-]*) *""")
"""Fewer signs than YAML allows there, for parsers differ on the others."""

_NULLS: Final = ("~", "null")


def read(block: str) -> list[tuple[str, Value, int]] | None:
    """Each key of `block` as typed, its value, and its line in `block`, from 0; None if the block is not that flat.

    All its characters are printable, and such that XML allows.
    """
    if len(block) > _LONGEST or not block.replace("\n", "").isprintable():
        return None
    if "\N{REPLACEMENT CHARACTER}" in block:
        return None
    found: list[tuple[str, Value, int]] = []
    at = line = 0
    while at < len(block):
        entry = _ENTRY.match(block, at)
        value = _value(entry[2], entry[3]) if entry else None
        if entry is None or value is None:
            return None
        found.append((entry[1], value, line))
        line += block.count("\n", at, entry.end())
        at = entry.end()
    return found


def _value(typed: str | None, items: str) -> Value | None:
    """What stands behind a key: `typed` on its line, or a list on the lines below; None if it is both, or no flat list."""
    if not typed:
        return _items(items) if items else ""
    if items:
        return None
    return _bracketed(typed[1:-1]) if typed[0] == "[" else _scalar(typed)


def _items(lines: str) -> Value | None:
    """A list with one part a line, all indented alike."""
    found = _ITEM.findall(lines)
    alike = (
        len(found) == lines.count("\n") and len({indent for indent, _ in found}) == 1
    )
    return [_scalar(part) for _, part in found] if alike else None


def _bracketed(inner: str) -> Value | None:
    """A list between brackets, on one line."""
    found = [_IN_BRACKETS.fullmatch(part) for part in inner.split(",")]
    parts: list[Value] = [_scalar(part[1]) for part in found if part]
    if len(parts) == len(found):
        return parts
    return None if inner.strip() else []


def _scalar(typed: str) -> str:
    if typed[0] in "\"'":
        return typed[1:-1]
    typed = typed.rstrip(" ")
    return "" if typed in _NULLS else typed
