"""A Header -> Post: which keys mean what, and which state they put the post in."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Final

from envoi.addresses import absolute, below, is_web
from envoi.model import Author, Image, Post, Site, State
from envoi.posts import dates
from envoi.posts.header import Field, Header, Value
from envoi.posts.markup import MARKUPS
from envoi.posts.source import Source, one_line
from envoi.problems import Report

_YES: Final = frozenset({"true", "yes", "on", "1", "y"})
_NO: Final = frozenset({"false", "no", "off", "0", "n", ""})
_DRAFT: Final = frozenset({"draft", "private", "skip", "pending"})
_HIDDEN: Final = frozenset({"hidden", "unlisted"})
_DRAFT_FOLDERS: Final = frozenset({"_drafts", "drafts"})

_TITLE = ("title", "newstitle")
_DATE = ("date", "publishdate", "pubdate", "published", "publishedat", "created")
_UPDATED = (
    "updated",
    "modified",
    "lastmod",
    "lastmodifiedat",
    "updateddate",
    "lastupdated",
)
_EXPIRES = ("expires", "expirydate", "unpublishdate")
_SUMMARY = ("summary", "excerpt", "description", "deck", "abstract", "customexcerpt")
_AUTHORS = ("authors", "author", "by")
_TAGS = ("tags", "tag", "keywords", "categories", "category", "topics")
_IMAGE = (
    "image",
    "cover",
    "featureimage",
    "heroimage",
    "thumbnail",
    "primaryimage",
    "bannerimg",
)
_ID = ("id", "guid", "uuid")
_LANGUAGE = ("lang", "language", "locale")
_ADDRESS = ("permalink", "url")
_EXTERNAL = ("externalurl", "linkurl")

_MARKUP_TAG = re.compile(
    r"</?(?:a|abbr|b|bdi|big|br|cite|code|del|dfn|div|em|font|h[1-6]|i|img|ins|kbd|mark|p|q|s|samp"
    r"|script|small|span|strike|strong|style|sub|sup|svg|u|var|iframe)\b[^<>]*>",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """Makes posts of headers: the same site, clock and address pattern for all of them."""

    site: Site
    now: datetime
    pattern: str
    report: Report

    def post(self, source: Source, header: Header) -> Post:
        """The post that `header` speaks of, without its body; what is odd about it goes to the report."""
        one = _One(self, source, header)
        published, zoned = one.published()
        slug = one.slug()
        language = one.language()
        return Post(
            path=source.path,
            line=header.body_line,
            digest=source.digest,
            slug=slug,
            title=one.title(),
            state=one.state(published),
            id=one.text(_ID),
            url=one.address(published, slug, language),
            published=published,
            zoned=zoned,
            updated=one.moment(_UPDATED),
            expires=one.moment(_EXPIRES),
            language=language,
            summary=one.raw(_SUMMARY),
            authors=one.authors() or self.site.authors,
            tags=one.tags(),
            image=one.image(),
            external_url=one.external(),
        )


@dataclass(frozen=True, slots=True)
class _One:
    reader: Reader
    source: Source
    header: Header

    def warn(self, code: str, field: Field | None, message: str, hint: str) -> None:
        place = self.source.place(field.line if field else 1)
        self.reader.report.warn(code, message, hint, place)

    def find(self, names: tuple[str, ...]) -> Field | None:
        """A key at the top, or in the tables that Zola puts such keys in."""
        if found := self.header.find(*names):
            return found
        for outer in ("taxonomies", "extra"):
            table = self.header.find(outer)
            if table and isinstance(table.value, dict):
                for name in names:
                    if inner := table.value.get(name):
                        return Field(key=name, value=inner, line=table.line)
        return None

    def raw(self, names: tuple[str, ...]) -> str:
        field = self.find(names)
        return _scalar(field.value) if field else ""

    def text(self, names: tuple[str, ...]) -> str:
        """A value as one line of plain text; a line end that was typed into it is named."""
        field = self.find(names)
        if field is None:
            return ""
        value = _scalar(field.value)
        if re.search(r"[\r\n]\s*\S", value.strip()):
            self.warn(
                "line-end",
                field,
                f"line end in {field.key} read as a blank",
                "write it on one line",
            )
        line = one_line(value)
        if len(line) < len(" ".join(value.split())):
            self.warn(
                "control-character",
                field,
                f"control character in {field.key} removed",
                "delete it",
            )
        return line

    def title(self) -> str:
        if typed := self.text(_TITLE):
            return self.plain(typed, self.find(_TITLE))
        markup = MARKUPS[PurePosixPath(self.source.path).suffix.lower()]
        if heading := markup.heading(self.header.body):
            text = one_line(html.unescape(re.sub(r"<[^<>]*>", "", heading)))
            if text:
                return text
        name = dates.without_date(self.name())
        made = one_line(re.sub(r"[-_]+", " ", name)) or self.name()
        made = made[:1].upper() + made[1:]
        self.warn(
            "no-title",
            self.header.find(*_TITLE),
            f'has no title; "{made}" made from the name',
            "add a key title",
        )
        return made

    def plain(self, typed: str, field: Field | None) -> str:
        """A title without the HTML that readers would show as typed, or run."""
        if not _MARKUP_TAG.search(typed):
            return (
                one_line(html.unescape(typed))
                if re.search(r"&#?\w+;", typed)
                else typed
            )
        title = one_line(html.unescape(_MARKUP_TAG.sub("", typed)))
        title = one_line(_MARKUP_TAG.sub("", title))
        if "<script" in typed.lower():
            self.warn(
                "unsafe-html",
                field,
                "script in the title removed",
                "a title is plain text",
            )
        return title or one_line(self.name())

    def name(self) -> str:
        path = PurePosixPath(self.source.path)
        return (
            path.parent.name if path.stem == "index" and path.parent.name else path.stem
        )

    def slug(self) -> str:
        field = self.header.find("slug")
        typed = (
            _scalar(field.value).strip() if field else dates.without_date(self.name())
        )
        last = typed.rstrip("/").rpartition("/")[2] if field else typed
        slug = re.sub(r"[^\w.~-]+", "-", one_line(last)).strip("-.") or "post"
        if field and (
            ".." in typed.split("/") or "\\" in typed or not last.strip(". ")
        ):
            self.warn(
                "slug",
                field,
                f'slug "{one_line(typed)}" leads out of its folder; "{slug}" used',
                "write one word, without / or ..",
            )
        return slug[:120]

    def published(self) -> tuple[datetime | None, bool]:
        field = next((f for f in self.header.all(_DATE) if not self.is_flag(f)), None)
        if field and (typed := _scalar(field.value)):
            if when := self.when(field, typed):
                return when.moment, when.zoned
            fallback = dates.in_path(self.source.path, self.reader.site.zone)
            if fallback:
                self.warn(
                    "date",
                    field,
                    f'cannot read "{one_line(typed)}" as a date; the one in the name is used',
                    _DATE_HINT,
                )
                return fallback.moment, True
            self.reader.report.error(
                "date",
                f'cannot read "{one_line(typed)[:80]}" as a date',
                _DATE_HINT,
                self.source.place(field.line),
            )
            return None, True
        if found := dates.in_path(self.source.path, self.reader.site.zone):
            return found.moment, True
        return None, True

    def is_flag(self, field: Field) -> bool:
        value = _scalar(field.value).lower()
        return value in _YES or value in _NO

    def moment(self, names: tuple[str, ...]) -> datetime | None:
        field = self.find(names)
        typed = _scalar(field.value) if field else ""
        if not field or not typed:
            return None
        if when := self.when(field, typed):
            return when.moment
        self.warn(
            "date",
            field,
            f'cannot read {field.key} "{one_line(typed)[:80]}" as a date; left out',
            _DATE_HINT,
        )
        return None

    def when(self, field: Field, typed: str) -> dates.When | None:
        when = dates.read(typed, self.reader.site.zone)
        if when and when.rolled:
            self.warn(
                "impossible-date",
                field,
                f"{one_line(typed)} does not exist; taken as {when.rolled}",
                f"write {when.rolled}",
            )
        return when

    def state(self, published: datetime | None) -> State:
        if self.flag("draft", "isdraft") or self.text(("status",)).lower() in _DRAFT:
            return State.DRAFT
        shown = self.header.find("published")
        if shown and _scalar(shown.value).lower() in _NO:
            return State.DRAFT
        if _DRAFT_FOLDERS & set(PurePosixPath(self.source.path).parent.parts):
            return State.DRAFT
        if self.flag("unlisted", "hidden") or self.text(("status",)).lower() in _HIDDEN:
            return State.UNLISTED
        if published is None:
            return State.BROKEN if self.header.find(*_DATE) else State.UNDATED
        expires = self.moment(_EXPIRES) if self.find(_EXPIRES) else None
        if expires and expires <= self.reader.now:
            return State.EXPIRED
        return State.FUTURE if published > self.reader.now else State.PUBLISHED

    def flag(self, *names: str) -> bool:
        field = self.header.find(*names)
        if field is None:
            return False
        value = _scalar(field.value).lower()
        if value not in _YES | _NO:
            self.warn(
                "flag",
                field,
                f'{field.key}: "{one_line(value)[:40]}" is neither true nor false; taken as true',
                "write true or false",
            )
        return value not in _NO

    def language(self) -> str:
        typed = self.text(_LANGUAGE).replace("_", "-")
        if typed and re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", typed):
            head, *rest = typed.split("-")
            return "-".join(
                (head.lower(), *(p.upper() if len(p) == 2 else p for p in rest))
            )
        if typed:
            self.warn(
                "language",
                self.find(_LANGUAGE),
                f'"{typed[:40]}" is no language; the site\'s is used',
                "write a tag like en or tr",
            )
        return self.reader.site.language

    def authors(self) -> tuple[Author, ...]:
        field = self.find(_AUTHORS)
        if field is None:
            return ()
        parts = field.value if isinstance(field.value, list) else [field.value]
        return tuple(dict.fromkeys(filter(None, map(_author, parts))))

    def tags(self) -> tuple[str, ...]:
        """All tags in the order typed; the same one in another case counts once."""
        found: dict[str, str] = {}
        for field in self.header.all(_TAGS):
            for tag in _list(field.value):
                found.setdefault(tag.casefold(), tag)
        if not found and (nested := self.find(_TAGS)):
            found = {tag.casefold(): tag for tag in _list(nested.value)}
        return tuple(found.values())

    def image(self) -> Image | None:
        """The picture as it was typed; its address is made absolute with the body's."""
        field = self.find(_IMAGE)
        if field is None:
            return None
        value = field.value
        if isinstance(value, dict):
            src = next(
                (
                    _scalar(value[k])
                    for k in ("url", "src", "path", "image", "file")
                    if value.get(k)
                ),
                "",
            )
            alt = one_line(_scalar(value.get("alt", "")))
        else:
            src = _scalar(value[0] if isinstance(value, list) and value else value)
            alt = self.text(("imagealt", "alt", "featureimagealt", "coveralt"))
        return Image(url=src, alt=alt) if src else None

    def external(self) -> str:
        field = self.find(_EXTERNAL)
        typed = _scalar(field.value).strip() if field else ""
        if not typed:
            return ""
        if is_web(typed):
            return absolute(typed, "") or ""
        self.warn(
            "address",
            field,
            f'"{one_line(typed)[:80]}" is no address of a page; left out',
            "write it whole, with https://",
        )
        return ""

    def address(self, published: datetime | None, slug: str, language: str) -> str:
        site = self.reader.site.url
        field = self.header.find(*_ADDRESS)
        typed = _scalar(field.value).strip() if field else ""
        if (
            typed
            and typed.lower() not in _NO | _YES
            and not re.search(r"\{\{|\{%|\$\{", typed)
        ):
            if "://" in typed or typed.startswith("//"):
                found = absolute(typed, site)
                if found and is_web(found):
                    return found
            elif not re.match(r"[A-Za-z][A-Za-z0-9+.]*:", typed):
                if ".." in re.split(r"[/\\\\]", typed):
                    self.warn(
                        "address",
                        field,
                        f'"{one_line(typed)[:80]}" leads out of the site; read from its root',
                        "write a path without ..",
                    )
                return below(site, self.filled(typed, published, slug, language))
            self.warn(
                "address",
                field,
                f'"{one_line(typed)[:80]}" is no address of a page; left out',
                "write a path like /2026/my-post/",
            )
        return below(site, self.filled(self.reader.pattern, published, slug, language))

    def filled(
        self, pattern: str, published: datetime | None, slug: str, language: str
    ) -> str:
        """`pattern` with its `:words` filled in for this post."""
        path = PurePosixPath(self.source.path)
        folders = path.parent.parts if path.stem != "index" else path.parent.parts[:-1]
        name = slug if self.header.find("slug") else re.sub(r"[\s/]+", "-", self.name())
        day = published or datetime(1, 1, 1)
        words = {
            "path": "/".join((*folders, name)),
            "folders": "/".join(folders),
            "name": self.name(),
            "slug": slug,
            "year": f"{day:%Y}",
            "month": f"{day:%m}",
            "day": f"{day:%d}",
            "lang": language,
        }
        filled = re.sub(r":([a-z]+)", lambda word: words.get(word[1], word[0]), pattern)
        return re.sub(r"/{2,}", "/", filled)


_DATE_HINT: Final = "write 2026-11-30, or 2026-11-30T09:00+03:00"


def _scalar(value: Value) -> str:
    if isinstance(value, str):
        return value.strip()
    return ", ".join(
        _scalar(part) for part in (value if isinstance(value, list) else value.values())
    )


def _list(value: Value) -> Iterator[str]:
    """Tags: a list, or text that commas or semicolons divide; Hexo nests lists."""
    parts: Iterable[Value] = [value]
    if isinstance(value, str):
        parts = re.split(r"[,;]", value)
    elif isinstance(value, list):
        parts = value
    for part in parts:
        if isinstance(part, list):
            yield from _list(part)
        elif tag := one_line(_MARKUP_TAG.sub("", _scalar(part))):
            yield tag


def _author(value: Value) -> Author | None:
    if isinstance(value, dict):
        name = one_line(_scalar(value.get("name", "")))
        url = _scalar(value.get("url", value.get("uri", "")))
        return (
            Author(name=name, url=(absolute(url, "") or "") if is_web(url) else "")
            if name
            else None
        )
    name = one_line(re.sub(r"\s*<[^<>@]+@[^<>]+>", "", _scalar(value)))
    return Author(name=name) if name and "@" not in name else None
