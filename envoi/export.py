"""A folder of posts -> the next letter, or another one, as a mailing service takes it in; nothing is sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from envoi import build, config, feeds, ledger, newsletter, output, posts
from envoi.config import Config
from envoi.model import Issue
from envoi.output import Published
from envoi.problems import Exit, Report
from envoi.services import SERVICES

NEXT = "next"
"""The issue that would go out now."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """What the user asked for: the letter `issue` for `profile`; folder, clock and output are as `wanted` for a build."""

    wanted: build.Request
    profile: str
    issue: str = NEXT


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
    issue, exit = _issue(request, settings, report, progress)
    if issue is None:
        return Outcome(exit=exit)
    for lack in settings.newsletter.lacks:
        report.add(lack)
    theme = newsletter.load(
        settings.newsletter.theme, settings.folder / build.TEMPLATES
    )
    gallery = build.gallery(settings, report)
    letter = newsletter.letter(
        issue,
        settings.site,
        settings.newsletter,
        theme,
        report,
        feeds={},
        gallery=gallery,
    )
    if build.failed_in(report, wanted.strict):
        return Outcome(exit=Exit.PROBLEMS)

    service = SERVICES[settings.newsletter.profile]
    folder = f"{output.EXPORT}/{service.name}/{issue.name}"
    files = [
        replace(file, path=f"{folder}/{file.path}")
        for file in newsletter.export(letter, settings.newsletter, settings.site)
    ]
    target = build.target_of(wanted)
    with output.claim(target, waiting=waiting):
        done = output.publish(files, target, scope=(folder,))
    return Outcome(
        published=done, use=service.use, limits=service.limits, exit=Exit.PUBLISHED
    )


def _issue(
    request: Request, settings: Config, report: Report, progress: build.Progress
) -> tuple[Issue | None, Exit]:
    """The issue, made of the posts as a build makes it; or none, and the exit code for that."""
    known = ledger.load(settings.folder)
    arranged, outcome = build.read(request.wanted, settings, known, report, progress)
    if not arranged.published:
        return None, build.nothing(outcome.states, settings, report)
    choice = newsletter.choose(
        arranged,
        settings.newsletter,
        report,
        since=None,
        slug="" if request.issue == NEXT else request.issue,
    )
    render = posts.rendering(arranged, settings, report, request.wanted.built)
    shown = render(choice.posts)
    issue = newsletter.issue(choice, shown, arranged, settings.newsletter.title)
    if issue is None:
        report.error("no-letter", build.NO_LETTER, "publish a post first")
    return issue, Exit.NOTHING
