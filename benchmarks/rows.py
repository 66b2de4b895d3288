"""What is to hold -> the rows of its table: each a figure, what it is set against, and whether it holds."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from benchmarks.bench import ENVOI, STAT, Bench
from benchmarks.measure import Job, Runs, in_turn, output, pairs

Times = Sequence[float]
TAGGED = 200
"""The tags of the folder whose tags have feeds."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One line: a figure, what it is set against, both ratios, what they must be and what is near the limit.

    `ratio` is that of the medians, `paired` the median of the ratios of neighbours; None where there is nothing to compare
    with. `holds` is None where nothing is judged.
    """

    figure: str
    ours: str
    against: str
    ratio: float | None = None
    paired: float | None = None
    must: str
    near: str
    holds: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Session:
    """One run of the benchmarks: its sizes, and what was measured already, for what several rows and tables show."""

    bench: Bench
    small: int = 1_000
    large: int = 10_000
    huge: int = 100_000
    known: dict[tuple[str, int], list[Runs | None]] = field(default_factory=dict)

    @property
    def quick(self) -> bool:
        """Whether folders are too small for most of what must hold."""
        return self.large == self.small

    def once(
        self, name: str, count: int, *make: Callable[[], Job] | None
    ) -> list[Runs | None]:
        """What the jobs that `make` gives took side by side on `count` posts; None for one that is not there."""
        if (name, count) not in self.known:
            jobs = [one() for one in make if one]
            took = iter(in_turn(jobs, self.bench.runs(count), warm=count < 100_000))
            self.known[name, count] = [next(took) if one else None for one in make]
        return self.known[name, count]

    def hugo(self, count: int, limit: int = 20) -> Callable[[], Job] | None:
        """Hugo on `count` posts, if it is there."""
        tool = self.bench.hugo
        return (lambda: self.bench.rival(tool, count, limit)) if tool.program else None

    def cold(self, count: int) -> list[Runs | None]:
        """Envoi and Hugo, both on a folder that they have never seen."""
        return self.once(
            "cold", count, lambda: self.bench.cold(count), self.hugo(count)
        )

    def warm(self, count: int) -> list[Runs | None]:
        """Envoi where nothing changed, bare Python that asks for the time of each file, and Hugo."""
        bench = self.bench
        return self.once(
            "warm",
            count,
            lambda: bench.warm(count),
            lambda: bench.floor(STAT, count),
            self.hugo(count),
        )

    def archives(self) -> list[Runs | None]:
        """Envoi with everything in archives, and Hugo with everything in its feed."""
        count = self.large
        return self.once(
            "archives",
            count,
            lambda: self.bench.cold(count, "archives = true"),
            self.hugo(count, 0),
        )


def seconds(value: float) -> str:
    """A time as a person reads it, from seconds."""
    return f"{value:.2f} s" if value >= 1 else f"{1000 * value:.0f} ms"


def megabytes(value: float) -> str:
    """Memory as a person reads it, from megabytes."""
    return f"{value:,.0f} MB"


def walls(took: Runs | None) -> Times | None:
    """The seconds by the wall of what was measured."""
    return took.walls if took else None


def peaks(took: Runs | None) -> Times | None:
    """The peaks of memory of what was measured."""
    return took.peaks if took else None


def by_ratio(
    figure: str,
    what: str,
    ours: Times | None,
    theirs: Times | None,
    must: float,
    near: str,
) -> Row:
    """A row that holds if the ratio of the medians, in seconds, is at most `must`."""
    assert ours
    ratio = median(ours) / median(theirs) if theirs else None
    return Row(
        figure=figure,
        ours=seconds(median(ours)),
        against=f"{what}, {seconds(median(theirs)) if theirs else 'not installed'}",
        ratio=ratio,
        paired=pairs(ours, theirs) if theirs else None,
        must=f"≤ {must:g} ×",
        near=near,
        holds=None if ratio is None else ratio <= must,
    )


def noted(figure: str, what: str, ours: Times | None, theirs: Times | None) -> Row:
    """A row that nothing is asked of, of seconds."""
    row = by_ratio(figure, what, ours, theirs, 0, "")
    return replace(row, must="", holds=None)


def by_size(
    figure: str,
    what: str,
    ours: Times | None,
    theirs: Times | None,
    must: float,
    near: float,
    show: Callable[[float], str],
) -> Row:
    """A row that holds if the median itself, in seconds or megabytes as `show` takes it, is at most `must`."""
    assert ours
    return Row(
        figure=figure,
        ours=show(median(ours)),
        against=f"{what}, {show(median(theirs)) if theirs else 'not installed'}",
        ratio=median(ours) / median(theirs) if theirs else None,
        paired=pairs(ours, theirs) if theirs else None,
        must=f"≤ {show(must)}",
        near=show(near),
        holds=median(ours) <= must,
    )


def cold_small(session: Session) -> list[Row]:
    """A folder of a thousand posts, never seen before."""
    return _cold(session, session.small, 0.9, "0.4 ×")


def cold_large(session: Session) -> list[Row]:
    """A folder of ten thousand posts, never seen before; in a quick run that would be `cold_small` again."""
    return [] if session.quick else _cold(session, session.large, 0.6, "0.3 ×")


def _cold(session: Session, count: int, must: float, near: str) -> list[Row]:
    ours, theirs = session.cold(count)
    figure = f"cold, {count:,} posts, feeds of 20 and letter"
    return [by_ratio(figure, "Hugo, one feed", walls(ours), walls(theirs), must, near)]


def archives(session: Session) -> list[Row]:
    """Every post in feeds, three times."""
    ours, theirs = session.archives()
    figure = f"cold, {session.large:,} posts, all in archives in three formats"
    return [
        by_ratio(
            figure, "Hugo, all in one RSS", walls(ours), walls(theirs), 0.8, "0.4 ×"
        )
    ]


def unchanged(session: Session) -> list[Row]:
    """Once more, with nothing to do."""
    ours, floor, theirs = session.warm(session.large)
    figure = f"nothing changed, {session.large:,} posts"
    return [
        by_ratio(figure, "Hugo", walls(ours), walls(theirs), 0.08, "0.035 ×"),
        by_ratio(figure, "start of Python, stat of all files", walls(ours), walls(floor), 2.5, "1.2 ×"),
    ]  # fmt: skip


def changed(session: Session) -> list[Row]:
    """Once more, with one post to do: one that changed, one that came."""
    count, bench, hugo = session.large, session.bench, session.hugo(session.large)
    ours, theirs = session.once("changed", count, lambda: bench.edited(count), hugo)
    figure = f"one post changed, {count:,} posts"
    rows = [by_ratio(figure, "Hugo", walls(ours), walls(theirs), 0.2, "0.07 ×")]
    ours, theirs = session.once("grown", count, lambda: bench.grown(count), hugo)
    figure = f"one post came, {count:,} posts"
    return [*rows, noted(figure, "Hugo", walls(ours), walls(theirs))]


def tags(session: Session) -> list[Row]:
    """Six hundred feeds beside three; and once more, with one post to do that a few of them show."""
    count, bench, feeds = session.small, session.bench, "tags = true"
    ours, theirs = session.once(
        "tags",
        count,
        lambda: bench.cold(count, feeds, TAGGED),
        lambda: bench.cold(count, tags=TAGGED),
    )
    [one] = session.once(
        "changed among tags", count, lambda: bench.edited(count, feeds, TAGGED)
    )
    figure = f"{count:,} posts, {TAGGED} tags in three formats"
    every, few = walls(ours), walls(one)
    return [
        by_ratio(figure, "without feeds of tags", every, walls(theirs), 2, "1.3 ×"),
        noted(f"one post changed, {figure}", "all of it anew", few, every),
    ]


def memory(session: Session) -> list[Row]:
    """The largest folder, and the same with what is kept of it for the next build."""
    count = session.huge
    ours, theirs = session.cold(count)
    [keeping] = session.once(
        "keeping", count, lambda: session.bench.cold(count, keeping=True)
    )
    figure = f"peak memory, {count:,} posts, feeds of 20"
    return [
        by_size(name, "Hugo", peaks(one), peaks(theirs), 300, 175, megabytes)
        for name, one in ((figure, ours), (f"{figure}, kept", keeping))
    ]


def memory_archives(session: Session) -> list[Row]:
    """The largest output."""
    ours, theirs = session.archives()
    figure = f"peak memory, {session.large:,} posts, archives"
    return [
        by_size(
            figure,
            "Hugo, all in one RSS",
            peaks(ours),
            peaks(theirs),
            250,
            50,
            megabytes,
        )
    ]


def help_text(session: Session) -> list[Row]:
    """What everybody sees first, in seconds of CPU."""
    jobs = [Job(name="Envoi", words=[*ENVOI, "--help"])]
    installed = [one for one in session.bench.rivals[:2] if one.program]
    for tool, word in zip(installed, ("version", "--help"), strict=False):
        jobs.append(
            Job(name=f"`{tool.name.lower()} {word}`", words=[tool.program, word])
        )
    took = in_turn(jobs, session.bench.runs(0))
    beside = zip(jobs[1:] or jobs[:0], took[1:], strict=True)
    rows = [
        by_size("`envoi --help`, CPU", job.name, took[0].cpus, one.cpus, 0.08, 0.06, seconds)
        for job, one in beside
    ]  # fmt: skip
    return rows or [
        by_size("`envoi --help`, CPU", "Hugo", took[0].cpus, None, 0.08, 0.06, seconds)
    ]


def letter(session: Session) -> list[Row]:
    """Letters as `letter.py` makes them, in a process of their own, so that it does not weigh on those that follow."""
    words = [
        sys.executable,
        "-m",
        "benchmarks.letter",
        f"--runs={session.bench.runs(0) + 4}",
    ]
    found = re.findall(r"^\| (a .+?) \| ([\d.]+) ms \|", output(words), re.MULTILINE)
    return [
        Row(
            figure=f"{what}, in process, CPU",
            ours=f"{float(took):.1f} ms",
            against="—",
            must="≤ 10 ms" if judged else "",
            near="3.5 ms" if judged else "",
            holds=float(took) <= 10 if judged else None,
        )
        for what, took in found
        for judged in ("10 posts" in what,)
    ]


ROWS: dict[str, Callable[[Session], list[Row]]] = {
    "cold-small": cold_small,
    "cold-large": cold_large,
    "archives": archives,
    "unchanged": unchanged,
    "changed": changed,
    "tags": tags,
    "memory": memory,
    "memory-archives": memory_archives,
    "help": help_text,
    "letter": letter,
}
"""The rows by the word that `--only` takes, in their order."""

SMALL = ("cold-small", "tags", "help", "letter")
"""Those whose folders are no smaller in a quick run, so that what must hold is judged then too."""
