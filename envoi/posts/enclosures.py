"""Keys -> the files that come with a post: episodes, recordings, papers to keep."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import unquote, urlsplit

from envoi.dialects import Value
from envoi.model import Enclosure
from envoi.patterns import pattern
from envoi.posts import folder
from envoi.posts.attachments import Attached, Attachment
from envoi.posts.header import Field, plain
from envoi.posts.keys import Keys, scalar
from envoi.posts.source import one_line

TYPES: Final[Mapping[str, str]] = {
    ".aac": "audio/aac",
    ".epub": "application/epub+zip",
    ".flac": "audio/flac",
    ".m4a": "audio/x-m4a",
    ".m4v": "video/x-m4v",
    ".mov": "video/quicktime",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".ogv": "video/ogg",
    ".opus": "audio/opus",
    ".pdf": "application/pdf",
    ".wav": "audio/x-wav",
    ".webm": "video/webm",
    ".zip": "application/zip",
}
"""Media types by suffix; those that Apple's podcast directory asks for where it names one."""

AT_MOST: Final = 100
"""Files of one key; who names more wants to break something."""

_UNKNOWN: Final = "application/octet-stream"

_KEYS: Final = (
    "enclosure", "enclosures", "podcastfile", "podcast", "audiofile", "audiourl", "audio",
    "mp3", "m4a", "ogg", "opus", "videofile", "videourl", "video", "media", "file",
)  # fmt: skip
"""Keys of the wild, in their plain form."""

_SURE: Final = frozenset({"enclosure", "enclosures", "podcastfile"})
"""Keys that speak of nothing else; behind the others a file has to have the suffix of a medium."""

_URL: Final = ("url", "src", "href", "link", "file", "path")
_TYPE: Final = ("type", "mimetype", "mediatype")
_LENGTH: Final = ("length", "bytes", "size", "filesize", "sizeinbytes")
_DURATION: Final = ("duration", "durationinseconds", "time")

_DIGITS = pattern(r"\d{1,3}(?:([.,'’_ \u00a0\u202f])\d{3})(?:\1\d{3})*|\d{1,15}")
_CLOCK = pattern(r"(?:(\d{1,3}):)?(\d{1,4}):(\d{1,2})(?:\.\d+)?")
_UNITS = pattern(
    r"(?:PT)?(?=\d)(?:(\d{1,3}) ?h(?:ours?|rs?)?)?,? ?(?:(\d{1,4}) ?m(?:in(?:ute)?s?)?\.?)?,? ?"
    r"(?:(\d{1,5}) ?s(?:ec(?:ond)?s?)?\.?)?",
    re.IGNORECASE,
)


def read(keys: Keys, attached: Attached, root: Path) -> tuple[Enclosure, ...]:
    """The files that the front matter of a post names, each address once.

    `attached` tells where each is on the site, and in the folder `root`. What the front matter does not say of its bytes
    and seconds is measured there; where nobody can tell the length, that is named, since RSS demands one.
    """
    found: dict[str, Enclosure] = {}
    for field in keys.header.all(_KEYS):
        near = _Near(keys, plain(field.key))
        unmeasured: Attachment | None = None
        for typed in islice(_parts(field.value), AT_MOST):
            made = _enclosure(keys, field, typed, near, attached)
            if made is None or made[0].url in found:
                continue
            one, there = made
            if not one.length:
                one = replace(one, length=folder.size(root, there.file))
            if not one.duration and one.is_recording:
                one = replace(one, duration=folder.duration(root, there.file))
            if not one.length:
                unmeasured = unmeasured or there
            found[one.url] = one
        if unmeasured:
            _say_no_length(keys, field, unmeasured)
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class _Typed:
    """One file as the front matter has it: all as typed, empty where it says nothing."""

    address: str
    type: str = ""
    length: str = ""
    duration: str = ""


