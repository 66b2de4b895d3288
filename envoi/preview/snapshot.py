"""What a folder came to at one moment: what a build would publish, and what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from envoi.model import Artifact
from envoi.outcome import Made, Outcome, Request
from envoi.problems import Level, Problem

_Made = TypeVar("_Made")


@dataclass(frozen=True, kw_only=True, slots=True)
class Snapshot:
    """One look at a folder.

    `number` counts the looks. `made` and `outcome` are those of the newest look without an error, or, where there
    was none yet, of this one as far as it came; None where nothing can be shown. `problems` are those of this look,
    and `findings` what a check says of what was made (None: it was not judged yet). `stale` says that something
    keeps this look from being shown, and that `made` is an older one. `copies` are smaller pictures that letters show, of
    this look and of earlier ones, by their paths; whoever makes one adds it.
    """

    number: int
    request: Request
    target: Path
    made: Made | None = None
    outcome: Outcome | None = None
    problems: tuple[Problem, ...] = ()
    findings: tuple[Problem, ...] | None = None
    stale: bool = False
    copies: dict[str, Artifact] = field(default_factory=dict, repr=False, compare=False)
    _kept: dict[object, Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, name: object, make: Callable[[], _Made]) -> _Made:
        """What `make` makes of this look, under a `name` of its own; it is made when it is first asked for."""
        if name not in self._kept:
            self._kept[name] = make()
        found: _Made = self._kept[name]
        return found

    @property
    def now(self) -> datetime:
        """The clock of this look."""
        return self.request.now

    @property
    def wrong(self) -> tuple[Problem, ...]:
        """All that is wrong, as far as it was judged: `problems`, then `findings`."""
        return (*self.problems, *(self.findings or ()))

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What keeps the folder from being published."""
        return tuple(one for one in self.problems if one.level is Level.ERROR)

    def wrong_in(self, path: str) -> Iterator[Problem]:
        """What is wrong in the file at `path`."""
        return (one for one in self.wrong if one.place and one.place.path == path)

    def judged(self, findings: tuple[Problem, ...]) -> Snapshot:
        """The same look, after a check found `findings`."""
        return replace(self, findings=findings)
