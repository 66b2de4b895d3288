"""Posts, issues and a site of an invented association, for the tests of the letter."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement, fragment_fromstring

from envoi.model import (
    Author,
    Body,
    Enclosure,
    Image,
    Issue,
    Layout,
    Post,
    Section,
    Sender,
    Site,
    State,
)
from envoi.newsletter.compose import compose
from envoi.newsletter.theme import load

ZONE = ZoneInfo("Europe/Istanbul")
SITE = Site(
    title="Deniz Relief",
    url="https://deniz.example.org/",
    description="News from the villages",
    zone=ZONE,
)
SENDER = Sender(
    name="Deniz Relief",
    address="letter@deniz.example.org",
    postal_address="Deniz Relief\n1 Harbour Street, İzmir",
    unsubscribe="https://deniz.example.org/unsubscribe/",
)
PICTURE = Image(
    url="https://deniz.example.org/img/road.jpg",
    alt="A road under snow",
    width=1200,
    height=675,
)
FEEDS = {"application/atom+xml": "https://deniz.example.org/feeds/atom.xml"}
URL = "https://deniz.example.org/newsletter/next/"


def tree(html: str) -> HtmlElement:
    """The tree of a body as the posts' stage hands it on."""
    return fragment_fromstring(html, create_parent="div")


def post(
    title: str = "The road must open",
    html: str = "<p>We cannot wait.</p>",
    *,
    language: str = "",
    image: Image | None = None,
    summary: str = "We cannot wait.",
    enclosures: tuple[Enclosure, ...] = (),
) -> Post:
    """A published post with its body."""
    slug = title.lower().replace(" ", "-")
    return Post(
        path=f"posts/{slug}.md",
        slug=slug,
        title=title,
        state=State.PUBLISHED,
        url=f"https://deniz.example.org/posts/{slug}/",
        published=datetime(2026, 11, 12, 9, tzinfo=ZONE),
        language=language,
        authors=(Author(name="Derya Aksoy"),),
        enclosures=enclosures,
        body=Body(tree=tree(html), html=html, summary=summary, image=image),
    )


def section(title: str, layout: Layout, *posts: Post) -> Section:
    """A section of `posts`."""
    return Section(title=title, layout=layout, posts=posts)


def issue(
    *sections: Section,
    language: str = "en",
    subject: str = "The road",
    preheader: str = "",
    **more: Any,
) -> Issue:
    """An issue of `sections`."""
    return Issue(
        name="next",
        title="Deniz Notes",
        subject=subject,
        preheader=preheader,
        date=datetime(2026, 11, 12, 9, tzinfo=ZONE),
        language=language,
        sections=sections,
        **more,
    )


def letter(
    *sections: Section, theme: str = "bulletin", web: bool = False, **more: Any
) -> str:
    """The HTML of an issue of `sections` in a built-in theme."""
    return compose(
        issue(*sections, **more),
        SENDER,
        SITE,
        load(theme, None),
        url=URL,
        web=web,
        feeds=FEEDS,
    )
