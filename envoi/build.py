"""The sentence: read, arrange, render, write feeds and letter, publish. The only file that knows the order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from envoi import catalogue, config, feeds, newsletter, output, posts
from envoi.config import Config
from envoi.model import Artifact, Feed, Issue, Post, State
from envoi.output import Published
from envoi.problems import Exit, Level, Report, Stop

_FEEDS = "feeds"

Progress = Callable[[str, Sequence[str]], Iterable[str]]
"""Shows how far the work on some paths is, under a label, and passes the paths on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """What the user asked for: `now` is the clock; `since` and `post` choose what the letter shows."""

    folder: Path
    now: datetime
    output: Path | None = None
    url: str = ""
    since: str = ""
    post: str = ""
    strict: bool = False
    keep_going: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What became of it: posts by state, what was published, and the exit code. Problems are in the report."""

    states: Counter[State]
    published: tuple[Published, ...]
    exit: Exit


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
    target = request.output or request.folder / "public"

    with output.claim(target, waiting=waiting):
        found = posts.read(settings, request.now, target, report, progress)
        arranged = catalogue.arrange(found, settings.site, settings.zone_given, report)
        states = Counter(post.state for post in arranged.posts)
        if not arranged.published:
            return Outcome(states=states, published=(), exit=_nothing(states, report))

        newest = arranged.published[: settings.limit or None]
        choice = newsletter.choose(
            arranged,
            settings.newsletter,
            report,
            since=_since(request, settings),
            slug=request.post,
        )
        shown = posts.render((*newest, *choice.posts), arranged, settings, report)

        if not any(post.path in shown for post in newest):
            return Outcome(states=states, published=(), exit=Exit.PROBLEMS)

        feed = _main_feed(settings, newest, shown)
        issue = newsletter.issue(choice, shown, arranged, settings.newsletter.title)
        artifacts = [
            *feeds.write(feed, settings.formats),
            *_letter(issue, feed, settings, report),
        ]

        failed = _failed(report, request.strict)
        if failed and not request.keep_going:
            return Outcome(states=states, published=(), exit=Exit.PROBLEMS)

        scope = (_FEEDS, newsletter.stem(choice.name))
        done = output.publish(artifacts, target, scope=scope)
    return Outcome(
        states=states, published=done, exit=Exit.PROBLEMS if failed else Exit.PUBLISHED
    )


def _main_feed(
    settings: Config, chosen: Iterable[Post], shown: Mapping[str, Post]
) -> Feed:
    """The feed of the newest posts, updated when its newest entry was."""
    entries = tuple(shown[post.path] for post in chosen if post.path in shown)
    instants = (
        when for post in entries for when in (post.published, post.updated) if when
    )
    return Feed(
        site=settings.site,
        title=settings.site.title,
        stem=_FEEDS,
        posts=entries,
        updated=max(instants),
        full=settings.full,
    )


def _letter(
    issue: Issue | None, feed: Feed, settings: Config, report: Report
) -> Iterator[Artifact]:
    """The issue as web page and letter; a warning where there is no post for one."""
    if issue is None:
        message = "there is no post for a letter"
        report.warn("no-letter", message, "choose an earlier --since")
        return
    for lack in settings.newsletter.lacks:
        report.add(lack)
    yield from newsletter.write(
        issue,
        settings.site,
        settings.newsletter,
        newsletter.load(settings.newsletter.theme, settings.folder / "templates"),
        report,
        feeds=feeds.addresses(feed, settings.formats),
    )


def _since(request: Request, settings: Config) -> datetime | None:
    if not request.since:
        return None
    if request.post:
        raise Stop(
            "since",
            "--since and --post both choose the letter's posts",
            "give one of them",
        )
    when = posts.instant(request.since, settings.site.zone)
    if when is None:
        raise Stop(
            "since",
            f'cannot read --since "{request.since}" as a date',
            "write 2026-11-30",
        )
    return when


def _failed(report: Report, strict: bool) -> bool:
    levels = report.count()
    return bool(levels[Level.ERROR] or (strict and levels[Level.WARNING]))


def _nothing(states: Counter[State], report: Report) -> Exit:
    """Why no post is for readers: because something is wrong, or because there is none yet."""
    if report.count()[Level.ERROR]:
        return Exit.PROBLEMS
    if states:
        held = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
        message = f"no post is for readers yet: {held}"
        report.error("no-posts", message, "publish one, or move --now")
    else:
        message = "there is no post in this folder"
        report.error("no-posts", message, 'write one with: envoi new "My first post"')
    return Exit.NOTHING
