"""HTML that someone wrote as a post, a fragment or a whole document -> HTML of what is in its body."""

from __future__ import annotations

import re

_BODY = re.compile(r"<body\b[^<>]*>(.*?)(?:</body\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_HEADING = re.compile(r"<h([1-6])\b[^<>]*>(.*?)</h\1\s*>", re.IGNORECASE | re.DOTALL)


def render(text: str) -> str:
    """The inside of `<body>` if `text` is a whole document, else `text` as it is."""
    found = _BODY.search(text)
    return found[1] if found else text


def heading(text: str) -> str:
    """The inside of the first heading near the head of `text`, or nothing."""
    found = _HEADING.search(text[:5000])
    return found[2] if found else ""
