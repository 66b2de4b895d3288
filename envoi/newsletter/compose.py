"""An issue -> the finished HTML of its letter or of its web page, through a theme."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from envoi.model import Body, Issue, Layout, Post, Section, Sender, Site
from envoi.newsletter.inline import inline
from envoi.newsletter.mailbody import print_body
from envoi.newsletter.theme import Theme
from envoi.words import LINE, shorten, words

if TYPE_CHECKING:
    from markupsafe import Markup

MARGIN = 32
"""Pixels between the edge of a panel and its text, on each side."""

PREVIEW = 140
"""Characters of a letter that an inbox shows beside its subject, at most."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """A post's picture; `width` and `height` (0: not known) are what it is shown at, in pixels, at most; `wide` whether that is the whole column."""

    url: str
    alt: str
    width: int
    height: int
    wide: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """A post as a template sees it. `level` is that of its heading; `body` is its text where it is shown in full."""

    title: str
    url: str
    language: str
    direction: str
    level: int
    date: str
    authors: str
    summary: str
    read_more: str
    picture: Picture | None
    body: Markup | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A section as a template sees it: `layout` is `cards`, `list` or `full`; `title` may be empty."""

    title: str
    layout: str
    items: tuple[Item, ...]


def compose(
    issue: Issue,
    sender: Sender,
    site: Site,
    theme: Theme,
    *,
    url: str,
    web: bool,
    feeds: Mapping[str, str],
) -> str:
    """The HTML of `issue`: the letter, or with `web` the page of it that stands on the site.

    `url` is the address of that page; `feeds` are the addresses of the site's feeds by media type. Raises `Stop`
    where a template of the theme is broken.
    """
    say = words(issue.language)
    sections = [section for section in issue.sections if section.posts]
    html = theme.render(
        issue=issue,
        site=site,
        sender=sender,
        url=url,
        web=web,
        feeds=feeds,
        words=say,
        date=say.date(issue.date),
        direction=say.direction,
        start="right" if say.direction == "rtl" else "left",
        single=issue.single,
        parts=tuple(part for each in sections for part in _parts(each, issue, theme)),
        filler=range(max(0, PREVIEW - len(issue.preheader)) // 2),
    )
    return inline(html)


def _parts(section: Section, issue: Issue, theme: Theme) -> Iterator[Part]:
    """A part for each run of posts with the same layout; the first of them has the section's title."""
    level = 1 if issue.single else 3 if section.title else 2
    title = section.title
    for layout, run in groupby(section.posts, partial(issue.layout_of, section)):
        items = tuple(_item(post, layout, level, issue, theme) for post in run)
        yield Part(title=title, layout=str(layout), items=items)
        title = ""


def _item(post: Post, layout: Layout, level: int, issue: Issue, theme: Theme) -> Item:
    from markupsafe import Markup

    language = post.language or issue.language
    say = words(language)
    full = layout is Layout.FULL and post.body is not None
    summary = post.body.summary if post.body else ""
    body = None
    if full and post.body:
        room = theme.column - 2 * MARGIN
        body = Markup(print_body(post.body.tree, words=say, level=level, width=room))
    return Item(
        title=post.title,
        url=post.url,
        language=language,
        direction=say.direction,
        level=level,
        date=say.date(post.published) if post.published else "",
        authors=say.list(author.name for author in post.authors),
        summary=shorten(summary, LINE) if layout is Layout.LIST else summary,
        read_more=say.say("read_more_of", title=post.title),
        picture=_picture(post, layout, theme),
        body=body,
    )


def _picture(post: Post, layout: Layout, theme: Theme) -> Picture | None:
    """The picture above a card, or above a full text that does not show it itself."""
    image = post.body.image if post.body else None
    if image is None or layout is Layout.LIST:
        return None
    if layout is Layout.FULL and post.body and _shows(post.body, image.url):
        return None
    wide, room = theme.column - 2, theme.column - 2 * MARGIN
    fills = not image.width or image.width >= wide
    width = wide if fills else min(image.width, room)
    return Picture(
        url=image.url,
        alt=image.alt,
        width=width,
        height=round(image.height * width / image.width) if image.width else 0,
        wide=fills,
    )


def _shows(body: Body, address: str) -> bool:
    return any(image.get("src") == address for image in body.tree.iter("img"))
