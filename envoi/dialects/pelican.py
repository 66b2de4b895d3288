"""Pelican: `pelicanconf.py`, `publishconf.py`, `content`."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any, ClassVar, Final, Self
from urllib.parse import unquote

from envoi import dates
from envoi.addresses import is_web
from envoi.dialects import python_settings
from envoi.dialects.dialect import Dialect, Entry, Value, facts
from envoi.dialects.files import Files
from envoi.dialects.pelican_slugs import Slugs, compiled, fill

_FILE: Final = "pelicanconf.py"
_PUBLISHED: Final = "publishconf.py"
_IN_NAME: Final = r"(?P<date>\d{4}-\d{2}-\d{2}).*"
_LINK: Final = re.compile(
    r"(?:\{|%7B|\||%7C)([a-z]+)(?:\}|%7D|\||%7C)(.*)", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True, kw_only=True)
class Pelican(Dialect):
    """A site made by Pelican, after its settings (docs/settings.rst) and its `readers.py`."""

    NAME: ClassVar = "pelican"
    TITLE: ClassVar = "Pelican"
    PASSED_OVER: ClassVar = ""
    DATE_KEYS: ClassVar = ("date",)
    ADDRESS_KEYS: ClassVar = ("url",)

    settings: Mapping[str, Any] = field(default_factory=dict)
    """What the configuration spells out."""

    content: str = ""
    """The folder of all sources, which Pelican's paths are relative to."""

    excluded: tuple[str, ...] = ("pages",)
    """Folders below `content` that hold no posts."""

    @classmethod
    def find(cls, files: Files, *, asked: bool) -> Self | None:
        """By `pelicanconf.py`."""
        text = files.text(_FILE)
        if not asked and not text:
            return None
        own = python_settings.read(text)
        settings = python_settings.read(files.text(_PUBLISHED), own)
        content = _content(files, settings)
        articles = _texts(settings, "ARTICLE_PATHS", "ARTICLE_DIR") or ("",)
        pages = _texts(settings, "PAGE_PATHS", "PAGE_DIR") or ("pages",)
        says = _PUBLISHED if _url(settings) != _url(own) else _FILE
        pattern = settings.get("ARTICLE_URL")
        return cls(
            file=_FILE,
            facts={
                **facts(
                    _FILE,
                    title=own.get("SITENAME"),
                    description=own.get("SITESUBTITLE") or own.get("SITEDESCRIPTION"),
                    language=own.get("DEFAULT_LANG"),
                    timezone=own.get("TIMEZONE", "UTC"),
                    author=own.get("AUTHOR"),
                ),
                **facts(says, url=_url(settings)),
            },
            settings=settings,
            content=content,
            roots=tuple(posixpath.join(content, path).rstrip("/") for path in articles),
            pattern=pattern if isinstance(pattern, str) else "",
            excluded=(*pages, *_texts(settings, "ARTICLE_EXCLUDES")),
            statics=(content,) if content else (),
            future=settings.get("WITH_FUTURE_DATES") is not False,
        )

    def passes_over(self, path: str) -> bool:
        """The folders of pages, and those that the configuration leaves out."""
        inside = f"{self._below(path)}/"
        return any(inside.startswith(f"{name}/") for name in self.excluded if name)

    def not_a_post(self, path: str, values: Mapping[str, Value]) -> str:
        """In a format that the configuration leaves out."""
        readers = self.settings.get("READERS")
        suffix = path.rpartition(".")[2].lower()
        if isinstance(readers, dict) and readers.get(suffix, "") is None:
            return f"READERS reads no .{suffix}"
        return ""

    def by_lines(self, path: str) -> bool:
        """In Markdown, unless a plugin reads YAML: Python-Markdown's `meta` takes each line as it stands."""
        plugins = self.settings.get("PLUGINS")
        named = plugins if isinstance(plugins, (list, tuple)) else ()
        yaml = any(isinstance(name, str) and "yaml" in name for name in named)
        return not yaml and not path.lower().endswith((".rst", ".htm", ".html"))

    def defaults(self, path: str) -> Mapping[str, Value]:
        """DEFAULT_METADATA, DEFAULT_DATE, EXTRA_PATH_METADATA, and what the patterns for paths find.

        The day `fs`, the file's own, is never followed: it is another one in each copy.
        """
        found = self._told(path)
        in_path = found.pop("date", "")
        usual = "" if in_path else _date(self.settings.get("DEFAULT_DATE"))
        return {**found, "date": usual} if usual else found

    def date_in(
        self, path: str, values: Mapping[str, Value], zone: tzinfo
    ) -> dates.When | None:
        """The date that FILENAME_METADATA or PATH_METADATA finds."""
        typed = self._told(path).get("date")
        typed = typed.replace("_", " ") if isinstance(typed, str) else ""
        return dates.read(typed, zone) if typed else None

    def split_tags(self, typed: str, key: str) -> Sequence[str]:
        """By semicolons if there are any, else by commas."""
        return typed.split(";" if ";" in typed else ",")

    def address(self, entry: Entry) -> str:
        """ARTICLE_URL, DRAFT_URL, or that of another language, filled in."""
        draft = entry.text("status").lower() == "draft"
        typed, own = entry.text("lang"), str(self.settings.get("DEFAULT_LANG", "en"))
        other = bool(typed) and typed.lower() != own.lower()
        key = ("DRAFT" if draft else "ARTICLE") + ("_LANG_URL" if other else "_URL")
        made = ("drafts/" if draft else "") + ("{slug}-{lang}" if other else "{slug}")
        pattern = self.settings.get(key, f"{made}.html")
        if not isinstance(pattern, str):
            return ""
        return fill(pattern, entry.published, self._words(entry, typed or own))

    def translation(self, entry: Entry) -> str:
        """The slug, or what ARTICLE_TRANSLATION_ID names instead."""
        key = self.settings.get("ARTICLE_TRANSLATION_ID", "slug")
        if key == "slug":
            return self._words(entry, entry.language)["slug"]
        return (
            entry.text(re.sub(r"[-_\s]", "", key).lower())
            if isinstance(key, str)
            else ""
        )

    def file_address(self, path: str) -> str:
        """Where EXTRA_PATH_METADATA puts a file, else its path below `content`."""
        extra = self.settings.get("EXTRA_PATH_METADATA")
        told = extra.get(self._below(path)) if isinstance(extra, dict) else None
        moved = told.get("path") if isinstance(told, dict) else None
        return moved if isinstance(moved, str) else super().file_address(path)

    def link(self, path: str, typed: str) -> str:
        """`{filename}`, `{static}`, `{attach}`: the file; `{category}` and the like: their page."""
        found = _LINK.fullmatch(typed.strip())
        if not found:
            return ""
        what, target = found[1].lower(), found[2]
        if what in ("filename", "static", "attach"):
            folder = posixpath.dirname(path)
            base = self.content if target.startswith("/") else folder
            whole = posixpath.join(base, target.lstrip("/"))
            return posixpath.relpath(whole or ".", folder or ".")
        site = f"{self.fact('site.url').rstrip('/')}/"
        if what == "index":
            return site + str(self.settings.get("INDEX_SAVE_AS", ""))
        if what in ("author", "category", "tag"):
            pattern = self.settings.get(f"{what.upper()}_URL", f"{what}/{{slug}}.html")
            slug = Slugs.of(self.settings, what).make(unquote(target))
            return site + fill(str(pattern), None, {"slug": slug}).lstrip("/")
        return ""

    def _below(self, path: str) -> str:
        return path.removeprefix(f"{self.content}/") if self.content else path

    def _told(self, path: str) -> dict[str, Value]:
        """What the settings say of a file; the path overrules the defaults, as in `Readers.read_file`."""
        inside = self._below(path)
        name = posixpath.splitext(posixpath.basename(inside))[0]
        told = _metadata(self.settings.get("DEFAULT_METADATA"))
        extra = self.settings.get("EXTRA_PATH_METADATA")
        for place, more in sorted(_table(extra).items(), key=str):
            if inside == place or inside.startswith(f"{str(place).rstrip('/')}/"):
                told |= _metadata(more)
        found: dict[str, Value] = {}
        for pattern, typed in (
            (self.settings.get("FILENAME_METADATA", _IN_NAME), name),
            (self.settings.get("PATH_METADATA"), inside),
        ):
            if match := _match(pattern, typed):
                for key, value in match.groupdict("").items():
                    if value:
                        found.setdefault(key.lower(), value)
        folder = posixpath.basename(posixpath.dirname(inside))
        if folder and self.settings.get("USE_FOLDER_AS_CATEGORY", True):
            found.setdefault("category", folder)
        return told | found

    def _words(self, entry: Entry, language: str) -> dict[str, str]:
        authors = entry.values.get("authors")
        typed = entry.text("author") or entry.text("authors")
        names = (
            authors if isinstance(authors, list) else self.split_tags(typed, "authors")
        )
        author = next((n for n in names if isinstance(n, str) and n.strip()), "")
        own = self.settings.get("AUTHOR")
        category = entry.text("category") or self.settings.get("DEFAULT_CATEGORY")
        basename = posixpath.splitext(posixpath.basename(entry.path))[0]
        by_name = self.settings.get("SLUGIFY_SOURCE") == "basename"
        slugs = Slugs.of(self.settings)
        return {
            **{key: entry.text(key) for key in entry.values},
            "slug": entry.slug or slugs.make(basename if by_name else entry.title),
            "lang": language,
            "path": self._below(entry.path),
            "author": Slugs.of(self.settings, "author").make(author or str(own or "")),
            "category": Slugs.of(self.settings, "category").make(
                str(category or "misc")
            ),
        }


