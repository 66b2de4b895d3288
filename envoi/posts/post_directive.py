"""The directive `post` somewhere in a document (`.. post:: 30 Nov 2026`, as ABlog has it) -> Header."""

from __future__ import annotations

import re
from typing import Final

from envoi.posts.header import Collector, Header

_DIRECTIVE: Final = re.compile(r"^\.\. post::[ \t]*(.*)$", re.MULTILINE)
_FENCE: Final = re.compile(r"^(`{3,}|:{3,})\{post\}[ \t]*(.*)$", re.MULTILINE)
_OPTION: Final = re.compile(r"[ \t]*:([A-Za-z][\w-]{0,40}):(?:[ \t]+(.*))?$")
_YAML: Final = re.compile(r"([A-Za-z][\w-]{0,40}):(?:[ \t]+(.*))?$")
"""Options of a directive in Markdown (MyST), which may stand between lines of `---`."""


def read(text: str) -> Header | None:
    """The header of `text`, or None if this is not its form.

    The date and the options of the directive; without a date the post is a draft, as ABlog
    has it. The body is the whole document, with the words inside the directive in its place.
    """
    found = _DIRECTIVE.search(text) or _FENCE.search(text)
    if not found:
        return None
    lines = text.split("\n")
    first = text.count("\n", 0, found.start())
    end = _end(lines, first, found[1] if found.re is _FENCE else "")
    date = (found[2] if found.re is _FENCE else found[1]).strip()
    collector = Collector()
    collector.add("blogpost", "true", first + 1)
    collector.add("date" if date else "draft", date or "true", first + 1)
    at = first + 1
    fenced = found.re is _FENCE and lines[at : at + 1] == ["---"]
    at += fenced
    while at < end and (option := (_YAML if fenced else _OPTION).match(lines[at])):
        key = "authors" if option[1] == "author" else option[1]
        collector.add(key, (option[2] or "").strip(), at + 1)
        at += 1
    at += fenced and lines[at : at + 1] == ["---"]
    import textwrap

    words = textwrap.dedent("\n".join(lines[at:end]))
    inner = words.split("\n") if at < end else []
    if found.re is _FENCE and end < len(lines):
        lines[end] = ""
    body = [*lines[:first], *[""] * (at - first), *inner, *lines[end:]]
    return collector.header("\n".join(body), 1)


def _end(lines: list[str], first: int, fence: str) -> int:
    """The line behind the directive that begins on `first`: its closing fence, or what is not indented."""
    for at in range(first + 1, len(lines)):
        line = lines[at]
        if line.rstrip() == fence if fence else line[:1] not in ("", " ", "\t"):
            return at
    return len(lines)
