"""The body of a post in its markup -> HTML as the author wrote it, not yet cleaned."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from envoi.posts import html, markdown


@dataclass(frozen=True, kw_only=True, slots=True)
class Markup:
    """One way to write a body: `render` makes HTML of it, `heading` finds its first heading as HTML."""

    render: Callable[[str], str]
    heading: Callable[[str], str]


_MARKDOWN = Markup(render=markdown.render, heading=markdown.heading)
_HTML = Markup(render=html.render, heading=html.heading)

MARKUPS: Final[Mapping[str, Markup]] = {
    ".md": _MARKDOWN,
    ".markdown": _MARKDOWN,
    ".mdown": _MARKDOWN,
    ".mkd": _MARKDOWN,
    ".html": _HTML,
    ".htm": _HTML,
}
"""Markups by the suffix of the file, in lower case. A new one is one file and its lines here."""
