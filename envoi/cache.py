"""`.envoi/posts` <-> Memory: what posts said when an earlier build read them, as long as nothing that they say it by has changed.

There is a line for each post, in fields parted by tabs; the first of them tell the stamps of the post, of files beside it that say what it leaves out, and of
others that it speaks of. The last line names the program and all else that a reading depends on: the site and the generator as they were found, for which some look into posts or ask for all names.
What does not fit or cannot be read is not used, and nothing in it is ever run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import datetime, timezone
from functools import cache, lru_cache, partial
from itertools import chain, islice, repeat
from operator import attrgetter
from pathlib import Path
from sys import intern
from typing import Any, BinaryIO, Final
from zlib import crc32
from zoneinfo import ZoneInfo

from envoi import stamps
from envoi.config import Config
from envoi.dialects import Dialect
from envoi.model import (
    Author,
    Enclosure,
    Episode,
    Image,
    Person,
    Post,
    State,
    Transcript,
    post_of,
)
from envoi.posts.folder import there
from envoi.posts.memory import Memory, Reading
from envoi.problems import Problem, problem_of, row_of
from envoi.stamps import Seen
from envoi.tabbed import joined, parted

_FILE: Final = "posts"
_LINES: Final = 1_000
"""How many lines are read at once."""

_PART: Final = "\x1f"
"""What stands behind each tag, and in none (U+001F, which XML forbids)."""

_FOOT: Final = b"\t"
"""What the last line begins with, and that of no post."""

_YES: Final = "1"

_LATER: Final = "~"
"""What stands before the second of two moments that a clock shows alike, when it is put back."""

_Row = tuple[bytes, list[str]]
"""A line, and the texts that it is made of."""

_NAMES: Final = [name for name in Post.__slots__ if name not in ("path", "body")]
_values: Final = attrgetter(*_NAMES)


@dataclass(slots=True)
class _Lines:
    """The file in the folder `home` that the next build is to find. What the system refuses leaves none, and nothing is said.

    `total` is the sum of what was put into it.
    """

    home: str
    total: int = 0
    _file: BinaryIO | None = None
    _refused: bool = False

    def put(self, lines: bytes) -> None:
        """Add one line, or more."""
        if not self._refused:
            try:
                self._file = self._file or open(stamps.begun(self.home, _FILE), "wb")  # noqa: PTH123, SIM115
                self._file.write(lines)
            except OSError:
                self.drop()
        self.total = crc32(lines, self.total)

    def finish(self, foot: bytes) -> None:
        """Put the file into its place, with `foot` for its last line."""
        if self._file:
            with suppress(OSError):
                self._file.write(foot)
                self._file.close()
                Path(self._file.name).replace(f"{self.home}/{_FILE}")
                self._file = None
            self.drop()

    def drop(self) -> None:
        """Take away what is not finished."""
        self._refused = True
        if self._file:
            with suppress(OSError):
                self._file.close()
            with suppress(OSError):
                Path(self._file.name).unlink()
            self._file = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Cache:
    """What is known of the posts of a folder, since before they were read; `kept` counts what was kept of them, of use or not."""

    memory: Memory
    kept: int
    _config: Config
    _facts: str
    _seen: Seen
    _lines: _Lines
    _new: set[str] = field(default_factory=set)

    def line(self, reading: Reading) -> bytes:
        """What is kept of what was read: nothing where a file that it was read from may change once more and bear the same stamp."""
        path = reading.post.path
        stamp = _stamp(path, self._config.dialect, self._seen)
        sides = self._config.dialect.side_files(path)
        read = [self._seen.stamps.get(one, "") for one in (path, *sides)]
        racy = map(self._seen.is_racy, (*read, *reading.looked.values()))
        if stamp and not any(racy):
            with suppress(ValueError):
                row = _row(reading, self._config.site.zone)
                return f"{joined(path, stamp, *row)}\n".encode()
        return b""

    def put(self, path: str, line: bytes) -> None:
        """Keep the `line` of the post at `path`."""
        self._lines.put(line)
        self._new.add(path)

    def keep(self) -> None:
        """Keep the rest of what the next build is to know."""
        if self.memory.found is None:
            return
        old = [path for path in self.memory.found.roots if path not in self._new]
        known = [reading.line for path in old if (reading := self.memory.known(path))]
        if not self._new and len(known) == self.kept:
            return
        rest = iter(known)
        while part := b"".join(islice(rest, _LINES)):
            self._lines.put(part)
        self._lines.finish(_foot(self._facts, self._lines.total))

    def drop(self) -> None:
        """Keep nothing more."""
        self._lines.drop()


@contextmanager
def kept(config: Config, seen: Seen | None) -> Iterator[Memory | None]:
    """What is known of the posts of the folder while a build runs.

    What it reads is kept for the next one. `seen` is the folder as it was before anything was read; None where nothing is to be known.
    """
    if seen is None:
        yield None
        return
    opened = _opened(config, seen)
    opened.memory.line, opened.memory.put = opened.line, opened.put
    try:
        yield opened.memory
        opened.keep()
    finally:
        opened.drop()


def _opened(config: Config, seen: Seen) -> _Cache:
    memory, kept, named = Memory(renders=False), 0, facts(config)
    with (
        suppress(OSError, ValueError, TypeError, LookupError),
        (config.folder / stamps.HOME / _FILE).open("rb") as lines,
    ):
        total, foot = 0, b""
        readings: dict[str, Reading] = {}
        made, same = _made(config.site.zone), _same(config.folder)
        while part := list(islice(lines, _LINES)):
            if part[-1].startswith(_FOOT):
                foot = part.pop()
            kept += len(part)
            text = b"".join(part)
            total = crc32(text, total)
            rows = map(parted, text.decode().split("\n")[:-1])
            good = [
                (line, row)
                for line, row in zip(part, rows, strict=True)
                if row[1] == _stamp(row[0], config.dialect, seen) and same(row[2])
            ]
            readings |= {one.post.path: one for one in made(good)}
        if foot == _foot(named, total):
            memory.learn(readings)
    return _Cache(
        memory=memory,
        kept=kept,
        _config=config,
        _facts=named,
        _seen=seen,
        _lines=_Lines(f"{config.folder}/{stamps.HOME}"),
    )


def _stamp(path: str, dialect: Dialect, seen: Seen) -> str:
    """What changes with the post at `path`, and with files beside it that say what it leaves out: these may be posts too.

    Nothing where one of them is no file.
    """
    stamps = seen.stamps
    if not (beside := [one for one in dialect.side_files(path) if one in stamps]):
        return stamps.get(path, "")
    read = [stamps.get(one, "") for one in (path, *beside)]
    return " ".join([*read, *beside]) if all(read) else ""


def _same(folder: Path) -> Callable[[str], bool]:
    """Whether there is in `folder` what there was where a post looked."""

    now = cache(partial(there, folder))

    def same(looked: str) -> bool:
        if not looked:
            return True
        parts = looked.split(_PART)
        return all(map(str.__eq__, map(now, parts[:-1:2]), parts[1::2]))

    return same


def _settled(value: Any) -> str:
    """`value` in words that are the same in every process: what is in a set has no order."""
    if is_dataclass(value):
        parts = [getattr(value, one.name) for one in fields(value) if one.compare]
        value = [type(value).__name__, *parts]
    if isinstance(value, re.Pattern):
        value = (value.pattern, value.flags)
    if isinstance(value, Mapping):
        value = [(key, value[key]) for key in value]
    if isinstance(value, AbstractSet):
        return f"{{{', '.join(sorted(map(_settled, value)))}}}"
    if isinstance(value, tuple | list):
        return f"({', '.join(map(_settled, value))})"
    return repr(value)


def facts(config: Config) -> str:
    """A short name of all that each reading depends on, beside the files that it was made of."""
    asked = config.site, config.dialect, config.roots, config.permalink
    return stamps.digest([stamps.program(), _settled(asked)])


def _foot(facts: str, total: int) -> bytes:
    """The last line: by what `facts` the posts were read, and the sum of the other lines."""
    return b"%b%b%08x\n" % (_FOOT, facts.encode(), total)


def _row(kept: Reading, zone: ZoneInfo) -> list[str]:
    """A reading as texts. Raises ValueError for what they cannot tell: a moment in a zone that is not the site's."""
    problems = tuple(map(row_of, kept.problems))
    looked = tuple(chain.from_iterable(kept.looked.items()))
    values = looked, kept.since, kept.until, problems, *_values(kept.post)
    return [
        one if type(one) is str else _typed(one, zone) if one else "" for one in values
    ]


