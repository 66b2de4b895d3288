"""Words to calls, for the commands that make letters."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from envoi import console
from envoi.command import (
    ISSUE,
    JSON,
    NOW,
    OUTPUT,
    PAGES,
    QUIET,
    STRICT,
    URL,
    clock,
    ended,
    is_ahead,
    leave,
    processes,
)
from envoi.problems import Exit, Report

if TYPE_CHECKING:
    from envoi.export import Outcome as Exported
    from envoi.outcome import Outcome
    from envoi.outcome import Request as Wanted


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
@PAGES
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
    built: Path | None,
    strict: bool,
    keep_going: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Make the next issue of FOLDER's newsletter, of what waits.

    That is what no issue had yet. Writes newsletter/NAME/ and the list of all issues below the output folder, and into
    envoi.lock which posts went out, so that none does so twice. Where nothing is new it writes
    nothing, and ends with 3.
    """
    from envoi import issue as work

    report = Report()
    wanted = _wanted(folder, output, url, now, built, strict)
    request = work.Request(
        wanted=replace(
            wanted,
            ahead=is_ahead(now),
            since=since,
            post=post,
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
            from envoi import json_report

            click.echo(json_report.of_build(report, outcome))
        else:
            console.show(report.problems, quiet, folder)
            target = output or folder / "public"
            _conclude_issue(report, outcome, code, quiet, target, folder)

    leave(tell, code)


@click.command()
@click.argument("profile", metavar="PROFILE")
@click.argument("folder", type=click.Path(path_type=Path), default=".")
@ISSUE
@OUTPUT
@URL
@NOW
@PAGES
@STRICT
@QUIET
def export(
    profile: str,
    folder: Path,
    issue: str,
    output: Path | None,
    url: str,
    now: datetime | None,
    built: Path | None,
    strict: bool,
    quiet: bool,
) -> None:
    """Write the letter of FOLDER for the mailing service PROFILE.

    PROFILE is mailchimp, listmonk or another that docs/services.md lists. Writes export/PROFILE/NAME/ below the output folder. Nothing is sent.
    """
    from envoi import export as work

    report = Report()
    wanted = _wanted(folder, output, url, now, built, strict)
    request = work.Request(wanted=wanted, profile=profile, issue=issue)
    run = partial(work.export, request, report, console.progress(quiet))
    outcome, code = ended(partial(run, console.waiting), report)

    target = output or folder / "public"
    leave(partial(_tell_export, report, outcome, quiet, folder, target), code)


def _wanted(
    folder: Path,
    output: Path | None,
    url: str,
    now: datetime | None,
    built: Path | None,
    strict: bool,
) -> Wanted:
    """What both commands ask of a build."""
    from envoi.outcome import Request

    return Request(
        folder=folder,
        output=output,
        url=url,
        now=now or clock(),
        built=built,
        strict=strict,
        processes=processes(),
    )


def _conclude_issue(
    report: Report,
    outcome: Outcome | None,
    code: Exit,
    quiet: bool,
    target: Path,
    folder: Path,
) -> None:
    """Print which issues were made below `target`, or would be."""
    if outcome is None or not outcome.issues:
        return console.conclude(report, outcome, code, quiet, target, folder)
    if quiet:
        return None
    console.show_files(outcome.published, target)
    for issue in outcome.issues:
        count = console.counted(len(issue.posts), "post")
        click.echo(f"  {issue.name}  {console.printable(issue.subject)}  ({count})")
        for post in () if outcome.published else issue.posts:
            click.echo(f"    {console.printable(post.path)}")
    counts = console.tally_of(report)
    tally = f"{counts}. " if counts else ""
    made = console.counted(len(outcome.issues), "issue")
    click.echo(
        f"{tally}Made {made}. Commit envoi.lock: by it no post goes out twice."
        if outcome.published
        else f"{tally}Nothing was written; without --dry-run, {made} would be made."
    )
    return None


def _tell_export(
    report: Report, outcome: Exported | None, quiet: bool, folder: Path, target: Path
) -> None:
    """Print what is wrong, and what was written below `target` for a mailing service, and what to do with it."""
    console.show(report.problems, quiet, folder)
    if outcome is None or not outcome.published:
        counts = console.tally_of(report)
        click.echo(f"{counts}. " * bool(counts) + "Nothing was written.", err=True)
        return
    if quiet:
        return
    for done in outcome.published:
        mark = "wrote" if done.changed else "kept"
        path = console.printable(f"{target}/{done.path}")
        click.echo(f"  {mark:5}  {path}  ({console.size(done.bytes)})")
    click.echo(f"next: {outcome.use}")
    if outcome.limits:
        click.echo(f"  mind: {outcome.limits}")
