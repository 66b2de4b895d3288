"""The sentence: read, arrange, render, write feeds and letter, publish. The only file that knows the order."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import chain
from pathlib import Path

from envoi import (
    announce,
    cache,
    catalogue,
    config,
    feeds,
    identity,
    ledger,
    newsletter,
    output,
    posts,
    press,
    stamps,
    writing,
)
from envoi.config import Config
from envoi.feeds.selection import MAIN
from envoi.ledger import Ledger
from envoi.model import Artifact, Catalogue, Standing, State
from envoi.outcome import Held, Made, Outcome, Request
from envoi.posts.memory import Memory
from envoi.problems import Exit, Level, Report, Stop
from envoi.records import Records

Progress = Callable[[str, Sequence[str]], Iterable[str]]
"""Shows how far the work on some paths is, under a label, and passes the paths on."""


def build(
    request: Request,
    report: Report,
    progress: Progress = lambda _, paths: paths,
    waiting: Callable[[], None] = lambda: None,
) -> Outcome:
    """Publish the folder's feeds and letter, all or nothing.

    `waiting` is called once if another build of the same output has to end first. Raises Stop
    for what no post can be blamed for: configuration, theme, disk, lock.
    """
    settings = config.load(
        request.folder, report, url=request.url, formats=tuple(feeds.FORMATS)
    )
    target = target_of(request)

    with (
        output.claim(target, waiting=waiting) as waited,
        output.spool(target) as spool,
    ):
        seen = request.seen
        if seen and waited:
            seen = stamps.seen(str(request.folder), str(target))
        records = Records(
            folder=settings.folder,
            output=Path(os.path.realpath(target)),
            facts=cache.facts(settings),
            seen=None if request.built else seen,
        )
        with cache.kept(settings, seen) as memory:
            made, outcome = make(
                request,
                settings,
                report,
                progress,
                memory,
                records,
                hold=spool.take,
                public=True,
            )
        failed = failed_in(report, request.strict)
        if made is None or not made.offers or (failed and not request.keep_going):
            return outcome

        try:
            done = output.publish(
                made.artifacts, target, scope=made.scope, kept=made.kept
            )
        except Stop:
            records.drop()
            raise
        if not failed:
            records.keep(spool.waiting, made.told)
        known = made.known
        lock = None
        if settings.trial:
            announce.say_trial(settings.site.url, report)
        elif request.ahead:
            announce.say_ahead(report)
        else:
            lock = ledger.save(known, settings.folder, report)
            identity.say_gone(made.before, known, report, folder=request.folder)
            press.say_moved(made.before, known, report)
    return replace(
        outcome,
        published=tuple(one for one in done if not one.removed),
        removed=tuple(one.path for one in done if one.removed),
        lock=lock,
        lasts=_lasts(made, report, request.now),
        exit=Exit.PROBLEMS if failed else Exit.PUBLISHED,
    )


def make(
    request: Request,
    settings: Config,
    report: Report,
    progress: Progress = lambda _, paths: paths,
    memory: Memory | None = None,
    records: Records | None = None,
    *,
    hold: Callable[[Iterable[Artifact | Standing]], Held] = writing.in_memory,
    public: bool = False,
) -> tuple[Made | None, Outcome]:
    """What a build with these `settings` publishes, and the outcome as long as nothing is; None if that cannot be told.

    What is not `public` shows issues too whose file says that they are drafts. Nothing is published. `memory` spares
    what was read and rendered before, and `records` what is published already; `hold` takes each artifact as soon as it is made.
    Raises Stop as `build` does.
    """
    records = records or Records()
    target = target_of(request)
    before = (memory and memory.ledger) or ledger.load(settings.folder)
    if memory:
        memory.ledger = before
    arranged, outcome = read(request, settings, before, report, progress, memory)
    announce.say_found(arranged, outcome.skipped, settings, report)
    if not arranged.published:
        exit = announce.nothing(outcome.states, settings, report)
        none = Made(settings=settings, arranged=arranged, before=before, known=before)
        return none, replace(outcome, exit=exit)

    known = identity.record(before, arranged.posts, settings.site)
    selections = feeds.select(arranged, settings.feeds, known, report)
    known = known.with_moved(feeds.left(selections))
    archives = feeds.archives(selections, known)
    plans = press.plans(settings, known, report)
    languages = press.spoken(arranged, settings)
    wish = newsletter.Wish(
        now=request.now,
        period=press.period(request.since, request.post, settings),
        post=request.post,
        draft=True,
        public=public,
    )
    drafts = newsletter.choose(
        arranged,
        settings.newsletter,
        plans,
        known,
        report,
        wish=wish,
        languages=languages,
    )
    of = arranged, settings.feeds, known, request.now
    offering = partial(feeds.offers, selections, archives, *of)
    render = posts.rendering(
        arranged, settings, report, request.built, memory, request.processes
    )
    in_letters = [post for draft in drafts for post in draft.shown]
    records.look(
        lambda: feeds.sheets(selections, archives, offering, settings.feeds.budget),
        partial(posts.asking, arranged, settings),
        arranged,
    )
    shown, standing = writing.shown(selections, in_letters, render, records)

    offers = offering(shown | standing)
    picture = partial(posts.picture, settings)
    offers = feeds.with_podcast(
        offers, settings.feeds.podcast, arranged.published, picture, report
    )
    if MAIN not in offers:
        return None, outcome

    main = offers[MAIN].feed
    if not (issues := press.issues(drafts, shown, arranged, settings)):
        report.warn("no-letter", press.NO_LETTER, "choose an earlier --since")
    there = output.present(target, newsletter.FOLDER)
    fixed = press.out(
        known, there, plans, languages, arranged, main, settings, request.built
    )
    letters = chain(press.letters(issues, main, settings, report, memory), fixed)
    templates = settings.folder / press.TEMPLATES
    paths: list[str] = []
    with feeds.Written(target.parent) as entries:
        of_feeds = writing.feed_files(
            selections,
            offers,
            archives,
            shown,
            render,
            entries,
            report,
            budget=settings.feeds.budget,
            memory=memory,
            records=records,
        )
        pages = feeds.people(offers.values(), settings.site, templates)
        coming = chain(of_feeds, pages, press.distinct(letters))
        artifacts = hold(writing.noting(coming, paths))

    others = set(output.owned(target)) - {newsletter.FOLDER, output.EXPORT}
    scope = (MAIN, *newsletter.drafts(there), *sorted(others))
    kept = feeds.kept(selections)
    leaving = output.leaving(set(paths), target, scope=scope, kept=kept)
    feeds.say_gone(leaving, paths, report)
    made = Made(
        settings=settings,
        arranged=arranged,
        before=before,
        known=known.with_feeds(feeds.marks(offers), feeds.boundaries(archives)),
        plans=plans,
        languages=languages,
        drafts=drafts,
        issues=issues,
        offers=offers,
        artifacts=artifacts,
        told=render.told,
        scope=scope,
        kept=kept,
    )
    return made, outcome


def _lasts(made: Made, report: Report, now: datetime) -> datetime | None:
    """Until when the same files come to the same: not even now where that cannot be told; None: for ever."""
    coming = [one for one in made.arranged.posts if one.state is State.FUTURE]
    if any(one.code == "date" for one in report) or (
        coming and made.settings.dialect.DUE_KEYS
    ):
        return now
    moments = (
        *(one.published for one in coming),
        *(one.expires for one in made.arranged.posts),
        *(one.updated for one in made.known.feeds.values()),
        *(one.updated for one in made.known.posts.values()),
    )
    return min((one for one in moments if one and one > now), default=None)


def explain(
    request: Request, report: Report, progress: Progress = lambda _, paths: paths
) -> Outcome:
    """What a build would find in the folder, and where; nothing is written.

    Raises Stop for what cannot be used, but not for an address that nobody gives.
    """
    from envoi.explain import explain as explained

    settings = config.load(
        request.folder,
        report,
        url=request.url,
        formats=tuple(feeds.FORMATS),
        lenient=True,
    )
    known = ledger.load(settings.folder)
    arranged, outcome = read(request, settings, known, report, progress)
    announce.say_found(arranged, outcome.skipped, settings, report)
    selections = feeds.select(arranged, settings.feeds, known, report)
    offered = [(str(one.kind), one.name, one.stem) for one in selections if one.posts]
    rows = explained(settings, arranged, outcome.skipped, offered)
    return replace(outcome, rows=rows, exit=Exit.PUBLISHED)


def target_of(request: Request) -> Path:
    """The output folder."""
    return request.output or request.folder / "public"


def read(
    request: Request,
    settings: Config,
    known: Ledger,
    report: Report,
    progress: Progress,
    memory: Memory | None = None,
) -> tuple[Catalogue, Outcome]:
    """All posts, arranged; and the outcome as long as nothing is published."""
    skipped: list[str] = []
    found = posts.read(
        settings,
        request.now,
        target_of(request),
        report,
        progress,
        skipped,
        memory,
        request.processes,
    )
    identified = identity.identify(
        found,
        known,
        settings.site,
        report,
        now=request.now,
        new_ids=request.new_ids,
        folder=request.folder,
    )
    owners = {line.id: line.path for line in known.posts.values()}
    arranged = catalogue.arrange(
        identified, settings.site, settings.zone_given, report, owners
    )
    files = {post.path: post.state for post in arranged.posts}
    reasons = {post.path: post.reason for post in arranged.posts if post.reason}
    return arranged, Outcome(
        files=dict(sorted(files.items())),
        reasons=reasons,
        skipped=tuple(skipped),
        exit=Exit.PROBLEMS,
    )


def failed_in(report: Report, strict: bool) -> bool:
    """Whether what is in `report` keeps anything from being published."""
    levels = report.count()
    return bool(levels[Level.ERROR] or (strict and levels[Level.WARNING]))