def _typed(value: Any, zone: ZoneInfo) -> str:
    """A value that is there as text; in JSON if it is no text, number or moment, nor made of texts."""
    if isinstance(value, datetime):
        return _moment_typed(value, zone)
    if value is True:
        return _YES
    if isinstance(value, str | int):
        return str(value)
    if isinstance(value, tuple) and isinstance(value[0], str):
        return _parts_typed(value)
    return _json(value)


def _parts_typed(parts: tuple[str, ...]) -> str:
    if any(_PART in part for part in parts):
        raise ValueError(parts)
    return "".join(f"{part}{_PART}" for part in parts)


@lru_cache
def _json(value: Any) -> str:
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def _moment_typed(moment: datetime, zone: ZoneInfo) -> str:
    if moment.tzinfo is zone:
        typed = moment.replace(tzinfo=None, fold=0).isoformat()
        return f"{_LATER}{typed}" if moment.fold else typed
    if type(moment.tzinfo) is not timezone:
        raise ValueError(moment)
    return moment.isoformat()


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    return value


def _made(zone: ZoneInfo) -> Callable[[Sequence[_Row]], Iterable[Reading]]:
    """What makes readings of lines, in a folder of posts that are dated in `zone`; what is equal in them is one object.

    They are made field by field, not line by line, which takes half the time.

    It raises ValueError, TypeError or LookupError for what is no such line.
    """

    def typed(value: str) -> datetime | None:
        if not value:
            return None
        moment = datetime.fromisoformat(value.removeprefix(_LATER))
        if moment.tzinfo:
            return moment
        return moment.replace(tzinfo=zone, fold=value.startswith(_LATER))

    moment = cache(typed)
    read: Mapping[str, Callable[[str], Any]] = {
        **{name: cache(kind) for name, kind in _KINDS.items()},
        "published": typed,
        "updated": moment,
        "expires": moment,
    }
    problems_of = cache(_problems)

    def made(rows: Sequence[_Row]) -> Iterable[Reading]:
        if not rows:
            return ()
        lines, parts = zip(*rows, strict=True)
        paths, _, _, since, until, problems, *columns = zip(*parts, strict=True)
        values = [
            map(read[name], column) if name in read else column
            for name, column in zip(_NAMES, columns, strict=True)
        ]
        return map(
            Reading,
            map(post_of, zip(paths, *values, repeat(None))),
            map(problems_of, problems),
            map(datetime.fromisoformat, since),
            map(moment, until),
            repeat({}),
            lines,
        )

    return made


def _each(kind: Callable[..., Any]) -> Callable[[str], tuple[Any, ...]]:
    return lambda typed: tuple(kind(**one) for one in _listed(typed))


def _listed(typed: str) -> Iterable[Any]:
    return json.loads(typed) if typed else ()


def _image(typed: str) -> Image | None:
    return Image(**json.loads(typed)) if typed else None


def _episode(typed: str) -> Episode | None:
    if not typed:
        return None
    value = json.loads(typed)
    for name, kind in (("transcripts", Transcript), ("persons", Person)):
        value[name] = tuple(kind(**one) for one in value[name])
    return Episode(**value)


def _problems(typed: str) -> tuple[Problem, ...]:
    return tuple(map(problem_of, _listed(typed)))


_KINDS: Final[Mapping[str, Callable[[str], Any]]] = {
    "state": State,
    "line": lambda typed: int(typed or 0),
    "addressed": bool,
    "zoned": bool,
    "titled": bool,
    "authors": _each(Author),
    "tags": lambda typed: tuple(map(intern, typed.split(_PART)[:-1])),
    "image": _image,
    "enclosures": _each(Enclosure),
    "episode": _episode,
}
"""How the fields of a post that are no texts are read; those that are moments depend on a zone."""
