"""A clean tree -> its words as plain text, and a summary of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final

from lxml.html import HtmlElement

from envoi.posts import clean, leaks, markdown, runs

AT_MOST: Final = 300
"""Characters of a summary that is made from the body."""

_MARKED_AT_MOST: Final = 1000
"""Characters of a summary whose end the author marked."""

_TITLE_AT_MOST: Final = 60
"""Characters of the beginning that stands for a title; most lists show no more."""

_BLOCKS: Final = clean.BLOCKS | {"br"}
_WITHOUT_PROSE = "audio figure h1 h2 h3 h4 h5 h6 picture pre rp rt table video"
_NOT_IN_SUMMARY: Final = frozenset(_WITHOUT_PROSE.split())
_SENTENCE_END = re.compile(r"[.!?…。！？؟۔][\"'”’»)\]]*(?=\s|$)|[。！？]")
_WITHOUT_BLANKS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
"""Thai, Lao, Burmese, Khmer, kana and Han, which set no blank between words."""

_NOT_MARKUP = re.compile(r"[^\W\d_](?:[^\W_]|[ ,;?’“”]|\.(?!\.))*")
"""Words and signs that are the same in any Markdown: most summaries are nothing else."""

_JOINER: Final = "\N{ZERO WIDTH JOINER}"


def summarise(tree: HtmlElement, own: str) -> str:
    """The author's `own` words (Markdown) as plain text, else what stands before the mark, else the beginning."""
    if own and _NOT_MARKUP.fullmatch(own):
        return " ".join(own.split())
    if own:
        plain = words(clean.parse(markdown.render(own)).tree)
        return " ".join(leaks.without(plain).split())
    marked = next(tree.iter(clean.MORE), None)
    if marked is not None:
        text = words(
            tree, lambda e: e.tag in ("pre", "table") or leaks.is_one(e), marked
        )
        if text.strip():
            return shorten(" ".join(text.split()), _MARKED_AT_MOST)
    return shorten(_prose(tree), AT_MOST)


def beginning(tree: HtmlElement) -> str:
    """How the text begins, in a line for who must have a title; nothing if it has no words."""
    return shorten(_prose(tree), _TITLE_AT_MOST)


def _prose(tree: HtmlElement) -> str:
    text = words(
        tree,
        lambda e: (
            e.tag in _NOT_IN_SUMMARY
            or "footnote" in e.get("class", "")
            or leaks.is_one(e)
        ),
    )
    return " ".join(text.split())


def shorten(text: str, limit: int) -> str:
    """`text` in at most `limit` characters: whole sentences if they are half of that, else whole words and `…`."""
    if len(text) <= limit:
        return text
    found = _SENTENCE_END.finditer(text[: limit + 1])
    ends = [end for hit in found if (end := hit.end()) <= limit]
    if ends and ends[-1] * 2 >= limit:
        return text[: ends[-1]].rstrip()
    return text[: _word_end(text, limit - 1)].rstrip(" ,;:–—-") + "…"


def words(
    tree: HtmlElement,
    skip: Callable[[HtmlElement], bool] = lambda _: False,
    until: HtmlElement | None = None,
) -> str:
    """The words of `tree` in reading order, blocks set apart by a blank, up to the element `until`."""
    parts: list[str] = []
    stack: list[tuple[HtmlElement, bool]] = [(tree, False)]
    while stack:
        element, left = stack.pop()
        if left:
            if element.tag in _BLOCKS:
                parts.append(" ")
            if element is not tree:
                parts.append(element.tail or "")
            continue
        if element is until:
            break
        stack.append((element, True))
        if element is not tree and skip(element):
            continue
        if element.tag in _BLOCKS:
            parts.append(" ")
        parts.append(element.text or "")
        stack.extend((child, False) for child in reversed(element))
    return "".join(parts)


def prose(tree: HtmlElement, limit: int) -> str:
    """The text of `tree` without code, as it stands there; it may end after `limit` characters."""
    parts: list[str] = [tree.text or ""]
    size, stack = len(parts[0]), list(reversed(tree))
    while stack and size < limit:
        part = stack.pop()
        if isinstance(part, str):
            text = part
        elif part.tag in runs.CODE:
            text = part.tail or ""
        else:
            text = part.text or ""
            stack.append(part.tail or "")
            stack += reversed(part)
        parts.append(text)
        size += len(text)
    return "".join(parts)


def _word_end(text: str, limit: int) -> int:
    """The last place at or before `limit` where a word ends; `limit` itself if a single word is longer."""
    for cut in range(limit, limit // 2, -1):
        if text[cut] == " " or (
            _WITHOUT_BLANKS.match(text[cut - 1]) and _WITHOUT_BLANKS.match(text[cut])
        ):
            while _goes_on(text[cut]):
                cut -= 1
            return cut
    if (blank := text.rfind(" ", 0, limit)) > 0:
        return blank
    while limit > 1 and (_goes_on(text[limit]) or text[limit - 1] == _JOINER):
        limit -= 1
    return limit


def _goes_on(char: str) -> bool:
    """Whether `char` belongs to the one before it: a mark, a joiner or a variation."""
    return unicodedata.category(char) in ("Mn", "Mc", "Me", "Cf", "Sk")
