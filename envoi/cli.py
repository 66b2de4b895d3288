"""Words to calls: arguments, progress, report, exit code. The only file that knows the clock."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from envoi import __version__, console
from envoi.console import printable
from envoi.problems import Exit, Level, Report, Stop

if TYPE_CHECKING:
    from envoi.build import Outcome

_KINDS = ("wordpress", "ghost")
"""The keys of `imports.IMPORTS`, which takes too long to import for a help text; a test holds them equal."""


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
@click.option(
    "--built", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="DIR",
    help="Take the text of posts from the pages that your generator built here.",
)  # fmt: skip
@click.option(
    "--explain",
    is_flag=True,
    help="Publish nothing; show what was found, and by which file.",
)
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
@click.option(
    "--keep-going", is_flag=True, help="Publish the good posts in spite of errors."
)
@click.option(
    "--new-ids",
    is_flag=True,
    help="Posts that may be known ones under another name are new.",
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
    built: Path | None,
    explain: bool,
    strict: bool,
    keep_going: bool,
    new_ids: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Publish the feeds and the next letter of FOLDER.

    Reads the posts in FOLDER (this folder if left out) and writes feeds/ and newsletter/ below
    the output folder: all of it, or, if something is wrong, nothing.
    """
    from envoi import build as work

    report = Report()
    request = work.Request(
        folder=folder,
        output=output,
        url=url,
        now=now or _now(),
        since=since,
        post=post,
        built=built,
        strict=strict,
        keep_going=keep_going,
        new_ids=new_ids,
    )
    outcome: Outcome | None = None
    progress = console.progress(quiet or as_json)
    try:
        with _faults():
            if explain:
                outcome = work.explain(request, report, progress)
            else:
                outcome = work.build(request, report, progress, console.waiting)
        code = outcome.exit
    except Stop as stop:
        report.add(stop.problem)
        code = stop.exit
    try:
        with console.heard():
            if as_json:
                console.show_json(report, outcome)
            elif outcome and outcome.rows:
                console.show_rows(report, outcome.rows)
            else:
                console.show(report.problems, quiet, folder)
                console.conclude(
                    report, outcome, code, quiet, output or folder / "public"
                )
    except OSError as error:
        console.silence(sys.stdout)
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
@click.option(
    "--learn", type=click.Path(path_type=Path, exists=True), metavar="PATH",
    help="Learn where posts are found from a sitemap, a feed or the folder of the built site.",
)  # fmt: skip
def init(folder: Path, url: str, title: str, language: str, learn: Path | None) -> None:
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
        folder,
        url=url,
        title=title,
        language=language,
        now=_now(),
        ask=ask,
        learn=learn,
    )
    for line in made:
        click.echo(printable(line))


@envoi.command()
@click.argument("title")
@click.option(
    "--folder", type=click.Path(path_type=Path), default=".",
    help="The folder of envoi.toml.  [default: this folder]",
)  # fmt: skip
def new(title: str, folder: Path) -> None:
    """Write a draft of a new post called TITLE."""
    from envoi import start

    path = printable(str(start.new(folder, title, now=_now())))
    click.echo(
        f"{path}: a draft. Write it, take out the line `draft: true`, and build."
    )


@envoi.command("import")
@click.argument("kind", metavar="KIND", type=click.Choice(_KINDS))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--folder", type=click.Path(path_type=Path), default=".",
    help="Where to write the posts.  [default: this folder]",
)  # fmt: skip
@click.option(
    "--url", default="", metavar="URL", help="Address of the site, if FILE has none."
)
def import_(kind: str, file: Path, folder: Path, url: str) -> None:
    """Write the posts of FILE, exported from KIND (wordpress or ghost), as a folder of posts.

    Ids and addresses are kept, so that no reader gets an old post again. No file that exists
    is changed; a second run changes nothing.
    """
    from envoi import imports

    report = Report()
    done = imports.run(kind, file, folder, report, url=url)
    console.show(report.problems, quiet=False)
    console.conclude_import(done.written, done.kept, done.passed_over, folder)
    sys.exit(Exit.PROBLEMS if report.count()[Level.ERROR] else Exit.PUBLISHED)


@envoi.command()
@click.argument("feeds", metavar="FEED...", nargs=-1, required=True)
@click.option(
    "--folder", type=click.Path(path_type=Path), default=".",
    help="The folder of envoi.toml.  [default: this folder]",
)  # fmt: skip
@click.option(
    "--url", default="", metavar="URL", help="Address of the site; wins over site.url."
)
@click.option(
    "--replace",
    is_flag=True,
    help="Also of posts that envoi.lock has under another id.",
)
def adopt(feeds: tuple[str, ...], folder: Path, url: str, replace: bool) -> None:
    """Take over the ids of FEED, so that no reader sees an old post as new.

    Each FEED is an RSS, Atom or JSON feed that the site has had: a file, or an address with
    https://, which is fetched. Writes envoi.lock, and nothing else.
    """
    from envoi import adopt as work

    report = Report()
    done = work.adopt(feeds, folder, report, url=url, now=_now(), replacing=replace)
    console.show(report.problems, quiet=False, folder=folder)
    for line in done.lines():
        click.echo(printable(line))
    sys.exit(Exit.PROBLEMS if report.count()[Level.ERROR] else Exit.PUBLISHED)


@envoi.command()
@click.argument("old")
@click.argument("new")
@click.option(
    "--folder", type=click.Path(path_type=Path), default=".",
    help="The folder of envoi.toml.  [default: this folder]",
)  # fmt: skip
def rename(old: str, new: str, folder: Path) -> None:
    """Say that the file NEW is the known post OLD, named by its former path, its address or its id."""
    from envoi import adopt as work

    line = work.rename(old, new, folder, Report(), now=_now())
    click.echo(printable(f"{new} keeps the id {line.id}"))


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
        with console.heard():
            console.show([stop.problem], quiet=False)
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
