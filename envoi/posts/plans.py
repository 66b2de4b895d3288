"""The Header of a file in `issues/` -> Plan: what somebody wrote for an issue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import PurePosixPath
from typing import Final

from envoi import dates, letterhead
from envoi.dialects import Value
from envoi.keys import KEYS
from envoi.language import language_tag
from envoi.letterhead import SectionConfig
from envoi.model import Post, Site, State
from envoi.plan import Named, Order, Plan
from envoi.posts.header import Field, Header
from envoi.posts.keys import Keys, scalar
from envoi.posts.source import Source, one_line
from envoi.posts.times import hint_for
from envoi.problems import Level, Report, Stop
from envoi.table import Table

_OWN: Final = (
    "subject",
    "preheader",
    "pick",
    "omit",
    "order",
    "blurbs",
    "sections",
)
"""Keys by which a file is known to be for an issue."""

_KEYS: Final = (*_OWN, "date", "draft", "lang", "language")
_SECTION: Final = "newsletter.section"


def read(source: Source, header: Header, site: Site, report: Report) -> Plan | None:
    """What `header` says of an issue; None, with a notice in `report`, if it says nothing of one.

    What cannot be used is an error in `report`, and left out.
    """
    keys = Keys(source, header, report)
    if not any(header.find(name) for name in _OWN):
        report.notice(
            "issue-key",
            f"is not taken for an issue: it has none of {', '.join(_OWN)}",
            "write a subject, if it is one",
            source.place(1),
        )
        return None
    _say_unknown(keys)
    name = PurePosixPath(source.path).stem
    return Plan(
        name=name,
        path=source.path,
        language=language_tag(keys.text(("lang", "language"))),
        draft=keys.flag("draft"),
        date=_date(keys, site),
        subject=keys.text(("subject",)),
        preheader=keys.text(("preheader",)),
        pick=tuple(_names(keys, "pick")),
        omit=tuple(_names(keys, "omit")),
        order=_order(keys),
        blurbs=tuple(_blurbs(keys)),
        sections=tuple(_sections(keys)),
        intro=_intro(source, header, site, name),
    )


def _intro(source: Source, header: Header, site: Site, name: str) -> Post | None:
    if not header.body.strip():
        return None
    return Post(
        path=source.path,
        slug=name,
        title="",
        titled=True,
        state=State.PUBLISHED,
        line=header.body_line,
        digest=source.digest,
        url=site.url,
        language=site.language,
    )


def _say_unknown(keys: Keys) -> None:
    from difflib import get_close_matches

    for name, field in keys.header.fields.items():
        if name not in _KEYS:
            near = get_close_matches(name, _KEYS, n=1)
            keys.warn(
                "issue-key",
                field,
                f"{field.key[:40]} is no key of an issue; left out",
                f"did you mean {near[0]}?" if near else f"write {', '.join(_KEYS)}",
            )


def _date(keys: Keys, site: Site) -> datetime | None:
    field = keys.find(("date",))
    if field is None:
        return None
    typed = scalar(field.value)
    when = dates.read(typed, site.zone, (site.language,))
    if when is None:
        message = f'cannot read "{one_line(typed)[:80]}" as a date'
        hint = hint_for(typed)
        keys.say(Level.ERROR, "issue-file", field, message, hint)
        return None
    return when.moment


def _order(keys: Keys) -> Order | None:
    field = keys.find(("order",))
    if field is None:
        return None
    typed = one_line(scalar(field.value)).lower()
    if typed not in set(Order):
        message = f'order: "{typed[:40]}" is unknown'
        hint = f"write one of {', '.join(Order)}"
        keys.say(Level.ERROR, "issue-file", field, message, hint)
        return None
    return Order(typed)


def _names(keys: Keys, key: str) -> Iterator[Named]:
    """The posts that a list names, or a text with commas between them."""
    if field := keys.find((key,)):
        typed = field.value
        parts: Iterable[Value] = typed.split(",") if isinstance(typed, str) else typed
        for text in filter(None, (one_line(scalar(part)) for part in parts)):
            yield Named(text=text, line=_line(keys, field, text))


def _blurbs(keys: Keys) -> Iterator[tuple[Named, str]]:
    field = keys.find(("blurbs",))
    if field is None:
        return
    if not isinstance(field.value, dict):
        message = "blurbs is no table of posts and their texts"
        hint = "write a line like quay: What the harbour says of it"
        keys.say(Level.ERROR, "issue-file", field, message, hint)
        return
    for name, value in field.value.items():
        text = one_line(name)
        named = Named(text=text, line=_line(keys, field, text))
        yield named, one_line(scalar(value))


def _sections(keys: Keys) -> Iterator[SectionConfig]:
    field = keys.find(("sections",))
    if field is None:
        return
    parts = field.value if isinstance(field.value, list) else [field.value]
    for part in parts:
        try:
            yield letterhead.section(_table(part))
        except Stop as stop:
            message = f"sections: {stop.problem.message.removeprefix(f'{_SECTION}.')}"
            keys.say(Level.ERROR, "issue-file", field, message, stop.problem.hint)


def _table(part: Value) -> Table:
    """A section as `envoi.toml` would have it. Raises Stop for a key that is none of a section."""
    if not isinstance(part, dict):
        raise Stop("issue-file", "is no table", "write title: Press, and the like")
    values: dict[str, object] = {}
    for key, value in part.items():
        if f"{_SECTION}.{key}" not in KEYS:
            known = (name.rpartition(".")[2] for name in KEYS if _is_of_section(name))
            hint = f"write one of {', '.join(known)}"
            raise Stop("issue-file", f"unknown key {one_line(key)[:40]}", hint)
        number = key == "limit" and isinstance(value, str) and value.isdecimal()
        values[f"{_SECTION}.{key}"] = int(str(value)) if number else value
    return Table(values=values)


def _is_of_section(name: str) -> bool:
    return name.startswith(f"{_SECTION}.")


def _line(keys: Keys, field: Field, text: str) -> int:
    """The line on which `text` is typed, from that of its key on."""
    lines = keys.source.text.split("\n")
    found = (
        number
        for number, line in enumerate(lines[field.line - 1 :], field.line)
        if text in line
    )
    return next(found, field.line)
