"""Lines of Markdown -> the same lines, each with whether it is prose or belongs to code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from envoi.patterns import pattern

_MARKERS: Final = r"(?:(?:[-*+]|\d{1,9}[.)])[ \t]++)*+"
_FENCE = pattern(rf"([ \t>]*+{_MARKERS})(`{{3,}}+(?![^\n]*`)|~{{3,}}+)")
_RAW = pattern(r"<(pre|script|style|textarea)\b(?![^\n]*</\1\s*>)", re.IGNORECASE)
_SPAN = pattern(r"(?<!`)(`++)(?!`)[^\n]*?(?<!`)\1(?!`)")
_LIST = pattern(r"[ \t>]*+(?:[-*+:]|\d{1,9}[.)]|\[\^[^\]\n]+\]:)(?:[ \t]|$)")
_CODE_INDENT: Final = 4


class Line(NamedTuple):
    """One line, and whether Markdown is read in it."""

    text: str
    prose: bool


def mark(lines: Iterable[str]) -> Iterator[Line]:
    """Every line with whether it is prose: not in fenced or indented code (CommonMark 4.4, 4.5), nor in raw HTML code."""
    fence, column, raw, in_list, blank = "", 0, "", False, True
    for line in lines:
        if raw:
            raw = "" if f"</{raw}" in line.lower() else raw
            yield Line(line, False)
            continue
        if fence:
            if _closes(line, fence, column):
                fence = ""
            yield Line(line, False)
            continue
        indent = _indent(line)
        code = indent >= _CODE_INDENT and blank and not in_list
        if not code and (found := _FENCE.match(line)):
            fence, column = found[2], len(found[1].expandtabs(4))
            in_list = in_list or bool(_LIST.match(line))
            yield Line(line, False)
            continue
        if not line or line.isspace():
            blank = True
            yield Line(line, True)
            continue
        if _LIST.match(line):
            in_list = True
        elif blank and not indent:
            in_list = False
        blank = code
        opened = _RAW.search(_SPAN.sub("", line)) if "<" in line and not code else None
        raw = opened[1].lower() if opened else ""
        yield Line(line, not code and not raw)


def _indent(line: str) -> int:
    start = len(line) - len(line.lstrip(" \t"))
    return len(line[:start].expandtabs(4)) if start else 0


def _closes(line: str, fence: str, column: int) -> bool:
    run = line.lstrip(" \t>").rstrip(" \t")
    return (
        len(run) >= len(fence)
        and run.startswith(fence)
        and not run.strip(fence[0])
        and _indent(line) < column + _CODE_INDENT
    )
