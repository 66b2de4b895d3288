"""The nouns: what the stages hand to one another. Frozen values, no I/O, nothing else of the package but how they are made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from envoi.frozen import maker

if TYPE_CHECKING:
    from lxml.html import HtmlElement


@dataclass(frozen=True, kw_only=True, slots=True)
class Author:
    """A person or body who writes: a name, and an address of a page about them, if any. Never an e-mail address."""

    name: str
    url: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """Whose posts these are. `url` is absolute, percent-encoded and ends with a slash; `language` is a BCP 47 tag."""

    title: str
    url: str
    description: str = ""
    language: str = "en"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    authors: tuple[Author, ...] = ()


class State(StrEnum):
    """Whether a post is for readers now. Only `PUBLISHED` ones reach a feed or an issue."""

    PUBLISHED = "published"
    DRAFT = "draft"
    FUTURE = "future"
    EXPIRED = "expired"
    UNLISTED = "unlisted"
    UNDATED = "undated"
    BROKEN = "broken"
    PAGE = "not a post"


@dataclass(frozen=True, kw_only=True, slots=True)
class Image:
    """A picture: absolute address, text alternative, and width and height in pixels (0: not known)."""

    url: str
    alt: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Enclosure:
    """A file that comes with a post, such as an episode: absolute address and media type.

    `length` is in bytes and `duration` in seconds (0: not known).
    """

    url: str
    type: str
    length: int = 0
    duration: int = 0

    @property
    def is_recording(self) -> bool:
        """Whether it is sound or film."""
        return self.type.startswith(("audio/", "video/"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Somebody who is heard in an episode (podcast:person): `role` as the taxonomy of podcast roles has it, or empty."""

    name: str
    role: str = ""
    url: str = ""
    image: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Transcript:
    """What is said in an episode, in writing: absolute address and media type; a language where it is not the post's."""

    url: str
    type: str
    language: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Episode:
    """What a post says as the episode of a podcast.

    `number` and `season` count from 1 (0: not said); `type` is `full`, `trailer` or `bonus`; `explicit` is None where
    the podcast's own word holds. `chapters` is the absolute address of a JSON file of chapters.
    """

    number: int = 0
    season: int = 0
    type: str = "full"
    explicit: bool | None = None
    image: str = ""
    chapters: str = ""
    transcripts: tuple[Transcript, ...] = ()
    persons: tuple[Person, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Body:
    """What a post says, rendered and cleaned.

    `tree` is one `<div>` that holds the post as clean HTML5 with absolute addresses: feed HTML, mail HTML and plain
    text are all printed from it. Nobody changes it; who needs another form works on a copy. `html` is its content
    as feeds carry it; `summary` is plain text. `files` are the paths in the folder of those pictures that are there,
    and `unnamed` the lines of those that have no text alternative, both by the address of the picture.
    """

    tree: HtmlElement
    html: str
    summary: str
    image: Image | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    unnamed: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Post:
    """One source file and what it says (the canonical form of every dialect).

    `path` is relative to the folder, with `/`; `line` is the one on which the body begins. `id` is settled by the
    catalogue. `url` is the address; `addressed` says that the post, the user or the site's generator gives it, so that
    it is more than a guess from the path. `published` and `updated` are aware; `published_typed` is what the key says
    (nothing if the path gave the date), and `zoned` says that the zone was typed, or needed none. `reason` tells why
    a file is no post. `body` is there once the post has been rendered. Texts (`title`, `tags`) are plain, one line, and hold only characters that
    XML 1.0 allows.

    `titled` says that somebody gave the title; where nobody did, `title` is made up for those who cannot do without
    one. `section` is the folder below the one of the posts. `fingerprint` is a short name of title and text, by which
    a renamed file is known again. Posts with one `translation_key` are translations of one another. `license`, `via`
    and `comments` are absolute addresses: of the licence, of where the author found it, of where it is discussed.
    """

    path: str
    slug: str
    title: str
    state: State
    line: int = 1
    id: str = ""
    url: str = ""
    addressed: bool = True
    published: datetime | None = None
    published_typed: str = ""
    zoned: bool = True
    updated: datetime | None = None
    expires: datetime | None = None
    language: str = ""
    authors: tuple[Author, ...] = ()
    tags: tuple[str, ...] = ()
    image: Image | None = None
    enclosures: tuple[Enclosure, ...] = ()
    external_url: str = ""
    titled: bool = True
    section: str = ""
    translation_key: str = ""
    license: str = ""
    via: str = ""
    comments: str = ""
    episode: Episode | None = None
    fingerprint: str = ""
    digest: str = ""
    reason: str = ""
    body: Body | None = None


values_of: Final = attrgetter(*Post.__slots__)
_post: Final = maker(Post)


def post_of(values: Iterable[Any], **changes: Any) -> Post:
    """The post with `values`, which are all that it has, as `values_of` gives them, but for `changes`. Raises TypeError for too few or too many."""
    return _post(values, **changes)


def revised(post: Post, **changes: Any) -> Post:
    """`post` with `changes`, as `dataclasses.replace` makes it, at a fifth of the price: a build pays it for each post."""
    return post_of(values_of(post), **changes)


@dataclass(frozen=True, kw_only=True, slots=True)
class Catalogue:
    """All posts, newest first, with ids, states and addresses settled. `published` holds those for readers now.

    `translations` are the published posts that say the same in another language, by the path of the post.
    """

    site: Site
    posts: tuple[Post, ...]
    published: tuple[Post, ...]
    translations: Mapping[str, tuple[Post, ...]] = field(default_factory=dict)

    @property
    def addresses(self) -> Mapping[str, str]:
        """The address of each published post by its path: where a link from one source file to another goes."""
        return {post.path: post.url for post in self.published}


@dataclass(frozen=True, kw_only=True, slots=True)
class History:
    """Where a feed stands among the documents that hold all its entries (RFC 5005, section 4).

    `current` and `previous` are stems: of the feed that is subscribed to, and of the archive before this document
    (empty: there is none). `archive` says that this is an archive, and `frozen` that it is full. `next` is the archive
    after the first one.
    """

    current: str
    previous: str = ""
    archive: bool = False
    frozen: bool = False
    next: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Podcast:
    """What a feed says as a podcast. Addresses are absolute; `guid` is a UUID; categories have at most two levels."""

    author: str
    image: str
    categories: tuple[tuple[str, ...], ...]
    guid: str
    explicit: bool = False
    owner_name: str = ""
    owner_email: str = ""
    serial: bool = False
    copyright: str = ""
    locked: bool = False
    funding: str = ""
    funding_text: str = ""
    persons: tuple[Person, ...] = ()
    new_feed_url: str = ""
    complete: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    """A selection of the catalogue at one address.

    `stem` is the path below the output without the file name (`feeds`); each format adds its own file name.
    `posts` are newest first, and have their `body` where they are written. The first `full` of them carry their content, the others their
    summary only. `updated` is the newest instant among its entries, or a later one that the feed has had. `origin`
    is the address of `stem` when the feed was first published, from which its id is made (empty: its address now).
    `hubs`, `stylesheet` and `license` are absolute addresses. `translations` are the posts that say the same in other
    languages, by the path of the post.
    """

    site: Site
    title: str
    stem: str
    posts: tuple[Post, ...]
    updated: datetime
    full: int
    description: str = ""
    origin: str = ""
    hubs: tuple[str, ...] = ()
    stylesheet: str = ""
    license: str = ""
    history: History | None = None
    podcast: Podcast | None = None
    translations: Mapping[str, tuple[Post, ...]] = field(default_factory=dict)


class Layout(StrEnum):
    """How a section of an issue shows its posts."""

    CARDS = "cards"
    LIST = "list"
    FULL = "full"


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """One part of an issue: a heading (may be empty), a layout, and its posts with their `body`."""

    title: str
    layout: Layout
    posts: tuple[Post, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Issue:
    """One edition of the newsletter: which posts go out, in what order, and under which subject.

    `name` is its folder below `newsletter/`. `date` is the instant it speaks of: that of its newest post, as a rule.
    `key` is that of its letter, where that is settled: it went out, or is about to. `intro` stands above the sections. `blurbs` are plain texts that stand for the summary, `layouts` those that stand for the one of
    the section, both by the path of the post. `keep_reading` are earlier posts to link to at the end.
    """

    name: str
    title: str
    subject: str
    preheader: str
    date: datetime
    language: str
    sections: tuple[Section, ...]
    intro: Body | None = None
    blurbs: Mapping[str, str] = field(default_factory=dict)
    layouts: Mapping[str, Layout] = field(default_factory=dict)
    keep_reading: tuple[Post, ...] = ()
    key: str = ""

    @property
    def posts(self) -> tuple[Post, ...]:
        """All posts of the issue in reading order."""
        return tuple(post for section in self.sections for post in section.posts)

    def layout_of(self, section: Section, post: Post) -> Layout:
        """How `post` is shown in `section`."""
        return self.layouts.get(post.path, section.layout)

    @property
    def single(self) -> bool:
        """Whether it is one post in full, without a heading above it: the post's title then is the letter's."""
        shown = [section for section in self.sections if section.posts]
        return (
            len(self.posts) == 1
            and shown[0].layout is Layout.FULL
            and not shown[0].title
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Sender:
    """Who sends the newsletter, and what the law and the mailbox providers want to read in it.

    `address` is the bare address of the From field, `name` its display name. `unsubscribe` is an `https:` or
    `mailto:` address, or empty. `archive` is the address of the page that lists all issues, or empty.
    """

    name: str
    address: str
    reply_to: str = ""
    postal_address: str = ""
    unsubscribe: str = ""
    list_id: str = ""
    archive: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """An issue as a message, ready to be put into MIME. `title` is the newsletter's name.

    `html` is the finished mail HTML, `text` the plain part (lines end in `\\n`). `url` is the address of the web
    version. `key` is a short name of all that the letter says, from which Message-ID and MIME boundary are made, so
    that the same letter has the same bytes, and a corrected one is told from it. `list_unsubscribe` is what the header of that name
    holds, word for word, where a mailing service fills it in. `pictures` come with the message, by the address that they have in the HTML.
    """

    title: str
    subject: str
    html: str
    text: str
    language: str
    date: datetime
    url: str
    key: str
    sender: Sender
    list_unsubscribe: str = ""
    pictures: Mapping[str, Artifact] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Artifact:
    """Bytes with a path below the output folder (with `/`) and a media type, not yet published."""

    path: str
    content: bytes
    media_type: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """An artifact without its content: `size` bytes with the SHA-256 `digest` in hexadecimal. Where it stands for one, it is published already."""

    path: str
    media_type: str
    digest: str
    size: int
