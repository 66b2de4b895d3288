"""Header lines in comments (`.. title: …`, as Nikola has them), or the bare lines of an old side file -> Header."""

from __future__ import annotations

import re
from typing import Final

from envoi.posts.header import Collector, Header, plain

_LINE: Final = re.compile(r"[ \t]*\.\. ([A-Za-z][\w -]{0,40}):(?:[ \t]+(.*))?$")
_TELLING: Final = frozenset({"title", "slug", "date", "tags", "category", "type"})
_BARE: Final = ("title", "slug", "date", "tags", "link", "description", "type")
"""What the lines of an old side file say, in order (Nikola's manual before version 8)."""


def read(text: str) -> Header | None:
    """The header of `text`, or None if this is not its form.

    Lines of comments, in reStructuredText or inside one HTML comment, up to the first line
    that is none; one of them must be among the keys that tell.
    """
    lines = text.split("\n")
    wrapped = lines[0].strip() == "<!--"
    at = int(wrapped)
    collector = Collector()
    while at < len(lines) and (found := _LINE.match(lines[at])):
        at += 1
        collector.add(found[1].strip(), (found[2] or "").strip(), at)
    if not _TELLING & set(collector.fields):
        return None
    if wrapped:
        if "".join(lines[at : at + 1]).strip() != "-->":
            return None
        at += 1
    return collector.header("\n".join(lines[at:]), at + 1)


def read_bare(text: str) -> Header:
    """The header of a side file that names no keys: its lines are title, slug, date and so on, in that order."""
    collector = Collector()
    for number, (key, line) in enumerate(zip(_BARE, text.split("\n"), strict=False), 1):
        if line.strip():
            collector.add(plain(key), line.strip(), number)
    return collector.header("", 1)
