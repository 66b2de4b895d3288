"""The other sentence: read, arrange, choose what waits, write it as issues, publish them, and remember what went out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace

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
from envoi.build import Progress
from envoi.config import Config
from envoi.feeds.selection import MAIN
from envoi.language import language_tag
from envoi.model import Catalogue, Feed
from envoi.newsletter import Languages
from envoi.outcome import Outcome
from envoi.outcome import Request as Wanted
from envoi.problems import Exit, Level, Report, Stop


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """What the user asked for: folder, clock, output and posts as for a build that is `wanted`.

    `name` is that of the issue, `language` the only one to make it in; `again` takes in posts that went out before, and
    `dry` writes nothing.
    """

    wanted: Wanted
    name: str = ""
    language: str = ""
    again: bool = False
    dry: bool = False


def issue(
    request: Request,
    report: Report,
    progress: Progress = lambda _, paths: paths,
    waiting: Callable[[], None] = lambda: None,
) -> Outcome:
    """Make the next issue of the folder's newsletter, one for each language if there are several, or nothing at all.

    What was made is the same if it is made once more because it could not be remembered. Raises Stop as a build does,
    for an address at which nothing is remembered, and for a name that no issue can have.
    """
    wanted = request.wanted
    settings = config.load(
        wanted.folder, report, url=wanted.url, formats=tuple(feeds.FORMATS)
    )
    if settings.trial and not request.dry:
        raise Stop(
            "trial-address",
            f"{settings.site.url} is an address to try things with: no issue goes out from there",
            "look at it with envoi issue --dry-run, or give the address of the site",
        )
    if wanted.ahead and not request.dry:
        raise Stop(
            "trial-time",
            "--now is still to come, and no issue can go out then",
            "look at it with envoi issue --dry-run, or leave --now out",
        )
    target = build.target_of(wanted)
    held = nullcontext() if request.dry else output.claim(target, waiting=waiting)

    with held:
        known = ledger.load(settings.folder)
        arranged, outcome = build.read(wanted, settings, known, report, progress)
        announce.say_found(arranged, outcome.skipped, settings, report)
        if not arranged.published:
            exit = announce.nothing(outcome.states, settings, report)
            return replace(outcome, exit=exit)

        before, known = known, identity.record(known, arranged.posts, settings.site)
        choices = newsletter.choose(
            arranged,
            settings.newsletter,
            press.plans(settings, known, report),
            known,
            report,
            wish=newsletter.Wish(
                now=wanted.now,
                period=press.period(wanted.since, wanted.post, settings),
                post=wanted.post,
                name=request.name,
                again=request.again,
            ),
            languages=_languages(request.language, arranged, settings),
        )
        render = posts.rendering(arranged, settings, report, wanted.built)
        shown = render(post for choice in choices for post in choice.shown)
        made = press.issues(choices, shown, arranged, settings)
        after = known
        for each in made:
            choice = next(choice for choice in choices if choice.name == each.name)
            after = newsletter.remember(after, choice, each)
        main = Feed(
            site=settings.site,
            title="",
            stem=MAIN,
            posts=(),
            updated=wanted.now,
            full=0,
        )
        level = Level.NOTICE if request.dry else Level.WARNING
        lacks = press.lacks(settings, level)
        templates = settings.folder / press.TEMPLATES
        artifacts = [
            *press.distinct(press.letters(made, main, settings, report, lacks=lacks)),
            *newsletter.archive(after, settings.site, settings.newsletter, templates),
        ]

        there = output.present(target, newsletter.FOLDER)
        for folder in newsletter.unknown(after, there) if made else ():
            report.warn(
                "issue-unknown",
                f"{folder}/ is there, and {ledger.FILE_NAME} does not know of it: what went out in it may go out again",
                f"take {ledger.FILE_NAME} back from your version control or, if it was never sent, take that folder away",
            )

        failed = build.failed_in(report, wanted.strict)
        if failed and not wanted.keep_going:
            return outcome
        if not made:
            exit = Exit.PROBLEMS if failed else Exit.NOTHING
            return replace(outcome, exit=exit)
        if not request.dry:
            drafts = newsletter.drafts(there)
            done = output.publish(artifacts, target, scope=drafts)
            lock = ledger.save(after, settings.folder, report, needed=True)
            identity.say_gone(before, after, report, folder=wanted.folder)
            press.say_moved(before, after, report)
            outcome = replace(
                outcome,
                published=tuple(one for one in done if not one.removed),
                removed=tuple(one.path for one in done if one.removed),
                lock=lock,
            )
    exit = Exit.PROBLEMS if failed else Exit.PUBLISHED
    return replace(outcome, issues=made, exit=exit)


def _languages(typed: str, arranged: Catalogue, settings: Config) -> Languages:
    """The languages that an issue is made in; raises Stop if no post is in the one that is `typed`."""
    if not typed:
        return press.spoken(arranged, settings)
    spoken = press.by_language(arranged, settings)
    tag = newsletter.closest(language_tag(typed), spoken)
    if tag is None:
        known = ", ".join(spoken)
        raise Stop("language", f'no post is in "{typed}"', f"name one of {known}")
    return {tag: spoken[tag]}
