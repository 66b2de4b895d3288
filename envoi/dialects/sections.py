"""Content folders -> their sections, with how many posts' files each holds and how many of these have a date; heads of files."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Final

from envoi.dialects.dialect import Value
from envoi.dialects.files import Files, parse_yaml

SUFFIXES: Final = frozenset({".md", ".markdown", ".mdown", ".mkd", ".html", ".htm"})
"""Of files that may be posts."""

USUAL: Final = frozenset(
    ["announcements", "aktuelles", "articles", "articulos", "artigos", "artikel", "blog", "blogs", "diary", "entries", "essays", "haberler", "journal", "log", "news", "newsletter", "nieuws", "notizie", "noticias", "post", "posts", "stories", "til", "updates", "weblog", "writing", "writings", "yazilar"]
)  # fmt: skip
"""What people call the section of their posts."""

OTHERS: Final = frozenset(
    ["about", "author", "authors", "categories", "community", "courses", "doc", "docs", "documentation", "event", "events", "examples", "faq", "features", "gallery", "guide", "guides", "help", "home", "legal", "manual", "page", "pages", "people", "portfolio", "products", "project", "projects", "publication", "publications", "reference", "search", "series", "slides", "support", "tags", "talk", "talks", "team", "tutorials", "users"]
)  # fmt: skip
"""What people call sections that hold something else, dated or not."""

_SAMPLE: Final = 60
"""Files of a section that are looked into; the others are taken to be like them."""

_HEAD: Final = 20_000
"""Characters of a file that may hold its front matter."""

_FENCE = re.compile(r"(---|\+\+\+)[ \t]*\n(.*?)^\1[ \t]*$", re.DOTALL | re.MULTILINE)
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """Files that may be posts in one folder right below the content; `name` is empty for those in none."""

    name: str
    files: int
    dated: float

    @property
    def usual(self) -> bool:
        """Whether people call the section of their posts so, or it is one of a year's."""
        return self.name.lower() in USUAL or bool(_YEAR.fullmatch(self.name))

    @property
    def mostly_dated(self) -> bool:
        """Whether half of its files have a date, one at least."""
        return self.dated > 0 and self.dated * 2 >= self.files


def find(
    files: Files, contents: Sequence[str], is_dated: Callable[[str, str], bool]
) -> tuple[Section, ...]:
    """The sections of all folders in `contents` by name; `is_dated` is asked with path and text of files."""
    found: dict[str, list[str]] = {}
    for content in contents:
        for name, paths in _parts(files, content, set(contents)):
            found.setdefault(name, []).extend(paths)
    return tuple(
        _section(files, name, paths, is_dated) for name, paths in sorted(found.items())
    )


def head(text: str) -> Mapping[str, Any]:
    """The front matter of a file in YAML, TOML or JSON; empty if there is none, or it does not parse."""
    start = text.lstrip("\ufeff \t\r\n")[:_HEAD].replace("\r\n", "\n")
    try:
        if start.startswith("{"):
            found = json.JSONDecoder().raw_decode(start)[0]
            return found if isinstance(found, dict) else {}
        fenced = _FENCE.match(start)
        if fenced and fenced[1] == "+++":
            return tomllib.loads(fenced[2])
    except (ValueError, RecursionError):
        return {}
    return parse_yaml(fenced[2]) if fenced else {}


def typed(value: Any, depth: int = 0) -> Value:
    """A value of a configuration as the text that was typed; what is nested deeper than ten times is left out."""
    if isinstance(value, Mapping):
        inner = {} if depth > 10 else value
        return {str(key): typed(part, depth + 1) for key, part in inner.items()}
    if isinstance(value, list):
        return [] if depth > 10 else [typed(part, depth + 1) for part in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _parts(
    files: Files, content: str, contents: set[str]
) -> Iterator[tuple[str, list[str]]]:
    for name in files.names(content):
        path = f"{content}/{name}" if content else name
        if name.startswith((".", "_")) or path in contents:
            continue
        if _is_post(path):
            yield "", [path]
        elif files.is_folder(path):
            index = [inner for inner in files.names(path) if _is_index(inner)]
            if index:
                yield "", [f"{path}/{index[0]}"]
            else:
                yield name, list(filter(_is_post, files.walk(path)))


def _section(
    files: Files, name: str, paths: list[str], is_dated: Callable[[str, str], bool]
) -> Section:
    step = max(1, len(paths) // _SAMPLE)
    sample = paths[::step][:_SAMPLE]
    dated = sum(is_dated(path, files.text(path)[:_HEAD]) for path in sample)
    share = dated / len(sample) if sample else 0
    return Section(name=name, files=len(paths), dated=share * len(paths))


def _is_post(path: str) -> bool:
    file = PurePosixPath(path)
    return file.suffix.lower() in SUFFIXES and not file.name.startswith(("_", "."))


def _is_index(name: str) -> bool:
    return name.startswith("index.") and _is_post(name)
