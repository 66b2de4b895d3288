"""A pattern of addresses with `:words`, and what the words stand for -> a path on the site.

Jekyll and Hexo write their patterns so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final
from urllib.parse import quote

_WORD: Final = re.compile(r":([A-Za-z0-9_]*[A-Za-z0-9])")
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")  # fmt: skip
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


LONGEST: Final = 2000
"""Characters of a pattern, or of what stands for one word, that go into an address; no browser or mail client wants more."""


def fill(pattern: str, words: Mapping[str, str]) -> str:
    """`pattern` with each `:word` as `words` has it, percent-encoded but for `/`; an unknown one stays.

    A `_` behind a word is text: `:year_:month` (both generators' rule).
    """
    return _WORD.sub(
        lambda found: (
            quote(words[found[1]][:LONGEST], safe="/:@!$&'()*+,;=~")
            if found[1] in words
            else found[0]
        ),
        pattern[:LONGEST],
    )


def day_words(moment: datetime) -> dict[str, str]:
    """The words for the day and time of `moment` that both generators know, with zeros and (`i_month`) without."""
    return {
        "year": f"{moment.year:04}",
        "month": f"{moment.month:02}",
        "day": f"{moment.day:02}",
        "hour": f"{moment.hour:02}",
        "minute": f"{moment.minute:02}",
        "second": f"{moment.second:02}",
        "i_month": f"{moment.month}",
        "i_day": f"{moment.day}",
    }


def calendar_words(moment: datetime) -> dict[str, str]:
    """`day_words` and those of the calendar, which only Jekyll knows; names are English ones on every machine."""
    week = moment.isocalendar()
    day, month = _DAYS[moment.weekday()], _MONTHS[moment.month - 1]
    return day_words(moment) | {
        "short_year": f"{moment.year % 100:02}",
        "y_day": f"{moment.timetuple().tm_yday:03}",
        "w_year": f"{week.year:04}",
        "week": f"{week.week:02}",
        "w_day": f"{week.weekday}",
        "short_day": day[:3],
        "long_day": day,
        "short_month": month[:3],
        "long_month": month,
    }
