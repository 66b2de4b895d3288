"""A block of code -> the same lines where nothing keeps them apart but `<br>` and blanks that are not broken at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

FIXED = "\N{NO-BREAK SPACE}"


def break_lines(block: HtmlElement) -> None:
    """Set the lines of `block`, which was a `<pre>`.

    A `<pre>` makes the whole letter as wide as its longest line where a client knows no `pre-wrap`, as Word and Gmail
    for accounts of others do. Browsers copy a no-break space as a blank, so that code can still be copied. A tab is
    four blanks.
    """
    _trim(block)
    _set(block, _Line())


@dataclass(kw_only=True, slots=True)
class _Line:
    """What was set last: whether nothing yet, and whether a blank beside which another one would be left out."""

    empty: bool = True
    loose: bool = False

    def put(self, text: str) -> str:
        """`text` with every blank that HTML would leave out made fast."""
        signs = []
        for sign in text.replace("\t", "    "):
            blank = sign == " "
            fast = blank and (self.empty or self.loose)
            self.empty, self.loose = False, blank and not fast
            signs.append(FIXED if fast else sign)
        return "".join(signs)


def _set(element: HtmlElement, line: _Line) -> None:
    children = list(element)
    element.text = _put(element, 0, element.text, line)
    for child in children:
        if child.tag == "br":
            line.empty, line.loose = True, False
        else:
            _set(child, line)
        child.tail = _put(element, element.index(child) + 1, child.tail, line)


def _put(parent: HtmlElement, at: int, text: str | None, line: _Line) -> str:
    """The first line of `text`; the others go into `parent` from place `at` on, each behind a `<br>`."""
    first, *others = (text or "").split("\n")
    first = line.put(first)
    for place, other in enumerate(others, at):
        line.empty, line.loose = True, False
        end = parent.makeelement("br")
        end.tail = line.put(other)
        parent.insert(place, end)
    return first


def _trim(element: HtmlElement) -> bool:
    """Take the line ends away that close `element`, of which a `<pre>` shows none; whether anything is left of it."""
    for child in reversed(element):
        child.tail = (child.tail or "").rstrip("\n")
        if child.tail or child.tag in ("br", "img") or _trim(child):
            return True
    element.text = (element.text or "").rstrip("\n")
    return bool(element.text)
