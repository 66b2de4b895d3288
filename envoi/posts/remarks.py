"""What is odd about one post -> the report, no more than a handful of each kind, so that a bad post cannot flood it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from envoi.problems import Level, Place, Problem, Report

SHOWN_AT_MOST: Final = 10
"""How many problems of one kind are named in one post; the rest are counted."""


@dataclass(slots=True)
class Remarks:
    """Warnings about the file at `path`. `close` says how many were not shown."""

    report: Report
    path: str
    counts: Counter[tuple[str, Level]] = field(default_factory=Counter)

    def say(
        self,
        code: str,
        message: str,
        hint: str,
        line: int | Callable[[], int],
        level: Level = Level.WARNING,
    ) -> None:
        """Keep a problem on `line`, which is only looked for if the problem is shown."""
        self.counts[code, level] += 1
        if self.counts[code, level] <= SHOWN_AT_MOST:
            self._add(
                code, message, hint, line if isinstance(line, int) else line(), level
            )

    def close(self) -> None:
        """Say how many there were of each kind that were not shown."""
        for (code, level), count in self.counts.items():
            if (more := count - SHOWN_AT_MOST) > 0:
                hint = "mend those that are named, then build again"
                self._add(code, f"and {more} more of this kind", hint, 0, level)

    def _add(self, code: str, message: str, hint: str, line: int, level: Level) -> None:
        place = Place(path=self.path, line=line)
        self.report.add(
            Problem(level=level, code=code, message=message, hint=hint, place=place)
        )
