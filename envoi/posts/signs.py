"""A clean tree -> the same after those steps that may find something in it, told by signs that stand outside code.

Most texts about programs are full of such signs, in code. To see that none stands elsewhere is cheaper than a walk for each step.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final, TypeAlias

from lxml import etree
from lxml.html import HtmlElement

Step: TypeAlias = tuple[re.Pattern[str], Callable[[HtmlElement], None]]
"""A sign without which the step changes nothing, and the step."""

CALLOUT: Final = re.compile(r"\[!")
ATTRIBUTES: Final = re.compile(r"\{|\[\[|[*@]\[|\[[tT](?:[ <]|[oO][cC <])")
DIRECTIVE: Final = re.compile(r">\s*::|:[A-Za-z][\w-]*+\[")
LINK: Final = re.compile(r"\]\(")
WIKILINK: Final = re.compile(r"\[\[")
EMOJI: Final = re.compile(r":[a-z0-9_+-]{1,50}+:")

_CODE = re.compile(r"<code(?: class=\"[^\"]*+\")?>[^<]*+</code>")


def is_bracketed(text: str) -> bool:
    """Whether there is half a sign in `text` at least, but for colons: where something is taken out, two may come together."""
    return "[" in text or "{" in text


def take(tree: HtmlElement, xml: str, steps: Iterable[Step]) -> str | None:
    """Take those of `steps` whose sign is in `tree`, which was read from `xml` (nothing: that is not known).

    After the first one that is taken all others are, for it may bring signs. Gives what stands outside code, as XML; None where a step was taken.
    """
    if not xml or "<!--" in xml:
        xml = etree.tostring(tree, encoding="unicode", with_tail=False)
    outside = _CODE.sub("", xml)
    if not (is_bracketed(outside) or "::" in outside or EMOJI.search(outside)):
        return outside
    taken = False
    for sign, step in steps:
        if taken or sign.search(outside):
            step(tree)
            taken = True
    return None if taken else outside
