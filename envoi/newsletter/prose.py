"""The clean tree of a post -> blocks of plain text, with its links in a list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import unquote

from envoi.newsletter import tables
from envoi.newsletter.lines import (
    COLUMNS,
    END,
    GLUE,
    HINT,
    Block,
    collapse,
    flat,
    hang,
    headline,
    paragraph,
    tidy,
    unbroken,
    width,
)
from envoi.newsletter.quotes import cited_at, marks_of
from envoi.tree import shows_nothing
from envoi.words import Words

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_NARROWEST = 24
"""With less room nothing is set in further: deep nesting would leave no line."""

_ENDLESS = 1 << 20
"""Room for a cell, whose text is one line until its column is set."""

_BLOCK_NAMES = """
    address article aside audio blockquote dd details div dl dt figcaption figure footer
    h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table ul video
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_MARKS = {
    **dict.fromkeys(("strong", "b"), "*"),
    **dict.fromkeys(("em", "i", "cite"), "_"),
    **dict.fromkeys(("del", "s"), "~"),
    **dict.fromkeys(("code", "kbd", "samp"), "`"),
}
_RAISED = dict(zip("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ", strict=True))
_LOWERED = dict(zip("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True))

# The fragments that comrak, Pandoc, Python-Markdown and kramdown give to footnotes.
_NOTE = re.compile(r"fn(?P<back>ref)?(?:[-:_.]|\d)")


def write(tree: HtmlElement, *, words: Words, base: str, title: str) -> list[Block]:
    """The blocks of the post `tree`, and last the addresses of its numbered links.

    `base` is the post's own address: links to a note on it become `[^1]`. A first
    `h1` that only repeats `title` is left out.
    """
    printer = _Printer(words=words, base=base)
    blocks = printer.flow(tree, COLUMNS)
    first = next(tree.iterchildren("*"), None)
    if first is not None and first.tag == "h1" and not collapse(tree.text).strip():
        heading = tidy(collapse(first.text_content()))
        blocks = blocks[heading == tidy(collapse(title)) :]
    links = [f"[{number}] {address}" for address, number in printer.links.items()]
    return [*blocks, links] if links else blocks


def label(words: Words, name: str, text: str) -> str:
    """`name` and `text` with a colon between, as the language of `words` sets it."""
    french = words.language.lower().split("-")[0] == "fr"
    return f"{name}\u00a0: {text}" if french else f"{name}: {text}"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Printer:
    """Prints elements into `room` columns and numbers the `links` that it meets."""

    words: Words
    base: str
    links: dict[str, int] = field(default_factory=dict)

    def flow(self, element: HtmlElement, room: int) -> list[Block]:
        """What is in `element`: its blocks, and paragraphs of what is between them."""
        blocks: list[Block] = []
        run = collapse(element.text)
        for child in element:
            if isinstance(child.tag, str):
                if child.tag in _BLOCKS or (
                    len(child) and any(inner.tag in _BLOCKS for inner in child.iter())
                ):
                    blocks += paragraph(run, room) + self.block(child, room)
                    run = ""
                else:
                    run += self.inline(child)
            run += collapse(child.tail)
        return blocks + paragraph(run, room)

    def block(self, element: HtmlElement, room: int) -> list[Block]:
        """`element`, which is a block or holds one."""
        match element.tag:
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                text = "\n".join(flat(self.flow(element, room)))
                mark = "~" if element.tag in ("h1", "h2") else "."
                return [headline(text, mark, room)] if text else []
            case "ul" | "ol" if room >= _NARROWEST:
                return self.items(element, room)
            case "dl" if room >= _NARROWEST:
                return self.definitions(element, room)
            case "blockquote" if room >= _NARROWEST:
                blocks = self.flow(element, room - 2)
                if address := cited_at(element):
                    source = self.words.say("source")
                    line = label(self.words, source, unbroken(address))
                    blocks += paragraph(line, room - 2)
                lines = flat(blocks, gap=True)
                return [[f"> {line}".rstrip(" ") for line in lines]] if lines else []
            case "pre":
                return self.code(element)
            case "table":
                return self.table(element, room)
            case "figure":
                lines = flat(self.flow(element, room))
                return [lines] if lines else []
            case "hr":
                return [["* * *"]]
            case "audio" | "video":
                return self.recording(element, room)
            case "a":
                blocks = self.flow(element, room)
                return blocks + paragraph(self.link(element, ""), room)
            case _:
                return self.flow(element, room)

    def items(self, element: HtmlElement, room: int) -> list[Block]:
        """A list; one of notes when each item leads back to its reference."""
        entries = list(element.iterchildren("li"))
        if not entries:
            return self.flow(element, room)
        numbers = list(_numbers(element, entries))
        notes = all(
            any(self.note(link) == "back" for link in entry.iter("a"))
            for entry in entries
        )
        if notes:
            markers = [f"[^{number}] " for number in numbers]
        elif element.tag == "ol":
            longest = max(len(str(number)) for number in numbers)
            markers = [f"{number:>{longest}}. " for number in numbers]
        else:
            markers = ["- "] * len(entries)
        found = [
            self.flow(entry, room - len(marker))
            for marker, entry in zip(markers, entries, strict=True)
        ]
        if notes:
            loose = any(len(blocks) > 1 for blocks in found)
        else:
            loose = any(entry.find("p") is not None for entry in entries)
        listed: list[Block] = []
        for marker, blocks in zip(markers, found, strict=True):
            lines = flat(blocks, gap=loose)
            if element.tag == "ul" and lines and lines[0][:2] in ("☑ ", "☐ "):
                marker, lines[0] = lines[0][:2], lines[0][2:]
            listed.append(hang(marker, lines))
        return listed if loose else [flat(listed)]

    def definitions(self, element: HtmlElement, room: int) -> list[Block]:
        """Terms, each with what it means set in below it."""
        blocks: list[Block] = []
        before = "dd"
        for child in element.iter("dt", "dd"):
            if next(child.iterancestors("dl")) is not element:
                continue
            indent = " " * 4 if child.tag == "dd" else ""
            found = self.flow(child, room - len(indent))
            lines = hang(indent, flat(found, gap=True)) if found else []
            if child.tag == "dt" and before == "dd":
                blocks.append(lines)
            else:
                blocks[-1:] = [flat([*blocks[-1:], lines])]
            before = str(child.tag)
        return [block for block in blocks if block]

    def code(self, element: HtmlElement) -> list[Block]:
        """Code as it stands, set in by four blanks; its links only in the list."""
        text = "".join(_verbatim(element)).strip("\n")
        for link in element.iter("a"):
            href = unbroken(link.get("href") or "")
            if href.startswith(("http:", "https:", "mailto:")) and href not in text:
                self.number(href)
        lines = [f"    {line}".rstrip(" \t") for line in text.split("\n")]
        return [lines] if text.strip() else []

    def recording(self, element: HtmlElement, room: int) -> list[Block]:
        """What to do with a sound or a film, and where it is."""
        elements = (element, *element.iter("source"))
        sources = [source.get("src") or "" for source in elements]
        address = next(filter(None, sources), "")
        name = self.words.strings[str(element.tag)]
        line = label(self.words, name, unbroken(address)) if address else ""
        for link in element.iter("a"):
            if link.get("href") not in sources:
                line += f" {self.inline(link)}"
        return paragraph(line, room)

    def table(self, element: HtmlElement, room: int) -> list[Block]:
        """A table below its caption."""
        blocks: list[Block] = []
        for caption in element.iterchildren("caption"):
            blocks += self.flow(caption, room)
        return blocks + tables.write(
            element,
            room,
            read=lambda cell: " ".join(flat(self.flow(cell, _ENDLESS))),
            label=partial(label, self.words),
        )

    def inline(self, element: HtmlElement) -> str:
        """`element`, which holds no block, as a piece of a paragraph."""
        match element.tag:
            case "br":
                return "\n"
            case "wbr":
                return HINT
            case "img":
                return self.picture(element)
            case "rp" | "source" | "track":
                return ""
            case "rt":
                return f"({tidy(self.inner(element))})"
            case "a":
                return self.link(element, self.inner(element))
            case "q":
                return self.quotation(element)
            case "sup":
                return _shifted(self.inner(element), _RAISED, "^")
            case "sub":
                return _shifted(self.inner(element), _LOWERED, "_")
            case _:
                return _marked(_MARKS.get(str(element.tag), ""), self.inner(element))

    def inner(self, element: HtmlElement) -> str:
        """What is in `element`, as a piece of a paragraph."""
        text = collapse(element.text)
        for child in element:
            if isinstance(child.tag, str):
                text += self.inline(child)
            text += collapse(child.tail)
        return text

    def link(self, element: HtmlElement, text: str) -> str:
        """The words of a link with its number; or its address, if they say that."""
        href = unbroken((element.get("href") or "").strip())
        scheme, _, rest = href.partition(":")
        said = tidy(text)
        match self.note(element), scheme.lower():
            case "back", _:
                return ""
            case _ if shows_nothing(element):
                return text
            case "there", _:
                # markdown-it calls the second reference to a note "[1:1]".
                return f"[^{said.strip('[]').partition(':')[0]}]"
            case _, "mailto":
                address = unbroken(unquote(rest.partition("?")[0]))
                said = said.removeprefix("mailto:")
                shown = said if address in said else f"{said}{GLUE}<{address}>"
            case _, "tel":
                known = re.sub("[^0-9]", "", rest) in re.sub("[^0-9]", "", said)
                shown = said if known else f"{said}{GLUE}<{rest}>"
            case _, "http" | "https":
                alike = _bare(said) in ("", _bare(href))
                parted = GLUE if width(said[-1:]) < 2 else ""
                shown = href + END if alike else said + parted + self.number(href)
            case _:
                return text
        return _within(text, shown.strip(GLUE))

    def number(self, address: str) -> str:
        """The number of `address` in the list of links, in brackets."""
        return f"[{self.links.setdefault(address, len(self.links) + 1)}]"

    def note(self, link: HtmlElement) -> str:
        """Whether `link` goes `there`, to a note of this post, or `back`; or neither."""
        page, _, fragment = (link.get("href") or "").partition("#")
        found = _NOTE.match(fragment) if page in ("", self.base) else None
        classes = (link.get("class") or "").split()
        if "footnote-backref" in classes or (found and found["back"]):
            return "back"
        return "there" if "footnote-ref" in classes or found else ""

    def picture(self, element: HtmlElement) -> str:
        """The alternative text, unless the caption below says the same."""
        alt = tidy(collapse(element.get("alt")))
        for figure in element.iterancestors("figure"):
            for caption in figure.iterchildren("figcaption"):
                if tidy(collapse(caption.text_content())) == alt:
                    return ""
        return f"[{alt}]" if alt else ""

    def quotation(self, element: HtmlElement) -> str:
        """Words in the quotation marks of their language, inner ones inside `q`."""
        opening, closing = marks_of(element, self.words.language)
        return f"{opening}{tidy(self.inner(element))}{closing}"


def _within(text: str, words: str) -> str:
    # A blank at the edge of an element parts words, but belongs outside its marks.
    before = " " if text[:1] == " " else ""
    return before + words + (" " if text[-1:] == " " else "")


def _marked(mark: str, text: str) -> str:
    words = tidy(text)
    if not words or not mark or words[0] == words[-1] == mark:
        return text
    return _within(text, f"{mark}{words}{mark}")


def _shifted(text: str, table: dict[str, str], mark: str) -> str:
    words = tidy(text)
    if words and all(character in table for character in words):
        return "".join(table[character] for character in words)
    if not words or words.startswith("[^") or (mark == "^" and words.isalpha()):
        return text
    return mark + (f"({words})" if re.search(f"[ {GLUE}]", words) else words)


def _bare(address: str) -> str:
    address = unquote(address.replace(HINT, "")).strip()
    return re.sub(r"^https?://", "", address, flags=re.IGNORECASE).rstrip("/")


def _verbatim(element: HtmlElement) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == "br":
            yield "\n"
        elif isinstance(child.tag, str):
            yield from _verbatim(child)
        yield child.tail or ""


def _numbers(element: HtmlElement, entries: list[HtmlElement]) -> Iterator[int]:
    backwards = element.get("reversed") is not None
    number = _integer(element.get("start"), len(entries) if backwards else 1)
    for entry in entries:
        number = _integer(entry.get("value"), number)
        yield number
        number += -1 if backwards else 1


def _integer(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,9}", text) else default
