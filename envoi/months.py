"""A date with the name of a month, in the words of some languages -> the same in numbers, or nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from envoi.patterns import pattern

_DAY_FIRST: Final = pattern(
    r"(?:(?P<w>[^\W\d_]+),?\s+)?(?P<d>\d{1,2})(?:\.|er|º)?\s+(?:d[ei]\s+|d['’])?(?P<b>[^\W\d_][^\d\s.,]*)\.?,?"
    r"\s+(?:del?\s+)?(?P<y>\d{4})(?:\s+(?P<w2>[^\W\d_]{3,}))?(?P<rest>(?:,?\s+\d.*)?)",
    re.IGNORECASE,
)
"""`20 Kasım 2026`, `20. November 2026`, `vendredi 20 novembre 2026`, `20 de noviembre de 2026`; a time may follow."""


def numbered(typed: str, languages: Iterable[str]) -> str:
    """The date `typed`, whose month is named in one of `languages` (tags), as `2026-11-20` and what follows; or nothing."""
    found = _DAY_FIRST.fullmatch(typed)
    if found is None:
        return ""
    weekdays = {_folded(each) for each in (found["w"], found["w2"]) if each}
    for language in dict.fromkeys(languages):
        months, days = _names(language)
        month = months.get(_folded(found["b"]))
        if month and weekdays <= days:
            return f"{found['y']}-{month:02}-{int(found['d']):02}{found['rest']}"
    return ""


@cache
def _names(language: str) -> tuple[Mapping[str, int], frozenset[str]]:
    """The months of `language` by each of their names, and the names of its days; nothing if it is not known."""
    # Imported late: hardly any date is written so.
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return {}, frozenset()
    months: dict[str, int] = {}
    twice = set[str]()
    for names in _all(locale.months):
        for number, name in names.items():
            if months.setdefault(_folded(name), number) != number:
                twice.add(_folded(name))
    days = (name for names in _all(locale.days) for name in names.values())
    kept = {name: number for name, number in months.items() if name not in twice}
    return kept, frozenset(map(_folded, days))


def _all(names: Mapping[str, Mapping[str, Mapping[int, str]]]) -> list[dict[int, str]]:
    forms = ("format", "stand-alone")
    return [
        dict(names[form][width]) for form in forms for width in ("wide", "abbreviated")
    ]


def _folded(name: str) -> str:
    """`name` without case, marks and dots: people write them without their own keyboard, and Turkish has four letters i."""
    plain = unicodedata.normalize("NFKD", name.casefold()).replace("ı", "i")
    return "".join(char for char in plain if not unicodedata.combining(char)).strip(".")
