"""A folder of posts -> the next letter, or another one, as a mailing service takes it in; nothing is sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from envoi import (
    announce,
    build,
    config,
    feeds,
    identity,
    ledger,
    newsletter,
    output,
    posts,
    press,
)
from envoi.config import Config
from envoi.ledger import Ledger
from envoi.model import Issue
from envoi.outcome import Request as Wanted
from envoi.output import Published
from envoi.problems import Exit, Level, Report
from envoi.services import SERVICES

NEXT = "next"
"""The issue that would go out now."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """What the user asked for: the letter `issue` for `profile`; folder, clock and output are as `wanted` for a build.

    Without an `issue` it is the next one, or where nothing waits for that the newest that is out.
    """

    wanted: Wanted
    profile: str
    issue: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """The files that were written, what to do with them and what the service cannot do, and the exit code."""

    published: tuple[Published, ...] = ()
    use: str = ""
    limits: str = ""
    exit: Exit


def export(
    request: Request,
    report: Report,
    progress: build.Progress = lambda _, paths: paths,
    waiting: Callable[[], None] = lambda: None,
) -> Outcome:
    """Write what the service takes in below `export/`, all or nothing.

    Raises Stop as a build does, and for a profile that there is none of.
    """
    wanted = request.wanted
    settings = config.load(
        wanted.folder,
        report,
        url=wanted.url,
        formats=tuple(feeds.FORMATS),
        profile=request.profile,
    )
    issues, exit = _issues(request, settings, report, progress)
    if not issues:
        return Outcome(exit=exit)
    for lack in press.lacks(settings, Level.WARNING):
        report.add(lack)
    theme = press.theme_of(settings)
    service = SERVICES[settings.newsletter.profile]
    files, folders = [], []
    for issue in issues:
        letter = newsletter.letter(
            issue,
            settings.site,
            settings.newsletter,
            theme,
            report,
            feeds={},
            gallery=press.gallery(settings, report),
        )
        folders.append(f"{output.EXPORT}/{service.name}/{issue.name}")
        files += [
            replace(file, path=f"{folders[-1]}/{file.path}")
            for file in newsletter.export(letter, settings.newsletter, settings.site)
        ]
    if build.failed_in(report, wanted.strict):
        return Outcome(exit=Exit.PROBLEMS)

    target = build.target_of(wanted)
    with output.claim(target, waiting=waiting):
        done = output.publish(files, target, scope=folders)
    return Outcome(
        published=done, use=service.use, limits=service.limits, exit=Exit.PUBLISHED
    )


def _issues(
    request: Request, settings: Config, report: Report, progress: build.Progress
) -> tuple[tuple[Issue, ...], Exit]:
    """The issues that are out, else the draft of the next one (in each language) or of one post, as a build makes it.

    None, and the exit code for that, where there is no post.
    """
    wanted, name = request.wanted, request.issue or NEXT
    known = ledger.load(settings.folder)
    arranged, outcome = build.read(wanted, settings, known, report, progress)
    if not arranged.published:
        return (), announce.nothing(outcome.states, settings, report)
    known = identity.record(known, arranged.posts, settings.site)
    plans = press.plans(settings, known, report)
    languages = press.spoken(arranged, settings)
    own = settings.newsletter

    def choose(wish: newsletter.Wish, report: Report) -> tuple[newsletter.Choice, ...]:
        return newsletter.choose(
            arranged, own, plans, known, report, wish=wish, languages=languages
        )

    out = [name] if name in known.issues else []
    spoken = None
    if not request.issue and known.issues:
        waits = choose(newsletter.Wish(now=wanted.now), Report())
        spoken = {choice.language for choice in waits}
        out = [] if waits else _newest(known)
    post = "" if out or name == NEXT else name
    if out:
        choices = tuple(
            newsletter.reprint(name, arranged, own, plans, known, languages=languages)
            for name in out
        )
        if not request.issue:
            _say_out(out, report)
    else:
        drafts = choose(
            newsletter.Wish(now=wanted.now, post=post, draft=True, public=True), report
        )
        choices = tuple(
            draft for draft in drafts if spoken is None or draft.language in spoken
        )
        if not post:
            _say_draft(report)
    render = posts.rendering(arranged, settings, report, wanted.built)
    shown = render(post for choice in choices for post in choice.shown)
    made = press.issues(choices, shown, arranged, settings)
    if not made:
        report.error("no-letter", press.NO_LETTER, "publish a post first")
    for choice in choices if out else ():
        if newsletter.is_changed(choice, shown, arranged, own):
            _say_changed(choice.name, build.target_of(wanted), report)
    if post:
        made = tuple(replace(issue, name=issue.posts[0].slug) for issue in made)
    return made, Exit.NOTHING


def _newest(known: Ledger) -> list[str]:
    """The name of the newest issue that is out in each language."""
    newest = {
        mark.language: name
        for name, mark in sorted(known.issues.items(), key=lambda one: one[1].date)
    }
    return sorted(newest.values())


def _say_out(names: Sequence[str], report: Report) -> None:
    report.notice(
        "export-issue",
        f"nothing waits for the next issue; this is {' and '.join(names)}, which is out",
        "choose another with --issue",
    )


def _say_changed(name: str, target: Path, report: Report) -> None:
    report.notice(
        "export-changed",
        f"the issue {name} went out with other words: its posts, its file or its sections were changed since",
        f"{target}/{newsletter.stem(name)}/ has it as it went out",
    )


def _say_draft(report: Report) -> None:
    report.notice(
        "export-draft",
        "this is a draft: its web page changes with each build, and its posts still wait",
        "make the issue first: envoi issue; then export it",
    )
