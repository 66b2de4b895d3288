"""Jekyll: `_config.yml`, `_posts`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from pathlib import PurePosixPath
from typing import Any, ClassVar, Final, Self

from envoi import dates
from envoi.dialects import jekyll_site as site
from envoi.dialects import scopes
from envoi.dialects.dialect import Dialect, Entry, Value
from envoi.dialects.files import Files
from envoi.dialects.pattern import LONGEST, calendar_words, fill

_NAME: Final = re.compile(r"(\d{2,4}-\d{1,2}-\d{1,2})-(.*)", re.DOTALL)
_FULL_TIME: Final = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}(?:[Tt]|\s+)\d{1,2}:\d\d:\d\d(?:\.\d*)?"
)
_HTML: Final = frozenset({".html", ".md", ".markdown", ".mkd", ".mkdn", ".mkdown"})
_KEPT: Final = frozenset("._~!$&'()+,;=@")


@dataclass(frozen=True, kw_only=True)
class Jekyll(Dialect):
    """A site made by Jekyll.

    `home` is the folder that collections are in; `patterns` are the addresses of each
    collection, `scopes` the values of `defaults`, `filter` what the configuration passes over.
    """

    NAME: ClassVar = "jekyll"
    TITLE: ClassVar = "Jekyll"
    SYNTAX: ClassVar = "liquid"
    DATE_KEYS: ClassVar = ("date",)
    ADDRESS_KEYS: ClassVar = ("permalink",)
    SUFFIXES: ClassVar = dict.fromkeys((".mkd", ".mkdn", ".mkdown", ".text", ".rmd"), ".md")  # fmt: skip

    NAMES_OF_SITE: ClassVar = True
    """Themes and jekyll-seo-tag put `image` through the filter `absolute_url`."""

    home: str = ""
    patterns: Mapping[str, str] = field(default_factory=dict)
    scopes: tuple[scopes.Scope, ...] = ()
    filter: site.Filter = field(default_factory=site.Filter)

    @classmethod
    def find(cls, files: Files, *, asked: bool) -> Self | None:
        """By `_config.yml` or `.toml`; without one by `_posts` with a dated file, if no other generator is at home."""
        file, found = site.configuration(files)
        filter = site.filter_of(files, found)
        known = site.authors(files, filter.source, found)
        home = site.joined(filter.source, site.text(found, "collections_dir"))
        roots = site.posts_roots(files, home, filter)
        dated = any(map(_is_dated, site.names(files, roots)))
        sure = file and dated
        if not asked and not sure and (not (file or dated) or site.is_another(files)):
            return None
        posts = found.get("collections")
        posts = posts.get("posts") if isinstance(posts, dict) else None
        posts = posts if isinstance(posts, dict) else {}
        return cls(
            file=file,
            facts=site.facts_of(files, file, found, known),
            roots=roots if dated else site.other_roots(files, home, found, roots),
            statics=(filter.source,) if filter.source else (),
            separator=site.text(found, "excerpt_separator").strip(),
            pattern=site.text(found, "permalink"),
            variables=site.variables(found),
            authors=known,
            future="true" in (site.text(found, "future"), site.text(posts, "future")),
            home=home,
            patterns=site.patterns(found),
            scopes=scopes.read(
                found.get("defaults"), site.text(found, "collections_dir")
            ),
            filter=filter,
        )

    def not_a_post(self, path: str, values: Mapping[str, Value]) -> str:
        """Below `_posts` a name begins with a day (jekyllrb.com/docs/posts); `exclude` passes over the rest."""
        name = PurePosixPath(path).name
        if self.filter.excludes(path, name) or name.startswith(("#", "~")):
            return "the configuration excludes it"
        if "_posts" in PurePosixPath(path).parent.parts and not _is_dated(name):
            return "its name does not begin with a day"
        return ""

    def defaults(self, path: str) -> Mapping[str, Value]:
        """What the configuration gives it, with the folders above `_posts` as categories."""
        label, place = self._place(path)
        found = scopes.values(self.scopes, place, label)
        if above := _categories_above(place):
            found["categories"] = [*above, *_words(found.get("categories", ""))]
        return found

    def zone(self, typed: str, site: tzinfo) -> tzinfo:
        """YAML has it that a full time without a zone is UTC; Ruby reads every other date in the site's zone."""
        return UTC if _FULL_TIME.fullmatch(typed.strip()) else site

    def date_in(
        self, path: str, values: Mapping[str, Value], zone: tzinfo
    ) -> dates.When | None:
        """The day that the name of the file begins with, in the site's zone."""
        found = _NAME.fullmatch(PurePosixPath(path).stem)
        if found is None:
            return None
        year, rest = found[1].split("-", 1)
        if len(year) == 2:
            year = f"{'19' if year >= '69' else '20'}{year}"
        return dates.read(f"{year}-{rest}", zone)

    def split_tags(self, typed: str, key: str) -> Sequence[str]:
        """Jekyll parts tags with blanks, but not `category`; who types commas means these."""
        if key in ("tag", "category"):
            return (typed,)
        return typed.split(",") if "," in typed else typed.split()

    def address(self, entry: Entry) -> str:
        """Of the pattern of its collection (jekyllrb.com/docs/permalinks)."""
        if entry.published is None:
            return ""
        label, _ = self._place(entry.path)
        return self.own_address(self.patterns.get(label, site.STYLES["date"]), entry)

    def own_address(self, typed: str, entry: Entry) -> str:
        """A post's own permalink may hold the same words as a pattern."""
        path = "/" + fill(typed, self._words(entry))
        return re.sub("/{2,}", "/", path.replace("..", "/").replace("./", ""))

    def _place(self, path: str) -> tuple[str, str]:
        """The collection of the document at `path`, and where it is below `home`."""
        place = path.removeprefix(f"{self.home}/") if self.home else path
        label = place.split("/", 1)[0].removeprefix("_")
        return (label if label in self.patterns else "posts"), place

    def _words(self, entry: Entry) -> dict[str, str]:
        label, place = self._place(entry.path)
        file = PurePosixPath(place)
        named = _NAME.fullmatch(file.stem)
        slug = entry.slug or (named[2] if named else file.stem).rstrip(".")
        categories = self._categories(entry)
        below = place.removesuffix(file.suffix).removeprefix(f"_{label}")
        words = {
            "collection": label,
            "path": below.rstrip("."),
            "name": slugify(file.stem).lower(),
            "title": slugify(slug, _KEPT),
            "slug": slugify(slug).lower(),
            "categories": "/".join(dict.fromkeys(map(str.lower, categories))),
            "slugified_categories": "/".join(
                dict.fromkeys(slugify(name).lower() for name in categories)
            ),
            "output_ext": ".html" if file.suffix.lower() in _HTML else file.suffix,
        }
        if entry.published is None:
            return words
        return words | calendar_words(entry.published.astimezone(entry.zone))

    def _categories(self, entry: Entry) -> list[str]:
        """Those of folders and defaults, of `categories`, and of `category`, each once."""
        given = _words(self.defaults(entry.path).get("categories", ""))
        own = _words(entry.values.get("categories", ""))
        single = entry.values.get("category", "")
        more = [single] if isinstance(single, str) else _words(single)
        return list(dict.fromkeys(filter(None, (*given, *own, *more))))


def slugify(text: str, kept: frozenset[str] = frozenset()) -> str:
    """`text` with letters, marks, digits and `kept` characters only; runs of others are one `-`, none at the ends."""
    dashed = "".join(
        char if char in kept or _is_letter(char) else "-" for char in text[:LONGEST]
    )
    return re.sub("-{2,}", "-", dashed).removeprefix("-").removesuffix("-")


def _is_letter(char: str) -> bool:
    kind = unicodedata.category(char)
    return kind[0] in "LM" or kind == "Nd"


def _is_dated(name: str) -> bool:
    return _NAME.fullmatch(PurePosixPath(name).stem) is not None


def _categories_above(place: str) -> list[str]:
    """The folders above `_posts` or `_drafts`: `news/_posts/a.md` is in the category `news`."""
    parts = PurePosixPath(place).parent.parts
    special = next((at for at, part in enumerate(parts) if part in site.POSTS), 0)
    return list(parts[:special])


def _words(value: Any) -> list[str]:
    """Categories: a list, or one text parted with blanks."""
    if isinstance(value, str):
        return value.split()
    parts = value if isinstance(value, list) else []
    return [part for part in parts if isinstance(part, str)]
