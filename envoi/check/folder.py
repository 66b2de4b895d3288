"""A folder that was built -> what is wrong with its feeds, its letters and the links of its posts."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Final

from envoi import config, feedfile, feeds, ledger, published
from envoi.addresses import below
from envoi.check import history, letters, rules
from envoi.check.letters.hosts import asked
from envoi.check.letters.letter import NAMES, Letter
from envoi.check.letters.theme import Theme
from envoi.check.podcast import is_podcast
from envoi.check.request import Hosts, Outcome, Request
from envoi.check.sources import Progress, Sources, read
from envoi.check.subject import Subject, outline
from envoi.check.telling import Telling
from envoi.config import Config
from envoi.model import Catalogue
from envoi.newsletter import stem
from envoi.output import EXPORT
from envoi.posts.memory import Memory
from envoi.problems import Exit, Place, Problem, Report, Stop

_EXPORT = f"{EXPORT}/"
_TEMPLATES: Final = "templates"
"""The folder of the user's themes, below that of the posts."""

_AS_IT_IS: Final = "it is out and stays as it is; the next letter can do better"

_ALONE: Final = tuple(rule for rule in rules.RULES if rule not in rules.LAST)


def folder(path: Path, request: Request, report: Report, progress: Progress) -> Outcome:
    """Judge all feeds and letters of the output, and all posts of the folder `path`."""
    settings = config.load(
        path,
        Report(),
        url=request.url,
        formats=tuple(feeds.FORMATS),
        lenient=True,
    )
    public = request.output or path / "public"

    def sources() -> Sources:
        found = read(settings, request.now, public, progress, request.processes)
        return Sources(settings, found)

    run = _Run(settings, request.now, public, report, sources)
    # a feed in all its formats, or a letter, is held at a time
    ours = (path for path in published.names(public) if not path.startswith(_EXPORT))
    for names in _groups(ours).values():
        run.judge({name: published.content(public / name) for name in names})
    if not (run.outlines or run.hosts or report.problems):
        report.error(
            "nothing-built",
            f"there is no feed and no letter in {public}",
            f"build them first: envoi build{'' if path == Path() else f' {path}'}",
        )
        return Outcome(exit=Exit.NOTHING)
    run.end()
    report.problems.sort(key=lambda problem: problem.place or Place(path=""))
    return Outcome(
        feeds=len(run.outlines),
        entries=sum(len(one.feed.entries) for one in run.outlines),
        letters=len(run.hosts),
        hosts=run.hosts,
        exit=request.exit(report),
    )


def made(
    files: Mapping[str, bytes],
    settings: Config,
    arranged: Catalogue,
    now: datetime,
    public: Path,
    *,
    wanted: Callable[[], bool] = lambda: True,
    links: bool = True,
    memory: Memory | None = None,
) -> tuple[Problem, ...] | None:
    """What is wrong with `files`, by their paths below `public`, which need not be there yet; None once it is not `wanted` any more.

    `arranged` are the posts that they were made from, of which `memory` may know what was rendered. `links` says that
    the links and pictures of all posts are looked at too.
    """
    report = Report()
    run = _Run(
        settings, now, public, report, lambda: Sources(settings, arranged, memory)
    )
    for names in _groups(files).values():
        if not wanted():
            return None
        run.judge({name: files[name] for name in names})
    for _ in run.steps(links=links):
        if not wanted():
            return None
    return tuple(sorted(report, key=lambda one: one.place or Place(path="")))


