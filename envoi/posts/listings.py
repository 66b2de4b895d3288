"""Code as a highlighter drew it (Rouge, Chroma, Pygments, Shiki, Prism, highlight.js) -> `<pre><code class="language-…">`, its text only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

_FRAME_NAMES = """
    chroma code-block code-toolbar code-wrapper codehilite expressive-code gatsby-highlight highlight
    highlighter-rouge literal-block-wrapper prism-code remark-highlight rouge-table shiki sourcecode
"""
_FRAMES: Final = frozenset(_FRAME_NAMES.split())
_NUMBER_NAMES = """
    gutter hljs-ln-numbers lineno linenodiv linenos line-number line-numbers-rows ln lnt rouge-gutter
"""
_NUMBERS: Final = frozenset(_NUMBER_NAMES.split())
"""Classes of the elements that hold line numbers."""

_NOT_LANGUAGES_NAMES = """
    chroma code code-block code-wrapper codehilite copy dark default figure frame highlight highlighter-rouge
    hljs is-loaded line-numbers linenos light literal-block nohighlight none notranslate plain plaintext prettyprint
    prism-code rouge shiki source sourcecode text txt wrap undefined
"""
_NOT_LANGUAGES: Final = frozenset(_NOT_LANGUAGES_NAMES.split())
_WITHIN: Final = frozenset(
    {"code", "div", "figure", "pre", "table", "tbody", "td", "tr"}
)
_WORDY: Final = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl"})
_LANGUAGE = re.compile(
    r"(?:(?:language|lang|highlight(?:-source|-text)?)-|brush:)([\w+#.-]+)"
)
_NAME = re.compile(r"[A-Za-z][\w+#.-]{0,29}")
_FRAMES_AT_MOST: Final = 6


def plain_listings(tree: HtmlElement) -> None:
    """Make every listing in `tree` plain. A `<pre>` that nobody coloured stays as it is."""
    done: set[HtmlElement] = set()
    for pre in list(tree.iter("pre")):
        if pre in done or _is_numbers(pre):
            continue
        frame = _frame(pre, tree)
        inside = list(frame.iter("pre"))
        done.update(inside)
        language = _language(pre, frame)
        code = next(pre.iter("code"), None)
        if not language and code is None and frame is pre and not len(pre):
            continue
        source = next((one for one in reversed(inside) if not _is_numbers(one)), pre)
        text = "".join(_text(source)).strip("\n").rstrip()
        tail = frame.tail
        frame.clear()
        frame.tag, frame.tail = "pre", tail
        made = etree.SubElement(frame, "code")
        made.text = f"{text}\n"
        if language:
            made.set("class", f"language-{language}")


def _frame(pre: HtmlElement, tree: HtmlElement) -> HtmlElement:
    """The outermost element that was drawn around this listing alone."""
    frame = pre
    for _, around in zip(range(_FRAMES_AT_MOST), pre.iterancestors(), strict=False):
        if around is tree or around.tag not in _WITHIN:
            break
        names = around.get("class", "").lower().split()
        if not _FRAMES.isdisjoint(names) or any(map(_LANGUAGE.fullmatch, names)):
            if not _is_one(around):
                break
            frame = around
    return frame


def _is_one(element: HtmlElement) -> bool:
    """Whether one listing is all that an element holds, but for line numbers and the listing's title."""
    innermost = [
        one
        for one in element.iter("pre")
        if not _is_numbers(one) and one.find(".//pre") is None
    ]
    words = any(child.tag in _WORDY for child in element)
    return len(innermost) <= 1 and not words


def _is_numbers(element: HtmlElement) -> bool:
    """Whether an element, or the cell it is in, holds line numbers: a word of its class says so, or all it says are numbers."""
    if not _NUMBERS.isdisjoint(element.get("class", "").split()):
        return True
    if element.tag != "pre":
        return False
    cell = next(element.iterancestors("td"), None)
    if cell is None:
        return False
    if not _NUMBERS.isdisjoint(cell.get("class", "").split()):
        return True
    return cell.getnext() is not None and not re.search(r"[^\d\s]", _words(element))


def _words(element: HtmlElement) -> str:
    return "".join(element.itertext())


def _language(pre: HtmlElement, frame: HtmlElement) -> str:
    """The language that a class or a `data-` attribute of the listing names; nothing if none does."""
    near = [*pre.iter("code"), pre]
    for around in pre.iterancestors():
        if pre is frame:
            break
        near.append(around)
        if around is frame:
            break
    for element in near:
        named = element.get("data-lang") or element.get("data-language") or ""
        if _NAME.fullmatch(named):
            return "" if named.lower() in _NOT_LANGUAGES else named.lower()
        for name in element.get("class", "").split():
            found = _LANGUAGE.fullmatch(name)
            if found and found[1].lower() not in _NOT_LANGUAGES:
                return found[1].lower()
    for element in near:
        # Hexo: <figure class="highlight bash">; docutils: <pre class="code python">
        first, *more = element.get("class", "").split() or [""]
        if (
            first in ("highlight", "code")
            and len(more) == 1
            and _NAME.fullmatch(more[0])
        ):
            return "" if more[0].lower() in _NOT_LANGUAGES else more[0].lower()
    return ""


def _text(element: HtmlElement) -> Iterator[str]:
    """The text of a listing: `<br>` and elements that are blocks end a line, line numbers are left out."""
    if element.tag == "br":
        yield "\n"
        return
    if element.tag == "button" or (element.tag != "pre" and _is_numbers(element)):
        return
    yield element.text or ""
    for child in element:
        block = child.tag in ("div", "li", "tr", "p")
        parts = list(_text(child))
        yield from parts
        after = child.tail or ""
        ended = "".join(parts[-2:]).endswith("\n") or after.startswith("\n")
        if block and child.getnext() is not None and not ended:
            yield "\n"
        yield after
