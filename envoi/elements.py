"""The tag of an element, as it stands in a page -> its attributes, for who changes some and leaves all else byte for byte."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

ATTRIBUTES: Final = r"""(?:[^"'>]|"[^"]*"|'[^']*')*+"""
"""The pattern of what stands between the name of an element and the end of its tag."""

ATTRIBUTE: Final = re.compile(
    r"""\s+(?P<name>[^\s=>"'/]+)(?:\s*=\s*(?P<value>"[^"]*"|'[^']*'|[^\s"'>]+))?"""
)
"""One attribute in them, with the blanks before it."""


def value(attribute: re.Match[str]) -> str | None:
    """What a found `ATTRIBUTE` says, without quotes and references; None where it has a name alone."""
    typed = attribute["value"]
    if typed is None:
        return None
    return unescape(typed[1:-1] if typed[0] in "\"'" else typed)
