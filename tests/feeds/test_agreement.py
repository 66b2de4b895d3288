"""The three formats say the same, whatever the posts hold."""

import calendar
import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from html import escape

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from envoi.feeds import FORMATS, Written, budget, jsonfeed
from envoi.feeds.atom import iri
from envoi.feeds.channel import channel, entries_of
from envoi.model import Author, Enclosure, Feed, Image

from .samples import BRIEF, KIND, body, feed, post

A = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
DC = "{http://purl.org/dc/elements/1.1/}"
CC = "{http://backend.userland.com/creativeCommonsRssModule}license"
MEDIA = "{http://search.yahoo.com/mrss/}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"

LEGAL = st.characters(
    exclude_categories=["Cs"],
    exclude_characters=[chr(c) for c in range(0x20) if chr(c) not in "\t\n\r"]
    + ["\ufffe", "\uffff"],
)
"""Every character that XML 1.0 allows."""
PIECES = st.sampled_from(
    ["]]>", "<b>", "</title>", "&amp;", "&", '"', "'", "<!--", "<![CDATA[", "&#0;", "é"]
)
TEXT = st.lists(st.text(LEGAL, max_size=8) | PIECES, max_size=6).map("".join)
LINE = TEXT.map(lambda text: " ".join(text.split())).filter(bool)
WORD = st.text("abcçşığüß дом 水木 خبز 🚣", min_size=1, max_size=12).map(
    lambda text: " ".join(text.split())
)
MOMENTS = st.datetimes(
    datetime(1970, 1, 2),
    datetime(2999, 12, 30),
    timezones=st.integers(-14 * 60, 14 * 60).map(
        lambda minutes: timezone(timedelta(minutes=minutes))
    ),
)
LANGUAGES = st.sampled_from(["en-GB", "en", "tr", "ar", "zh-Hant"])


def posts(line: st.SearchStrategy[str]) -> st.SearchStrategy:
    """Posts whose texts are drawn from `line`."""
    url = st.uuids().map(lambda uuid: f"https://lantern.example.org/{uuid}/")
    authors = st.builds(
        Author, name=line, url=st.sampled_from(["", "https://ada.example/"])
    )
    page = st.sampled_from(
        ["", "https://creativecommons.org/licenses/by/4.0/", "https://e.example/?a=1&b"]
    )
    image = st.builds(
        Image,
        url=st.just("https://e.example/a.png"),
        alt=line | st.just(""),
        width=st.integers(0, 9),
    )
    files = st.builds(
        Enclosure,
        url=st.uuids().map(lambda uuid: f"https://e.example/{uuid}.mp3"),
        type=st.just("audio/mpeg"),
        length=st.integers(0, 9),
    )
    return st.builds(
        post,
        id=url | line,
        url=url,
        license=page,
        via=page,
        comments=page,
        enclosures=st.lists(files, max_size=3).map(tuple),
        title=line,
        published=MOMENTS,
        updated=st.none() | MOMENTS,
        language=LANGUAGES,
        authors=st.lists(authors, max_size=3).map(tuple),
        tags=st.lists(line, max_size=3, unique=True).map(tuple),
        external_url=st.sampled_from(["", "https://elsewhere.example/?a=1&b=2"]),
        body=st.builds(
            body,
            html=st.sampled_from(["", "<p>a ]]&gt; b</p>\n<pre>\tc &amp;lt; d</pre>"]),
            summary=line | st.just(""),
            image=st.none() | image,
        ),
    )


def feeds(line: st.SearchStrategy[str]) -> st.SearchStrategy[Feed]:
    """Feeds whose texts are drawn from `line`."""
    return st.builds(
        lambda posts, **rest: feed(*posts, **rest),
        posts=st.lists(posts(line), max_size=3, unique_by=lambda post: post.id),
        title=line,
        updated=MOMENTS,
        full=st.integers(0, 3),
    )


def instant(moment: datetime) -> int:
    """Whole seconds since 1970."""
    return int(moment.replace(microsecond=0).timestamp())


def link(element: etree._Element, rel: str) -> str:
    """The address of the link `rel`, or nothing."""
    found = element.find(f"{A}link[@rel='{rel}']")
    return "" if found is None else found.get("href")


def picture(element: etree._Element) -> tuple[str, str, int]:
    """Address, text alternative and width of the picture, or nothing."""
    found = element.find(f"{MEDIA}content[@medium='image']")
    if found is None:
        return "", "", 0
    alt = found.findtext(f"{MEDIA}description") or ""
    return found.get("url"), alt, int(found.get("width", "0"))


