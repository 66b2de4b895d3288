"""A pattern and what is known of a page -> its path on a site made by Hugo; text -> that text as Hugo has it in addresses."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any, Final
from urllib.parse import unquote_plus

from envoi.dialects.files import line

_TOKEN = re.compile(r":(\w+(?:\[[^\[\]]+\])?)", re.ASCII)
_COLON: Final = "\0"
_MONTHS: Final = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DAYS: Final = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """A pattern, and globs of the pages it is for."""

    globs: tuple[str, ...]
    pattern: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Spelling:
    """How addresses are written: `disablePathToLower` and `removePathAccents` of the configuration."""

    keep_case: bool = False
    plain: bool = False

    def clean(self, text: str) -> str:
        """`text` as part of a path: letters, digits, marks and `./\\_#+~-@` stay, blanks become hyphens, the rest goes.

        As `Sanitize` in Hugo's common/paths has it: a hyphen for any run of blanks, unless
        one is beside it, and none at the end.
        """
        kept: list[str] = []
        due = False
        for at, char in enumerate(text):
            if char != " " and _is_kept(char, text, at):
                if due and char != "-":
                    kept.append("-")
                due = False
                kept.append(char)
            elif kept and kept[-1] != "-" and char.isspace():
                due = True
        cleaned = "".join(kept)
        if self.plain:
            bare = unicodedata.normalize("NFD", cleaned)
            cleaned = unicodedata.normalize(
                "NFC", "".join(c for c in bare if unicodedata.category(c) != "Mn")
            )
        return cleaned if self.keep_case else lower(cleaned)


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """What patterns ask of a page. `sections` are the folders that are sections, `base` is its name without language."""

    date: datetime
    title: str
    slug: str
    section: str
    sections: Sequence[str]
    base: str


def fill(pattern: str, page: Page, spelling: Spelling) -> str:
    """`pattern` with its tokens filled in (configuration/permalinks); nothing if one of them is unknown.

    Hugo decodes what comes out as if it were the query of an address: a plus is a blank.
    """
    unknown = False

    def word(found: re.Match[str]) -> str:
        nonlocal unknown
        filled = _word(found[1], page, spelling)
        unknown = unknown or filled is None
        return filled or ""

    filled = _TOKEN.sub(word, pattern.replace("\\:", _COLON)).replace(_COLON, ":")
    return "" if unknown else unquote_plus(filled)


def rules(found: Any) -> tuple[Rule, ...]:
    """The rules for pages in the value of `permalinks`: by section, by kind and section, or a list with targets."""
    if isinstance(found, list):
        return tuple(rule for one in found if (rule := _targeted(one)))
    table = found if isinstance(found, dict) else {}
    own = table.get("page")
    by_kind = own if isinstance(own, dict) else {}
    flat = {key: value for key, value in table.items() if isinstance(value, str)}
    ordered = sorted((flat | by_kind).items(), key=lambda item: -len(item[0]))
    return tuple(
        Rule(globs=_globs(section), pattern=line(pattern))
        for section, pattern in ordered
        if line(pattern)
    )


def matches(glob: str, path: str) -> bool:
    """Whether `glob` (`**` for any depth) is for the page at `path`, which begins with a slash."""
    deep = "**" in glob
    return fnmatchcase(path, glob) and (deep or glob.count("/") == path.count("/"))


def braces(glob: str) -> tuple[str, ...]:
    """The globs that one with `{a,b}`, three times at most, stands for."""
    found = re.search(r"\{([^{}]*)\}", glob)
    if not found or glob.count("{") > 3:
        return (glob,)
    before, after = glob[: found.start()], glob[found.end() :]
    return tuple(
        whole for part in found[1].split(",") for whole in braces(before + part + after)
    )


def lower(text: str) -> str:
    """`text` in lower case, letter by letter, as Go does it: İ is i, and Σ at the end of a word is σ."""
    return "".join("i" if char == "İ" else char.lower() for char in text)


def clean_path(path: str) -> str:
    """`path` without dot segments and doubled slashes, as Go's `path.Clean` has it."""
    return posixpath.normpath(re.sub(r"/{2,}", "/", path))


def _targeted(rule: Any) -> Rule | None:
    table: Mapping[str, Any] = rule if isinstance(rule, dict) else {}
    target = table.get("target")
    aim: Mapping[str, Any] = target if isinstance(target, dict) else {}
    pattern = line(table.get("pattern"))
    if not pattern or line(aim.get("kind")).lower() not in ("", "page"):
        return None
    return Rule(globs=braces(line(aim.get("path")).lower() or "/**"), pattern=pattern)


def _globs(section: str) -> tuple[str, ...]:
    name = section.strip(" /")
    return (f"/{name}", f"/{name}/**") if name else ("/*",)


def _in_address(text: str, spelling: Spelling) -> str:
    """`text` as a token has it; a `#` at the end is taken for an empty fragment."""
    cleaned = spelling.clean(text)
    return cleaned[:-1] if cleaned.find("#") == len(cleaned) - 1 else cleaned


def _word(token: str, page: Page, spelling: Spelling) -> str | None:
    name, bracket, cut = token.partition("[")
    if bracket:
        parts = page.sections if name == "sections" else None
        return None if parts is None else "/".join(_cut(cut.rstrip("]"), parts))
    date = page.date
    match name:
        case "year" | "yearday":
            return str(date.year if name == "year" else date.timetuple().tm_yday)
        case "month" | "day":
            return f"{getattr(date, name):02d}"
        case "monthname":
            return _MONTHS[date.month - 1]
        case "weekday":
            return str(date.isoweekday() % 7)
        case "weekdayname":
            return _DAYS[date.weekday()]
        case "section":
            return page.section
        case "sections":
            return "/".join(page.sections)
        case "title":
            return _in_address(re.sub(r"[/\\]", "-", page.title), spelling)
        case "slug":
            return _in_address(page.slug, spelling) or _word("title", page, spelling)
        case "filename" | "contentbasename":
            return _in_address(page.base, spelling)
        case "slugorfilename" | "slugorcontentbasename":
            slug = _in_address(page.slug, spelling)
            return slug or _word("filename", page, spelling)
    return None


def _cut(spec: str, parts: Sequence[str]) -> Sequence[str]:
    """Some of `parts`: one by its number or `last`, or a range of them; out of bounds is none."""
    low, colon, high = spec.lower().strip().partition(":")
    count = len(parts)

    def number(typed: str, default: int) -> int:
        if typed == "last":
            return count - 1
        return int(typed) if typed.isdecimal() and len(typed) < 9 else default

    first = number(low, 0)
    last = min(number(high, count), count) if colon else first + 1
    return parts[first:last] if first < count else ()


def _is_kept(char: str, text: str, at: int) -> bool:
    if char.isalpha() or char.isdecimal() or char in "./\\_#+~-@":
        return True
    if char == "%":
        return re.fullmatch("[0-9A-Fa-f]{2}", text[at + 1 : at + 3]) is not None
    return unicodedata.category(char).startswith("M")
