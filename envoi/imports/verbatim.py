"""HTML -> its parts: what is to be kept as it is typed (code, scripts), and what stands between; in one pass."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_TAG = re.compile(r"<(/?)(pre|code|script|style|svg|textarea)\b[^<>]*>", re.IGNORECASE)


def parts(text: str) -> Iterator[tuple[str, bool]]:
    """The parts of `text` in order, each with whether it is an element that is kept as typed."""
    tags = list(_TAG.finditer(text))
    last_end = {tag[2].lower(): tag.start() for tag in tags if tag[1]}
    begin, name, depth, start = 0, "", 0, 0
    for tag in tags:
        own = tag[2].lower()
        if name and own == name:
            depth += -1 if tag[1] else 1
            if depth == 0 or (tag[1] and tag.start() == last_end[own]):
                yield text[start : tag.end()], True
                begin, name = tag.end(), ""
        elif not name and not tag[1] and last_end.get(own, -1) > tag.start():
            if tag.start() > begin:
                yield text[begin : tag.start()], False
            name, depth, start = own, 1, tag.start()
    if begin < len(text):
        yield text[begin:], False


def between(text: str, change: Callable[[str], str]) -> str:
    """`text` with `change` done to all that is not kept as typed."""
    return "".join(part if kept else change(part) for part, kept in parts(text))
