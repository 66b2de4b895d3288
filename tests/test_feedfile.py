"""Feeds in every format that readers know -> what they say; and no bytes at all that do harm."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envoi import feedfile
from envoi.feedfile import FeedEnclosure, FeedFile
from envoi.problems import Stop

RSS = """\
<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel>
<title>Harbour</title>
<atom:link href="https://harbour.example/rss.xml" rel="self"/>
<atom:link href="https://hub.example/" rel="hub"/>
<link>https://harbour.example/</link>
<description>News of the quay</description>
<language>en</language>
<lastBuildDate>Fri, 20 Nov 2026 09:00:00 +0300</lastBuildDate>
<item>
<title>Ropes &amp; sails</title>
<link>https://harbour.example/ropes/</link>
<guid isPermaLink="false">urn:x:1</guid>
<pubDate>Fri, 20 Nov 2026 09:00:00 +0300</pubDate>
<atom:updated>2026-11-21T09:00:00+03:00</atom:updated>
<dc:creator>Ayla</dc:creator><dc:creator>Bora</dc:creator>
<category>quay</category>
<description>Short</description>
<content:encoded>&lt;p&gt;Long&lt;/p&gt;</content:encoded>
<enclosure url="https://harbour.example/a.mp3" length="12" type="audio/mpeg"/>
</item>
<item><link>https://harbour.example/no-guid/</link></item>
<item><guid>https://harbour.example/only-guid/</guid></item>
</channel></rss>
"""
ATOM = """\
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<title type="html">Harbour &amp;amp; &lt;b&gt;quay&lt;/b&gt;</title>
<id>https://harbour.example/atom.xml</id>
<link href="https://harbour.example/"/>
<link rel="self" href="https://harbour.example/atom.xml"/>
<updated>2026-11-21T06:00:00Z</updated>
<author><name>Ayla</name></author>
<entry>
<title>Ropes &amp; sails</title>
<id>urn:x:1</id>
<link rel="related" href="https://other.example/"/>
<link href="https://harbour.example/ropes/"/>
<link rel="enclosure" href="https://harbour.example/a.mp3" type="audio/mpeg" length="12"/>
<published>2026-11-20T06:00:00Z</published>
<updated>2026-11-21T06:00:00Z</updated>
<author><name>Ayla</name></author><author><name>Bora</name></author>
<category term="quay"/>
<summary>Short</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Long</p></div></content>
</entry>
</feed>
"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Harbour",
        "home_page_url": "https://harbour.example/",
        "feed_url": "https://harbour.example/feed.json",
        "hubs": [{"type": "WebSub", "url": "https://hub.example/"}],
        "items": [
            {
                "id": "urn:x:1",
                "url": "https://harbour.example/ropes/",
                "title": "Ropes & sails",
                "summary": "Short",
                "content_html": "<p>Long</p>",
                "date_published": "2026-11-20T09:00:00+03:00",
                "date_modified": "2026-11-21T09:00:00+03:00",
                "authors": [{"name": "Ayla"}, {"name": "Bora"}],
                "tags": ["quay"],
                "attachments": [
                    {
                        "url": "https://harbour.example/a.mp3",
                        "mime_type": "audio/mpeg",
                        "size_in_bytes": 12,
                    }
                ],
            },
            {"id": 7, "content_text": "A number for an id"},
        ],
    },
    indent=1,
)


def read(text: str) -> FeedFile:
    """The feed that `text` is."""
    return feedfile.read(text.encode(), "feed")


@pytest.mark.parametrize("text", [RSS, ATOM, JSON], ids=["rss", "atom", "json"])
def test_formats_say_the_same(text: str) -> None:
    """One entry comes out alike from RSS, Atom and JSON Feed."""
    entry = read(text).entries[0]

    assert (entry.id, entry.url, entry.title) == (
        "urn:x:1",
        "https://harbour.example/ropes/",
        "Ropes & sails",
    )
    assert entry.published == datetime(2026, 11, 20, 6, tzinfo=UTC)
    assert entry.updated == datetime(2026, 11, 21, 6, tzinfo=UTC)
    assert (entry.html, entry.summary) == ("<p>Long</p>", "Short")
    assert (entry.authors, entry.tags) == (("Ayla", "Bora"), ("quay",))
    assert entry.enclosures == (
        FeedEnclosure(
            url="https://harbour.example/a.mp3", type="audio/mpeg", length=12
        ),
    )


def test_feed_of_rss() -> None:
    """What the channel says, its own address and its hub are told."""
    feed = read(RSS)

    assert (feed.format, feed.version, feed.title) == ("rss", "2.0", "Harbour")
    assert (feed.home, feed.address) == (
        "https://harbour.example/",
        "https://harbour.example/rss.xml",
    )
    assert (feed.hubs, feed.language) == (("https://hub.example/",), "en")
    assert feed.updated == datetime(2026, 11, 20, 6, tzinfo=UTC)


def test_feed_of_atom() -> None:
    """A title in HTML is told as plain text."""
    feed = read(ATOM)

    assert (feed.format, feed.title, feed.language) == ("atom", "Harbour & quay", "en")
    assert (feed.id, feed.home) == (feed.address, "https://harbour.example/")