def _content(files: Files, settings: Mapping[str, Any]) -> str:
    """PATH, if it is a folder inside; else `content`, which is often named on the command line only."""
    typed = settings.get("PATH")
    typed = posixpath.normpath(typed) if isinstance(typed, str) and typed else ""
    inside = not typed.startswith(("/", ".."))
    named = typed if inside else posixpath.basename(typed)
    found = next(filter(files.is_folder, filter(None, (named, "content"))), "")
    return "" if found == "." else found


def _url(settings: Mapping[str, Any]) -> str:
    for key in ("SITEURL", "FEED_DOMAIN"):
        typed = settings.get(key)
        whole = f"https:{typed}" if str(typed).startswith("//") else typed
        if isinstance(whole, str) and is_web(whole):
            return whole
    return ""


def _texts(settings: Mapping[str, Any], *keys: str) -> tuple[str, ...]:
    """A list of paths, or one, below the first of `keys` that is there."""
    found = next((settings[key] for key in keys if key in settings), ())
    parts: Iterable[Any] = [found] if isinstance(found, str) else ()
    if isinstance(found, (list, tuple)):
        parts = found
    paths = (posixpath.normpath(part or ".") for part in parts if isinstance(part, str))
    return tuple(
        "" if path == "." else path
        for path in paths
        if not path.startswith(("/", ".."))
    )


def _table(value: Any) -> Mapping[Any, Any]:
    return value if isinstance(value, dict) else {}


def _metadata(value: Any) -> dict[str, Value]:
    return {
        re.sub(r"[-_\s]", "", str(key)).lower(): one
        for key, one in _table(value).items()
        if isinstance(one, str)
    }


def _date(value: Any) -> str:
    """DEFAULT_DATE: a text, or the year, month, day and so on."""
    if isinstance(value, (tuple, list)) and len(value) >= 3:
        numbers = [part if isinstance(part, int) else 0 for part in (*value, 0, 0, 0)]
        return "{:04}-{:02}-{:02} {:02}:{:02}:{:02}".format(*numbers)
    return value if isinstance(value, str) and value != "fs" else ""


def _match(pattern: Any, typed: str) -> re.Match[str] | None:
    found = compiled(pattern)
    return found.match(typed) if found else None
