"""Good feeds, of which nobody complains, and one change to each that somebody would suffer from."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envoi import feedfile
from envoi.check.rules import RULES, judged
from envoi.check.subject import Finding, Subject
from envoi.problems import Level, Stop

from .samples import ATOM, DOCUMENT, GOOD, NOW, RSS, SITE

ERROR, WARNING, NOTICE = Level.ERROR, Level.WARNING, Level.NOTICE
ADDRESSES = {
    "rss": f"{SITE}feeds/rss.xml",
    "podcast": f"{SITE}feeds/rss.xml",
    "atom": f"{SITE}feeds/atom.xml",
    "json": f"{SITE}feeds/feed.json",
}


def subject(text: str, kind: str) -> Subject:
    """A feed to judge, published where it says it is."""
    data = text.encode()
    return Subject(
        name=kind,
        data=data,
        feed=feedfile.read(data, kind),
        now=NOW,
        address=ADDRESSES[kind],
        site=SITE,
    )


def findings(text: str, kind: str) -> list[Finding]:
    """All that the rules say of a feed."""
    return list(judged(subject(text, kind)))


ITEM = RSS[RSS.index("<item>\n<title>The quay") : RSS.index("</channel>")]
CONTENT = "&lt;p&gt;Of "
QUAY = '"content_text": "Of the quay"'
ARABIC = (
    "طريق الميناء مفتوح منذ يوم الثلاثاء، وقد عبرت الشاحنات قبل موعدها بأسبوعين. " * 2
)
LATIN = "from quay import boats " * 20

# kind, what stands there, what stands there instead, code, level
MUTATIONS = [
    # dates
    ("rss", "Fri, 20 Nov 2026 09", "Mon, 20 Nov 2026 09", "feed-date", ERROR),
    ("rss", "Fri, 20 Nov 2026 09", "Cum, 20 Kas 2026 09", "feed-date", ERROR),
    ("rss", "20 Nov 2026 09:00:00 +0300", "20 Nov 2026 09:00:00", "feed-date", ERROR),
    ("rss", "Fri, 20 Nov 2026 09:00:00 +0300", "2026-11-20", "feed-date", ERROR),
    ("rss", "Sat, 21 Nov 2026", "21 November 2026", "feed-date", ERROR),
    ("rss", "<atom:updated>2026-11-21T09:00:00+03:00", "<atom:updated>2026-11-21", "feed-date", ERROR),
    ("atom", "<published>2026-11-20T09:00:00+03:00", "<published>2026-11-20", "feed-date", ERROR),
    ("atom", "<updated>2026-11-19T09:00:00+03:00", "<updated>2026-11-19T09:00:00", "feed-date", ERROR),
    ("json", "2026-11-20T09:00:00+03:00", "2026-11-20", "feed-date", ERROR),
    ("json", "2026-11-20T09:00:00+03:00", "2026-02-30T09:00:00+03:00", "feed-date", ERROR),
    ("rss", "Fri, 20 Nov 2026 09", "Tue, 01 Dec 2026 09", "feed-date", WARNING),
    ("atom", "<published>2026-11-20", "<published>2026-12-01", "feed-date", WARNING),
    ("json", '"date_modified": "2026-11-21', '"date_modified": "2026-12-21', "feed-date", WARNING),
    ("rss", "<atom:updated>2026-11-21", "<atom:updated>2026-11-18", "feed-date", WARNING),
    ("atom", "<updated>2026-11-19", "<updated>2026-11-18", "feed-date", WARNING),
    ("json", '"date_modified": "2026-11-21', '"date_modified": "2026-11-18', "feed-date", WARNING),
    ("rss", "Sat, 21 Nov 2026", "Fri, 20 Nov 2026", "feed-date", WARNING),
    ("rss", "Sat, 21 Nov 2026", "Mon, 21 Dec 2026", "feed-date", WARNING),
    ("rss", "<pubDate>Thu, 19 Nov 2026 09:00:00 +0300</pubDate>", "", "feed-date", WARNING),
    ("json", '"date_published": "2026-11-19T09:00:00+03:00",', "", "feed-date", WARNING),
    ("rss", "Thu, 19 Nov 2026", "Sat, 21 Nov 2026", "feed-order", WARNING),
    ("atom", "<published>2026-11-19", "<published>2026-11-21", "feed-order", WARNING),
    ("json", '"date_published": "2026-11-19', '"date_published": "2026-11-21', "feed-order", WARNING),
    # people and languages
    ("rss", "<dc:creator>Ayla Sarı</dc:creator>", "<author>Ayla Sarı</author>", "feed-author", ERROR),
    ("rss", "<dc:creator>Ayla Sarı</dc:creator>", "<author>a@harbour.example (Ayla)</author>", "feed-author", WARNING),
    ("rss", "<language>", "<managingEditor>Ayla</managingEditor><language>", "feed-author", ERROR),
    ("atom", "<name>Ayla Sarı</name>", "<name>a@harbour.example</name>", "feed-author", WARNING),
    ("atom", "<name>Ayla Sarı</name>", "<name>Ayla</name><email>a@harbour.example</email>", "feed-author", WARNING),
    ("atom", "<name>Ayla Sarı</name>", "<name>Ayla</name><email>ayla</email>", "feed-author", ERROR),
    ("atom", "<name>Ayla Sarı</name>", "<name/>", "feed-author", ERROR),
    ("json", '"name": "Bora Deniz"', '"nick": "Bora"', "feed-author", ERROR),
    ("rss", "<language>en<", "<language>tr_TR<", "feed-language", ERROR),
    ("rss", "<dc:language>en<", "<dc:language>turkish<", "feed-language", ERROR),
    ("atom", 'xml:lang="en"', 'xml:lang="e"', "feed-language", ERROR),
    ("json", '"language": "en"', '"language": "en_GB"', "feed-language", ERROR),
    ("json", '"language": "en",', "", "feed-language", NOTICE),
    ("atom", CONTENT, f"&lt;p&gt;{ARABIC} ", "language-script", WARNING),
    ("json", QUAY, f'"content_html": "<p>{ARABIC}</p><pre>{LATIN}</pre>"', "language-script", WARNING),
    ("rss", CONTENT, f"&lt;p&gt;{ARABIC} ", "language-script", WARNING),
    # addresses
    ("rss", "<link>https://harbour.example/ropes/", "<link>https://harbour.example/ipliğ/", "feed-address", ERROR),
    ("rss", "<link>https://harbour.example/ropes/", "<link>https://harbour.example/a b/", "feed-address", ERROR),
    ("rss", "<link>https://harbour.example/ropes/", "<link>/ropes/", "feed-address", ERROR),
    ("rss", 'url="https://harbour.example/a.mp3"', 'url="/a.mp3"', "feed-address", ERROR),
    ("atom", '<link href="https://harbour.example/quay/"/>', '<link href="/quay/"/>', "feed-address", ERROR),
    ("atom", '"https://harbour.example/a.mp3"', '"a.mp3"', "feed-address", ERROR),
    ("atom", '"https://harbour.example/quay/"', '"https://harbour.example/rıhtım/"', "feed-address", WARNING),
    ("atom", '"https://harbour.example/quay/"', '"https://harbour.example/rıhtım 2/"', "feed-address", ERROR),
    ("json", '"home_page_url": "https://harbour.example/"', '"home_page_url": "/"', "feed-address", ERROR),
    ("json", "https://harbour.example/ayla/", "ayla", "feed-address", ERROR),
    ("json", '"url": "https://hub.example/"', '"url": "hub"', "feed-address", ERROR),
    ("rss", "<link>https://harbour.example/ropes/", "<link>http://harbour.example/ropes/", "feed-http", NOTICE),
    ("rss", "<link>https://harbour.example/</link>", "<link>https://harbour.example/feeds/rss.xml</link>", "feed-home", ERROR),
    ("atom", 'href="https://harbour.example/" rel="alternate"', 'href="https://harbour.example/feeds/atom.xml" rel="alternate"', "feed-home", ERROR),
    ("json", '"home_page_url": "https://harbour.example/"', '"home_page_url": "https://harbour.example/feeds/feed.json"', "feed-home", ERROR),
    ("json", '"home_page_url": "https://harbour.example/",', "", "feed-home", WARNING),
    ("atom", '<link href="https://harbour.example/quay/"/>', "", "feed-link", WARNING),
    ("rss", "<link>https://harbour.example/quay/</link>", "", "feed-link", WARNING),
    ("json", '"url": "https://harbour.example/quay/",', "", "feed-link", WARNING),
    ("atom", '<link href="https://harbour.example/quay/"/>', '<link href="https://harbour.example/ropes/"/>', "feed-link", WARNING),
    # content
    ("atom", "https://harbour.example/a.jpg", "data:image/png;base64,AA==", "feed-address", WARNING),
    ("atom", "https://harbour.example/a.jpg", "data:image/svg+xml;base64,iVBORw0KGgo=", "feed-address", WARNING),
    ("atom", "https://harbour.example/a.jpg", "data:image/png,iVBORw0KGgo=", "feed-address", WARNING),
    ("rss", CONTENT, '&lt;p&gt;&lt;a href="data:image/png;base64,iVBORw0KGgo="&gt;x&lt;/a&gt;', "feed-address", WARNING),
    ("rss", CONTENT, '&lt;p&gt;&lt;img src="https://h.example/a" srcset="data:image/png;base64,iVBORw0KGgo= 2x" alt=""&gt;', "feed-address", WARNING),
    ("rss", CONTENT, '&lt;p&gt;&lt;img src="DATA:text/html,x" alt=""&gt;', "feed-html", ERROR),
    ("rss", CONTENT, '&lt;p&gt;&lt;a href="/x"&gt;x&lt;/a&gt;', "feed-relative", ERROR),
    ("rss", "Of the quay", '&lt;img src="x.png" alt=""&gt;', "feed-relative", ERROR),
    ("atom", CONTENT, '&lt;p&gt;&lt;a href="../x"&gt;x&lt;/a&gt;', "feed-relative", ERROR),
    ("atom", CONTENT, '&lt;p&gt;&lt;img alt="" src="https://h.example/a" srcset="https://h.example/b 2x, c.jpg 3x"&gt;', "feed-relative", ERROR),
    ("atom", CONTENT, '&lt;video poster="p.jpg"&gt;&lt;/video&gt;&lt;p&gt;', "feed-relative", ERROR),
    ("atom", CONTENT, '&lt;video&gt;&lt;source src="v.mp4"&gt;&lt;/video&gt;&lt;p&gt;', "feed-relative", ERROR),
    ("atom", CONTENT, '&lt;blockquote cite="//h.example/x"&gt;&lt;/blockquote&gt;&lt;p&gt;', "feed-relative", ERROR),
    ("atom", CONTENT, '&lt;svg&gt;&lt;use xlink:href="a.svg"/&gt;&lt;/svg&gt;&lt;p&gt;', "feed-relative", ERROR),
    ("atom", CONTENT, '&lt;object data="a.pdf"&gt;&lt;/object&gt;&lt;p&gt;', "feed-relative", ERROR),
    ("atom", CONTENT, '&lt;form action="send"&gt;&lt;/form&gt;&lt;p&gt;', "feed-relative", ERROR),
    ("json", "https://harbour.example/a.jpg", "a.jpg", "feed-relative", ERROR),
    ("json", "https://harbour.example/sails/#new", "#new", "feed-relative", WARNING),
    ("rss", CONTENT, '&lt;p&gt;&lt;a href="#fn1"&gt;1&lt;/a&gt;', "feed-relative", WARNING),
    ("json", "https://harbour.example/a.jpg", "https://harbour.example/ı.jpg", "feed-address", WARNING),
    ("rss", CONTENT, "&lt;script&gt;alert(1)&lt;/script&gt;&lt;p&gt;", "feed-html", ERROR),
    ("atom", CONTENT, '&lt;p onclick="x()"&gt;', "feed-html", ERROR),
    ("json", "https://harbour.example/sails/#new", "javascript:x()", "feed-html", ERROR),
    ("rss", CONTENT, '&lt;iframe src="https://v.example/"&gt;&lt;/iframe&gt;&lt;p&gt;', "feed-html", WARNING),
    ("atom", CONTENT, "&lt;form&gt;&lt;/form&gt;&lt;p&gt;", "feed-html", WARNING),
    ("json", "<p>Of ", "<button>b</button><p>Of ", "feed-html", WARNING),
    ("rss", CONTENT, '&lt;p style="color: red"&gt;', "feed-html", WARNING),
    ("atom", CONTENT, "&lt;style&gt;p{}&lt;/style&gt;&lt;p&gt;", "feed-html", WARNING),
    ("json", "<p>Of ", "<svg></svg><p>Of ", "feed-html", WARNING),
    ("rss", CONTENT, "&lt;p&gt;&lt;em&gt;Of ", "feed-html", WARNING),
    ("atom", "&lt;/a&gt;", "", "feed-html", WARNING),
    ("json", "</a>", "</a></div>", "feed-html", WARNING),
    ("rss", ' alt="A sail"', "", "feed-alt", WARNING),
    ("json", 'src=\\"https://harbour.example/a.jpg\\"', 'srcset=\\"https://harbour.example/a.jpg 2x\\"', "feed-alt", WARNING),
    ("rss", "<description>Of the quay</description>", "<description> </description>", "feed-content", WARNING),
    ("json", QUAY, '"content_html": "<p></p>"', "feed-content", WARNING),
    # texts
    ("rss", "<title>The quay", "<title>The &lt;b&gt;quay&lt;/b&gt;", "feed-text", WARNING),
    ("atom", "<title>The quay", "<title>The &lt;b&gt;quay&lt;/b&gt;", "feed-text", WARNING),
    ("atom", "<title>The quay", '<title type="html">The &lt;b&gt;quay&lt;/b&gt;', "feed-text", WARNING),
    ("json", '"title": "The quay"', '"title": "The <em>quay</em>"', "feed-text", WARNING),
    ("rss", "<title>Ropes &amp; ", "<title>Ropes &amp;amp; ", "feed-text", WARNING),
    ("json", "Ropes & sails", "Ropes &amp; sails", "feed-text", WARNING),
    ("atom", "<summary>Of ropes", "<summary>Of &lt;b&gt;ropes&lt;/b&gt;", "feed-text", WARNING),
    ("json", '"summary": "Of ropes"', '"summary": "Of <b>ropes</b>"', "feed-text", WARNING),
    ("rss", "Of the quay", "Of\x0b the quay", "feed-xml", ERROR),
    ("atom", "Of the quay", "Of&#8; the quay", "feed-xml", ERROR),
    ("rss", "Of the quay", "Of\x85 the quay", "feed-character", WARNING),
    ("json", "Of the quay", "Of\\u0007 the quay", "feed-character", WARNING),
    ("atom", "Of the quay", "Of the q\ufffday", "feed-character", WARNING),
    ("rss", '<?xml version="1.0" encoding="UTF-8"?>', '<!DOCTYPE rss SYSTEM "rss.dtd">', "feed-encoding", WARNING),
    ("json", "{", "\ufeff{", "feed-encoding", WARNING),
    ("rss", "modules/content/", "modules/content", "feed-namespace", ERROR),
    ("rss", "http://purl.org/dc/elements/1.1/", "https://purl.org/dc/elements/1.1/", "feed-namespace", ERROR),
    # ids
    ("rss", '<guid isPermaLink="false">urn:x-harbour:2</guid>', "", "feed-id", WARNING),
    ("rss", '<guid isPermaLink="false">urn:x-harbour:2', "<guid>https://harbour.example/ropes/", "feed-id", ERROR),
    ("rss", ' isPermaLink="false"', "", "feed-id", ERROR),
    ("rss", 'isPermaLink="false"', 'isPermaLink="no"', "feed-id", ERROR),
    ("rss", "<guid>https://harbour.example/ropes/", "<guid>https://harbour.example/?p=1", "feed-id", WARNING),
    ("atom", "<id>urn:x-harbour:2", "<id>https://harbour.example/ropes/", "feed-id", ERROR),
    ("atom", "<id>urn:x-harbour:2", "<id>https://harbour.example/feeds/atom.xml", "feed-id", ERROR),
    ("atom", "<id>urn:x-harbour:2", "<id>2", "feed-id", ERROR),
    ("atom", "<id>https://harbour.example/feeds/atom.xml", "<id>feed", "feed-id", ERROR),
    ("json", '"id": "urn:x-harbour:2"', '"id": "https://harbour.example/ropes/"', "feed-id", ERROR),
    # where it is, and how large
    ("rss", '<atom:link href="https://harbour.example/feeds/rss.xml" rel="self" type="application/rss+xml"/>', "", "feed-self", WARNING),
    ("atom", '<link href="https://harbour.example/feeds/atom.xml" rel="self"/>', "", "feed-self", WARNING),
    ("json", '"feed_url": "https://harbour.example/feeds/feed.json",', "", "feed-self", WARNING),
    ("atom", '<link href="https://harbour.example/feeds/atom.xml" rel="self"/>', "", "feed-hub", ERROR),
    ("json", "https://harbour.example/feeds/feed.json", "https://harbour.example/feed.json", "feed-self", ERROR),
    ("rss", "Of the quay", f"Of {'the quay ' * 30_000}", "feed-size", NOTICE),
    ("json", "Of the quay", f"Of {'the quay ' * 120_000}", "feed-size", WARNING),
    # files
    ("rss", 'length="12"', 'length="0"', "feed-enclosure", WARNING),
    ("rss", ' type="audio/mpeg"/>', "/>", "feed-enclosure", ERROR),
    ("json", '"mime_type": "audio/mpeg",', "", "feed-enclosure", ERROR),
    ("rss", "<enclosure ", '<enclosure url="https://harbour.example/b.mp3" length="1" type="audio/mpeg"/><enclosure ', "feed-enclosure", WARNING),
    ("atom", "<published>2026-11-20", '<link href="https://harbour.example/a.mp3" rel="enclosure" type="audio/mpeg"/><published>2026-11-20', "feed-enclosure", WARNING),
    # RSS 2.0
    ("rss", 'version="2.0" xmlns', 'version="0.92" xmlns', "feed-version", WARNING),
    ("rss", "<title>The harbour</title>", "", "feed-element", ERROR),
    ("rss", "<description>News of the quay</description>", "", "feed-element", ERROR),
    ("rss", "<title>The quay</title>", "<title></title>", "feed-element", WARNING),
    ("rss", "<language>", "<image><url>https://harbour.example/a.png</url></image><language>", "feed-element", ERROR),
    ("rss", "<category>quay", "<tag>quay</tag><category>quay", "feed-element", ERROR),
    ("rss", "<description>Of ropes", "<description>Of</description><description>Of ropes", "feed-element", ERROR),
    ("rss", "<description>Of ropes", "<content:encoded>Of ropes</content:encoded><description>Of ropes", "feed-element", ERROR),
    ("rss", "<description>Of the quay", "<description><p>Of the quay</p>", "feed-element", ERROR),
    ("rss", ITEM, "<item><link>https://harbour.example/x/</link></item>", "feed-element", ERROR),
    # Atom
    ("atom", "<title>The harbour</title>", "", "feed-element", ERROR),
    ("atom", "<id>urn:x-harbour:2</id>", "", "feed-element", ERROR),
    ("atom", "<updated>2026-11-19T09:00:00+03:00</updated>", "", "feed-element", ERROR),
    ("atom", "<title>The quay", "<title>The</title><title>quay", "feed-element", ERROR),
    ("atom", "<title>The quay", '<title type="text/plain">The quay', "feed-element", ERROR),
    ("atom", '<content type="html"', '<content type="HTML5"', "feed-element", ERROR),
    ("atom", '<content type="html">', '<content type="xhtml">', "feed-element", ERROR),
    ("atom", '<summary type="html">Of the quay</summary>', '<content src="https://harbour.example/q" type="text/html"/>', "feed-element", ERROR),
    ("atom", ' term="quay"', "", "feed-element", ERROR),
    ("atom", "<category", "<tag/><category", "feed-element", ERROR),
    ("atom", '<link href="https://harbour.example/quay/"/>', '<link href="https://harbour.example/quay/"/><link href="https://harbour.example/q/"/>', "feed-element", ERROR),
    ("atom", '<link href="https://harbour.example/quay/"/>', '<link href="https://harbour.example/quay/"/><link rel="via"/>', "feed-element", ERROR),
    ("atom", 'xmlns="http://www.w3.org/2005/Atom"', 'xmlns="http://purl.org/atom/ns#"', "feed-version", WARNING),
    # JSON Feed
    ("json", '"version": "https://jsonfeed.org/version/1.1",', "", "feed-version", ERROR),
    ("json", '"title": "The harbour"', '"title": ""', "feed-element", ERROR),
    ("json", '"title": "The quay"', '"title": ["The quay"]', "feed-element", ERROR),
    ("json", '"id": "urn:x-harbour:2"', '"id": 2', "feed-element", ERROR),
    ("json", '"id": "urn:x-harbour:2",', "", "feed-element", ERROR),
    ("json", QUAY, '"summary": "Of the quay"', "feed-element", ERROR),
    ("json", '"quay"\n', "7\n", "feed-element", ERROR),
    ("json", '"size_in_bytes": 12', '"size_in_bytes": "12"', "feed-element", ERROR),
    ("json", '"size_in_bytes": 12', '"size_in_bytes": true', "feed-element", ERROR),
    ("json", '"type": "WebSub",', "", "feed-element", ERROR),
    ("json", QUAY, f'{QUAY}, "categories": []', "feed-element", WARNING),
    ("json", '"items": [', '"items": [7, ', "feed-element", ERROR),
    # podcasts
    ("podcast", "<itunes:author>Harbour office</itunes:author>", "", "feed-podcast", WARNING),
    ("podcast", '<itunes:category text="News"/>', "", "feed-podcast", ERROR),
    ("podcast", "<itunes:episode>1</itunes:episode>", "", "feed-podcast", ERROR),
    ("podcast", '<itunes:category text="News"/>', "<itunes:category/>", "feed-podcast", ERROR),
    ("podcast", "<itunes:explicit>false</itunes:explicit>\n<itunes:image", "<itunes:explicit>no</itunes:explicit>\n<itunes:image", "feed-podcast", ERROR),
    ("podcast", "<itunes:explicit>false</itunes:explicit>\n<itunes:episodeType", "<itunes:explicit>clean</itunes:explicit>\n<itunes:episodeType", "feed-podcast", ERROR),
    ("podcast", "cover.jpg", "cover.webp", "feed-podcast", ERROR),
    ("podcast", "<itunes:type>serial", "<itunes:type>daily", "feed-podcast", ERROR),
    ("podcast", "<itunes:new-feed-url>https://harbour.example/", "<itunes:new-feed-url>/", "feed-podcast", ERROR),
    ("podcast", "917393e3-", "", "feed-podcast", ERROR),
    ("podcast", "<podcast:locked>no", "<podcast:locked>false", "feed-podcast", ERROR),
    ("podcast", '<podcast:funding url="https://harbour.example/give/"', "<podcast:funding", "feed-podcast", ERROR),
    ("podcast", "<podcast:person>Ayla Sarı", "<podcast:person>", "feed-podcast", ERROR),
    ("podcast", "<itunes:episodeType>full", "<itunes:episodeType>extra", "feed-podcast", ERROR),
    ("podcast", "<itunes:episode>1", "<itunes:episode>0", "feed-podcast", ERROR),
    ("podcast", "<itunes:season>1", "<itunes:season>one", "feed-podcast", ERROR),
    ("podcast", "<itunes:duration>1:02:03", "<itunes:duration>1 hour", "feed-podcast", ERROR),
    ("podcast", "<itunes:duration>", "<itunes:duration>1</itunes:duration><itunes:duration>", "feed-podcast", ERROR),
    ("podcast", ' type="text/vtt"', "", "feed-podcast", ERROR),
    ("podcast", ' type="application/json+chapters"', "", "feed-podcast", ERROR),
    ("podcast", '<guid isPermaLink="false">first</guid>', "", "feed-podcast", ERROR),
    ("podcast", '<enclosure url="https://harbour.example/1.mp3" length="12" type="audio/mpeg"/>', "", "feed-podcast", WARNING),
    # what else a validator's own test cases hold
    ("atom", "<published>2026-11-20T09:00:00+03:00", "<published>2026-11-20t06:00:00z", "feed-date", ERROR),
    ("json", "<p>Of ", "<boat>x</boat><p>Of ", "feed-html", WARNING),
    ("rss", CONTENT, "&lt;p&gt;&lt;my-boat&gt;&lt;/my-boat&gt;", "feed-html", WARNING),
    ("atom", "<title>The quay</title>", "<title/>", "feed-element", WARNING),
    ("atom", "<title>The quay</title>", '<title><b xmlns="">The</b> quay</title>', "feed-element", ERROR),
    ("atom", "<title>The quay", '<title type="xhtml">The quay', "feed-element", ERROR),
    ("atom", '<category term="quay"/>', '<category term="quay" scheme="tags"/>', "feed-address", ERROR),
    ("atom", "<updated>2026-11-21", '<generator uri="envoi">E</generator><updated>2026-11-21', "feed-address", ERROR),
    ("atom", ' type="audio/mpeg"', ' type="mp3"', "feed-element", ERROR),
    ("json", '"audio/mpeg"', '"mp3"', "feed-enclosure", ERROR),
    ("atom", "<name>Ayla Sarı</name>", "<name>Ayla</name><name>Sarı</name>", "feed-author", ERROR),
    ("atom", "<name>Ayla Sarı</name>", "<name>&lt;b&gt;Ayla&lt;/b&gt;</name>", "feed-text", WARNING),
    ("atom", '<content type="html">', "<content>", "feed-text", WARNING),
    ("podcast", "<itunes:type>", "<itunes:owner><itunes:name>A</itunes:name></itunes:owner><itunes:type>", "feed-podcast", ERROR),
]  # fmt: skip


@pytest.mark.parametrize("kind", GOOD)
def test_good(kind: str) -> None:
    """Of a good feed nobody says a word."""
    assert findings(GOOD[kind], kind) == []


@pytest.mark.parametrize(("kind", "old", "new", "code", "level"), MUTATIONS)
def test_bad(kind: str, old: str, new: str, code: str, level: Level) -> None:
    """One change makes it bad, and that is found."""
    assert old in GOOD[kind]

    found = findings(GOOD[kind].replace(old, new, 1), kind)

    assert (code, level) in {(finding.code, finding.level) for finding in found}
    assert all(finding.message and finding.hint for finding in found)


EMPTY = {
    "rss": RSS[: RSS.index("<item>")] + "</channel></rss>",
    "atom": ATOM[: ATOM.index("<entry>")] + "</feed>",
    "json": json.dumps(DOCUMENT | {"items": []}),
}


@pytest.mark.parametrize("kind", EMPTY)
def test_empty(kind: str) -> None:
    """A feed with nothing in it is named, and nothing else is wrong with it."""
    assert [finding.code for finding in findings(EMPTY[kind], kind)] == ["feed-empty"]


def test_every_rule_is_broken_by_a_feed() -> None:
    """No rule is silent on all of the bad feeds."""
    bad = [(kind, GOOD[kind].replace(old, new, 1)) for kind, old, new, *_ in MUTATIONS]
    subjects = [subject(text, kind) for kind, text in [*bad, *EMPTY.items()]]

    silent = [
        rule for rule in RULES if not any(True for one in subjects for _ in rule(one))
    ]

    assert silent == []


def test_letters_in_an_address() -> None:
    """What the formats allow, and some readers cannot open, is told apart from what is no address at all."""
    atom = ATOM.replace("harbour.example/quay/", "harbour.example/rıhtım/")
    page = GOOD["json"].replace("harbour.example/a.jpg", "harbour.example/ı.jpg")
    rss = RSS.replace(
        "<link>https://harbour.example/ropes/",
        "<link>https://harbour.example/iplik-ığ/",
    )

    said = {
        kind: [
            one.message for one in findings(text, kind) if one.code == "feed-address"
        ]
        for kind, text in (("atom", atom), ("json", page), ("rss", rss))
    }

    assert ["is an IRI" in message for message in said["atom"] + said["json"]] == [
        True,
        True,
    ]
    assert ["holds what no address may" in message for message in said["rss"]] == [True]


def test_atom_without_any_author() -> None:
    """Atom wants to know of each entry who wrote it."""
    nobody = ATOM.replace("<author><name>Harbour office</name></author>", "")
    assert findings(nobody, "atom") == []

    found = findings(
        nobody.replace("<author><name>Bora Deniz</name></author>", ""), "atom"
    )

    assert [(finding.code, finding.level) for finding in found] == [
        ("feed-author", ERROR)
    ]


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("rss", "https://harbour.example/sails/#new", "mailto:office@harbour.example"),
        ("rss", "https://harbour.example/sails/#new", "tel:+901234"),
        ("atom", "https://harbour.example/a.jpg", "data:image/png;base64,iVBORw0KGgo="),
        ("atom", "https://harbour.example/a.jpg", "data:image/jpeg;base64,/9j/4AAQSkZJRg=="),
        ("atom", "https://harbour.example/a.jpg", "data:image/gif;base64,R0lGODlhAQABAA=="),
        ("atom", "https://harbour.example/a.jpg", "data:image/webp;base64,UklGRjIAAABXRUJQVlA4"),
        ("atom", "https://harbour.example/a.jpg", "data:image/avif;base64,AAAAIGZ0eXBhdmlmAAAA"),
        ("json", "Ropes & sails, a < b", "AT&T, R&D &c. <3"),
        ("rss", "+0300</pubDate>", "GMT</pubDate>"),
        ("rss", "+0300</pubDate>", "UT</pubDate>"),
        ("json", "Of ropes", "How a <script> is loaded"),
        ("atom", "<summary>Of ropes", "<summary>What &lt;p&gt; and &lt;b&gt; are for"),
        ("podcast", "<itunes:type>serial</itunes:type>", ""),
        ("podcast", "Of the first boat", f"Of {'the quay ' * 120_000}"),
        ("podcast", "<itunes:episodeType>full</itunes:episodeType>\n<itunes:episode>1</itunes:episode>", "<itunes:episodeType>trailer</itunes:episodeType>"),
        ("atom", "2026-11-20T09:00:00+03:00", "2026-11-20T06:00:00.250Z"),
        ("rss", "Of the quay", "&lt;ul&gt;&lt;li&gt;Of&lt;li&gt;the quay&lt;/ul&gt;"),
        ("rss", "Of the quay", "a &amp;lt; b"),
        ("rss", "<language>en<", "<language>zh-Hant-TW<"),
        ("atom", "</entry>\n</feed>", "</entry>\n<rights>All</rights></feed>"),
        ("atom", '<link href="https://harbour.example/quay/"/>', '<link href="https://harbour.example/quay/"/><link href="https://harbour.example/rihtim/" hreflang="tr"/>'),
    ],
)  # fmt: skip
def test_allowed(kind: str, old: str, new: str) -> None:
    """What is right, if rare, is not complained of."""
    assert old in GOOD[kind]
    assert findings(GOOD[kind].replace(old, new), kind) == []


def test_archive_may_be_large() -> None:
    """An archive is read once, and what is in it cannot be changed: its size is no fault."""
    large = replace(
        subject(RSS.replace("Of the quay", "quay " * 60_000), "rss"), archive=True
    )

    assert [finding.code for finding in judged(large)] == []


def test_many_tags_that_do_not_fit() -> None:
    """What is opened and closed without the other is found at once, however much it is."""
    html = "&lt;b&gt;" * 100_000 + "&lt;/i&gt;" * 100_000

    found = findings(RSS.replace("Of the quay", html), "rss")

    assert "feed-html" in {finding.code for finding in found}


def test_line_of_the_feed() -> None:
    """A finding has the line of its entry or element in the feed."""
    (found,) = findings(RSS.replace("Thu, 19", "Wed, 19"), "rss")

    assert RSS.splitlines()[found.line - 1].startswith("<pubDate>Thu, 19 Nov")


def test_unreadable() -> None:
    """A prefix that nobody declared is no XML, and the line is named."""
    broken = RSS.replace('xmlns:content="http://purl.org/rss/1.0/modules/content/"', "")

    with pytest.raises(Stop) as stopped:
        subject(broken, "rss")

    assert stopped.value.problem.place is not None
    assert stopped.value.problem.place.line == 22


@given(
    st.sampled_from(sorted(GOOD)),
    st.lists(
        st.tuples(st.integers(0, 5000), st.integers(0, 40), st.text(max_size=8)),
        min_size=1,
        max_size=6,
    ),
)
def test_any_damage(kind: str, damage: list[tuple[int, int, str]]) -> None:
    """Whatever is cut out of a feed or put into it: findings, or a Stop that names the line."""
    text = GOOD[kind]
    for at, length, new in damage:
        text = text[:at] + new + text[at + length :]
    data = text.encode("utf-8", "surrogatepass")

    with suppress(Stop):
        feed = feedfile.read(data, kind)
        list(judged(Subject(name=kind, data=data, feed=feed, now=NOW)))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["url", "name", "type"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(sorted(DOCUMENT)), VALUES), st.data())
def test_any_values(feed: dict[str, object], data: st.DataObject) -> None:
    """Values of any type in a JSON Feed are judged, not stumbled over."""
    keys = sorted({*DOCUMENT["items"][0], "image", "content_text", "author"})
    item = data.draw(st.dictionaries(st.sampled_from(keys), VALUES))
    document = {**DOCUMENT, **feed}
    if "items" not in feed:
        document["items"] = [DOCUMENT["items"][0] | item]

    with suppress(Stop):
        list(judged(subject(json.dumps(document), "json")))
