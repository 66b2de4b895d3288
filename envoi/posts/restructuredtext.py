"""reStructuredText -> HTML and what is odd about it, with docutils, which is imported when the first one is met."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from envoi.posts.header import Remark

_ADORNMENT: Final = re.compile(r"([!-/:-@\[-`{-~])\1{2,}[ \t]*$")
_MARKUP: Final = re.compile(
    r"``([^`\n]+)``"
    r"|(?::[\w:+.-]{1,40}:)?`([^`<>\n]+?)(?:\s*<[^`<>\n]*>)?`(?:__?|:[\w:+.-]{1,40}:)?"
    r"|\*\*(?!\s)([^*\n]+)(?<!\s)\*\*|\*(?!\s)([^*\n]+)(?<!\s)\*|\\(.)"
)

LARGEST: Final = 400_000
"""Characters of the largest text that is rendered."""

_BLOCK: Final = re.compile(
    r"(?P<explicit>[ \t]*(?:\.\. |__ ))|[ \t]*(?:[-*+\u2022|:]|--?\w|\(?\w{1,4}[.)][ \t])"
)
_MARK: Final = re.compile(r"[*`|_:\[@]")
_REPLACE: Final = re.compile(
    r"^[ \t]*\.\.[ \t]+\|[^|\n]+\|[ \t]+replace::([^\n]*(?:\n[ \t]+[^\n]*)*)",
    re.MULTILINE,
)
_SIMPLE: Final = re.compile(r"[ \t]*=+[ ]+=")
_TABLE: Final = re.compile(r"[ \t]*[|+]")
_BLOCKS_AT_MOST: Final = 4_000
_INLINE_AT_MOST: Final = 25_000_000
"""What docutils does in about a second: blocks, and marks times characters of their paragraph."""

LONGEST_LINE: Final = 20_000
"""Characters of the longest line, and of what a substitution comes to; docutils gives up beyond."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Title:
    """The title of a section: its words, the index of their line, and that of the line behind it."""

    words: str
    line: int
    end: int


def render(text: str) -> str:
    """HTML of reStructuredText `text`, its first title as `<h1>` if all else is below that."""
    return _rendered(text)[0]


def remarks(text: str) -> Sequence[Remark]:
    """What docutils finds wrong in `text`, with lines from 1."""
    return _rendered(text)[1]


def heading(text: str) -> str:
    """The first title in `text` as HTML, or nothing."""
    lines = text.split("\n")
    for at in range(len(lines)):
        if (not at or not lines[at - 1].strip()) and (
            found := section_title(lines, at)
        ):
            return html.escape(without_markup(found.words))
    return ""


def section_title(lines: Sequence[str], at: int) -> Title | None:
    """The title that begins on `lines[at]`: words above a row of one character, or between two such rows."""
    over = _ADORNMENT.match(lines[at])
    words_at = at + 1 if over else at
    if words_at + 1 >= len(lines):
        return None
    words, under = lines[words_at], _ADORNMENT.match(lines[words_at + 1])
    if not under or not words.strip() or (words[0] in " \t" and not over):
        return None
    if over and over[0].rstrip() != under[0].rstrip():
        return None
    if len(under[0].rstrip()) < min(4, len(words.strip())):
        return None
    return Title(words=words.strip(), line=words_at, end=words_at + 2)


def without_markup(words: str) -> str:
    """A line of reStructuredText as plain words: without emphasis, roles, targets and backslashes."""
    return _MARKUP.sub(lambda found: next(filter(None, found.groups()), ""), words)


@lru_cache(maxsize=1)
def _rendered(text: str) -> tuple[str, tuple[Remark, ...]]:
    if remark := _too_much(text):
        return f"<pre>{html.escape(text[:LARGEST])}</pre>", (remark,)
    from envoi.posts.rst_html import publish

    try:
        return publish(text)
    except RecursionError:
        remark = _refusal(1, "is nested too deep")
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001
        # docutils asserts and forgets: a directive `class` before `target-notes` is enough
        remark = _refusal(1, f"makes docutils fail ({type(error).__name__})")
    return f"<pre>{html.escape(text)}</pre>", (remark,)


def _too_much(text: str) -> Remark | None:
    """What docutils would need minutes for: it grows with the square of some things."""
    if len(text) > LARGEST:
        return _refusal(1, f"is longer than {LARGEST:,} characters")
    blocks = inline = marks = size = start = 0
    # a word that stands for two that stand for two grows without end
    if sum(inner.count("|") for inner in _REPLACE.findall(text)) > 12:
        return _refusal(1, "has too many replacements of replacements")
    listed = "csv-table" in text
    table = False
    for number, line in enumerate([*text.split("\n"), ""], 1):
        found = _BLOCK.match(line)
        table = bool(_SIMPLE.match(line)) or (table and bool(size))
        if found or table or not size:
            blocks += 3 if found and found["explicit"] else 1
        blocks += line.count("|") if _TABLE.match(line) else 0
        blocks += line.count(",") if listed else 0
        if len(line) > LONGEST_LINE:
            return _refusal(number, "has a line too long for docutils")
        if line.strip():
            start = start or number
            marks, size = marks + len(_MARK.findall(line)), size + len(line)
        else:
            inline += marks * size
            if blocks > _BLOCKS_AT_MOST or inline > _INLINE_AT_MOST:
                return _refusal(start or 1, "is too much for docutils")
            marks = size = start = 0
    return None


def _refusal(line: int, what: str) -> Remark:
    return Remark(
        code="rst",
        line=line,
        message=f"{what}; shown as it stands",
        hint="divide it, or write it as Markdown or HTML",
    )
