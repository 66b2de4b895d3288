"""What must hold of every feed that any case publishes, whatever is in its folder."""

from __future__ import annotations

import json
import re
from pathlib import Path

import feedparser
import pytest
from lxml import etree

from .feeds.test_agreement import from_atom, from_json, from_rss

CASES = Path(__file__).parent / "cases"
FEEDS = sorted(CASES.glob("*/expected/**/feed.json"))
XML = sorted(CASES.glob("*/expected/**/*.xml"))
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
IRI = re.compile(r"[a-z][a-z0-9+.-]*:\S+")
ATTRIBUTES = re.compile(
    r"""\s(?:href|src|poster|cite|data|action|xlink:href)\s*=\s*["']([^"']*)"""
)
HELD_BACK = b"UNPUBLISHED"
"""Stands in the posts of the hostile case that are not for readers yet."""


def named(path: Path) -> str:
    """A file of a case in a test's name."""
    return path.relative_to(CASES).as_posix()


def facts(entries: list[dict]) -> list[dict]:
    """What formats must say alike. An id that is no IRI is another one in Atom, and an untitled post has a title there only."""
    return [
        {
            key: value
            for key, value in entry.items()
            if key in ("url", "published", "updated", "language", "authors", "tags")
        }
        for entry in entries
    ]


@pytest.mark.parametrize("path", FEEDS, ids=named)
def test_formats_agree(path: Path) -> None:
    """For every entry all formats say the same address, instants, language, authors and tags, and where they can the same id and title."""
    told = from_json(path.read_bytes())
    others = [
        read((path.parent / name).read_bytes())
        for name, read in (("rss.xml", from_rss), ("atom.xml", from_atom))
        if (path.parent / name).exists()
    ]
    assert told
    for other in others:
        assert facts(other) == facts(told)
        for one, same in zip(told, other, strict=True):
            assert same["id"] == one["id"] or not IRI.fullmatch(one["id"])
            assert one["title"] in (same["title"], None)


@pytest.mark.parametrize("path", XML, ids=named)
def test_every_parser_takes_it(path: Path) -> None:
    """A strict parser takes each feed, and feedparser has nothing to complain of."""
    content = path.read_bytes()

    assert etree.fromstring(content) is not None
    assert not feedparser.parse(content).bozo


@pytest.mark.parametrize("path", [*XML, *FEEDS], ids=named)
def test_no_address_is_relative(path: Path) -> None:
    """Every address in the content of an entry is absolute, candidates of pictures too."""
    contents = list(texts(path))
    addresses = [url for html in contents for url in ATTRIBUTES.findall(html)]
    addresses += [
        candidate.split()[0]
        for html in contents
        for srcset in re.findall(r'\ssrcset="([^"]*)"', html)
        for candidate in srcset.split(", ")
    ]

    assert [url for url in addresses if not ADDRESS.match(url)] == []


def test_nothing_that_is_held_back() -> None:
    """No word of a draft, of a post of the future or of an expired one is in any file of the hostile case."""
    held = CASES / "hostile-feeds" / "posts" / "secret-draft.md"
    published = [
        path
        for path in (CASES / "hostile-feeds" / "expected").rglob("*")
        if path.is_file()
    ]

    assert HELD_BACK in held.read_bytes()
    assert len(published) > 100
    assert [path for path in published if HELD_BACK in path.read_bytes()] == []


def texts(path: Path) -> list[str]:
    """The HTML of all entries of a feed."""
    if path.suffix == ".json":
        items = json.loads(path.read_bytes())["items"]
        return [item["content_html"] for item in items if "content_html" in item]
    tree = etree.parse(path)
    found = tree.xpath(
        "//*[local-name()='encoded' or local-name()='content'][not(@medium)]"
    )
    return [element.text or "" for element in found]
