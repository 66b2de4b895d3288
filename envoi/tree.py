"""A clean tree -> its content as HTML5 text, and whether there is any to see."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

VOID: Final = frozenset({"br", "col", "hr", "img", "input", "source", "track", "wbr"})
"""Elements of HTML that have no end tag."""

_EMPTY_TAG = re.compile(r"<([a-z][a-z0-9-]*+)(?!>)([^<>]*+)(?<=/)>")


def inner_html(tree: HtmlElement) -> str:
    """The content of `tree` as HTML5 text: what an HTML parser makes `tree` of again.

    Printed as XML, which escapes every `<` and `>` that is no markup; libxml2's own printer
    for HTML leaves out end tags that HTML 5 needs.
    """
    text: str = etree.tostring(tree, encoding="unicode", with_tail=False)
    text = _EMPTY_TAG.sub(_open_and_close, text)
    return text[text.index(">") + 1 : text.rindex("</")].strip(" \t\n")


def shows_nothing(element: HtmlElement) -> bool:
    """Whether there are neither words nor pictures nor recordings in `element`, of which a style sheet made an icon."""
    shown = next(element.iter("audio", "img", "video"), None)
    return shown is None and not element.text_content().strip()


def _open_and_close(found: re.Match[str]) -> str:
    name, attributes = found[1], found[2][:-1]
    return f"<{name}{attributes}>" + ("" if name in VOID else f"</{name}>")
