"""`python -m benchmarks`: Envoi and its rivals, side by side -> tables on the screen, or in `docs/benchmarks.md` with its plot."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from benchmarks import page
from benchmarks.bench import Bench
from benchmarks.measure import ROOT, Failed
from benchmarks.rows import ROWS, SMALL, Row, Session
from benchmarks.tables import TABLES, growth, machine
from benchmarks.tools import Programs

PAGE = ROOT / "docs" / "benchmarks.md"
PLOT = ROOT / "docs" / "_static" / "benchmarks.svg"
NAMES = ("hugo", "pelican", "eleventy", "jekyll", "zola")


def arguments() -> argparse.Namespace:
    """What the words of the command line say."""
    words = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    words.add_argument(
        "--quick",
        action="store_true",
        help="no more than 1,000 posts, and 3 runs of each",
    )
    words.add_argument(
        "--only",
        action="append",
        choices=[*ROWS, *TABLES],
        metavar="ROW",
        help=f"one of {', '.join([*ROWS, *TABLES])}; may be repeated",
    )
    words.add_argument(
        "--write",
        action="store_true",
        help="write docs/benchmarks.md and its plot, which takes all rows",
    )
    words.add_argument(
        "--scratch",
        type=Path,
        metavar="DIR",
        help="keep the folders of posts here, and use them again (2 GB, and twice that while it runs)",
    )
    words.add_argument("--seed", type=int, default=1, help="other posts")
    for name in NAMES:
        words.add_argument(
            f"--{name}", metavar="PATH", help="its program, if not on PATH"
        )
    asked = words.parse_args()
    if asked.write and asked.only:
        words.error("--write takes all rows, so not --only")
    return asked


def main() -> None:
    """Measure what was asked for, and show or write it."""
    asked = arguments()
    with scratch(asked.scratch) as folder:
        paths = {name: path for name in NAMES if (path := vars(asked)[name])}
        bench = Bench(
            scratch=folder,
            programs=Programs(paths=paths),
            seed=asked.seed,
            runs=(lambda _: 3) if asked.quick else runs,
        )
        session = (
            Session(bench=bench, large=1_000, huge=1_000)
            if asked.quick
            else Session(bench=bench)
        )
        wanted = asked.only or [*ROWS, *TABLES]
        rows = [row for name in ROWS if name in wanted for row in tried(name, session)]
        told = [machine(session), page.musts(rows)] if rows else []
        told += [TABLES[name](session) for name in TABLES if name in wanted]
        series = growth(session) if asked.write else {}
        shutil.rmtree(bench.gone, ignore_errors=True)
    if series:
        PLOT.write_text(page.plot(series), encoding="utf-8")
        page.publish(PAGE, "\n".join(told))
    print("\n" + "\n".join(told))


@contextmanager
def scratch(kept: Path | None) -> Iterator[Path]:
    """A folder for all that is made: one that stays, or one that does not."""
    if kept:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="envoi-benchmarks-") as folder:
        yield Path(folder).resolve()


def runs(count: int) -> int:
    """How many runs a figure is the median of, on a folder of `count` posts."""
    return 9 if count <= 1_000 else 5 if count <= 10_000 else 2


def tried(name: str, session: Session) -> list[Row]:
    """The rows called `name`, told as they come; one that fails says so and does not end the rest."""
    try:
        rows = ROWS[name](session)
    except Failed as failure:
        print(failure, file=sys.stderr)
        rows = [Row(figure=name, ours="failed", against="—", must="", near="")]
    if session.quick and name not in SMALL:
        rows = [replace(row, holds=None) for row in rows]
    for row in rows:
        print(" | ".join(page.cells(row)), file=sys.stderr, flush=True)
    return rows


if __name__ == "__main__":
    main()
