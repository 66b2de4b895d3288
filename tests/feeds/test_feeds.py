"""The three feeds: their bytes, and the rules that those bytes follow."""

import hashlib
import json
import locale
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from lxml import etree

from envoi.feeds import FORMATS, Written, address, write
from envoi.model import Author, Enclosure, Feed, Image

from . import samples
from .samples import feed, post

HERE = Path(__file__).parent
NAMES = {
    "a": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "cc": "http://backend.userland.com/creativeCommonsRssModule",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def texts(feed: Feed, name: str, path: str) -> list[str]:
    """What `path` finds in the XML of `feed`."""
    return etree.fromstring(Written().write(FORMATS[name], feed)).xpath(
        path, namespaces=NAMES
    )


def document(feed: Feed) -> dict:
    """The JSON of `feed`."""
    return json.loads(Written().write(FORMATS["json"], feed))


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("case", ["kind", "brief"])
def test_bytes_are_as_expected(case: str, name: str, accept: bool) -> None:
    """The feed is, byte for byte, the one that was read over and kept in `expected/`."""
    given = {"kind": samples.KIND, "brief": samples.BRIEF}[case]
    expected = HERE / "expected" / case / FORMATS[name].filename
    content = Written().write(FORMATS[name], given)

    if accept:
        expected.parent.mkdir(parents=True, exist_ok=True)
        expected.write_bytes(content)

    assert content == expected.read_bytes()


def test_written_where_it_says_it_is() -> None:
    """Each format goes to its own file below the stem, and calls that file its own address."""
    given = samples.BRIEF
    artifacts = list(write(given, ["json", "rss", "atom"], Written()))
    base = "https://lantern.example.org/feeds/tags/%C3%87ay%20&%20%C3%A7ad%C4%B1r/"

    assert [(artifact.path, artifact.media_type) for artifact in artifacts] == [
        ("feeds/tags/Çay & çadır/feed.json", "application/feed+json"),
        ("feeds/tags/Çay & çadır/rss.xml", "application/rss+xml"),
        ("feeds/tags/Çay & çadır/atom.xml", "application/atom+xml"),
    ]
    assert document(given)["feed_url"] == base + "feed.json"
    assert texts(given, "rss", "//a:link[@rel='self']/@href") == [base + "rss.xml"]
    assert texts(given, "atom", "//a:link[@rel='self']/@href") == [base + "atom.xml"]
    assert texts(given, "atom", "/a:feed/a:id/text()") == [base + "atom.xml"]
    assert [address(given, format) for format in FORMATS.values()] == [
        base + "rss.xml",
        base + "atom.xml",
        base + "feed.json",
    ]


def test_stem_may_be_empty() -> None:
    """A feed at the root of the output has no slash in front."""
    given = feed(stem="")

    assert [artifact.path for artifact in write(given, FORMATS, Written())] == [
        "rss.xml",
        "atom.xml",
        "feed.json",
    ]
    assert address(given, FORMATS["rss"]) == "https://lantern.example.org/rss.xml"


def test_unknown_format_is_an_error() -> None:
    """A name that no format bears is a KeyError."""
    with pytest.raises(KeyError, match="gopher"):
        list(write(feed(), ["gopher"], Written()))


def test_order_is_kept() -> None:
    """Written come in the order of the feed's posts."""
    given = feed(*(post(id=f"urn:x:{number}") for number in (3, 1, 2)))
    ids = ["urn:x:3", "urn:x:1", "urn:x:2"]

    assert texts(given, "rss", "//guid/text()") == ids
    assert texts(given, "atom", "//a:entry/a:id/text()") == ids
    assert [item["id"] for item in document(given)["items"]] == ids


@pytest.mark.parametrize(
    "id",
    [
        "https://example.org/?p=7#x",
        "https://example.org/çay",
        "http://[::1]:8000/a",
        "urn:isbn:0451450523",
        "tag:example.org,2020:%C3%A7ay",
    ],
)
def test_iri_is_the_id_everywhere(id: str) -> None:
    """An id that is an absolute IRI goes out as given in all formats."""
    given = feed(post(id=id))

    assert texts(given, "rss", "//guid/text()") == [id]
    assert document(given)["items"][0]["id"] == id
    assert texts(given, "atom", "//a:entry/a:id/text()") == [id]


@pytest.mark.parametrize(
    "id",
    [
        "0123",
        "a",
        "note: a",
        "/posts/a/",
        "2020:a",
        "urn:100%",
        "urn:a#b#c",
        "http:",
        "çay <3",
    ],
)
def test_other_id_is_a_uuid_in_atom(id: str) -> None:
    """An id that is no IRI goes out as given, but for Atom, which demands one: a UUID that outlives a new date."""
    given = feed(post(id=id))
    later = feed(post(id=id, published=datetime(2025, 5, 9, 23, 59, tzinfo=UTC)))
    (found,) = texts(given, "atom", "//a:entry/a:id/text()")

    assert texts(given, "rss", "//guid/text()") == [id]
    assert document(given)["items"][0]["id"] == id
    assert UUID(found).version == 5
    assert texts(later, "atom", "//a:entry/a:id/text()") == [found]


def test_guid_is_permalink_only_where_it_is_the_address() -> None:
    """`isPermaLink` is true for an id that equals the post's address, else false."""
    given = feed(post(), post(id="https://lantern.example.org/?p=1"))

    assert texts(given, "rss", "//guid/@isPermaLink") == ["true", "false"]


def test_site_link_is_the_site() -> None:
    """The channel's link is the site, not the feed itself."""
    assert texts(feed(), "rss", "/rss/channel/link/text()") == [samples.SITE.url]


@pytest.mark.parametrize(
    ("published", "iso", "mail"),
    [
        (
            datetime(2025, 2, 28, 23, 59, 59, 999999, tzinfo=UTC),
            "2025-02-28T23:59:59+00:00",
            "Fri, 28 Feb 2025 23:59:59 +0000",
        ),
        (
            datetime(2025, 7, 1, 8, 0, tzinfo=ZoneInfo("Asia/Kathmandu")),
            "2025-07-01T08:00:00+05:45",
            "Tue, 01 Jul 2025 08:00:00 +0545",
        ),
        (
            datetime(1890, 12, 31, tzinfo=ZoneInfo("Europe/Istanbul")),
            "1890-12-31T00:00:04+01:57",
            "Wed, 31 Dec 1890 00:00:04 +0157",
        ),
        (
            datetime(1, 1, 1, tzinfo=ZoneInfo("Europe/Istanbul")),
            "0001-01-01T00:00:08+01:56",
            "Mon, 01 Jan 0001 00:00:08 +0156",
        ),
        (
            datetime(1850, 1, 1, tzinfo=ZoneInfo("America/New_York")),
            "1850-01-01T00:00:02-04:56",
            "Tue, 01 Jan 1850 00:00:02 -0456",
        ),
    ],
)
def test_dates_keep_instant_and_offset(
    published: datetime, iso: str, mail: str
) -> None:
    """All formats give the same instant at the offset the date came with, to the second."""
    given = feed(post(published=published), updated=published)

    assert texts(given, "rss", "//pubDate/text()") == [mail]
    assert texts(given, "rss", "//lastBuildDate/text()") == [mail]
    assert texts(given, "rss", "//a:updated/text()") == [iso]
    assert texts(given, "atom", "//a:published/text()") == [iso]
    assert texts(given, "atom", "//a:updated/text()") == [iso, iso]
    assert document(given)["items"][0]["date_published"] == iso
    assert document(given)["items"][0]["date_modified"] == iso


def test_no_email_is_made_up() -> None:
    """Authors are names: RSS gives them as dc:creator, never as `author`, which wants an e-mail address."""
    given = feed(post(authors=(Author(name="Ada"), Author(name="Béla"))))

    assert texts(given, "rss", "//item/dc:creator/text()") == ["Ada", "Béla"]
    assert texts(given, "rss", "//author | //managingEditor | //webMaster") == []
    assert texts(given, "atom", "//a:email") == []


def test_feed_without_authors_is_by_its_site() -> None:
    """Atom demands an author, so the site's title stands for one."""
    given = feed(site=replace(samples.SITE, authors=()))

    assert texts(given, "atom", "/a:feed/a:author/a:name/text()") == ["Lantern & Ladle"]
    assert document(given)["authors"] == [{"name": "Lantern & Ladle"}]


def test_language_of_each_entry() -> None:
    """Written name their language in XML, and in JSON where it is not the feed's."""
    given = feed(post(), post(language="tr"))

    assert texts(given, "rss", "//dc:language/text()") == ["en-GB", "tr"]
    assert texts(given, "rss", "//language/text()") == ["en-GB"]
    assert texts(given, "atom", "//@xml:lang") == ["en-GB", "en-GB", "tr"]
    assert [item.get("language") for item in document(given)["items"]] == [None, "tr"]


def test_external_link_is_beside_the_own_one() -> None:
    """The entry's link stays the post; what the post links to is a related link."""
    elsewhere = "https://elsewhere.example/x?a=1&b=2"
    given = feed(post(external_url=elsewhere))
    own = given.posts[0].url

    assert texts(given, "rss", "//item/link/text()") == [own]
    assert texts(given, "rss", "//item/a:link[@rel='related']/@href") == [elsewhere]
    assert texts(given, "atom", "//a:entry/a:link/@rel") == ["alternate", "related"]
    assert texts(given, "atom", "//a:entry/a:link/@href") == [own, elsewhere]
    assert document(given)["items"][0]["url"] == own
    assert document(given)["items"][0]["external_url"] == elsewhere


SOUND = Enclosure(
    url="https://lantern.example.org/a.mp3?x=1&y=2",
    type="audio/mpeg",
    length=45_286_296,
    duration=2830,
)
PAPER = Enclosure(url="https://lantern.example.org/a.pdf", type="application/pdf")


def test_enclosures() -> None:
    """Atom and JSON Feed carry every file, RSS the first; what is not known of it is left out, but for the length in RSS."""
    given = feed(post(enclosures=(SOUND, PAPER)), post(enclosures=(PAPER,)), post())

    assert [
        dict(element.attrib) for element in texts(given, "rss", "//item/enclosure")
    ] == [
        {"url": SOUND.url, "length": "45286296", "type": "audio/mpeg"},
        {"url": PAPER.url, "length": "0", "type": "application/pdf"},
    ]
    links = texts(given, "atom", "//a:entry/a:link[@rel='enclosure']")
    sound = {
        "rel": "enclosure",
        "href": SOUND.url,
        "type": "audio/mpeg",
        "length": "45286296",
    }
    paper = {"rel": "enclosure", "href": PAPER.url, "type": "application/pdf"}
    assert [dict(link.attrib) for link in links] == [sound, paper, paper]
    items = document(given)["items"]
    assert items[0]["attachments"] == [
        {
            "url": SOUND.url,
            "mime_type": "audio/mpeg",
            "size_in_bytes": 45_286_296,
            "duration_in_seconds": 2830,
        },
        {"url": PAPER.url, "mime_type": "application/pdf"},
    ]
    assert "attachments" not in items[2]
    further = texts(given, "rss", "//item/media:content")
    assert [dict(element.attrib) for element in further] == [
        {"url": PAPER.url, "medium": "document", "type": "application/pdf"}
    ]


def test_further_sound_is_media_in_rss() -> None:
    """The enclosures after the first keep length, type and duration in RSS, as Media RSS."""
    given = feed(post(enclosures=(PAPER, SOUND)))

    (element,) = texts(given, "rss", "//item/media:content")
    assert dict(element.attrib) == {
        "url": SOUND.url,
        "medium": "audio",
        "type": "audio/mpeg",
        "fileSize": "45286296",
        "duration": "2830",
    }


@pytest.mark.parametrize("name", ["rss", "atom"])
@pytest.mark.parametrize(
    ("image", "said", "alt"),
    [
        (
            Image(url="https://a.example/a.JPG?x=1", alt='A "b" & c', width=6, height=3),
            {"url": "https://a.example/a.JPG?x=1", "medium": "image", "type": "image/jpeg",
             "width": "6", "height": "3"},
            ['A "b" & c'],
        ),
        (Image(url="https://a.example/a"), {"url": "https://a.example/a", "medium": "image"}, []),
    ],
)  # fmt: skip
def test_picture(name: str, image: Image, said: dict[str, str], alt: list[str]) -> None:
    """The picture of a post is there with its text alternative, and with all that is known of it, in no group."""
    given = feed(post(body=samples.body("<p>a</p>", "a", image)))

    (element,) = texts(given, name, "//media:content")
    assert dict(element.attrib) == said
    assert (
        element.xpath("media:description[@type='plain']/text()", namespaces=NAMES)
        == alt
    )
    assert texts(given, name, "//media:group") == []


@pytest.mark.parametrize(
    ("site", "language", "attributes"),
    [
        ("en-GB", "ar", 'lang="ar" dir="rtl"'),
        ("he", "ar", 'lang="ar" dir="rtl"'),
        ("ar", "tr", 'lang="tr" dir="ltr"'),
        ("en-GB", "tr", ""),
    ],
)
def test_direction_is_with_the_text(site: str, language: str, attributes: str) -> None:
    """The content of a post says which way it runs, unless all of it runs from left to right."""
    given = feed(post(language=language), site=replace(samples.SITE, language=site))
    html = "<p>Some words.</p>"
    expected = f"<div {attributes}>{html}</div>" if attributes else html

    assert texts(given, "rss", "//content:encoded/text()") == [expected]
    assert texts(given, "atom", "//a:content/text()") == [expected]
    assert document(given)["items"][0]["content_html"] == expected


def test_untitled_stays_untitled() -> None:
    """A post that nobody gave a title has none in RSS and JSON Feed; Atom demands one and gets the made-up one."""
    given = feed(post(title="How it begins…", titled=False), post(title="Named"))

    assert texts(given, "rss", "//item/title/text()") == ["Named"]
    assert len(texts(given, "rss", "//item/title")) == 1
    assert [item.get("title") for item in document(given)["items"]] == [None, "Named"]
    assert texts(given, "atom", "//a:entry/a:title/text()") == [
        "How it begins…",
        "Named",
    ]


def test_translations() -> None:
    """The page of a post comes first, then those in other languages, each by its language."""
    tr = post(path="posts/tr.md", language="tr", url="https://lantern.example.org/tr/")
    ar = post(path="posts/ar.md", language="ar", url="https://lantern.example.org/ar/")
    given = feed(post(), tr, translations={"posts/a.md": (ar, tr)})
    alternate = "http://www.iana.org/assignments/relation/alternate"
    links = [
        {"rel": "alternate", "hreflang": "en-GB", "href": given.posts[0].url},
        {"rel": alternate, "hreflang": "ar", "href": ar.url},
        {"rel": alternate, "hreflang": "tr", "href": tr.url},
    ]

    assert [dict(e.attrib) for e in texts(given, "rss", "//item/a:link")] == links
    assert [dict(e.attrib) for e in texts(given, "atom", "//a:entry/a:link")] == [
        *links,
        {"rel": "alternate", "href": tr.url},
    ]
    items = document(given)["items"]
    assert items[0]["_envoi"] == {
        "translations": [
            {"language": "ar", "url": ar.url},
            {"language": "tr", "url": tr.url},
        ]
    }
    assert "_envoi" not in items[1]


CC = "https://creativecommons.org/licenses/by/4.0/"
OURS = "https://lantern.example.org/licence/"


def test_licences() -> None:
    """Feed and post name their licences: in RSS one of Creative Commons by its element, another by a link."""
    given = feed(post(license=OURS), post(license=CC), post(), license=CC)
    link = "a:link[@rel='license']/@href"

    assert texts(given, "rss", "//channel/cc:license/text()") == [CC]
    assert texts(given, "rss", "//item/cc:license/text()") == [CC]
    assert texts(given, "rss", f"//item/{link}") == [OURS]
    assert texts(given, "atom", f"/a:feed/{link}") == [CC]
    assert texts(given, "atom", f"//a:entry/{link}") == [OURS, CC]
    told = document(given)
    assert told["_envoi"] == {"license": CC}
    licences = [item.get("_envoi") for item in told["items"]]
    assert licences == [{"license": OURS}, {"license": CC}, None]
    plain = feed(post(), license=OURS)
    assert texts(plain, "rss", f"//channel/{link}") == [OURS]


def test_source_and_discussion() -> None:
    """Where a post was found and where it is discussed is said in each format."""
    via, talk = "https://a.example/?x=1&y=2", "https://talk.example/7"
    given = feed(post(via=via, comments=talk))

    assert texts(given, "rss", "//item/a:link[@rel='via']/@href") == [via]
    assert texts(given, "rss", "//item/comments/text()") == [talk]
    assert texts(given, "atom", "//a:link[@rel='via']/@href") == [via]
    replies = "//a:link[@rel='replies' and @type='text/html']/@href"
    assert texts(given, "atom", replies) == [talk]
    assert document(given)["items"][0]["_envoi"] == {"via": via, "comments": talk}


@pytest.mark.parametrize("name", ["rss", "atom"])
def test_style_sheet_comes_before_the_feed(name: str) -> None:
    """The style sheet is named before the root; without one nothing is."""
    css = '/"news"&/feeds/feed.css'
    root = etree.fromstring(
        Written().write(FORMATS[name], feed(post(), stylesheet=css))
    )

    style = root.getprevious()
    assert style.target == "xml-stylesheet"
    assert (
        style.get("type"),
        style.get("href").replace("&amp;", "&").replace("&quot;", '"'),
    ) == ("text/css", css)
    assert (
        etree.fromstring(Written().write(FORMATS[name], feed(post()))).getprevious()
        is None
    )


def test_description_of_the_feed_comes_before_that_of_the_site() -> None:
    """A feed that is described is not described as its site is."""
    given = feed(post(), description="Only tea")

    assert texts(given, "rss", "/rss/channel/description/text()") == ["Only tea"]
    assert document(given)["description"] == "Only tea"


def test_summary_comes_before_content() -> None:
    """RSS readers take the first text they meet for the summary."""
    children = [
        etree.QName(child).localname for child in texts(feed(post()), "rss", "//item/*")
    ]

    assert children.index("description") < children.index("encoded")


def test_summary_is_text_where_html_is_expected() -> None:
    """A summary that looks like markup is shown as it was typed, not obeyed."""
    words = "a < b & <script>"
    given = feed(post(body=samples.body("<p>a</p>", words)))
    escaped = ["a &lt; b &amp; &lt;script&gt;"]

    assert texts(given, "rss", "//item/description/text()") == escaped
    assert texts(given, "atom", "//a:summary[@type='html']/text()") == escaped
    assert document(given)["items"][0]["summary"] == words


def test_plain_texts_of_rss_are_written_as_its_profile_advises() -> None:
    """Readers that look for markup in a title or a text alternative find references in hexadecimal; HTML is left alone."""
    picture = Image(url="https://lantern.example.org/a.png", alt="1 < 2 & 3")
    given = feed(
        post(title="a <b> & c", body=samples.body("<p>&lt;</p>", "x & y", picture))
    )
    content = Written().write(FORMATS["rss"], given).decode()

    assert "<title>a &#x3C;b&gt; &#x26; c</title>" in content
    assert ">1 &#x3C; 2 &#x26; 3</media:description>" in content
    assert "<description>x &amp;amp; y</description>" in content
    assert texts(given, "rss", "//item/title/text()") == ["a <b> & c"]


def test_summary_only() -> None:
    """A feed that is not full carries summaries and no content."""
    given = feed(post(), full=0)
    item = document(given)["items"][0]

    assert texts(given, "rss", "//content:encoded") == []
    assert texts(given, "atom", "//a:content") == []
    assert "content_html" not in item
    assert item["content_text"] == item["summary"] == "Some words."


def test_no_content_no_words() -> None:
    """A post that says nothing has its title for a summary, and no blank content."""
    given = feed(samples.QUIET)

    assert texts(given, "rss", "//item/description/text()") == ["Nothing to add"]
    assert texts(given, "rss", "//content:encoded") == []
    assert texts(given, "atom", "//a:content") == []
    assert document(given)["items"][0]["content_text"] == "Nothing to add"


def test_title_falls_back_on_the_site_and_description_on_the_title() -> None:
    """RSS demands a title and a description; neither is ever empty."""
    given = feed(title="", site=replace(samples.SITE, description=""))

    assert texts(given, "rss", "/rss/channel/title/text()") == ["Lantern & Ladle"]
    assert texts(given, "rss", "/rss/channel/description/text()") == ["Lantern & Ladle"]
    assert document(given)["title"] == "Lantern & Ladle"


def test_generator_has_no_version() -> None:
    """A new release of Envoi changes no feed."""
    assert texts(feed(), "rss", "//generator/text()") == ["Envoi"]
    assert texts(feed(), "atom", "//a:generator/text()") == ["Envoi"]
    assert texts(feed(), "atom", "//a:generator/@*") == []


@pytest.mark.parametrize("name", ["rss", "atom"])
def test_one_element_a_line(name: str) -> None:
    """A changed title changes one line."""
    before = Written().write(FORMATS[name], feed(post())).splitlines()
    after = Written().write(FORMATS[name], feed(post(title="Another"))).splitlines()

    assert len(before) == len(after)
    assert sum(a != b for a, b in zip(before, after, strict=True)) == 1


@pytest.mark.parametrize("name", FORMATS)
def test_no_relative_address(name: str) -> None:
    """Every address in a feed of absolute addresses is absolute."""
    content = Written().write(FORMATS[name], samples.KIND).decode()
    pattern = r"""(?:href|src|uri|url)\\?"?\s*[=:]\s*\\?["']([^"'\\]*)"""
    element = r"<(?:link|url|docs|uri)>([^<]*)<"
    found = re.findall(pattern, content) + re.findall(element, content)

    assert len(found) >= 8
    assert [url for url in found if not url.startswith("https://")] == []


@pytest.mark.parametrize("name", FORMATS)
def test_locale_is_left_alone(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Writing never switches the locale of the process, which other threads would feel."""

    def refuse(*_: object) -> None:
        raise AssertionError("the locale was touched")

    monkeypatch.setattr(locale, "setlocale", refuse)

    assert Written().write(FORMATS[name], samples.KIND)


def test_post_without_a_date_is_refused() -> None:
    """A feed of posts that are not ready is the caller's mistake and says which post it is."""
    with pytest.raises(ValueError, match=r"posts/a\.md"):
        Written().write(FORMATS["rss"], feed(post(published=None)))


def run(code: str, **environment: str) -> str:
    """What `code` prints in a process of its own."""
    path = os.pathsep.join([str(HERE), *map(os.path.abspath, sys.path)])
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": path} | environment,
    )
    return done.stdout.strip()


@pytest.mark.parametrize(
    "environment",
    [
        {"TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "1"},
        {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "2"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONHASHSEED": "3"},
    ],
    ids=["zone", "turkish", "ascii"],
)
def test_same_bytes_everywhere(environment: dict[str, str]) -> None:
    """Neither the zone, the locale nor the hash seed of the process changes a byte."""
    code = (
        "import hashlib, locale\n"
        "try: locale.setlocale(locale.LC_ALL, '')\n"
        "except locale.Error: pass\n"
        "import samples; from envoi.feeds import FORMATS, Written, write\n"
        "bytes = b''.join(a.content for a in write(samples.KIND, FORMATS, Written()))\n"
        "print(hashlib.sha256(bytes).hexdigest())"
    )
    here = b"".join(
        artifact.content for artifact in write(samples.KIND, FORMATS, Written())
    )

    assert run(code, **environment) == hashlib.sha256(here).hexdigest()


def test_feedgen_is_loaded_when_needed() -> None:
    """Importing the feeds, or writing JSON, does not load feedgen; writing RSS does."""
    code = (
        "import sys, samples\n"
        "from envoi.feeds import FORMATS, Written\n"
        "list(Written().write(FORMATS['json'], samples.KIND)); print('feedgen' in sys.modules)\n"
        "Written().write(FORMATS['rss'], samples.KIND); print('feedgen' in sys.modules)"
    )

    assert run(code).split() == ["False", "True"]
