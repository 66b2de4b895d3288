"""What was read from a folder -> what the user should know of it: by whose rules, what was left out, why nothing is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from envoi.config import Config
from envoi.ledger import FILE_NAME as LEDGER
from envoi.model import Catalogue, State
from envoi.problems import Exit, Level, Report
from envoi.table import FILE_NAME


def say_found(
    arranged: Catalogue, skipped: Sequence[str], settings: Config, report: Report
) -> None:
    """Say by what generator's rules the posts were read, and what may have been expected otherwise."""
    dialect = settings.dialect
    if settings.sources.get("posts.dialect", FILE_NAME) != FILE_NAME:
        file = f" ({dialect.file})" if dialect.file else ""
        count = len(arranged.published)
        where = ", ".join(root or "the folder itself" for root in settings.roots[:3])
        report.notice(
            "dialect",
            f"a site by {dialect.TITLE}{file}: {count:,} "
            f"post{'' if count == 1 else 's'} in {where or 'no folder'}",
            "envoi build --explain says more",
        )
    if settings.inside:
        report.notice(
            "site-inside",
            f"a site generator is at home in {settings.inside}",
            f"envoi build {settings.folder / settings.inside}",
        )
    guessed = sum(not post.addressed for post in arranged.published)
    if guessed:
        report.notice(
            "addresses",
            f"the address{'es' if guessed > 1 else ''} of {guessed:,} post"
            f"{'s are' if guessed > 1 else ' is'} made from the path: "
            f"{dialect.TITLE} does not say where they are found",
            'write permalink = "/blog/:slug/" or the like below [posts] in envoi.toml, '
            "or learn it: envoi init --learn public/",
        )
    if skipped and "" not in settings.roots:
        _say_not_read(skipped, report)


def _say_not_read(skipped: Sequence[str], report: Report) -> None:
    from envoi.explain import DOCUMENTS, kinds

    others = [
        path for path in skipped if PurePosixPath(path).suffix.lower() in DOCUMENTS
    ]
    if others:
        report.notice(
            "not-read",
            f"{len(others):,} file{'s' if len(others) > 1 else ''} beside the posts "
            f"{'were' if len(others) > 1 else 'was'} not read ({kinds(others)})",
            "envoi build --explain --json names them",
        )


def say_trial(url: str, report: Report) -> None:
    """Say that nothing is remembered of what is built for `url`."""
    report.notice(
        "trial-address",
        f"{url} is an address to try things with: no id is kept in {LEDGER}",
        f'if it is that of the site, write url = "{url}" below [site] in {FILE_NAME}',
    )


def say_ahead(report: Report) -> None:
    """Say that nothing is remembered of what is built for a day that is still to come."""
    report.notice(
        "trial-time",
        f"--now is still to come: nothing is kept in {LEDGER}",
        "without --now, what is built is what readers get",
    )


def nothing(states: Counter[State], settings: Config, report: Report) -> Exit:
    """Why no post is for readers: because something is wrong, or because there is none yet."""
    if report.count()[Level.ERROR]:
        return Exit.PROBLEMS
    if states:
        held = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
        message = f"no post is for readers yet: {held}"
        report.error("no-posts", message, "publish one, or move --now")
    else:
        where = ", ".join(filter(None, settings.roots)) or "this folder"
        place = "" if settings.folder == Path() else f" --folder {settings.folder}"
        hint = f'write one with: envoi new "My first post"{place}'
        if settings.inside:
            hint = f"a site is in {settings.inside}: envoi build {settings.folder / settings.inside}"
        elif settings.dialect.file:
            hint = "envoi build --explain tells where they were looked for"
        report.error("no-posts", f"there is no post in {where}", hint)
    return Exit.NOTHING
