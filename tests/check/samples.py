"""One feed in three formats, and a podcast, of which no rule complains."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
SITE = "https://harbour.example/"

RSS = """\
<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel>
<title>The harbour</title>
<atom:link href="https://harbour.example/feeds/rss.xml" rel="self" type="application/rss+xml"/>
<atom:link href="https://hub.example/" rel="hub"/>
<link>https://harbour.example/</link>
<description>News of the quay</description>
<language>en</language>
<lastBuildDate>Sat, 21 Nov 2026 09:00:00 +0300</lastBuildDate>
<item>
<title>Ropes &amp; sails, a &lt; b</title>
<link>https://harbour.example/ropes/</link>
<guid>https://harbour.example/ropes/</guid>
<pubDate>Fri, 20 Nov 2026 09:00:00 +0300</pubDate>
<atom:updated>2026-11-21T09:00:00+03:00</atom:updated>
<dc:language>en</dc:language>
<dc:creator>Ayla Sarı</dc:creator>
<category>quay</category>
<description>Of ropes</description>
<content:encoded>&lt;p&gt;Of &lt;a href="https://harbour.example/sails/#new"&gt;sails&lt;/a&gt;.&lt;/p&gt;\
&lt;img src="https://harbour.example/a.jpg" alt="A sail"&gt;</content:encoded>
<enclosure url="https://harbour.example/a.mp3" length="12" type="audio/mpeg"/>
</item>
<item>
<title>The quay</title>
<link>https://harbour.example/quay/</link>
<guid isPermaLink="false">urn:x-harbour:2</guid>
<pubDate>Thu, 19 Nov 2026 09:00:00 +0300</pubDate>
<dc:creator>Bora Deniz</dc:creator>
<description>Of the quay</description>
</item>
</channel>
</rss>
"""

ATOM = """\
<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<title>The harbour</title>
<id>https://harbour.example/feeds/atom.xml</id>
<link href="https://harbour.example/" rel="alternate"/>
<link href="https://harbour.example/feeds/atom.xml" rel="self"/>
<link href="https://hub.example/" rel="hub"/>
<updated>2026-11-21T09:00:00+03:00</updated>
<author><name>Harbour office</name></author>
<entry>
<title>Ropes &amp; sails, a &lt; b</title>
<id>https://harbour.example/ropes/</id>
<link href="https://harbour.example/ropes/" rel="alternate"/>
<link href="https://harbour.example/a.mp3" rel="enclosure" type="audio/mpeg" length="12"/>
<published>2026-11-20T09:00:00+03:00</published>
<updated>2026-11-21T09:00:00+03:00</updated>
<author><name>Ayla Sarı</name></author>
<category term="quay"/>
<summary>Of ropes</summary>
<content type="html">&lt;p&gt;Of &lt;a href="https://harbour.example/sails/#new"&gt;sails&lt;/a&gt;.&lt;/p&gt;\
&lt;img src="https://harbour.example/a.jpg" alt="A sail"&gt;</content>
</entry>
<entry>
<title>The quay</title>
<id>urn:x-harbour:2</id>
<link href="https://harbour.example/quay/"/>
<published>2026-11-19T09:00:00+03:00</published>
<updated>2026-11-19T09:00:00+03:00</updated>
<author><name>Bora Deniz</name></author>
<summary type="html">Of the quay</summary>
</entry>
</feed>
"""

DOCUMENT: dict[str, Any] = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "The harbour",
    "home_page_url": "https://harbour.example/",
    "feed_url": "https://harbour.example/feeds/feed.json",
    "description": "News of the quay",
    "language": "en",
    "hubs": [{"type": "WebSub", "url": "https://hub.example/"}],
    "authors": [{"name": "Harbour office"}],
    "items": [
        {
            "id": "https://harbour.example/ropes/",
            "url": "https://harbour.example/ropes/",
            "title": "Ropes & sails, a < b",
            "summary": "Of ropes",
            "content_html": '<p>Of <a href="https://harbour.example/sails/#new">sails</a>.</p>'
            '<img src="https://harbour.example/a.jpg" alt="A sail">',
            "date_published": "2026-11-20T09:00:00+03:00",
            "date_modified": "2026-11-21T09:00:00+03:00",
            "authors": [{"name": "Ayla Sarı", "url": "https://harbour.example/ayla/"}],
            "tags": ["quay"],
            "attachments": [
                {
                    "url": "https://harbour.example/a.mp3",
                    "mime_type": "audio/mpeg",
                    "size_in_bytes": 12,
                }
            ],
        },
        {
            "id": "urn:x-harbour:2",
            "url": "https://harbour.example/quay/",
            "title": "The quay",
            "content_text": "Of the quay",
            "date_published": "2026-11-19T09:00:00+03:00",
            "authors": [{"name": "Bora Deniz"}],
        },
    ],
}
JSON = json.dumps(DOCUMENT, indent=1, ensure_ascii=False)

PODCAST = """\
<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
  xmlns:podcast="https://podcastindex.org/namespace/1.0">
<channel>
<title>Harbour radio</title>
<atom:link href="https://harbour.example/feeds/rss.xml" rel="self"/>
<link>https://harbour.example/</link>
<description>Voices of the quay</description>
<language>en</language>
<itunes:author>Harbour office</itunes:author>
<itunes:category text="News"/>
<itunes:explicit>false</itunes:explicit>
<itunes:image href="https://harbour.example/cover.jpg"/>
<itunes:type>serial</itunes:type>
<itunes:new-feed-url>https://harbour.example/feeds/rss.xml</itunes:new-feed-url>
<podcast:guid>917393e3-1b1e-5cef-ace4-edaa54e1f810</podcast:guid>
<podcast:locked>no</podcast:locked>
<podcast:funding url="https://harbour.example/give/">Give</podcast:funding>
<podcast:person>Ayla Sarı</podcast:person>
<item>
<title>First</title>
<link>https://harbour.example/first/</link>
<guid isPermaLink="false">first</guid>
<pubDate>Fri, 20 Nov 2026 09:00:00 +0300</pubDate>
<description>Of the first boat</description>
<enclosure url="https://harbour.example/1.mp3" length="12" type="audio/mpeg"/>
<itunes:explicit>false</itunes:explicit>
<itunes:episodeType>full</itunes:episodeType>
<itunes:episode>1</itunes:episode>
<itunes:season>1</itunes:season>
<itunes:duration>1:02:03</itunes:duration>
<podcast:transcript url="https://harbour.example/1.vtt" type="text/vtt"/>
<podcast:chapters url="https://harbour.example/1.json" type="application/json+chapters"/>
</item>
</channel>
</rss>
"""
GOOD = {"rss": RSS, "atom": ATOM, "json": JSON, "podcast": PODCAST}
