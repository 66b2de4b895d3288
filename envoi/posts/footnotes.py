"""The footnotes of a clean tree -> the same with ids that no other post has."""

from __future__ import annotations

import re
from typing import Final

from lxml.html import HtmlElement

from envoi.posts.headings import ids

_NOTE: Final = re.compile(r"(fn(?:ref)?-)(.+)")
"""The ids that comrak gives to a note, and to where it is called."""


def own(tree: HtmlElement, slug: str) -> None:
    """Put `slug` into the ids of footnotes, and into the links between them.

    Readers that show several posts on one page would jump to the note of another one (FreshRSS, NetNewsWire).
    """
    if not any(name.startswith("fn") for name in ids(tree)):
        return
    renamed: dict[str, str] = {}
    for element in tree.iter():
        if found := _NOTE.fullmatch(element.get("id", "")):
            renamed[found[0]] = f"{found[1]}{slug}-{found[2]}"
            element.set("id", renamed[found[0]])
    for link in tree.iter("a"):
        target = link.get("href", "")
        if target.startswith("#") and target[1:] in renamed:
            link.set("href", f"#{renamed[target[1:]]}")
