"""A clean tree -> its beginning as prose: sentences, without headings, tables, captions, code and what stands for embeds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from lxml.html import HtmlElement

from envoi.posts import clean, leaks

SENTENCE_END: Final = re.compile(r"[.!?…。！？؟۔][\"'”’»)\]]*(?=\s|$)|[。！？]")

_ENOUGH: Final = 18
"""Bytes of the shortest text that says something; a greeting is shorter."""

_HEADS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SHOWN: Final = frozenset({"dl", "figure", "pre", "table", "video"})
_PASSED_OVER: Final = (
    _HEADS
    | _SHOWN
    | {"audio", "figcaption", "footer", "picture", "rp", "rt", "summary"}
)
"""What is no prose: a caption is read with its picture, a heading with what is below it."""

_ENDS: Final = _HEADS | _SHOWN | {"hr", "ol", "ul"}
"""Where prose ends that has come to a full sentence."""

_BOXES = re.compile("[\N{BALLOT BOX}\N{BALLOT BOX WITH CHECK}]\\s*")
_NAME = re.compile(r"[—–―-]\s*\S")
"""How the last line of a quotation begins that says whose it is."""

LEFT_OUT: Final = "[…]"
"""The words of a link to what could not be shown here."""

_Kind = Literal["prose", "item", "links", "end"]


def beginning(tree: HtmlElement) -> str:
    """The first sentences, up to a list, a heading or the like, if there are any; items of lists before that with commas.

    A text of nothing but links gives their words.
    """
    text, last, links = "", "prose", list[str]()
    for run in _runs(tree, None):
        if run.kind == "end":
            if len((whole := _whole(text)).encode()) >= _ENOUGH:
                return whole
        elif run.kind == "links":
            links.append(run.text)
        elif run.kind == "prose" or last == "item" or not _is_ended(text):
            text, last = _joined(text, last, run), run.kind
    return text or " ".join(links)


def before(tree: HtmlElement, mark: HtmlElement) -> str:
    """All prose that stands before the element `mark`."""
    text, last = "", "prose"
    for run in _runs(tree, mark):
        if run.kind in ("prose", "item"):
            text, last = _joined(text, last, run), run.kind
    return text


@dataclass(frozen=True, slots=True)
class _Run:
    """Words without a block between them; or the `end` of prose, which has none."""

    kind: _Kind
    text: str = ""


def _joined(text: str, last: str, run: _Run) -> str:
    if not text:
        return run.text
    if (
        text[-1] in ",;:،、："
        or _is_ended(text)
        or (last, run.kind) == ("prose", "prose")
    ):
        return f"{text} {run.text}"
    if (last, run.kind) == ("item", "prose"):
        return f"{text}. {run.text}"
    if last == "prose":
        return f"{text}: {run.text}"
    return f"{text}{'،' if '؀' <= text[-1] <= 'ۿ' else ','} {run.text}"


def _is_ended(text: str) -> bool:
    """Whether `text` ends as a sentence does."""
    return bool(SENTENCE_END.search(text[-3:]))


def _whole(text: str) -> str:
    """`text` if it has a full sentence, without a last one that announces what is left out; else nothing."""
    ends = [found.end() for found in SENTENCE_END.finditer(text)]
    return "" if not ends else text[: ends[-1]] if text[-1] in ":：" else text


@dataclass(slots=True)
class _Words:
    """Gathers the words of one run, and whether some of them are of no link."""

    parts: list[str] = field(default_factory=list)
    plain: bool = False

    def add(self, text: str | None, *, linked: bool) -> None:
        self.plain |= not linked and bool(text and text.strip())
        self.parts.append(text or "")

    def run(self, *, item: bool, quoted: bool) -> Iterator[_Run]:
        """The run that was gathered, if it is one; the next one begins."""
        text = _BOXES.sub("", " ".join("".join(self.parts).split()))
        kind: _Kind = "links" if not self.plain else "item" if item else "prose"
        self.parts, self.plain = [], False
        if text and not (quoted and _NAME.match(text)):
            yield _Run(kind, text)


def _runs(tree: HtmlElement, until: HtmlElement | None) -> Iterator[_Run]:
    """The runs of `tree` in reading order, up to the element `until`."""
    words = _Words()
    inside = dict.fromkeys(("a", "li", "blockquote"), 0)

    def flush() -> Iterator[_Run]:
        return words.run(item=inside["li"] > 0, quoted=inside["blockquote"] > 0)

    stack: list[tuple[HtmlElement, bool]] = [(tree, False)]
    while stack:
        element, left = stack.pop()
        tag = element.tag
        block = tag in clean.BLOCKS or tag == "br"
        if element is until:
            break
        if left:
            if block:
                yield from flush()
            if tag in inside:
                inside[tag] -= 1
            if element is not tree:
                words.add(element.tail, linked=inside["a"] > 0)
            continue
        if block:
            yield from flush()
        if tag in _ENDS:
            yield _Run("end")
        passed = element is not tree and _is_passed_over(element)
        if tag in inside:
            inside[tag] += 1
        stack.append((element, True))
        if not passed:
            words.add(element.text, linked=inside["a"] > 0)
            stack.extend((child, False) for child in reversed(element))
    yield from flush()


def _is_passed_over(element: HtmlElement) -> bool:
    return (
        element.tag in _PASSED_OVER
        or "footnote" in element.get("class", "")
        or (element.tag == "a" and element.text == LEFT_OUT)
        or leaks.is_one(element)
    )
