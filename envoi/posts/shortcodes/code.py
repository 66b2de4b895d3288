"""A text -> where it holds code, comments and mathematics, in which braces mean themselves.

Only what is code for certain counts (CommonMark 0.31, GitHub's tables): an expanded tag in code
is a blemish, template code that is shown is a leak.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import Final

_MARKERS: Final = r"(?:(?:[-*+]|\d{1,9}[.)])[ \t]++)*+"

FENCE: Final = rf"(?P<fence>^[ \t>]*+{_MARKERS}(?:`{{3,}}+(?![^\n]*`)|~{{3,}}+))"
INDENT: Final = r"(?P<indent>^(?: {4}| {0,3}\t)[^\n]*)"
TICKS: Final = r"(?P<ticks>`++)"
ESCAPE: Final = r"(?P<escape>\\[\\`$<])"
MATH: Final = r"(?P<math>\$\$?|\\{1,2}[(\[])"
COMMENT: Final = r"(?P<comment><!--)"
ELEMENT: Final = (
    r"(?P<element><(?P<tag>pre|code|script|style|textarea|samp|kbd)\b[^<>]*+>)"
)

_BREAK = re.compile(
    r"^[ \t]*+(?:$|[>#<=|]|(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)|`{3}|~{3}|[-*_]{3}|\[\^)",
    re.MULTILINE,
)
_DELIMITERS = re.compile(r"^(?=[^\n]*-)(?=[^\n]*[|:])[ \t>|:-]+$", re.MULTILINE)
_LIST = re.compile(r" {0,3}(?:[-*+:]|\d{1,9}[.)]|\[\^[^\]\n]+\]:)(?:[ \t]|$)")
_HTML = re.compile(
    r"[ \t>]*+(?:(?:[-*+]|\d{1,9}[.)])[ \t]++)*+(?:<[!?]|</?(?:address|article|aside|base|basefont|blockquote|body"
    r"|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset"
    r"|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param"
    r"|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?=[\s/>]|$)"
    r"|</?[a-z][a-z0-9-]*+[^<>]*+>[ \t]*$)",
    re.IGNORECASE,
)
"""A line that begins a block of HTML of CommonMark's kinds 4, 6 and 7."""

_DEEP = re.compile(r" {4}| {0,3}\t")
_TICKS = re.compile(TICKS)
_CLOSES: Final = {"\\(": "\\)", "\\[": "\\]", "\\\\(": "\\\\)", "\\\\[": "\\\\]"}
_FORMULA = re.compile(r"[\\^_]")


