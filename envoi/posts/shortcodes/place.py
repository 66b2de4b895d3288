"""What was written before a tag -> where the tag stands: in text, in an attribute, in the target of a link."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

_ATTRIBUTE = re.compile(r"([\w:-]{1,30})\s*=\s*\Z")
_DEFINITION = re.compile(r" {0,3}\[[^\]]{1,200}\]:[ \t]*\S*\Z")
_LINK_TEXT = re.compile(r"[^\[\]\n]{0,200}\](?:\(|\[)")
_ADDRESSES: Final = frozenset({"href", "src", "srcset", "poster", "cite", "action", "data"})  # fmt: skip

LOOKED_AT: Final = 1_000
"""Characters before a tag that can tell where it is."""


class Spot(Enum):
    """Where a tag may stand."""

    TEXT = auto()
    ATTRIBUTE = auto()
    ADDRESS = auto()
    """An attribute that holds an address, or the target of a link."""
    TAG = auto()
    """Within an HTML tag, outside its attributes."""


@dataclass(frozen=True, slots=True)
class Place:
    """A spot; in an address, whether the tag is all of it, and whether it is one to go to rather than to load.

    `indent` is what the line begins with, if that is blank up to the tag; `linked` says that
    the text is that of a link.
    """

    spot: Spot
    first: bool = False
    link: bool = False
    indent: str = ""
    linked: bool = False


def find(before: str, after: str) -> Place:
    """The place between `before` and `after`, of which a little is enough."""
    closed = after[:1] in ("", ")", '"', "'", ">") or after[:1].isspace()
    at = before.rfind("<")
    if at >= 0 and before.find(">", at) < 0 and before[at + 1 : at + 2].isalpha():
        return _in_tag(before[at:], closed)
    at = before.rfind("](")
    if at >= 0:
        target = before[at + 2 :].lstrip().removeprefix("<")
        if not any(char.isspace() or char in "()<>" for char in target):
            opened = before.rfind("[", 0, at)
            picture = opened > 0 and before[opened - 1] == "!"
            return Place(Spot.ADDRESS, first=closed and not target, link=not picture)
    line = before[before.rfind("\n") + 1 :]
    if line.lstrip().startswith("[") and _DEFINITION.match(line):
        return Place(
            Spot.ADDRESS, first=closed and line.endswith((":", " ", "\t")), link=True
        )
    indent = line if not line.strip() else ""
    linked = before.rfind("<a ") > before.rfind("</a")
    if not linked and "[" in line[line.rfind("]") + 1 :]:
        linked = _LINK_TEXT.match(after) is not None
    return Place(Spot.TEXT, indent=indent, linked=linked)


def _in_tag(tag: str, closed: bool) -> Place:
    for quote in "\"'":
        if tag.count(quote) % 2:
            begin = tag.rfind(quote)
            break
    else:
        begin = max(tag.rfind("="), 0)
        if not begin or any(char.isspace() for char in tag[begin + 1 :].strip()):
            return Place(Spot.TAG)
        begin += 1
        quote = ""
    named = _ATTRIBUTE.search(tag, max(0, begin - 60), begin)
    name = named[1].lower() if named else ""
    if name not in _ADDRESSES:
        return Place(Spot.ATTRIBUTE)
    value = tag[begin + len(quote) :].strip()
    return Place(Spot.ADDRESS, first=closed and not value, link=name == "href")
