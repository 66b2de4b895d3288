"""Docusaurus: `docusaurus.config.js`, its blogs."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import PurePosixPath
from typing import ClassVar, Final, Self

from envoi import dates
from envoi.addresses import is_web
from envoi.dialects import javascript, sitedata
from envoi.dialects.dialect import Dialect, Entry, Value, facts
from envoi.dialects.files import Files
from envoi.dialects.javascript import text_at
from envoi.model import Author

_FILES: Final = tuple(f"docusaurus.config.{end}" for end in ("js", "ts", "mjs", "cjs", "mts"))  # fmt: skip
_BLOG: Final = "plugin-content-blog"

# packages/docusaurus-plugin-content-blog/src/blogUtils.ts: the last day in the path counts.
_DATED = re.compile(
    r"(?P<folder>.*)(?P<day>\d{4}[-/]\d{1,2}[-/]\d{1,2})[-/]?(?P<text>.*?)(?:/index)?",
    re.DOTALL,
)
_OUTSIDE: Final = ("test", "tests", "__tests__")


@dataclass(frozen=True, kw_only=True)
class Docusaurus(Dialect):
    """A site made by Docusaurus. `routes` are what the addresses of each root begin with, `slash` is what they end with."""

    NAME: ClassVar = "docusaurus"
    TITLE: ClassVar = "Docusaurus"
    SYNTAX: ClassVar = "mdx"
    SUFFIXES: ClassVar = {".mdx": ".md"}
    DATE_KEYS: ClassVar = ("date",)
    ADDRESS_KEYS: ClassVar = ("slug",)

    routes: Mapping[str, str] = field(default_factory=dict)
    slash: str = ""

    @classmethod
    def find(cls, files: Files, *, asked: bool) -> Self | None:
        """By its configuration."""
        file = files.first(*_FILES)
        if not file and not asked:
            return None
        said = javascript.load(files, file).table() if file else {}
        blogs = dict(_blogs(said)) or {"blog": {}}
        locale = text_at(said, "i18n", "defaultLocale")
        return cls(
            file=file,
            facts=facts(
                file,
                url=_url(text_at(said, "url"), text_at(said, "baseUrl")),
                title=text_at(said, "title"),
                description=text_at(said, "tagline"),
                language=text_at(said, "i18n", "localeConfigs", locale, "htmlLang")
                or locale,
                timezone="UTC",
            ),
            roots=tuple(blogs),
            statics=("static",),
            pattern=_pattern(next(iter(blogs.values()))),
            authors=_authors(files, blogs),
            routes={root: _route(blog) for root, blog in blogs.items()},
            slash="/" if text_at(said, "trailingSlash") == "true" else "",
        )

    def passes_over(self, folder: str) -> bool:
        """Folders that begin with `_`, and those of tests (`exclude` of the blog)."""
        name = posixpath.basename(folder)
        return name.startswith("_") or name in _OUTSIDE

    def not_a_post(self, path: str, values: Mapping[str, Value]) -> str:
        """Tests beside the posts."""
        return "it is a test" if re.search(r"\.test\.mdx?$", path) else ""

    def date_in(
        self, path: str, values: Mapping[str, Value], zone: tzinfo
    ) -> dates.When | None:
        """The last day in the path: in the file's name, or in folders."""
        found = _DATED.fullmatch(_stem(self._below(path)))
        return dates.read(found["day"].replace("/", "-"), zone) if found else None

    def address(self, entry: Entry) -> str:
        """The path of the file, its day first (Docusaurus, Blog; a date in the front matter does not move it)."""
        stem = _stem(self._below(entry.path))
        if found := _DATED.fullmatch(stem):
            day = found["day"].replace("-", "/")
            slug = f"{day}/{found['folder']}{found['text']}"
        else:
            slug = re.sub(r"(?:^|/)index$", "", stem)
        return self._at(slug, entry)

    def own_address(self, typed: str, entry: Entry) -> str:
        """The key `slug`, which is below the blog even with a slash first."""
        return self._at(typed, entry)

    def _at(self, slug: str, entry: Entry) -> str:
        route = self.routes.get(entry.root, posixpath.basename(entry.root))
        whole = "/".join(filter(None, (route.strip("/"), slug.strip("/"))))
        return f"/{whole}{self.slash if whole else ''}"

    def _below(self, path: str) -> str:
        for root in sorted(self.routes, key=len, reverse=True):
            if path.startswith(f"{root}/"):
                return path[len(root) + 1 :]
        return path


def _stem(path: str) -> str:
    return str(PurePosixPath(path).with_suffix(""))


def _blogs(said: Mapping[str, Value]) -> Iterator[tuple[str, Mapping[str, Value]]]:
    """The options of each blog by its folder: that of the preset, and those of the plugin on its own."""
    for name, options in _parts(said.get("presets")):
        blog = options.get("blog", {})
        if ("classic" in name or "preset" in name) and blog != "false":
            yield _blog(blog if isinstance(blog, dict) else {})
    for name, options in _parts(said.get("plugins")):
        if _BLOG in name or name == "content-blog":
            yield _blog(options)


def _parts(found: Value | None) -> Iterator[tuple[str, Mapping[str, Value]]]:
    for part in found if isinstance(found, list) else ():
        if isinstance(part, str):
            yield part, {}
        elif isinstance(part, list) and part:
            name = part[0] if isinstance(part[0], str) else ""
            options = next((one for one in part if isinstance(one, dict)), {})
            yield name or _guessed(options), options


def _guessed(options: Mapping[str, Value]) -> str:
    """The plugin behind `require.resolve(…)`, whose name is not spelt out, by its options."""
    if "blog" in options or "docs" in options:
        return "preset-classic"
    return _BLOG if {"blogTitle", "blogSidebarCount", "postsPerPage"} & set(options) else ""  # fmt: skip


def _blog(options: Mapping[str, Value]) -> tuple[str, Mapping[str, Value]]:
    folder = posixpath.normpath(text_at(dict(options), "path") or "blog")
    return folder, options


def _route(blog: Mapping[str, Value]) -> str:
    route = blog.get("routeBasePath", "blog")
    return route if isinstance(route, str) else "blog"


def _pattern(blog: Mapping[str, Value]) -> str:
    route = _route(blog).strip("/")
    return f"{'/' if route else ''}{route}/<year>/<month>/<day>/<name>"


def _url(url: str, base: str) -> str:
    return f"{url.rstrip('/')}/{base.strip('/')}" if is_web(url) else ""


def _authors(
    files: Files, blogs: Mapping[str, Mapping[str, Value]]
) -> dict[str, Author]:
    """The authors' file of each blog, `authors.yml` if it is not called otherwise."""
    found: dict[str, Author] = {}
    for folder, blog in blogs.items():
        named = text_at(dict(blog), "authorsMapPath") or "authors.yml"
        file = files.first(*(f"{folder}/{name}" for name in (named, "authors.yaml", "authors.json")))  # fmt: skip
        if file:
            found = sitedata.authors_in(sitedata.table(files, file)) | found
    return found
