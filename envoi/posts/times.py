"""Keys -> when a post was published, was changed and expires, and which State that puts it in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import PurePosixPath
from typing import Final

from envoi import dates
from envoi.dialects import Dialect
from envoi.model import State
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
)
_EXPIRES: Final = ("expires", "expirydate", "unpublishdate")
_DRAFT: Final = frozenset({"draft", "private", "skip", "pending"})
_HIDDEN: Final = frozenset({"hidden", "unlisted"})
_DRAFT_FOLDERS: Final = frozenset({"_drafts", "drafts"})
_HINT: Final = "write 2026-11-30, or 2026-11-30T09:00+03:00"


@dataclass(frozen=True, kw_only=True, slots=True)
class Times:
    """What the dates and flags of a post come to. `zoned`: the zone was typed, or needed none."""

    state: State
    published: datetime | None
    zoned: bool
    updated: datetime | None
    expires: datetime | None


def read(keys: Keys, dialect: Dialect, now: datetime, site: tzinfo) -> Times:
    """The times of a post, and its state at `now`: draft, unlisted, broken or undated, expired, future, published.

    Dates without a zone are in that of the `site`, unless the dialect has it otherwise.
    """
    held = _held(keys)
    zone = _Zone(dialect, site)
    published, zoned, broken = _published(keys, zone, held)
    expires = _moment(keys, _EXPIRES, zone)
    if held:
        state = held
    elif published is None:
        state = State.BROKEN if broken else State.UNDATED
    elif expires and expires <= now:
        state = State.EXPIRED
    else:
        late = published > now and not dialect.future
        state = State.FUTURE if late else State.PUBLISHED
    return Times(
        state=state,
        published=published,
        zoned=zoned,
        updated=_updated(keys, now, zone),
        expires=expires,
    )


@dataclass(frozen=True, slots=True)
class _Zone:
    """Where a date without a zone is in: as `dialect` has it on a site in the zone `site`."""

    dialect: Dialect
    site: tzinfo

    def of(self, typed: str) -> tzinfo:
        return self.dialect.zone(typed, self.site)


def _held(keys: Keys) -> State | None:
    """Why the author keeps the post back, whatever its dates say."""
    status = keys.text(("status",)).lower()
    shown = keys.header.find("published")
    if (
        keys.flag("draft", "isdraft")
        or status in _DRAFT
        or (shown and scalar(shown.value).lower() in NO)
        or _DRAFT_FOLDERS & set(PurePosixPath(keys.source.path).parent.parts)
    ):
        return State.DRAFT
    if keys.flag("unlisted", "hidden") or status in _HIDDEN:
        return State.UNLISTED
    return None


def _published(
    keys: Keys, zone: _Zone, held: State | None
) -> tuple[datetime | None, bool, bool]:
    """The date of the key, else of the path; whether its zone was typed or needed none; whether it is unreadable."""
    path, dialect = keys.source.path, zone.dialect
    values = {name: field.value for name, field in keys.header.fields.items()}
    in_path = dialect.date_in(path, values, zone.site)
    moment = in_path.moment if in_path else None
    dated = keys.header.all(dialect.DATE_KEYS)
    field = next((f for f in dated if not _is_flag(f)), None)
    if field is None or (moment and dialect.name_first(path)):
        return moment, True, False
    if when := _when(keys, field, zone):
        return when.moment, when.zoned, False
    message = f'cannot read "{one_line(scalar(field.value))[:80]}" as a date'
    if in_path:
        keys.warn("date", field, f"{message}; the one in the name is used", _HINT)
    else:
        level = Level.WARNING if held else Level.ERROR
        keys.say(level, "date", field, message, _HINT)
    return moment, True, moment is None


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
        _HINT,
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
    typed = scalar(field.value)
    when = dates.read(typed, zone.of(typed))
    if when and when.rolled:
        keys.warn(
            "impossible-date",
            field,
            f"{one_line(typed)} does not exist; taken as {when.rolled}",
            f"write {when.rolled}",
        )
    return when
