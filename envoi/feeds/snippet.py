"""Link* -> the lines for the `<head>` of a site's pages, by which browsers and readers find its feeds."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from envoi.feeds.listing import Link


def write(links: Iterable[Link]) -> str:
    """One `<link>` a line."""
    return "".join(
        f'<link rel="alternate" type="{escape(link.type)}" '
        f'title="{escape(link.title)}" href="{escape(link.url)}">\n'
        for link in links
    )
