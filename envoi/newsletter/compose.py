"""An issue -> the finished HTML of its letter or of its web page, through a theme."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from envoi.model import Body, Issue, Layout, Post, Section, Sender, Site
from envoi.newsletter.enclosed import Link, links
from envoi.newsletter.inline import inline
from envoi.newsletter.longwords import SIZE, loosened
from envoi.newsletter.mailbody import print_body
from envoi.newsletter.teaser import summary
from envoi.newsletter.theme import Theme
from envoi.words import Words, words

if TYPE_CHECKING:
    from markupsafe import Markup

BORDER = 1
"""Pixels of the line that may be around a picture as wide as the column."""

PHONE = 320
"""Pixels across the narrowest screen."""

EDGE = 12
"""Pixels between the edge of that screen and the column, on each side."""

SMALL = 20
"""Pixels of a theme's margin that are left on a phone, at most."""

PREVIEW = 140
"""Characters of a letter that an inbox shows beside its subject, at most."""

Printed = dict[tuple[Hashable, ...], str]
"""The HTML of texts by all that it is made of. A letter and its page have most of them in common, and so have letters that are made to fit."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """A post's picture.

    `width` and `height` (0: not known) are what it is shown at, in pixels, at most; `wide` tells whether that is the
    whole column.
    """

    url: str
    alt: str
    width: int
    height: int
    wide: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """A post as a template sees it.

    `level` is that of its heading. `body` is its text where it is shown in full; `summary` then is only there where
    the issue has words of its own on the post. `files` are links to what comes with it.
    """

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
    files: tuple[Link, ...]
    body: Markup | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """Posts of a section that are shown alike: `layout` is `cards`, `list` or `full`; `title` may be empty."""

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
    printed: Printed | None = None,
) -> str:
    """The HTML of `issue`: the letter, or with `web` the page of it that stands on the site.

    `url` is the address of that page; `feeds` are the addresses of the site's feeds by media type. What
    is `printed` already, for the same `theme`, is taken from there. Raises `Stop` where a template of the theme is broken.
    """
    printed = {} if printed is None else printed
    say = words(issue.language)
    rtl = say.direction == "rtl"
    single = issue.single and issue.intro is None
    narrow = _narrow(theme)
    html = theme.render(
        issue=issue,
        site=site,
        sender=sender,
        url=url,
        archive=sender.archive if issue.key else "",
        web=web,
        draft=not issue.key,
        feeds=feeds,
        words=say,
        date=say.date(issue.date),
        direction=say.direction,
        start="right" if rtl else "left",
        end="left" if rtl else "right",
        single=single,
        intro=_text(issue.intro, say, 1, theme, printed, beside=theme.intro)
        if issue.intro
        else None,
        parts=tuple(_parts(issue, single, theme, printed)),
        more=tuple(
            _item(post, Layout.LIST, 3, issue, theme, printed)
            for post in issue.keep_reading
        ),
        loose=lambda text, size=SIZE: loosened(text, narrow, size),
        filler=range(max(0, PREVIEW - len(issue.preheader)) // 2),
    )
    return inline(html)


def _parts(
    issue: Issue, single: bool, theme: Theme, printed: Printed
) -> Iterator[Part]:
    """The sections of `issue`; one whose posts differ in layout in several, of which the first has the title."""
    for section in issue.sections:
        level = 1 if single else 3 if section.title else 2
        title = section.title

        def layout(post: Post, section: Section = section) -> Layout:
            found = issue.layout_of(section, post)
            return Layout.CARDS if found is Layout.FULL and not post.body else found

        for found, posts in groupby(section.posts, layout):
            items = tuple(
                _item(post, found, level, issue, theme, printed) for post in posts
            )
            yield Part(title=title, layout=str(found), items=items)
            title = ""


def _item(
    post: Post,
    layout: Layout,
    level: int,
    issue: Issue,
    theme: Theme,
    printed: Printed,
) -> Item:
    language = post.language or issue.language
    say = words(language)
    full = post.body if layout is Layout.FULL else None
    return Item(
        title=post.title,
        url=post.url,
        language=language,
        direction=say.direction,
        level=level,
        date=say.date(post.published) if post.published else "",
        authors=say.list(author.name for author in post.authors),
        summary=summary(post, layout, issue),
        read_more=say.say("read_more_of", title=post.title),
        picture=_picture(post, layout, theme),
        files=links(post, say, shown=full.tree if full else None),
        body=_text(full, say, level, theme, printed) if full else None,
    )


def _text(
    body: Body,
    say: Words,
    level: int,
    theme: Theme,
    printed: Printed,
    beside: int | None = None,
) -> Markup:
    """The text of a post or, with other pixels `beside` it than those have, of an introduction."""
    from markupsafe import Markup

    width = theme.column - 2 * (theme.margin if beside is None else beside)
    of = (body.tree, say.language, level, width)
    if of not in printed:
        printed[of] = print_body(
            body.tree,
            words=say,
            level=level,
            width=width,
            narrow=_narrow(theme),
            phone=PHONE - 2 * (EDGE + BORDER + min(theme.margin, SMALL)),
        )
    return Markup(printed[of])


def _narrow(theme: Theme) -> int:
    """Pixels across that a text has on the narrowest screen, within a line around it."""
    return PHONE - 2 * (EDGE + BORDER + theme.margin)


def _picture(post: Post, layout: Layout, theme: Theme) -> Picture | None:
    """The picture above a card, or above a full text that does not show it itself."""
    image = post.body.image if post.body else None
    if image is None or layout is Layout.LIST:
        return None
    if layout is Layout.FULL and post.body and _shows(post.body, image.url):
        return None
    wide, room = theme.column - 2 * BORDER, theme.column - 2 * theme.margin
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
