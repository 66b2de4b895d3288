"""Header lines without a fence (`Title: …`, as Pelican and MultiMarkdown have them) -> Header."""

from __future__ import annotations

import re
from typing import Final

from envoi.posts.header import Collector, Header, plain

_LINE: Final = re.compile(r"([A-Za-z][A-Za-z0-9_ -]{0,30}):(?:[ \t]+(.*))?$")
_TELLING: Final = frozenset(
    {"author", "authors", "category", "date", "modified", "slug", "tags", "title"}
)
"""Keys that a sentence with a colon does not begin with."""


def read(text: str) -> Header | None:
    """The header of `text`, or None if this is not its dialect.

    Header lines, and indented lines that go on, up to the first empty line; one of them must
    be among the keys that tell. Where two of those stand, any other line ends the header too.
    """
    entries: list[tuple[str, list[str], int]] = []
    start = number = 0
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            start += len(line) + 1
            break
        if found := _LINE.match(line):
            entries.append((found[1].strip(), [(found[2] or "").strip()], number))
        elif entries and line[:1] in (" ", "\t"):
            entries[-1][1].append(line.strip())
        elif sum(plain(key) in _TELLING for key, _, _ in entries) >= 2:
            number -= 1
            break
        else:
            return None
        start += len(line) + 1
    if not any(plain(key) in _TELLING for key, _, _ in entries):
        return None
    collector = Collector()
    for key, parts, line_number in entries:
        collector.add(key, " ".join(parts).strip(), line_number)
    return collector.header(text[start:], number + 1)
