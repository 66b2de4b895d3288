"""Words to calls, for the command that draws letters."""

from __future__ import annotations

import os
from pathlib import Path

import click

from envoi import console
from envoi.command import BUILT, HOME, QUIET, URL, ended, leave
from envoi.problems import Report

_WIDTHS = (360, 768, 1280)
_SCHEMES = ("light", "dark", "inverted")
"""As `screenshots` has them, which takes too long to import for a help text; a test holds them equal."""


@click.command()
@click.argument("issue", metavar="ISSUE")
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path, file_okay=False))
@HOME
@BUILT
@URL
@click.option(
    "--width", "widths", type=click.IntRange(100, 4000), multiple=True, metavar="PIXELS",
    help="How wide; may stand several times.  [default: 360, 768 and 1280]",
)  # fmt: skip
@click.option(
    "--scheme", "schemes", type=click.Choice(_SCHEMES), multiple=True,
    help="In which colours; may stand several times.  [default: all three]",
)  # fmt: skip
@click.option(
    "--no-pictures", "bare", is_flag=True,
    help="As the letter is until the reader asks for pictures.",
)  # fmt: skip
@QUIET
def screenshot(
    issue: str,
    out: Path,
    folder: Path,
    output: Path | None,
    url: str,
    widths: tuple[int, ...],
    schemes: tuple[str, ...],
    bare: bool,
    quiet: bool,
) -> None:
    """Draw the letter ISSUE of FOLDER as mail programs show it.

    Writes pictures into the folder OUT, for others to look at. ISSUE is the name of an issue, or next for the draft, as it was built; or a letter.html. There is a PNG for each
    width in each scheme: light, dark, and inverted as Gmail's apps do it. Nothing is asked of the web. It needs the
    extra screenshots, and Chromium.
    """
    from envoi import screenshots as work

    report = Report()
    request = work.Request(
        issue=issue,
        out=out,
        path=os.environ.get("PATH", os.defpath),
        folder=folder,
        output=output,
        url=url,
        widths=widths or _WIDTHS,
        schemes=schemes or _SCHEMES,
        pictures=not bare,
    )
    outcome, code = ended(lambda: work.take(request), report)

    def tell() -> None:
        console.show(report.problems, quiet, folder)
        for file in outcome.written if outcome and not quiet else ():
            click.echo(console.printable(str(file)))
        if outcome and outcome.missing:
            lost = console.counted(len(outcome.missing), "picture")
            first = console.printable(outcome.missing[0])
            click.echo(f"Not on this machine, so shown by words: {lost}, such as {first}", err=True)  # fmt: skip

    leave(tell, code)
