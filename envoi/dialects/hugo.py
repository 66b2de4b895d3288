"""Hugo: `hugo.toml` or `config/_default`, `content`."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import cached_property
from typing import ClassVar, Final, Self

from envoi import dates
from envoi.dialects import hugo_config, hugo_permalink, hugo_site, sections
from envoi.dialects.dialect import Dialect, Entry, Value
from envoi.dialects.files import Files, line
from envoi.dialects.hugo_cascade import Cascade
from envoi.dialects.hugo_config import Content, Settings, is_true
from envoi.dialects.hugo_permalink import Page, Rule, Spelling

_PUBLISHED: Final = ("publishdate", "pubdate", "published")
_DEFAULT: Final = ("date", *_PUBLISHED, "lastmod", "modified")
_MEANT: Final[Mapping[str, tuple[str, ...]]] = {
    ":default": _DEFAULT,
    "publishdate": _PUBLISHED,
    "lastmod": ("lastmod", "modified"),
}
"""What names in `frontmatter.date` stand for."""

_NAME: Final = ":filename"
_NAME_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:.(\d\d)-(\d\d)-(\d\d))?")
_SIGNS = re.compile(r"[-_\s]")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Place:
    """Where a file is in the content: its folders, its name without language and suffix, its language."""

    folders: tuple[str, ...]
    base: str
    language: str

    @property
    def path(self) -> str:
        """The path that Hugo knows the page by."""
        whole = "/".join(("", *self.folders, self.base))
        return hugo_permalink.lower(whole).replace(" ", "-")


@dataclass(frozen=True, kw_only=True)
class Hugo(Dialect):
    """A site made by Hugo.

    `others` are the sections that hold no posts beside posts in no section, `cascade` is what
    the sections and the configuration pass on.
    """

    NAME: ClassVar = "hugo"
    TITLE: ClassVar = "Hugo"
    SYNTAX: ClassVar = "hugo"
    BUNDLES: ClassVar = True
    DATE_KEYS: ClassVar = _DEFAULT
    DUE_KEYS: ClassVar = _PUBLISHED
    DRAFT_FOLDERS: ClassVar = frozenset()
    ADDRESS_KEYS: ClassVar = ("url",)

    settings: Settings = field(default_factory=Settings)
    contents: tuple[Content, ...] = (Content(source="content"),)
    others: frozenset[str] = frozenset()
    cascade: Cascade = field(default_factory=Cascade)

    @classmethod
    def find(cls, files: Files, *, asked: bool) -> Self | None:
        """By `hugo.*`, by a `config.*` that says `baseURL`, or by `config/_default` beside `content`."""
        settings = hugo_config.read(files)
        origins = dict.fromkeys(settings.origin.values())
        sure = "baseurl" in settings.values or any(
            "hugo." in file or ("/" in file and files.is_folder("content"))
            for file in origins
        )
        if not asked and not (settings.values and sure):
            return None
        contents = settings.contents()
        sources = tuple(dict.fromkeys(content.source for content in contents))
        there = sections.find(files, sources, hugo_site.is_dated)
        chosen = hugo_site.chosen(there, settings)
        others = {section.name for section in there if section.name} - chosen
        cascade = Cascade.find(files, settings, contents)
        return cls(
            file=settings.origin.get("baseurl") or next(iter(origins), ""),
            facts=hugo_site.site_facts(settings),
            roots=hugo_site.roots(files, sources, chosen),
            statics=tuple(static.source for static in settings.statics()),
            authors=hugo_site.authors(files, sources),
            future=settings.flag("buildfuture"),
            expired=settings.flag("buildexpired"),
            pattern=hugo_site.shown_pattern(settings, chosen),
            settings=settings,
            contents=contents,
            others=frozenset(others if "" in chosen else ()),
            cascade=cascade,
        )

    @cached_property
    def _by_language(self) -> Mapping[str, Settings]:
        return {
            key: self.settings.over(own) for key, own in self.settings.languages.items()
        }

    @cached_property
    def _rules(self) -> Mapping[str, tuple[Rule, ...]]:
        return {
            key: hugo_permalink.rules(settings.values.get("permalinks"))
            for key, settings in self._by_language.items()
        }

    @cached_property
    def _dated_by(self) -> tuple[str, ...]:
        """What the date of a post is taken from, in order (configuration/front-matter)."""
        found: list[str] = []
        for name in hugo_config.texts(self.settings.table("frontmatter").get("date")):
            found += _MEANT.get(name.lower(), (name.lower(),))
        return tuple(dict.fromkeys(found)) or _DEFAULT

    def passes_over(self, folder: str) -> bool:
        """Whether `folder`, right below the content, is a section of something else than posts."""
        parent, _, name = folder.rpartition("/")
        inside = any(content.source == parent for content in self.contents)
        return inside and name in self.others

    def not_a_post(self, path: str, values: Mapping[str, Value]) -> str:
        """Pages that are not built or not listed, and HTML files that Hugo only copies."""
        if path.endswith((".html", ".htm")) and not values:
            return "is an HTML page without front matter, which Hugo copies as it is"
        place = self._place(path)
        if place and self.settings.is_disabled(place.language):
            return f"is in a language that is disabled ({place.language})"
        known = {**self.defaults(path), **values}
        if is_true(known.get("headless")):
            return "is headless"
        build = known.get("build")
        for key, kept in (("render", "link"), ("list", "never")):
            said = build.get(key) if isinstance(build, dict) else ""
            if str(said).lower() in ("never", "false", kept):
                return f"says build.{key}: {said}"
        return ""

    def defaults(self, path: str) -> Mapping[str, Value]:
        """What `cascade` of the configuration and of the sections above has for the post."""
        place = self._place(path)
        if place is None:
            return {}
        return self.cascade.values(place.path, place.folders, place.language)

    def name_first(self, path: str) -> bool:
        """Whether something else than `date` comes first in `frontmatter.date`."""
        return self._dated_by[0] != "date"

    def date_in(
        self, path: str, values: Mapping[str, Value], zone: tzinfo
    ) -> dates.When | None:
        """What comes before `date` in `frontmatter.date`; without these, the date in the path."""
        for name in self._dated_by if self.name_first(path) else ():
            if name == _NAME and (when := self._in_name(path, zone)):
                return when
            typed = values.get(_SIGNS.sub("", name), "")
            if typed and name == "date":
                return None
            if isinstance(typed, str) and (when := dates.read(typed, zone)):
                return when
        return dates.in_path(path, zone)

    def language(self, path: str) -> str:
        """The language that the file's name or its folder of content tells."""
        place = self._place(path)
        if place is None or len(self._by_language) < 2:
            return ""
        return hugo_site.language_of(
            self._by_language.get(place.language), place.language
        )

    def translation(self, entry: Entry) -> str:
        """The place in the content, whatever folder or name tells the language (content-management/multilingual)."""
        place = self._place(entry.path)
        return place.path.lstrip("/") if place else super().translation(entry)

    def split_tags(self, typed: str, key: str) -> Sequence[str]:
        """A text is one tag."""
        return (typed,)

    def address(self, entry: Entry) -> str:
        """By `permalinks`, else the folders and the name; `x.html` where addresses are ugly."""
        place = self._place(entry.path)
        if place is None:
            return ""
        settings = self._by_language.get(place.language, self.settings)
        spelling = _spelling(settings)
        page = self._page(place, entry, spelling)
        pattern = self._pattern(place)
        if pattern:
            made = hugo_permalink.fill(pattern, page, spelling)
            parts = [hugo_permalink.clean_path(made)] if made else []
        else:
            parts = [*place.folders, page.slug or place.base]
        cleaned = (spelling.clean(part).strip("/") for part in parts)
        path = "/".join(filter(None, cleaned))
        if not path:
            return ""
        end = ".html" if _is_ugly(settings, page) else "/"
        return f"{self._prefix(place.language)}/{path}{end}"

    def own_address(self, typed: str, entry: Entry) -> str:
        """The key `url`: with tokens, kept as it is typed; the language goes before one without a first slash."""
        place = self._place(entry.path)
        if place is None:
            return typed
        settings = self._by_language.get(place.language, self.settings)
        spelling = _spelling(settings)
        if ":" in typed:
            page = self._page(place, entry, spelling)
            typed = hugo_permalink.fill(typed, page, spelling) or typed
        if ".." in typed:
            typed = posixpath.normpath(f"/{typed}")
        path = "/" + "/".join(filter(None, typed.split("/")))
        if typed.endswith("/") or "." not in typed:
            path = path.rstrip("/") + "/"
        path = path.removesuffix("index.html") if path.endswith("/index.html") else path
        prefix = "" if typed.startswith("/") else self._prefix(place.language)
        return prefix + path

    def file_address(self, path: str) -> str:
        """Of a file beside posts: below the section it belongs to; of one in a static folder: the root."""
        for static in self.settings.statics():
            if path.startswith(f"{static.source}/"):
                return posixpath.join(static.target, path[len(static.source) + 1 :])
        for content in self.contents:
            inner = path.removeprefix(f"{content.source}/")
            if not content.source or inner != path:
                parts = posixpath.join(content.target, inner).split("/")
                count = self._section_depth(parts[:-1])
                section = _spelling(self.settings).clean("/".join(parts[:count]))
                first = self._prefix(content.language or self.settings.default_language)
                return "/".join(filter(None, (first[1:], section, *parts[count:])))
        return path

    def _place(self, path: str) -> _Place | None:
        for content in self.contents:
            inner = path.removeprefix(f"{content.source}/")
            if content.source and inner == path:
                continue
            *folders, file = posixpath.join(content.target, inner).split("/")
            base = file.rpartition(".")[0]
            language = content.language or self.settings.default_language
            before, _, last = base.rpartition(".")
            if before and last.lower() in self._by_language:
                base, language = before, last.lower()
            bundle = base == "index" and bool(folders)
            return _Place(
                folders=tuple(folders[:-1] if bundle else folders),
                base=folders[-1] if bundle else base,
                language=language,
            )
        return None

    def _page(self, place: _Place, entry: Entry, spelling: Spelling) -> Page:
        folders = [
            part.replace(" ", "-")
            if spelling.keep_case
            else hugo_permalink.lower(part).replace(" ", "-")
            for part in place.folders
        ]
        return Page(
            date=entry.published or datetime(1, 1, 1),
            title=entry.text("title"),
            slug=entry.slug.strip("-") or self._name_slug(place, entry),
            section=folders[0] if folders else "",
            sections=folders[: self._section_depth(place.folders)],
            base=place.base,
        )

    def _section_depth(self, folders: Sequence[str]) -> int:
        """How many of `folders` lead to the deepest section: the first one is a section, the others by their `_index`."""
        depths = range(len(folders), 1, -1)
        indexed = self.cascade.folders
        return next(
            (count for count in depths if "/".join(folders[:count]) in indexed),
            min(1, len(folders)),
        )

    def _pattern(self, place: _Place) -> str:
        for rule in self._rules.get(place.language, ()):
            if any(hugo_permalink.matches(glob, place.path) for glob in rule.globs):
                return rule.pattern
        return ""

    def _prefix(self, language: str) -> str:
        """The first folder of addresses in a language (configuration/languages)."""
        languages = self.settings.languages
        own = line(languages.get(language, {}).get("baseurl"))
        site = self.fact("site.url").rstrip("/") + "/"
        if all("baseurl" in values for values in languages.values()):
            inside = own.startswith(site)
            return f"/{own.removeprefix(site)}".rstrip("/") if inside else ""
        below = self.settings.flag("defaultcontentlanguageinsubdir")
        if language == self.settings.default_language and not below:
            return ""
        return f"/{language}"

    def _in_name(self, path: str, zone: tzinfo) -> dates.When | None:
        place = self._place(path)
        found = _NAME_DATE.match(place.base) if place else None
        if not found:
            return None
        clock = ":".join(filter(None, found.groups()[1:]))
        typed = f"{found[1]}T{clock}" if clock else found[1]
        return dates.read(typed, zone) or dates.read(found[1], zone)

    def _name_slug(self, place: _Place, entry: Entry) -> str:
        """The name behind its date, where that is the date of the post."""
        found = _NAME_DATE.match(place.base)
        if not found:
            return ""
        for name in self._dated_by:
            if name == _NAME:
                return place.base[found.end() :].strip(" -_")
            if entry.text(_SIGNS.sub("", name)):
                break
        return ""


def _spelling(settings: Settings) -> Spelling:
    return Spelling(
        keep_case=settings.flag("disablepathtolower"),
        plain=settings.flag("removepathaccents"),
    )


def _is_ugly(settings: Settings, page: Page) -> bool:
    said = settings.values.get("uglyurls")
    return is_true(said.get(page.section) if isinstance(said, dict) else said)