@dataclass(frozen=True, slots=True)
class _Near:
    """The keys beside the key `name` that speak of the same file: `podcast_bytes` of `podcast_file`, or `length`."""

    keys: Keys
    name: str

    def text(self, names: Iterable[str]) -> str:
        stem = re.sub(r"(?:file|url|s)$", "", self.name)
        for head in dict.fromkeys((self.name, stem, "")):
            for name in names:
                if head or name not in ("type", "path"):
                    field = self.keys.header.find(head + name)
                    if field and isinstance(field.value, str):
                        return scalar(field.value)
        return ""


def _parts(value: Value, depth: int = 0) -> Iterator[_Typed]:
    """The files in a value: an address, a table, a list of both, or a table of addresses by format (Octopod)."""
    if isinstance(value, str):
        # WordPress: address, length, type and more, a line each
        lines = [*filter(None, map(str.strip, value.splitlines())), "", "", ""]
        sized = bool(_DIGITS.fullmatch(lines[1]))
        yield _Typed(lines[0], *((lines[2], lines[1]) if sized else ()))
    elif isinstance(value, list):
        for part in value:
            if depth == 0:
                yield from _parts(part, depth + 1)
    else:
        inner = {plain(key): scalar(part) for key, part in value.items()}

        def first(names: Iterable[str]) -> str:
            return next((inner[name] for name in names if inner.get(name)), "")

        if address := first(_URL):
            yield _Typed(address, first(_TYPE), first(_LENGTH), first(_DURATION))
        else:
            yield from (_Typed(part) for part in inner.values())


def _enclosure(
    keys: Keys,
    field: Field,
    typed: _Typed,
    near: _Near,
    attached: Attached,
) -> tuple[Enclosure, Attachment] | None:
    sure = near.name in _SURE
    suffix = PurePosixPath(unquote(_path_of(typed.address))).suffix.lower()
    known = TYPES.get(suffix, "")
    if not typed.address or not (known or sure):
        return None
    there = attached(typed.address)
    if there is None:
        keys.warn(
            "unsafe-address",
            field,
            f'address of the file "{one_line(typed.address)[:60]}" removed',
            "write a path, or an address that begins with https://",
        )
        return None
    given = (typed.type or near.text(_TYPE)).lower()
    length = typed.length or near.text(_LENGTH)
    time = typed.duration or near.text(_DURATION)
    if seconds(length) and ":" in length:
        # some take `length` for the time it lasts
        length, time = "", time or length
    made = Enclosure(
        url=there.url,
        type=given
        if re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", given)
        else known or _UNKNOWN,
        length=bytes_of(length),
        duration=seconds(time),
    )
    return made, there


def _path_of(address: str) -> str:
    """The path of an address, or nothing if it is none."""
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def bytes_of(typed: str) -> int:
    """A length in bytes, with or without marks between the thousands; 0 if it is none, such as `43 MB`."""
    found = _DIGITS.fullmatch(re.sub(r" *bytes$", "", typed.strip().lower()))
    return int(re.sub(r"\D", "", found[0])) if found else 0


def seconds(typed: str) -> int:
    """A duration: `1:02:03`, `62:03`, `3723`, `1h 2m 3s` or `PT1H2M3S` (ISO 8601); 0 if it is none."""
    text = typed.strip()
    if found := _CLOCK.fullmatch(text):
        hours, minutes, rest = (int(part or 0) for part in found.groups())
    elif re.fullmatch(r"\d{1,6}(?:\.\d*)?", text):
        hours, minutes, rest = 0, 0, round(float(text))
    elif text and (found := _UNITS.fullmatch(text)):
        hours, minutes, rest = (int(part or 0) for part in found.groups())
    else:
        return 0
    return hours * 3600 + minutes * 60 + rest


def _say_no_length(keys: Keys, field: Field, there: Attachment) -> None:
    own = field.key
    other = re.sub(r"_?(?:file|url)$", "", own, flags=re.IGNORECASE)
    needed = f"{other}_bytes" if other and other != own else "length"
    place = f"; no file {there.missing[:120]}" if there.missing else ""
    keys.warn(
        "no-length",
        field,
        f"{own} has no {needed}; length is required in RSS{place}",
        "write the size of the file in bytes, or put the file into the folder",
    )
