"""`[words](a file.pdf)` and `![words](a picture (1).jpg)`, which are no links in Markdown -> links and pictures, if there is such a file."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import quote

from lxml import etree
from lxml.html import HtmlElement

from envoi.posts import runs
from envoi.posts.links import Links
from envoi.posts.markup import MARKUPS
from envoi.posts.runs import CHILD

_LINK: Final = re.compile(
    r"(!?)\[([^\[\]\n]{0,300})\]\(\s*([^()\n\ufdd2]{0,300}(?:\([^()\n\ufdd2]{0,100}\)[^()\n\ufdd2]{0,300}){0,3})\)"
)
_TITLED: Final = re.compile(r"(.*?)\s+(?:\"([^\"]*)\"|'([^']*)')\s*")
_FILE: Final = re.compile(r"[^\s\"'<>][^\"<>]*\s[^\"<>]*\.[A-Za-z][A-Za-z0-9]{1,4}")
"""A path with a blank in it and the suffix of a file."""


@dataclass(frozen=True, slots=True)
class Blanks:
    """Mends those of one post whose text is `text`; `say` is told what stays as it is, and its path."""

    links: Links
    text: str
    say: Callable[[str, str], None]

    def mend(self, tree: HtmlElement) -> None:
        """Put links and pictures in the place of all in `tree` that name a file."""
        if "](" in self.text and runs.holds(tree, "]("):
            for element in list(runs.prose(tree)):
                if "](" in runs.text(element):
                    runs.substitute(element, _LINK, self._made)

    def _made(
        self, found: re.Match[str], within: Sequence[HtmlElement]
    ) -> Sequence[runs.Part] | None:
        titled = _TITLED.fullmatch(found[3])
        path = (titled[1] if titled else found[3]).strip()
        typed = found[0].rpartition("](")[2]
        if not _FILE.fullmatch(path) or f"]({typed}" not in self.text:
            return None
        there = self.links.attach(path)
        if there is None or not there.file:
            self.say(found[0].replace(CHILD, "…"), path)
            return None
        words = found[2]
        for child in within:
            words = words.replace(CHILD, child.text_content(), 1)
        is_text = PurePosixPath(there.file).suffix.lower() in MARKUPS
        url = quote(path) if is_text else there.url
        return [_element(bool(found[1]), url, words, titled)]


def _element(
    shown: bool, url: str, words: str, titled: re.Match[str] | None
) -> HtmlElement:
    element = etree.Element("img" if shown else "a")
    element.set("src" if shown else "href", url)
    if shown:
        element.set("alt", words)
    else:
        element.text = words
    if titled and (title := titled[2] or titled[3]):
        element.set("title", title)
    return element
