"""What readers and browsers are given -> a page in a frame that shows it as they do."""

from __future__ import annotations

import re
from html import escape
from typing import Final

from envoi.preview import local
from envoi.preview.snapshot import Snapshot
from envoi.preview.view import File

_STYLE: Final = """
:root { color-scheme: light dark; }
body { max-width: 42rem; margin: 0 auto; padding: 8px 24px 48px; color: light-dark(#1c1f24, #e6e8eb); background: light-dark(#fff, #1d2024);
  font: 17px/1.6 Georgia, "Times New Roman", "Noto Serif", serif; overflow-wrap: break-word; }
h1, h2, h3, h4 { font-family: system-ui, sans-serif; line-height: 1.3; }
a { color: light-dark(#3652bd, #a3b6ff); }
img, video, svg { max-width: 100%; height: auto; }
audio { width: 100%; }
pre { overflow-x: auto; padding: 12px; background: light-dark(#f3f3ef, #272b31); font-size: 14px; line-height: 1.5; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { padding: 4px 10px; border: 1px solid light-dark(#d5d5cf, #444a54); }
blockquote { margin-inline: 0; padding-inline-start: 16px; border-inline-start: 3px solid light-dark(#d5d5cf, #444a54); }
"""
"""About what readers give a text: a column, and pictures no wider than it."""

_SHEETS: Final = re.compile(rb"<\?xml-stylesheet\b.*?\?>", re.DOTALL)
_ROOT: Final = re.compile(rb"<(?:rss|feed|rdf:RDF)\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")


def as_reader(html: str, title: str, language: str, snapshot: Snapshot) -> str:
    """The content of an entry as a page."""
    page = (
        f'<!DOCTYPE html><html lang="{escape(language)}" dir="auto"><head><meta charset="utf-8">'
        f'<title>{escape(title)}</title><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head><body>{html}</body></html>"
    )
    return local.localized(page, snapshot)


def as_browser(feed: bytes, css: bytes) -> bytes:
    """A feed in XML with its style sheet inside, for nothing is fetched in a frame. Only that differs from what a browser shows."""
    inside = (
        b'<style xmlns="http://www.w3.org/1999/xhtml"><![CDATA['
        + css.replace(b"]]>", b"")
        + b"]]></style>"
    )
    bare = _SHEETS.sub(b"", feed)
    return _ROOT.sub(lambda found: found[0] + inside, bare, count=1)


def frame(content: str | bytes, media_type: str = "text/html") -> File:
    """`content` as a frame shows it."""
    data = content.encode("utf-8", "replace") if isinstance(content, str) else content
    return File(content=data, media_type=media_type, framed=True)