class _Run:
    """One check of a folder. `outlines` are of all feeds so far, `hosts` of all letters."""

    def __init__(
        self,
        settings: Config,
        now: datetime,
        public: Path,
        report: Report,
        sources: Callable[[], Sources],
    ) -> None:
        known = settings.site.url != config.UNKNOWN
        self.outlines: list[Subject] = []
        self.hosts: dict[str, Hosts] = {}
        self._site = settings.site.url if known else ""
        self._settings = settings
        self._now = now
        self._public = public
        self._report = report
        self._read = sources
        self._theme = Theme(settings.newsletter.theme, settings.folder / _TEMPLATES)

    @cached_property
    def _sources(self) -> Sources:
        return self._read()

    @cached_property
    def _out(self) -> Container[str]:
        """The folders of the issues that are out."""
        return {*map(stem, ledger.load(self._settings.folder).issues)}

    @cached_property
    def _telling(self) -> Telling:
        return Telling(self._report, self._sources)

    def judge(self, files: Mapping[str, bytes]) -> None:
        """The files of one folder of the output, by their paths."""
        found = {PurePosixPath(path).name: path for path in files}
        if found.keys() & {*NAMES}:
            self._letter({name: found[name] for name in NAMES if name in found}, files)
        subjects = [
            subject
            for path, data in files.items()
            if not path.endswith(NAMES)
            and feedfile.is_feed(data)
            and (subject := self._subject(path, data))
        ]
        for subject in subjects:
            for finding in rules.judged(subject, _ALONE):
                self._telling.of_feed(subject, finding)
        for rule in rules.BESIDE:
            for subject, finding in rule(subjects):
                self._telling.of_feed(subject, finding)
        self.outlines += [
            outline(subject, podcast=is_podcast(subject.feed)) for subject in subjects
        ]

    def end(self) -> None:
        """What can be told only once all feeds were read, and what is wrong with the posts."""
        for _ in self.steps(links=True):
            pass

    def steps(self, *, links: bool) -> Iterator[None]:
        """The `end`, step by step; the last ones, one a post, only with `links`."""
        addresses = {
            one.address: one.feed.format for one in self.outlines if one.address
        }
        older = {history.older(one) for one in self.outlines} - {""}
        known = [
            replace(one, published=addresses, archive=one.address in older)
            for one in self.outlines
        ]
        for subject in known:
            for finding in rules.judged(subject, rules.LAST):
                self._telling.of_feed(subject, finding)
            yield
        for rule in rules.ACROSS:
            for subject, finding in rule(known):
                self._telling.of_feed(subject, finding)
        for found in self._sources.links() if links else ():
            for problem in found:
                self._report.add(problem)
            yield

    def _subject(self, path: str, data: bytes) -> Subject | None:
        name = self._shown(path)
        try:
            feed = feedfile.read(data, name)
        except Stop as stop:
            self._report.add(stop.problem)
            return None
        return Subject(
            name=name,
            data=data,
            feed=feed,
            now=self._now,
            address=below(self._site, path) if self._site else "",
            site=self._site,
            path=path,
        )

    def _letter(self, paths: Mapping[str, str], files: Mapping[str, bytes]) -> None:
        newsletter = self._settings.newsletter
        html, text, mail = (files.get(paths.get(name, "")) for name in NAMES)
        letter = Letter(
            html=html,
            text=text,
            mail=mail,
            site=self._site,
            # who never spoke of a newsletter is not asked who sends it
            settings=newsletter.of(_language(html)) if newsletter.given else None,
            out=str(PurePosixPath(next(iter(paths.values()))).parent) in self._out,
            posts=self._sources.addresses,
            source=self._sources.text,
        )
        for name, finding in letters.judged(letter):
            if letter.out and "anew" in finding.hint:
                finding = replace(finding, hint=_AS_IT_IS)
            self._telling.of_letter(
                self._shown(paths[name]), letter, self._theme, finding
            )
        first = self._shown(next(iter(paths.values())))
        self.hosts[first] = asked(letter)

    def _shown(self, path: str) -> str:
        return published.shown(self._public / path, self._settings.folder)


def _language(html: bytes | None) -> str:
    """The language that a letter says it is in."""
    found = re.search(rb'<html[^>]* lang="([\w-]+)"', html or b"")
    return found[1].decode() if found else ""


def _groups(paths: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """`paths` by the folder that they are in."""
    groups: dict[str, list[str]] = {}
    for path in paths:
        groups.setdefault(str(PurePosixPath(path).parent), []).append(path)
    return groups
