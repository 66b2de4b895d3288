"""A date as people type it -> an aware instant, or nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from email.utils import parsedate_tz
from typing import Final

from envoi import months
from envoi.patterns import pattern
from envoi.zones import zone_named

_CLOCK: Final = (
    r"(?P<H>\d{1,2}):(?P<M>\d{1,2})(?::(?P<S>\d{1,2}))?(?:[.,]\d+)?"
    r"(?:\s*(?P<half>[ap])\.?m\b\.?)?"
)
_NUMBERS = pattern(
    rf"""(?P<y>\d{{4}})(?P<s>[-/.])(?P<m>\d{{1,2}})(?P=s)(?P<d>\d{{1,2}})
    (?:(?:T|,?\s+){_CLOCK})?\s*(?P<z>\S.*)?""",
    re.VERBOSE | re.IGNORECASE,
)
_DAY_FIRST = pattern(
    r"\A(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4})(?P<rest>(?:,?\s+\d.*)?)\Z"
)
"""With dots and the year last, the day is first in every language that writes dates so (CLDR)."""

_THREE = pattern(r"(\d{1,4})\s*[-./\s]\s*(\d{1,2})\s*[-./\s]\s*(\d{1,4})(?!\d).*")
_ISO = pattern(
    r"(?!9999)[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}"
    r"(?:[T ](?:[01][0-9]|2[0-3]):[0-9]{2}(?::[0-9]{2})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])?)?"
)
"""The usual form, which the standard library knows (ISO 8601)."""

_WORDS = pattern(
    rf"""(?:[a-z]{{3,9}}\.?,?\s+)?
    (?:(?P<b>[a-z]{{3,9}})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?
      |(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\.?\s+(?P<b2>[a-z]{{3,9}})\.?),?
    \s+(?P<y>\d{{4}})(?:,?\s+(?:at\s+)?{_CLOCK}\s*(?P<z>\S.*)?)?""",
    re.VERBOSE | re.IGNORECASE,
)
_CHARACTERS = pattern(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_COMPACT = pattern(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)?(?!\d)")
_ANNOTATION = pattern(r"\[[A-Za-z0-9_+/-]+\]")
_OFFSET = pattern(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?")
_IN_NAME = pattern(r"(?<!\d)(\d{4})([-_.]?)(\d{2})\2(\d{2})(?!\d)")
_DATED_NAME = pattern(r"^\d{4}([-_.]?)\d{2}\1\d{2}[-_. ]+(?=.)")
_IN_FOLDERS = pattern(r"(?:^|/)(\d{4})/(\d{1,2})/(\d{1,2})(?=/)")
_WEEK = pattern(r"(?!9999)([1-9]\d{3})-?W(\d{1,2})", re.IGNORECASE)
_MONTH = pattern(r"(?!9999)([1-9]\d{3})-(0?[1-9]|1[0-2])")
_NAMES: Final = "january february march april may june july august september october november december"
_MONTHS: Final = {
    **{name: number for number, name in enumerate(_NAMES.split(), 1)},
    **{name[:3]: number for number, name in enumerate(_NAMES.split(), 1)},
    "sept": 9,
}

ZONES: Final[Mapping[str, float]] = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7,
    "MDT": -6, "PST": -8, "PDT": -7, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "BST": 1,
    "WET": 0, "WEST": 1, "MSK": 3, "JST": 9,
}  # fmt: skip
"""Zone names that stand behind dates in the wild, in hours east of Greenwich."""


@dataclass(frozen=True, kw_only=True, slots=True)
class When:
    """An instant; whether its zone was typed; and, if the day typed does not exist, what it was taken as."""

    moment: datetime
    zoned: bool
    rolled: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """From `start` on, until before `end`; None where it has no bound."""

    start: datetime | None = None
    end: datetime | None = None

    def takes(self, moment: datetime) -> bool:
        """Whether `moment` is in it."""
        return (self.start is None or self.start <= moment) and (
            self.end is None or moment < self.end
        )


def period(typed: str, zone: tzinfo) -> Period | None:
    """The week of ISO 8601 (`2026-W47`) or the month (`2026-11`) that `typed` names in `zone`; else all from a date on.

    None if it cannot be told.
    """
    if found := _WEEK.fullmatch(typed.strip()):
        try:
            monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
        except ValueError:
            return None
        return _between(monday, monday + timedelta(days=7), zone)
    if found := _MONTH.fullmatch(typed.strip()):
        first = date(int(found[1]), int(found[2]), 1)
        later = first + timedelta(days=31)
        return _between(first, later.replace(day=1), zone)
    when = read(typed, zone)
    return Period(start=when.moment) if when else None


def as_read(moment: datetime, zone: tzinfo) -> datetime:
    """`moment` as readers in `zone` have it; midnight where it was typed is a day, and that day everywhere."""
    return moment if moment.time() == time() else moment.astimezone(zone)


def _between(first: date, end: date, zone: tzinfo) -> Period:
    midnights = (datetime(day.year, day.month, day.day) for day in (first, end))
    start, until = (midnight.replace(tzinfo=zone) for midnight in midnights)
    return Period(start=start, end=until)


def read(typed: str, zone: tzinfo, languages: Sequence[str] = ()) -> When | None:
    """The instant that `typed` names, in `zone` where it names none. None if it cannot be told.

    Months may be named in English, and in `languages` (tags). With dots, `15.10.2026`, the day is first.
    A day or second that does not exist rolls over, as js-yaml and Hexo have it: 2017-02-29
    is 2017-03-01.
    """
    text = typed.strip()
    if _ISO.fullmatch(text):
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            pass
        else:
            zoned = moment.tzinfo is not None
            return When(
                moment=moment if zoned else moment.replace(tzinfo=zone), zoned=zoned
            )
    text = _COMPACT.sub(_spread, _CHARACTERS.sub(r"\1-\2-\3", text))
    text = _DAY_FIRST.sub(r"\g<y>-\g<m>-\g<d>\g<rest>", text)
    if found := _NUMBERS.fullmatch(text):
        month, day, zone_typed = int(found["m"]), int(found["d"]), found["z"]
    elif found := _WORDS.fullmatch(text):
        name = (found["b"] or found["b2"]).lower()
        if name not in _MONTHS:
            return _read_in_words(text, zone, languages)
        month, day, zone_typed = (
            _MONTHS[name],
            int(found["d"] or found["d2"]),
            found["z"],
        )
    else:
        return _read_mail_date(text, zone) or _read_in_words(text, zone, languages)
    typed_zone = _zone(zone_typed) if zone_typed else None
    if zone_typed and typed_zone is None:
        return None
    clock = _clock(found)
    if clock is None:
        return None
    return _build(
        int(found["y"]), month, day, clock, typed_zone, zone, found["H"] is not None
    )


def meant(typed: str) -> tuple[str, ...]:
    """The days that a date may mean which `read` cannot tell, as `2026-10-15`: two where day and month may be either."""
    found = _THREE.fullmatch(typed.strip())
    if found is None:
        return ()
    first, second, third = map(int, found.groups())
    if len(found[1]) == 4:
        ways = [(first, second, third), (first, third, second)]
    elif len(found[3]) in (2, 4):
        year = third if len(found[3]) == 4 else 2000 + third
        ways = [(year, second, first), (year, first, second)]
    else:
        return ()
    built = (_build(*way, (0, 0, 0), None, UTC, False) for way in ways)
    days = (when.moment.date() for when in built if when and not when.rolled)
    return tuple(dict.fromkeys(map(str, days)))


def in_path(path: str, zone: tzinfo) -> When | None:
    """The day in a path: in the file's name, in a folder's, or as `2024/05/01/`. Never the file's own time."""
    for part in reversed(path.split("/")):
        if (found := _IN_NAME.search(part)) and (
            when := _build(
                int(found[1]),
                int(found[3]),
                int(found[4]),
                (0, 0, 0),
                None,
                zone,
                False,
            )
        ):
            return when if not when.rolled else None
    if found := _IN_FOLDERS.search(path):
        when = _build(
            int(found[1]), int(found[2]), int(found[3]), (0, 0, 0), None, zone, False
        )
        return when if when and not when.rolled else None
    return None


def without_date(name: str) -> str:
    """A file's name without the date it begins with."""
    return _DATED_NAME.sub("", name)


def _spread(found: re.Match[str]) -> str:
    """A compact date and time of ISO 8601 (`20261130T090000`) with its marks."""
    return "{}-{}-{}T{}:{}:{}".format(*found.groups(default="00"))


def _clock(found: re.Match[str]) -> tuple[int, int, int] | None:
    """Hour, minute and second; None where the hour is none of the half day that is named.

    12 AM is midnight, 12 PM noon.
    """
    hour, minute, second = (int(found[part] or 0) for part in "HMS")
    if half := found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half in "pP" else 0)
    return hour, minute, second