def from_json(content: bytes) -> list[dict]:
    """The facts of each entry of a JSON Feed."""
    document = json.loads(content)
    return [
        {
            "id": item["id"],
            "url": item["url"],
            "title": item.get("title"),
            "published": instant(datetime.fromisoformat(item["date_published"])),
            "updated": instant(datetime.fromisoformat(item["date_modified"])),
            "language": item.get("language", document["language"]),
            "authors": [author["name"] for author in item.get("authors", [])],
            "tags": item.get("tags", []),
            "license": item.get("_envoi", {}).get("license", ""),
            "via": item.get("_envoi", {}).get("via", ""),
            "comments": item.get("_envoi", {}).get("comments", ""),
            "files": [
                (file["url"], file.get("size_in_bytes", 0))
                for file in item.get("attachments", [])
            ],
            "image": item.get("image", ""),
        }
        for item in document["items"]
    ]


def from_rss(content: bytes) -> list[dict]:
    """The facts of each item of an RSS feed."""
    return [
        {
            "id": item.findtext("guid"),
            "url": item.findtext("link"),
            "title": item.findtext("title"),
            "published": instant(
                datetime.strptime(item.findtext("pubDate"), "%a, %d %b %Y %H:%M:%S %z")
            ),
            "updated": instant(datetime.fromisoformat(item.findtext(f"{A}updated"))),
            "language": item.findtext(f"{DC}language"),
            "authors": [author.text for author in item.findall(f"{DC}creator")],
            "tags": [tag.text for tag in item.findall("category")],
            "license": item.findtext(CC) or link(item, "license"),
            "via": link(item, "via"),
            "comments": item.findtext("comments") or "",
            "files": [
                (file.get("url"), int(file.get("length")))
                for file in item.findall("enclosure")
            ]
            + [
                (file.get("url"), int(file.get("fileSize", "0")))
                for file in item.findall(f"{MEDIA}content[@medium='audio']")
            ],
            "image": picture(item)[0],
        }
        for item in etree.fromstring(content).iter("item")
    ]


def from_atom(content: bytes) -> list[dict]:
    """The facts of each entry of an Atom feed."""
    return [
        {
            "id": entry.findtext(f"{A}id"),
            "url": entry.find(f"{A}link[@rel='alternate']").get("href"),
            "title": entry.findtext(f"{A}title"),
            "published": instant(
                datetime.fromisoformat(entry.findtext(f"{A}published"))
            ),
            "updated": instant(datetime.fromisoformat(entry.findtext(f"{A}updated"))),
            "language": entry.get(LANG),
            "authors": [a.findtext(f"{A}name") for a in entry.findall(f"{A}author")],
            "tags": [tag.get("term") for tag in entry.findall(f"{A}category")],
            "license": link(entry, "license"),
            "via": link(entry, "via"),
            "comments": link(entry, "replies"),
            "files": [
                (file.get("href"), int(file.get("length", "0")))
                for file in entry.findall(f"{A}link[@rel='enclosure']")
            ],
            "image": picture(entry)[0],
        }
        for entry in etree.fromstring(content).iter(f"{A}entry")
    ]


def facts(feed: Feed) -> list[dict]:
    """The facts of each post."""
    return [
        {
            "id": post.id,
            "url": post.url,
            "title": post.title,
            "published": instant(post.published),
            "updated": instant(post.updated or post.published),
            "language": post.language,
            "authors": [author.name for author in post.authors],
            "tags": list(post.tags),
            "license": post.license,
            "via": post.via,
            "comments": post.comments,
            "files": [(file.url, file.length) for file in post.enclosures],
            "image": post.body.image.url if post.body.image else "",
        }
        for post in feed.posts
    ]


def as_iris(feed: Feed) -> list[str]:
    """The ids of the posts of `feed` as Atom must write them."""
    told = channel(feed, FORMATS["atom"], entries_of(feed))
    return [iri(entry, told.id) for entry in told.entries]


@given(feed=feeds(LINE))
def test_the_formats_agree_on_any_text(feed: Feed) -> None:
    """Any text that XML allows makes three well-formed feeds that give back what the posts say."""
    expected = facts(feed)
    in_atom = [
        entry | {"id": id} for entry, id in zip(expected, as_iris(feed), strict=True)
    ]

    assert from_json(Written().write(FORMATS["json"], feed)) == expected
    assert from_rss(Written().write(FORMATS["rss"], feed)) == expected
    assert from_atom(Written().write(FORMATS["atom"], feed)) == in_atom


