"""The body of a post in its markup -> HTML as the author wrote it, not yet cleaned."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from envoi.posts import html, markdown
from envoi.posts.header import Remark


def _nothing(text: str) -> Sequence[Remark]:
    return ()


def _rst(text: str) -> str:
    from envoi.posts import restructuredtext

    return restructuredtext.render(text)


def _rst_heading(text: str) -> str:
    from envoi.posts import restructuredtext

    return restructuredtext.heading(text)


def _rst_remarks(text: str) -> Sequence[Remark]:
    from envoi.posts import restructuredtext

    return restructuredtext.remarks(text)


@dataclass(frozen=True, kw_only=True, slots=True)
class Markup:
    """One way to write a body: `render` makes HTML of it, `heading` finds its first heading as HTML.

    `remarks` says what was wrong when it was rendered, with lines from 1. `module` is what has
    to be installed for it, with the extra `extra`; nothing where it comes with Envoi. `braces`
    says that bodies may hold template code and marks for the end of the summary in HTML.
    """

    render: Callable[[str], str]
    heading: Callable[[str], str]
    remarks: Callable[[str], Sequence[Remark]] = _nothing
    module: str = ""
    extra: str = ""
    braces: bool = True


_MARKDOWN = Markup(render=markdown.render, heading=markdown.heading)
_HTML = Markup(render=html.render, heading=html.heading)
_RST = Markup(
    render=_rst,
    heading=_rst_heading,
    remarks=_rst_remarks,
    module="docutils",
    extra="rst",
    braces=False,
)

MARKUPS: Final[Mapping[str, Markup]] = {
    ".md": _MARKDOWN,
    ".markdown": _MARKDOWN,
    ".mdown": _MARKDOWN,
    ".mkd": _MARKDOWN,
    ".smd": _MARKDOWN,
    ".html": _HTML,
    ".htm": _HTML,
    ".rst": _RST,
    ".rest": _RST,
}
"""Markups by the suffix of the file, in lower case. A new one is one file and its lines here."""
