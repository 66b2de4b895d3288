"""Colours of a terminal in code -> nothing: what `ESC [ 31 m` leaves once the control character is gone."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

_COLOUR = re.compile(
    r"(?<!\\033)(?<!\\x1b)(?<!\\x1B)(?<!\\u001b)(?<!\\e)(?<!\^\[)(?<!\d)\[(?:\d{1,3}(?:;\d{1,3}){0,6})?[mK](?![\]:,\w]*\])"
)
_RESET = re.compile(r"\[0?m(?![\]:,])")


def strip(tree: HtmlElement) -> None:
    """Take the colours out of each code block in which they are switched off again; `rate(x[5m])` is no colour."""
    for block in tree.iter("pre"):
        if not _RESET.search("".join(block.itertext())):
            continue
        for element in block.iter():
            element.text = _COLOUR.sub("", element.text or "")
            if element is not block and element.tail:
                element.tail = _COLOUR.sub("", element.tail)
