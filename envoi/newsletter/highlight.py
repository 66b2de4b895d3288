"""A block of code and its language -> the same text in spans, each with the class of what it is."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

KINDS = {
    "Comment": "c",
    "Keyword": "k",
    "Literal.String": "s",
    "Literal.Number": "m",
    "Name.Attribute": "n",
    "Name.Builtin": "k",
    "Name.Class": "n",
    "Name.Decorator": "n",
    "Name.Function": "n",
    "Name.Tag": "k",
    "Operator.Word": "k",
}
"""Kinds of token that have a colour, and their class in the letter."""

LONGEST = 2_000
"""Characters of a block that gets colours: some lexers take time that grows with the square of the text."""

BUDGET = 6_000
"""Characters of code in one post that get colours, for the same reason."""


def affordable(blocks: Iterable[HtmlElement]) -> list[HtmlElement]:
    """Those of a post's `blocks` that get colours: none that is too long, and so many as the budget is enough for."""
    left, chosen = BUDGET, []
    for block in blocks:
        size = len(block.text_content())
        if size <= min(LONGEST, left):
            left -= size
            chosen.append(block)
    return chosen


def highlight(code: HtmlElement, language: str) -> None:
    """Put the text of `code` into spans of class `c`, `k`, `m`, `n` or `s`; leave it where `language` is not known."""
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    text = code.text or ""
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return
    code.text = None
    last: HtmlElement | None = None
    for kind, tokens in groupby(
        lexer.get_tokens(text), key=lambda token: _kind(str(token[0]))
    ):
        words = "".join(value for _, value in tokens)
        if kind and words.strip():
            last = code.makeelement("span", {"class": kind})
            last.text = words
            code.append(last)
        elif last is not None:
            last.tail = (last.tail or "") + words
        else:
            code.text = (code.text or "") + words


def _kind(token: str) -> str:
    path = token.removeprefix("Token.")
    while path:
        if path in KINDS:
            return KINDS[path]
        path = path.rpartition(".")[0]
    return ""