def _build(
    year: int,
    month: int,
    day: int,
    clock: tuple[int, ...],
    typed_zone: tzinfo | None,
    zone: tzinfo,
    with_time: bool,
) -> When | None:
    hour, minute, second = clock
    if not (
        1000 <= year <= 9998 and 1 <= month <= 12 and 1 <= day <= 31 and hour <= 24
    ):
        return None
    if minute > 99 or second > 99:
        return None
    start = datetime(year, month, 1)
    naive = start + timedelta(days=day - 1, hours=hour, minutes=minute, seconds=second)
    exact = (naive.month, naive.day, naive.hour, naive.minute) == (
        month,
        day,
        hour,
        minute,
    )
    shown = naive.isoformat(sep=" ") if with_time else naive.date().isoformat()
    return When(
        moment=naive.replace(tzinfo=typed_zone or zone),
        zoned=typed_zone is not None,
        rolled="" if exact else shown,
    )


def _zone(typed: str) -> tzinfo | None:
    """The zone behind a date: an offset, a usual name or one of IANA, also behind an offset (RFC 9557)."""
    name = _ANNOTATION.sub("", typed).strip() or typed.strip(" []")
    short = name.strip("()").upper()
    if short in ZONES:
        return UTC if ZONES[short] == 0 else timezone(timedelta(hours=ZONES[short]))
    if found := _OFFSET.fullmatch(short.replace(" ", "")):
        hours, minutes = int(found[2]), int(found[3] or 0)
        if hours > 23 or minutes > 59:
            return None
        offset = timedelta(hours=hours, minutes=minutes)
        return timezone(-offset if found[1] == "-" else offset) if offset else UTC
    return zone_named(name) if "/" in name else None


def _read_in_words(text: str, zone: tzinfo, languages: Sequence[str]) -> When | None:
    text = months.numbered(text, languages) if languages else ""
    return read(text, zone) if text else None


def _read_mail_date(text: str, zone: tzinfo) -> When | None:
    """RFC 5322 dates and those of C's `ctime`, with the oddities that the standard library knows."""
    if not re.match(r"[A-Za-z]{3},? ", text):
        return None
    try:
        found = parsedate_tz(text)
        if found is None:
            return None
        # the library takes a missing zone for UTC
        zoned = re.search(r"[+-]\d{4}\b|\b[A-Z]{1,5}\b", text)
        own = timezone(timedelta(seconds=found[9] or 0)) if zoned else None
        return _build(found[0], found[1], found[2], tuple(found[3:6]), own, zone, True)
    except (ValueError, IndexError, OverflowError):
        return None
