"""A folder, and what changed in it -> the next Snapshot. Remembers what it read and rendered; writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path, PurePath

from envoi import build, config, feeds
from envoi.config import Config
from envoi.ledger import FILE_NAME as LEDGER
from envoi.plan import FOLDER as ISSUES
from envoi.posts.memory import Memory
from envoi.press import TEMPLATES
from envoi.preview.snapshot import Snapshot
from envoi.problems import Level, Problem, Report, Stop

_READ_EACH_TIME = (ISSUES, TEMPLATES)
"""Folders of which nothing is remembered."""


class Workshop:
    """Looks at one folder again and again. One thread at a time."""

    def __init__(self, wanted: build.Request, clock: Callable[[], datetime]) -> None:
        self._wanted = wanted
        self._clock = clock
        self._memory = Memory()
        self._settings: tuple[Config, tuple[Problem, ...]] | None = None
        self._last = Snapshot(
            number=0, request=wanted, target=build.target_of(wanted), stale=True
        )

    def changed(self, paths: Iterable[Path], listing: Iterable[Path] = ()) -> bool:
        """Something was written at `paths`, and files came to or went from `listing`; whether a look is due.

        What lies outside the folder is one more thing that a post may depend on.
        """
        due = False
        came = {self._inside(path) for path in listing}
        for path in {*came, *(self._inside(path) for path in paths)}:
            if self._is_own(path):
                continue
            due = True
            if path == LEDGER or path.split("/")[0] in _READ_EACH_TIME:
                continue
            if self._memory.knows(path):
                self._memory.forget([path], listing=path in came)
            else:
                self._memory.forget_all()
                self._settings = None
        return due

    def look(self) -> Snapshot:
        """What the folder comes to now. The last good state stays where this look is none."""
        request = replace(self._wanted, now=self._clock())
        report = Report()
        made = outcome = None
        try:
            settings = self._configured(report)
            made, outcome = build.make(request, settings, report, memory=self._memory)
        except Stop as stop:
            report.add(stop.problem)
        bad = made is None or build.failed_in(report, strict=False)
        keeps = bad and self._last.made is not None
        self._last = Snapshot(
            number=self._last.number + 1,
            request=request,
            target=self._last.target,
            made=self._last.made if keeps else made,
            outcome=self._last.outcome if keeps else outcome,
            problems=tuple(report),
            stale=keeps,
        )
        return self._last

    def _configured(self, report: Report) -> Config:
        """The settings, which are read again only where something changed that is no post. A folder without an address is shown all the same."""
        if self._settings is None:
            heard = Report()
            formats = tuple(feeds.FORMATS)
            wanted = self._wanted
            try:
                found = config.load(
                    wanted.folder, heard, url=wanted.url, formats=formats
                )
            except Stop as stop:
                if stop.problem.code != "no-site-url":
                    raise
                found = config.load(wanted.folder, heard, formats=formats, lenient=True)
                heard.add(replace(stop.problem, level=Level.WARNING))
            self._settings = found, tuple(heard)
        settings, problems = self._settings
        report.problems += problems
        return settings

    def _inside(self, path: Path) -> str:
        """`path` relative to the folder, with `/`; empty if it is elsewhere."""
        folder = self._wanted.folder.absolute()
        return (
            path.relative_to(folder).as_posix() if path.is_relative_to(folder) else ""
        )

    def _is_own(self, path: str) -> bool:
        """Whether `path` is hidden, or of a build."""
        target = self._last.target.absolute()
        file = self._wanted.folder.absolute() / path
        return bool(path) and (
            any(part.startswith(".") for part in PurePath(path).parts)
            or file.is_relative_to(target)
        )
