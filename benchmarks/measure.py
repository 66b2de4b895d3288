"""Commands -> how long they take and how much memory they need, side by side: one run of each in turn, and again.

Whole processes are measured, as the kernel accounts for them. The speed of a machine drifts, and other work disturbs it;
both touch neighbours alike, so that ratios of what ran in turn hold where seconds do not.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes in which the kernel counts the peak of memory (getrusage)."""


def nothing() -> None:
    """What has to be done before most runs, and after them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """A command, the folder it runs in, what has to be done before each run and after all, and what is wrong with what it wrote ("" if nothing)."""

    name: str
    words: Sequence[str]
    place: Path = ROOT
    before: Callable[[], None] = nothing
    after: Callable[[], None] = nothing
    fault: Callable[[], str] = str


@dataclass(frozen=True, kw_only=True, slots=True)
class Runs:
    """What several runs of one command took: seconds by the wall, seconds of CPU, megabytes at the peak (largest process)."""

    walls: tuple[float, ...]
    cpus: tuple[float, ...]
    peaks: tuple[float, ...]

    @property
    def wall(self) -> float:
        """The median of the seconds by the wall."""
        return median(self.walls)

    @property
    def cpu(self) -> float:
        """The median of the seconds of CPU."""
        return median(self.cpus)

    @property
    def peak(self) -> float:
        """The median of the peaks, in megabytes."""
        return median(self.peaks)


class Failed(Exception):
    """A command ended badly, or did another job than it was to do."""


def output(words: Sequence[str]) -> str:
    """What a command prints that is run once and not measured. Raises `Failed` with the last line of what it complains of."""
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stderr.splitlines() or ["nothing said"]
        raise Failed(f"{' '.join(words)}: exit code {done.returncode}, {said[-1]}")
    return done.stdout


def in_turn(jobs: Sequence[Job], runs: int, *, warm: bool = True) -> list[Runs]:
    """Run each of `jobs`, and again, `runs` times (once more before, which does not count, if `warm`)."""
    taken: list[list[tuple[float, float, float]]] = [[] for _ in jobs]
    try:
        for number in range(-warm, runs):
            for job, times in zip(jobs, taken, strict=True):
                once = _run(job)
                if number >= 0:
                    times.append(once)
    finally:
        for job in jobs:
            job.after()
    return [
        Runs(walls=walls, cpus=cpus, peaks=peaks)
        for walls, cpus, peaks in (zip(*times, strict=True) for times in taken)
    ]


def pairs(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of the ratios, each of two runs that were neighbours."""
    return median(a / b for a, b in zip(ours, theirs, strict=True))


def _run(job: Job) -> tuple[float, float, float]:
    job.before()
    begun = time.perf_counter()
    child = subprocess.Popen(
        job.words,
        cwd=job.place,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(child.pid, 0)
    wall = time.perf_counter() - begun
    child.returncode = os.waitstatus_to_exitcode(status)
    wrong = f"exit code {child.returncode}" if child.returncode else job.fault()
    if wrong:
        raise Failed(f"{job.name}: {wrong} ({' '.join(job.words)})")
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss * UNIT / 1e6
