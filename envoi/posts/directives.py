"""Directives of remark (`:name[words]{…}`, `::name[words]{…}`) -> their words, or a link to what they show.

The generic directives proposal of CommonMark, as remark-directive has it; containers (`:::`) are notes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

from envoi.addresses import is_web
from envoi.patterns import pattern
from envoi.posts import runs

_LEAF = pattern(r"\s*+::([A-Za-z][\w-]*+)(?:\[([^\[\]]*+)\])?(?:\{([^{}]*+)\})?\s*+")
_INLINE = pattern(
    r"(?<![\w:\[/\\.)\]}]):[A-Za-z][\w-]++\[([^\[\]]*+)\](?:\{[^{}\n]*+\})?"
)
_VALUE = pattern(r"""\b([a-z]+)\s*+=\s*+["']?([^"'\s{}]++)|#([\w-]++)""")
_ADDRESSES: Final = ("href", "url", "src", "link")
_PLACES: Final = {
    "bilibili": "https://www.bilibili.com/video/{}",
    "codepen": "https://codepen.io/{}",
    "github": "https://github.com/{}",
    "gist": "https://gist.github.com/{}",
    "vimeo": "https://vimeo.com/{}",
    "youtube": "https://www.youtube.com/watch?v={}",
}
"""Where the things are that directives name by `id`, `repo` or `user`."""


def replace(tree: HtmlElement, say: Callable[[str], None]) -> None:
    """Replace the directives in `tree`; `say` is told the name of each that has neither words nor an address."""
    if not runs.holds(tree, "::") and not _INLINE.search(runs.text_of(tree)):
        return
    for element in list(runs.prose(tree)):
        run = runs.text(element)
        if "::" not in run and not (":" in run and "[" in run):
            continue
        if element.tag == "p" and run.lstrip().startswith("::"):
            found = _LEAF.fullmatch("".join(element.itertext()))
            if found and (found[2] is not None or found[3] is not None):
                _leaf(element, found, say)
                continue
        runs.substitute(element, _INLINE, _words)


def _words(
    found: re.Match[str], within: Sequence[HtmlElement]
) -> Sequence[runs.Part] | None:
    if found[1].count(runs.CHILD) != len(within):
        return None
    first, *others = found[1].split(runs.CHILD)
    made: list[runs.Part] = [first]
    for child, text in zip(within, others, strict=True):
        made += (child, text)
    return made


def _leaf(
    element: HtmlElement, found: re.Match[str], left_out: Callable[[str], None]
) -> None:
    name, label = found[1], " ".join((found[2] or "").split())
    values = {
        hit[1] or "id": hit[2] or hit[3] for hit in _VALUE.finditer(found[3] or "")
    }
    address = next((values[key] for key in _ADDRESSES if values.get(key)), "")
    thing = values.get("repo") or values.get("id") or values.get("user") or ""
    if not address and thing and name.lower() in _PLACES:
        address = _PLACES[name.lower()].format(thing)
    if not address and not label:
        left_out(name)
    if not address:
        runs.fill(element, [label])
        return
    link = etree.Element("a")
    link.set("href", address)
    link.text = label or thing or address.removeprefix("https://")
    runs.fill(element, [link])
    if not is_web(address) and not label and not thing:
        link.text = name
