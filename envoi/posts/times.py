"""Keys -> when a post was published, was changed and expires, and which State that puts it in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import PurePosixPath
from typing import Final

from envoi.model import State
from envoi.posts import dates
from envoi.posts.header import Field
from envoi.posts.keys import NO, YES, Keys, scalar
from envoi.posts.source import one_line
from envoi.problems import Level

_DATE: Final = ("date", "publishdate", "pubdate", "published", "publishedat", "created")
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


def read(keys: Keys, now: datetime, zone: tzinfo) -> Times:
    """The times of a post, and its state at `now`: draft, unlisted, broken or undated, expired, future, published."""
    held = _held(keys)
    published, zoned, broken = _published(keys, zone, held)
    expires = _moment(keys, _EXPIRES, zone)
    if held:
        state = held
    elif published is None:
        state = State.BROKEN if broken else State.UNDATED
    elif expires and expires <= now:
        state = State.EXPIRED
    else:
        state = State.FUTURE if published > now else State.PUBLISHED
    return Times(
        state=state,
        published=published,
        zoned=zoned,
        updated=_updated(keys, now, zone),
        expires=expires,
    )


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
    keys: Keys, zone: tzinfo, held: State | None
) -> tuple[datetime | None, bool, bool]:
    """The date of the key, else of the path; whether its zone was typed or needed none; whether it is unreadable."""
    in_path = dates.in_path(keys.source.path, zone)
    moment = in_path.moment if in_path else None
    field = next((f for f in keys.header.all(_DATE) if not _is_flag(f)), None)
    if field is None:
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


def _moment(keys: Keys, names: tuple[str, ...], zone: tzinfo) -> datetime | None:
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


def _updated(keys: Keys, now: datetime, zone: tzinfo) -> datetime | None:
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


def _when(keys: Keys, field: Field, zone: tzinfo) -> dates.When | None:
    typed = scalar(field.value)
    when = dates.read(typed, zone)
    if when and when.rolled:
        keys.warn(
            "impossible-date",
            field,
            f"{one_line(typed)} does not exist; taken as {when.rolled}",
            f"write {when.rolled}",
        )
    return when
