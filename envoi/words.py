"""A language tag -> the fixed words of letters and pages, its direction, how it writes a date; how a text is cut short."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date

Direction = Literal["ltr", "rtl"]

_LEFTWARDS = frozenset({"Adlm", "Arab", "Hebr", "Nkoo", "Rohg", "Syrc", "Thaa"})
"""Scripts that run from right to left. Babel would load all that is known of a language to tell."""

LINE = 140
"""Characters of a summary in a list, at most."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """What letters and pages say in one language: `strings` by key, see `templates/words.toml`."""

    language: str
    direction: Direction
    strings: Mapping[str, str]

    def say(self, key: str, **names: str) -> str:
        """The words under `key` with each `{name}` filled in."""
        return self.strings[key].format(**names)

    def list(self, names: Iterable[str]) -> str:
        """Names in a row, with the comma that the language writes."""
        return ("، " if self.language.startswith("ar") else ", ").join(names)

    def number(self, value: int) -> str:
        """`value` as this language writes it in running text."""
        from babel.numbers import format_decimal

        locale = _locale(self.language)
        return format_decimal(value, locale=locale) if locale else str(value)

    def duration(self, seconds: int) -> str:
        """How long `seconds` are: so many minutes, or seconds where they are fewer than sixty."""
        from babel.units import format_unit

        unit, count = (
            ("minute", round(seconds / 60)) if seconds >= 60 else ("second", seconds)
        )
        locale = _locale(self.language) or "en"
        return format_unit(count, f"duration-{unit}", length="short", locale=locale)

    @property
    def name(self) -> str:
        """The language as it is called in itself, such as `Türkçe`; its tag where that is not known."""
        locale = _locale(self.language)
        return (locale and locale.get_display_name(locale)) or self.language

    def date(self, moment: datetime) -> str:
        """The day of `moment`, in its own zone, as this language writes it in running text."""
        locale = _locale(self.language)
        if locale is None:
            return moment.date().isoformat()
        return format_date(moment.date(), format="long", locale=locale)


@cache
def words(language: str) -> Words:
    """The words for a BCP 47 `language`; English words where the language is not known."""
    primary = language.split("-")[0].lower()
    return Words(
        language=language,
        direction=direction(language),
        strings=_strings(primary if primary in _tables() else "en"),
    )


def languages() -> tuple[str, ...]:
    """The languages that there are words for."""
    return tuple(_tables())


@cache
def direction(language: str) -> Direction:
    """Which way the script of a BCP 47 `language` runs; left to right where that is not known."""
    locale = _locale(language)
    return "rtl" if locale and _script(locale) in _LEFTWARDS else "ltr"


def _script(locale: Locale) -> str:
    """The script that a language is written in, where it is: CLDR's likely subtags."""
    if locale.script:
        return locale.script
    likely = get_global("likely_subtags")
    tags = (f"{locale.language}_{locale.territory}", locale.language)
    full = next(filter(None, map(likely.get, tags)), "")
    return full.split("_")[1] if full.count("_") == 2 else ""


def shorten(text: str, limit: int) -> str:
    """`text` in at most `limit` characters: whole words, or the beginning of the only one, and `…`."""
    if len(text) <= limit:
        return text
    cut = text.rfind(" ", limit // 2, limit)
    return text[: cut if cut > 0 else limit - 1].rstrip(" ,;:.·–—-") + "…"


@cache
def _strings(name: str) -> dict[str, str]:
    return tomllib.loads(_tables()[name])


@cache
def _tables() -> dict[str, str]:
    """The lines of each table by its name. Few are asked for, and each takes its time to parse."""
    text = (Path(__file__).parent / "templates" / "words.toml").read_text("utf-8")
    _, *parts = re.split(r"^\[(\w+)\]$", text, flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


@cache
def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return None
