"""Lists of attributes behind words and blocks, as kramdown and Pandoc have them -> the ids and sizes they give; the rest goes.

kramdown `{: .note #id width="300"}`, Pandoc, Goldmark and Python-Markdown `{#id .note}`. Only where
such a list may stand: right behind an element, at the end of a heading, on a line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from lxml.html import HtmlElement

from envoi.patterns import pattern
from envoi.posts import runs
from envoi.posts.runs import CHILD

_ITEM: Final = (
    r"(?:(?:[#.][\w:-]++)++|[\w:-]++=(?:\"[^\"\n]*+\"|'[^'\n]*+'|[^\s{}\"']++)"
)
_STRICT: Final = rf"\{{[ \t]*+{_ITEM})(?:[ \t]++{_ITEM}))*+[ \t]*+\}}"
_LOOSE: Final = rf"\{{:[ \t]*+{_ITEM}|/?[A-Za-z][\w-]*+:?|/)(?:[ \t]++{_ITEM}|[A-Za-z][\w-]*+))*+[ \t]*+\}}"
_LIST: Final = rf"(?:{_STRICT}|{_LOOSE})"
_BEHIND = pattern(rf"{CHILD}((?:{_LIST})++)")
_LINE = pattern(rf"(?:^|\n)[ \t]*+({_LIST})[ \t]*+(?=\n|$)")
_AT_END = pattern(rf"[ \t]*+({_LIST})[ \t]*+$")
_ALONE = pattern(rf"\s*+(?:{_LIST}\s*+)+")
_EXTENSION = pattern(r"\{::[^{}\n]{0,200}\}|\{:/[\w-]{0,40}\}")
_ABBREVIATION = pattern(r"(?:^|\n)\*\[[^\[\]\n]{1,100}\]:[^\n]*")
_ID = pattern(r"(?:#|\bid=[\"']?)([\w:.-]+)")
_SIZE = pattern(r"\b(width|height)=[\"']?([0-9]{1,5})(?:px)?[\"' }]")
_CONTENTS: Final = frozenset(
    {"[toc]", "[[toc]]", "[[_toc_]]", "[tocm]", "@[toc]", "${toc}", "{toc}", "{:toc}"}
)
"""Paragraphs that a generator replaces by a table of contents: a letter and a feed entry have none."""

_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LISTS: Final = frozenset({"ol", "ul"})


def apply(tree: HtmlElement) -> None:
    """Take the lists out of `tree`, and give what they belong to its id, width and height; tables of contents go too."""
    if not runs.holds(tree, "{", "[[", "*[", "[t", "[T", "@["):
        return
    gone: list[HtmlElement] = []
    for element in list(runs.prose(tree)):
        run = runs.text(element)
        if "{" not in run and "[" not in run:
            continue
        if element.tag == "p" and _folded(element) in _CONTENTS:
            gone.append(element)
            continue
        if element.tag == "p" and (run.startswith("*[") or "\n*[" in run):
            runs.substitute(element, _ABBREVIATION, lambda found, within: [])
            if not runs.text(element).strip():
                gone.append(element)
                continue
        if "{" not in run:
            continue
        if element.tag == "li" and "{:toc" in run:
            gone.append(element.getparent())
            continue
        if element.tag in ("p", "td") and _ALONE.fullmatch(run):
            gone.append(_belonging(element, run))
            continue
        _take_out(element)
    for element in gone:
        _drop(element)


def _take_out(element: HtmlElement) -> None:
    def behind(
        found: re.Match[str], within: Sequence[HtmlElement]
    ) -> Sequence[runs.Part]:
        _give(within[0], found[1])
        return within

    def line(
        found: re.Match[str], within: Sequence[HtmlElement]
    ) -> Sequence[runs.Part]:
        _give(element, found[1])
        return ()

    runs.substitute(element, _BEHIND, behind)
    runs.substitute(element, _AT_END if element.tag in _HEADINGS else _LINE, line)
    runs.substitute(element, _EXTENSION, lambda found, within: ())


def _belonging(element: HtmlElement, run: str) -> HtmlElement:
    """What goes with a list that stands alone: its paragraph, whose neighbour it describes, or its row of a table."""
    if element.tag == "td":
        row = element.getparent()
        alone = not any(runs.text(cell).strip() for cell in row if cell is not element)
        if alone and next(iter(row)) is element:
            return row
        return element
    before, after = element.getprevious(), element.getnext()
    neighbour = before if before is not None else after
    if neighbour is not None:
        _give(neighbour, run)
    return element


def _give(element: HtmlElement, typed: str) -> None:
    if (found := _ID.search(typed)) and not element.get("id"):
        element.set("id", found[1])
    if element.tag == "img":
        for name, number in _SIZE.findall(typed):
            element.set(name, number)


def _drop(element: HtmlElement) -> None:
    """Take `element` away with all it holds, but not what follows it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tag == "td":
        runs.fill(element, [])
        return
    tail, before = element.tail or "", element.getprevious()
    if before is not None:
        before.tail = (before.tail or "").rstrip("\n") + tail
    else:
        parent.text = (parent.text or "").rstrip("\n") + tail
    element.tail = None
    parent.remove(element)


def _folded(element: HtmlElement) -> str:
    if len(element) > 1 or len(run := runs.text(element)) > 20:
        return ""
    return "".join(element.itertext()).strip().lower().replace(" ", "") if run else ""
