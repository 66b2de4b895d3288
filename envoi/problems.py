"""What can be wrong with the input, where it is, and what to write instead.

A `Problem` is a value: stages gather them in a `Report` and go on with the rest.
`Stop` is the one exception, for what cannot go on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any


class Level(StrEnum):
    """How much a problem weighs."""

    ERROR = "error"
    """Nothing is published, unless the user asks to go on without the post."""
    WARNING = "warning"
    """Something was changed, left out or assumed; `--strict` makes it an error."""
    NOTICE = "notice"
    """Good to know; never fails a build."""


class Exit(IntEnum):
    """The exit codes of the command line."""

    PUBLISHED = 0
    PROBLEMS = 1
    USAGE = 2
    NOTHING = 3
    ENVIRONMENT = 4


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Place:
    """Where in the input: a path relative to the folder, and a line counted from 1 (0: the whole file)."""

    path: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One finding: a stable `code`, what is wrong in a sentence, and what to write instead in another."""

    level: Level
    code: str
    message: str
    hint: str = ""
    place: Place | None = None

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.level}[{self.code}]: {self.message}"


def row_of(problem: Problem) -> tuple[str | int, ...]:
    """What `problem_of` makes `problem` of again."""
    place = problem.place
    of = (problem.level, problem.code, problem.message, problem.hint)
    return (*of, place.path, place.line) if place else of


def problem_of(row: Sequence[Any]) -> Problem:
    """The problem that `row` was made of. Raises ValueError or TypeError for what is no such row."""
    level, code, message, hint, *place = row
    return Problem(
        level=Level(level),
        code=code,
        message=message,
        hint=hint,
        place=Place(path=place[0], line=place[1]) if place else None,
    )


class Stop(Exception):
    """The one exception: the work cannot go on.

    Carries a `problem` to show and the `exit` code that fits it.
    """

    def __init__(
        self,
        code: str,
        message: str,
        hint: str = "",
        *,
        exit: Exit = Exit.USAGE,
        place: Place | None = None,
    ) -> None:
        super().__init__(message)
        self.exit = exit
        self.problem = Problem(
            level=Level.ERROR, code=code, message=message, hint=hint, place=place
        )


@dataclass(slots=True)
class Report:
    """The problems of one run, in the order they were found; the one thing that stages add to."""

    problems: list[Problem] = field(default_factory=list)

    def add(self, problem: Problem) -> None:
        """Keep `problem`."""
        self.problems.append(problem)

    def error(
        self, code: str, message: str, hint: str = "", place: Place | None = None
    ) -> None:
        """Keep an error."""
        self.add(
            Problem(
                level=Level.ERROR, code=code, message=message, hint=hint, place=place
            )
        )

    def warn(
        self, code: str, message: str, hint: str = "", place: Place | None = None
    ) -> None:
        """Keep a warning."""
        self.add(
            Problem(
                level=Level.WARNING, code=code, message=message, hint=hint, place=place
            )
        )

    def notice(
        self, code: str, message: str, hint: str = "", place: Place | None = None
    ) -> None:
        """Keep a notice."""
        self.add(
            Problem(
                level=Level.NOTICE, code=code, message=message, hint=hint, place=place
            )
        )

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.problems)

    def count(self) -> Counter[Level]:
        """How many problems there are of each level."""
        return Counter(problem.level for problem in self.problems)
