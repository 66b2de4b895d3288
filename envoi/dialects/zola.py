"""Zola: `zola.toml` or `config.toml` with `base_url`, `content`."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from fnmatch import fnmatchcase
from typing import Any, ClassVar, Final, Self

from envoi import dates
from envoi.dialects import sections
from envoi.dialects.dialect import Dialect, Entry, Value, facts
from envoi.dialects.files import Files, line
from envoi.dialects.romanized import romanize
from envoi.language import language_tag

_CONTENT: Final = "content"
_DATED_NAME = re.compile(
    r"(?P<date>\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))?)(?:\s?[_-](?P<slug>.+))?"
)
_IS_DATED = re.compile(
    r"""^[ \t]*["']?(?:date["']?\s*[:=]\s*["']?\d|path["']?\s*[:=]\s*["']?(?:[^"'\n/]*/){0,9}?\d{4}/\d\d?/\d\d?/)""",
    re.MULTILINE,
)
_FORBIDDEN = re.compile(r'[<>:"/|?*\\]')
"""What file systems of others forbid; `slugify.paths = "safe"` takes it out."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Place:
    """Where a page is in the content: the folders above it, its name without language, its language."""

    folders: Sequence[str]
    name: str
    language: str


@dataclass(frozen=True, kw_only=True)
class Zola(Dialect):
    """A site made by Zola.

    `languages` are those beside `main`, `others` the sections without posts, `strict` those
    where a page without a date is a slip, `held` the folders whose section is a draft.
    `slugs` is `slugify.paths`.
    """

    NAME: ClassVar = "zola"
    TITLE: ClassVar = "Zola"
    SYNTAX: ClassVar = "zola"
    BUNDLES: ClassVar = True
    DATE_KEYS: ClassVar = ("date",)
    DRAFT_FOLDERS: ClassVar = frozenset()
    ADDRESS_KEYS: ClassVar = ("path",)

    main: str = "en"
    languages: frozenset[str] = frozenset()
    slugs: str = "on"
    keep_dates: bool = False
    ignored: tuple[str, ...] = ()
    others: frozenset[str] = frozenset()
    strict: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()

    @classmethod
    def find(cls, files: Files, *, asked: bool) -> Self | None:
        """By a `zola.toml` or `config.toml` that says `base_url`."""
        file = files.first("zola.toml", "config.toml")
        found = files.toml(file)
        if not asked and "base_url" not in found:
            return None
        there = sections.find(files, [_CONTENT], _is_dated)
        dated = [section for section in there if section.dated]
        dated = [one for one in dated if one.name not in sections.OTHERS] or dated
        chosen = frozenset(section.name for section in dated)
        slugify = _table(found.get("slugify"))
        return cls(
            file=file,
            facts=facts(
                file,
                url=found.get("base_url"),
                title=found.get("title"),
                description=found.get("description"),
                language=line(found.get("default_language")) or "en",
                author=found.get("author") or _author(found),
            ),
            roots=_roots(files, chosen),
            # Zola builds pages of any date.
            future=True,
            main=line(found.get("default_language")) or "en",
            languages=frozenset(_table(found.get("languages"))),
            slugs=line(slugify.get("paths")).lower() or "on",
            keep_dates=slugify.get("paths_keep_dates") is True,
            ignored=tuple(filter(None, map(line, _list(found.get("ignored_content"))))),
            others=frozenset(one.name for one in there if one.name) - chosen,
            strict=frozenset(one.name for one in dated if one.mostly_dated),
            held=frozenset(_drafts(files)),
        )

    def passes_over(self, folder: str) -> bool:
        """Whether `folder` is right below the content, and no page in it has a date."""
        parent, _, name = folder.rpartition("/")
        return parent == _CONTENT and name in self.others

    def not_a_post(self, path: str, values: Mapping[str, Value]) -> str:
        """Pages that Zola does not build, and those without a date where others have none either: feeds hold none such."""
        if not path.endswith(".md"):
            return "is no Markdown, so that Zola only copies it"
        if any(fnmatchcase(path, glob) for glob in self.ignored):
            return "is in ignored_content"
        if str(values.get("render", "")).lower() == "false":
            return "says render = false"
        top = _inner(path).partition("/")
        dated = _is_dated(path, "") or values.get("date") or _in_address(values)
        if not dated and (top[0] if top[1] else "") not in self.strict:
            return "has no date, as other pages beside it"
        return ""

    def defaults(self, path: str) -> Mapping[str, Value]:
        """All that is below a section that is a draft is one."""
        return {"draft": "true"} if self._is_draft(path) else {}

    def date_in(
        self, path: str, values: Mapping[str, Value], zone: tzinfo
    ) -> dates.When | None:
        """The date in the name, else in the address that `path` gives."""
        return dates.in_path(path, zone) or dates.in_path(_in_address(values), zone)

    def language(self, path: str) -> str:
        """The language that the name of the file ends with: `post.tr.md`."""
        return language_tag(self._place(path).language) if self.languages else ""

    def address(self, entry: Entry) -> str:
        """The folders and the slug, or the name without its date; the language before; nothing if a letter is not known."""
        place = self._place(entry.path)
        dated = _DATED_NAME.match(place.name)
        bare = dated["slug"] if dated and not self.keep_dates else ""
        slug = self._slug(entry.slug or bare or place.name)
        if not slug:
            return ""
        prefix = [] if place.language == self.main else [place.language]
        return "/".join(["", *prefix, *place.folders, slug, ""])

    def file_address(self, path: str) -> str:
        """Of a file beside pages: its path below the content."""
        inner = _inner(path)
        return super().file_address(path) if inner == path else inner

    def _place(self, path: str) -> _Place:
        *folders, file = _inner(path).split("/")
        name = posixpath.splitext(file)[0]
        before, dot, code = name.partition(".")
        other = self.languages and dot and code != self.main
        if before == "index" and folders:
            before = name = folders.pop()
        if other:
            return _Place(folders=folders, name=before, language=code)
        return _Place(folders=folders, name=name, language=self.main)

    def _slug(self, text: str) -> str:
        """`text` as Zola has it in an address (components/utils/src/slugs.rs)."""
        if self.slugs == "off":
            return text
        if self.slugs == "safe":
            return _FORBIDDEN.sub("", text.rstrip(" ."))
        if any(char.isalpha() and not romanize(char) for char in text):
            return ""
        return re.sub(r"[^a-z0-9]+", "-", romanize(text).lower()).strip("-")

    def _is_draft(self, path: str) -> bool:
        parts = _inner(path).split("/")[:-1]
        above = {"/".join(parts[:count]) for count in range(len(parts) + 1)}
        return not self.held.isdisjoint(above)


