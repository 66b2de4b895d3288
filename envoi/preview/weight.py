"""The HTML of a letter -> where its bytes go."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from envoi.elements import ATTRIBUTES

PARTS: Final = (
    "Words",
    "Addresses",
    "Styles in elements",
    "Style sheets",
    "For Outlook alone",
    "Elements",
)
"""What the bytes of a letter are for."""

_PART: Final = re.compile(
    r"(?P<word><!--.*?-->)|(?P<sheet><style\b.*?</style\s*>)"
    rf"|(?P<tag></?[a-z!]{ATTRIBUTES}>)",
    re.DOTALL | re.IGNORECASE,
)
_STYLE: Final = re.compile(r"\sstyle=(?:\"[^\"]*\"|'[^']*')", re.IGNORECASE)
_ADDRESS: Final = re.compile(
    r"(?<=\s)(?:href|src|background|poster)=(?:\"[^\"]*\"|'[^']*')", re.IGNORECASE
)


def weigh(html: str) -> Mapping[str, int]:
    """The bytes of `html` in UTF-8 by what they are for, as `PARTS` names it; together they are all of it."""
    found = dict.fromkeys(PARTS, 0)
    at = 0
    for part in _PART.finditer(html):
        found["Words"] += _bytes(html[at : part.start()])
        at = part.end()
        if part["word"]:
            found["For Outlook alone"] += _bytes(part[0])
        elif part["sheet"]:
            found["Style sheets"] += _bytes(part[0])
        else:
            styles = sum(_bytes(each[0]) for each in _STYLE.finditer(part[0]))
            addresses = sum(_bytes(each[0]) for each in _ADDRESS.finditer(part[0]))
            found["Styles in elements"] += styles
            found["Addresses"] += addresses
            found["Elements"] += _bytes(part[0]) - styles - addresses
    found["Words"] += _bytes(html[at:])
    return found


def _bytes(text: str) -> int:
    return len(text.encode())
