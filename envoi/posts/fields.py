"""A Header -> Post: which keys mean what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Final, TypeVar

from envoi.addresses import absolute, is_web
from envoi.dialects import Dialect, Entry, Value
from envoi.dialects.plain import Plain
from envoi.language import language_tag
from envoi.model import Author, Image, Post, Site, State
from envoi.posts import (
    attachments,
    enclosures,
    episodes,
    permalink,
    relations,
    times,
    titles,
    translations,
)
from envoi.posts.attachments import Attachment
from envoi.posts.fingerprint import fingerprint
from envoi.posts.header import Field, Header, plain
from envoi.posts.keys import Keys, scalar, without_tags
from envoi.posts.places import Places
from envoi.posts.section import section
from envoi.posts.source import Source, one_line
from envoi.problems import Report

_Value = TypeVar("_Value")

_SUMMARY: Final = (
    "summary",
    "excerpt",
    "description",
    "deck",
    "abstract",
    "customexcerpt",
)
_AUTHORS: Final = ("authors", "author", "by")
_TAGS: Final = ("tags", "tag", "keywords", "categories", "category", "topics")
_MAIL: Final = re.compile(r"<[^<>@]+@[^<>]+>")
_IMAGE: Final = (
    "image",
    "cover",
    "featureimage",
    "heroimage",
    "thumbnail",
    "primaryimage",
    "bannerimg",
)
_IMAGE_ALT: Final = ("imagealt", "alt", "featureimagealt", "coveralt")
_ID: Final = ("id", "guid", "uuid")
_LANGUAGE: Final = ("lang", "language", "locale")


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Makes posts of headers: the same site, clock, dialect and address pattern for all of them.

    `pattern` is that of `envoi.toml`, empty where the dialect knows addresses. Files that
    come with a post are looked for and measured below `folder`. `base` is the folder that
    all folders of posts are in, if there are several: sections are told from there.
    """

    site: Site
    now: datetime
    dialect: Dialect
    pattern: str
    report: Report
    folder: Path
    base: str | None = None

    def post(self, source: Source, header: Header, root: str) -> Post:
        """The post that `header` speaks of, without its body; what is odd about it goes to the report.

        `root` is the folder of posts that holds it.
        """
        if reason := self.dialect.not_a_post(source.path, header.values()):
            named = permalink.name(source.path)
            return Post(
                path=source.path,
                slug="",
                title=named,
                state=State.PAGE,
                fingerprint=fingerprint(named, header.body),
                reason=reason,
            )
        header = header.with_defaults(self.dialect.defaults(source.path))
        keys = Keys(source, header, self.report)
        language = (
            _language(keys) or self.dialect.language(source.path) or self.site.language
        )
        languages = (language, self.site.language)
        when = times.read(keys, self.dialect, self.now, self.site.zone, languages)
        slug = permalink.slug(keys)
        title, titled = titles.read(keys, self.dialect)
        entry = Entry(
            path=source.path,
            root=root,
            values=header.values(),
            title=title,
            language=language,
            zone=self.site.zone,
            published=when.published,
            slug=keys.raw(("slug",)),
        )
        url = permalink.address(
            keys, self.site, self.dialect, self.pattern, entry, slug
        )
        attached = partial(self._attached, source.path, url)
        files = enclosures.read(keys, attached, self.folder)
        return Post(
            path=source.path,
            line=header.body_line,
            digest=source.digest,
            slug=slug,
            title=title,
            state=when.state,
            id=keys.text(_ID),
            url=url,
            addressed=self._is_addressed(keys, entry),
            published=when.published,
            published_typed=when.typed,
            zoned=when.zoned,
            updated=when.updated,
            expires=when.expires,
            language=language,
            authors=_one(_authors(keys, self.dialect.authors)) or self.site.authors,
            tags=tuple(_tags(keys, self.dialect)),
            image=_image(keys, url),
            enclosures=files,
            external_url=relations.external(keys),
            titled=titled,
            section=section(
                source.path,
                root if self.base is None else self.base,
                language,
                self.dialect,
            ),
            translation_key=translations.key(keys, self.dialect, entry),
            license=relations.license(keys),
            via=relations.via(keys),
            comments=relations.comments(keys),
            episode=episodes.read(keys, attached)
            if any(file.is_recording for file in files)
            else None,
            fingerprint=fingerprint(title if titled else "", header.body),
        )

    def _is_addressed(self, keys: Keys, entry: Entry) -> bool:
        """Whether the post, the user or the generator says where it is found; a plain folder has no site of its own."""
        return bool(
            self.pattern
            or self.dialect.NAME == Plain.NAME
            or keys.header.find(*self.dialect.ADDRESS_KEYS)
            or self.dialect.address(entry)
        )

    def _attached(self, path: str, url: str, typed: str) -> Attachment | None:
        """The file that the post `path` at `url` names as `typed`; None if that is no address."""
        post = Post(path=path, slug="", title="", state=State.PAGE, url=url)
        return attachments.find(typed, post, self.places)

    @cached_property
    def places(self) -> Places:
        """The files of the folder, whose addresses no post has yet; it tells of which of them a post spoke."""
        return Places(
            folder=self.folder,
            site=self.site.url,
            dialect=self.dialect,
            addresses={},
        )


