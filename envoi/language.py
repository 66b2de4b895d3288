"""What someone typed as a language -> a BCP 47 tag, or nothing."""

from __future__ import annotations

import re


def language_tag(typed: str) -> str:
    """`typed` as a language tag in its usual case (`pt_br` is `pt-BR`); nothing if it is none.

    The first part has two or three letters, as every language of ISO 639 has: `turkish` is no tag.
    """
    if not re.fullmatch(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*", typed):
        return ""
    first, *rest = re.split("[-_]", typed)
    return "-".join((first.lower(), *map(_usual, rest)))


def _usual(part: str) -> str:
    """Regions in capitals, scripts with one (RFC 5646 section 2.1.1)."""
    if len(part) == 2:
        return part.upper()
    return part.capitalize() if len(part) == 4 and part.isalpha() else part.lower()
