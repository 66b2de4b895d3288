"""The headings of a clean tree -> without the one that repeats the title, each with an id to link to."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_IDS = etree.XPath(".//@id", smart_strings=False)
_NO_LETTERS = re.compile(r"[^\w\s-]")


def tidy(tree: HtmlElement, title: str) -> None:
    """Drop the first heading if it only repeats `title`; give the others an id, as GitHub does."""
    first = next(iter(tree), None)
    lead = (tree.text or "").strip()
    if first is not None and not lead and first.tag in HEADINGS:
        same = _folded(first.text_content()) == _folded(title)
        if same:
            first.drop_tree()
    nameless = [
        heading
        for heading in tree.iter(*HEADINGS)
        if heading.get("id") is None and not (len(heading) and ids(heading))
    ]
    taken = set(ids(tree)) if nameless else set()
    counts: Counter[str] = Counter()
    for heading in nameless:
        base = name = anchor(heading.text_content())
        while name in taken:
            counts[base] += 1
            name = f"{base}-{counts[base]}"
        taken.add(name)
        heading.set("id", name)


def ids(tree: HtmlElement) -> list[str]:
    """The ids in `tree`, in reading order."""
    return _IDS(tree)  # type: ignore[return-value]


def anchor(words: str) -> str:
    """The id of a heading with these words."""
    plain = _NO_LETTERS.sub("", _folded(words))
    return plain.replace(" ", "-")[:80] or "section"


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
