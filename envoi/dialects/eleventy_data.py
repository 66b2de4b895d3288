"""The configuration and the data files of a site of Eleventy -> its folders, and what is said for the posts in them."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from envoi.dialects import dated, sitedata
from envoi.dialects.dialect import Fact, Value
from envoi.dialects.files import Files
from envoi.language import language_tag
from envoi.model import Author

UNKNOWN: Final = "{% unknown %}"
"""Stands for a permalink that is a program."""

_DATA: Final = (".11tydata.js", ".11tydata.mjs", ".11tydata.cjs", ".11tydata.ts", ".11tydata.json", ".json", ".yaml", ".yml")  # fmt: skip
"""Suffixes of data files, the strongest first."""

_NEVER: Final = frozenset({"last modified", "created", "git last modified", "git created"})  # fmt: skip
_PAGES: Final = frozenset({"all", "nav", "page", "pages"})
_SEPARATOR = re.compile(r"""excerpt_separator["']?\s*:\s*(["'`])((?:(?!\1)[^\n])+)\1""")
_EXCERPT = re.compile(r"\bexcerpt\s*:\s*true")
_PROGRAM = re.compile(
    r"""\bpermalink["']?\s*[:(=](?P<head>[^`"'\n;]{0,120}?)(?:=>|\breturn\b|\{)\s*(?:return\s+)?[({]?\s*(?:return\s+)?
    (?:`(?P<template>[^`\n]*)`|"(?P<double>[^"\n]*)"|'(?P<single>[^'\n]*)')""",
    re.VERBOSE,
)
_ANY_PROGRAM = re.compile(
    r"\bpermalink\s*(?:\(|:\s*(?:async\b|function\b|\(|\w+\s*=>))"
)
_COPIED = re.compile(r"""["'`]([^"'`*{}\n]{1,200})["'`]\s*:\s*["'`]\.?/["'`]""")
_GLOBAL = re.compile(
    r"""addGlobalData\(\s*["']permalink["']\s*,\s*(?:(?:\(\s*\)|\w+)\s*=>\s*)?(["'`])((?:(?!\1)[^\n])*)\1"""
)
_HOLE = re.compile(r"\$\{\s*([\w.\s|()]+?)\s*\}")
_CALL = re.compile(r"(?:\w+\.)?(?:slugify|slug)\(\s*([\w.\s|]+?)\s*\)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Setup:
    """What the configuration says: folders relative to the site's, `prefix` what its addresses begin with.

    `copied` are folders whose files the site has at its root (Eleventy, Passthrough File Copy).
    """

    input: str
    data: str
    includes: str
    apart: tuple[str, ...]
    copied: tuple[str, ...]
    prefix: str
    separator: str
    permalink: str

    def holds_apart(self, path: str) -> bool:
        """Whether the file is in a folder that holds no pages."""
        return any(path == part or path.startswith(f"{part}/") for part in self.apart)

    def sources(self, files: Files) -> list[str]:
        """The files of global data."""
        ends = (".json", ".js", ".mjs", ".cjs", ".ts", ".yaml", ".yml", ".toml")
        return [path for path in files.walk(self.data) if path.endswith(ends)]

    def authors(self, files: Files) -> dict[str, Author]:
        """The authors that a file of global data knows by key."""
        for path in self.sources(files):
            if PurePosixPath(path).stem.lower() in ("authors", "team", "people"):
                return sitedata.authors_in(sitedata.table(files, path))
        return {}


def setup(files: Files, file: str) -> Setup:
    """What the configuration `file` says (Eleventy, Configuration)."""
    from envoi.dialects import javascript

    script = javascript.load(files, file) if file else javascript.Script()
    source = files.text(file) if file else ""
    tables = [*reversed(script.returned), script.table()]
    tables += [part for part in (script.names.get("config"),) if isinstance(part, dict)]
    whole = next((found for found in tables if "dir" in found), script.table())

    def folder(name: str, otherwise: str) -> str:
        called = script.called(f"set{name.capitalize()}Directory")
        return called or javascript.text_at(whole, "dir", name) or otherwise

    input = _clean(folder("input", "."))
    output = _clean(folder("output", "_site"))
    inner = {
        name: _clean(posixpath.join(input, folder(name, otherwise)))
        for name, otherwise in (("includes", "_includes"), ("layouts", ""), ("data", "_data"))
    }  # fmt: skip
    found = _SEPARATOR.search(source)
    everywhere = _GLOBAL.search(source)
    prefix = javascript.text_at(whole, "pathPrefix").strip("/")
    apart = [output, *(part for part in inner.values() if part != input)]
    return Setup(
        input=input,
        data=inner["data"],
        includes=inner["includes"],
        apart=tuple(dict.fromkeys((*filter(None, apart), *_ignored(files)))),
        copied=tuple(_clean(path) for path in _COPIED.findall(source)),
        prefix=prefix,
        separator=found[2] if found else "---" if _EXCERPT.search(source) else "",
        permalink=everywhere[2] if everywhere else "",
    )


def read(files: Files, paths: Sequence[str]) -> dict[str, dict[str, Value]]:
    """What data files say by plain key, by the folder or the path without suffix that they speak of."""
    texts = {str(PurePosixPath(path).with_suffix("")) for path in paths if not _stem(path)}  # fmt: skip
    found: dict[str, list[str]] = {}
    for path in sorted(filter(_stem, paths), key=_strength, reverse=True):
        folder, name = posixpath.split(_stem(path))
        if posixpath.basename(folder) == name:
            found.setdefault(folder, []).append(path)
        elif _stem(path) in texts:
            found.setdefault(_stem(path), []).append(path)
    return {place: _merged(files, ranked) for place, ranked in found.items()}


def roots(
    counts: Counter[str], found: Mapping[str, Mapping[str, Value]], input: str
) -> tuple[str, ...]:
    """The folders of posts: the richest one, those of other languages with its name, and those with its tag."""
    named = counts.copy()
    for place in counts:
        if _tags(found.get(place, {})):
            named[place] *= 2
    best = dated.richest(named)
    name, tags = posixpath.basename(best), _tags(found.get(best, {}))
    alike = (
        place
        for place in sorted(counts)
        if (place != best)
        and best
        and (posixpath.basename(place) == name or tags & _tags(found.get(place, {})))
    )
    return (best or input, *alike)


def pattern(
    found: Mapping[str, Mapping[str, Value]], roots: Sequence[str], otherwise: str
) -> str:
    """The permalink that data files give the posts, as it is typed."""
    typed = found.get(roots[0], {}).get("permalink", otherwise)
    return typed if isinstance(typed, str) and typed != UNKNOWN else ""


def prefixed(said: dict[str, Fact], prefix: str) -> dict[str, Fact]:
    """The facts, with the address of the site and the prefix of all addresses on it in one."""
    fact = said.get("site.url")
    if fact and prefix and not fact.value.rstrip("/").endswith(f"/{prefix}"):
        url = f"{fact.value.rstrip('/')}/{prefix}/"
        return said | {"site.url": Fact(value=url, file=fact.file)}
    return said


def _clean(path: str) -> str:
    clean = posixpath.normpath(path or ".").lstrip("/")
    return "" if clean == "." or clean.startswith("..") else clean


def _ignored(files: Files) -> Iterator[str]:
    """Folders and files of `.eleventyignore` that are named as they are."""
    for typed in files.text(".eleventyignore").splitlines():
        path = typed.strip()
        if path and not path.startswith(("#", "!")):
            plain = re.sub(r"/\*\*?(?:/\*)?$", "", path).removeprefix("./")
            if not re.search(r"[*?\[{]", plain) and _clean(plain):
                yield _clean(plain)


def _stem(path: str) -> str:
    end = next((end for end in _DATA if path.endswith(end)), "")
    return path.removesuffix(end) if end else ""


def _strength(path: str) -> int:
    return next(number for number, end in enumerate(_DATA) if path.endswith(end))


def _tags(values: Mapping[str, Value]) -> set[str]:
    typed = values.get("tags", [])
    parts = typed if isinstance(typed, list) else [typed]
    return {part for part in parts if isinstance(part, str)} - _PAGES - {""}


def _merged(files: Files, paths: Iterable[str]) -> dict[str, Value]:
    """What data files for one place say, the last one strongest."""
    found: dict[str, Value] = {}
    for path in paths:
        for key, value in sitedata.table(files, path).items():
            found[re.sub("[-_]", "", key).lower()] = value
        if re.search(r"\.[mc]?[jt]s$", path):
            found |= _program(files.text(path))
        computed = found.get("eleventycomputed")
        if isinstance(computed, dict) and isinstance(computed.get("permalink"), str):
            found["permalink"] = computed["permalink"]
    if isinstance(day := found.get("date"), str) and day.lower() in _NEVER:
        del found["date"]
    for key in ("lang", "language", "locale"):
        if not language_tag(str(found.get(key, ""))):
            found.pop(key, None)
    return found


def _program(source: str) -> dict[str, Value]:
    """The permalink that a function puts together in one template; `UNKNOWN` if it does more."""
    hit = _PROGRAM.search(source)
    if hit:
        text = hit["template"] or hit["double"] or hit["single"] or ""
        text = _HOLE.sub(_expression, text)
        return {"permalink": text}
    kept = re.search(r"\w\.permalink\b", source)
    return {"permalink": UNKNOWN} if _ANY_PROGRAM.search(source) and not kept else {}


def _expression(hole: re.Match[str]) -> str:
    """A part of a template of JavaScript in the words of Nunjucks."""
    inner = re.sub(r"\b(?:data|item)\.", "", _CALL.sub(r"(\1) @ slugify", hole[1]))
    return f"{{{{ {inner.replace('||', 'or').replace('@', '|')} }}}}"
