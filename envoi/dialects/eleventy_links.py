"""A permalink of Eleventy, with its template code -> the address that it gives a post, if that can be told without running it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Final

from envoi.dialects.dialect import Value
from envoi.dialects.romanized import romanize

_LONGEST: Final = 2_000
"""Characters of the longest template that is filled in."""

_EXPRESSION = re.compile(r"\{\{-?((?:[^{}]|\{(?!\{)|\}(?!\}))*+)-?\}\}")
_FILTER = re.compile(
    r"""\|\s*([\w.]+)\s*(?:[:(]\s*((?:"[^"]*"|'[^']*'|[^|()"'])*+)\)?)?\s*"""
)
_OPERAND = re.compile(r"""\s*("[^"]*"|'[^']*'|[\w.]+(?:\[\d+\])?)\s*""")
_GROUP = re.compile(r"\s*\(([^()]*)\)\s*((?:\|.*)?)", re.DOTALL)
_QUOTED = re.compile(r"""["']([^"']*)["']""")
_DATED = re.compile(r"\d{4}-\d{2}-\d{2}-(.*)", re.DOTALL)
_TOKEN = re.compile(r"%-?[A-Za-z]|y+|Y+|L+|M+|d+|D+|k+|[A-Za-z%]+")
_FORMATS: Final = {
    "%Y": "{0.year:04}", "yyyy": "{0.year:04}", "YYYY": "{0.year:04}", "kkkk": "{0.year:04}",
    "%m": "{0.month:02}", "MM": "{0.month:02}", "LL": "{0.month:02}",
    "%-m": "{0.month}", "M": "{0.month}", "L": "{0.month}",
    "%d": "{0.day:02}", "dd": "{0.day:02}", "DD": "{0.day:02}",
    "%-d": "{0.day}", "%e": "{0.day}", "d": "{0.day}", "D": "{0.day}",
}  # fmt: skip
"""Days in the words of strftime (Liquid), Luxon and Moment."""

_GERMAN: Final = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """What the template code of a permalink can ask for. `path` is relative to the input folder, `values` by plain key."""

    path: str
    values: Mapping[str, Value]
    published: datetime | None

    @property
    def slug(self) -> str:
        """`page.fileSlug`: the name without its date; that of the folder for `index`."""
        file = PurePosixPath(self.path)
        own = undated(file.stem)
        return undated(file.parent.name) if own == "index" else own

    @property
    def stem(self) -> str:
        """`page.filePathStem`: the path without suffix, the name without its date."""
        file = PurePosixPath(self.path)
        return f"/{file.with_name(undated(file.stem))}"


def undated(name: str) -> str:
    """A name without a date and what stands before it (Eleventy, src/TemplateFileSlug.js)."""
    found = _DATED.search(name)
    return found[1] if found else name


def default(path: str) -> str:
    """The address of a file without a permalink: its path without suffix, the date kept (Eleventy, Permalinks)."""
    file = PurePosixPath(path)
    same = file.stem in ("index", file.parent.name)
    place = file.parent if same else file.with_suffix("")
    return "/" if str(place) == "." else f"/{place}/"


def href(permalink: str) -> str:
    """The address that a permalink stands for: `index.html` is left out."""
    path = "/" + permalink.strip().lstrip("/")
    return re.sub(r"/index(?:\.html|/)?$", "/", path)


def filled(template: str, page: Page) -> str:
    """`template` as the address of `page`; nothing if it holds what only Eleventy can tell."""
    made = _rendered(template, page)
    return href(made) if made else ""


def slugify(text: str) -> str | None:
    """`text` as Eleventy's filter `slugify` has it; None if it is in a script that is not known here."""
    plain = romanize(text.translate(_GERMAN).replace("&", " and "))
    letters = sum(char.isalnum() and not char.isascii() for char in text)
    if letters and not re.search("[A-Za-z0-9]", plain):
        return None
    plain = re.sub(r"([a-z\d]+)'([ts])(\s|$)", r"\1\2\3", plain.lower())
    return re.sub(r"[^a-z\d]+", "-", plain).strip("-")


def _rendered(template: str, page: Page) -> str | None:
    if "{%" in template or "${" in template or len(template) > _LONGEST:
        return None
    made, place = "", 0
    for found in _EXPRESSION.finditer(template):
        value = _value(found[1], page)
        if value is None:
            return None
        made += template[place : found.start()] + value
        place = found.end()
    made += template[place:]
    return None if "{{" in made or "}}" in made else made


def _value(expression: str, page: Page) -> str | None:
    """What `A | filter`, `A or B` or `(A or B) | filter` stands for; None if it cannot be told."""
    grouped = _GROUP.fullmatch(expression)
    if grouped:
        found: str | datetime | None = _value(grouped[1], page)
        return _text(_through(found, grouped[2]))
    for part in re.split(r" or |\|\|", expression):
        hit = _OPERAND.match(part)
        if hit is None:
            return None
        value = _text(_through(_operand(hit[1], page), part[hit.end() :]))
        if value or value is None:
            return value
    return ""


def _through(value: str | datetime | None, filters: str) -> str | datetime | None:
    """`value` after all `filters`."""
    place = 0
    while value is not None and place < len(filters):
        step = _FILTER.match(filters, place)
        if step is None:
            return None
        value = _filtered(value, step[1], step[2] or "")
        place = step.end()
    return value


def _text(value: str | datetime | None) -> str | None:
    return value if isinstance(value, str) else None


def _operand(name: str, page: Page) -> str | datetime | None:
    if name[0] in "\"'":
        return name[1:-1]
    if name.startswith("page."):
        known = {
            "page.fileSlug": page.slug,
            "page.filePathStem": page.stem,
            "page.date": page.published and page.published.astimezone(UTC),
        }
        return known.get(name)
    computed = page.values.get("eleventycomputed")
    if isinstance(computed, dict) and name in computed:
        simple = replace(page, values={**page.values, "eleventycomputed": {}})
        template = computed[name]
        return _rendered(template, simple) if isinstance(template, str) else None
    key, _, index = name.partition("[")
    if key == "date":
        return page.published and page.published.astimezone(UTC)
    value: Value | None = page.values.get(re.sub("[-_]", "", key).lower(), "")
    if "." in key:
        first, _, rest = key.partition(".")
        table = page.values.get(first.lower())
        value = table.get(rest) if isinstance(table, dict) else None
    if index and isinstance(value, list):
        number = int(index.rstrip("]"))
        value = value[number] if number < len(value) else ""
    return value.strip() if isinstance(value, str) else None


def _filtered(value: str | datetime, name: str, typed: str) -> str | datetime | None:
    given = _QUOTED.search(typed)
    low = name.lower()
    if isinstance(value, datetime):
        return _dated(value, low, given[1] if given else "")
    if low in ("slug", "slugify"):
        return slugify(value)
    if low in ("lower", "downcase"):
        return value.lower()
    if low in ("url", "safe", "string", "trim", "strip"):
        return value
    if low in ("default", "d"):
        return value or (given[1] if given else None)
    if "slug" in low:
        return slugify(unicodedata.normalize("NFC", value))
    return None


def _dated(day: datetime, name: str, format: str) -> str | None:
    """A day by a filter: with the format that is given, else as the filter's name tells."""
    if format:
        parts = (_FORMATS.get(word) for word in _TOKEN.findall(format))
        if any(part is None for part in parts):
            return None
        return _TOKEN.sub(lambda word: _FORMATS[word[0]].format(day), format)
    if "path" in name or name in ("dateurl", "urldate", "permalinkdate"):
        return f"{day:%Y/%m/%d}"
    if "iso" in name or "string" in name or name in ("ymd", "dateonly"):
        return f"{day:%Y-%m-%d}"
    single = {"year": f"{day:%Y}", "month": f"{day:%m}", "day": f"{day:%d}"}
    return next((text for word, text in single.items() if name.endswith(word)), None)
