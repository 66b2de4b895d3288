"""What commands share: their options, the clock, and how they end; the only file that knows the clock."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn, Protocol, TypeVar

import click

from envoi import console
from envoi.problems import Exit, Report, Stop

MANY = 4
"""Processes that still help: what the others made is taken over by one."""


class _Ended(Protocol):
    """What a command comes to."""

    @property
    def exit(self) -> Exit: ...


_Result = TypeVar("_Result", bound=_Ended)


def _instant(typed: str) -> datetime:
    """The instant of --now; in UTC where it names no zone."""
    try:
        moment = datetime.fromisoformat(typed)
        zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return zoned.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise click.BadParameter(
            f'cannot read "{typed}"; write 2026-11-30T09:00:00Z'
        ) from error


OUTPUT = click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="DIR",
    help="Where to publish.  [default: public/ below FOLDER]",
)  # fmt: skip
BUILT = click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="DIR",
    help="Where it was published.  [default: public/ below the folder]",
)  # fmt: skip
URL = click.option(
    "--url", default="", metavar="URL", help="Address of the site; wins over site.url."
)
NOW = click.option(
    "--now", type=_instant, metavar="INSTANT",
    help="As of this moment, like 2026-11-30T09:00:00Z.",
)  # fmt: skip
HOME = click.option(
    "--folder", type=click.Path(path_type=Path), default=".",
    help="The folder of envoi.toml.  [default: this folder]",
)  # fmt: skip
ISSUE = click.option(
    "--issue", default="", metavar="NAME",
    help="Which letter: next, an issue that is out, or that of one post, by its slug.  "
    "[default: next, or where nothing waits the newest issue]",
)  # fmt: skip
PAGES = click.option(
    "--built", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="DIR",
    help="Take the text of posts from the pages that your generator built here.",
)  # fmt: skip
STRICT = click.option("--strict", is_flag=True, help="Treat warnings as errors.")
JSON = click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Report as one JSON object on standard output.",
)
QUIET = click.option(
    "-q", "--quiet", is_flag=True, help="Say nothing but errors and warnings."
)


def ended(work: Callable[[], _Result], report: Report) -> tuple[_Result | None, Exit]:
    """What `work` comes to, and its exit code; a Stop is the last problem in `report`."""
    try:
        with faults():
            outcome = work()
        return outcome, outcome.exit
    except Stop as stop:
        report.add(stop.problem)
        return None, stop.exit


def leave(tell: Callable[[], None], code: Exit) -> NoReturn:
    """Show the report, and end."""
    try:
        with console.heard():
            tell()
    except OSError as error:
        console.silence(sys.stdout)
        click.echo(f"The report cannot be written: {error.strerror}", err=True)
        code = Exit.ENVIRONMENT
    sys.exit(code)


@contextmanager
def faults() -> Iterator[None]:
    """What nobody thought of -> Stop; ENVOI_DEBUG shows where it happened."""
    try:
        yield
    except (Stop, click.ClickException, click.Abort):
        raise
    except MemoryError as error:
        raise Stop(
            "memory",
            "out of memory; nothing was published",
            "give it more, or keep what is no text out of the posts",
            exit=Exit.ENVIRONMENT,
        ) from error
    except Exception as error:
        if os.environ.get("ENVOI_DEBUG"):
            raise
        raise Stop(
            "internal",
            f"{type(error).__name__}: {error}",
            "a fault of Envoi, not yours: please report it, with what ENVOI_DEBUG=1 shows",
            exit=Exit.ENVIRONMENT,
        ) from error


def processes() -> int:
    """How many processes may share the work: one for each processor that this one may use, and of many a few."""
    return min(len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1, MANY)


def is_ahead(now: datetime | None) -> bool:
    """Whether `now`, which the user typed, is still to come, for the machine and for SOURCE_DATE_EPOCH."""
    return now is not None and now > _machine() and now > clock()


def clock() -> datetime:
    """The clock: SOURCE_DATE_EPOCH (reproducible-builds.org) if it is set, else the machine's."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        if epoch:
            return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise click.UsageError(
            f"SOURCE_DATE_EPOCH={epoch} is no number of seconds"
        ) from error
    return _machine()


def _machine() -> datetime:
    return datetime.now(UTC)  # noqa: TID251
