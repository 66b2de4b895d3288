"""The bytes of a feed, in any format that readers know -> FeedFile: what it says, and on which lines."""

from __future__ import annotations

import re
from typing import Final

from envoi.feedfile import atom, jsonfeed, rss
from envoi.feedfile.said import (
    Fault,
    FeedEnclosure,
    FeedEntry,
    FeedFile,
    moment,
    stop,
)
from envoi.feedfile.tidy import tidied
from envoi.feedfile.xml import ATOM, ATOM_03, RDF, children, line, local, namespace

__all__ = [
    "Fault",
    "FeedEnclosure",
    "FeedEntry",
    "FeedFile",
    "is_feed",
    "moment",
    "read",
]

LARGEST: Final = 50_000_000
"""Bytes of the largest feed that is read."""


def read(data: bytes, name: str) -> FeedFile:
    """The feed in `data`, of the file or address `name`: RSS 0.9x, 1.0 or 2.0, Atom 0.3 or 1.0, JSON Feed 1 or 1.1.

    Raises Stop, with the line, for what is no feed, and for what no parser could read.
    """
    if len(data) > LARGEST:
        raise stop(name, f"is larger than {LARGEST // 1_000_000} MB")
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        return jsonfeed.read(data, name)
    return _of_xml(data, name)


def is_feed(data: bytes) -> bool:
    """Whether `data` begins like a feed, so that a fault in it is worth a word."""
    head = data[:2000]
    if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
        return b"jsonfeed.org/version" in data
    return bool(re.search(rb"<(?:\w+:)?(?:rss|RDF|feed)[\s>]", head))


def _of_xml(data: bytes, name: str) -> FeedFile:
    from lxml import etree

    faults: list[Fault] = []
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        try:
            root = etree.fromstring(tidied(data, faults), parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            at = getattr(error, "lineno", 0) or 0
            said = str(error).split(", line ")[0] or "it is empty"
            raise stop(name, f"is no XML that can be read: {said}", at) from error
    kind, space = local(root), namespace(root)
    if kind == "feed" and space in (ATOM, ATOM_03):
        return atom.read(root, "1.0" if space == ATOM else "0.3", tuple(faults))
    if kind == "rss":
        heads = children(root, "channel")
        if heads:
            items = children(heads[0], "item") or children(root, "item")
            return rss.read(heads[0], items, root.get("version", ""), tuple(faults))
    if kind == "RDF" and space == RDF:
        heads = children(root, "channel")
        if heads:
            version = "1.0" if namespace(heads[0]).endswith("1.0/") else "0.90"
            return rss.read(heads[0], children(root, "item"), version, tuple(faults))
    raise stop(name, f"is XML, but no feed: it begins with <{kind}>", line(root))
