"""The text of a post with the template code of a site generator -> the same text without it.

Nothing is run: tags that are known are replaced by what they stand for, the rest by a link to the post.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Final

from envoi.posts.shortcodes import literal
from envoi.posts.shortcodes.engine import Engine
from envoi.posts.shortcodes.hexo import HEXO
from envoi.posts.shortcodes.hugo import HUGO
from envoi.posts.shortcodes.liquid import LIQUID
from envoi.posts.shortcodes.mdx import MDX
from envoi.posts.shortcodes.nunjucks import NUNJUCKS
from envoi.posts.shortcodes.obsidian import OBSIDIAN
from envoi.posts.shortcodes.page import Expanded, LeftOut, Page
from envoi.posts.shortcodes.plain import PLAIN
from envoi.posts.shortcodes.syntax import Syntax
from envoi.posts.shortcodes.templates import NONE, Handlers, load
from envoi.posts.shortcodes.zola import ZOLA

__all__ = ["Expanded", "Handlers", "LeftOut", "Page", "expand", "load"]

SYNTAXES: Final[Mapping[str, Syntax]] = {
    "": PLAIN,
    "hexo": HEXO,
    "hugo": HUGO,
    "liquid": LIQUID,
    "mdx": MDX,
    "nunjucks": NUNJUCKS,
    "obsidian": OBSIDIAN,
    "zola": ZOLA,
}
"""Ways to write template code, by what `Dialect.SYNTAX` says. A new one is one file and its line here."""

_HTML: Final = frozenset({".html", ".htm"})


def expand(text: str, syntax: str, page: Page, handlers: Handlers = NONE) -> Expanded:
    """`text` with the tags of `syntax` replaced by what they stand for, the user's `handlers` first.

    A file that is called `.mdx` is MDX, whatever `syntax` the others are in.
    Of `{{` and `{%` nothing is left outside code and formulas; text without tags stays as it is.
    """
    suffix = PurePosixPath(page.path).suffix.lower()
    found = MDX if suffix == ".mdx" else SYNTAXES.get(syntax, PLAIN)
    if not any(mark in text for mark in found.marks):
        return Expanded(text=text)
    markdown = suffix not in _HTML
    engine = Engine(syntax=found, page=page, handlers=handlers, markdown=markdown)
    shown = engine.run(text)
    if "{{" in shown or "{%" in shown:
        shown = literal.split(shown, markdown=markdown)
    return Expanded(
        text=shown,
        left_out=tuple(engine.left_out),
        problems=tuple(engine.problems),
    )
