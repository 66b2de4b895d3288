"""Report and outcome -> what a terminal shows; with the commands the only file that knows click."""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO
from unicodedata import combining, east_asian_width

import click

from envoi.problems import Exit, Level, Problem, Report

if TYPE_CHECKING:
    from envoi.check import Outcome as Checked
    from envoi.explain import Row
    from envoi.outcome import Outcome
    from envoi.output import Published
    from envoi.ping import Outcome as Pinged

SHOWN_OF_A_KIND = 3
"""How many notices and warnings of one code are shown one by one; errors are all shown."""

SCREEN = 100
"""Columns of a terminal in which `--explain` has room."""

FILES_SHOWN = 24
"""How many files are shown one by one; of more, folders are shown as one."""

_LOCK = "commit it: by it readers are spared posts they know"

_COLOURS = {Level.ERROR: "red", Level.WARNING: "yellow", Level.NOTICE: "cyan"}


@contextmanager
def heard() -> Iterator[None]:
    """Whoever reads the report may go early (`| head`): that is no problem of the work done."""
    try:
        yield
    except BrokenPipeError:
        silence(sys.stdout, sys.stderr)


def silence(*streams: TextIO) -> None:
    """Python would complain once more when it closes a stream that failed."""
    for stream in streams:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def progress(silent: bool) -> Callable[[str, Sequence[str]], Iterable[str]]:
    """Shows how far some work is, if it is long and someone watches."""

    def shown(label: str, items: Sequence[str]) -> Iterable[str]:
        if silent or len(items) < 500 or not sys.stderr.isatty():
            yield from items
            return
        with click.progressbar(
            items, label=label, file=sys.stderr, update_min_steps=50
        ) as bar:
            yield from bar

    return shown


def waiting() -> None:
    """Say that another build has to end first."""
    click.echo("Another build of this output is running; waiting for it …", err=True)


def show(
    problems: Sequence[Problem],
    quiet: bool,
    folder: Path = Path(),
    *,
    more: str = "; --json has all",
) -> None:
    """Print `problems`, errors last, where a terminal shows them. Paths are put below `folder`, as it was typed.

    `more` says where those are that are only counted.
    """
    from envoi.addresses import is_web

    seen: Counter[str] = Counter()
    order = [Level.NOTICE, Level.WARNING, Level.ERROR]
    for problem in sorted(problems, key=lambda problem: order.index(problem.level)):
        if quiet and problem.level is Level.NOTICE:
            continue
        seen[problem.code] += problem.level is not Level.ERROR
        if seen[problem.code] > SHOWN_OF_A_KIND and problem.level is not Level.ERROR:
            continue
        where = ""
        if place := problem.place:
            below = place.path if is_web(place.path) else str(folder / place.path)
            where = printable(f"{replace(place, path=below)}: ")
        level = click.style(
            f"{problem.level}[{problem.code}]", fg=_COLOURS[problem.level]
        )
        click.echo(f"{where}{level}: {printable(problem.message)}", err=True)
        if problem.hint:
            click.echo(f"  {printable(problem.hint)}", err=True)
    for code, count in seen.items():
        if (left := count - SHOWN_OF_A_KIND) > 0:
            click.echo(f"… and {left} more [{code}]{more}", err=True)


def printable(text: str) -> str:
    """`text` without what would steer a terminal: file names and titles may hold anything."""
    return re.sub(
        r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]",
        lambda found: ascii(found[0])[1:-1],
        text,
    )


def conclude(
    report: Report,
    outcome: Outcome | None,
    code: Exit,
    quiet: bool,
    target: Path,
    folder: Path,
) -> None:
    """Print what was published below `target` and what was not, and why nothing was; and of the lock in `folder`."""
    from envoi.ledger import FILE_NAME as LOCK
    from envoi.model import State

    levels = report.count()
    counts = tally_of(report)
    tally = f"{counts}. " if counts else ""
    if outcome is None or not outcome.published:
        if outcome is None and code is Exit.ENVIRONMENT:
            return  # the error itself says what became of the output
        state = "is as it was" if target.exists() else "was not made"
        name = printable(str(target))
        click.echo(f"{tally}Nothing was published; {name} {state}.", err=True)
        if outcome and code is Exit.PROBLEMS and outcome.states[State.PUBLISHED]:
            hint = (
                "mend this, or publish the good posts with --keep-going"
                if levels[Level.ERROR]
                else "mend this, or publish without --strict"
            )
            click.echo(f"  {hint}", err=True)
        return
    if quiet:
        return
    show_files(outcome.published, target)
    for path, paths in _condensed(outcome.removed):
        many = f"  ({len(paths):,} files)" if path.endswith("/") else ""
        click.echo(f"  removed  {printable(f'{target}/{path}')}{many}")
    if outcome.lock is not None:
        mark, why = ("wrote", f"  ({_LOCK})") if outcome.lock else ("kept", "")
        click.echo(f"  {mark:5}  {printable(str(folder / LOCK))}{why}")
    held = ", ".join(
        f"{count} {state}"
        for state, count in sorted(outcome.states.items())
        if state is not State.PUBLISHED
    )
    posts = outcome.states[State.PUBLISHED]
    changed = sum(done.changed for done in outcome.published)
    click.echo(
        f"{tally}Published {posts} post{'s' if posts != 1 else ''}"
        f"{' all the same' if code is Exit.PROBLEMS else ''}"
        f"{f' (not: {held})' if held else ''}; "
        f"{changed} of {len(outcome.published)} files changed."
    )


