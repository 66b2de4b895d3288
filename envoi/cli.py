"""Words to calls: arguments, progress, report, exit code. The only file that knows click, and the clock."""

from __future__ import annotations

import io
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from envoi import __version__
from envoi.model import State
from envoi.problems import Exit, Level, Problem, Report, Stop

if TYPE_CHECKING:
    from envoi.build import Outcome

SHOWN_OF_A_KIND = 3
"""How many notices and warnings of one code are shown one by one; errors are all shown."""

_COLOURS = {Level.ERROR: "red", Level.WARNING: "yellow", Level.NOTICE: "cyan"}


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


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, "-V", "--version", message="envoi %(version)s")
@click.pass_context
def envoi(context: click.Context) -> None:
    """A folder of posts goes in; feeds and a newsletter come out."""
    if os.environ.get("NO_COLOR"):  # https://no-color.org
        context.color = False


@envoi.command()
@click.argument("folder", type=click.Path(path_type=Path), default=".")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="DIR",
    help="Where to publish.  [default: public/ below FOLDER]",
)  # fmt: skip
@click.option(
    "--url", default="", metavar="URL", help="Address of the site; wins over site.url."
)
@click.option(
    "--now", type=_instant, metavar="INSTANT",
    help="Build as of this moment, like 2026-11-30T09:00:00Z.",
)  # fmt: skip
@click.option(
    "--since",
    default="",
    metavar="DATE",
    help="The letter shows posts from this day on.",
)
@click.option(
    "--post", default="", metavar="SLUG", help="The letter is this one post, whole."
)
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
@click.option(
    "--keep-going", is_flag=True, help="Publish the good posts in spite of errors."
)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Report as one JSON object on standard output.",
)
@click.option(
    "-q", "--quiet", is_flag=True, help="Say nothing but errors and warnings."
)
def build(
    folder: Path,
    output: Path | None,
    url: str,
    now: datetime | None,
    since: str,
    post: str,
    strict: bool,
    keep_going: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Publish the feeds and the next letter of FOLDER.

    Reads the posts in FOLDER (this folder if left out) and writes feeds/ and newsletter/ below
    the output folder: all of it, or, if something is wrong, nothing.
    """
    from envoi.build import Request, build

    report = Report()
    request = Request(
        folder=folder,
        output=output,
        url=url,
        now=now or _now(),
        since=since,
        post=post,
        strict=strict,
        keep_going=keep_going,
    )
    outcome: Outcome | None = None
    try:
        with _faults():
            outcome = build(request, report, _progress(quiet or as_json), _waiting)
        code = outcome.exit
    except Stop as stop:
        report.add(stop.problem)
        code = stop.exit
    try:
        with _heard():
            if as_json:
                # ASCII, so that it can be printed and read in any locale
                click.echo(json.dumps(_as_json(report, outcome), indent=2))
            else:
                _show(report.problems, quiet, folder)
                _conclude(report, outcome, code, quiet, output or folder / "public")
    except OSError as error:
        _silence(sys.stdout)
        click.echo(f"The report cannot be written: {error.strerror}", err=True)
        code = Exit.ENVIRONMENT
    sys.exit(code)


@envoi.command()
@click.argument("folder", type=click.Path(path_type=Path), default=".")
@click.option("--url", default="", metavar="URL", help="Address of the site.")
@click.option("--title", default="", metavar="TITLE", help="Name of the site.")
@click.option(
    "--language",
    default="",
    metavar="TAG",
    help="Language of the posts, such as en or tr.",
)
def init(folder: Path, url: str, title: str, language: str) -> None:
    """Write an envoi.toml for FOLDER, and a first post if there is none.

    Looks first at what is there (posts, the configuration of a site generator), and asks for
    the rest, where someone sits at a terminal. Changes no file that exists.
    """
    from envoi import start

    def ask(question: str, default: str) -> str:
        if not sys.stdin.isatty():
            return default
        answer: str = click.prompt(question, default=default or None)
        return answer

    made = start.init(
        folder, url=url, title=title, language=language, now=_now(), ask=ask
    )
    for line in made:
        click.echo(_printable(line))


@envoi.command()
@click.argument("title")
@click.option(
    "--folder", type=click.Path(path_type=Path), default=".",
    help="The folder of envoi.toml.  [default: this folder]",
)  # fmt: skip
def new(title: str, folder: Path) -> None:
    """Write a draft of a new post called TITLE."""
    from envoi import start

    path = _printable(str(start.new(folder, title, now=_now())))
    click.echo(
        f"{path}: a draft. Write it, take out the line `draft: true`, and build."
    )


def main() -> None:
    """The program. Nothing that goes wrong shows a traceback; Ctrl-C ends quietly with 130."""
    if sys.getfilesystemencoding() != "utf-8":
        # names of files become addresses, so they are read alike in every locale
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        with _faults():
            envoi.main(standalone_mode=False)
    except Stop as stop:
        with _heard():
            _show([stop.problem], quiet=False)
        sys.exit(stop.exit)
    except click.ClickException as error:
        error.show()
        sys.exit(Exit.USAGE)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        sys.exit(130)


@contextmanager
def _faults() -> Iterator[None]:
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


@contextmanager
def _heard() -> Iterator[None]:
    """Whoever reads the report may go early (`| head`): that is no problem of the work done."""
    try:
        yield
    except BrokenPipeError:
        _silence(sys.stdout, sys.stderr)


def _silence(*streams: TextIO) -> None:
    """Python would complain once more when it closes a stream that failed."""
    for stream in streams:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _now() -> datetime:
    """The clock: SOURCE_DATE_EPOCH (reproducible-builds.org) if it is set, else the machine's."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        if epoch:
            return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise click.UsageError(
            f"SOURCE_DATE_EPOCH={epoch} is no number of seconds"
        ) from error
    return datetime.now(UTC)  # noqa: TID251


def _progress(silent: bool) -> Callable[[str, Sequence[str]], Iterable[str]]:
    def shown(label: str, items: Sequence[str]) -> Iterable[str]:
        if silent or len(items) < 500 or not sys.stderr.isatty():
            yield from items
            return
        with click.progressbar(
            items, label=label, file=sys.stderr, update_min_steps=50
        ) as bar:
            yield from bar

    return shown


def _waiting() -> None:
    click.echo("Another build of this output is running; waiting for it …", err=True)


def _show(problems: Sequence[Problem], quiet: bool, folder: Path = Path()) -> None:
    """Print `problems`, errors last, where a terminal shows them. Paths are put below `folder`, as it was typed."""
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
            where = _printable(f"{replace(place, path=str(folder / place.path))}: ")
        level = click.style(
            f"{problem.level}[{problem.code}]", fg=_COLOURS[problem.level]
        )
        click.echo(f"{where}{level}: {_printable(problem.message)}", err=True)
        if problem.hint:
            click.echo(f"  {_printable(problem.hint)}", err=True)
    for code, count in seen.items():
        if (more := count - SHOWN_OF_A_KIND) > 0:
            click.echo(f"… and {more} more [{code}]; --json has all", err=True)


def _printable(text: str) -> str:
    """`text` without what would steer a terminal: file names and titles may hold anything."""
    return re.sub(
        r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]",
        lambda found: ascii(found[0])[1:-1],
        text,
    )


