"""Formulas in Markdown -> their TeX source as code, which is what a reader without a script can be shown.

Markdown would take `_` and `*` in them for emphasis, and lines that begin with `=` or `+` for
headings and lists. Nothing counts as a formula that does not look like one: `$5 and $6` is money,
and `\\[sic\\]` is a bracket.
"""

from __future__ import annotations

import html
import re
from typing import Final
from urllib.parse import quote

from envoi.patterns import pattern
from envoi.posts.fences import Line, mark

_HERE, _END = "\ufdd0", "\ufdd1"
_MARKS = pattern(f"[{_HERE}{_END}]")
_TAG = pattern(
    rf"(?P<tag></?(?P<name>[a-zA-Z][\w-]*+)[^>]*+>)|{_HERE}(?P<number>\d+){_END}"
)
_HIDDEN = pattern(
    rf"{_HERE}(\d+){_END}|{quote(_HERE)}(\d+){quote(_END)}", re.IGNORECASE
)
_CLASS: Final = "language-math"
_CODE: Final = frozenset({"code", "pre", "kbd", "samp"})

_INLINE = pattern(
    r"""(?=[$\\])(?:(?<![\\$\w])\$(?P<dollar>(?![\s$])(?:[^$`\n\\]|\\[^\n`]|\n(?![\s+*>|\#\d=~:\[-])){1,500})(?<!\s)\$(?![\w$])
    |(?<![\\$])\$\$(?P<two>(?![$])(?:[^$`\n\\]|\\[^\n`]|\n(?![\s+*>|\#\d=~:\[-])){1,2000})\$\$(?!\$)
    |(?<![\\\w])(?P<round>\\{1,2})\((?P<parens>(?:(?!\\{1,2}[()])[^`\n]){1,500})(?P=round)\)
    |(?<![\\\w])(?P<square>\\{1,2})\[(?P<brackets>(?:(?!\\{1,2}[\[\]])[^`\n]){1,2000})(?P=square)\])""",
    re.VERBOSE,
)
_STRONG = pattern(
    r"\\[A-Za-z]|[\w)\]}|]\^[\w({\\*'-]|[A-Za-z0-9)\]}]_(?:\{|[A-Za-z0-9](?![A-Za-z_]))"
)
_WEAK = pattern(r"(?:(?<![A-Za-z])[A-Za-z](?![A-Za-z])|[^A-Za-z&\"\u0080-\U0010ffff])+")
_NOT_TEX = pattern(r"<[A-Za-z/!]|&#?\w+;|://|\]\(")

_ENVIRONMENT = pattern(
    r"[ \t>]*+\\begin\{((?:align|alignat|displaymath|eqnarray|equation|flalign|gather|multline)\*?)\}"
)
_PAIRS: Final = {"$$": "$$", "\\[": "\\]", "\\\\[": "\\\\]"}
_DISPLAY = pattern(r"(?P<lead>[ \t>]*+)(?P<mark>\$\$|\\{1,2}\[)(?P<rest>[^\n]*)$")
_LONGEST: Final = 60
"""Lines of the longest formula."""


def blocks(text: str) -> str:
    """`text` with formulas that stand on lines of their own as fenced code, as GitHub writes them."""
    if not ("$$" in text or "\\]" in text or "\\end{" in text):
        return text
    lines = list(mark(text.split("\n")))
    out: list[str] = []
    at = 0
    while at < len(lines):
        found = _block(lines, at) if lines[at].prose else None
        if found:
            lead, tex, after = found
            out += [lead, f"{lead}```math", *(lead + row for row in tex)]
            out += [f"{lead}```", lead]
            at = after
        else:
            out.append(lines[at].text)
            at += 1
    return "\n".join(out)


def hide(text: str) -> tuple[str, list[str]]:
    """`text` with a mark for each formula in a line, and these formulas as typed, with what sets them apart."""
    if "$" not in text and "\\(" not in text and "\\[" not in text:
        return text, []
    typed: list[str] = []
    text = _MARKS.sub("", text)
    strong = any(_STRONG.search(_tex(found)) for found in _INLINE.finditer(text))

    def put(found: re.Match[str]) -> str:
        tex = _tex(found)
        if not tex.strip() or ("\n" in tex and not _in_paragraph(text, found.start())):
            return found[0]
        looks = _STRONG.search(tex) or (
            strong and not found["brackets"] and _WEAK.fullmatch(tex)
        )
        if not looks or _NOT_TEX.search(tex):
            return found[0]
        typed.append(found[0])
        return f"{_HERE}{len(typed) - 1}{_END}"

    return _INLINE.sub(put, text), typed


def show(rendered: str, typed: list[str]) -> str:
    """The HTML `rendered` from what `hide` gave, each formula as code; in code and addresses it is as it was typed."""
    if not typed:
        return rendered
    depth, block = 0, False

    def put(found: re.Match[str]) -> str:
        nonlocal depth, block
        if not found["tag"]:
            source = typed[int(found["number"])]
            if depth:
                return _escaped(source if block else source.replace("\n", " "))
            tex = _INLINE.fullmatch(source)
            return f'<code class="{_CLASS}">{_escaped(_tex(tex).strip() if tex else source)}</code>'
        if found["name"].lower() in _CODE:
            depth += -1 if found["tag"].startswith("</") else 1
            depth = max(depth, 0)
            block = depth > 0 and (block or found["name"].lower() == "pre")
        return _HIDDEN.sub(as_attribute, found["tag"])

    def as_attribute(found: re.Match[str]) -> str:
        if found[1]:
            return _escaped(typed[int(found[1])])
        return quote(typed[int(found[2])], safe="/:@!$()*+,;=~-._%")

    return _TAG.sub(put, rendered)


def _block(lines: list[Line], at: int) -> tuple[str, list[str], int] | None:
    """The formula that begins on the line `at`: what stands before it, its lines, and the line after it."""
    if found := _DISPLAY.match(lines[at].text):
        lead, opens, first = found["lead"], found["mark"], found["rest"]
        close = _PAIRS[opens]
        opens = "\0" if opens == close else opens
    elif found := _ENVIRONMENT.match(lines[at].text):
        lead = found[0][: found[0].index("\\")]
        opens, close = f"\\begin{{{found[1]}}}", f"\\end{{{found[1]}}}"
        first = lines[at].text[len(lead) :]
    else:
        return None
    tex = [first]
    while not tex[-1].rstrip().endswith(close):
        at += 1
        if at >= len(lines) or len(tex) > _LONGEST or not lines[at].prose:
            return None
        row = lines[at].text
        if not row.strip(" \t>") or opens in row:
            return None
        tex.append(row[len(lead) :] if row.startswith(lead) else row.lstrip())
    if close.startswith("\\end"):
        if "".join(tex).count(close) > 1:
            return None
    else:
        tex[-1] = tex[-1].rstrip()[: -len(close)]
        if any(close in row for row in tex) or not "".join(tex).strip():
            return None
    whole = "\n".join(tex)
    if "`" in whole or (close == "\\]" and not _STRONG.search(whole)):
        return None
    return lead, [row for row in tex if row.strip()], at + 1


def _in_paragraph(text: str, place: int) -> bool:
    """Whether the line at `place` can only be one of a paragraph, so that the next one goes on with it."""
    at = text.rfind("\n", 0, place) + 1
    start = text[at : at + 1]
    return start.isalpha() or start in "($\\"


def _tex(found: re.Match[str]) -> str:
    return found["dollar"] or found["two"] or found["parens"] or found["brackets"]


def _escaped(source: str) -> str:
    return html.escape(source, quote=False).replace('"', "&quot;")
