"""Listing* -> OPML 2.0 (opml.org/spec2.opml), which feed readers import as a list of subscriptions."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import format_datetime

from lxml import etree

from envoi.feeds.listing import Listing
from envoi.model import Site


def write(listings: Sequence[Listing], site: Site) -> bytes:
    """One outline a feed, in their order. The list is as new as the newest of their entries."""
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = site.title
    newest = max(each.feed.updated for each in listings)
    etree.SubElement(head, "dateModified").text = format_datetime(newest)
    etree.SubElement(head, "docs").text = "https://opml.org/spec2.opml"
    body = etree.SubElement(root, "body")
    for each in listings:
        outline = {
            "type": "rss",
            "text": each.title,
            "title": each.title,
            "description": each.description,
            "language": each.language,
            "htmlUrl": each.feed.site.url,
            "xmlUrl": each.best.url,
        }
        filled = {name: text for name, text in outline.items() if text}
        etree.SubElement(body, "outline", filled)
    etree.indent(root, "")
    content: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return content + b"\n"
