"""A tree and the text it was made of -> the pictures in it that nobody gave a text alternative."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from lxml.html import HtmlElement


def unnamed(tree: HtmlElement, text: str) -> Iterator[tuple[HtmlElement, int]]:
    """Each picture in `tree` without one, and where in `text` it stands (-1 if that cannot be told).

    `alt=""` in HTML says that there is nothing to say; `![](…)` in Markdown, and a directive without `:alt:`, do not.
    Addresses in `tree` are still as typed.
    """
    for picture in tree.iter("img"):
        if picture.get("alt", "").strip():
            continue
        src = picture.get("src", "")[:_LONGEST]
        name = f"(?:{re.escape(src)}|{re.escape(unquote(src))})"
        there = re.search(_TYPED.format(name=name), text) or _REFERENCE.search(text)
        if "alt" not in picture.attrib:
            there = re.search(rf"<img\b[^<>]*?{name}", text, re.IGNORECASE) or there
            yield picture, there.start() if there else text.find(src)
        elif there:
            yield picture, there.start()


_LONGEST = 200
_TYPED = r"!\[\s*\]\(\s*<?{name}|\b(?:image|figure)::[ \t]*{name}(?!.*(?:\n[ \t]+\S.*)*?\n[ \t]+:alt:)"
_REFERENCE = re.compile(r"!\[\s*\]\[")