@dataclass(slots=True)
class Code:
    """Answers for one `text`; every question costs no more than what it finds."""

    text: str
    markdown: bool
    _breaks: list[int] = field(init=False, default_factory=list)
    _tables: list[int] = field(init=False, default_factory=list)
    _runs: dict[int, list[int]] = field(init=False, default_factory=dict)
    _indented: set[int] = field(init=False, default_factory=set)
    _html: list[tuple[int, int]] = field(init=False, default_factory=list)
    _blanks: list[int] = field(init=False, default_factory=list)
    _found: dict[str, tuple[int, int]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        if self.markdown:
            for found in _BREAK.finditer(self.text):
                self._breaks.append(found.start())
                if not found[0].strip():
                    self._blanks.append(found.start())
                elif found[0].endswith("#"):
                    line_end = self.text.find("\n", found.end())
                    self._breaks.append(line_end if line_end > 0 else len(self.text))
            self._tables = [found.start() for found in _DELIMITERS.finditer(self.text)]
            for run in _TICKS.finditer(self.text):
                self._runs.setdefault(len(run[0]), []).append(run.start())
            self._indented, self._html = _lines(self.text)

    def end(self, mark: re.Match[str]) -> int:
        """Where the code ends that begins with `mark`; 0 if it does not begin code."""
        kind = mark.lastgroup or ""
        if kind in ("fence", "ticks") and self._in_html(mark.start()):
            return 0
        if kind == "fence":
            return self._fence(mark)
        if kind == "indent":
            return mark.end() if mark.start() in self._indented else 0
        if kind == "ticks":
            return self._span(mark)
        if kind == "math":
            return self._math(mark)
        if kind == "comment":
            return self.after("-->", mark.end())
        if kind == "element":
            return self.after(f"</{mark['tag']}>", mark.end())
        return 0

    def after(self, words: str, start: int) -> int:
        """Where the next `words` end; 0 if there are none."""
        at = self.next(words, start)
        return at + len(words) if at >= 0 else 0

    def next(self, words: str, start: int) -> int:
        """Where the next `words` begin, -1 if there are none. What was looked for once is not looked for again."""
        asked, found = self._found.get(words, (0, -2))
        if found == -2 or start < asked or -1 < found < start:
            found = self.text.find(words, start)
            self._found[words] = (start, found)
        return found

    def _fence(self, mark: re.Match[str]) -> int:
        """The end of the fenced block; one in a list or a quotation also ends with that."""
        lead = mark[0].rstrip("`~")
        run = mark[0][len(lead) :]
        quoted = ">" in lead
        column = len(lead.expandtabs(4))
        column = column if lead.strip() else min(column // 4 * 2, 2)
        close = re.compile(
            rf"[ \t>]*+{re.escape(run[0])}{{{len(run)},}}[ \t]*+$", re.MULTILINE
        )
        at = self.text.find("\n", mark.end()) + 1
        while 0 < at < len(self.text):
            line_end = self.text.find("\n", at)
            line_end = len(self.text) if line_end < 0 else line_end
            if column and _outside(self.text[at : at + column + 1], quoted, column):
                return at
            if close.match(self.text, at, line_end):
                return line_end
            at = line_end + 1
        return len(self.text)

    def _span(self, mark: re.Match[str]) -> int:
        """The end of a code span: the next run of as many backticks in the same paragraph, and table cell."""
        length = len(mark[0])
        runs = self._runs.get(length, [])
        at = bisect_right(runs, mark.start())
        if at == len(runs) or _between(self._breaks, mark.end(), runs[at]):
            return 0
        end = runs[at] + length
        if "|" in self.text[mark.end() : end] and self._in_table(mark.start()):
            return 0
        return end

    def _math(self, mark: re.Match[str]) -> int:
        """The end of a formula in the same paragraph: `$` as Pandoc has it, and only what looks like TeX."""
        closing = _CLOSES.get(mark[0], mark[0])
        start = mark.end()
        at = self.next(closing, start)
        if at < 0 or _between(self._blanks, start, at):
            return 0
        end = at + len(closing)
        inner = self.text[start:at]
        if closing == "$" and (
            inner[:1].isspace()
            or inner[-1:].isspace()
            or self.text[end : end + 1].isdigit()
        ):
            return 0
        return end if _FORMULA.search(inner) else 0

    def _in_html(self, place: int) -> bool:
        """Whether `place` is in a block of HTML, in which Markdown means nothing up to the next blank line."""
        at = bisect_right(self._html, (place, len(self.text) + 1))
        return at > 0 and place < self._html[at - 1][1]

    def _in_table(self, place: int) -> bool:
        """Whether there is a row of dashes near `place` that would make a table of its lines."""
        at = bisect_left(self._tables, place)
        blanks = bisect_left(self._blanks, place)
        blank = self._blanks[blanks - 1] if blanks else -1
        if at and self._tables[at - 1] > blank:
            return True
        line_end = self.text.find("\n", place)
        return at < len(self._tables) and self._tables[at] == line_end + 1 > 0


def _between(places: list[int], start: int, end: int) -> bool:
    """Whether one of `places`, which are in order, is between the two."""
    at = bisect_right(places, start)
    return at < len(places) and places[at] <= end


def _outside(start: str, quoted: bool, column: int) -> bool:
    """Whether a line that begins with `start` is no longer in the quotation, or in the list item at `column`."""
    if quoted:
        return not start.lstrip(" ").startswith(">")
    indent = len(start.expandtabs(4)) - len(start.expandtabs(4).lstrip(" "))
    return bool(start.strip()) and indent < column


def _lines(text: str) -> tuple[set[int], list[tuple[int, int]]]:
    """Where the lines begin that are code because they are indented, and from where to where blocks of HTML go."""
    found: set[int] = set()
    html: list[tuple[int, int]] = []
    at, in_list, in_code, blank, began = 0, False, False, True, -1
    for line in text.split("\n"):
        if not line or line.isspace():
            if began >= 0:
                html.append((began, at))
            blank, began = True, -1
        elif _DEEP.match(line):
            in_code = not in_list and (blank or in_code) and began < 0
            if in_code:
                found.add(at)
            blank = False
        else:
            if began < 0 and _HTML.match(line):
                began = at
            if _LIST.match(line):
                in_list = True
            elif blank and not line[0].isspace():
                in_list = False
            in_code = blank = False
        at += len(line) + 1
    if began >= 0:
        html.append((began, at))
    return found, html
