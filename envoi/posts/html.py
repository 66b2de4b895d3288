"""HTML that someone wrote as a post, a fragment or a whole document -> HTML of what is in its body."""

from __future__ import annotations

import re

_BODY = re.compile(r"<body\b[^<>]*>", re.IGNORECASE)
_END = re.compile(r"</body\s*>", re.IGNORECASE)
_HEADING = re.compile(r"<h([1-6])\b[^<>]*>(.*?)</h\1\s*>", re.IGNORECASE | re.DOTALL)
_TITLE = re.compile(r"<title\b[^<>]*>([^<]*)</title\s*>", re.IGNORECASE)


def render(text: str) -> str:
    """The inside of `<body>` if `text` is a whole document, else `text` as it is.

    Of the body only its `<main>` or `<article>`, if there is one of them: the rest is the page around the post.
    """
    found = _BODY.search(text)
    if not found:
        return text
    end = _END.search(text, found.end())
    body = text[found.end() : end.start() if end else len(text)]
    for name in ("main", "article"):
        tags = list(re.finditer(rf"<(/?){name}\b[^<>]*>", body, re.IGNORECASE))
        if len(tags) == 2 and not tags[0][1] and tags[1][1]:
            return body[tags[0].end() : tags[1].start()]
    return body


def heading(text: str) -> str:
    """The `<title>` of a whole document, else the inside of the first heading near the head of `text`, or nothing."""
    start = text[:5000]
    if (title := _TITLE.search(start)) and title[1].strip():
        return title[1]
    found = _HEADING.search(start)
    return found[2] if found else ""
