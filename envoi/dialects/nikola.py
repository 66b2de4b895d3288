"""Nikola: `conf.py` with `POSTS`."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, ClassVar, Final, Self

from envoi.dialects import python_settings
from envoi.dialects.dialect import Dialect, Entry, Value, facts
from envoi.dialects.files import Files
from envoi.dialects.romanized import romanize
from envoi.language import language_tag

_FILE: Final = "conf.py"
_SPECIAL: Final = frozenset({"draft", "private", "mathjax"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """One line of POSTS: files in `folder` whose names fit `name` are posts below `targets` (by language)."""

    folder: str
    name: str
    targets: Mapping[str, str]

    def holds(self, path: str) -> bool:
        """Whether the file at `path` is one of these."""
        inside = not self.folder or path.startswith(f"{self.folder}/")
        return inside and fnmatchcase(posixpath.basename(path), self.name)


@dataclass(frozen=True, kw_only=True)
class Nikola(Dialect):
    """A site made by Nikola, after its manual, `post.py` and `scan_posts.py`."""

    NAME: ClassVar = "nikola"
    TITLE: ClassVar = "Nikola"
    SYNTAX: ClassVar = "hugo"
    PASSED_OVER: ClassVar = ""
    DATE_KEYS: ClassVar = ("date",)
    ADDRESS_KEYS: ClassVar = ()
    SUFFIXES: ClassVar = {".txt": ".rst"}

    sources: tuple[Source, ...] = ()
    """POSTS."""

    translations: Mapping[str, str] = field(default_factory=dict)
    """TRANSLATIONS: the folder of each language on the site, by the word that file names have for it."""

    default: str = "en"
    """DEFAULT_LANG."""

    pretty: bool = True
    strip: bool = True
    """PRETTY_URLS: whether a post is an `index.html` in a folder of its own; STRIP_INDEXES: whether that name is left out."""

    special: bool = True
    """USE_TAG_METADATA: whether the tags `draft` and `private` hold a post back."""

    @classmethod
    def find(cls, files: Files, *, asked: bool) -> Self | None:
        """By a `conf.py` that says POSTS or BLOG_TITLE."""
        settings = python_settings.read(files.text(_FILE))
        if not asked and not {"POSTS", "BLOG_TITLE"} & set(settings):
            return None
        default = settings.get("DEFAULT_LANG")
        default = default if isinstance(default, str) else "en"
        sources = tuple(_sources(settings, default))
        translations = settings.get("TRANSLATIONS")
        tables = translations if isinstance(translations, dict) else {default: ""}

        def said(key: str) -> Any:
            """A text, or the one in the default language of a table of them."""
            value = settings.get(key)
            return value.get(default) if isinstance(value, dict) else value

        return cls(
            file=_FILE,
            facts=facts(
                _FILE,
                url=said("BASE_URL") or said("SITE_URL"),
                title=said("BLOG_TITLE"),
                description=said("BLOG_DESCRIPTION"),
                language=default,
                timezone=said("TIMEZONE") or "UTC",
                author=said("BLOG_AUTHOR"),
            ),
            roots=tuple(dict.fromkeys(source.folder for source in sources)),
            statics=("files",),
            future=settings.get("FUTURE_IS_NOW") is True,
            sources=sources,
            default=default,
            translations={
                str(key): posixpath.normpath(value or ".").lstrip("./")
                for key, value in tables.items()
                if isinstance(value, str)
            },
            pretty=settings.get("PRETTY_URLS") is not False,
            strip=settings.get("STRIP_INDEXES") is not False,
            special=settings.get("USE_TAG_METADATA") is not False,
        )

    def not_a_post(self, path: str, values: Mapping[str, Value]) -> str:
        """A file that no line of POSTS names."""
        return "" if self._source(path) else "POSTS does not name it"

    def side_files(self, path: str) -> Sequence[str]:
        """The `.meta` file of a post, and the post that this one translates."""
        stem, suffix = posixpath.splitext(path)
        base, language = self._split(path)
        own = (f"{stem}.meta",)
        return (*own, f"{base}.meta", f"{base}{suffix}") if language else own

    def status(self, values: Mapping[str, Value]) -> str:
        """The tag `draft` or `private`, which is no tag then."""
        tags = values.get("tags")
        typed = tags if isinstance(tags, list) else str(tags or "").split(",")
        words = {tag.strip().lower() for tag in typed if isinstance(tag, str)}
        held = sorted(words & {"draft", "private"})
        return held[0] if held and self.special else ""

    def language(self, path: str) -> str:
        """`post.tr.rst` is in Turkish, if TRANSLATIONS has that."""
        return language_tag(self._split(path)[1])

    def translation(self, entry: Entry) -> str:
        """The path without language and suffix (TRANSLATIONS_PATTERN)."""
        return self._split(entry.path)[0]

    def split_tags(self, typed: str, key: str) -> Sequence[str]:
        """By commas."""
        tags = typed.split(",")
        if not self.special:
            return tags
        return [tag for tag in tags if tag.strip().lower() not in _SPECIAL]

    def address(self, entry: Entry) -> str:
        """The folder of the language, that of POSTS, and the slug: of its key, else of the file's name."""
        source = self._source(entry.path)
        base, typed = self._split(entry.path)
        language = typed or self.default
        slug = entry.slug or _slug(posixpath.basename(base))
        target = source.targets.get(language, "") if source else ""
        below = posixpath.dirname(entry.path)
        inner = posixpath.relpath(below, source.folder or ".") if source else ""
        folder = posixpath.normpath(posixpath.join(target or ".", inner or "."))
        parts = [self.translations.get(language, ""), folder, slug]
        own = entry.text("prettyurl").lower()
        pretty = self.pretty and slug != "index" if not own else own in ("true", "yes")
        if pretty:
            parts.append("index")
        made = "/".join(part for part in parts if part not in ("", ".")) + ".html"
        return made.removesuffix("index.html") if self.strip and pretty else made

    def _source(self, path: str) -> Source | None:
        return next((source for source in self.sources if source.holds(path)), None)

    def _split(self, path: str) -> tuple[str, str]:
        """The path without suffix and language, and that language as typed; nothing if it names none."""
        stem = posixpath.splitext(path)[0]
        base, _, language = stem.rpartition(".")
        if base and language != self.default and language in self.translations:
            return base, language
        return stem, ""


def _sources(settings: Mapping[str, Any], default: str) -> Sequence[Source]:
    found = []
    lines = settings.get("POSTS")
    for line in lines if isinstance(lines, (tuple, list)) else ():
        if not isinstance(line, (tuple, list)) or not isinstance(
            next(iter(line), None), str
        ):
            continue
        path = posixpath.normpath(line[0])
        target = line[1] if len(line) > 1 else ""
        table = target if isinstance(target, dict) else {default: target}
        targets = {key: one for key, one in table.items() if isinstance(one, str)}
        if not path.startswith(("/", "..")):
            folder, name = posixpath.split(path)
            languages = settings.get("TRANSLATIONS")
            others = languages if isinstance(languages, dict) else {}
            fallback = targets.get(default, "")
            found.append(
                Source(
                    folder=folder,
                    name=name,
                    targets={**dict.fromkeys(others, fallback), **targets},
                )
            )
    return found or [Source(folder="posts", name="*.txt", targets={default: "posts"})]


def _slug(name: str) -> str:
    """`utils.slugify`: ASCII, lower case, `-` for blanks, other characters dropped."""
    plain = re.sub(r"[^+\w\s-]", "", romanize(name)).strip().lower()
    return re.sub(r"[-\s]+", "-", plain)