def show_files(published: Sequence[Published], target: Path) -> None:
    """Print what was published below `target`, and whether it was written."""
    for path, group in _grouped(published):
        mark = "wrote" if any(done.changed for done in group) else "kept"
        total = size(sum(done.bytes for done in group))
        files = f"{len(group):,} files, " if path.endswith("/") else ""
        click.echo(f"  {mark:5}  {printable(f'{target}/{path}')}  ({files}{total})")


def _grouped(
    published: Sequence[Published],
) -> Iterator[tuple[str, list[Published]]]:
    """What was published by path, as it is shown."""
    found = {done.path: done for done in published}
    for path, paths in _condensed(tuple(found)):
        yield path, [found[one] for one in paths]


def _condensed(paths: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """`paths` in their order; where they are too many for a screen, folders below the first as one."""
    groups: dict[str, list[str]] = {}
    for path in paths:
        folders = path.split("/")[:-1]
        many = len(paths) > FILES_SHOWN and len(folders) > 1
        shown = f"{'/'.join(folders[:2])}/" if many else path
        groups.setdefault(shown, []).append(path)
    yield from groups.items()


def size(count: int) -> str:
    """So many bytes, in words."""
    return f"{count:,} bytes" if count < 10_000 else f"{count / 1000:,.0f} kB"


def conclude_check(
    report: Report, outcome: Checked | None, code: Exit, quiet: bool
) -> None:
    """Print what was judged, and how much was found."""
    counts = tally_of(report)
    if outcome is None or code is Exit.NOTHING:
        click.echo("Nothing was judged.", err=True)
    elif counts or not quiet:
        parts = (
            counted(outcome.feeds, "feed"),
            counted(outcome.entries, "entry", "entries"),
            counted(outcome.letters, "letter"),
        )
        judged = ", ".join(filter(None, parts))
        click.echo(f"Judged {judged}: {counts or 'nothing is wrong'}.")


def conclude_ping(outcome: Pinged, dry: bool) -> None:
    """Print of what feeds the hubs were told, and how many did not change."""
    told, unchanged = outcome.told, outcome.unchanged
    if dry:
        for hub, address in outcome.news:
            click.echo(f"  would tell {printable(hub)}  {printable(address)}")
    else:
        for address in told:
            click.echo(f"  told  {printable(address)}")
    same = f"{counted(unchanged, 'feed')} did not change" if unchanged else ""
    count = f"{len(told)} told"
    if dry and told:
        count = f"nobody was told; {len(told)} would be"
    said = "; ".join(filter(None, [same, count if told else ""]))
    if said:
        click.echo(f"{said[0].upper()}{said[1:]}.")


def counted(count: int, one: str, more: str = "") -> str:
    """`3 feeds`; nothing for none."""
    return f"{count:,} {one if count == 1 else more or f'{one}s'}" if count else ""


def show_rows(report: Report, rows: Sequence[Row]) -> None:
    """Print what was found on one screen: the finding, who says so, and the key that says otherwise."""
    found = [
        (printable(row.what), printable(row.says), printable(row.file), row.key)
        for row in rows
    ]
    what, file, key = (max(_width(line[part]) for line in found) for part in (0, 2, 3))
    room = max(SCREEN - what - file - key - 6, 30)
    says = min(room, max(_width(line[1]) for line in found))
    for line in found:
        # who names no file, or nothing at all, has that column to itself
        wide = says if line[2] else says + 2 + file if line[3] else SCREEN - what - 2
        parts = [_fit(line[0], what), _fit(line[1], wide), line[3]]
        if line[2]:
            parts.insert(2, _fit(line[2], file))
        click.echo("  ".join(parts).rstrip())
    broken = [problem for problem in report if problem.code == "configuration"]
    show(broken, quiet=False)
    click.echo(
        'Nothing was written. To have another value, write its key in envoi.toml: [site] title = "…"'
    )
    if problems := tally_of(report):
        click.echo(
            f"{problems}, and no text of a post looked at; envoi build does, and names all."
        )


def _width(text: str) -> int:
    """The columns that `text` takes in a terminal."""
    return sum(
        1 + (east_asian_width(char) in "WF") for char in text if not combining(char)
    )


def _fit(text: str, width: int) -> str:
    """`text` in exactly `width` columns, cut if it is longer."""
    text = text[: width + 1] if len(text) > width else text
    if _width(text) > width:
        while _width(text) >= width:
            text = text[:-1]
        text += "…"
    return text + " " * (width - _width(text))


def tally_of(report: Report) -> str:
    """How many errors and warnings there are: `1 error, 2 warnings`; nothing if there is none."""
    levels = report.count()
    return ", ".join(
        f"{levels[level]} {level}{'s' if levels[level] > 1 else ''}"
        for level in (Level.ERROR, Level.WARNING)
        if levels[level]
    )


def conclude_import(
    written: Sequence[str],
    kept: Sequence[str],
    passed_over: Mapping[str, int],
    folder: Path,
) -> None:
    """Print what became of an export: how many files are new, what is not among them, and what is next."""
    import shlex

    others = ", ".join(f"{count} {kind}" for kind, count in passed_over.items())
    click.echo(
        f"Wrote {len(written)} file{'' if len(written) == 1 else 's'}"
        f"{f', kept {len(kept)}' if kept else ''}."
        f"{printable(f' Passed over: {others}.') if others else ''}"
    )
    where = "" if folder == Path() else f" {shlex.quote(str(folder))}"
    click.echo(printable(f"next: envoi build{where}"))
