"""Words to calls: arguments, progress, report, exit code."""

from __future__ import annotations

import io
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from envoi import __version__, cli_letters, cli_pictures, cli_preview, console
from envoi.command import (
    BUILT,
    HOME,
    JSON,
    NOW,
    OUTPUT,
    PAGES,
    QUIET,
    STRICT,
    URL,
    clock,
    ended,
    faults,
    is_ahead,
    leave,
    processes,
)
from envoi.console import printable
from envoi.problems import Exit, Level, Report, Stop

if TYPE_CHECKING:
    from envoi.outcome import Outcome


_KINDS = ("wordpress", "ghost")
"""The keys of `imports.IMPORTS`, which takes too long to import for a help text; a test holds them equal."""


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, "-V", "--version", message="envoi %(version)s")
@click.pass_context
def envoi(context: click.Context) -> None:
    """A folder of posts goes in; feeds and a newsletter come out."""
    if os.environ.get("NO_COLOR"):  # https://no-color.org
        context.color = False


for made in (
    cli_letters.issue,
    cli_letters.export,
    cli_pictures.screenshot,
    cli_preview.preview,
):
    envoi.add_command(made)


@envoi.command()
@click.argument("folder", type=click.Path(path_type=Path), default=".")
@OUTPUT
@URL
@NOW
@click.option(
    "--since",
    default="",
    metavar="PERIOD",
    help="The draft shows posts of this week (2026-W47) or month (2026-11), or from this day on.",
)
@click.option(
    "--post", default="", metavar="SLUG", help="The draft is of this one post, whole."
)
@PAGES
@click.option(
    "--explain",
    is_flag=True,
    help="Publish nothing; show what was found, and by which file.",
)
@STRICT
@click.option(
    "--keep-going", is_flag=True, help="Publish the good posts in spite of errors."
)
@click.option(
    "--new-ids",
    is_flag=True,
    help="Posts that may be known ones under another name are new.",
)
@click.option(
    "--no-cache",
    is_flag=True,
    help="Read and write everything, whatever is known of an earlier build.",
)
@JSON
@QUIET
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
    no_cache: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Publish the feeds of FOLDER, and the draft of its next letter.

    Reads the posts in FOLDER (this folder if left out) and writes feeds/ and newsletter/ below
    the output folder: all of it, or, if something is wrong, nothing.
    """
    from envoi import build as work
    from envoi import replay
    from envoi.outcome import Request
    from envoi.output import ours

    report = Report()
    words, target = sys.argv[2:], output or folder / "public"
    seen = None if no_cache else replay.look(str(folder), str(target))
    before = replay.survey(words, seen)
    request = Request(
        folder=folder,
        output=output,
        url=url,
        now=now or clock(),
        ahead=is_ahead(now),
        since=since,
        post=post,
        built=built,
        strict=strict,
        keep_going=keep_going,
        new_ids=new_ids,
        seen=seen,
        processes=processes(),
    )
    progress = console.progress(quiet or as_json)

    def done() -> Outcome:
        if explain:
            return work.explain(request, report, progress)
        return work.build(request, report, progress, console.waiting)

    outcome, code = ended(done, report)

    def tell() -> None:
        if as_json:
            from envoi import json_report

            click.echo(json_report.of_build(report, outcome))
        elif outcome and outcome.rows:
            console.show_rows(report, outcome.rows)
        else:
            console.show(report.problems, quiet, folder)
            console.conclude(report, outcome, code, quiet, target, folder)

    unchanged = outcome and code is Exit.PUBLISHED and not outcome.changed
    if seen and before is not None and outcome and unchanged:
        written = (str(path) for path in ours(target))
        until = outcome.lasts.timestamp() if outcome.lasts and not now else None
        replay.keep(words, seen, before, outcome.files, written, until, tell)
    leave(tell, code)


@envoi.command()
@click.argument("target", default=".")
@BUILT
@URL
@NOW
@STRICT
@JSON
@QUIET
def check(
    target: str,
    output: Path | None,
    url: str,
    now: datetime | None,
    strict: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Judge the feeds and letters of TARGET as their readers will.

    TARGET is a folder of posts (this folder if left out) that was built, a letter (.eml or .html), a
    feed, or the address of one, which is fetched. Findings name the post and the line. Nothing is written.
    """
    from envoi import check as work

    report = Report()
    request = work.Request(
        target=target,
        output=output,
        url=url,
        now=now or clock(),
        strict=strict,
        processes=processes(),
    )
    progress = console.progress(quiet or as_json)
    outcome, code = ended(lambda: work.check(request, report, progress), report)
    folder = Path(target)

    def tell() -> None:
        if as_json:
            from envoi import json_report

            click.echo(json_report.of_check(report, outcome))
        else:
            below = folder if folder.is_dir() else Path()
            console.show(report.problems, quiet, below)
            console.conclude_check(report, outcome, code, quiet)

    leave(tell, code)


