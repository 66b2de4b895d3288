"""A date as typed -> an instant; a path -> the day it names."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envoi import dates

ISTANBUL = ZoneInfo("Europe/Istanbul")
EARLIEST = datetime(1900, 1, 1)
LATEST = datetime(2200, 1, 1)


@pytest.mark.parametrize(
    ("typed", "instant", "zoned"),
    [
        ("2026-03-04", "2026-03-04T00:00+03:00", False),
        ("2026-3-4", "2026-03-04T00:00+03:00", False),
        ("2026/03/04", "2026-03-04T00:00+03:00", False),
        ("2026.03.04", "2026-03-04T00:00+03:00", False),
        ("2026-03-04 05:06", "2026-03-04T05:06+03:00", False),
        ("2026-03-04  05:06:07", "2026-03-04T05:06:07+03:00", False),
        ("2026-03-04T05:06:07", "2026-03-04T05:06:07+03:00", False),
        ("2026-03-04T05:06:07.89Z", "2026-03-04T05:06:07+00:00", True),
        ("2026-03-04 05:06:07 +0000", "2026-03-04T05:06:07+00:00", True),
        ("2026-03-04 5:06 -0400", "2026-03-04T05:06-04:00", True),
        ("2026-03-04 05:06 -4", "2026-03-04T05:06-04:00", True),
        ("2026-03-04 05:06 +05:30", "2026-03-04T05:06+05:30", True),
        ("2026-03-04 05:06 UTC-03:00", "2026-03-04T05:06-03:00", True),
        ("2026-03-04 05:06:07 EST", "2026-03-04T05:06:07-05:00", True),
        ("2026-03-04 05:06:07 utc", "2026-03-04T05:06:07+00:00", True),
        ("March 4, 2026", "2026-03-04T00:00+03:00", False),
        ("Mar 4th 2026, 05:06", "2026-03-04T05:06+03:00", False),
        ("4 March 2026", "2026-03-04T00:00+03:00", False),
        ("Wednesday, 4 March 2026", "2026-03-04T00:00+03:00", False),
        ("Wed, 04 Mar 2026 05:06:07 GMT", "2026-03-04T05:06:07+00:00", True),
        ("Wed, 04 Mar 2026 05:06:07 UT", "2026-03-04T05:06:07+00:00", True),
        ("Wed, 04 Mar 26 05:06 -0800", "2026-03-04T05:06-08:00", True),
        ("2026-03-04T05:06:07-4", "2026-03-04T05:06:07-04:00", True),
        ("2026-03-04T05:06+03", "2026-03-04T05:06+03:00", True),
        ("2026-03-04  05:06:07  -0400", "2026-03-04T05:06:07-04:00", True),
        ("2026-03-04 05:06 GMT+2", "2026-03-04T05:06+02:00", True),
        ("2026-03-04 05:06 Europe/Berlin", "2026-03-04T05:06+01:00", True),
        ("2026-07-04 05:06 Europe/Berlin", "2026-07-04T05:06+02:00", True),
        ("2026-03-04 Europe/Berlin", "2026-03-04T00:00+01:00", True),
        ("2026-03-04T05:06+01:00[Europe/Berlin]", "2026-03-04T05:06+01:00", True),
        ("2026-03-04T05:06[Europe/Berlin]", "2026-03-04T05:06+01:00", True),
        ("2026-03-04 5:06 AM", "2026-03-04T05:06+03:00", False),
        ("2026-03-04 5:06pm", "2026-03-04T17:06+03:00", False),
        ("2026-03-04 12:00 AM", "2026-03-04T00:00+03:00", False),
        ("2026-03-04 12:00 PM", "2026-03-04T12:00+03:00", False),
        ("March 4, 2026 3:00 p.m. UTC", "2026-03-04T15:00+00:00", True),
        ("March 4, 2026 at 3:00 PM", "2026-03-04T15:00+03:00", False),
        ("2026-03-04, 05:06", "2026-03-04T05:06+03:00", False),
        ("20260304T050607Z", "2026-03-04T05:06:07+00:00", True),
        ("20260304T0506", "2026-03-04T05:06+03:00", False),
        ("2026年3月4日", "2026-03-04T00:00+03:00", False),
        ("2026년 3월 4일 05:06", "2026-03-04T05:06+03:00", False),
        ("Wed Mar  4 05:06:07 2026 +0100", "2026-03-04T05:06:07+01:00", True),
        ("Wed Mar 4 05:06:07 2026", "2026-03-04T05:06:07+03:00", False),
        ("Wed, 04 Mar 2026 05:06:07", "2026-03-04T05:06:07+03:00", False),
        ("  2026-03-04\n", "2026-03-04T00:00+03:00", False),
    ],
)
def test_dates_in_the_wild(typed: str, instant: str, zoned: bool) -> None:
    """Every way that people write a date is read; the zone of the site holds where none is typed."""
    found = dates.read(typed, ISTANBUL)

    assert found == dates.When(moment=datetime.fromisoformat(instant), zoned=zoned)
    assert found.moment.utcoffset() == datetime.fromisoformat(instant).utcoffset()


@pytest.mark.parametrize(
    ("typed", "taken_as"),
    [
        ("2017-02-29", "2017-03-01"),
        ("2026-11-31", "2026-12-01"),
        ("2026-12-31 24:00", "2027-01-01 00:00:00"),
        ("2020-12-18 21:43:79", "2020-12-18 21:44:19"),
        ("2020-12-18 21:60", "2020-12-18 22:00:00"),
    ],
)
def test_impossible_dates_roll_over(typed: str, taken_as: str) -> None:
    """A day or second that does not exist is the one that many after the last, and that is said."""
    found = dates.read(typed, ISTANBUL)

    assert found.rolled == taken_as
    assert found.moment.replace(tzinfo=None) == datetime.fromisoformat(taken_as)


@pytest.mark.parametrize(
    "typed",
    ["", "soon", "no", "31.13.2026", "05/05/2014 03:00:00 PM UTC", "10-24-13 10:00:00", "2026",
     "2026-13-01", "2026-00-10", "2026-01-32", "2026-01-00", "0000-01-01", "99999-01-01", "2026-01/02",
     "2026-01-02 25:00", "2026-01-02 10:00 XYZ", "2026-01-02 10:00 +24:00", "2026-01-02T", "4 Foo 2026",
     "2026-01-02 10:00 +03:99", "Mon, 99 Foo 2026", "Mon, 1 Jan 2026 10:00:00 +9999", "1767225600",
     "2023-08-28 18:30:22 2023 -0800", "2026-01-02 13:00 PM", "2026-01-02 0:30 AM", "2026-01-02 10:00 Foo/Bar",
     "20260102", "2026-01-02 10:00 [x", "2026-01-02 10:00 ../../etc/passwd"],
)  # fmt: skip
def test_what_cannot_be_told_is_nothing(typed: str) -> None:
    """A date that has two readings, or none, is not guessed."""
    assert dates.read(typed, ISTANBUL) is None


@given(
    st.datetimes(min_value=EARLIEST, max_value=LATEST).map(
        lambda d: d.replace(microsecond=0)
    ),
    st.integers(-14 * 60, 14 * 60),
    st.sampled_from([" ", "T"]),
)
def test_iso_dates_come_back(naive: datetime, minutes: int, between: str) -> None:
    """Any ISO date with an offset is exactly the instant it says."""
    moment = naive.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    found = dates.read(moment.isoformat(sep=between), ISTANBUL)

    assert found == dates.When(moment=moment, zoned=True)


PIECES = st.sampled_from(
    [*"0123456789-/.:, +TZ", "2026", "Jan", "Mon, ", "th", "UTC", "٤", "\n"]
)


@given(st.lists(PIECES, max_size=20).map("".join))
def test_any_text_is_an_aware_instant_or_nothing(typed: str) -> None:
    """Nothing that is typed raises, and what is read can be told in every zone."""
    found = dates.read(typed, ISTANBUL)

    assert found is None or found.moment.astimezone(ISTANBUL).tzinfo is ISTANBUL


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("posts/2026-03-04-quay.md", "2026-03-04"),
        ("posts/2026_03_04 quay.md", "2026-03-04"),
        ("posts/20260304.md", "2026-03-04"),
        ("posts/2026-03-04-quay/index.md", "2026-03-04"),
        ("posts/2026/03/04/quay.md", "2026-03-04"),
        ("posts/2026/3/4/index.md", "2026-03-04"),
        ("2025-01-01/2026-03-04.md", "2026-03-04"),
        ("posts/20261399/2026/03/04/quay.md", "2026-03-04"),
        ("posts/2026/quay.md", None),
        ("posts/2017-02-29-quay.md", None),
        ("posts/1234567890.md", None),
        ("posts/quay.md", None),
    ],
)
def test_day_in_a_path(path: str, day: str | None) -> None:
    """A file's or folder's name gives the day, the name before the folders; in the zone of the site."""
    found = dates.in_path(path, ISTANBUL)

    assert (found.moment.isoformat() if found else None) == (
        day and f"{day}T00:00:00+03:00"
    )


@pytest.mark.parametrize(
    ("name", "rest"),
    [("2026-03-04-quay", "quay"), ("20260304_quay", "quay"), ("2026-03-04", "2026-03-04"), ("quay", "quay"),
     ("2026-03-04-", "2026-03-04-"), ("x-2026-03-04-quay", "x-2026-03-04-quay")],
)  # fmt: skip
def test_name_without_its_date(name: str, rest: str) -> None:
    """The date a name begins with is no part of the slug, unless there is nothing else."""
    assert dates.without_date(name) == rest


@pytest.mark.parametrize(
    "typed", ["15 marraskuu 2025", "3 Marching 2026", "Decem 1, 2026"]
)
def test_only_months_are_months(typed: str) -> None:
    """A word that begins like a month in English is no month: in another language it may be another one."""
    assert dates.read(typed, UTC) is None


@pytest.mark.parametrize(
    ("typed", "start", "end"),
    [
        ("2026-W13", "2026-03-23T00:00:00+01:00", "2026-03-30T00:00:00+02:00"),
        ("2026-w43", "2026-10-19T00:00:00+02:00", "2026-10-26T00:00:00+01:00"),
        ("2026W53", "2026-12-28T00:00:00+01:00", "2027-01-04T00:00:00+01:00"),
        ("2026-12", "2026-12-01T00:00:00+01:00", "2027-01-01T00:00:00+01:00"),
        ("2026-2", "2026-02-01T00:00:00+01:00", "2026-03-01T00:00:00+01:00"),
        ("2026-11-30", "2026-11-30T00:00:00+01:00", None),
        ("2026-11-30T09:00Z", "2026-11-30T09:00:00+00:00", None),
    ],
)
def test_a_period(typed: str, start: str, end: str | None) -> None:
    """A week of ISO 8601 and a month end before the next one begins, in the zone; a day has no end."""
    found = dates.period(typed, ZoneInfo("Europe/Berlin"))

    assert found
    assert found.start
    assert found.start.isoformat() == start
    assert (found.end and found.end.isoformat()) == end
    assert found.takes(found.start)
    assert not found.takes(found.start - timedelta(seconds=1))
    if found.end:
        assert not found.takes(found.end)
        assert found.takes(found.end - timedelta(seconds=1))


@pytest.mark.parametrize(
    "typed", ["2025-W53", "2026-W00", "2026-13", "9999-12", "9999-W01", "W47", "last"]
)
def test_no_period(typed: str) -> None:
    """What names no week, month or day is no period."""
    assert dates.period(typed, UTC) is None


@given(
    st.integers(999, 9999),
    st.tuples(st.integers(0, 13), st.integers(0, 32)),
    st.tuples(st.integers(0, 25), st.integers(0, 61)),
    st.sampled_from(["", ":00", ":59", ":60"]),
    st.sampled_from(["", "Z", "+00:00", "-00:00", "+03:00", "-09:30", "+23:59", "+24:00", "+05:60"]),
)  # fmt: skip
def test_usual_form_is_like_any_other(
    year: int, day: tuple[int, int], time: tuple[int, int], second: str, zone: str
) -> None:
    """A date of ISO 8601, which the standard library reads, is the same instant as with slashes, which it does not."""
    clock = "{:02}:{:02}".format(*time) + second
    month_and_day = "{:02}{}{:02}".format(day[0], "{}", day[1])
    usual = f"{year}-{month_and_day.format('-')}T{clock}{zone}"
    other = f"{year}/{month_and_day.format('/')} {clock} {zone}".strip()

    assert dates.read(usual, ISTANBUL) == dates.read(other, ISTANBUL)
    assert dates.read(usual[:10], ISTANBUL) == dates.read(other[:10], ISTANBUL)


@pytest.mark.parametrize(
    ("typed", "language", "day"),
    [
        ("15.10.2026", "", "2026-10-15T00:00+03:00"),
        ("5.3.2026 14:30", "", "2026-03-05T14:30+03:00"),
        ("15. 10. 2026, 14:30 +0100", "", "2026-10-15T14:30+01:00"),
        ("20 Kasım 2026", "tr", "2026-11-20T00:00+03:00"),
        ("20 KASIM 2026", "tr", "2026-11-20T00:00+03:00"),
        ("3 Ekim 2026 Cumartesi", "tr", "2026-10-03T00:00+03:00"),
        ("3 EKİM 2026 09:15", "tr", "2026-10-03T09:15+03:00"),
        ("1 Agustos 2026", "tr-TR", "2026-08-01T00:00+03:00"),
        ("5 Mart 2026", "tr", "2026-03-05T00:00+03:00"),
        ("Freitag, 20. November 2026", "de", "2026-11-20T00:00+03:00"),
        ("5. März 2026", "de", "2026-03-05T00:00+03:00"),
        ("1er août 2026", "fr", "2026-08-01T00:00+03:00"),
        ("20 de noviembre de 2026", "es", "2026-11-20T00:00+03:00"),
        ("20 листопада 2026", "uk", "2026-11-20T00:00+03:00"),
        ("٢٠ نوفمبر ٢٠٢٦", "ar", "2026-11-20T00:00+03:00"),
    ],
)
def test_dates_of_other_languages(typed: str, language: str, day: str) -> None:
    """With dots the day is first; months have the names of the language that is given."""
    found = dates.read(typed, ISTANBUL, (language,))

    assert found
    assert found.moment == datetime.fromisoformat(day)


@pytest.mark.parametrize(
    "typed",
    ["10.15.2026", "15.10.26", "20 Kasım 2026", "20 Juni Kasım 2026", "31.2.1", "15/10/2026", "05/10/2026"],
)  # fmt: skip
def test_nothing_is_guessed(typed: str) -> None:
    """A month beyond the twelfth is not swapped, and a name of another language is not looked up."""
    assert dates.read(typed, ISTANBUL, ("de", "no-such", "")) is None


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("10.15.2026", ("2026-10-15",)),
        ("15.10.26", ("2026-10-15",)),
        ("15/10/2026", ("2026-10-15",)),
        ("10/15/2026 9:00", ("2026-10-15",)),
        ("05/10/2026", ("2026-10-05", "2026-05-10")),
        ("05/05/2026", ("2026-05-05",)),
        ("2026-15-10", ("2026-10-15",)),
        ("15 10 2026", ("2026-10-15",)),
        ("31/02/2026", ()),
        ("soon", ()),
        ("1/2/3", ()),
        ("", ()),
    ],
)
def test_what_a_date_may_mean(typed: str, days: tuple[str, ...]) -> None:
    """What cannot be read may still mean one day or two, to be asked for."""
    assert dates.meant(typed) == days
