"""Eleventy: `.eleventy.js`, `eleventy.config.js`, directory data files."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import PurePosixPath
from typing import ClassVar, Final, Self

from envoi import dates
from envoi.dialects import dated, sitedata
from envoi.dialects import eleventy_data as data
from envoi.dialects import eleventy_links as links
from envoi.dialects.dialect import Dialect, Entry, Value, facts
from envoi.dialects.files import Files
from envoi.language import language_tag

FILES: Final = tuple(
    f"{stem}.{end}"
    for stem in (".eleventy", "eleventy.config")
    for end in ("js", "mjs", "cjs", "ts")
)
"""Names of its configuration (Eleventy, Configuration)."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][A-Za-z]{2})?")
_PROGRAMS: Final = (".njk", ".liquid")


@dataclass(frozen=True, kw_only=True)
class Eleventy(Dialect):
    """A site made by Eleventy.

    `input` is the folder of its sources, `apart` are those below it that hold no page, `data`
    is what data files say, by the folder or the path without suffix that they speak of.
    """

    NAME: ClassVar = "eleventy"
    TITLE: ClassVar = "Eleventy"
    SYNTAX: ClassVar = "nunjucks"
    DATE_KEYS: ClassVar = ("date",)
    ADDRESS_KEYS: ClassVar = ()
    SUFFIXES: ClassVar = {".njk": ".html", ".liquid": ".html", ".mdx": ".md"}

    input: str = ""
    apart: tuple[str, ...] = ()
    data: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)

    @classmethod
    def find(cls, files: Files, *, asked: bool) -> Self | None:
        """By its configuration, its name in `package.json`, or files `*.11tydata.*`."""
        file = files.first(*FILES)
        if not asked and not file and not _named(files):
            return None
        setup = data.setup(files, file)
        paths = [
            path for path in files.walk(setup.input) if not setup.holds_apart(path)
        ]
        found = data.read(files, paths)
        counts = dated.count(files, paths)
        roots = data.roots(counts, found, setup.input)
        said = sitedata.said(files, setup.sources(files))
        language = sitedata.page_language(files, setup.includes)
        return cls(
            file=file or "package.json",
            facts=facts(file, timezone="UTC")
            | sitedata.homepage(files)
            | language
            | data.prefixed(said, setup.prefix),
            roots=roots,
            statics=tuple(
                filter(None, dict.fromkeys((*setup.copied, "public", "static", setup.input)))
            ),
            separator=setup.separator,
            pattern=data.pattern(found, roots, setup.permalink),
            authors=setup.authors(files),
            input=setup.input,
            apart=setup.apart,
            data={"": {"permalink": setup.permalink}, **found},
        )  # fmt: skip

    def passes_over(self, folder: str) -> bool:
        """Includes, data and output hold no pages, `.eleventyignore` names others; the list of a root is no post."""
        file = PurePosixPath(folder)
        return folder in self.apart or (
            bool(file.suffix) and str(file.parent) in self.roots and _is_list(folder)
        )

    def not_a_post(self, path: str, values: Mapping[str, Value]) -> str:
        """Pages without an address, of lists, of the folder itself, and templates that are no text of anybody."""
        given = {**self.defaults(path), **values}
        permalink = given.get("permalink")
        suffix = PurePosixPath(path).suffix.lower()
        undated = not given.get("date") and not _DAY.search(path)
        if permalink == "false" or path in self.apart:
            return "it has no page"
        if "pagination" in given:
            return "it makes pages of something else"
        if isinstance(permalink, str) and re.search(r"\.(?!html?$)\w{2,5}$", permalink):
            return "it makes a file that is no page"
        if undated and (suffix in _PROGRAMS or _is_list(path)):
            return "it is a page about its folder"
        return ""

    def status(self, values: Mapping[str, Value]) -> str:
        """What is kept out of collections is on no list of the site's."""
        return (
            "hidden" if values.get("eleventyexcludefromcollections") == "true" else ""
        )

    def defaults(self, path: str) -> Mapping[str, Value]:
        """What data files say for the folders of `path`, and for itself (Eleventy, Template and Directory Data Files)."""
        file = PurePosixPath(path)
        places = ["", *(str(folder) for folder in reversed(file.parents))]
        found: dict[str, Value] = {}
        for place in (*places, str(file.with_suffix(""))):
            found |= self.data.get("" if place == "." else place, {})
        return found

    def date_in(
        self, path: str, values: Mapping[str, Value], zone: tzinfo
    ) -> dates.When | None:
        """The first day anywhere in the path (Eleventy, Content Dates)."""
        found = _DAY.search(path)
        return dates.read(found[0], zone) if found else None

    def address(self, entry: Entry) -> str:
        """The permalink of the post or of its folder, filled in; else its path without suffix (Eleventy, Permalinks)."""
        page = links.Page(
            path=self._below(entry.path),
            values=entry.values,
            published=entry.published,
        )
        typed = entry.text("permalink")
        return links.filled(typed, page) if typed else links.default(page.path)

    def language(self, path: str) -> str:
        """The language that the first folder is called as (Eleventy, I18n Plugin)."""
        first, slash, _ = self._below(path).partition("/")
        return language_tag(first) if slash and _LANGUAGE.fullmatch(first) else ""

    def _below(self, path: str) -> str:
        return path.removeprefix(f"{self.input}/") if self.input else path


def _is_list(path: str) -> bool:
    file = PurePosixPath(path)
    return file.stem in ("index", file.parent.name)


def _named(files: Files) -> bool:
    package = files.json("package.json")
    for key in ("dependencies", "devDependencies"):
        named = package.get(key)
        if isinstance(named, dict) and "@11ty/eleventy" in named:
            return True
    return any(".11tydata." in posixpath.basename(path) for path in files.walk())
