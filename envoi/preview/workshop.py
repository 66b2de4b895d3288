"""A folder, and what changed in it -> the next Snapshot. Remembers what it read and rendered; writes nothing."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Container, Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path, PurePath
from typing import Final

from envoi import build, config, feeds, output, posts
from envoi.config import Config
from envoi.ledger import FILE_NAME as LEDGER
from envoi.outcome import Request
from envoi.plan import FOLDER as ISSUES
from envoi.posts.memory import Memory
from envoi.press import TEMPLATES
from envoi.preview.snapshot import Snapshot
from envoi.problems import Exit, Level, Problem, Report, Stop

_NO_SOURCES: Final = frozenset({"__pycache__", "_site", "node_modules"})
"""Folders in which programs write all the time, and nobody posts."""

_SCRATCH: Final = re.compile(
    r"~$|^#.*#$|^4913$|\.(?:sw[a-z]|tmp|bak|part|crdownload)$|___jb_(?:tmp|old)___$|\.sb-[0-9a-f]+-\w+$"
)
"""What vim, Emacs, JetBrains, TextEdit and browsers put beside a file while they write it."""


class Workshop:
    """Looks at one folder again and again. One thread at a time."""

    def __init__(self, wanted: Request, clock: Callable[[], datetime]) -> None:
        self._wanted = wanted
        self._clock = clock
        self._memory = Memory()
        self._came: set[str] = set()
        self._is_good = False
        self._settings: tuple[Config, tuple[Problem, ...]] | None = None
        self._last = Snapshot(
            number=0, request=wanted, target=build.target_of(wanted), stale=True
        )

    @property
    def last(self) -> Snapshot:
        """The newest look; number 0 if there was none."""
        return self._last

    @property
    def memory(self) -> Memory:
        """What is remembered of the folder."""
        return self._memory

    def changed(self, paths: Iterable[Path], came: Iterable[Path] = ()) -> bool:
        """Something happened to the files at `paths`, some of which `came`; whether a look is due.

        What lies outside the folder is one more thing that a post may depend on, and so is whatever in it is no post.
        """
        due, new = False, set(came)
        files = {file: self._inside(file) for file in {*new, *paths}}
        known = {path for path in files.values() if self._memory.knows(path)}
        for file, path in files.items():
            if self._is_of_output(file):
                due |= self._is_published(file)
                continue
            if path in known:
                self._memory.forget([path], listing=not file.is_file())
            elif _is_passing(path) or _left_nothing(file, new):
                continue
            elif path.startswith(f"{TEMPLATES}/"):
                self._memory.forget_renderings()
            elif path == LEDGER:
                self._memory.ledger = None
            elif self._is_plan(path):
                pass
            elif path and file in new:
                self._came.add(path)
            else:
                self._memory.forget_all()
                self._settings = None
            due = True
        return due

    def look(self) -> Snapshot:
        """What the folder comes to now. The last good state stays where this look is none.

        Raises Stop where the first look cannot be taken for reasons that lie outside the folder's files.
        """
        request = replace(self._wanted, now=self._clock())
        report = Report()
        made = outcome = None
        try:
            settings = self._configured(report)
            made, outcome = build.make(request, settings, report, memory=self._memory)
        except Stop as stop:
            outside = stop.exit is Exit.ENVIRONMENT or stop.problem.code == "no-folder"
            if outside and not self._last.number:
                raise
            report.add(stop.problem)
        wrong = any(_is_wrong(one) for one in report)
        bad = made is None or (wrong and self._is_good)
        keeps = bad and self._last.made is not None
        self._is_good = self._is_good if keeps else not (bad or wrong)
        self._last = Snapshot(
            number=self._last.number + 1,
            request=request,
            target=self._last.target,
            made=self._last.made if keeps else made,
            outcome=self._last.outcome if keeps else outcome,
            problems=tuple(report),
            stale=keeps,
            copies=self._memory.copies,
        )
        return self._last

    def _configured(self, report: Report) -> Config:
        """The settings, which are read again only where something changed that is no post. A folder without an address is shown all the same."""
        before = self._settings
        if before is None or self._came:
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
            came, self._came = self._came, set()
            if before and not self._are_posts(came, before[0], found):
                self._memory.forget_all()
        assert self._settings
        settings, problems = self._settings
        report.problems += problems
        return settings

    def _are_posts(self, came: set[str], before: Config, now: Config) -> bool:
        """Whether all that came are posts, and the folder is what it was `before` in the eyes of all others."""
        self._memory.found = found = posts.find(now, self._last.target)
        return now == before and came <= found.roots.keys()

    def _inside(self, file: Path) -> str:
        """The path of `file` relative to the folder, with `/`; empty if it is elsewhere."""
        for folder in _spellings(self._wanted.folder):
            if file.is_relative_to(folder):
                return file.relative_to(folder).as_posix()
        return ""

    def _is_plan(self, path: str) -> bool:
        """Whether `path` is where issues are written, and no posts are."""
        if not path.startswith(f"{ISSUES}/") or self._settings is None:
            return False
        roots = self._settings[0].roots
        return not any(PurePath(root).parts[:1] == (ISSUES,) for root in roots)

    def _is_of_output(self, file: Path) -> bool:
        """Whether `file` is the output folder, or in it."""
        return any(map(file.is_relative_to, _spellings(self._last.target)))

    def _is_published(self, file: Path) -> bool:
        """Whether what happened to `file`, which is of the output, is that a build published something."""
        target = self._last.target
        if file.name == output.MANIFEST or file in _spellings(target):
            return True
        try:
            owned = output.owned(target)
        except Stop:
            return False
        return file.name in owned and file.parent in _spellings(target)


def _spellings(path: Path) -> tuple[Path, Path]:
    """`path` from the root, as it was typed and without links: macOS tells of changes by the second."""
    return path.absolute(), Path(os.path.realpath(path))


def _left_nothing(file: Path, came: Container[Path]) -> bool:
    """Whether nothing is to be read at `file` that was not there before: it came and went, or is an old folder."""
    if file in came:
        return not os.path.lexists(file)
    return file.is_dir()


def _is_wrong(problem: Problem) -> bool:
    """Whether `problem` keeps a look from being shown. That no post is for readers yet does not: what will be can be seen."""
    return problem.level is Level.ERROR and problem.code != "no-posts"


def _is_passing(path: str) -> bool:
    """Whether `path` is hidden, or something that a program leaves while it works."""
    parts = PurePath(path).parts
    return bool(parts) and (
        any(part.startswith(".") or part in _NO_SOURCES for part in parts)
        or _SCRATCH.search(parts[-1]) is not None
    )
