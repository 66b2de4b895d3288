"""Words to calls, for the commands that show what will go out before it does."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from envoi import console
from envoi.command import NOW, OUTPUT, PAGES, URL, clock, ended, leave
from envoi.problems import Exit, Report

if TYPE_CHECKING:
    from collections.abc import Callable

    from envoi.outcome import Request
    from envoi.preview.studio import Look


@dataclass(frozen=True, kw_only=True, slots=True)
class _Sent:
    """What a test came to: the receipt, line by line."""

    exit: Exit
    lines: tuple[str, ...] = ()


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=".")
@click.option(
    "--open", "browse", is_flag=True, help="Open it in the browser of this machine."
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, metavar="PORT",
    help="Where to serve it.  [default: 8737, or any if that is taken]",
)  # fmt: skip
@click.option(
    "--send-test", "address", default="", metavar="ADDRESS",
    help="Show nothing; send the letter once to ADDRESS, through the server of [smtp].",
)  # fmt: skip
@click.option(
    "--issue", default="next", metavar="NAME",
    help="Which letter --send-test sends: an issue by its name, or that of one post, by its slug.  [default: next]",
)  # fmt: skip
@OUTPUT
@URL
@NOW
@PAGES
def preview(
    folder: Path,
    browse: bool,
    port: int,
    address: str,
    issue: str,
    output: Path | None,
    url: str,
    now: datetime | None,
    built: Path | None,
) -> None:
    """Show in a browser what readers of FOLDER will get.

    Serves a page on this machine alone, which follows every change: the letter, the feeds, all posts, and what is wrong. Nothing is
    written, and nothing is fetched. Ctrl-C ends it.
    """
    from envoi.outcome import Request

    wanted = Request(
        folder=folder, output=output, url=url, now=now or clock(), built=built
    )
    if address:
        _send_test(wanted, issue, address)
    _serve(wanted, (lambda: now) if now else clock, port, browse)


def _serve(
    wanted: Request, ticking: Callable[[], datetime], port: int, browse: bool
) -> None:
    """Serve it, and tell of each change in a line."""
    from envoi.preview.serve import Teller, serve

    def ready(address: str, first: Look) -> None:
        _show(first, wanted.folder)
        click.echo(f"The preview is at {address} (Ctrl-C ends it)  {_figures(first)}")
        sys.stdout.flush()
        if browse:
            import webbrowser
            from threading import Thread

            # a browser in the terminal returns when it is left, and some only once they were answered
            Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    def look(taken: Look) -> None:
        _show(taken, wanted.folder)
        named = [
            os.path.relpath(path, wanted.folder.absolute()) for path in taken.paths[:3]
        ] or ["the clock"]
        more = len(taken.paths) - 3
        rest = f" and {more:,} more" if more > 0 else ""
        click.echo(console.printable(f"{', '.join(named)}{rest}  {_figures(taken)}"))
        sys.stdout.flush()

    teller = Teller(ready=ready, look=look, say=partial(click.echo, err=True))
    serve(wanted, ticking, port, teller, os.environ)


def _show(look: Look, folder: Path) -> None:
    """Print the errors, as a build does."""
    console.show(look.snapshot.errors, quiet=True, folder=folder, more="")


def _figures(look: Look) -> str:
    """How long it took, and how much is wrong."""
    tally = console.tally_of(Report(problems=list(look.snapshot.problems)))
    kept = "; the last good state stays" if look.snapshot.stale else ""
    return f"({look.seconds * 1000:,.0f} ms{f'; {tally}' if tally else ''}{kept})"


def _send_test(wanted: Request, issue: str, address: str) -> NoReturn:
    """Send the letter of one look to `address`, and end with a receipt."""
    from envoi.preview import outbox

    report = Report()

    def sent() -> _Sent:
        snapshot = outbox.look(wanted, issue)
        report.problems += snapshot.errors
        if snapshot.errors:
            return _Sent(exit=Exit.PROBLEMS)
        receipt = outbox.send(
            snapshot, issue, address, environ=os.environ, now=wanted.now
        )
        report.problems += receipt.problems
        return _Sent(
            exit=Exit.PUBLISHED,
            lines=(
                f"Sent to {receipt.address} through {receipt.server}, which says: {receipt.answer}",
                f"  Subject: {receipt.subject}",
                f"  Message-ID: {receipt.message_id}",
            ),
        )

    outcome, code = ended(sent, report)

    def tell() -> None:
        console.show(report.problems, quiet=False, folder=wanted.folder, more="")
        for line in outcome.lines if outcome else ():
            click.echo(console.printable(line))
        if code is not Exit.PUBLISHED:
            click.echo("Nothing was sent.", err=True)

    leave(tell, code)
