"""Hexo: `_config.yml`, `source/_posts`."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import Any, ClassVar, Final, Self

from envoi import dates
from envoi.dialects.dialect import Dialect, Entry, Value, facts
from envoi.dialects.files import Files, line
from envoi.dialects.pattern import LONGEST, day_words, fill
from envoi.dialects.scopes import plain
from envoi.language import language_tag

_PERMALINK: Final = ":year/:month/:day/:title/"
_WORD: Final = re.compile(r":([A-Za-z0-9_]*[A-Za-z0-9])")
_SPECIAL: Final = re.compile(r"[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:\"'<>,.?/]+")
_EXAMPLE: Final = re.compile(
    r"https?://(?:www\.)?(?:example|yoursite)\.com\b", re.IGNORECASE
)
"""What `hexo init` writes as the site's address."""

_SEGMENTS: Final[Mapping[str, str]] = {
    "year": r"\d{4}",
    "month": r"\d{2}",
    "day": r"\d{2}",
    "i_month": r"\d{1,2}",
    "i_day": r"\d{1,2}",
    "hash": r"[0-9a-f]{12}",
}
_LETTERS: Final[Mapping[str, str]] = {
    "ß": "s", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D",
    "ł": "l", "Ł": "L", "ŧ": "t", "Ŧ": "T", "ħ": "h", "Ħ": "H", "ı": "i",
}  # fmt: skip
"""What Hexo writes for Latin letters that Unicode does not take apart."""

_FREE_AT_MOST: Final = 3
"""Words of `new_post_name` that stand for any text; more could be matched in too many ways."""


@dataclass(frozen=True, kw_only=True)
class Hexo(Dialect):
    """A site made by Hexo.

    `home` is the folder that `_posts` is in; `names` matches what posts are called below it,
    without suffix. `pattern` is that of addresses, and `words` what stands for its words where
    a post has none.
    """

    NAME: ClassVar = "hexo"
    TITLE: ClassVar = "Hexo"
    SYNTAX: ClassVar = "hexo"
    DATE_KEYS: ClassVar = ("date",)
    ADDRESS_KEYS: ClassVar = ("permalink",)
    SUFFIXES: ClassVar = dict.fromkeys((".mkd", ".mkdn", ".mdwn", ".mdtxt", ".mdtext"), ".md")  # fmt: skip

    home: str = "source"
    names: re.Pattern[str] = re.compile("(?P<title>.+?)")
    suffix: str = ".md"
    pattern: str = _PERMALINK
    words: Mapping[str, str] = field(default_factory=dict)
    category: str = "uncategorized"
    categories: Mapping[str, str] = field(default_factory=dict)
    case: str = "0"
    index: bool = True
    html: bool = True
    skipped: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    @classmethod
    def find(cls, files: Files, *, asked: bool) -> Self | None:
        """By `_config.yml` beside `source/_posts`, or with `theme` and `new_post_name`."""
        file = files.first("_config.yml", "_config.yaml", "_config.json")
        found = files.yaml(file)
        home = _text(found, "source_dir").removeprefix("./").rstrip("/") or "source"
        telling = {"theme", "new_post_name"} <= set(found)
        if not asked and not (found and (telling or files.is_folder(f"{home}/_posts"))):
            return None
        name = PurePosixPath(_text(found, "new_post_name") or ":title.md")
        pretty = found.get("pretty_urls")
        pretty = pretty if isinstance(pretty, dict) else {}
        languages = found.get("language")
        return cls(
            file=file,
            facts=facts(
                file,
                url=_text(found, "url")
                if not _EXAMPLE.match(_text(found, "url"))
                else "",
                title=found.get("title"),
                description=found.get("description") or found.get("subtitle"),
                language=found.get("language"),
                timezone=found.get("timezone"),
                author=found.get("author"),
            ),
            roots=(f"{home}/_posts", f"{home}/_drafts"),
            statics=(home,),
            future=_text(found, "future") != "false",
            home=home,
            names=_name_pattern(str(name.with_suffix(""))),
            suffix=name.suffix,
            pattern=_text(found, "permalink") or _PERMALINK,
            words=_texts(found.get("permalink_defaults")),
            category=_text(found, "default_category") or "uncategorized",
            categories=_texts(found.get("category_map")),
            case=_text(found, "filename_case"),
            index=_text(pretty, "trailing_index") != "false",
            html=_text(pretty, "trailing_html") != "false",
            assets=_text(found, "post_asset_folder") == "true",
            skipped=_patterns(found.get("skip_render")),
            languages=tuple(filter(None, map(line, languages)))
            if isinstance(languages, list)
            else (),
        )

    def not_a_post(self, path: str, values: Mapping[str, Value]) -> str:
        """Folders with `_` or `.` are hidden; beside posts with a folder for their files, those with another suffix are such."""
        place = self._place(path)
        if any(part.startswith(("_", ".")) for part in place.split("/")):
            return "it is in a hidden folder"
        if self.assets and PurePosixPath(path).suffix != self.suffix:
            return f"posts end in {self.suffix} here"
        below = path.removeprefix(f"{self.home}/")
        if any(fnmatchcase(below, pattern) for pattern in self.skipped):
            return "the configuration skips it"
        return ""

    def defaults(self, path: str) -> Mapping[str, Value]:
        """What its name tells beside day and title, such as `:category`."""
        return {
            plain(key): value
            for key, value in self._named(path).items()
            if key not in ("title", *_SEGMENTS)
        }

    def date_in(
        self, path: str, values: Mapping[str, Value], zone: tzinfo
    ) -> dates.When | None:
        """The day in its name as `new_post_name` has it, else as people write it."""
        named = self._named(path)
        month = named.get("month") or named.get("i_month")
        day = named.get("day") or named.get("i_day")
        if (year := named.get("year")) and month and day:
            return dates.read(f"{year}-{month}-{day}", zone)
        return dates.in_path(path, zone)

    def language(self, path: str) -> str:
        """That of its name (`:lang`), else of the folder below `_posts`, if the site has several languages."""
        typed = self._named(path).get("lang") or self._place(path).split("/")[0]
        return language_tag(typed) if typed in self.languages else ""

    def split_tags(self, typed: str, key: str) -> Sequence[str]:
        """One text is one tag, whatever it holds; who types commas means several."""
        return typed.split(",")

    def address(self, entry: Entry) -> str:
        """Of `permalink` (hexo.io/docs/permalinks); nothing if a word of it is known to the machine of the author only."""
        words = self._words(entry)
        if words is None or not set(_WORD.findall(self.pattern)) <= set(words):
            return ""
        return self._pretty(fill(self.pattern, words))

    def own_address(self, typed: str, entry: Entry) -> str:
        """As typed; with `post_asset_folder` it is a folder."""
        return self._pretty(typed)

    def _pretty(self, path: str) -> str:
        if self.assets and not path.endswith(("/", ".html")):
            path += "/"
        if not self.index and path.endswith("index.html"):
            return path.removesuffix("index.html")
        is_index = path.endswith("index.html")
        return path if self.html or is_index else path.removesuffix(".html")

    def _place(self, path: str) -> str:
        """Where the post is below `_posts` or `_drafts`."""
        return re.sub("^(?:_posts|_drafts)/", "", path.removeprefix(f"{self.home}/"))

    def _named(self, path: str) -> dict[str, str]:
        """What the name of a file tells, by the words of `new_post_name`; `title` always."""
        place = self._place(path)
        stem = place.removesuffix(PurePosixPath(place).suffix)
        found = self.names.fullmatch(stem)
        named = found.groupdict() if found else {}
        return named if "title" in named else {**named, "title": slugize(stem)}

    def _words(self, entry: Entry) -> dict[str, str] | None:
        if entry.published is None:
            return None
        slug = self._named(entry.path)["title"]
        unix = str(int(entry.published.timestamp()))
        digest = hashlib.sha1((slug + unix).encode(), usedforsecurity=False)
        own = {
            key: value for key, value in entry.values.items() if isinstance(value, str)
        }
        made = {
            "title": slug,
            "name": slug.rpartition("/")[2],
            "post_title": slugize(entry.title).lower(),
            "timestamp": unix,
            "hash": digest.hexdigest()[:12],
            "category": self._category(entry),
        }
        return {
            **self.words,
            **self._extra(own),
            **made,
            **day_words(entry.published.astimezone(entry.zone)),
        }

    def _extra(self, own: Mapping[str, str]) -> dict[str, str]:
        """Front matter for those words of the pattern that a post gives itself."""
        return {
            word: own[plain(word)]
            for word in _WORD.findall(self.pattern)
            if own.get(plain(word))
        }

    def _category(self, entry: Entry) -> str:
        """The innermost category with those it is in; a list of texts is a hierarchy, one of lists holds several."""
        typed = entry.values.get("categories") or entry.values.get("category") or []
        parts = [typed] if isinstance(typed, str) else typed
        chain: Any = parts if isinstance(parts, list) else []
        if any(isinstance(part, list) for part in chain):
            chain = chain[-1] if isinstance(chain[-1], list) else [chain[-1]]
        names = [part for part in chain if isinstance(part, str) and part]
        if not names:
            return self.category
        return "/".join(map(self._category_slug, names))

    def _category_slug(self, name: str) -> str:
        slug = slugize(self.categories.get(name, name))
        return {"1": slug.lower(), "2": slug.upper()}.get(self.case, slug)


