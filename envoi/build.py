"""The sentence: read, arrange, render, write feeds and letter, publish. The only file that knows the order."""

from __future__ import annotations

from collections import ChainMap, Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import chain
from pathlib import Path, PurePosixPath

from envoi import (
    catalogue,
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
from envoi.explain import DOCUMENTS, Row, kinds
from envoi.explain import explain as explained
from envoi.feeds.format import Offer
from envoi.feeds.history import Archive
from envoi.feeds.selection import MAIN, Selection
from envoi.ledger import Ledger
from envoi.model import Artifact, Catalogue, Issue, Post, State
from envoi.output import Published
from envoi.plan import Plan
from envoi.problems import Exit, Level, Report
from envoi.table import FILE_NAME

Progress = Callable[[str, Sequence[str]], Iterable[str]]
"""Shows how far the work on some paths is, under a label, and passes the paths on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """What the user asked for: `now` is the clock; `since` (a period) and `post` choose what the letter shows.

    `built` is the folder of the built site, if bodies are to come from its pages; `new_ids` says that posts which may
    be known ones under another name are new.
    """

    folder: Path
    now: datetime
    output: Path | None = None
    url: str = ""
    since: str = ""
    post: str = ""
    built: Path | None = None
    strict: bool = False
    keep_going: bool = False
    new_ids: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What became of it: the state of each file by its path, what was published and what `removed`, and the exit code.

    `issues` are those that were made, or would be. `reasons` tell of files that are no posts why they are none; `skipped` are other files beside the posts;
    `lock` says whether `envoi.lock` was written (None: left alone); `rows` are the answers to `explain`. Problems
    are in the report.
    """

    files: Mapping[str, State]
    reasons: Mapping[str, str] = field(default_factory=dict)
    skipped: tuple[str, ...] = ()
    published: tuple[Published, ...] = ()
    issues: tuple[Issue, ...] = ()
    removed: tuple[str, ...] = ()
    lock: bool | None = None
    rows: tuple[Row, ...] = ()
    exit: Exit

    @property
    def states(self) -> Counter[State]:
        """How many files are in each state."""
        return Counter(self.files.values())


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

    with output.claim(target, waiting=waiting):
        known = ledger.load(settings.folder)
        arranged, outcome = read(request, settings, known, report, progress)
        say_found(arranged, outcome, settings, report)
        if not arranged.published:
            return replace(outcome, exit=nothing(outcome.states, settings, report))

        before, known = known, identity.record(known, arranged.posts, settings.site)
        selections = feeds.select(arranged, settings.feeds, known, report)
        known = known.with_moved(feeds.left(selections))
        archives = feeds.archives(selections, known)
        plans = tuple(posts.plans(settings, report))
        languages = press.spoken(arranged, settings)
        drafts = _drafts(request, settings, arranged, plans, known, languages, report)
        newest = chain.from_iterable(selection.newest for selection in selections)
        render = posts.rendering(arranged, settings, report, request.built)
        shown = render(chain(newest, *(draft.shown for draft in drafts)))

        offers = feeds.offers(
            selections, archives, shown, arranged, settings.feeds, known, request.now
        )
        picture = partial(posts.picture, settings)
        offers = feeds.with_podcast(
            offers, settings.feeds.podcast, arranged.published, picture, report
        )
        if MAIN not in offers:
            return outcome

        main = offers[MAIN].feed
        made = press.issues(drafts, shown, arranged, settings)
        if not made:
            report.warn("no-letter", press.NO_LETTER, "choose an earlier --since")
        there = output.present(target, newsletter.FOLDER)
        fixed = press.out(
            known, there, plans, languages, arranged, main, settings, request.built
        )
        letters = chain(press.letters(made, main, settings, report), fixed)
        templates = settings.folder / press.TEMPLATES
        artifacts = [
            *_feeds(selections, offers, archives, shown, render, settings, report),
            *feeds.people(offers.values(), settings.site, templates),
            *press.distinct(letters),
        ]

        others = set(output.owned(target)) - {newsletter.FOLDER, output.EXPORT}
        scope = (MAIN, *newsletter.drafts(there), *sorted(others))
        kept = feeds.kept(selections)
        paths = [artifact.path for artifact in artifacts]
        leaving = output.leaving(set(paths), target, scope=scope, kept=kept)
        feeds.say_gone(leaving, paths, report)

        failed = failed_in(report, request.strict)
        if failed and not request.keep_going:
            return outcome

        done = output.publish(artifacts, target, scope=scope, kept=kept)
        known = known.with_feeds(feeds.marks(offers), feeds.boundaries(archives))
        lock = None
        if settings.trial:
            _say_trial(settings.site.url, report)
        else:
            lock = ledger.save(known, settings.folder, report)
            identity.say_gone(before, known, report, folder=request.folder)
    exit = Exit.PROBLEMS if failed else Exit.PUBLISHED
    return replace(
        outcome,
        published=tuple(one for one in done if not one.removed),
        removed=tuple(one.path for one in done if one.removed),
        lock=lock,
        exit=exit,
    )


def _drafts(
    request: Request,
    settings: Config,
    arranged: Catalogue,
    plans: tuple[Plan, ...],
    known: Ledger,
    languages: newsletter.Languages,
    report: Report,
) -> tuple[newsletter.Choice, ...]:
    """The next issue, or the next of each language, not yet rendered."""
    wish = newsletter.Wish(
        now=request.now,
        period=press.period(request.since, request.post, settings),
        post=request.post,
        draft=True,
    )
    return newsletter.choose(
        arranged,
        settings.newsletter,
        plans,
        known,
        report,
        wish=wish,
        languages=languages,
    )


def explain(
    request: Request, report: Report, progress: Progress = lambda _, paths: paths
) -> Outcome:
    """What a build would find in the folder, and where; nothing is written.

    Raises Stop for what cannot be used, but not for an address that nobody gives.
    """
    settings = config.load(
        request.folder,
        report,
        url=request.url,
        formats=tuple(feeds.FORMATS),
        lenient=True,
    )
    known = ledger.load(settings.folder)
    arranged, outcome = read(request, settings, known, report, progress)
    say_found(arranged, outcome, settings, report)
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
) -> tuple[Catalogue, Outcome]:
    """All posts, arranged; and the outcome as long as nothing is published."""
    skipped: list[str] = []
    found = posts.read(
        settings, request.now, target_of(request), report, progress, skipped
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


def say_found(
    arranged: Catalogue, outcome: Outcome, settings: Config, report: Report
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
    others = [
        path
        for path in outcome.skipped
        if PurePosixPath(path).suffix.lower() in DOCUMENTS
    ]
    if others and "" not in settings.roots:
        report.notice(
            "not-read",
            f"{len(others):,} file{'s' if len(others) > 1 else ''} beside the posts "
            f"{'were' if len(others) > 1 else 'was'} not read ({kinds(others)})",
            "envoi build --explain --json names them",
        )


def _feeds(
    selections: Iterable[Selection],
    offers: Mapping[str, Offer],
    archives: Mapping[str, Sequence[Archive]],
    shown: dict[str, Post],
    render: Callable[[Iterable[Post]], dict[str, Post]],
    settings: Config,
    report: Report,
) -> Iterator[Artifact]:
    """Each feed, and after it its archives; posts that no feed shows are rendered for one archive at a time."""

    def bodies(wanted: Iterable[Post]) -> Mapping[str, Post]:
        more = render(post for post in wanted if post.path not in shown)
        return ChainMap(more, shown)

    for selection in selections:
        if offer := offers.get(selection.stem):
            budget = settings.feeds.budget
            yield from feeds.write_offer(offer, selection.moved, budget, report)
            own = archives.get(selection.stem, ())
            yield from feeds.write_archives(offer, own, bodies)


def _say_trial(url: str, report: Report) -> None:
    report.notice(
        "trial-address",
        f"{url} is an address to try things with: no id is kept in {ledger.FILE_NAME}",
        f'if it is that of the site, write url = "{url}" below [site] in {FILE_NAME}',
    )


def failed_in(report: Report, strict: bool) -> bool:
    """Whether what is in `report` keeps anything from being published."""
    levels = report.count()
    return bool(levels[Level.ERROR] or (strict and levels[Level.WARNING]))


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
