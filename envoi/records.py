"""`.envoi/feeds` <-> Records: what feeds were published of, so that one of which nothing has changed stands as it is.

There is a line for each feed or archive, one for each post of which there is something to say, and one for what all of
them depend on. What does not fit or cannot be read is not used, and nothing in it is ever run.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from zlib import crc32

from envoi import stamps
from envoi.feeds import Sheet
from envoi.model import Catalogue, Feed, Post, Standing, values_of
from envoi.posts.memory import Told
from envoi.problems import Problem, problem_of, row_of
from envoi.spool import Waiting
from envoi.stamps import Seen, Stamp

_FILE: Final = "feeds"
_NOTHING: Final = Told()

LEAST: Final = 2
"""Feeds and archives from which on it is worth it to find out which of them stand."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """The files of a feed or an archive, what is wrong with it, and a short name `of` all that they were made of."""

    of: str
    files: tuple[Standing, ...]
    stamps: tuple[Stamp | None, ...]
    problems: tuple[Problem, ...]


@dataclass(kw_only=True, slots=True)
class Records:
    """What was published in `output`, of the folder as it is `seen`, by a build that was `asked` for something.

    `standing` are those of the feeds and archives that this build need not write, by stem; `problems` is what is wrong with the
    feeds of this build.
    """

    folder: Path | None = None
    output: Path = field(default_factory=Path)
    asked: str = ""
    seen: Seen | None = None
    standing: Mapping[str, Record] = field(default_factory=dict)
    problems: dict[str, Sequence[Problem]] = field(default_factory=dict)
    _sheets: Mapping[str, Sheet] = field(default_factory=dict)
    _posts: AbstractSet[str] = frozenset()
    _world: str = ""
    _text: bytes = b""
    _told: Mapping[str, Told] = field(default_factory=dict)

    def told(self, path: str) -> Told:
        """What was said of the post at `path` when it was rendered for what is standing."""
        return self._told.get(path, _NOTHING)

    def look(self, sheets: Mapping[str, Sheet], arranged: Catalogue) -> None:
        """Find out which of `sheets` are standing. That a file that is no post is too young to be told by its stamp lets none."""
        if self.seen is None or self.folder is None:
            return
        if len(sheets) < LEAST:
            return
        self._sheets = sheets
        self._posts = {post.path for post in arranged.posts}
        self._world = _world(self.seen, arranged, [self.asked, str(self.output)])
        with suppress(OSError, ValueError, TypeError, LookupError):
            text = (self.folder / stamps.HOME / _FILE).read_bytes()
            body, _, foot = text[:-1].rpartition(b"\n")
            if foot == _foot(self._world, body):
                records, self._told = _read(body)
                self._text = text
                names = _Names(self.seen, self._told)
                self.standing = {
                    stem: record
                    for stem, sheet in sheets.items()
                    if (record := records.get(stem))
                    and record.of == names.of(sheet)
                    and record.stamps == self._stamps(record.files)
                }

    def spared(self, shown: Iterable[Post], posts: Iterable[Post]) -> dict[str, Told]:
        """What is told of those of `posts` that are not `shown` anywhere but in what is standing, by path."""
        others = {post.path for post in shown}
        return {
            post.path: self.told(post.path) for post in posts if post.path not in others
        }

    def keep(self, waiting: Iterable[Waiting], told: Mapping[str, Told]) -> None:
        """Keep what was published, all of which was `waiting`, and what was `told` of posts."""
        if self.seen is None or self.folder is None or not self._sheets:
            return
        told = {**self._told, **told}
        names = _Names(self.seen, told)
        files = {
            one.path: Standing(
                path=one.path,
                media_type=one.media_type,
                digest=one.digest,
                size=one.size,
            )
            for one in waiting
        }
        shown = {post.path for one in self._sheets.values() for post in one.feed.posts}
        lines = [
            _line("post", path, list(map(row_of, said.problems)), sorted(said.others))
            for path, said in told.items()
            if path in shown and (said.problems or said.others)
        ]
        for stem, sheet in self._sheets.items():
            own = tuple(map(files.__getitem__, sheet.paths))
            problems = list(map(row_of, self.problems.get(stem, ())))
            rows = [(one.path, one.media_type, one.digest, one.size) for one in own]
            lines.append(
                _line("feed", stem, names.of(sheet), rows, self._stamps(own), problems)
            )
        body = b"\n".join(lines)
        text = b"%b\n%b\n" % (body, _foot(self._world, body))
        young = any(map(self.seen.is_racy, self.seen.stamps.keys() - self._posts))
        if text != self._text and not young:
            with suppress(OSError):
                stamps.write(f"{self.folder}/{stamps.HOME}", _FILE, text)

    def drop(self) -> None:
        """Forget what was published: it is not as it was."""
        if self.folder:
            with suppress(OSError):
                (self.folder / stamps.HOME / _FILE).unlink()

    def _stamps(self, files: Iterable[Standing]) -> tuple[Stamp | None, ...]:
        return tuple(stamps.stamp(f"{self.output}/{one.path}") for one in files)


class _Names:
    """Short names of all that feeds are made of, where it is `told` what their posts show of other files."""

    def __init__(self, seen: Seen, told: Mapping[str, Told]) -> None:
        self._seen = seen
        self._told = told
        self._known: dict[str, str] = {}

    def of(self, sheet: Sheet) -> str:
        """The name of all that the files of `sheet` are made of, but for what `_world` names."""
        return stamps.digest(
            [sheet.head, *(self._of(post, sheet.feed) for post in sheet.feed.posts)]
        )

    def _of(self, post: Post, feed: Feed) -> str:
        if post.path not in self._known:
            others = sorted(self._told.get(post.path, _NOTHING).others)
            shown = [(path, self._seen.stamps.get(path)) for path in others]
            elsewhere = [
                (other.language, other.url)
                for other in feed.translations.get(post.path, ())
            ]
            told = repr((values_of(post), elsewhere, shown))
            self._known[post.path] = stamps.digest([told])
        return self._known[post.path]


def _world(seen: Seen, arranged: Catalogue, asked: Iterable[str]) -> str:
    """A short name of what the text of any post may depend on: the program, what it was asked, all files that are no posts, which posts there are, and where."""
    posts = {post.path for post in arranged.posts}
    others = {path: seen.stamps[path] for path in seen.stamps.keys() - posts}
    places = (f"{path}\t{url}" for path, url in sorted(arranged.addresses.items()))
    return stamps.digest(
        [stamps.program(), *asked, stamps.digest_of(others), *sorted(posts), *places]
    )


def _line(*parts: object) -> bytes:
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()


def _foot(world: str, body: bytes) -> bytes:
    return _line("end", world, crc32(body))


def _read(body: bytes) -> tuple[dict[str, Record], dict[str, Told]]:
    """The records in `body`, and what is told of posts. Raises ValueError, TypeError or LookupError for what is no such text."""
    records, told = {}, {}
    for line in body.splitlines():
        kind, name, *parts = json.loads(line)
        if kind == "post":
            problems, others = parts
            told[name] = Told(problems=tuple(map(problem_of, problems)), others=others)
        else:
            of, files, seen, problems = parts
            records[name] = Record(
                of=of,
                files=tuple(
                    Standing(path=path, media_type=type, digest=digest, size=size)
                    for path, type, digest, size in files
                ),
                stamps=tuple(one and tuple(one) for one in seen),
                problems=tuple(map(problem_of, problems)),
            )
    return records, told
