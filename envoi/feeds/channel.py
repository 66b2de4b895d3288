"""Feed -> Channel: what its formats must all say alike, settled once before any of them is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import Final

from envoi.feeds.format import Format, address
from envoi.model import Author, Enclosure, Episode, Feed, History, Image, Podcast, Post
from envoi.words import direction

_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Translation:
    """Where a post is to be read in another language."""

    language: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A post as a feed tells it.

    `summary` is plain text and never empty. `html` is empty when the feed carries summaries only or the post says
    nothing. Both instants have whole seconds and an offset of whole minutes. `titled` says that the title is shown
    wherever a format can do without one.
    """

    id: str
    url: str
    title: str
    published: datetime
    updated: datetime
    language: str
    summary: str
    html: str
    image: Image | None
    authors: tuple[Author, ...]
    tags: tuple[str, ...]
    enclosures: tuple[Enclosure, ...]
    external_url: str
    titled: bool
    translations: tuple[Translation, ...]
    license: str
    via: str
    comments: str
    episode: Episode | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Channel:
    """A feed as its formats tell it. `address` is the feed's own, `home` that of the site.

    No text is empty but `license` and `stylesheet`, which are addresses.

    `id` is the feed's forever. `current` and `previous` are the addresses of the feed that this is an archive of and of
    the archive before this document (RFC 5005, section 4), `next` that of the one after the first archive; empty where
    there is none. A `frozen` archive is full.
    """

    id: str
    address: str
    home: str
    title: str
    description: str
    language: str
    updated: datetime
    authors: tuple[Author, ...]
    entries: tuple[Entry, ...]
    hubs: tuple[str, ...]
    current: str
    previous: str
    next: str
    frozen: bool
    license: str
    stylesheet: str
    podcast: Podcast | None


def entries_of(feed: Feed) -> tuple[Entry, ...]:
    """The posts of `feed`, which all have a date and a body, as each of its formats tells them."""
    return tuple(
        _entry(post, feed, full=number < feed.full)
        for number, post in enumerate(feed.posts)
    )


def channel(feed: Feed, format: Format, entries: Iterable[Entry]) -> Channel:
    """What `feed` has to say where it stands in `format`, with those `entries`.

    A feed without a title has that of its site, one without a description repeats its title (RSS 2.0 demands both),
    and one without authors is by its site (RFC 4287 section 4.1.1 demands one).
    """
    title = feed.title or feed.site.title
    own, history = address(feed, format), feed.history or History(current="")
    return Channel(
        id=f"{feed.origin}/{format.filename}" if feed.origin else own,
        address=own,
        home=feed.site.url,
        title=title,
        description=feed.description or feed.site.description or title,
        language=feed.site.language,
        updated=_writable(feed.updated),
        authors=feed.site.authors or (Author(name=feed.site.title),),
        entries=tuple(entries),
        hubs=feed.hubs,
        current=_at(history.current if history.archive else "", feed, format),
        previous=_at(history.previous, feed, format),
        next=_at(history.next, feed, format),
        frozen=history.frozen,
        license=feed.license,
        stylesheet=feed.stylesheet,
        podcast=feed.podcast,
    )


def _at(stem: str, feed: Feed, format: Format) -> str:
    return address(replace(feed, stem=stem), format) if stem else ""


def _entry(post: Post, feed: Feed, *, full: bool) -> Entry:
    if post.published is None or post.body is None:
        raise ValueError(f"{post.path}: a post in a feed has a date and a body")
    return Entry(
        id=post.id,
        url=post.url,
        title=post.title,
        published=_writable(post.published),
        updated=_writable(post.updated or post.published),
        language=post.language,
        summary=post.body.summary or post.title,
        html=_html(post.body.html, post.language, feed) if full else "",
        image=post.body.image,
        authors=post.authors,
        tags=post.tags,
        enclosures=recordings(post) if feed.podcast else post.enclosures,
        external_url=post.external_url,
        # Apple shows no episode without one (help.apple.com/itc/podcasts_connect, Required tags).
        titled=post.titled or feed.podcast is not None,
        translations=tuple(
            Translation(language=other.language, url=other.url)
            for other in feed.translations.get(post.path, ())
        ),
        license=post.license,
        via=post.via,
        comments=post.comments,
        episode=post.episode if feed.podcast else None,
    )


def recordings(post: Post) -> tuple[Enclosure, ...]:
    """The files of `post`, sound and film in front: a podcast app plays the first."""
    return tuple(sorted(post.enclosures, key=lambda file: not file.is_recording))


def _html(html: str, language: str, feed: Feed) -> str:
    """`html`, with its direction where readers would not set the text so: few look at the language (FreshRSS#673)."""
    if not html or not says_direction(language, feed):
        return html
    return f'<div lang="{language}" dir="{direction(language)}">{html}</div>'


def says_direction(language: str, feed: Feed) -> bool:
    """Whether `feed` says the direction of a text in `language`: not where all is from left to right."""
    return not direction(language) == direction(feed.site.language) == "ltr"


def _writable(moment: datetime) -> datetime:
    """`moment` to the second, at an offset that RFC 822 and RFC 3339 can write.

    Before standard time a zone's offset has odd seconds (Istanbul until 1910: +01:56:56). It is rounded up to the
    minute and the clock moved along, so the instant stays, and no date leaves the range of years.
    """
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError("a date in a feed has an offset")
    odd = -offset % _MINUTE
    if not odd and not moment.microsecond:
        return moment
    moved = moment.replace(microsecond=0) + odd
    return moved.replace(tzinfo=timezone(offset + odd))
