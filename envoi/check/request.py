"""What to judge, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from envoi.problems import Exit, Level, Report


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """What to judge, as it was typed, and `now`, the clock.

    `url` is the address of the site, if it is not that of the configuration. `processes` is how many may share the
    reading of many posts.
    """

    target: str
    now: datetime
    output: Path | None = None
    url: str = ""
    strict: bool = False
    processes: int = 1

    def exit(self, report: Report) -> Exit:
        """How a check ends that found what is in `report`."""
        levels = report.count()
        failed = levels[Level.ERROR] or (self.strict and levels[Level.WARNING])
        return Exit.PROBLEMS if failed else Exit.PUBLISHED


@dataclass(frozen=True, kw_only=True, slots=True)
class Hosts:
    """Who is asked when a letter is opened, and who once a reader follows its links."""

    loads: tuple[str, ...]
    links: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """How many feeds, entries in them and letters were judged, and the exit code. Findings are in the report.

    `hosts` are those of each letter, by its path.
    """

    feeds: int = 0
    entries: int = 0
    letters: int = 0
    hosts: Mapping[str, Hosts] = field(default_factory=dict)
    exit: Exit
