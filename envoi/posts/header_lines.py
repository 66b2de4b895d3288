"""Header lines without a fence (`Title: …`, as Pelican and MultiMarkdown have them) -> Header."""

from __future__ import annotations

import re
from typing import Final

from envoi.posts.header import Collector, Header, plain

_LINE: Final = re.compile(r"([A-Za-z][A-Za-z0-9_ -]{0,30}):(?:[ \t]+(.*))?$")
_TELLING: Final = frozenset(
    {
        "title",
        "date",
        "slug",
        "tags",
        "author",
        "authors",
        "category",
        "modified",
        "summary",
    }
)
"""Keys that a sentence with a colon does not begin with."""


def read(text: str) -> Header | None:
    """The header of `text`, or None if this is not its dialect.

    All lines up to the first empty one must be header lines, or indented lines that go on,
    and one of them must be among the keys that tell.
    """
    block, _, body = text.partition("\n\n")
    collector = Collector()
    last: tuple[str, list[str], int] | None = None
    entries: list[tuple[str, list[str], int]] = []
    for number, line in enumerate(block.rstrip("\n").split("\n"), 1):
        if found := _LINE.match(line):
            last = (found[1].strip(), [(found[2] or "").strip()], number)
            entries.append(last)
        elif last and line[:1] in (" ", "\t") and line.strip():
            last[1].append(line.strip())
        else:
            return None
    if not any(plain(key) in _TELLING for key, _, _ in entries):
        return None
    for key, parts, number in entries:
        collector.add(key, " ".join(parts).strip(), number)
    return collector.header(body, block.count("\n") + 3)
