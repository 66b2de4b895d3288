"""A clean tree -> its words as plain text, and a summary of them."""

from __future__ import annotations

import unicodedata
from typing import Final

from lxml.html import HtmlElement

from envoi.patterns import pattern
from envoi.posts import clean, leaks, markdown, prose, runs
from envoi.posts.prose import SENTENCE_END

AT_MOST: Final = 300
"""Characters of a summary that is made from the body."""

_MARKED_AT_MOST: Final = 1000
"""Characters of a summary whose end the author marked."""

_TITLE_AT_MOST: Final = 60
"""Characters of the beginning that stands for a title; most lists show no more."""

_BLOCKS: Final = clean.BLOCKS | {"br"}
_WITHOUT_BLANKS = pattern(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
"""Thai, Lao, Burmese, Khmer, kana and Han, which set no blank between words."""

_NOT_MARKUP = pattern(r"[^\W\d_](?:[^\W_]|[ ,;?’“”]|\.(?!\.))*")
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
    if marked is not None and (text := prose.before(tree, marked)):
        return shorten(text, _MARKED_AT_MOST)
    return shorten(prose.beginning(tree), AT_MOST)


def beginning(tree: HtmlElement) -> str:
    """How the text begins, in a line for who must have a title; nothing if it has no words."""
    return shorten(prose.beginning(tree), _TITLE_AT_MOST)


def shorten(text: str, limit: int) -> str:
    """`text` in at most `limit` characters: whole sentences if they are half of that, else whole words and `…`."""
    if len(text) <= limit:
        return text
    found = SENTENCE_END.finditer(text[: limit + 1])
    ends = [end for hit in found if (end := hit.end()) <= limit]
    if ends and ends[-1] * 2 >= limit:
        return text[: ends[-1]].rstrip()
    return text[: _word_end(text, limit - 1)].rstrip(" ,;:–—-") + "…"


def words(tree: HtmlElement) -> str:
    """The words of `tree` in reading order, blocks set apart by a blank."""
    parts: list[str] = []
    stack: list[tuple[HtmlElement, bool]] = [(tree, False)]
    while stack:
        element, left = stack.pop()
        if element.tag in _BLOCKS:
            parts.append(" ")
        if left:
            parts.append(element.tail or "" if element is not tree else "")
            continue
        stack.append((element, True))
        parts.append(element.text or "")
        stack.extend((child, False) for child in reversed(element))
    return "".join(parts)


def spoken(tree: HtmlElement, limit: int) -> str:
    """The text of `tree` without code, as it stands there; it may end after `limit` characters."""
    parts: list[str] = [tree.text or ""]
    size = len(parts[0])
    for block in tree:
        stack = [block]
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
        if size >= limit:
            break
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
