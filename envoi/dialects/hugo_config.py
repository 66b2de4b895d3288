"""The configuration of a Hugo site, in one file or a folder of them -> Settings: one table whose keys are in lower case."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, Final

from envoi.dialects.files import Files, line

_SUFFIXES: Final = (".toml", ".yaml", ".yml", ".json")
_STEMS: Final = ("hugo", "config")
_ENVIRONMENTS: Final = ("_default", "production")
"""Folders below `config` that `hugo` reads when it builds (configuration/introduction)."""

_DEEPEST: Final = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """A folder of content: `source` below the folder of the site, `target` below the content; its language, if it has one."""

    source: str
    target: str = ""
    language: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """`values` of a site, or of a site in one language; `origin` tells the file of each key at the top."""

    values: Mapping[str, Any] = field(default_factory=dict)
    origin: Mapping[str, str] = field(default_factory=dict)

    def table(self, key: str) -> Mapping[str, Any]:
        """The table `key`; empty if there is none."""
        found = self.values.get(key)
        return found if isinstance(found, dict) else {}

    def text(self, key: str) -> str:
        """The text of `key` as one line, or nothing."""
        return line(self.values.get(key))

    def texts(self, key: str) -> tuple[str, ...]:
        """The text or texts of `key`."""
        return texts(self.values.get(key))

    def flag(self, key: str) -> bool:
        """Whether `key` says yes."""
        return is_true(self.values.get(key))

    def over(self, own: Mapping[str, Any]) -> Settings:
        """The same, overruled by `own`, as a site in one language overrules the whole."""
        return Settings(values=_merged(self.values, own), origin=self.origin)

    @property
    def default_language(self) -> str:
        """The key of the language that is served at the root: what is named, else English (configuration/all)."""
        return self.text("defaultcontentlanguage").lower() or "en"

    @property
    def zone(self) -> str:
        """The zone of dates without one; also from another table, where a key ends up that is typed below its head."""
        tables = (part for part in self.values.values() if isinstance(part, dict))
        found = (line(part.get("timezone")) for part in tables)
        return self.text("timezone") or next(filter(None, found), "")

    @property
    def languages(self) -> dict[str, Mapping[str, Any]]:
        """What is said of each language, by its key; of the default one nothing, unless it is in the table."""
        found: dict[str, Mapping[str, Any]] = {
            key: own
            for key, own in self.table("languages").items()
            if isinstance(own, dict)
        }
        return found or {self.default_language: {}}

    def is_disabled(self, language: str) -> bool:
        """Whether nothing is built in a language (configuration/languages)."""
        own = self.languages.get(language, {})
        disabled = self.texts("disablelanguages")
        return is_true(own.get("disabled")) or language in map(str.lower, disabled)

    def contents(self) -> tuple[Content, ...]:
        """The folders of content: those that are mounted, else one for all languages, or one for each."""
        whole = _tidy(self.text("contentdir") or "content")
        own = {
            key: _tidy(line(values.get("contentdir")) or whole)
            for key, values in self.languages.items()
        }
        found = self._mounted("content") or [
            Content(source=place, language="" if place == whole else key)
            for key, place in own.items()
        ]
        return tuple(dict.fromkeys(sorted(found, key=lambda one: -len(one.source))))

    def statics(self) -> tuple[Content, ...]:
        """The folders whose files the site has at its root, or at `target`."""
        named = self.texts("staticdir") or ("static",)
        found = [Content(source=_tidy(place)) for place in named]
        return tuple(self._mounted("static") or found)

    def _mounted(self, component: str) -> list[Content]:
        """The folders that are mounted as `component`, or below it (configuration/module)."""
        mounts = self.table("module").get("mounts")
        found = []
        for mount in mounts if isinstance(mounts, list) else ():
            table = mount if isinstance(mount, dict) else {}
            source, target = line(table.get("source")), line(table.get("target"))
            first, _, rest = _tidy(target).partition("/")
            if source and first == component:
                language = line(table.get("lang")).lower()
                found.append(
                    Content(source=_tidy(source), target=rest, language=language)
                )
        return found


def read(files: Files) -> Settings:
    """The settings of the folder; without values if Hugo would find none in it.

    `hugo.toml` and the like in the root, then all files below `config/_default`, then
    those below `config/production`; each overrules the one before.
    """
    values: dict[str, Any] = {}
    origin: dict[str, str] = {}
    for file in _files(files):
        for key, value in _below(file, _parse(files, file)).items():
            values = _merged(values, {key: value})
            if key not in origin or not isinstance(value, dict):
                origin[key] = file
            if key == "languages" and isinstance(value, dict):
                for language in value:
                    origin.setdefault(f"languages.{language}", file)
    return Settings(values=values, origin=origin)


def texts(value: Any) -> tuple[str, ...]:
    """A text, or a list of texts, as lines."""
    parts = value if isinstance(value, list) else [value]
    return tuple(filter(None, map(line, parts)))


def is_true(value: Any) -> bool:
    """Whether a value of any notation says yes."""
    return isinstance(value, (str, bool, int)) and str(value).lower() in ("true", "1")


def _files(files: Files) -> Iterator[str]:
    root = (stem + suffix for stem in _STEMS for suffix in _SUFFIXES)
    if file := files.first(*root):
        yield file
    for environment in _ENVIRONMENTS:
        place = f"config/{environment}"
        names = files.names(place)
        for name in sorted(names, key=lambda name: not name.startswith(_STEMS)):
            if name.endswith(_SUFFIXES):
                yield f"{place}/{name}"


def _parse(files: Files, file: str) -> Mapping[str, Any]:
    if file.endswith(".toml"):
        found = files.toml(file)
    else:
        # Hugo reads the first of several documents of YAML.
        text = re.split(r"\n---(?=\s)", files.text(file), maxsplit=1)[0]
        found = files.parsed(file, text)
    folded = _folded(found, 0, {})
    return folded if isinstance(folded, dict) else {}


def _below(file: str, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """`values` where the file's name puts them: `params.toml` below params, `menus.tr.toml` below that of a language."""
    stem, _, language = PurePosixPath(file).stem.lower().partition(".")
    if stem in _STEMS or not values:
        return values
    if not language:
        return {stem: values}
    inner = values if stem == "languages" else {stem: values}
    return {"languages": {language: inner}}


def _folded(value: Any, depth: int, seen: dict[int, Any]) -> Any:
    """`value` with its keys in lower case; what YAML names twice is copied once."""
    if id(value) in seen or depth > _DEEPEST:
        return seen.get(id(value))
    if isinstance(value, dict):
        table = seen[id(value)] = {}
        for key, part in value.items():
            table[str(key).lower()] = _folded(part, depth + 1, seen)
        return table
    if isinstance(value, list):
        parts = seen[id(value)] = []
        parts.extend(_folded(part, depth + 1, seen) for part in value)
        return parts
    return value


def _merged(
    old: Mapping[str, Any], new: Mapping[str, Any], depth: int = 0
) -> dict[str, Any]:
    """`old` overruled by `new`, table by table."""
    merged = dict(old)
    for key, value in new.items():
        before = merged.get(key)
        if isinstance(before, dict) and isinstance(value, dict) and depth < _DEEPEST:
            merged[key] = _merged(before, value, depth + 1)
        else:
            merged[key] = value
    return merged


def _tidy(place: str) -> str:
    tidy = PurePosixPath(place).as_posix().strip("/")
    return "" if tidy == "." else tidy
