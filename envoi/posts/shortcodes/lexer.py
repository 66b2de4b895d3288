"""A text in a syntax -> its pieces in order: text, code, and the tags outside of code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from envoi.posts.shortcodes import code
from envoi.posts.shortcodes.code import Code
from envoi.posts.shortcodes.syntax import Kind, Syntax, Tag


@dataclass(frozen=True, slots=True)
class Text:
    """Text to be kept; of `code` only what protects it from the generator is taken away."""

    text: str
    code: bool = False


Piece = Text | Tag

# A mark ends at the first closing braces that are not quoted; if its quotes are never closed, at the
# first closing braces. Another opening one inside means that this one was never closed. So every
# character is looked at a few times at most, whatever the text.
MARKS: Final = (
    r"(?P<hugo>\{\{(?P<angle>[<%])(?:(?>[^\"`{>%]+|\"[^\"]*\"|`[^`]*`|\{(?!\{)|[>%](?!\}\}))*+"
    r"|(?>[^{>%]+|\{(?!\{)|[>%](?!\}\}))*+)[>%]\}\})"
    r"|(?P<output>\{\{(?:(?>[^\"'{}]+|\"[^\"]*\"|'[^']*'|\{(?![{%])|\}(?!\}))*+"
    r"|(?>[^{}]+|\{(?![{%])|\}(?!\}))*+)\}\})"
    r"|(?P<block>\{%(?:(?>[^\"'{%]+|\"[^\"]*\"|'[^']*'|\{(?!%)|%(?!\}))*+"
    r"|(?>[^{%]+|\{(?!%)|%(?!\}))*+)%\})"
    r"|(?P<remark>\{\#(?:[^#{]+|\{(?!\#)|\#(?!\}))*+\#\})"
)
"""The marks that template code is written in, whatever generator it is for."""


_FIRST: Final = r"[`<$\\{%]"
"""What a mark begins with, where it is not the first of a line; no other character has to be looked at again."""

_OPENING = re.compile(r"\{(?=[{%])")


def pieces(text: str, syntax: Syntax, *, markdown: bool) -> Iterator[Piece]:
    """The pieces of `text`, in order. Takes time in proportion to the text, whatever it holds."""
    known = Code(text, markdown)
    marks = _marks(syntax.more, markdown, syntax.indented)
    missing: set[str] = set()
    at = kept = 0
    while found := marks.search(text, at):
        start, at = found.span()
        if found.lastgroup == "escape":
            continue
        if end := known.end(found):
            yield from _text(text[kept:start])
            yield _protected(text[start:end], found, syntax)
            kept = at = end
        elif tag := _tag(text, found, syntax, missing):
            yield from _text(text[kept:start])
            yield tag
            kept = at = tag.end
        elif found.lastgroup != "ticks":
            at = start + 1
    yield from _text(text[kept:])


@cache
def _marks(more: str, markdown: bool, indented: bool) -> re.Pattern[str]:
    own = [f"(?P<more>{more})"] if more else []
    lines = [code.FENCE, *([code.INDENT] if indented else ()), code.TICKS]
    first = lines if markdown else []
    escape = [code.ESCAPE] if markdown else []
    parts = [*first, code.COMMENT, code.ELEMENT, *own, code.MATH, *escape, MARKS]
    return re.compile(
        rf"(?=^|{_FIRST})(?:{'|'.join(parts)})", re.MULTILINE | re.IGNORECASE
    )


def _text(text: str) -> Iterator[Text]:
    if text:
        yield Text(text)


def _protected(text: str, found: re.Match[str], syntax: Syntax) -> Text:
    if found.lastgroup == "comment":
        return Text(_OPENING.sub("", text), code=True)
    return Text(syntax.unescape(text), code=True)


def _tag(
    text: str, found: re.Match[str], syntax: Syntax, missing: set[str]
) -> Tag | None:
    if found.lastgroup == "more":
        tag = syntax.read_more(text, found) if syntax.read_more else None
    elif found.lastgroup in ("hugo", "output", "block", "remark"):
        tag = syntax.read(found)
    else:
        return None
    if tag is None or tag.kind is not Kind.VERBATIM:
        return tag
    if tag.ends not in missing:
        if end := re.compile(tag.ends).search(text, tag.end):
            return replace(tag, inner=text[tag.end : end.start()], end=end.end())
        missing.add(tag.ends)
    return replace(tag, kind=Kind.VOID)
