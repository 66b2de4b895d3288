"""`.envoi/feeds` <-> Records: what feeds were published of, so that one of which nothing has changed stands as it is.

There is a line for each feed or archive, one for each post that they show, and one for what all of them depend on. What
does not fit or cannot be read is not used, and nothing in it is ever run.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
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
from envoi.posts.places import TEXT, Question
from envoi.problems import Problem, problem_of, row_of
from envoi.spool import Waiting
from envoi.stamps import Seen, Stamp

_FILE: Final = "feeds"

LEAST: Final = 2
"""Feeds and archives from which on it is worth it to find out which of them stand."""

Ask = Callable[[Question], str]
"""A question about posts and files -> its answer now."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """The files of a feed or an archive with their stamps, what is wrong with it, and a short name `of` all that they were made of."""

    of: str
    files: tuple[Standing, ...]
    stamps: tuple[Stamp, ...]
    problems: tuple[Problem, ...]


class _Still:
    """Tells of which posts the text is what it was, as far as it depends on other posts and files; these are all the `same`, or it has to be asked.

    Those whose text is shown are asked for in any case.
    """

    def __init__(self, told: Mapping[str, Told], ask: Ask, *, same: bool) -> None:
        self._told = told
        self._ask = ask
        self._same = same
        self._known: dict[str, bool] = {}

    def holds(self, post: Post) -> bool:
        if post.path not in self._known:
            told = self._told[post.path]
            as_it_was = self._same and not told.includes
            self._known[post.path] = as_it_was or self._answered(told.asked)
        return self._known[post.path]

    def _answered(self, asked: str) -> bool:
        return all(
            self._ask((kind, name)) == answer
            for kind, name, answer in json.loads(asked)
            if not self._same or kind == TEXT
        )


class _Names:
    """Short names of all that feeds are made of, but for what the texts of their posts ask of other ones."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def of(self, sheet: Sheet) -> str:
        """The name of what the files of `sheet` are made of."""
        feed = sheet.feed
        return stamps.digest(
            [sheet.head, *(self._of(post, feed) for post in feed.posts)]
        )

    def _of(self, post: Post, feed: Feed) -> str:
        if post.path not in self._known:
            elsewhere = [
                (other.language, other.url)
                for other in feed.translations.get(post.path, ())
            ]
            told = repr((values_of(post), elsewhere))
            self._known[post.path] = stamps.digest([told])
        return self._known[post.path]


