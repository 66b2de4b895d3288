"""Text that is to be shown as it stands, template code and all -> the same with that code as code."""

from __future__ import annotations

import re

from envoi.posts.shortcodes import lexer, outputs
from envoi.posts.shortcodes.lexer import Text
from envoi.posts.shortcodes.syntax import Kind, Syntax, Tag

_OPENING = re.compile(r"\{+[{%]")


def _shown(found: re.Match[str]) -> Tag:
    code = outputs.inline_code(found[0])
    start, end = found.span()
    return Tag(kind=Kind.LITERAL, name="", start=start, end=end, arguments=code)


_SHOWN = Syntax(read=_shown, arguments=lambda typed: ())
_HIDDEN = Syntax(read=lambda found: None, arguments=lambda typed: ())


def show(text: str, *, markdown: bool) -> str:
    """`text` with each mark of template code outside code made code."""
    return "".join(
        piece.arguments
        if isinstance(piece, Tag)
        else piece.text
        if piece.code
        else _OPENING.sub(lambda found: outputs.inline_code(found[0]), piece.text)
        for piece in lexer.pieces(text, _SHOWN, markdown=markdown)
    )


def split(text: str, *, markdown: bool) -> str:
    """`text` with a blank in each `{{` and `{%` outside code, so that none is left: what was never closed."""
    return "".join(
        piece.text if piece.code else outputs.split_braces(piece.text)
        for piece in lexer.pieces(text, _HIDDEN, markdown=markdown)
        if isinstance(piece, Text)
    )
