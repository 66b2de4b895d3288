"""A title -> its slug, and the words of a post -> its address, as Pelican makes them."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, Self

from envoi.dialects.romanized import romanize

_TIDY: Final = ((r"[^\w\s-]", ""), (r"\A\s*", ""), (r"\s*\Z", ""), (r"[-\s]+", "-"))
"""Pelican's SLUG_REGEX_SUBSTITUTIONS, where none are set."""

_TRIM: Final = _TIDY[1:3]
_WORD: Final = re.compile(r"\{([A-Za-z_]+)(?::([^{}]*))?\}")
_PART: Final = re.compile(r"%-?([A-Za-z%])")
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_LONGEST: Final = 500


@dataclass(frozen=True, slots=True)
class Slugs:
    """How a site makes slugs: what replaces what, and whether case and other letters stay."""

    substitutions: tuple[tuple[str, str], ...] = _TIDY
    keep_case: bool = False
    keep_letters: bool = False

    @classmethod
    def of(cls, settings: Mapping[str, Any], kind: str = "slug") -> Self:
        """The rules for `kind` (slug, category, tag, author), in the newer or the older setting."""
        name = kind.upper()
        for key in (f"{name}_REGEX_SUBSTITUTIONS", "SLUG_REGEX_SUBSTITUTIONS"):
            if isinstance(settings.get(key), (list, tuple)):
                found = _pairs(settings[key])
                break
        else:
            found = _older(settings, name)
        return cls(
            substitutions=found,
            keep_case=settings.get("SLUGIFY_PRESERVE_CASE") is True,
            keep_letters=settings.get("SLUGIFY_USE_UNICODE") is True,
        )

    def make(self, text: str) -> str:
        """The slug of `text` (Pelican's `utils.slugify`)."""
        plain = html.unescape(re.sub(r"<[^<>]*>", "", text[:_LONGEST]))
        made = unicodedata.normalize("NFKC", " ".join(plain.split()))
        made = made if self.keep_letters else romanize(made)
        for pattern, replacement in self.substitutions:
            if found := compiled(unicodedata.normalize("NFKC", pattern)):
                try:
                    made = found.sub(replacement, made)[:_LONGEST]
                except (re.error, IndexError):
                    continue
        return (made if self.keep_case else made.lower()).strip()


def fill(pattern: str, day: datetime | None, words: Mapping[str, str]) -> str:
    """`pattern` with `{word}` and `{date:%Y}` filled in; a word that is not there is left out."""

    def word(found: re.Match[str]) -> str:
        name, form = found[1].lower(), found[2] or ""
        if name == "date":
            return _stamp(day, form) if day else ""
        return words.get(name, "")

    return _WORD.sub(word, pattern)


def _stamp(day: datetime, form: str) -> str:
    month = _MONTHS[day.month - 1]
    numbers = {
        "Y": (day.year, 4), "y": (day.year % 100, 2), "m": (day.month, 2), "d": (day.day, 2),
        "H": (day.hour, 2), "M": (day.minute, 2), "S": (day.second, 2),
        "j": (day.timetuple().tm_yday, 3), "V": (day.isocalendar().week, 2),
    }  # fmt: skip

    def part(found: re.Match[str]) -> str:
        code = found[1]
        if code in numbers:
            number, width = numbers[code]
            return f"{number:0{1 if found[0][1] == '-' else width}}"
        return {"B": month, "b": month[:3], "%": "%"}.get(code, found[0])

    return _PART.sub(part, form)


@lru_cache(maxsize=64)
def compiled(pattern: Any) -> re.Pattern[str] | None:
    """`pattern` as a regular expression, or None: if it is none, or could take time without end."""
    if not isinstance(pattern, str) or not pattern or not _is_tame(pattern):
        return None
    try:
        return re.compile(pattern, re.IGNORECASE)
    except (re.error, OverflowError, RecursionError):
        return None


def _is_tame(pattern: str) -> bool:
    """Whether no repeated group holds a repetition or a choice, and no more than six have no end."""
    plain = re.sub(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", "x", pattern, flags=re.DOTALL)
    plain = re.sub(r"\{\d+\}", "#", plain)
    groups = [False]
    for at, char in enumerate(plain):
        if char == "(":
            groups.append(False)
        elif char == ")" and len(groups) > 1:
            repeats = groups.pop()
            groups[-1] |= repeats
            if repeats and plain[at + 1 : at + 2] in tuple("*+{#"):
                return False
        elif char in "*+|{":
            groups[-1] = True
    return len(pattern) <= _LONGEST and sum(map(plain.count, "*+{")) <= 6


def _pairs(value: Sequence[Any]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (pair[0], pair[1])
        for pair in value
        if isinstance(pair, (list, tuple))
        and len(pair) >= 2
        and isinstance(pair[0], str)
        and isinstance(pair[1], str)
    )


def _older(settings: Mapping[str, Any], name: str) -> tuple[tuple[str, str], ...]:
    """SLUG_SUBSTITUTIONS: plain texts; a third part says that other characters stay."""
    typed = settings.get("SLUG_SUBSTITUTIONS")
    slug = typed if isinstance(typed, (list, tuple)) else ()
    more = settings.get(f"{name}_SUBSTITUTIONS") if name != "SLUG" else ()
    own = more if isinstance(more, (list, tuple)) else ()
    given = own if name == "AUTHOR" else (*slug, *own)
    replaced = tuple((re.escape(a), b.replace("\\", r"\\")) for a, b in _pairs(given))
    stays = any(isinstance(p, (list, tuple)) and len(p) > 2 and p[2] for p in given)
    return (*replaced, *(_TRIM if stays else _TIDY))