@dataclass(kw_only=True, slots=True)
class Records:
    """What was published in `output`, of the `folder` as it is `seen`; `facts` is a short name of all else that texts are made by.

    `standing` are those of the feeds and archives that this build need not write, by stem; `problems` is what is wrong with the
    feeds of this build. Where nothing is `seen`, nothing stands.

    Of all that a text may ask about, `_world` is a short name: the files that are no posts (`_others`), which posts there are, and where.
    """

    folder: Path = field(default_factory=Path)
    output: Path = field(default_factory=Path)
    facts: str = ""
    seen: Seen | None = None
    standing: Mapping[str, Record] = field(default_factory=dict)
    problems: dict[str, Sequence[Problem]] = field(default_factory=dict)
    _sheets: Mapping[str, Sheet] = field(default_factory=dict)
    _told: Mapping[str, Told] = field(default_factory=dict)
    _others: AbstractSet[str] = frozenset()
    _program: str = ""
    _world: str = ""
    _text: bytes = b""
    _names: _Names = field(default_factory=_Names)

    def look(
        self,
        find: Callable[[], Mapping[str, Sheet]],
        asking: Callable[[], Ask],
        arranged: Catalogue,
    ) -> None:
        """Find out which of the sheets of this build, of the posts that are `arranged`, are standing."""
        if self.seen is None or len(sheets := find()) < LEAST:
            return
        self._sheets = sheets
        self._program = stamps.digest(
            [self.facts, str(self.output), stamps.digest_of(_templates(self.seen))]
        )
        posts = {post.path for post in arranged.posts}
        self._others = self.seen.stamps.keys() - posts
        others = {path: self.seen.stamps[path] for path in self._others}
        places = (f"{path}\t{url}" for path, url in sorted(arranged.addresses.items()))
        self._world = stamps.digest([stamps.digest_of(others), *sorted(posts), *places])
        with suppress(OSError, ValueError, TypeError, LookupError):
            text = (self.folder / stamps.HOME / _FILE).read_bytes()
            body, _, foot = text.removesuffix(b"\n").rpartition(b"\n")
            program, world, total = json.loads(foot)
            if (program, total) != (self._program, crc32(body)):
                return
            records, told = _read(body)
            still = _Still(told, asking(), same=world == self._world)
            self.standing = {
                stem: record
                for stem, sheet in sheets.items()
                if (record := records.get(stem))
                and record.of == self._names.of(sheet)
                and all(map(still.holds, sheet.feed.posts))
                and record.stamps == self._stamps(record.files)
            }
            self._told, self._text = told, text

    def told(self, path: str) -> Told:
        """What was said of the post at `path` when it was rendered for what is standing."""
        return self._told[path]

    def keep(self, waiting: Iterable[Waiting], told: Mapping[str, Told]) -> None:
        """Keep what was published, all of which was `waiting`, and what was `told` of posts."""
        if self.seen is None or not self._sheets:
            return
        known = {**self._told, **told}
        files = {one.of.path: one.of for one in waiting}
        posts = {post.path for one in self._sheets.values() for post in one.feed.posts}
        racy = any(map(self.seen.is_racy, _templates(self.seen).values()))
        if racy or not posts <= known.keys():
            return
        lines = [
            _line("post", path, list(map(row_of, known[path].problems)))
            + f"\t{known[path].asked}"
            for path in sorted(posts)
        ]
        for stem, sheet in self._sheets.items():
            rows = [
                (path, files[path].media_type, files[path].digest, files[path].size)
                for path in sheet.paths
            ]
            problems = list(map(row_of, self.problems.get(stem, ())))
            marks = list(map(self._stamp, sheet.paths))
            of = self._names.of(sheet)
            lines.append(_line("feed", stem, of, rows, marks, problems))
        body = "\n".join(lines).encode("utf-8", "surrogatepass")
        racy = any(self.seen.is_racy(self.seen.stamps[path]) for path in self._others)
        foot = _line(self._program, "" if racy else self._world, crc32(body))
        text = b"%b\n%b\n" % (body, foot.encode())
        if text != self._text:
            with suppress(OSError):
                stamps.write(f"{self.folder}/{stamps.HOME}", _FILE, text)

    def drop(self) -> None:
        """Forget what was published: it is not as it was."""
        if self.seen:
            with suppress(OSError):
                (self.folder / stamps.HOME / _FILE).unlink()

    def _stamps(self, files: Iterable[Standing]) -> tuple[Stamp, ...]:
        return tuple(self._stamp(one.path) for one in files)

    def _stamp(self, path: str) -> Stamp:
        return stamps.stamp(f"{self.output}/{path}")


def _templates(seen: Seen) -> stamps.Stamps:
    """The files with which the user shapes the texts of posts."""
    return {
        path: one
        for path, one in seen.stamps.items()
        if f"{path}/".startswith(stamps.TEMPLATES)
    }


def _line(*parts: object) -> str:
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))


def _read(body: bytes) -> tuple[dict[str, Record], dict[str, Told]]:
    """The records in `body`, and what is told of posts. Raises ValueError, TypeError or LookupError for what is no such text."""
    records, told = {}, {}
    for line in body.decode("utf-8", "surrogatepass").split("\n"):
        head, _, asked = line.partition("\t")
        kind, name, *parts = json.loads(head)
        if kind == "post":
            told[name] = Told(problems=tuple(map(problem_of, parts[0])), asked=asked)
        else:
            of, files, marks, problems = parts
            records[name] = Record(
                of=of,
                files=tuple(
                    Standing(path=path, media_type=type, digest=digest, size=size)
                    for path, type, digest, size in files
                ),
                stamps=tuple(marks),
                problems=tuple(map(problem_of, problems)),
            )
    return records, told
