"""Header lines without a fence (`Title: …`, as Pelican and MultiMarkdown have them) -> Header."""

from __future__ import annotations

import re
from typing import Final

from envoi.posts.header import Collector, Header, Remark, plain

_LINE: Final = re.compile(r"([A-Za-z][A-Za-z0-9_ -]{0,30}):(?:[ \t]+(.*))?$")
_TELLING: Final = frozenset(
    {"author", "authors", "category", "date", "modified", "slug", "tags", "title"}
)
"""Keys that a sentence with a colon does not begin with."""

_META: Final = re.compile(r" {0,3}([A-Za-z0-9_-]+):[ \t]*(.*)$")
_FENCES: Final = ("---", "...")


def read(text: str) -> Header | None:
    """The header of `text`, or None if this is not its dialect.

    Header lines, and indented lines that go on, up to the first empty line; one of them must
    be among the keys that tell. Where two of those stand, any other line ends the header too; if
    that is `---`, the fence above them was forgotten.
    """
    entries: list[tuple[str, list[str], int]] = []
    start = number = 0
    fenced = False
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            start += len(line) + 1
            break
        if found := _LINE.match(line):
            entries.append((found[1].strip(), [(found[2] or "").strip()], number))
        elif entries and line[:1] in (" ", "\t"):
            entries[-1][1].append(line.strip())
        elif sum(plain(key) in _TELLING for key, _, _ in entries) >= 2:
            fenced = line.rstrip() == "---"
            start += (len(line) + 1) * fenced
            number -= not fenced
            break
        else:
            return None
        start += len(line) + 1
    if not any(plain(key) in _TELLING for key, _, _ in entries):
        return None
    collector = Collector()
    for key, parts, line_number in entries:
        collector.add(key, " ".join(parts).strip(), line_number)
    if fenced:
        message = (
            'front matter ends with "---" but does not begin with it; read all the same'
        )
        hint = 'put a line "---" first'
        collector.remarks.append(
            Remark(code="no-fence", line=1, message=message, hint=hint)
        )
    return collector.header(text[start:], number + 1)


def read_meta(text: str) -> Header | None:
    """The header of `text` as Python-Markdown's extension `meta` reads it, or None if there is none.

    Lines between `---` are no YAML there: all behind the first colon is the value. Without a
    fence one of the keys must be among those that tell.
    """
    lines = text.split("\n")
    fenced = lines[0][:3] == "---" and not lines[0].strip("- \t")
    entries: list[tuple[str, list[str], int]] = []
    at = int(fenced)
    while at < len(lines):
        line = lines[at]
        if not line.strip() or line.rstrip() in _FENCES:
            at += 1
            break
        if found := _META.match(line):
            entries.append((found[1], [found[2].strip()], at + 1))
        elif entries and line.startswith("    "):
            entries[-1][1].append(line.strip())
        else:
            break
        at += 1
    telling = any(plain(key) in _TELLING for key, _, _ in entries)
    if not entries or not (fenced or telling):
        return None
    collector = Collector()
    for key, parts, number in entries:
        listed = len(parts) > 1 and all(part.startswith("- ") for part in parts[1:])
        words = [part.removeprefix("- ") if listed else part for part in parts]
        value = (", " if listed else " ").join(filter(None, words))
        collector.add(key, value, number)
    return collector.header("\n".join(lines[at:]), at + 1)
