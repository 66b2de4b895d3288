"""Feeds for the tests of this folder: one that readers must show well, and one that is hard on them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from lxml.html import fragment_fromstring

from envoi.model import Author, Body, Feed, Image, Post, Site, State

ISTANBUL = ZoneInfo("Europe/Istanbul")

SITE = Site(
    title="Lantern & Ladle",
    url="https://lantern.example.org/",
    description='Soup, tents and light after the flood: "we carry what is needed"',
    language="en-GB",
    zone=ISTANBUL,
    authors=(Author(name="Lantern & Ladle", url="https://lantern.example.org/who/"),),
)


def body(html: str, summary: str, image: Image | None = None) -> Body:
    """A rendered body."""
    tree = fragment_fromstring(html, create_parent="div")
    return Body(tree=tree, html=html, summary=summary, image=image)


def post(**given: object) -> Post:
    """A published post, with what is not given made up."""
    url = "https://lantern.example.org/posts/a/"
    made_up = {
        "path": "posts/a.md",
        "slug": "a",
        "title": "A post",
        "state": State.PUBLISHED,
        "id": url,
        "url": url,
        "published": datetime(2025, 3, 1, 9, 0, tzinfo=UTC),
        "language": SITE.language,
        "body": body("<p>Some words.</p>", "Some words."),
    }
    return Post(**(made_up | given))


def feed(*posts: Post, **given: object) -> Feed:
    """A feed of `posts`, each of a file of its own."""
    first = {post.path: post for post in reversed(posts)}
    posts = tuple(
        one if one is first[one.path] else replace(one, path=f"{number}/{one.path}")
        for number, one in enumerate(posts)
    )
    made_up = {
        "site": SITE,
        "title": SITE.title,
        "stem": "feeds",
        "posts": posts,
        "updated": datetime(2025, 3, 1, 9, 0, tzinfo=UTC),
        "full": len(posts),
    }
    return Feed(**(made_up | given))


BOATS = post(
    path="posts/boats.md",
    slug="boats",
    title='Tea, tents & "two" boats 🚣🏽: what ]]> cannot sink',
    id="https://lantern.example.org/posts/boats/",
    url="https://lantern.example.org/posts/boats/",
    published=datetime(2025, 6, 2, 8, 30, tzinfo=ISTANBUL),
    updated=datetime(2025, 6, 4, 17, 5, 9, 123456, tzinfo=ISTANBUL),
    authors=(
        Author(name="Ayşe Kaya", url="https://lantern.example.org/people/ayse/"),
        Author(name="Tom O’Dell"),
    ),
    tags=("Field reports", "Çay ve çadır"),
    external_url="https://harbour.example/log?boat=2&amp=no",
    body=body(
        '<p>Two boats, <em>one</em> pot &amp; forty "guests".</p>\n'
        '<p><img src="https://lantern.example.org/img/boats.jpg?w=600&amp;h=300" '
        'alt="Two rowing boats at a flooded door" width="600" height="300"></p>\n'
        "<pre><code>if a &lt; b &amp;&amp; c[d[0]]&gt;e:\n\tprint('&lt;b&gt;')</code></pre>\n"
        '<p><a href="https://lantern.example.org/posts/boats/#top">Up</a></p>',
        "Two boats, one pot & forty \"guests\". if a < b && c[d[0]]>e: print('<b>')",
        Image(
            url="https://lantern.example.org/img/boats.jpg?w=600&h=300",
            alt="Two rowing boats at a flooded door",
            width=600,
            height=300,
        ),
    ),
)
STOVES = post(
    path="posts/sobalar.md",
    slug="sobalar",
    title="Sobalar yola çıktı: ılık bir kış için İzmir’den",
    id="sobalar-0123",
    url="https://lantern.example.org/posts/so%C4%9Fuk-k%C4%B1%C5%9F/",
    published=datetime(2025, 5, 19, 23, 45, tzinfo=timezone(timedelta(hours=3))),
    language="tr",
    authors=(Author(name="Işıl Öğüt"),),
    tags=("Çay ve çadır",),
    body=body(
        "<p>On iki soba, <strong>yüz</strong> çuval odun.</p>",
        "On iki soba, yüz çuval odun.",
    ),
)
BREAD = post(
    path="posts/khubz.html",
    slug="khubz",
    title="خبز دافئ لكل باب",
    id="urn:uuid:5d0c5a0e-3c1e-4c57-9d5d-5b1c2a7d9f10",
    url="https://lantern.example.org/posts/khubz/",
    published=datetime(2025, 4, 7, 6, 0, tzinfo=UTC),
    language="ar",
    body=body(
        "<p>خبزنا أربعمئة رغيف قبل الفجر.</p>",
        "خبزنا أربعمئة رغيف قبل الفجر.",
    ),
)
QUIET = post(
    path="posts/quiet.md",
    slug="quiet",
    title="Nothing to add",
    id="https://old.example.org/?p=7",
    url="https://lantern.example.org/posts/quiet/",
    published=datetime(2025, 1, 1, 0, 0, tzinfo=timezone(timedelta(hours=-3.5))),
    body=body("", ""),
)
KIND = feed(BOATS, STOVES, BREAD, QUIET, updated=BOATS.updated)
"""What readers and validators must show and pass without a word.

No tag holds `&`, which FreshRSS (2024) hands on unescaped, so that it loses the whole JSON feed.
"""

TAGGED = replace(BOATS, title="How to write <b>bold</b> & <script>alert(1)</script>")
BRIEF = feed(
    replace(TAGGED, id="not an IRI: 100%", tags=("<i>", '"', "Çay & çadır")),
    replace(STOVES, id="0123"),
    site=replace(SITE, title="<b>", description="", authors=()),
    title="",
    stem="feeds/tags/Çay & çadır",
    updated=BOATS.updated,
    full=0,
)
"""Summaries only, and texts that look like markup."""
