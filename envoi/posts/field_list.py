"""A reStructuredText title and the field list below it (`:date: …`, as Pelican has it) -> Header."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from envoi.posts.header import Collector, Header, plain

_FIELD: Final = re.compile(r":([A-Za-z][^:\n]{0,40}):(?:[ \t]+(.*))?$")
_TELLING: Final = frozenset(
    {
        "author", "authors", "category", "date", "lang", "modified", "slug", "status",
        "summary", "tags", "title",
    }
)  # fmt: skip


def read(text: str) -> Header | None:
    """The header of `text`, or None if this is not its form.

    Fields stand at the head, or below the title; comments may stand before them, as docutils
    has it for bibliographic fields. The body keeps the title, and blank lines for the fields.
    """
    lines = text.split("\n")
    at, title, title_line = _head(lines)
    fields, end = _fields(lines, at)
    if not any(plain(key) in _TELLING for key, _, _ in fields):
        return None
    collector = Collector()
    for key, value, line in fields:
        collector.add(key, value, line)
    if title and "title" not in collector.fields:
        collector.add("title", title, title_line)
    blank = [""] * (end - at)
    return collector.header("\n".join([*lines[:at], *blank, *lines[end:]]), 1)


def _head(lines: Sequence[str]) -> tuple[int, str, int]:
    """Where fields may begin: behind comments, a title and a subtitle; that title without markup, and its line."""
    from envoi.posts.restructuredtext import section_title, without_markup

    at, titles, found, line = 0, 0, "", 0
    while at < len(lines):
        if not lines[at].strip():
            at += 1
        elif re.match(r"\.\.(?:[ \t](?![^\n]*::)|$)", lines[at]):
            at = _indented(lines, at + 1)
        elif titles < 2 and (title := section_title(lines, at)):
            if not titles:
                found, line = without_markup(title.words), title.line + 1
            at, titles = title.end, titles + 1
        else:
            break
    return at, found, line


def _fields(lines: Sequence[str], at: int) -> tuple[list[tuple[str, str, int]], int]:
    """The fields that begin at `at`, each with its line, and where they end."""
    found: list[tuple[str, str, int]] = []
    end = at
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        field = _FIELD.match(lines[at])
        if not field:
            break
        end = _indented(lines, at + 1)
        more = [line.strip() for line in lines[at + 1 : end] if line.strip()]
        listed = bool(more) and all(line.startswith(("- ", "* ")) for line in more)
        parts = [part[2:] if listed else part for part in ((field[2] or ""), *more)]
        value = (", " if listed else " ").join(filter(None, map(str.strip, parts)))
        found.append((field[1], value, at + 1))
        at = end
    return found, end


def _indented(lines: Sequence[str], at: int) -> int:
    """The end of the indented lines that begin at `at`, without blank ones behind them."""
    end = at
    while at < len(lines) and (not lines[at].strip() or lines[at][0] in " \t"):
        at += 1
        if lines[at - 1].strip():
            end = at
    return end
