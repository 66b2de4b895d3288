"""The headings of a clean tree -> without the one that repeats the title, each with an id to link to."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from lxml.html import HtmlElement

HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def tidy(tree: HtmlElement, title: str) -> None:
    """Drop the first heading if it only repeats `title`; give the others an id, as GitHub does."""
    first = next(iter(tree), None)
    lead = (tree.text or "").strip()
    if first is not None and not lead and first.tag in HEADINGS:
        same = _folded(first.text_content()) == _folded(title)
        if same:
            first.drop_tree()
    taken = {element.get("id") for element in tree.iter() if "id" in element.attrib}
    counts: Counter[str] = Counter()
    for heading in tree.iter(*HEADINGS):
        if "id" in heading.attrib or heading.find(".//*[@id]") is not None:
            continue
        base = name = anchor(heading.text_content())
        while name in taken:
            counts[base] += 1
            name = f"{base}-{counts[base]}"
        taken.add(name)
        heading.set("id", name)


def anchor(words: str) -> str:
    """The id of a heading with these words."""
    plain = re.sub(r"[^\w\s-]", "", _folded(words))
    return plain.replace(" ", "-")[:80] or "section"


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
