"""`envoi.lock` -> Ledger: what was published under which id, and back."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeVar

from envoi.exchange import replace_file
from envoi.frozen import maker
from envoi.problems import Exit, Place, Report, Stop
from envoi.tabbed import joined, parted

FILE_NAME: Final = "envoi.lock"
VERSION: Final = 1

_HEAD: Final = f"""\
envoi.lock {VERSION}
# Commit this file: by it readers are spared posts they know. After a merge conflict keep all lines of both sides.
"""
_MARKS: Final = re.compile(r"(<{7}|\|{7}|>{7})( |$)|={7}$")
"""What git writes between the sides of a conflict."""

_TIME: Final = r"\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):\d\d:\d\dZ"
_FIELD: Final = r"([^\t\\\r]*+)"
_AS_WRITTEN: Final = re.compile(
    rf"post\t{_FIELD}\t({_TIME})\t({_TIME})\t{_FIELD}\t{_FIELD}\t{_FIELD}(\tgone)?",
    re.ASCII,
)
"""A line on a post that would be written as it is read: with nothing to escape, and whole seconds."""
_Fact = TypeVar("_Fact")
_READ_ONLY: Final = {errno.EACCES, errno.EPERM, errno.EROFS}


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """A post that was published, as it was when it last was.

    `first` is when it came out first; no two posts have the same. `updated` is the latest change that readers were
    told of. `address` begins with `/` where it is below that of the site, else it is absolute. `gone` says that there
    is no such post any more: its id is never used again. `line` is what was read of it, if Envoi would write it so.
    """

    id: str
    first: datetime
    updated: datetime
    address: str
    path: str
    fingerprint: str
    gone: bool = False
    line: str = field(init=False, default="", compare=False, repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedMark:
    """A feed that was published: the address of its stem when it first was, and the latest `updated` it has had.

    `about` says what its posts have in common, so that a feed keeps its place beside another one of a like name.
    """

    origin: str
    updated: datetime
    about: str = ""


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class IssueMark:
    """An issue that went out: its date, language and subject, the `key` of its Message-ID, and whether it was one post."""

    date: datetime
    language: str
    subject: str
    key: str
    single: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Ledger:
    """All that `envoi.lock` tells.

    `posts` by id; `feeds` by stem; `archives` are, by the stem of the feed, the `first` of the entry that each archive
    begins with, from the first archive on. `issues` by name; `sent` is, by the id of a post and the name of the issue
    that it went out in, its fingerprint then. `began` is, by language (`""`: all of them), the `first` of the last post
    that was there when the newsletter began: what came out until then waits for no issue. `waits` are the ids of posts
    that came out until then and wait all the same, since the first issue put them off.
    """

    posts: Mapping[str, Known] = field(default_factory=dict)
    feeds: Mapping[str, FeedMark] = field(default_factory=dict)
    archives: Mapping[str, tuple[datetime, ...]] = field(default_factory=dict)
    issues: Mapping[str, IssueMark] = field(default_factory=dict)
    sent: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    began: Mapping[str, datetime] = field(default_factory=dict)
    waits: frozenset[str] = frozenset()

    def without(self, id: str) -> Ledger:
        """The same once the post with that `id` is gone."""
        gone = replace(self.posts[id], gone=True)
        return replace(self, posts={**self.posts, id: gone})

    def with_moved(self, places: Mapping[str, str]) -> Ledger:
        """The same once the feeds at the stems that `places` names are where it says; what is known there comes first."""
        feeds, archives = _moved(self.feeds, places), _moved(self.archives, places)
        return replace(self, feeds=feeds, archives=archives)

    def with_feeds(
        self,
        marks: Mapping[str, FeedMark],
        archives: Mapping[str, tuple[datetime, ...]],
    ) -> Ledger:
        """The same once feeds with these `marks` and `archives` were published; a known feed keeps its origin."""
        feeds = dict(self.feeds)
        for stem, mark in marks.items():
            old = feeds.get(stem, mark)
            latest = max(old.updated, mark.updated)
            feeds[stem] = replace(mark, origin=old.origin, updated=latest)
        return replace(self, feeds=feeds, archives={**self.archives, **archives})

    def with_issue(
        self,
        name: str,
        mark: IssueMark,
        posts: Mapping[str, str],
        began: Mapping[str, datetime],
        waits: Iterable[str] = (),
    ) -> Ledger:
        """The same once the issue `name` went out with `posts`, their fingerprints by id, and put those with the ids `waits` off.

        What is known `began` already.
        """
        sent = {id: {**self.sent.get(id, {}), name: said} for id, said in posts.items()}
        return replace(
            self,
            issues={**self.issues, name: mark},
            sent={**self.sent, **sent},
            began={**began, **self.began},
            waits=self.waits.union(waits),
        )


def load(folder: Path) -> Ledger:
    """What the `envoi.lock` of `folder` tells; nothing where there is none.

    Each line is a fact, and two lines on the same thing are one fact: so both sides of a merge may stay, with the
    marks that git puts between them. Raises Stop for what cannot be read.
    """
    place = Place(path=FILE_NAME)
    try:
        return parse((folder / FILE_NAME).read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        return Ledger()
    except UnicodeDecodeError as error:
        hint = "take the file back from your version control"
        raise Stop("ledger", "is not UTF-8 text", hint, place=place) from error
    except OSError as error:
        raise Stop(
            "ledger",
            f"cannot be read: {error.strerror}",
            "check what it is and its permissions",
            exit=Exit.ENVIRONMENT,
            place=place,
        ) from error


def parse(text: str) -> Ledger:
    """What the `text` of an `envoi.lock` tells. Raises Stop for a line that is none."""
    posts: dict[str, Known] = {}
    feeds: dict[str, FeedMark] = {}
    archives: dict[str, dict[int, datetime]] = {}
    issues: dict[str, IssueMark] = {}
    sent: dict[str, dict[str, str]] = {}
    began: dict[str, datetime] = {}
    waits: set[str] = set()
    versioned = False
    for number, line in enumerate(text.split("\n"), 1):
        line = line.removesuffix("\r")
        as_written = _AS_WRITTEN.fullmatch(line) if versioned else None
        if as_written is None:
            if not line.strip() or line.startswith("#") or _MARKS.match(line):
                continue
            if line.startswith("envoi.lock ") or not versioned:
                _check_version(line, number)
                versioned = True
                continue
        try:
            kind, *fields = parted(line) if as_written is None else ("post",)
            if kind == "post":
                post = _known(as_written) if as_written else _post(fields)
                known = posts.get(post.id)
                posts[post.id] = _merged(known, post) if known else post
            elif kind == "feed":
                stem, mark = _feed(fields)
                feeds[stem] = merged_mark(feeds.get(stem, mark), mark)
            elif kind == "archive":
                stem, numbered, first = fields
                begun = archives.setdefault(stem, {})
                moment = _moment(first)
                begun[int(numbered)] = min(begun.get(int(numbered), moment), moment)
            elif kind == "issue":
                name, mark_of_it = _issue(fields)
                issues[name] = min(issues.get(name, mark_of_it), mark_of_it)
            elif kind == "sent":
                name, id, said = fields
                in_issues = sent.setdefault(id, {})
                in_issues[name] = max(in_issues.get(name, said), said)
            elif kind == "newsletter":
                language, since = fields
                moment = _moment(since)
                began[language] = min(began.get(language, moment), moment)
            elif kind == "waits":
                (id,) = fields
                waits.add(id)
            else:
                raise ValueError(kind)
        except (ValueError, KeyError) as error:
            raise Stop(
                "ledger",
                "the line is none that Envoi wrote",
                "take it back from your version control, or take it out",
                place=Place(path=FILE_NAME, line=number),
            ) from error
    return Ledger(
        posts=posts,
        feeds=feeds,
        archives={
            stem: tuple(begun[number] for number in sorted(begun))
            for stem, begun in archives.items()
        },
        issues=issues,
        sent=sent,
        began=began,
        waits=frozenset(waits),
    )


def content_of(ledger: Ledger) -> bytes:
    """The `envoi.lock` that tells what `ledger` holds: the same for the same facts. UTF-8 sorts as characters do."""
    return "\n".join((_HEAD.rstrip("\n"), *sorted(_lines(ledger)), "")).encode()


def save(
    ledger: Ledger, folder: Path, report: Report, *, needed: bool = False
) -> bool | None:
    """Write the `envoi.lock` of `folder`, whole or not at all, and only if it tells something new; whether it did.

    A folder that nobody may write to is a warning in `report`, and None, unless the file is `needed`. Raises Stop for
    all else that the system refuses.
    """
    file = Path(os.path.realpath(folder / FILE_NAME))
    content = content_of(ledger)
    try:
        old = file.read_bytes() if file.is_file() else b""
        if content == (old or _HEAD.encode()):
            return False
        # a name that no build reads
        replace_file(file, content, file.with_name(f".envoi-lock-{os.getpid()}"))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        if error.errno in _READ_ONLY and not needed:
            report.warn(
                "ledger-unwritten",
                f"cannot be written: {reason}; the ids of new posts are not kept",
                "build once where it can be, and commit it",
                Place(path=FILE_NAME),
            )
            return None
        raise Stop(
            "ledger",
            f"cannot be written: {reason}; the output is new",
            "put that right, and do the same again",
            exit=Exit.ENVIRONMENT,
            place=Place(path=FILE_NAME),
        ) from error
    return True


def merged_mark(one: FeedMark, other: FeedMark) -> FeedMark:
    """What two lines tell of one feed, in whatever order."""
    return FeedMark(
        origin=min(one.origin, other.origin),
        updated=max(one.updated, other.updated),
        about=min(one.about, other.about),
    )


def _moved(known: Mapping[str, _Fact], places: Mapping[str, str]) -> dict[str, _Fact]:
    """What is `known` by stem, by the stems that `places` has instead of them."""
    kept = {stem: fact for stem, fact in known.items() if stem not in places}
    for old, new in places.items():
        if old in known:
            kept.setdefault(new, known[old])
    return kept


def _merged(one: Known, other: Known) -> Known:
    """What two lines tell of one post, in whatever order."""
    late = max(
        one,
        other,
        key=lambda post: (post.updated, post.address, post.path, post.fingerprint),
    )
    return Known(
        id=one.id,
        first=min(one.first, other.first),
        updated=late.updated,
        address=late.address,
        path=late.path,
        fingerprint=late.fingerprint,
        gone=one.gone and other.gone,
    )


def _check_version(line: str, number: int) -> None:
    if line == _HEAD.split("\n")[0]:
        return
    place = Place(path=FILE_NAME, line=number)
    if re.fullmatch(r"envoi\.lock \d+", line):
        message = f"is of another version than this Envoi knows, which is {VERSION}"
        raise Stop("ledger", message, "build with a newer Envoi", place=place)
    hint = "take the file back from your version control"
    message = f"does not begin with envoi.lock {VERSION}"
    raise Stop("ledger", message, hint, place=place)


_known_of: Final = maker(Known)


def _post(fields: list[str]) -> Known:
    id, first, updated, address, path, fingerprint, *rest = fields
    if rest not in ([], ["gone"]):
        raise ValueError(rest)
    moments = _moment(first), _moment(updated)
    return _known_of((id, *moments, address, path, fingerprint, bool(rest), ""))


def _known(found: re.Match[str]) -> Known:
    """What a line tells that is as Envoi writes it. Raises ValueError for a day that is none."""
    id, first, updated, address, path, fingerprint, gone = found.groups()
    moments = datetime.fromisoformat(first), datetime.fromisoformat(updated)
    line = found.string
    return _known_of((id, *moments, address, path, fingerprint, bool(gone), line))


def _feed(fields: list[str]) -> tuple[str, FeedMark]:
    stem, origin, updated, about = fields
    return stem, FeedMark(origin=origin, updated=_moment(updated), about=about)


def _issue(fields: list[str]) -> tuple[str, IssueMark]:
    name, date, language, key, subject, *rest = fields
    if rest not in ([], ["single"]):
        raise ValueError(rest)
    return name, IssueMark(
        date=_moment(date),
        language=language,
        subject=subject,
        key=key,
        single=bool(rest),
    )


def _lines(ledger: Ledger) -> Iterator[str]:
    for post in ledger.posts.values():
        moments = (post.first, post.updated)
        place = (post.address, post.path, post.fingerprint)
        gone = ("gone",) if post.gone else ()
        yield post.line or joined("post", post.id, *map(_typed, moments), *place, *gone)
    for stem, mark in ledger.feeds.items():
        yield joined("feed", stem, mark.origin, _typed(mark.updated), mark.about)
    for stem, firsts in ledger.archives.items():
        for number, first in enumerate(firsts, 1):
            yield joined("archive", stem, f"{number:04}", _typed(first))
    for name, issue in ledger.issues.items():
        single = ("single",) if issue.single else ()
        said = (issue.language, issue.key, issue.subject)
        yield joined("issue", name, _typed(issue.date), *said, *single)
    for id, issues in ledger.sent.items():
        for name, fingerprint in issues.items():
            yield joined("sent", name, id, fingerprint)
    for language, since in ledger.began.items():
        yield joined("newsletter", language, _typed(since))
    for id in ledger.waits:
        yield joined("waits", id)


def _moment(typed: str) -> datetime:
    if not typed.endswith("Z"):
        raise ValueError(typed)
    return datetime.fromisoformat(typed)


def _typed(moment: datetime) -> str:
    return f"{moment.astimezone(UTC).isoformat().removesuffix('+00:00')}Z"
