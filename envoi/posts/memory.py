"""What was read and rendered before -> the same again, as long as nothing that it was made of has changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from envoi.ledger import Ledger
from envoi.model import Artifact, Post, State
from envoi.posts.places import TEXT
from envoi.problems import Problem, Report
from envoi.stamps import Stamp

_encoded: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """The posts that were found in a folder: the root of each by its path, the other files, and what was wrong."""

    roots: Mapping[str, str]
    skipped: Sequence[str]
    problems: Sequence[Problem]


class Reading(NamedTuple):
    """What a file said when it was read, and what was wrong with it; it says the same from `since` until `until`.

    `looked` are the paths of other files that it speaks of, with what was there. `line` is how an earlier build kept it.
    """

    post: Post
    problems: Sequence[Problem]
    since: datetime
    until: datetime | None
    looked: Mapping[str, Stamp] = MappingProxyType({})
    line: bytes = b""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rendering:
    """What became of `post` when it was rendered, and what was wrong with it; None if it cannot be. `asked` is what it `asked` of posts and files (see `Places`)."""

    post: Post
    rendered: Post | None
    problems: Sequence[Problem]
    asked: Mapping[tuple[str, str], str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What is to be said of a post whenever its text is published: what is wrong with it. `asked` is what the text depends on, in JSON: kinds, names and answers."""

    problems: Sequence[Problem]
    asked: str

    @property
    def includes(self) -> bool:
        """Whether it shows the text of another file."""
        return f'["{TEXT}",' in self.asked


def told_of(one: Rendering) -> Told:
    """What is to be said of the post that was rendered."""
    asked = [[*question, answer] for question, answer in one.asked.items()]
    return Told(problems=one.problems, asked=_encoded(asked))


@dataclass(frozen=True, kw_only=True, slots=True)
class Writing:
    """The files that were written of something, and what was wrong with it."""

    of: object
    artifacts: Sequence[Artifact]
    problems: Sequence[Problem]


@dataclass(kw_only=True, slots=True)
class Memory:
    """What one process knows of a folder from earlier runs. Whoever keeps it says what changed, by `forget`.

    `copies` are smaller pictures that were made for letters, by paths that tell what they are made of; `pictures` is what
    letters know of those of the folder; `ledger` is what `envoi.lock` tells. Where readings are kept elsewhere, `line` is what makes of one the
    line that is kept (nothing: none), in whichever process has read it, and `put` what takes that line of the post at a path.
    """

    found: Found | None = None
    ledger: Ledger | None = None
    renders: bool = True
    line: Callable[[Reading], bytes] = lambda _: b""
    put: Callable[[str, bytes], None] | None = None
    copies: dict[str, Artifact] = field(default_factory=dict)
    pictures: dict[str, Any] = field(default_factory=dict)
    _readings: dict[str, Reading] = field(default_factory=dict)
    _renderings: dict[str, Rendering] = field(default_factory=dict)
    _writings: dict[str, Writing] = field(default_factory=dict)
    _addresses: Mapping[str, str] = field(default_factory=dict)

    def forget(self, paths: Iterable[str], *, listing: bool) -> None:
        """The files at `paths` changed; `listing` says that some came or went."""
        gone = set(paths)
        for path in gone:
            self._readings.pop(path, None)
        for path, kept in list(self._renderings.items()):
            shown = {name for kind, name in kept.asked if kind == TEXT}
            if path in gone or not gone.isdisjoint(shown):
                del self._renderings[path]
        if listing:
            self.found = None

    def forget_all(self) -> None:
        """Something changed on which any post may depend: the configuration, a picture, a file that is included."""
        self.found = None
        self.pictures.clear()
        self._readings.clear()
        self.forget_renderings()

    def forget_renderings(self) -> None:
        """Something changed of which texts of posts, or letters, may be made, and nothing else: a template."""
        self._renderings.clear()
        self._writings.clear()

    def knows(self, path: str) -> bool:
        """Whether there is a post at `path`."""
        return self.found is not None and path in self.found.roots

    def known(self, path: str) -> Reading | None:
        """What is remembered of the file at `path`, at whatever time it says so."""
        return self._readings.get(path)

    def learn(self, readings: Mapping[str, Reading]) -> None:
        """Remember what was read elsewhere, by path."""
        self._readings |= readings

    def reading(self, path: str, now: datetime) -> Reading | None:
        """What the file at `path` says at `now`; None if it has to be read."""
        kept = self._readings.get(path)
        if kept and kept.since <= now and (kept.until is None or now < kept.until):
            return kept
        return None

    def to_keep(
        self,
        post: Post,
        problems: Sequence[Problem],
        looked: Mapping[str, Stamp],
        now: datetime,
    ) -> Reading | bytes | None:
        """What `keep_reading` is to be given of `post` as it was read at `now`, which `looked` for other files.

        None for one that cannot be read, or where a date in it that is still to come may soon be past.
        """
        if post.state in (State.BROKEN, State.FUTURE):
            return None
        if any(one.code == "date" for one in problems):
            return None
        reading = Reading(
            post=post,
            problems=tuple(problems),
            since=now,
            until=post.expires if post.expires and post.expires > now else None,
            looked=looked,
        )
        return self.line(reading) if self.put else reading

    def keep_reading(self, path: str, kept: Reading | bytes | None) -> None:
        """Remember the post at `path` as it was read."""
        if isinstance(kept, Reading):
            self._readings[path] = kept
        elif kept and self.put:
            self.put(path, kept)

    def settle(self, addresses: Mapping[str, str]) -> None:
        """Texts are rendered for posts at `addresses`, to which they may link; those made for other ones are forgotten."""
        if self.renders and addresses != self._addresses:
            self._renderings.clear()
            self._addresses = dict(addresses)

    def rendering(self, post: Post) -> Rendering | None:
        """What became of `post`; None if it has to be rendered."""
        kept = self._renderings.get(post.path)
        return kept if kept and kept.post == post else None

    def keep_rendering(self, made: Rendering) -> None:
        """Remember what was `made`, where that is wanted."""
        if self.renders:
            self._renderings[made.post.path] = made

    def written(
        self,
        name: str,
        of: object,
        write: Callable[[Report], Iterable[Artifact]],
        report: Report,
    ) -> Sequence[Artifact]:
        """The files called `name`: those of before, where they were written of something equal, else what `write` makes."""
        kept = self._writings.get(name)
        if kept is None or kept.of != of:
            heard = Report()
            made = tuple(write(heard))
            kept = Writing(of=of, artifacts=made, problems=heard.problems)
            self._writings[name] = kept
        report.problems += kept.problems
        return kept.artifacts
