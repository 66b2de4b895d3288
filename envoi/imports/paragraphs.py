"""A text of WordPress's classic editor -> HTML: blank lines part paragraphs, a line end is a `<br>`.

The rules are those of `wpautop` (developer.wordpress.org/reference/functions/wpautop), told from what it does.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from envoi.imports.verbatim import parts

_BLOCK_NAMES = """
    address article aside blockquote caption center col colgroup dd details dialog div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr iframe legend li main map math menu
    nav ol p pre script section style summary svg table tbody td tfoot th thead tr ul video audio
"""
_BLOCKS: Final = frozenset(_BLOCK_NAMES.split())
_EMPTY: Final = frozenset({"col", "hr"})
_LIST_NAMES = "colgroup dl menu ol table tbody tfoot thead tr ul"
_LISTS: Final = frozenset(_LIST_NAMES.split())
"""Elements in which no words stand."""

_LINE_NAMES = """
    address audio caption dt figcaption figure h1 h2 h3 h4 h5 h6 iframe legend summary video
"""
_LINES: Final = frozenset(_LINE_NAMES.split())
"""Elements in which words stand, but no paragraphs."""

_WRAPPED: Final = frozenset({"", "blockquote"})
"""Where even a single paragraph is one."""

_CLOSED_BY: Final = {
    "li": {"li"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
    "td": {"td", "th"},
    "th": {"td", "th"},
    "tr": {"td", "th", "tr"},
}
"""Elements that end where one of the key begins."""

_TAG = re.compile(
    r"""<!--[^<>]*+>|<(?P<slash>/?)(?P<name>[a-zA-Z][\w-]*+)(?:[^<>"']++|"[^"<>]*+"|'[^'<>]*+'|["'])*+>"""
)
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TWO_BREAKS = re.compile(r"<br\s*/?>\s*<br\s*/?>", re.IGNORECASE)


def paragraphs(text: str) -> str:
    """`text` as HTML, what is in `<pre>` and the like as it is."""
    maker = _Maker()
    for part, kept in parts(text.replace("\r\n", "\n").replace("\r", "\n")):
        if kept:
            (maker.inline if part[:5].lower() == "<code" else maker.block)(part)
            continue
        part = _TWO_BREAKS.sub("\n\n", part)
        at = 0
        for tag in _TAG.finditer(part):
            maker.words(part[at : tag.start()])
            at = tag.end()
            name = (tag["name"] or "").lower()
            if name in _BLOCKS:
                maker.tag(tag[0], name, closes=bool(tag["slash"]))
            elif name:
                maker.inline(tag[0])
            elif tag[0] == "<!--more-->":
                maker.block(tag[0])
        maker.words(part[at:])
    return maker.html()


@dataclass(slots=True)
class _Maker:
    """Gathers words and inline markup into paragraphs until a block begins or ends."""

    out: list[str] = field(default_factory=list)
    stack: list[str] = field(default_factory=list)
    opened: Counter[str] = field(default_factory=Counter)
    run: list[list[str]] = field(default_factory=lambda: [[]])

    def words(self, text: str) -> None:
        """Words, with line ends as they were typed."""
        for number, paragraph in enumerate(_BLANK_LINE.split(text)):
            if number:
                self.run.append([])
            for nth, words in enumerate(paragraph.split("\n")):
                self.run[-1].extend(("\n", words) if nth else (words,))

    def inline(self, markup: str) -> None:
        """Something within a line."""
        self.run[-1].append(markup)

    def block(self, markup: str) -> None:
        """Something that stands for itself."""
        self.flush()
        self.out.append(markup)

    def tag(self, tag: str, name: str, *, closes: bool) -> None:
        """The begin or end of an element that parts paragraphs."""
        self.block(tag)
        if closes:
            if self.opened[name]:
                while self.pop() != name:
                    pass
        elif name not in _EMPTY and not tag.endswith("/>"):
            ended = {"p", *_CLOSED_BY.get(name, ())}
            while self.stack and self.stack[-1] in ended:
                self.pop()
            self.stack.append(name)
            self.opened[name] += 1

    def pop(self) -> str:
        """The innermost element, which ends."""
        name = self.stack.pop()
        self.opened[name] -= 1
        return name

    def flush(self) -> None:
        """Write what was gathered, in paragraphs where the element it is in has such."""
        parent = self.stack[-1] if self.stack else ""
        run, self.run = self.run, [[]]
        texts = list(filter(None, map(_lines, run)))
        if parent in _LISTS:
            self.out.extend(part for paragraph in run for part in paragraph)
        elif not texts:
            self.out.append("\n" if len(run) > 1 or "\n" in run[0] else "")
        elif parent == "p":
            self.out.append("</p>\n<p>".join(texts))
        elif parent in _LINES:
            self.out.append("<br>\n".join(texts))
        elif len(texts) == 1 and parent not in _WRAPPED:
            self.out.append(texts[0])
        else:
            self.out.extend(f"<p>{text}</p>\n" for text in texts)

    def html(self) -> str:
        """All that was made."""
        self.flush()
        return "".join(self.out).strip()


def _lines(run: list[str]) -> str:
    """One paragraph, with a `<br>` for each line end that has none, and without breaks and blanks at its ends."""
    made: list[str] = []
    for part in run:
        if part == "\n":
            while made and not made[-1].strip():
                made.pop()
            if made and not _BREAK.fullmatch(made[-1]):
                made[-1] = made[-1].rstrip()
                made.append("<br>")
            made.append("\n")
        elif part:
            made.append(part.lstrip() if made and made[-1] == "\n" else part)
    while made and _is_blank(made[-1]):
        made.pop()
    first = next((n for n, part in enumerate(made) if not _is_blank(part)), len(made))
    return "".join(made[first:]).strip()


def _is_blank(part: str) -> bool:
    return not part.strip() or _BREAK.fullmatch(part) is not None
