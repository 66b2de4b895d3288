"""Words to calls: arguments, progress, report, exit code. The only file that knows click, and the clock."""

from __future__ import annotations

import json
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from envoi import __version__
from envoi.problems import Exit, Level, Problem, Report, Stop

if TYPE_CHECKING:
    from envoi.build import Outcome

SHOWN_OF_A_KIND = 3
"""How many problems of one code are shown one by one."""

_COLOURS = {Level.ERROR: "red", Level.WARNING: "yellow", Level.NOTICE: "cyan"}


class _Instant(click.ParamType[datetime]):
    """An aware instant, as --now takes it."""

    name = "instant"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f'cannot read "{value}"; write 2026-11-30T09:00:00Z', param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, "-V", "--version", message="envoi %(version)s")
def envoi() -> None:
    """A folder of posts goes in; feeds and a newsletter come out."""


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
    "--now", type=_Instant(), metavar="INSTANT",
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
        outcome = build(request, report, _progress(quiet or as_json), _waiting)
        code = outcome.exit
    except Stop as stop:
        report.add(stop.problem)
        code = stop.exit
    if as_json:
        click.echo(json.dumps(_as_json(report, outcome), ensure_ascii=False, indent=2))
    else:
        _show(report.problems, quiet)
        _conclude(
            report, outcome, code, quiet=quiet, target=output or folder / "public"
        )
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

    with _stopping():
        made = start.init(
            folder, url=url, title=title, language=language, now=_now(), ask=ask
        )
        for line in made:
            click.echo(line)


@envoi.command()
@click.argument("title")
@click.option(
    "--folder", type=click.Path(path_type=Path), default=".",
    help="The folder of envoi.toml.  [default: this folder]",
)  # fmt: skip
def new(title: str, folder: Path) -> None:
    """Write a draft of a new post called TITLE."""
    from envoi import start

    with _stopping():
        path = start.new(folder, title, now=_now())
        click.echo(
            f"{path}: a draft. Write it, take out the line `draft: true`, and build."
        )


def main() -> None:
    """The program. Nothing that goes wrong shows a traceback; Ctrl-C ends quietly with 130."""
    try:
        envoi.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(Exit.USAGE)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted; nothing was published.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # Python would complain once more when it closes standard output
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(Exit.ENVIRONMENT)
    except MemoryError:
        click.echo("error[memory]: out of memory; nothing was published", err=True)
        sys.exit(Exit.ENVIRONMENT)
    except Exception as error:
        if os.environ.get("ENVOI_DEBUG"):
            raise
        click.echo(f"error[internal]: {type(error).__name__}: {error}", err=True)
        click.echo(
            "  a fault of Envoi, not yours: please report it, with what ENVOI_DEBUG=1 shows",
            err=True,
        )
        sys.exit(Exit.ENVIRONMENT)


class _stopping:
    """Shows a Stop as an error and exits with its code."""

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: object, error: BaseException | None, trace: object
    ) -> None:
        if isinstance(error, Stop):
            _show([error.problem], quiet=False)
            sys.exit(error.exit)


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


def _show(problems: Sequence[Problem], quiet: bool) -> None:
    seen: Counter[str] = Counter()
    shown = [p for p in problems if not (quiet and p.level is Level.NOTICE)]
    for problem in shown:
        seen[problem.code] += 1
        if seen[problem.code] > SHOWN_OF_A_KIND:
            continue
        where = _printable(f"{problem.place}: ") if problem.place else ""
        level = click.style(
            f"{problem.level}[{problem.code}]", fg=_COLOURS[problem.level]
        )
        click.echo(f"{where}{level}: {_printable(problem.message)}", err=True)
        if problem.hint:
            click.echo(f"  {_printable(problem.hint)}", err=True)
    for code, count in seen.items():
        if count > SHOWN_OF_A_KIND:
            click.echo(
                f"… and {count - SHOWN_OF_A_KIND} more [{code}]; all are in --json",
                err=True,
            )


def _printable(text: str) -> str:
    """`text` without what would steer a terminal: file names and titles may hold anything."""
    return re.sub(
        r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]",
        lambda found: f"\\x{ord(found[0]):02x}",
        text,
    )


def _conclude(
    report: Report, outcome: Outcome | None, code: Exit, *, quiet: bool, target: Path
) -> None:
    levels = report.count()
    counts = [
        f"{levels[level]} {level}{'s' if levels[level] > 1 else ''}"
        for level in (Level.ERROR, Level.WARNING)
        if levels[level]
    ]
    tally = f"{', '.join(counts)}. " if counts else ""
    if outcome is None or not outcome.published:
        state = "is as it was" if target.exists() else "was not made"
        click.echo(f"{tally}Nothing was published; {target} {state}.", err=True)
        if code is Exit.PROBLEMS and outcome:
            click.echo(
                "  mend this, or publish the good posts with --keep-going", err=True
            )
        return
    if quiet:
        return
    changed = [done for done in outcome.published if done.changed]
    for done in outcome.published:
        mark = "wrote" if done.changed else "kept"
        click.echo(f"  {mark:5}  {target / done.path}  ({_size(done.bytes)})")
    held = ", ".join(
        f"{count} {state}"
        for state, count in sorted(outcome.states.items())
        if state != "published"
    )
    posts = outcome.states["published"]  # type: ignore[index]
    click.echo(
        f"{tally}Published {posts} post{'s' if posts != 1 else ''}"
        f"{f' (not: {held})' if held else ''}; "
        f"{len(changed)} of {len(outcome.published)} files changed."
    )


def _size(count: int) -> str:
    return f"{count:,} bytes" if count < 10_000 else f"{count / 1000:,.0f} kB"


def _as_json(report: Report, outcome: Outcome | None) -> dict[str, Any]:
    states = outcome.states if outcome else Counter()
    names = ("published", "draft", "future", "expired", "unlisted", "undated", "broken")
    counts = {str(state): count for state, count in states.items()}
    return {
        "posts": {
            "read": sum(counts.values()),
            **{name: counts.get(name, 0) for name in names},
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
