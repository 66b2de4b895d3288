"""CommonMark with GitHub's extensions and footnotes -> HTML."""

from __future__ import annotations

import re
from typing import Final

import comrak

_OPTIONS = comrak.ExtensionOptions()
_OPTIONS.table = True
_OPTIONS.strikethrough = True
_OPTIONS.autolink = True
_OPTIONS.tasklist = True
_OPTIONS.footnotes = True
_RENDER = comrak.RenderOptions()
_RENDER.unsafe_ = True

_FENCE: Final = re.compile(r" {0,3}(`{3,}|~{3,})")
_ATX: Final = re.compile(r" {0,3}#{1,6}[ \t]")
_UNDERLINE: Final = re.compile(r" {0,3}(?:=+|-+)[ \t]*$")


def render(text: str) -> str:
    """HTML of Markdown `text`. Raw HTML in it comes through: cleaning is a later step."""
    return comrak.render_markdown(
        text, extension_options=_OPTIONS, render_options=_RENDER
    )


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
            if words := (inner if closed else typed).strip():
                return render(words)
            before = ""
        elif (
            _UNDERLINE.match(line)
            and before.strip()
            and not before.startswith(("    ", ">", "- "))
        ):
            return render(before.strip())
        else:
            before = line
    return ""
