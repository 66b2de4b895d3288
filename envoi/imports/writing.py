"""The posts of an export -> files in a folder that Envoi builds from; nothing that is there is changed."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final
from unicodedata import normalize
from urllib.parse import unquote

import yaml

from envoi.dialects.files import line
from envoi.imports.entry import Entry, literal
from envoi.posts.source import ILLEGAL, one_line
from envoi.problems import Exit, Place, Report, Stop
from envoi.table import FILE_NAME

POSTS: Final = "posts"

_NAME_AT_MOST: Final = 150
"""Bytes of a slug in a file's name; most systems take 255 for all of it."""

_PERMALINKS: Final = (
    "/:year/:month/:day/:slug/",
    "/:year/:month/:slug/",
    "/:slug/",
    "/blog/:slug/",
    "/:year/:month/:day/:slug.html",
    "/:year/:month/:slug.html",
)
"""Where WordPress and Ghost show a post, if nobody invents an order of their own."""


@dataclass(slots=True)
class Writer:
    """Writes entries below `folder`, each to a file of its own; the paths are kept as they are written.

    `written` are new files, `kept` those that were there with the same bytes. A file with
    other bytes is an error in `report`, and stays.
    """

    folder: Path
    report: Report
    written: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    _ids: set[str] = field(default_factory=set)
    _taken: set[str] = field(default_factory=set)
    _patterns: list[str] = field(default_factory=lambda: list(_PERMALINKS))
    _hours: Counter[float] = field(default_factory=Counter)

    def post(self, entry: Entry) -> None:
        """Write one post; an id that another one has already is left out, since no feed can hold it twice."""
        self._learn(entry)
        if entry.id and entry.id in self._ids:
            self.report.warn(
                "same-id",
                f'"{one_line(entry.title)[:60]}" has the id of another post, and gets its address for one',
                "nothing is to be done: readers could never tell the two apart",
            )
            entry = replace(entry, id="")
        self._ids.add(entry.id)
        self._write(f"{POSTS}/{self._name(entry)}.html", text(entry))

    def config(self, site: Mapping[str, str]) -> None:
        """Write `envoi.toml`, after the posts, if there is none."""
        if not self._taken or (self.folder / FILE_NAME).exists():
            return
        pattern = next(iter(self._patterns), "")
        if not site.get("timezone") and self._hours:
            site = {**site, "timezone": _zone(self._hours.most_common(1)[0][0])}
        self._write(FILE_NAME, "\n".join(_config(site, pattern)) + "\n")

    def _learn(self, entry: Entry) -> None:
        """Keep the patterns that this post is found by, too."""
        when, path = entry.published, unquote(entry.address)
        if when and (offset := when.utcoffset()) is not None:
            self._hours[offset.total_seconds() / 3600] += 1
        if not path or entry.status or when is None:
            return
        words = {
            "year": f"{when:%Y}",
            "month": f"{when:%m}",
            "day": f"{when:%d}",
            "slug": unquote(entry.slug),
        }
        self._patterns = [
            pattern
            for pattern in self._patterns
            if re.sub(r":([a-z]+)", lambda word: words[word[1]], pattern) == path
        ]

    def _name(self, entry: Entry) -> str:
        """A name for the file that no other one has, on systems that tell no capitals apart too."""
        day = f"{entry.published:%Y-%m-%d}" if entry.published else "undated"
        slug = file_slug(entry.slug) or file_slug(entry.title.lower()) or "post"
        name = f"{day}-{slug}"
        if name.casefold() in self._taken:
            name = f"{name}-{file_slug(entry.number) or len(self._taken)}"
        while name.casefold() in self._taken:
            name = f"{name}-{len(self._taken)}"
        self._taken.add(name.casefold())
        return name

    def _write(self, path: str, content: str) -> None:
        file, data = self.folder / path, content.encode()
        place = Place(path=str(file))
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            root = Path(os.path.realpath(self.folder))
            if not Path(os.path.realpath(file)).is_relative_to(root):
                hint = "take the link away"
                self.report.error(
                    "link-outside", "leads out of the folder", hint, place
                )
            elif not os.path.lexists(file):
                _create(file, data)
                self.written.append(path)
            elif file.is_file() and file.read_bytes() == data:
                self.kept.append(path)
            else:
                self.report.error(
                    "exists",
                    "is there already, and says something else; left as it is",
                    "take it away, or import into another --folder",
                    place,
                )
        except OSError as error:
            raise Stop(
                "environment",
                f"{file} cannot be written: {error.strerror}",
                "check the folder and its permissions",
                exit=Exit.ENVIRONMENT,
            ) from error


def file_slug(slug: str) -> str:
    """`slug`, percent-encoded or not, as a part of a file's name; nothing if nothing of it can be one."""
    decoded = normalize("NFC", unquote(slug, errors="ignore"))
    name = re.sub(r"[^\w~-]+", "-", decoded).strip("-_")
    return name.encode()[:_NAME_AT_MOST].decode(errors="ignore").rstrip("-_")


def text(entry: Entry) -> str:
    """The file of a post: front matter in YAML, and its HTML."""
    values = {key: value for key, value in _values(entry) if value}
    header = yaml.safe_dump(
        values, allow_unicode=True, sort_keys=False, width=float("inf")
    )
    body = ILLEGAL.sub("", entry.html.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return f"---\n{header}---\n\n{body}\n"


def _values(entry: Entry) -> Iterator[tuple[str, Any]]:
    yield "title", literal(_clean(entry.title))
    yield "date", entry.published
    yield "updated", entry.updated
    yield "slug", _clean(unquote(entry.slug))
    yield "id", _clean(entry.id)
    yield "permalink", _clean(entry.address)
    yield "lang", _clean(entry.language)
    if entry.status == "unlisted":
        yield "unlisted", True
    else:
        yield "status", entry.status
    yield "authors", _all(entry.authors)
    yield "tags", _all(entry.tags)
    yield "summary", literal(_clean(entry.summary))
    yield "image", _clean(entry.image)
    yield "image_alt", _clean(entry.image_alt)
    yield "enclosure", {key: _clean(value) for key, value in entry.enclosure.items()}
    yield "canonical_url", _clean(entry.canonical)


def _zone(hours: float) -> str:
    """The zone that is always `hours` east of Greenwich; the tz database turns the sign round. UTC for parts of an hour."""
    return f"Etc/GMT{-int(hours):+d}" if hours and hours == int(hours) else "UTC"


def _config(site: Mapping[str, str], pattern: str) -> Iterator[str]:
    yield "# What Envoi needs to know about your site. All keys: docs/configuration.md"
    yield ""
    yield "[site]"
    for key, value in site.items():
        if shown := line(value):
            yield f"{key} = {json.dumps(shown, ensure_ascii=False)}"
    yield ""
    yield "[posts]"
    yield f'folder = "{POSTS}"'
    if pattern:
        yield f'permalink = "{pattern}"'


def _all(texts: Iterable[str]) -> list[str]:
    return [clean for text in texts if (clean := _clean(text))]


def _clean(typed: str) -> str:
    """`typed` as one line, without what a reader of YAML or XML would stumble over."""
    return one_line(ILLEGAL.sub("", typed))


def _create(file: Path, data: bytes) -> None:
    """A new file with `data`, all of it or none."""
    partial = file.with_name(f".{file.name[-100:]}.partial")
    try:
        partial.write_bytes(data)
        partial.replace(file)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