def _language(keys: Keys) -> str:
    typed = keys.text(_LANGUAGE)
    tag = language_tag(typed)
    if typed and not tag:
        keys.warn(
            "language",
            keys.find(_LANGUAGE),
            f'"{typed[:40]}" is no language; the site\'s is used',
            "write a tag like en or tr",
        )
    return tag


def _authors(keys: Keys, known: Mapping[str, Author]) -> tuple[Author, ...]:
    """Those that a key names, `known` ones by their keys."""
    field = keys.find(_AUTHORS)
    if field is None:
        return ()
    parts: list[Value] = field.value if isinstance(field.value, list) else [field.value]
    if isinstance(field.value, str) and plain(field.key) == "authors":
        # Pelican: names parted by semicolons, else by commas
        parts = [*field.value.split(";" if ";" in field.value else ",")]
    found = (known.get(scalar(part)) or _author(keys, field, part) for part in parts)
    return tuple(dict.fromkeys(filter(None, found)))


def _author(keys: Keys, field: Field, value: Value) -> Author | None:
    url = ""
    if isinstance(value, dict):
        typed = scalar(value.get("url", value.get("uri", "")))
        url = (absolute(typed, "") or "") if is_web(typed) else ""
        if typed and not url:
            relations.say_no_address(keys, field, typed)
        value = value.get("name", "")
    return _named(scalar(value), url)


@lru_cache(maxsize=10_000)
def _named(typed: str, url: str) -> Author | None:
    """Who is called as it was `typed`, with or without an address of mail."""
    name = one_line(_MAIL.sub("", typed))
    return Author(name=name, url=url) if name and "@" not in name else None


@lru_cache(maxsize=10_000)
def _one(value: _Value) -> _Value:
    """The one of all equal values that is kept: thousands of posts name the same few tags and authors."""
    return value


def _tags(keys: Keys, dialect: Dialect) -> Iterable[str]:
    """All tags in the order typed; the same one in another case counts once."""
    found: dict[str, str] = {}
    for field in keys.every(_TAGS):
        for tag in _list(field, field.value, dialect):
            found.setdefault(tag.casefold(), tag)
    return found.values()


def _list(field: Field, value: Value, dialect: Dialect) -> Iterator[str]:
    """Tags: a list, or one text that the dialect divides; Hexo nests lists."""
    parts: Iterable[Value] = [value]
    if isinstance(value, str):
        parts = dialect.split_tags(value, plain(field.key))
    elif isinstance(value, list):
        parts = value
    for part in parts:
        if isinstance(part, list):
            yield from _list(field, part, dialect)
        elif tag := _tag(scalar(part)):
            yield tag


@lru_cache(maxsize=10_000)
def _tag(typed: str) -> str:
    return one_line(without_tags(typed))


@dataclass(frozen=True, kw_only=True, slots=True)
class NamedImage:
    """The picture that the front matter names: as typed, and the line it is named on (0: on none of the post).

    `described` says that something is said in its place, be it that there is nothing to say.
    """

    typed: str
    line: int
    described: bool


def own_summary(source: Source, header: Header) -> str:
    """The summary that the author gives, in Markdown; nothing if there is none."""
    return Keys(source, header, Report()).raw(_SUMMARY)


def named_image(source: Source, header: Header) -> NamedImage | None:
    """The picture that the front matter names; None if it names none."""
    field = Keys(source, header, Report()).find(_IMAGE)
    if field is None:
        return None
    value = _first(field.value)
    said = (isinstance(value, dict) and "alt" in value) or any(
        name in header.fields for name in _IMAGE_ALT
    )
    return NamedImage(typed=_image_path(value), line=field.line, described=said)


def _first(value: Value) -> Value:
    return value[0] if isinstance(value, list) else value


def _image_path(value: Value) -> str:
    """The address or path of a picture, as typed."""
    if not isinstance(value, dict):
        return scalar(value)
    named = (value.get(key) for key in ("url", "src", "path", "image", "file"))
    return next((scalar(part) for part in named if part), "")


def _image(keys: Keys, url: str) -> Image | None:
    """The picture of the front matter, its address resolved against that of the post."""
    field = keys.find(_IMAGE)
    if field is None:
        return None
    value = _first(field.value)
    typed = _image_path(value)
    if isinstance(value, dict):
        alt = one_line(scalar(value.get("alt", "")))
    else:
        alt = keys.text(_IMAGE_ALT)
    address = absolute(typed, url) if typed else None
    if address and is_web(address):
        return Image(url=address, alt=alt)
    if typed:
        keys.warn(
            "unsafe-address",
            field,
            f'address of the image "{one_line(typed)[:60]}" removed',
            "write a path, or an address that begins with https://",
        )
    return None