def slugize(text: str) -> str:
    """`text` without the marks of Latin letters; blanks and punctuation of ASCII are `-`, never two and none at the ends."""
    bare = "".join(map(_without_mark, re.sub(r"[\x00-\x1f]", "", text[:LONGEST])))
    return re.sub("-{2,}", "-", _SPECIAL.sub("-", bare)).strip("-")


def _without_mark(char: str) -> str:
    base = unicodedata.normalize("NFD", char)[0]
    return base if base.isascii() else _LETTERS.get(char, char)


def _name_pattern(pattern: str) -> re.Pattern[str]:
    """What names look like by `new_post_name` without suffix."""
    words = _WORD.findall(pattern)
    free = [word for word in words if word not in _SEGMENTS]
    if len(free) > _FREE_AT_MOST or len(words) != len(set(words)):
        pattern = ":title"
    made = "".join(
        f"(?P<{part}>{_SEGMENTS.get(part, '.+?')})" if at % 2 else re.escape(part)
        for at, part in enumerate(_WORD.split(pattern))
    )
    return re.compile(made, re.DOTALL)


def _text(found: Mapping[str, Any], key: str) -> str:
    value = found.get(key)
    return value if isinstance(value, str) and value not in ("~", "null") else ""


def _texts(value: Any) -> dict[str, str]:
    parts = value.items() if isinstance(value, dict) else ()
    return {str(key): part for key, part in parts if isinstance(part, str)}


def _patterns(value: Any) -> tuple[str, ...]:
    parts = value if isinstance(value, list) else [value]
    return tuple(part for part in parts if isinstance(part, str) and part)
