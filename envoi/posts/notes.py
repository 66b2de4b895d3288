"""Notes as site generators and note-taking programs write them -> quotations that begin with their title in bold.

`admonitions` and `containers` work on the text before Markdown reads it, `callouts` on the tree.
"""

from __future__ import annotations

import re
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

from envoi.patterns import pattern
from envoi.posts import runs
from envoi.posts.fences import mark

_KIND_NAMES = """
    abstract admonition attention bug caution danger error example fail failure faq help hint important
    info message missing note question quote success summary tip tldr todo warning
"""
_KINDS: Final = frozenset(_KIND_NAMES.split())
"""Classes that make a fenced division of Pandoc or Quarto a note; others are layout."""

_LAYOUT_NAMES = """
    card-grid cards center code-group column columns div grid left raw right row steps tab tabs v-pre
"""
_LAYOUT: Final = frozenset(_LAYOUT_NAMES.split())
"""Containers that only lay out what they hold."""

_NESTED_AT_MOST: Final = 30
_ADMONITION = pattern(
    r"""([ ]{0,3})(?:!!!|\?\?\?\+?)[ \t]++([A-Za-z][\w-]*+)(?:[ \t]++[\w-]++)*+
        (?:[ \t]++"([^"\n]*+)")?[ \t]*+$""",
    re.VERBOSE,
)
_CONTAINER = pattern(
    r"""(?P<lead>[ \t>]*+)(?P<colons>:{3,}+)[ \t]*+
        (?:(?P<kind>\w[\w-]*+)|\{(?P<typed>[^{}\n]*+)\})?[ \t]*+
        (?:\[(?P<label>[^\[\]\n]*+)\])?[ \t]*+(?:\{(?P<more>[^{}\n]*+)\})?(?P<title>[^\n]*+)$""",
    re.VERBOSE,
)
_CLASS = pattern(r"(?<!\S)\.?(?:callout-)?([A-Za-z][\w-]*+)(?![\w=:-])")
_TITLE = pattern(r"""\btitle\s*+=\s*+(?:"([^"]*+)"|'([^']*+)')""")
_CALLOUT = pattern(
    r"\s*+\[!([\w -]{1,40})(?:\|[^\]\n]{0,40})?\][+-]?[ \t]*+([^\n]*+)(?:\n|$)"
)


def admonitions(text: str) -> str:
    """`text` with `!!! note "Title"` and the indented lines after it as a quotation.

    Python-Markdown and MkDocs; an empty title leaves it out, and `???` folds, which mail cannot.
    """
    if "!!!" not in text and "???" not in text:
        return text
    out: list[str] = []
    inner, blanks = "", 0
    for line in mark(text.split("\n")):
        if inner:
            if not line.text.strip():
                blanks += 1
                continue
            if line.text.startswith(inner):
                out += [*[""] * blanks, line.text[len(inner) :]]
                blanks = 0
                continue
            out += ["", "</blockquote>", *[""] * (blanks + 1)]
            inner, blanks = "", 0
        found = _ADMONITION.match(line.text) if line.prose else None
        if not found:
            out.append(line.text)
            continue
        inner = found[1] + "    "
        title = found[2] if found[3] is None else found[3]
        out += ["", "<blockquote>", "", *_bold("", title)]
    if inner:
        out += ["", "</blockquote>", *[""] * blanks]
    return "\n".join(out)


def containers(text: str) -> str:
    """`text` with `:::note Title` … `:::` as a quotation, nested ones too.

    Docusaurus, VitePress, Starlight (`:::note[Title]`) and the fenced divisions of Pandoc
    (`::: {.note title="Title"}`). What only lays out its content leaves no trace.
    """
    if ":::" not in text:
        return text
    out: list[str] = []
    opened: list[tuple[int, list[str]]] = []
    for line in mark(text.split("\n")):
        found = _CONTAINER.match(line.text) if line.prose else None
        if not found or len(opened) > _NESTED_AT_MOST:
            out.append(line.text)
            continue
        lead, colons = found["lead"], len(found["colons"])
        if found["kind"] or found["typed"] is not None:
            kind, title = _named(found)
            shown = kind.lower() not in _LAYOUT and (found["kind"] or kind)
            start = [lead, f"{lead}<blockquote>", lead, *_bold(lead, title or kind)]
            end = [lead, f"{lead}</blockquote>", lead]
            out += start if shown else [lead]
            opened.append((colons, end if shown else [lead]))
        elif found["title"].strip(" \t:") or found["label"] or not opened:
            out.append(line.text)
        else:
            for closed in _closed(opened, colons):
                out += closed
    for _, end in reversed(opened):
        out += end
    return "\n".join(out)


def callouts(tree: HtmlElement) -> None:
    """Give quotations that begin with `[!NOTE]` (GitHub) or `[!tip]- Title` (Obsidian) that line as their title."""
    if not runs.holds(tree, "[!"):
        return
    for quotation in list(tree.iter("blockquote")):
        first = next(iter(quotation), None)
        if first is None or first.tag != "p" or (quotation.text or "").strip():
            continue
        run = runs.text(first)
        found = _CALLOUT.match(run)
        if not found:
            continue
        words = runs.parts(first, *found.span(2))
        rest = runs.parts(first, found.end(), len(run))
        plain = found[2].strip(f" {runs.CHILD}")
        title = etree.Element("p")
        runs.fill(etree.SubElement(title, "strong"), words if plain else [found[1]])
        title.tail = "\n"
        quotation.insert(0, title)
        if rest:
            runs.fill(first, rest)
        else:
            quotation.remove(first)


def _named(found: re.Match[str]) -> tuple[str, str]:
    """The kind and the title of a container."""
    attributes = f"{found['typed'] or ''} {found['more'] or ''}"
    titled = _TITLE.search(attributes)
    title = found["label"] or (titled and (titled[1] or titled[2])) or found["title"]
    if found["kind"]:
        return found["kind"], title.strip(" \t:")
    classes = _CLASS.findall(found["typed"] or "")
    kind = next((name for name in classes if name.lower() in _KINDS), "")
    return kind, title.strip(" \t:")


def _closed(opened: list[tuple[int, list[str]]], colons: int) -> list[list[str]]:
    """The ends of those that a line of so many colons closes: up to one opened with as many, else the last."""
    same = any(count == colons for count, _ in opened[-10:])
    ends = []
    while opened:
        count, end = opened.pop()
        ends.append(end)
        if not same or count == colons:
            break
    return ends


def _bold(lead: str, title: str) -> list[str]:
    return [f"{lead}<strong>{title.strip()}</strong>", lead] if title.strip() else []
