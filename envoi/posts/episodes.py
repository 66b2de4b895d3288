"""Keys -> what a post says as the episode of a podcast."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import urlsplit

from envoi.addresses import absolute, is_web
from envoi.dialects import Value
from envoi.language import language_tag
from envoi.model import Episode, Person, Transcript
from envoi.patterns import pattern
from envoi.posts.attachments import Attached, Attachment, gone
from envoi.posts.header import Field, plain
from envoi.posts.keys import NO, YES, Keys, scalar
from envoi.posts.source import one_line

_NUMBER: Final = ("episode", "episodenumber", "itunesepisode", "podcastepisode")
_SEASON: Final = ("season", "seasonnumber", "itunesseason", "podcastseason")
_TYPE: Final = ("episodetype", "itunesepisodetype")
_EXPLICIT: Final = ("explicit", "itunesexplicit", "podcastexplicit")
_IMAGE: Final = ("episodeimage", "itunesimage", "podcastimage")
_CHAPTERS: Final = ("chapters", "chaptersurl", "chaptersfile")
_TRANSCRIPTS: Final = ("transcript", "transcripts", "transcripturl", "transcriptfile")
_PERSONS: Final[Mapping[str, str]] = {
    "hosts": "host",
    "host": "host",
    "guests": "guest",
    "guest": "guest",
    "persons": "",
    "people": "",
}
"""Keys of people, and the role that those have for whom none is given."""

_TRANSCRIPT_TYPES: Final[Mapping[str, str]] = {
    ".htm": "text/html",
    ".html": "text/html",
    ".json": "application/json",
    ".srt": "application/x-subrip",
    ".txt": "text/plain",
    ".vtt": "text/vtt",
}
"""Media types of transcripts by suffix, as the podcast namespace names them; what has no suffix is a page."""

_TYPES: Final = ("full", "trailer", "bonus")
_AT_MOST: Final = 100
"""People or transcripts of one episode; who names more wants to break something."""

_BOTH = pattern(r"s(\d{1,4}) ?[ex](\d{1,6})", re.IGNORECASE)
_DIGITS = pattern(r"#?0*([1-9]\d{0,5})")
_NAMED = pattern(r"(?P<name>[^()]+?)\s*\((?P<role>[^()]*)\)")


def read(keys: Keys, attached: Attached) -> Episode:
    """What the front matter of a post says, whose files `attached` finds; what is odd about it is named."""
    number, season = _numbers(keys)
    return Episode(
        number=number,
        season=season,
        type=_type(keys),
        explicit=_explicit(keys),
        image=_image(keys, attached),
        chapters=_chapters(keys, attached),
        transcripts=tuple(_transcripts(keys, attached)),
        persons=tuple(_persons(keys)),
    )


def _numbers(keys: Keys) -> tuple[int, int]:
    """Episode and season, also as one: `S02E05`."""
    if found := _BOTH.fullmatch(keys.raw(_NUMBER)):
        return int(found[2]), int(found[1])
    return _number(keys, _NUMBER), _number(keys, _SEASON)


def _number(keys: Keys, names: tuple[str, ...]) -> int:
    field = keys.find(names)
    typed = scalar(field.value) if field else ""
    found = _DIGITS.fullmatch(typed)
    if field and typed and not found:
        _say(keys, field, f'"{typed[:40]}" is not a number from 1', "write digits")
    return int(found[1]) if found else 0


def _type(keys: Keys) -> str:
    field = keys.find(_TYPE)
    typed = scalar(field.value).lower() if field else ""
    if field and typed not in _TYPES:
        _say(keys, field, f'"{typed[:40]}" is unknown', f"write {' or '.join(_TYPES)}")
    return typed if typed in _TYPES else _TYPES[0]


def _explicit(keys: Keys) -> bool | None:
    """Whether it is for adults only, in the words of today and in those that Apple once asked for."""
    field = keys.find(_EXPLICIT)
    typed = scalar(field.value).lower() if field else ""
    if typed in YES | {"explicit"}:
        return True
    if not field or typed in NO | {"clean"}:
        return False if typed else None
    _say(keys, field, f'"{typed[:40]}" is unknown', "write true or false")
    return None


def _image(keys: Keys, attached: Attached) -> str:
    field = keys.find(_IMAGE)
    return _address(keys, field, _file(keys, field, attached))


def _chapters(keys: Keys, attached: Attached) -> str:
    """The JSON file of chapters; chapters that are written out in the front matter are none."""
    field = keys.find(_CHAPTERS)
    if field is None or not isinstance(field.value, str):
        return ""
    found = _file(keys, field, attached)
    if found and not urlsplit(found.url).path.endswith(".json"):
        hint = "name a JSON file as the podcast namespace has it"
        _say(keys, field, "is no file of chapters", hint)
        return ""
    return _address(keys, field, found)


def _transcripts(keys: Keys, attached: Attached) -> Iterator[Transcript]:
    found: dict[str, Transcript] = {}
    for field in keys.every(_TRANSCRIPTS):
        for part in islice(_each(field.value), _AT_MOST):
            table = _table(part, "url")
            named = _first(table, "url", "src", "href", "file", "path")
            there = _attachment(named, attached)
            if there is None:
                continue
            suffix = PurePosixPath(urlsplit(there.url).path).suffix.lower()
            typed = table.get("type", "").lower()
            given = typed if re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", typed) else ""
            made = given or _TRANSCRIPT_TYPES.get(suffix, "" if suffix else "text/html")
            if not made:
                hint = "name a file that ends in .vtt, .srt, .json, .html or .txt"
                _say(keys, field, f"{suffix} is no transcript", hint)
                continue
            address = _address(keys, field, there)
            language = language_tag(_first(table, "language", "lang"))
            found.setdefault(
                address, Transcript(url=address, type=made, language=language)
            )
    yield from found.values()


def _persons(keys: Keys) -> Iterator[Person]:
    found: dict[str, Person] = {}
    for key, role in _PERSONS.items():
        field = keys.find((key,))
        for part in islice(_each(field.value, names=True), _AT_MOST) if field else ():
            table = _table(part, "name")
            name = one_line(table.get("name", ""))
            named = _NAMED.fullmatch(name)
            name = named["name"] if named else name
            own = table.get("role") or (named["role"] if named else "")
            if name and "@" not in name:
                person = Person(
                    name=name,
                    role=one_line(own).lower() or role,
                    url=_web(_first(table, "href", "url", "link")),
                    image=_web(_first(table, "img", "image", "picture", "avatar")),
                )
                found.setdefault(name, person)
    yield from found.values()


def _each(value: Value, *, names: bool = False) -> Iterable[Value]:
    """The parts of a list; of a text with several `names` each of them."""
    if isinstance(value, list):
        return value
    if names and isinstance(value, str):
        return value.split(";" if ";" in value else ",")
    return (value,)


def _table(value: Value, key: str) -> dict[str, str]:
    """The texts in a table by plain key; of anything else one under `key`."""
    if isinstance(value, dict):
        return {plain(name): scalar(part) for name, part in value.items()}
    return {key: scalar(value)}


def _first(table: Mapping[str, str], *names: str) -> str:
    return next((table[name] for name in names if table.get(name)), "")


def _file(keys: Keys, field: Field | None, attached: Attached) -> Attachment | None:
    typed = scalar(field.value) if field and isinstance(field.value, str) else ""
    found = _attachment(typed, attached)
    if field and typed and not found:
        _say(
            keys,
            field,
            f'"{one_line(typed)[:60]}" is no address; left out',
            "write a path, or an address that begins with https://",
        )
    return found


def _attachment(typed: str, attached: Attached) -> Attachment | None:
    """The file behind `typed`; nothing for words, such as a whole transcript."""
    found = attached(typed) if typed else None
    words = re.search(r"\s", typed) and not is_web(typed)
    return found if found and (found.file or not words) else None


def _address(keys: Keys, field: Field | None, found: Attachment | None) -> str:
    """The address of a file that is used; one that is not there is named."""
    if field and found and found.missing:
        keys.warn("missing-file", field, *gone(found.typed, found.missing))
    return found.url if found else ""


def _web(typed: str) -> str:
    return (absolute(typed, "") or "") if is_web(typed) else ""


def _say(keys: Keys, field: Field, message: str, hint: str) -> None:
    keys.warn("episode", field, f"{field.key}: {message}", hint)
