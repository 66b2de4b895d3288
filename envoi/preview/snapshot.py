"""What a folder came to at one moment: what a build would publish, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from envoi.build import Made, Outcome, Request
from envoi.problems import Level, Problem


@dataclass(frozen=True, kw_only=True, slots=True)
class Snapshot:
    """One look at a folder.

    `number` counts the looks. `made` and `outcome` are those of the newest look without an error, or, where there
    was none yet, of this one as far as it came; None where nothing can be shown. `problems` are those of this look,
    and `findings` what a check says of what was made (None: it was not judged yet). `stale` says that something
    keeps this look from being shown, and that `made` is an older one.
    """

    number: int
    request: Request
    target: Path
    made: Made | None = None
    outcome: Outcome | None = None
    problems: tuple[Problem, ...] = ()
    findings: tuple[Problem, ...] | None = None
    stale: bool = False

    @property
    def now(self) -> datetime:
        """The clock of this look."""
        return self.request.now

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What keeps the folder from being published."""
        return tuple(one for one in self.problems if one.level is Level.ERROR)

    def judged(self, findings: tuple[Problem, ...]) -> Snapshot:
        """The same look, after a check found `findings`."""
        return replace(self, findings=findings)
