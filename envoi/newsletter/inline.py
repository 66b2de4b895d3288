"""A rendered letter -> the same letter with its styles in its elements, as mail clients need them."""

from __future__ import annotations

import re

ENTITIES = {
    "\u034f": "&#847;",
    "\u2007": "&#8199;",
    "\u200b": "&#8203;",
    "\ufeff": "&#65279;",
}
"""Signs nobody sees: css-inline writes them out, and some gateways take a bare U+FEFF within a text for a fault."""


def inline(html: str) -> str:
    """Put the rules of each `<style>` into the elements they are for.

    Blocks marked `data-css-inline="keep"` stay where they are and lose the mark. Nothing is fetched. The order of
    the head stays as it was: `<meta charset>` has to come first.
    """
    import css_inline

    inliner = css_inline.CSSInliner(
        inline_style_tags=True,
        keep_style_tags=False,
        keep_link_tags=True,
        load_remote_stylesheets=False,
        minify_css=True,
        resolve_css_variables=True,
    )
    html = inliner.inline(html)
    html = re.sub(r'<style\b[^>]*\bdata-css-inline="keep"[^>]*>', "<style>", html)
    for sign, entity in ENTITIES.items():
        html = html.replace(sign, entity)
    return html
