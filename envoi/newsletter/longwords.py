"""The text of a letter -> the same, with words that a phone has no room for in a `<span>` where any letter may end a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from envoi.newsletter.lines import is_plain, width
from envoi.patterns import pattern

if TYPE_CHECKING:
    from lxml.html import HtmlElement
    from markupsafe import Markup

SIZE = 15
"""Pixels that letters of a text are high, at least as a rule."""

_ACROSS = 8.5 / 15
"""Of its height, what a letter takes across, at most as a rule: a digit or bold small letter."""

SIDES = 21
"""Pixels that the padding and the line of a cell take across."""

_INSETS = {
    "blockquote": 24,
    "code": 18,
    "dd": 24,
    "li": 24,
    "td": SIDES,
    "th": SIDES,
}
"""Pixels by which elements set in what they hold; a block of code is a table and a cell of that class."""

_LETTERS = {"iıíìîïjl.,:;'!|·": 0.3, "frtI()[]/": 0.36, "mwMW@%": 0.9}
"""Of its height, what a letter takes across that is narrower or wider than most."""

_BREAKS = pattern(r"[\s\-\u00ad\u200b\u2010-\u2014]+")
"""Where a line may end."""

_WORD = pattern(
    r"[^\s\-\u00ad\u200b\u2010-\u2014\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u2e80-\U0003ffff]{8,}"
)
"""What is broken nowhere: there is no hyphen in it, and no script that is written without blanks."""

_PLAIN_WORD = pattern(r"[^\s\-]{8,}")
"""The same in a text of ASCII."""


def across(text: str, size: int = SIZE) -> float:
    """Pixels that the longest word of `text` takes across, whose letters are `size` pixels high."""
    return max(map(width, text.split()), default=0) * size * _ACROSS


def extent(text: str) -> float:
    """Pixels that what is broken nowhere in `text` takes across, letter by letter, in the widest of the fonts of a letter."""
    return max((sum(map(_letter, word)) for word in _BREAKS.split(text)), default=0)


def _letter(sign: str) -> float:
    size = next((size for signs, size in _LETTERS.items() if sign in signs), 0)
    if not size:
        size = 0.72 if sign.isupper() else width(sign) * _ACROSS
    return size * SIZE


def loosen(root: HtmlElement, room: int) -> None:
    """Put each word of `root` that is wider than its place into a `<span>` of the class `breaks`.

    `root` is `room` pixels wide on the narrowest screen. A style sheet in the head can break words, and wherever it is
    dropped a single one makes all the letter too wide; in the style of every cell, it would cost Yahoo's readers more.
    """
    tight = {table for table in root.iter("table") if _is_tight(table, room)}
    rooms: dict[HtmlElement, float] = {root: room}
    for element in list(root.iter()):
        if element is not root:
            rooms[element] = _room(element, rooms[element.getparent()], tight)
        space = rooms[element] - SIZE  # for a sign in the next element
        if element.text:
            element.text = _put(element, None, element.text, space)
        for child in list(element):
            if child.tail:
                child.tail = _put(element, child, child.tail, space)
    for block in root.iterfind(".//td[@class='code']"):
        if _code_across(block) > rooms[block]:
            block.set("class", "code breaks")


def loosened(text: str, room: int, size: int = SIZE) -> Markup:
    """`text`, of letters `size` pixels high, as HTML; a word wider than `room` is in a `<span>` of the class `breaks`."""
    from markupsafe import Markup, escape

    span = Markup('<span class="breaks">{}</span>')
    return Markup("").join(
        span.format(part) if long else escape(part)
        for part, long in _parts(text, room, size)
    )


def _put(
    parent: HtmlElement, before: HtmlElement | None, text: str, room: float
) -> str:
    """What of `text` is before its first long word; the rest goes into `parent`, behind `before` or at its beginning."""
    if _fits(text, room):
        return text
    at = 0 if before is None else parent.index(before) + 1
    first = ""
    last = None
    for part, long in _parts(text, room, SIZE):
        if long:
            last = parent.makeelement("span", {"class": "breaks"})
            last.text = part
            parent.insert(at, last)
            at += 1
        elif last is None:
            first = part
        else:
            last.tail = part
    return first


def _fits(text: str, room: float) -> bool:
    """Whether no word of `text` is wider than `room` pixels, as is plain without a look at its letters."""
    letters = max(map(len, text.split()), default=0)
    return letters * (1 if is_plain(text) else 2) * SIZE * _ACROSS <= room


def _parts(text: str, room: float, size: int) -> Iterator[tuple[str, bool]]:
    """The parts of `text`, and whether each is a word that is wider than `room` pixels."""
    end = 0
    for found in (_PLAIN_WORD if text.isascii() else _WORD).finditer(text):
        if across(found[0], size) > room:
            yield text[end : found.start()], False
            yield found[0], True
            end = found.end()
    yield text[end:], False


def _room(element: HtmlElement, around: float, tight: set[HtmlElement]) -> float:
    """Pixels across that are for what is in `element`, which has `around` of them for itself."""
    if element.tag == "tr" and len(element) == 2 and tight:
        table = next(element.iterancestors("table"), None)
        return around / 2 if table in tight else around
    name = "code" if element.get("class") == "code" else str(element.tag)
    return around - _INSETS.get(name, 0)


def _code_across(block: HtmlElement) -> float:
    """Pixels that the longest of what is broken nowhere in a block of code takes across: its blanks may be fast."""
    parts = re.split("[ \n]", "".join(_lines(block)))
    return max(map(width, parts)) * _ACROSS * SIZE


def _lines(element: HtmlElement) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        yield from "\n" if child.tag == "br" else _lines(child)
        yield child.tail or ""


def _is_tight(table: HtmlElement, room: int) -> bool:
    """Whether the two columns of `table`, if it has so many, have no room beside each other."""
    pairs = [row for row in table.iter("tr") if len(row) == 2]
    columns = zip(*pairs, strict=True)
    return sum(_widest(column) for column in columns) > room


def _widest(column: tuple[HtmlElement, ...]) -> float:
    return SIDES + max(across(cell.text_content()) for cell in column)
