"""Liquid as Jekyll has it: `{% tag argument key="value" %}`, `{{ value | filter }}`; kramdown's own marks."""

from __future__ import annotations

import re
from typing import Final

from envoi.posts.shortcodes import arguments, braces, pictures
from envoi.posts.shortcodes.syntax import Kind, Syntax, Tag

KRAMDOWN: Final = (
    r"^[ ]{0,3}(?:[-*+]|\d{1,9}[.)])[ \t][^\n{}]*\n[ \t]*\{:[ ]?toc\b[^{}\n]*\}"
    r"|\{::(?P<extension>comment|nomarkdown|options)\b[^{}\n]*\}|\{:/\w*\}"
)
"""A list that becomes the table of contents, and extensions (kramdown's syntax, "Extensions")."""

_COMMENT: Final = r"\{:/(?:comment)?\}"


def read_kramdown(text: str, found: re.Match[str]) -> Tag:
    """The tag that a match of `KRAMDOWN` is; it shows nothing."""
    comment = (found["extension"] or "").lower() == "comment"
    verbatim = comment and not found[0].endswith("/}")
    return Tag(
        kind=Kind.VERBATIM if verbatim else Kind.NOTHING,
        name="comment",
        start=found.start(),
        end=found.end(),
        ends=_COMMENT,
    )


LIQUID: Final = Syntax(
    read=braces.read,
    arguments=arguments.commas,
    unescape=braces.raw,
    handlers={"img": pictures.hexo_image},
    values=True,
    includes=("_includes",),
    more=KRAMDOWN,
    read_more=read_kramdown,
)
