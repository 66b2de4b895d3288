"""Astro: `astro.config.*`, content collections, routes below `src/pages`."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import ClassVar, Final, Self

from envoi.addresses import is_web
from envoi.dialects import astro_routes as routes
from envoi.dialects import dated, javascript, sitedata
from envoi.dialects.astro_routes import Collection, Route
from envoi.dialects.dialect import Dialect, Entry, Fact, Value, facts
from envoi.dialects.files import Files
from envoi.dialects.javascript import text_at
from envoi.model import Author

_FILES: Final = tuple(f"astro.config.{end}" for end in ("mjs", "ts", "js", "mts", "cjs"))  # fmt: skip
_STEMS: Final = ("consts", "constants", "config", "site.config", "site-config", "siteConfig", "data/site", "site",
    "consts/index", "config/index", "config/site", "lib/config", "lib/consts", "lib/constants", "utils/config", "data/config",
    "data/siteConfig", "data/site.config", "settings", "content/config/site")  # fmt: skip
_PAGES: Final = "src/pages"


@dataclass(frozen=True, kw_only=True)
class Astro(Dialect):
    """A site made by Astro.

    `collections` are the folders of content, `routes` where those of posts are shown, by
    collection; `slash` is what addresses end with.
    """

    NAME: ClassVar = "astro"
    TITLE: ClassVar = "Astro"
    SUFFIXES: ClassVar = {".mdx": ".md"}
    DATE_KEYS: ClassVar = ("pubdate", "date", "publishdate", "pubdatetime", "published", "publishedat", "publisheddate", "publishedon",
        "datepublished", "publicationdate", "createdat", "created")  # fmt: skip
    ADDRESS_KEYS: ClassVar = ()

    collections: tuple[Collection, ...] = ()
    routes: Mapping[str, Route] = field(default_factory=dict)
    slash: str = "/"

    @classmethod
    def find(cls, files: Files, *, asked: bool) -> Self | None:
        """By its configuration."""
        file = files.first(*_FILES)
        if not file and not asked:
            return None
        said = javascript.load(files, file).table() if file else {}
        collections = routes.collections(files)
        counts = {each.folder: _dated(files, each.folder) for each in collections}
        pages = dated.count(
            files, (path for path in files.walk(_PAGES) if path.endswith((".md", ".mdx")))
        )  # fmt: skip
        chosen = _chosen(collections, counts)
        shown = {
            each.name: route
            for each in chosen
            if (route := routes.route(files, each.name, len(chosen) == 1))
        }
        roots = tuple(each.folder for each in chosen)
        if not roots and pages:
            roots = (dated.richest(pages),)
        if not roots:
            roots = (dated.home(dated.count(files, files.walk())),)
        slash = "" if text_at(said, "trailingSlash") == "never" else "/"
        return cls(
            file=file,
            facts=facts(file, timezone="UTC")
            | sitedata.homepage(files)
            | sitedata.page_language(files, "src")
            | _locale(said, file)
            | _told(files)
            | facts(file, url=_url(text_at(said, "site"), text_at(said, "base"))),
            roots=roots,
            statics=("public",),
            pattern=" ".join(route.shown() for route in shown.values()),
            authors=_authors(files),
            collections=collections,
            routes=shown,
            slash=slash,
        )

    def passes_over(self, folder: str) -> bool:
        """Folders that begin with `_` are left out of collections and routes."""
        return posixpath.basename(folder).startswith("_")

    def status(self, values: Mapping[str, Value]) -> str:
        """`publish: false` and `visibility: private`, which themes use."""
        publish = values.get("publish", "")
        hidden = str(values.get("visibility", "")).lower() == "private"
        return "draft" if publish == "false" or hidden else ""

    def language(self, path: str) -> str:
        """The language of a folder of translations."""
        return routes.language(self._inside(path)[1])

    def address(self, entry: Entry) -> str:
        """The route of the collection, its parts filled in (Astro, Routing and Content collections)."""
        if entry.path.startswith(f"{_PAGES}/"):
            stem = str(PurePosixPath(entry.path[len(_PAGES) + 1 :]).with_suffix(""))
            return self._ended(re.sub(r"(?:^|/)index$", "", stem))
        collection, below = self._inside(entry.path)
        route = self.routes.get(collection.name) if collection else None
        if collection is None or route is None:
            return ""
        made = route.filled(collection, below, entry)
        return self._ended(made) if made else ""

    def _ended(self, path: str) -> str:
        whole = f"/{path.strip('/')}"
        return whole if whole == "/" else whole + self.slash

    def _inside(self, path: str) -> tuple[Collection | None, str]:
        """The collection that holds the file, and its path there."""
        for each in sorted(self.collections, key=lambda one: len(one.folder), reverse=True):  # fmt: skip
            if path.startswith(f"{each.folder}/"):
                return each, path[len(each.folder) + 1 :]
        return None, path


def _dated(files: Files, folder: str) -> int:
    texts = (path for path in files.walk(folder) if path.endswith((".md", ".mdx", ".markdown")))  # fmt: skip
    return sum(dated.is_dated(files, path) for path in texts)


def _chosen(
    collections: tuple[Collection, ...], counts: Mapping[str, int]
) -> tuple[Collection, ...]:
    """The collections of posts: those with dated files that people call so, else the one with most."""
    full = [each for each in collections if counts[each.folder]]
    usual = [each for each in full if dated.is_usual(each.name) or dated.is_usual(each.folder)]  # fmt: skip
    if usual:
        most = max(counts[each.folder] for each in usual)
        return tuple(each for each in usual if counts[each.folder] * 10 >= most)
    return tuple(sorted(full, key=lambda each: -counts[each.folder])[:1])


def _url(site: str, base: str) -> str:
    plain = base.strip("/")
    return f"{site.rstrip('/')}/{plain}" if is_web(site) else ""


def _told(files: Files) -> dict[str, Fact]:
    """What the files say that themes keep the site's title in."""
    found: dict[str, Fact] = {}
    for stem in _STEMS:
        path = files.first(*(f"src/{stem}.{end}" for end in ("ts", "js", "mjs", "json", "yaml", "yml", "toml")))  # fmt: skip
        if path:
            for key, fact in sitedata.facts_in(sitedata.table(files, path), path).items():  # fmt: skip
                found.setdefault(key, fact)
    return found


def _locale(said: Mapping[str, Value], file: str) -> dict[str, Fact]:
    return facts(file, language=text_at(dict(said), "i18n", "defaultLocale"))


def _authors(files: Files) -> dict[str, Author]:
    """A collection `authors`: a file of data, or one file for each."""
    for path in ("src/content/authors.json", "src/data/authors.json", "src/content/authors.yaml", "src/data/authors.ts"):  # fmt: skip
        if files.is_file(path):
            return sitedata.authors_in(sitedata.table(files, path))
    folder = "src/content/authors"
    found: dict[str, Value] = {}
    for name in files.names(folder):
        if name.endswith((".json", ".yaml", ".yml")):
            found[PurePosixPath(name).stem] = sitedata.table(files, f"{folder}/{name}")
        elif name.endswith((".md", ".mdx")):
            found[PurePosixPath(name).stem] = sitedata.head(files, f"{folder}/{name}")
    return sitedata.authors_in(found)