def _conclude(
    report: Report, outcome: Outcome | None, code: Exit, quiet: bool, target: Path
) -> None:
    levels = report.count()
    counts = [
        f"{levels[level]} {level}{'s' if levels[level] > 1 else ''}"
        for level in (Level.ERROR, Level.WARNING)
        if levels[level]
    ]
    tally = f"{', '.join(counts)}. " if counts else ""
    if outcome is None or not outcome.published:
        if outcome is None and code is Exit.ENVIRONMENT:
            return  # the error itself says what became of the output
        state = "is as it was" if target.exists() else "was not made"
        name = _printable(str(target))
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
    for done in outcome.published:
        mark = "wrote" if done.changed else "kept"
        path = _printable(str(target / done.path))
        click.echo(f"  {mark:5}  {path}  ({_size(done.bytes)})")
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


def _size(count: int) -> str:
    return f"{count:,} bytes" if count < 10_000 else f"{count / 1000:,.0f} kB"


def _as_json(report: Report, outcome: Outcome | None) -> dict[str, Any]:
    states = outcome.states if outcome else Counter[State]()
    return {
        "posts": {
            "read": states.total(),
            **{state: states[state] for state in State},
        },
        "artifacts": [
            {"path": done.path, "bytes": done.bytes, "changed": done.changed}
            for done in (outcome.published if outcome else ())
        ],
        "problems": [
            {
                "level": problem.level,
                "code": problem.code,
                "path": problem.place.path if problem.place else None,
                "line": problem.place.line or None if problem.place else None,
                "message": problem.message,
                "hint": problem.hint,
            }
            for problem in report
        ],
    }
