"""A session -> the machine it ran on, and the tables below that of what must hold."""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Callable

from benchmarks import page
from benchmarks.bench import READ, STAT
from benchmarks.measure import Failed, Runs, in_turn, pairs
from benchmarks.rows import Session, megabytes, seconds
from envoi import __version__


def growth(session: Session) -> dict[str, dict[int, float]]:
    """Seconds by the wall against the number of posts."""
    counts = sorted({100, session.small, session.large, session.huge})
    series: dict[str, dict[int, float]] = {}
    for count in counts:
        try:
            ours, hugo = session.cold(count)
            warm = session.warm(count)[0]
        except Failed as failure:
            print(failure, file=sys.stderr)
            continue
        named = {"Envoi, cold": ours, "Envoi, unchanged": warm, "Hugo": hugo}
        for name, took in named.items():
            if took:
                series.setdefault(name, {})[count] = took.wall
        print(f"growth: {count:,} posts measured", file=sys.stderr, flush=True)
    return series


def grown(session: Session) -> str:
    """The table of that, and the plot."""
    series = growth(session)
    counts = next(iter(series.values()), {})
    rows = (
        [f"{count:,}", *(seconds(line[count]) for line in series.values())]
        for count in counts
    )
    words = page.alternative(series)
    return f"## How it grows\n\n![{words}](_static/benchmarks.svg)\n\n" + page.table(
        ["posts", *series], rows
    )


def rivals(session: Session) -> str:
    """The table of all rivals on the smaller folder, each in turn with Envoi, which makes three feeds and the letter."""
    count, bench = session.small, session.bench
    rows = []
    for tool in bench.rivals:
        if not tool.program:
            rows.append([tool.name, "not installed", *"—" * 4])
            continue
        jobs = [bench.cold(count), bench.rival(tool, count)]
        try:
            ours, theirs = in_turn(jobs, min(5, bench.runs(count)))
        except Failed as failure:
            print(failure, file=sys.stderr)
            rows.append([tool.name, "failed", *"—" * 4])
            continue
        ratios = (
            pairs(ours.walls, theirs.walls),
            pairs(ours.cpus, theirs.cpus),
        )
        rows.append(
            [
                f"{tool.name} {tool.told()}",
                *usage(theirs),
                *(f"{ratio:.2f} ×" for ratio in ratios),
            ]
        )
        print(" | ".join(rows[-1]), file=sys.stderr, flush=True)
    heads = ["tool", "wall", "CPU", "peak memory", "Envoi takes, wall", "CPU"]
    return (
        f"## Others\n\n{count:,} posts, cold, a feed of the newest 20, each in turn with Envoi, which makes three such feeds and the letter:\n\n"
        + page.table(heads, rows)
    )


def floors(session: Session) -> str:
    """The table of what no program of Python can be faster than."""
    bench, count = session.bench, session.large
    codes = {
        "start of Python": "pass",
        "and stat of all files": STAT,
        "and read all files": READ,
    }
    took = in_turn(
        [bench.floor(code, count) for code in codes.values()], bench.runs(count)
    )
    rows = (
        [name, seconds(one.wall), seconds(one.cpu)]
        for name, one in zip(codes, took, strict=True)
    )
    return f"## The floor\n\n{count:,} posts:\n\n" + page.table(
        ["what", "wall", "CPU"], rows
    )


def usage(took: Runs) -> list[str]:
    """Wall, CPU and memory as cells."""
    return [seconds(took.wall), seconds(took.cpu), megabytes(took.peak)]


def machine(session: Session) -> str:
    """What was measured, when and on what."""
    bench = session.bench
    found = " and ".join(
        f"{one.name} {one.told()}" for one in bench.rivals if one.program
    )
    sort = (
        "A quick run, whose folders are too small to judge most of what must hold"
        if session.quick
        else "A full run"
    )
    return (
        f"{sort}, on {time.strftime('%Y-%m-%d', time.gmtime())}: {os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}, "
        f"Envoi {__version__}{f', {found}' if found else ''}; load {os.getloadavg()[0]:.1f} at the end.\n"
    )  # fmt: skip


TABLES: dict[str, Callable[[Session], str]] = {
    "growth": grown,
    "rivals": rivals,
    "floors": floors,
}
"""The tables by the word that `--only` takes, in their order."""