@envoi.command()
@click.argument("folder", type=click.Path(path_type=Path), default=".")
@BUILT
@click.option(
    "--hub", default="", metavar="URL", help="The hub to tell; wins over feeds.hub."
)
@click.option("--dry-run", "dry", is_flag=True, help="Tell nobody; show what would be.")
def ping(folder: Path, output: Path | None, hub: str, dry: bool) -> None:
    """Tell the hubs of FOLDER which of its feeds changed.

    They are told what changed since they last were. Run it when what was built is on the web: hubs fetch the feeds from there at once.
    """
    from envoi import ping as work

    report = Report()
    request = work.Request(folder=folder, output=output, hub=hub, dry=dry)
    outcome, code = ended(lambda: work.ping(request, report), report)

    def tell() -> None:
        console.show(report.problems, quiet=False, folder=folder, more="")
        if outcome:
            console.conclude_ping(outcome, dry)

    leave(tell, code)


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
    """Write an envoi.toml for FOLDER, and a post if there is none.

    Looks first at what is there (posts, the configuration of a site generator), and asks for
    the rest, where someone sits at a terminal. Changes no file that exists.
    """
    from envoi import start

    def ask(question: str, default: str) -> str:
        if not sys.stdin.isatty():
            return default
        answer: str = click.prompt(question, default=default or None)
        return answer

    zone = ""
    if sys.stdin.isatty():
        zone = start.machine_zone(os.environ.get("TZ", ""), Path("/etc/localtime"))
    made = start.init(
        folder,
        url=url,
        title=title,
        language=language,
        now=clock(),
        ask=ask,
        zone=zone,
        learn=learn,
    )
    for line in made:
        click.echo(printable(line))


@envoi.command()
@click.argument("title")
@HOME
def new(title: str, folder: Path) -> None:
    """Write a draft of a new post called TITLE."""
    from envoi import start

    path = printable(str(start.new(folder, title, now=clock())))
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
    """Write the posts of an exported blog as a folder of posts.

    FILE was exported from KIND, which is wordpress or ghost. Ids and addresses are kept, so that no reader gets an old post again. No file that exists
    is changed; a second run changes nothing.
    """
    from envoi import imports

    report = Report()
    done = imports.run(kind, file, folder, report, url=url)
    console.show(report.problems, quiet=False, more="")
    console.conclude_import(done.written, done.kept, done.passed_over, folder)
    sys.exit(Exit.PROBLEMS if report.count()[Level.ERROR] else Exit.PUBLISHED)


@envoi.command()
@click.argument("feeds", metavar="FEED...", nargs=-1, required=True)
@HOME
@click.option(
    "--url", default="", metavar="URL", help="Address of the site; wins over site.url."
)
@click.option(
    "--replace",
    is_flag=True,
    help="Also of posts that envoi.lock has under another id.",
)
def adopt(feeds: tuple[str, ...], folder: Path, url: str, replace: bool) -> None:
    """Take over the ids of FEED, so that readers see nothing twice.

    Each FEED is an RSS, Atom or JSON feed that the site has had: a file, or an address with
    https://, which is fetched. Writes envoi.lock, and nothing else.
    """
    from envoi import adopt as work

    report = Report()
    done = work.adopt(feeds, folder, report, url=url, now=clock(), replacing=replace)
    console.show(report.problems, quiet=False, folder=folder, more="")
    for line in done.lines():
        click.echo(printable(line))
    sys.exit(Exit.PROBLEMS if report.count()[Level.ERROR] else Exit.PUBLISHED)


@envoi.command()
@click.argument("old")
@click.argument("new")
@HOME
@click.option(
    "--replace", is_flag=True, help="Also if envoi.lock has NEW under an id of its own."
)
def rename(old: str, new: str, folder: Path, replace: bool) -> None:
    """Say that the file NEW is the known post OLD.

    OLD is named by its former path, its address or its id.
    """
    from envoi import adopt as work

    line = work.rename(old, new, folder, Report(), now=clock(), replacing=replace)
    click.echo(printable(f"{new} keeps the id {line.id}"))


def main() -> None:
    """The program. Nothing that goes wrong shows a traceback; Ctrl-C ends with a word and 130."""
    if sys.getfilesystemencoding() != "utf-8":
        # names of files become addresses, so they are read alike in every locale
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        with faults():
            envoi.main(standalone_mode=False)
    except Stop as stop:
        with console.heard():
            console.show([stop.problem], quiet=False)
        sys.exit(stop.exit)
    except click.ClickException as error:
        error.show()
        sys.exit(Exit.USAGE)
    except (click.Abort, KeyboardInterrupt) as error:
        cause = error.__cause__ if isinstance(error, click.Abort) else error
        state = (
            f"; {cause}" if isinstance(cause, KeyboardInterrupt) and str(cause) else ""
        )
        click.echo(printable(f"Interrupted{state}."), err=True)
        sys.exit(130)
