"""The head of an HTML document (`<meta name="date" content="…">`, as Pelican has it) -> Header."""

from __future__ import annotations

import html
import re
from typing import Final

from envoi.patterns import pattern
from envoi.posts.header import Collector, Header, plain

_LONGEST: Final = 20_000
_START: Final = pattern(r"<(?:!doctype html|html|head)\b", re.IGNORECASE)
_END: Final = pattern(r"</head\s*>|<body\b", re.IGNORECASE)
_TITLE: Final = pattern(r"<title\b[^<>]*>([^<]*)</title", re.IGNORECASE)
_META: Final = pattern(r"<meta\b([^<>]*)>", re.IGNORECASE)
_ATTRIBUTE: Final = pattern(
    r"""\b(name|contents?)\s*=\s*("[^"]*"|'[^']*')""", re.IGNORECASE
)
_TELLING: Final = frozenset(
    {"author", "authors", "category", "date", "modified", "slug", "status", "tags"}
)


def read(text: str) -> Header | None:
    """The header of `text`, or None if this is not its form. The body is the whole document.

    Only a document that says one of the keys that tell: others have a head for browsers.
    """
    if not _START.match(text):
        return None
    end = _END.search(text[:_LONGEST])
    head = text[: end.start()] if end else ""
    collector = Collector()
    for meta in _META.finditer(head):
        parts = {
            name.lower(): value[1:-1] for name, value in _ATTRIBUTE.findall(meta[1])
        }
        value = parts.get("content", parts.get("contents", ""))
        if name := parts.get("name", ""):
            line = head.count("\n", 0, meta.start()) + 1
            collector.add(name, html.unescape(value), line)
    if not _TELLING & set(map(plain, collector.fields)):
        return None
    if title := _TITLE.search(head):
        line = head.count("\n", 0, title.start()) + 1
        collector.add("title", html.unescape(title[1]), line)
    return collector.header(text, 1)
