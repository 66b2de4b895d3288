"""Words to calls, for the commands that make letters."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from envoi import console
from envoi.command import JSON, NOW, OUTPUT, QUIET, STRICT, URL, clock, ended, leave
from envoi.problems import Report


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=".")
@click.option(
    "--since",
    default="last",
    metavar="PERIOD",
    help="Of posts that wait, those that came out in this week (2026-W47) or month (2026-11), "
    "or from this day on.  [default: last, which takes all]",
)
@click.option(
    "--post", default="", metavar="SLUG", help="An issue of this one post, whole."
)
@click.option(
    "--name", default="", metavar="NAME", help="Name of the issue.  [default: its day]"
)
@click.option(
    "--language", default="", metavar="TAG", help="An issue of posts in this language."
)
@click.option(
    "--again", is_flag=True, help="Take in posts that went out before, once more."
)
@click.option(
    "--dry-run", "dry", is_flag=True, help="Write nothing; show what would be sent."
)
@OUTPUT
@URL
@NOW
@STRICT
@click.option(
    "--keep-going", is_flag=True, help="Make the issue of the good posts all the same."
)
@JSON
@QUIET
def issue(
    folder: Path,
    since: str,
    post: str,
    name: str,
    language: str,
    again: bool,
    dry: bool,
    output: Path | None,
    url: str,
    now: datetime | None,
    strict: bool,
    keep_going: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Make the next issue of FOLDER's newsletter, of what no issue had yet.

    Writes newsletter/NAME/ and the list of all issues below the output folder, and into
    envoi.lock which posts went out, so that none does so twice. Where nothing is new it writes
    nothing, and ends with 3.
    """
    from envoi import build
    from envoi import issue as work

    report = Report()
    request = work.Request(
        wanted=build.Request(
            folder=folder,
            output=output,
            url=url,
            now=now or clock(),
            since=since,
            post=post,
            strict=strict,
            keep_going=keep_going,
        ),
        name=name,
        language=language,
        again=again,
        dry=dry,
    )
    progress = console.progress(quiet or as_json)
    outcome, code = ended(
        lambda: work.issue(request, report, progress, console.waiting), report
    )

    def tell() -> None:
        if as_json:
            console.show_json(report, outcome)
        else:
            console.show(report.problems, quiet, folder)
            target = output or folder / "public"
            console.conclude_issue(report, outcome, code, quiet, target)

    leave(tell, code)
