"""Names of emoji between colons, outside code -> the characters, as GitHub has them."""

from __future__ import annotations

import re
from functools import lru_cache

import comrak
from lxml.html import HtmlElement

from envoi.posts import runs

_NAMES = re.compile(r"(?<![\w:/])(?::[a-z0-9_+-]{1,50}:)+(?![\w:/])")
_NAME = re.compile(r":([^:]+):")
_OPTIONS = comrak.ExtensionOptions()
_OPTIONS.shortcodes = True


def replace(tree: HtmlElement) -> None:
    """Put the emoji in for `:tada:` and `:+1::heart:`; comrak alone would also see one in `net::key::x`."""
    if not _NAMES.search("".join(tree.itertext())):
        return
    for element in runs.prose(tree):
        if ":" in (element.text or ""):
            element.text = _NAMES.sub(_characters, element.text)
        for child in element:
            if ":" in (child.tail or ""):
                child.tail = _NAMES.sub(_characters, child.tail)


def _characters(found: re.Match[str]) -> str:
    made = [_character(name) for name in _NAME.findall(found[0])]
    return "".join(made) if all(made) else found[0]


@lru_cache(maxsize=1024)
def _character(name: str) -> str:
    typed = f":{name}:"
    rendered: str = comrak.render_markdown(typed, extension_options=_OPTIONS)
    found = rendered.removeprefix("<p>").removesuffix("</p>\n")
    return "" if found == typed or "<" in found else found
