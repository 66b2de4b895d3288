"""CommonMark with GitHub's extensions, definition lists, formulas and notes -> HTML."""

from __future__ import annotations

import re
from typing import Final

import comrak

from envoi.posts import formulas, notes

_OPTIONS = comrak.ExtensionOptions()
_OPTIONS.table = True
_OPTIONS.strikethrough = True
_OPTIONS.autolink = True
_OPTIONS.tasklist = True
_OPTIONS.footnotes = True
_OPTIONS.description_lists = True
_OPTIONS.cjk_friendly_emphasis = True
_RENDER = comrak.RenderOptions()
_RENDER.unsafe_ = True

_FENCE: Final = re.compile(r" {0,3}(`{3,}|~{3,})")
_ATX: Final = re.compile(r" {0,3}#{1,6}[ \t]")
_UNDERLINE: Final = re.compile(r" {0,3}(?:=+|-+)[ \t]*$")
_ATTRIBUTES: Final = re.compile(r"(?<![ \t])[ \t]*+\{:?[ \t]*[#.][^{}\n]*\}[ \t#]*$")
_COMMENT: Final = re.compile(r"\{::comment\}.*?\{:/(?:comment)?\}", re.DOTALL)
_CODE: Final = re.compile(r"<(/?)(?:pre|code)\b([^<>]*+)>")


def render(text: str) -> str:
    """HTML of Markdown `text`. Raw HTML in it comes through: cleaning is a later step."""
    plain = notes.admonitions(text)
    prepared = notes.containers(formulas.blocks(_without_comments(plain)))
    rendered = _render(prepared)
    if prepared == plain:
        return rendered
    before = _render(plain)
    return rendered if _code(rendered) == _code(before) else before


def heading(text: str) -> str:
    """The first heading of `text` as HTML, or nothing."""
    fence, before = "", ""
    for line in text.split("\n"):
        if mark := _FENCE.match(line):
            if not fence:
                fence = mark[1]
            elif mark[1].startswith(fence) and not line.strip(" `~"):
                fence = ""
            before = ""
        elif fence:
            continue
        elif found := _ATX.match(line):
            typed = line[found.end() :].strip()
            inner = typed.rstrip("#")
            closed = not inner or inner[-1] in " \t"
            if words := _ATTRIBUTES.sub("", inner if closed else typed).strip():
                return render(words)
            before = ""
        elif (
            _UNDERLINE.match(line)
            and before.strip()
            and not before.startswith(("    ", ">", "- "))
        ):
            return render(_ATTRIBUTES.sub("", before).strip())
        else:
            before = line
    return ""


def _render(text: str) -> str:
    hidden, typed = formulas.hide(text)
    rendered: str = comrak.render_markdown(
        hidden, extension_options=_OPTIONS, render_options=_RENDER
    )
    return formulas.show(rendered, typed)


def _code(rendered: str) -> list[str]:
    """What is in the code of `rendered`, without formulas: a note that changed it was none."""
    found, opened = [], list[re.Match[str]]()
    for tag in _CODE.finditer(rendered):
        if not tag[1]:
            opened.append(tag)
        elif opened:
            first = opened.pop()
            inner = rendered[first.end() : tag.start()]
            if not opened and "language-math" not in first[2] + inner[:40]:
                found.append(inner)
    return found


def _without_comments(text: str) -> str:
    """`text` without what kramdown takes for a comment."""
    end = text.rfind("{:/") + len("{:/comment}")
    if "{::comment}" not in text[:end]:
        return text
    return _COMMENT.sub("", text[:end]) + text[end:]
