"""Keys -> when a post was published, was changed and expires, and which State that puts it in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final

from envoi import dates
from envoi.dialects import Dialect, Value
from envoi.model import State
from envoi.paths import parts
from envoi.posts.header import Field
from envoi.posts.keys import NO, YES, Keys, scalar
from envoi.posts.source import one_line
from envoi.problems import Level

_UPDATED: Final = (
    "updated",
    "modified",
    "lastmod",
    "lastmodifiedat",
    "updateddate",
    "lastupdated",
    "lastupdate",
)
_EXPIRES: Final = ("expires", "expirydate", "unpublishdate")
_DRAFT: Final = frozenset({"draft", "private", "skip", "pending"})
_HIDDEN: Final = frozenset({"hidden", "unlisted"})
_HOLDING: Final = (
    "status", "published", "draft", "isdraft", "private", "password", "unlisted", "hidden",
)  # fmt: skip
"""Keys without which an author holds no post back."""

_NEAR: Final = timedelta(days=31)
"""How far the date in a file's name may be from its key without a word: people plan in names."""

_EXAMPLE: Final = "2026-11-30"


@dataclass(frozen=True, kw_only=True, slots=True)
class Times:
    """What the dates and flags of a post come to.

    `typed` is the day of publication as its key has it, empty where the path gives it; `zoned`
    says that the zone was typed, or needed none.
    """

    state: State
    published: datetime | None
    typed: str
    zoned: bool
    updated: datetime | None
    expires: datetime | None


def read(
    keys: Keys,
    dialect: Dialect,
    now: datetime,
    site: tzinfo,
    languages: Sequence[str] = (),
) -> Times:
    """The times of a post, and its state at `now`: draft, unlisted, undated, expired, future, published.

    Dates without a zone are in that of the `site`, unless the dialect has it otherwise; months
    may be named in `languages`.
    """
    values = keys.header.values()
    held = _held(keys, values, dialect)
    zone = _Zone(dialect, site, languages)
    day = _published(keys, values, zone, held)
    published = day.moment
    expires = _moment(keys, _EXPIRES, zone)
    if held:
        state = held
    elif published is None:
        state = State.UNDATED
    elif expires and expires <= now and not dialect.expired:
        state = State.EXPIRED
    else:
        late = _due(keys, zone, published) > now and not dialect.future
        state = State.FUTURE if late else State.PUBLISHED
    return Times(
        state=state,
        published=published,
        typed=day.typed,
        zoned=day.zoned,
        updated=_updated(keys, now, zone),
        expires=expires,
    )


@dataclass(frozen=True, slots=True)
class _Zone:
    """Where a date without a zone is in: as `dialect` has it on a site in the zone `site`, whose words are in `languages`."""

    dialect: Dialect
    site: tzinfo
    languages: Sequence[str]

    def of(self, typed: str) -> tzinfo:
        return self.dialect.zone(typed, self.site)


def _held(keys: Keys, values: Mapping[str, Value], dialect: Dialect) -> State | None:
    """Why the author keeps the post back, whatever its dates say."""
    in_drafts = not dialect.DRAFT_FOLDERS.isdisjoint(parts(keys.source.path).folders)
    status = dialect.status(values)
    if not status and not keys.find(_HOLDING):
        return State.DRAFT if in_drafts else None
    status = status or keys.text(("status",)).lower()
    shown = keys.header.find("published")
    if (
        keys.flag("draft", "isdraft")
        or keys.flag("private")
        or keys.header.find("password")
        or status in _DRAFT
        or (shown and scalar(shown.value).lower() in NO)
        or in_drafts
    ):
        return State.DRAFT
    if keys.flag("unlisted", "hidden") or status in _HIDDEN:
        return State.UNLISTED
    return None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Day:
    """The day of publication, and what `Times` says of it."""

    moment: datetime | None
    typed: str = ""
    zoned: bool = True


def _published(
    keys: Keys, values: Mapping[str, Value], zone: _Zone, held: State | None
) -> _Day:
    """The date of the key, else of the path. One that cannot be read is named: the post is left out if it has no other."""
    path, dialect = keys.source.path, zone.dialect
    in_path = dialect.date_in(path, values, zone.site)
    fallback = _Day(moment=in_path.moment if in_path else None)
    dated = keys.header.all(dialect.DATE_KEYS)
    field = next((f for f in dated if not _is_flag(f)), None)
    if field is None or (in_path and dialect.name_first(path)):
        return fallback
    typed = one_line(scalar(field.value))[:80]
    if when := _when(keys, field, zone):
        _say_difference(keys, field, when.moment, in_path)
        return _Day(moment=when.moment, typed=typed, zoned=when.zoned)
    message = f'cannot read "{typed}" as a date'
    if in_path:
        hint = hint_for(f"{in_path.moment:%Y-%m-%d}")
        keys.warn("date", field, f"{message}; the one in the name is used", hint)
    else:
        level = Level.WARNING if held else Level.ERROR
        keys.say(level, "date", field, message, hint_for(typed))
    return fallback


def hint_for(typed: str) -> str:
    """How to write what `typed` may mean, if that can be told, else any date."""
    day, *other = dates.meant(typed) or (_EXAMPLE,)
    return f"write {day}, or {other[0] if other else f'{day}T09:00+03:00'}"


def _due(keys: Keys, zone: _Zone, published: datetime) -> datetime:
    """The day from which a post is shown: of the dialect's key for it, else that of its publication."""
    due = keys.header.all(zone.dialect.DUE_KEYS)
    field = next((f for f in due if not _is_flag(f)), None)
    when = _when(keys, field, zone) if field else None
    return when.moment if when else published


def _say_difference(
    keys: Keys, field: Field, moment: datetime, in_path: dates.When | None
) -> None:
    """Name two dates that are more than a month apart: one of them is a slip, and it may be either."""
    if in_path and abs(moment - in_path.moment) > _NEAR:
        used, other = moment.date(), in_path.moment.date()
        keys.warn(
            "two-dates",
            field,
            f"date {used} but the name says {other}; {used} used",
            "correct the one that is wrong",
        )


def _is_flag(field: Field) -> bool:
    """`published` is a date in some dialects, and yes or no in others."""
    return field.key.lower() == "published" and scalar(field.value).lower() in YES | NO


def _moment(keys: Keys, names: tuple[str, ...], zone: _Zone) -> datetime | None:
    field = keys.find(names)
    if field is None:
        return None
    if when := _when(keys, field, zone):
        return when.moment
    keys.warn(
        "date",
        field,
        f'cannot read {field.key} "{one_line(scalar(field.value))[:80]}" as a date; left out',
        hint_for(scalar(field.value)),
    )
    return None


def _updated(keys: Keys, now: datetime, zone: _Zone) -> datetime | None:
    """The last change; one still to come would make the feed of today another one tomorrow."""
    moment = _moment(keys, _UPDATED, zone)
    if moment is None or moment <= now:
        return moment
    keys.warn(
        "date",
        keys.find(_UPDATED),
        "the day of the last change is still to come; left out",
        "write the day on which the post was changed",
    )
    return None


def _when(keys: Keys, field: Field, zone: _Zone) -> dates.When | None:
    """Of a table its `date`, as Docusaurus has `last_update`."""
    value = field.value
    typed = scalar(value.get("date", "") if isinstance(value, dict) else value)
    when = dates.read(typed, zone.of(typed), zone.languages)
    if when and when.rolled:
        keys.warn(
            "impossible-date",
            field,
            f"{one_line(typed)} does not exist; taken as {when.rolled}",
            f"write {when.rolled}",
        )
    return when
