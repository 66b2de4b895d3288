"""A tree -> the same tree without marks of templates and wikis outside code: what is left of them is shown as code.

`{{`, `{%` and `[[` would be run or misread by the next program that meets them, and they are code
where they were not meant as what this post is written in. As code they are what the author typed,
can be copied, and are set apart for the eye.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

from envoi.patterns import pattern
from envoi.posts import runs

_OPEN: Final = r"(?:\{\{+|\{%|\[\[+)"
_MARK = pattern(
    r"\{\{[^{}\n\ufdd2]{0,200}\}\}+|\{%[^{}\n\ufdd2]{0,200}%\}"
    r"|\[\[(?:[^\[\]\n\ufdd2]|\][^\]\n\ufdd2]{0,3}\[|\[[^\[\]\n\ufdd2]{0,100}\]){0,100}\]\]"
    rf"|{_OPEN}(?:[!\s]{{0,2}}{_OPEN})*+"
)
_SIGNS: Final = ("{{", "{%", "[[")
_ATTRIBUTES: Final = ("alt", "title", "label")
_CLASS: Final = "envoi-leak"
"""On code that was made here, until the summary is taken; it is no class of a clean tree."""


def stop(tree: HtmlElement, say: Callable[[str], None]) -> None:
    """Show as code what is left; `say` is told each piece."""

    def code(
        found: re.Match[str], within: Sequence[HtmlElement]
    ) -> Sequence[runs.Part]:
        say(found[0])
        element = etree.Element("code")
        element.set("class", _CLASS)
        element.text = found[0]
        return [element]

    if runs.holds(tree, *_SIGNS):
        for element in list(runs.prose(tree)):
            run = runs.text(element)
            if any(sign in run for sign in _SIGNS):
                runs.substitute(element, _MARK, code)
    for element in tree.xpath(".//*[@alt or @title or @label]"):
        for name in _ATTRIBUTES:
            if any(sign in element.get(name, "") for sign in _SIGNS):
                element.set(name, without(element.get(name, "")))


def forget(tree: HtmlElement) -> None:
    """Take away the class that tells this code from the author's own."""
    for element in tree.iter("code"):
        if is_one(element):
            del element.attrib["class"]


def is_one(element: HtmlElement) -> bool:
    """Whether `element` is code that was made here, and no code of the author's."""
    return bool(element.get("class") == _CLASS)


def without(text: str) -> str:
    """Plain `text` without the marks: template code goes whole, brackets leave their words."""
    text = re.sub(r"\{\{[^{}]{0,200}\}\}+|\{%[^{}]{0,200}%\}", "", text)
    return re.sub(r"\{\{+|\{%|\[\[+|\]\]+", "", text)
