"""The text of a post with the template code of a site generator -> the same text without it.

Nothing is run: tags that are known are replaced by what they stand for, the rest by a link to the post.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

from envoi.paths import parts
from envoi.posts.shortcodes.page import Expanded, LeftOut, Page
from envoi.posts.shortcodes.templates import NONE, Handlers, load

if TYPE_CHECKING:
    from envoi.posts.shortcodes.syntax import Syntax

__all__ = ["Expanded", "Handlers", "LeftOut", "Page", "expand", "load"]

_BRACES: Final = ("{{", "{%", "{#", "{:")

SYNTAXES: Final[Mapping[str, tuple[str, ...]]] = {
    "hexo": _BRACES,
    "hugo": _BRACES,
    "liquid": _BRACES,
    "mdx": ("{", "<", "import", "export"),
    "nunjucks": _BRACES,
    "obsidian": ("{{", "{%", "%%"),
    "plain": _BRACES,
    "zola": _BRACES,
}
"""Ways to write template code, by what `Dialect.SYNTAX` says (nothing: plain), and what no text is without that holds any. A new one is one file and its line here."""

_HTML: Final = frozenset({".html", ".htm"})


def expand(text: str, syntax: str, page: Page, handlers: Handlers = NONE) -> Expanded:
    """`text` with the tags of `syntax` replaced by what they stand for, the user's `handlers` first.

    A file that is called `.mdx` is MDX, whatever `syntax` the others are in.
    Of `{{` and `{%` nothing is left outside code and formulas; text without tags stays as it is.
    """
    suffix = parts(page.path).suffix.lower()
    name = "mdx" if suffix == ".mdx" else syntax or "plain"
    if not any(mark[0] in text and mark in text for mark in SYNTAXES[name]):
        return Expanded(text=text)
    from envoi.posts.shortcodes import literal
    from envoi.posts.shortcodes.engine import Engine

    markdown = suffix not in _HTML
    engine = Engine(
        syntax=_syntax(name), page=page, handlers=handlers, markdown=markdown
    )
    shown = engine.run(text)
    if "{{" in shown or "{%" in shown:
        shown = literal.split(shown, markdown=markdown)
    return Expanded(
        text=shown,
        left_out=tuple(engine.left_out),
        problems=tuple(engine.problems),
    )


@cache
def _syntax(name: str) -> Syntax:
    """The syntax of `SYNTAXES` that is called `name`, imported when the first post is read that may hold it."""
    module = import_module(f"{__name__}.{name}")
    return cast("Syntax", getattr(module, name.upper()))