@given(feed=feeds(LINE))
def test_pictures_keep_their_words(feed: Feed) -> None:
    """The text alternative of a picture comes through in both XML formats, whatever it holds."""
    expected = [
        (image.url, image.alt, image.width)
        if (image := post.body.image)
        else ("", "", 0)
        for post in feed.posts
    ]
    rss = etree.fromstring(Written().write(FORMATS["rss"], feed))
    atom = etree.fromstring(Written().write(FORMATS["atom"], feed))

    assert [picture(item) for item in rss.iter("item")] == expected
    assert [picture(entry) for entry in atom.iter(f"{A}entry")] == expected


@given(feed=feeds(LINE))
def test_untitled_posts_differ_in_the_title_only(feed: Feed) -> None:
    """A post without a title says all else alike; only Atom, which demands a title, has the made-up one."""
    given = replace(
        feed, posts=tuple(replace(post, titled=False) for post in feed.posts)
    )
    expected = facts(given)
    bare = [entry | {"title": None} for entry in expected]

    assert from_rss(Written().write(FORMATS["rss"], given)) == bare
    assert from_json(Written().write(FORMATS["json"], given)) == bare
    assert [
        entry["title"] for entry in from_atom(Written().write(FORMATS["atom"], given))
    ] == [entry["title"] for entry in expected]


@given(html=TEXT.map(lambda text: text.replace("\r", "")).filter(str.strip))
def test_content_comes_through(html: str) -> None:
    """The content is in all three formats what it was, tabs and line ends too."""
    one = feed(post(body=replace(body("<p>a</p>", "a"), html=html)))
    rss = etree.fromstring(Written().write(FORMATS["rss"], one))
    atom = etree.fromstring(Written().write(FORMATS["atom"], one))

    assert rss.findtext(f"channel/item/{CONTENT}") == html
    assert atom.findtext(f"{A}entry/{A}content") == html
    item = json.loads(Written().write(FORMATS["json"], one))["items"][0]
    assert item["content_html"] == html


def parsed(feed: Feed, name: str) -> feedparser.FeedParserDict:
    """`feed` as feedparser reads it."""
    return feedparser.parse(
        Written().write(FORMATS[name], feed),
        sanitize_html=False,
        resolve_relative_uris=False,
    )


@pytest.mark.parametrize("name", ["rss", "atom"])
@given(feed=feeds(WORD.filter(bool)))
def test_a_reader_sees_the_same(name: str, feed: Feed) -> None:
    """feedparser, which shares no code with the writers, reads the same facts from RSS and Atom."""
    document = parsed(feed, name)
    expected = [
        {
            "id": id if name == "atom" else post.id,
            "link": post.url,
            "title": post.title,
            "published": instant(post.published),
            "updated": instant(post.updated or post.published),
            "tags": list(post.tags),
            "authors": [author.name for author in post.authors],
        }
        for post, id in zip(feed.posts, as_iris(feed), strict=True)
    ]

    assert not document.bozo
    assert document.feed.title == feed.title
    assert document.feed.link == feed.site.url
    assert [
        {
            "id": entry.id,
            "link": entry.link,
            "title": entry.title,
            "published": calendar.timegm(entry.published_parsed),
            "updated": calendar.timegm(entry.updated_parsed),
            "tags": [tag.term for tag in entry.get("tags", [])],
            "authors": [author.name for author in entry.get("authors", []) if author],
        }
        for entry in document.entries
    ] == expected


@pytest.mark.parametrize("name", ["rss", "atom"])
@pytest.mark.parametrize("feed", [KIND, BRIEF], ids=["kind", "brief"])
def test_a_reader_shows_titles_as_typed(feed: Feed, name: str) -> None:
    """A title that looks like markup, or holds quotes and emoji, is read as it was typed."""
    document = parsed(feed, name)

    assert not document.bozo
    assert [entry.title for entry in document.entries] == [
        post.title for post in feed.posts
    ]


VALUES = st.recursive(
    TEXT | st.integers() | st.booleans() | st.none(),
    lambda one: st.lists(one, max_size=3) | st.dictionaries(TEXT, one, max_size=3),
)


@given(VALUES)
def test_json_is_indented_as_python_does(value: object) -> None:
    """To the byte, where it stands by itself and further in."""
    plain = json.dumps(value, ensure_ascii=False, indent=2)
    assert jsonfeed.written(value) == plain
    assert jsonfeed.written(value, 4) == plain.replace("\n", "\n    ")


@given(TEXT)
def test_size_is_told_without_writing(text: str) -> None:
    """Bytes of any text in XML and in JSON."""
    assert budget.size_in_xml(text) == len(escape(text, quote=False).encode())
    assert budget.size_in_json(text) == len(
        json.dumps(text, ensure_ascii=False).encode()
    )
