"""The content collections and the pages of a site of Astro -> where the entries of a collection are found."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from envoi.dialects import javascript
from envoi.dialects.dialect import Entry
from envoi.dialects.files import Files
from envoi.dialects.javascript import text_at
from envoi.language import language_tag

_CONFIGS: Final = tuple(f"src/content{stem}.{end}" for stem in (".config", "/config") for end in ("ts", "mts", "js", "mjs"))  # fmt: skip
_CONTENT: Final = "src/content"
_PAGES: Final = "src/pages"
_MOST: Final = 2_000

_COLLECTION = re.compile(r"getCollection\s*(?:<[^<>()]*>)?\s*\(\s*[\"'`]([\w-]+)[\"'`]")
_IMPORT = re.compile(
    r"import\s+(?:type\s+)?[^;'\"]{0,400}?\bfrom\s*[\"']([^\"']+)[\"']"
)
_PARAMS = re.compile(r"\bparams\s*:\s*\{([^{}]{0,200})\}")
_PARAM = re.compile(r"(\[(\.\.\.)?([\w-]+)\])")
_FIELD = re.compile(r"(\w+)\s*(?::\s*([^,]+))?")
_CUT = re.compile(r"\bsplit\s*\(|\.pop\s*\(")
_DAYS: Final = {"year": "%Y", "month": "%m", "day": "%d"}
_LISTS: Final = frozenset({"page", "tag", "category", "author", "topic", "series", "year", "term"})  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Collection:
    """A collection of content. `loaded` says that a loader reads it (Astro 5), so that `id` is its slug."""

    name: str
    folder: str
    loaded: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """The path of a page below `src/pages`, with its parameters in brackets, and what the page fills them with."""

    path: str
    params: Mapping[str, str]

    def shown(self) -> str:
        """The route for people to read."""
        return f"/{self.path}/"

    def filled(self, collection: Collection, below: str, entry: Entry) -> str:
        """The route for an entry; nothing if one of its parameters cannot be told."""
        made = []
        for part in self.path.split("/"):
            for whole, dots, name in _PARAM.findall(part):
                value = _param(name, self.params.get(name, ""), below, entry)
                if not value and not dots:
                    return ""
                part = part.replace(whole, value)
            made.append(part)
        return posixpath.normpath("/".join(made))


def collections(files: Files) -> tuple[Collection, ...]:
    """The collections that the configuration defines, and the folders below `src/content`."""
    file = files.first(*_CONFIGS)
    script = javascript.load(files, file) if file else javascript.Script()
    defined = javascript.at(script.names.get("collections"))
    found: dict[str, Collection] = {}
    for name, value in defined.items() if isinstance(defined, dict) else ():
        base = text_at(value, "loader", "base")
        pattern = text_at(value, "loader", "pattern")
        loaded = isinstance(javascript.at(value, "loader"), dict)
        folder = posixpath.normpath(base or f"{_CONTENT}/{name}").lstrip("/")
        if loaded and not base:
            folder = ""
        fixed = pattern.split("*")[0].rpartition("/")[0] if pattern else ""
        whole = posixpath.normpath(posixpath.join(folder, "" if base else fixed))
        if files.is_folder(whole) and whole not in (".", "..") and not whole.startswith("../"):  # fmt: skip
            found[whole] = Collection(name=name, folder=whole, loaded=loaded)
    for name in files.names(_CONTENT):
        path = f"{_CONTENT}/{name}"
        if path not in found and files.is_folder(path) and not name.startswith(("_", ".")):  # fmt: skip
            found[path] = Collection(name=name, folder=path)
    return tuple(found.values())


def route(files: Files, collection: str, only: bool) -> Route | None:
    """The page that shows one entry of `collection`; if it is the `only` one, a page that does not name it may do."""
    best: tuple[int, int, str] | None = None
    chosen: Route | None = None
    for path in _pages(files):
        source = files.text(path)
        named = _mentions(files, path, source, collection)
        inner = path[len(_PAGES) + 1 :].removesuffix(".astro").removesuffix("/index")
        fits = PurePosixPath(inner).parts and _looks_like(inner, collection)
        shows = "render(" in source or "<Content" in source or "Content " in source
        if not named and not (only and fits):
            continue
        score = (named * 4 + bool(fits) * 2 + shows * 4, -inner.count("["), inner)
        if best is None or score > best:
            best, chosen = score, Route(path=inner, params=_params(source))
    return chosen


def language(below: str) -> str:
    """The language that the first folder of a path is called as."""
    first, slash, _ = below.partition("/")
    return language_tag(first) if slash and re.fullmatch(r"[a-z]{2}(?:[-_][A-Za-z]{2})?", first) else ""  # fmt: skip


def slugged(path: str) -> str:
    """A path as github-slugger has it, part by part: lower case, blanks as dashes, no signs; `index` is left out."""
    parts = (_slug(part) for part in path.split("/"))
    return re.sub(r"(?:^|/)index$", "", "/".join(parts))


def _slug(part: str) -> str:
    low = part.lower()
    kept = (char for char in low if char in "- " or _is_kept(char))
    return "".join(kept).replace(" ", "-")


def _is_kept(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] in "LM" or category in ("Nd", "Nl", "Pc")


def _pages(files: Files) -> Iterator[str]:
    """Pages with a parameter in their name or folder, that are no lists of tags or numbers."""
    for number, path in enumerate(files.walk(_PAGES)):
        if number > _MOST:
            return
        inner = path[len(_PAGES) + 1 :]
        if path.endswith(".astro") and "[" in inner:
            names = [name for _, _, name in _PARAM.findall(inner)]
            if names and names[-1] not in _LISTS:
                yield path


def _mentions(files: Files, path: str, source: str, collection: str) -> bool:
    """Whether a page, or a module that it imports, asks for the collection."""
    if collection in _COLLECTION.findall(source):
        return True
    if "getCollection" in source and _COLLECTION.search(source):
        return False
    for module in _IMPORT.findall(source[:20_000])[:60]:
        file = javascript.module(files, path, module)
        if file and collection in _COLLECTION.findall(files.text(file)):
            return True
    return False


def _looks_like(inner: str, collection: str) -> bool:
    folder = inner.split("[")[0].strip("/").rpartition("/")[2]
    return folder in (collection, "blog", "posts", "post", "articles", collection.rstrip("s"))  # fmt: skip


def _params(source: str) -> dict[str, str]:
    """What the page fills its parameters with, as it is typed: `slug` -> `post.slug`."""
    found: dict[str, str] = {}
    for block in _PARAMS.findall(source):
        for name, typed in _FIELD.findall(block):
            found.setdefault(name, typed.strip() or name)
    return found


def _param(name: str, typed: str, below: str, entry: Entry) -> str:
    """The value of a parameter, by its name and by what the page fills it with."""
    if name in ("lang", "locale") or re.search(r"\b(?:lang|locale)\b", typed):
        return entry.language
    if name in _DAYS:
        return f"{entry.published:{_DAYS[name]}}" if entry.published else ""
    if entry.slug:
        return entry.slug.strip("/")
    stem = str(PurePosixPath(below).with_suffix(""))
    if _CUT.search(typed):
        stem = posixpath.basename(stem)
    return slugged(stem)