def test_feed_of_json() -> None:
    """A number is an id as readers write it, and lines are those of the ids."""
    feed = read(JSON)

    assert (feed.format, feed.version) == ("json", "1.1")
    assert feed.hubs == ("https://hub.example/",)
    assert [entry.id for entry in feed.entries] == ["urn:x:1", "7"]
    lines = JSON.splitlines()
    assert [lines[entry.line - 1].strip() for entry in feed.entries] == [
        '"id": "urn:x:1",',
        '"id": 7,',
    ]


def test_missing_guid_is_the_link() -> None:
    """An entry without a guid is known by its link, and a guid that is an address leads there."""
    _, linked, named = read(RSS).entries

    assert (linked.id, linked.id_given) == ("https://harbour.example/no-guid/", False)
    assert (named.url, named.id_given) == ("https://harbour.example/only-guid/", True)


def test_rss_1_0() -> None:
    """RSS 1.0 has its items beside the channel, and their ids in rdf:about."""
    feed = read(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://h.example/"><title>H</title>'
        "<link>https://h.example/</link></channel>"
        '<item rdf:about="https://h.example/1"><title>One</title><link>https://h.example/one</link>'
        "<dc:date>2026-11-20T06:00:00Z</dc:date><dc:subject>quay</dc:subject></item></rdf:RDF>"
    )

    (entry,) = feed.entries
    assert (feed.version, feed.home) == ("1.0", "https://h.example/")
    assert (entry.id, entry.url) == ("https://h.example/1", "https://h.example/one")
    assert entry.published == datetime(2026, 11, 20, 6, tzinfo=UTC)
    assert entry.tags == ("quay",)


def test_atom_0_3() -> None:
    """Atom 0.3 calls its dates otherwise."""
    feed = read(
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>H</title><entry><id>urn:x:1</id>'
        '<link rel="alternate" href="https://h.example/one"/><issued>2026-11-20T06:00:00Z</issued>'
        "<modified>2026-11-21T06:00:00Z</modified></entry></feed>"
    )

    (entry,) = feed.entries
    assert (feed.version, entry.url) == ("0.3", "https://h.example/one")
    assert entry.published == datetime(2026, 11, 20, 6, tzinfo=UTC)
    assert entry.updated == datetime(2026, 11, 21, 6, tzinfo=UTC)


def test_forbidden_characters_are_passed_over() -> None:
    """A character that XML forbids is left out and named with its line; the rest is read."""
    broken = RSS.replace("Ropes &amp;", "Ro\x0bpes&#27; &amp;")
    feed = read("\n" + broken)

    assert feed.entries[0].title == "Ropes & sails"
    assert [(fault.line, fault.message) for fault in feed.faults] == [
        (1, "something stands before the XML declaration"),
        (14, "holds U+000B, which XML forbids"),
        (14, "holds U+001B, which XML forbids"),
    ]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"", 1),
        (b"<rss><channel>\n<title>a & b</title></channel></rss>", 2),
        (b"<rss><channel>", 1),
        (b"<html><body/></html>", 1),
        (b'{"version": "https://jsonfeed.org/version/1",\n "items": [', 2),
        (b'{"a": 1}', 0),
        (b"[1]", 0),
        (b'{"\xff": 1}', 1),
        (b"{" * 100_000, 1),
        (b'{"a":' * 100_000, 0),
        (b"GIF89a", 1),
    ],
)
def test_no_feed(data: bytes, line: int) -> None:
    """What is no feed, or cannot be read, is said with the file and the line."""
    with pytest.raises(Stop) as stopped:
        feedfile.read(data, "old/feed")

    problem = stopped.value.problem
    assert problem.code == "feed-file"
    assert problem.place is not None
    assert problem.place.path == "old/feed"
    assert problem.place.line == line


def test_entities_are_not_expanded() -> None:
    """Neither a file of this machine nor a bomb of entities gets into a title."""
    bomb = (
        '<!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/hostname">'
        '<!ENTITY a "0123456789"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        "<rss><channel><title>x&f;&b;y</title></channel></rss>"
    )

    assert read(bomb).title == "xy"


def test_too_large() -> None:
    """No feed has more than 50 MB."""
    with pytest.raises(Stop, match="50 MB"):
        feedfile.read(b" " * (feedfile.LARGEST + 1), "feed")


@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    """Whatever the bytes are: a feed, or a Stop."""
    with suppress(Stop):
        feedfile.read(data, "feed")


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "url", "authors", "tags", "name", "attachments", "hubs"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON_VALUES, JSON_VALUES)
def test_any_json(items: object, title: object) -> None:
    """Values of any type in a JSON Feed are read as far as they make sense."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "items": items if isinstance(items, list) else [items],
        "authors": items,
        "hubs": items,
    }

    feed = feedfile.read(json.dumps(document).encode(), "feed")

    assert feed.format == "json"


@pytest.mark.parametrize("index", range(0, len(RSS), 37))
def test_cut_short(index: int) -> None:
    """A feed that was cut off anywhere is a Stop with a line."""
    with pytest.raises(Stop) as stopped:
        read(RSS[:index])

    assert stopped.value.problem.code == "feed-file"


def test_is_feed() -> None:
    """Feeds are told from other XML and JSON by how they begin."""
    assert all(feedfile.is_feed(text.encode()) for text in (RSS, ATOM, JSON))
    assert not feedfile.is_feed(b'<?xml version="1.0"?><opml version="2.0"/>')
    assert not feedfile.is_feed(b'{"a": 1}')
