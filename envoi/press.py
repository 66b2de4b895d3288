"""Catalogue and Ledger -> the letters that were chosen, and the pages of those that are out: what `build` and `issue` share."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from envoi import dates, feeds, newsletter, posts
from envoi.config import Config
from envoi.dates import Period
from envoi.ledger import Ledger
from envoi.model import Artifact, Catalogue, Feed, Issue, Post
from envoi.plan import Plan
from envoi.posts.memory import Memory
from envoi.problems import Level, Problem, Report, Stop
from envoi.table import FILE_NAME

TEMPLATES = "templates"
NO_LETTER = "there is no post for a letter"


def plans(settings: Config, known: Ledger, report: Report) -> tuple[Plan, ...]:
    """What was written for issues; of files whose issue is out nothing is said, for they are over."""
    told = Report()
    found = tuple(posts.plans(settings, told))
    language = settings.site.language
    over = {one.path for one in found if newsletter.is_over(one, known, language)}
    for problem in told:
        if problem.place is None or problem.place.path not in over:
            report.add(problem)
    return found


def spoken(arranged: Catalogue, settings: Config) -> newsletter.Languages:
    """The posts in each language that has issues of its own; nothing where an issue is for all of them."""
    return by_language(arranged, settings) if settings.newsletter.languages else {}


def by_language(arranged: Catalogue, settings: Config) -> newsletter.Languages:
    """The published posts by language, of which there is one at least."""
    return feeds.by_language(arranged.published, settings.site) or {
        arranged.published[0].language: arranged.published
    }


def issues(
    choices: Iterable[newsletter.Choice],
    shown: Mapping[str, Post],
    arranged: Catalogue,
    settings: Config,
) -> tuple[Issue, ...]:
    """The issues of `choices`, their posts as `shown` has them; one without a post is none."""
    config = settings.newsletter
    made = (newsletter.issue(each, shown, arranged, config) for each in choices)
    return tuple(filter(None, made))


def letters(
    made: Sequence[Issue],
    feed: Feed,
    settings: Config,
    report: Report,
    memory: Memory | None = None,
    *,
    lacks: Iterable[Problem] | None = None,
) -> Iterator[Artifact]:
    """The issues as web pages and letters. What they lack is said in `report`: what the settings say, unless `lacks` are given."""
    if not made:
        return
    for lack in settings.newsletter.lacks if lacks is None else lacks:
        report.add(lack)
    theme = theme_of(settings)
    for issue in made:
        yield from letter(issue, feed, settings, report, memory, theme)


def lacks(settings: Config, level: Level) -> tuple[Problem, ...]:
    """What letters lack that are to be sent: where nobody spoke of a newsletter, all of it in one problem of that `level`."""
    config = settings.newsletter
    if config.given:
        return config.lacks
    needs = {"postal address": config.whereabouts, "way to unsubscribe": config.way_out}
    missing = [f"no {name}" for name, found in needs.items() if not found]
    without = (
        f"has {' and '.join(missing)}, which the law, Gmail and Yahoo want; "
        if missing
        else ""
    )
    said = Problem(
        level=level,
        code="no-newsletter",
        message=f"the letter {without}{'' if without else 'has no sender of its own: '}{config.address} stands in as its sender",
        hint=f"write from, postal_address and unsubscribe below [newsletter] in {FILE_NAME} before you send a letter",
    )
    return (said,)


def theme_of(settings: Config) -> newsletter.Theme:
    """How letters look. Raises Stop where a file of the theme is missing or broken."""
    return newsletter.load(settings.newsletter.theme, settings.folder / TEMPLATES)


def letter(
    issue: Issue,
    feed: Feed,
    settings: Config,
    report: Report,
    memory: Memory | None = None,
    theme: newsletter.Theme | None = None,
) -> Iterator[Artifact]:
    """The issue as web page and letter, which announce `feed`.

    `memory` spares pictures that were looked at or copied before; `theme` is that of the `settings`, if it is loaded already.
    """
    yield from newsletter.write(
        issue,
        settings.site,
        settings.newsletter,
        theme or theme_of(settings),
        report,
        feeds=feeds.addresses(feed, settings.feeds.formats),
        gallery=gallery(settings, report, memory),
    )


def gallery(
    settings: Config, report: Report, memory: Memory | None = None
) -> newsletter.Gallery:
    """What makes the copies of the folder's pictures that letters show."""
    memory = memory or Memory()
    return newsletter.Gallery(
        site=settings.site.url,
        read=partial(posts.picture_file, settings),
        report=report,
        copies=memory.copies,
        facts=memory.pictures,
    )


def distinct(artifacts: Iterable[Artifact]) -> tuple[Artifact, ...]:
    """`artifacts`, those that several letters have in common once."""
    return tuple(dict.fromkeys(artifacts))


def out(
    known: Ledger,
    there: Collection[str],
    plans: Sequence[Plan],
    languages: newsletter.Languages,
    arranged: Catalogue,
    feed: Feed,
    settings: Config,
    built: Path | None,
) -> Iterator[Artifact]:
    """Of the issues that are out: what is not `there` any more, and the page that lists them all.

    Nothing is said of their posts, which were judged when they went out.
    """
    gone = set()
    if lost := newsletter.lost(known, there):
        render = posts.rendering(arranged, settings, Report(), built)
        theme = theme_of(settings)
        for name in lost:
            issue = again(name, known, plans, languages, arranged, settings, render)
            if issue is None:
                gone.add(name)
                continue
            for file in letter(issue, feed, settings, Report(), theme=theme):
                if file.path not in there:
                    yield file
    yield from newsletter.archive(
        known, settings.site, settings.newsletter, settings.folder / TEMPLATES, gone
    )


def again(
    name: str,
    known: Ledger,
    plans: Sequence[Plan],
    languages: newsletter.Languages,
    arranged: Catalogue,
    settings: Config,
    render: Callable[[Iterable[Post]], Mapping[str, Post]],
) -> Issue | None:
    """The issue `name`, which is out, of those of its posts that are still there; None if none is."""
    choice = newsletter.reprint(
        name, arranged, settings.newsletter, plans, known, languages=languages
    )
    return next(iter(issues([choice], render(choice.shown), arranged, settings)), None)


def say_moved(before: Ledger, after: Ledger, report: Report) -> None:
    """Name posts that are at another address `after` a build than `before`, and stand under the old one in letters."""
    moved = [
        (was.address, after.posts[id], max(after.sent[id]))
        for id, was in before.posts.items()
        if id in after.sent
        and not after.posts[id].gone
        and after.posts[id].address != was.address
    ]
    more = f", and so do {len(moved) - 1:,} others" if len(moved) > 1 else ""
    for old, post, name in moved[:1]:
        report.notice(
            "issue-address",
            f"{post.path} moved to {post.address}, and the letter {name} leads to {old}{more}",
            f"let your site redirect {old} to {post.address}, for those who open that letter",
        )


def period(since: str, post: str, settings: Config) -> Period:
    """When the posts of the letter came out: in what `since` names, or ever. Raises Stop if it names nothing."""
    if since in ("", "last"):
        return newsletter.ALWAYS
    if post:
        raise Stop(
            "since",
            "--since and --post both choose the letter's posts",
            "give one of them",
        )
    found = dates.period(since, settings.site.zone)
    if found is None:
        raise Stop(
            "since",
            f'cannot read --since "{since}" as a date',
            "write 2026-11-30, 2026-W47, 2026-11 or last",
        )
    return found
