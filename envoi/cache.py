"""`.envoi/posts` <-> Memory: what posts said when an earlier build read them, as long as nothing that they say it by has changed.

The first line names the program, what it was asked for and all other files of the folder; then comes one line a post, in
JSON. What does not fit or cannot be read is not used, and nothing in it is ever run.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager, suppress
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from envoi import stamps
from envoi.config import Config
from envoi.model import (
    Author,
    Enclosure,
    Episode,
    Image,
    Person,
    Post,
    State,
    Transcript,
)
from envoi.posts.memory import Memory, Reading
from envoi.problems import Level, Place, Problem
from envoi.stamps import Seen

_FILE: Final = "posts"
_DEFAULTS: Final = {
    one.name: None if one.default is MISSING else one.default for one in fields(Post)
}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Cache:
    """What is known of the posts of a folder, since before they were read."""

    memory: Memory
    _folder: Path
    _asked: str
    _zone: ZoneInfo
    _seen: Seen
    _lines: Mapping[str, tuple[Reading, str]]
    _text: str

    def keep(self) -> None:
        """Keep what was read for the next build. Where that cannot be, nothing is kept, and nothing said."""
        if self.memory.found is None:
            return
        posts = self.memory.found.roots.keys()
        if any(map(self._seen.is_racy, self._seen.stamps.keys() - posts)):
            return
        lines = "\n".join(map(self._line, posts))
        text = f"{_head(self._asked, self._seen, posts, lines)}\n{lines}"
        if text != self._text:
            with suppress(OSError, ValueError):
                stamps.write(f"{self._folder}/{stamps.HOME}", _FILE, text)

    def _line(self, path: str) -> str:
        """What is kept of one post; nothing but its path where it has to be read again."""
        stamp, kept = self._seen.stamps.get(path), self.memory.known(path)
        before, line = self._lines.get(path, (None, ""))
        if kept and kept is before:
            return line
        row: list[object] = [path]
        if kept and stamp and not self._seen.is_racy(path):
            with suppress(ValueError):
                row += [stamp, *_row(kept, self._zone)]
        return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


@contextmanager
def kept(config: Config, asked: str, seen: Seen | None) -> Iterator[Memory | None]:
    """What is known of the posts of the folder while a build runs that is `asked` for something.

    What it reads is kept for the next one. `seen` is the folder as it was before anything was read; None where nothing is to be known.
    """
    if seen is None:
        yield None
        return
    cache = _opened(config.folder, seen, asked, config.site.zone)
    yield cache.memory
    cache.keep()


def _opened(folder: Path, seen: Seen, asked: str, zone: ZoneInfo) -> _Cache:
    memory, lines, text = Memory(renders=False), dict[str, tuple[Reading, str]](), ""
    with suppress(OSError, ValueError, TypeError, LookupError):
        file = folder / stamps.HOME / _FILE
        text = file.read_bytes().decode()
        head, _, rest = text.partition("\n")
        kept = rest.split("\n")
        rows = json.loads(f"[{','.join(kept)}]")
        if head == _head(asked, seen, {row[0] for row in rows}, rest):
            for line, (path, *row) in zip(kept, rows, strict=True):
                if row and row[0] == list(seen.stamps.get(path) or ()):
                    reading = _reading(path, row[1:], zone)
                    memory.learn(reading)
                    lines[path] = reading, line
    return _Cache(
        memory=memory,
        _folder=folder,
        _asked=asked,
        _zone=zone,
        _seen=seen,
        _lines=lines,
        _text=text,
    )


def _head(asked: str, seen: Seen, posts: AbstractSet[str], lines: str) -> str:
    """What all lines depend on: the program, what is asked for, the names of all posts, the stamps of all other files; and the lines themselves."""
    others = {path: seen.stamps[path] for path in seen.stamps.keys() - posts}
    name = stamps.digest_of(others)
    return stamps.digest([stamps.program(), asked, name, *sorted(posts), lines])


def _row(kept: Reading, zone: ZoneInfo) -> list[object]:
    """A reading as JSON has it; raises ValueError for what that cannot tell: a moment in a zone that is not the site's."""
    post = {
        name: _packed(value, zone)
        for name, default in _DEFAULTS.items()
        if (value := getattr(kept.post, name)) != default and name != "path"
    }
    problems = [
        [
            one.level,
            one.code,
            one.message,
            one.hint,
            one.place and [one.place.path, one.place.line],
        ]
        for one in kept.problems
    ]
    until = _packed(kept.until, zone)
    return [post, problems, _packed(kept.since, zone), until]


def _packed(value: Any, zone: ZoneInfo) -> Any:
    if isinstance(value, datetime):
        if value.tzinfo is zone:
            return [value.replace(tzinfo=None, fold=0).isoformat(), value.fold]
        if type(value.tzinfo) is not timezone:
            raise ValueError(value)
        return value.isoformat()
    if isinstance(value, tuple):
        return [_packed(one, zone) for one in value]
    if is_dataclass(value):
        return {
            one.name: _packed(getattr(value, one.name), zone) for one in fields(value)
        }
    return value


def _reading(path: str, row: Any, zone: ZoneInfo) -> Reading:
    """What `row` was made of. Raises ValueError, TypeError or LookupError for anything else."""
    post, problems, since, until = row
    for name in post.keys() & _UNPACKED.keys():
        post[name] = _UNPACKED[name](post[name], zone)
    return Reading(
        post=Post(path=path, **post),
        problems=tuple(
            Problem(
                level=Level(level),
                code=code,
                message=message,
                hint=hint,
                place=place and Place(path=place[0], line=place[1]),
            )
            for level, code, message, hint, place in problems
        ),
        since=_moment(since, zone),
        until=until and _moment(until, zone),
    )


def _moment(value: Any, zone: ZoneInfo) -> datetime:
    if isinstance(value, str):
        return datetime.fromisoformat(value)
    typed, fold = value
    return datetime.fromisoformat(typed).replace(tzinfo=zone, fold=fold)


def _episode(value: Any, zone: ZoneInfo) -> Episode:
    transcripts = tuple(Transcript(**one) for one in value.pop("transcripts"))
    persons = tuple(Person(**one) for one in value.pop("persons"))
    return Episode(**value, transcripts=transcripts, persons=persons)


_UNPACKED: Final[Mapping[str, Callable[[Any, ZoneInfo], Any]]] = {
    "state": lambda value, _: State(value),
    "published": _moment,
    "updated": _moment,
    "expires": _moment,
    "tags": lambda value, _: tuple(value),
    "authors": lambda value, _: tuple(Author(**one) for one in value),
    "image": lambda value, _: Image(**value),
    "enclosures": lambda value, _: tuple(Enclosure(**one) for one in value),
    "episode": _episode,
}
"""The fields of a post that JSON has in another form."""
