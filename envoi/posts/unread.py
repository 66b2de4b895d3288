"""Front matter that is known by name and not read -> HeaderError."""

from __future__ import annotations

import re
from typing import Final

from envoi.posts.header import Header, HeaderError

_ZIGGY: Final = re.compile(
    r"---[ \t]*\n(?:[ \t]*(?://[^\n]*)?\n){0,50}[ \t]*\.@?\w+[ \t]*="
)

_HINT: Final = "write it as YAML, lines like title: My post, in a file that ends in .md"


def read(text: str) -> Header | None:
    """None. Raises HeaderError where the front matter is Ziggy, that of Zine."""
    if _ZIGGY.match(text):
        raise ziggy()
    return None


def ziggy() -> HeaderError:
    """What is said of a file whose front matter is Ziggy, as in each `.smd` file."""
    return HeaderError(1, "this front matter is Ziggy (Zine), which is not read", _HINT)