def _inner(path: str) -> str:
    return path.removeprefix(f"{_CONTENT}/")


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def _author(found: Mapping[str, Any]) -> str:
    author = _table(found.get("extra")).get("author")
    return line(author.get("name") if isinstance(author, dict) else author)


def _in_address(values: Mapping[str, Value]) -> str:
    typed = values.get("path", "")
    path = typed if isinstance(typed, str) else ""
    found = re.search(r"(?:^|/)(\d{4}/\d\d?/\d\d?)/", path)
    return f"{found[1]}/" if found else ""


def _is_dated(path: str, text: str) -> bool:
    file = posixpath.basename(path)
    name = file if not file.startswith("index.") else path.split("/")[-2]
    return bool(_DATED_NAME.match(name) or _IS_DATED.search(text))


def _roots(files: Files, chosen: frozenset[str]) -> tuple[str, ...]:
    if chosen and "" not in chosen:
        return tuple(f"{_CONTENT}/{name}" for name in sorted(chosen))
    return (_CONTENT,) if files.is_folder(_CONTENT) else ("",)


def _drafts(files: Files) -> list[str]:
    """The folders of content whose `_index.md` says that the section is a draft."""
    return [
        _inner(path).rpartition("/")[0]
        for path in files.walk(_CONTENT)
        if posixpath.basename(path) == "_index.md"
        and sections.head(files.text(path)).get("draft") in (True, "true")
    ]
