"""Listing* -> the page that tells people what feeds there are, how to follow one, and what is new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from envoi.addresses import below
from envoi.feeds.format import Kind
from envoi.feeds.listing import Link, Listing
from envoi.model import Image, Post, Site
from envoi.templating import Templates
from envoi.words import shorten, words

PATH: Final = "feeds/index.html"
TEMPLATE: Final = "subscribe.html.j2"

LATEST: Final = 8
"""Entries of the main feed that the page shows, at most."""

SUMMARY: Final = 220
"""Characters of a summary, at most."""

FEW: Final = 12
"""Feeds of one kind that are shown without being asked for, at most."""

_HEADINGS: Final[Mapping[Kind, str]] = {
    Kind.LANGUAGE: "by_language",
    Kind.SECTION: "by_section",
    Kind.TAG: "by_tag",
    Kind.AUTHOR: "by_author",
    Kind.OWN: "own_feeds",
    Kind.PODCAST: "podcast",
}
"""The key of the words above the feeds of each kind, in the order of the page."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Feeds of one kind as the template sees them: `many` if they are folded away."""

    title: str
    kind: str
    feeds: tuple[Listing, ...]
    count: str
    many: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """A post as the template sees it: `day` is its date as `<time>` wants it, `date` in words."""

    title: str
    url: str
    language: str
    direction: str
    day: str
    date: str
    authors: str
    summary: str
    picture: Image | None


def write(
    listings: Sequence[Listing],
    links: Sequence[Link],
    site: Site,
    files: Templates,
    *,
    snippet: str,
    opml: str,
) -> str:
    """The page, in the language of `site`.

    `links` go into its head, and `snippet` is the same for people to copy; `opml` is the address of the list for
    programs. Raises `Stop` where a file among `files` is broken.
    """
    say = words(site.language)
    main = tuple(each for each in listings if each.kind is Kind.MAIN)
    newest = [post for each in main for post in each.feed.posts][:LATEST]
    values = {
        "site": site,
        "url": below(site.url, PATH.removesuffix("index.html")),
        "direction": say.direction,
        "words": say,
        "main": main,
        "groups": tuple(_groups(listings, site)),
        "items": tuple(_item(post, site) for post in newest),
        "links": links,
        "snippet": snippet,
        "opml": opml,
        "style": f"{files.read('palette.css')}\n{files.read('subscribe.css')}",
        "script": files.read("subscribe.js"),
    }
    return files.render(TEMPLATE, values)


def _groups(listings: Sequence[Listing], site: Site) -> list[Group]:
    say = words(site.language)
    found = {
        kind: tuple(each for each in listings if each.kind is kind)
        for kind in _HEADINGS
    }
    return [
        Group(
            title=say.say(_HEADINGS[kind]),
            kind=str(kind),
            feeds=feeds,
            count=say.number(len(feeds)),
            many=len(feeds) > FEW,
        )
        for kind, feeds in found.items()
        if feeds
    ]


def _item(post: Post, site: Site) -> Item:
    language = post.language or site.language
    say = words(language)
    return Item(
        title=post.title,
        url=post.url,
        language=language,
        direction=say.direction,
        day=post.published.date().isoformat() if post.published else "",
        date=say.date(post.published) if post.published else "",
        authors=say.list(author.name for author in post.authors),
        summary=shorten(post.body.summary, SUMMARY) if post.body else "",
        picture=post.body.image if post.body else None,
    )
