"""A folder, a feed or its address -> what readers and mail programs would find wrong with what was built.

A rule on a feed is one function, and one word in `RULES` or, if it needs all feeds of the folder, in `ACROSS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Final

from envoi import config, feedfile, feeds, published, web
from envoi.addresses import below, is_web
from envoi.check import (
    agreement,
    atom,
    content,
    history,
    ids,
    jsonfeed,
    letter,
    places,
    podcast,
    reach,
    rss,
    texts,
    times,
    wellformed,
)
from envoi.check.sources import Sources
from envoi.check.subject import Across, Finding, Rule, Subject
from envoi.output import EXPORT
from envoi.problems import Exit, Level, Place, Problem, Report, Stop

RULES: Final[tuple[Rule, ...]] = (
    wellformed.characters,
    wellformed.encoding,
    wellformed.namespaces,
    rss.rules,
    atom.rules,
    jsonfeed.rules,
    ids.present,
    ids.unique,
    ids.iris,
    ids.permalinks,
    times.written,
    times.dated,
    times.plausible,
    times.current,
    times.order,
    places.absolute,
    places.home,
    places.linked,
    places.twins,
    places.secure,
    content.filled,
    content.safe,
    content.balanced,
    content.linked,
    content.pictures,
    texts.titles,
    texts.summaries,
    texts.people,
    texts.languages,
    texts.scripts,
    reach.own_address,
    reach.hub,
    reach.entries,
    reach.size,
    reach.enclosures,
    podcast.rules,
)
"""Every rule on one feed."""

ACROSS: Final[tuple[Across, ...]] = (
    agreement.formats,
    history.links,
    history.entries,
)
"""Every rule on all feeds of a folder."""

_ACCEPT: Final = (
    "application/rss+xml, application/atom+xml, application/feed+json, */*;q=0.5"
)

Progress = Callable[[str, Sequence[str]], Iterable[str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """What to judge, as it was typed, and `now`, the clock.

    `url` is the address of the site, if it is not that of the configuration.
    """

    target: str
    now: datetime
    output: Path | None = None
    url: str = ""
    strict: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """How many feeds, entries in them and letters were judged, and the exit code. Findings are in the report."""

    feeds: int = 0
    entries: int = 0
    letters: int = 0
    exit: Exit


def check(
    request: Request, report: Report, progress: Progress = lambda _, paths: paths
) -> Outcome:
    """Judge what was built, by our own rules; only an address that the user typed is fetched, and nothing is written.

    Raises Stop for what cannot be judged at all.
    """
    path = Path(request.target)
    if path.is_dir():
        return _folder(path, request, report, progress)
    at, data = (
        web.find(request.target, accept=_ACCEPT)
        if is_web(request.target)
        else ("", published.content(path))
    )
    feed = feedfile.read(data, request.target)
    subject = Subject(
        name=request.target,
        data=data,
        feed=feed,
        now=request.now,
        # what leads elsewhere for a while stays the address to subscribe to
        address=request.target if feed.address == request.target else at,
    )
    _say(((subject, finding) for finding in judged(subject)), None, report)
    report.problems.sort(key=lambda problem: problem.place or Place(path=""))
    return Outcome(
        feeds=1, entries=len(subject.feed.entries), exit=_exit(report, request)
    )


def judged(subject: Subject) -> Iterator[Finding]:
    """All that the rules say of one feed."""
    for rule in RULES:
        yield from rule(subject)


def _folder(
    folder: Path, request: Request, report: Report, progress: Progress
) -> Outcome:
    """All feeds and letters of the output, and all posts of the folder."""
    settings = config.load(
        folder,
        Report(),
        url=request.url,
        formats=tuple(feeds.FORMATS),
        lenient=True,
    )
    site = settings.site.url if settings.site.url != config.UNKNOWN else ""
    public = request.output or folder / "public"
    subjects, letters = [], {}
    for path, data in published.files(public):
        name = published.shown(public / path, folder)
        if path.startswith(f"{EXPORT}/"):
            continue
        if path.endswith(letter.NAMES):
            letters[path] = (name, data)
        elif feedfile.is_feed(data):
            try:
                feed = feedfile.read(data, name)
            except Stop as stop:
                report.add(stop.problem)
                continue
            subjects.append(
                Subject(
                    name=name,
                    data=data,
                    feed=feed,
                    now=request.now,
                    address=below(site, path) if site else "",
                    site=site,
                    path=path,
                )
            )
    if not (subjects or letters or report.problems):
        report.error(
            "nothing-built",
            f"there is no feed and no letter in {public}",
            f"build them first: envoi build{'' if folder == Path() else f' {folder}'}",
        )
        return Outcome(exit=Exit.NOTHING)

    addresses = {one.address: one.feed.format for one in subjects if one.address}
    older = {history.older(one) for one in subjects} - {""}
    subjects = [
        replace(one, published=addresses, archive=one.address in older)
        for one in subjects
    ]
    sources = Sources(settings, request.now, public, progress)
    each = ((one, finding) for one in subjects for finding in judged(one))
    across = (found for rule in ACROSS for found in rule(subjects))
    _say(chain(each, across), sources, report)
    for problem in sources.links():
        report.add(problem)
    bodies = {path: data for path, (_, data) in letters.items()}
    letterhead = settings.newsletter if settings.newsletter.given else None
    for path, finding in letter.rules(bodies, letterhead):
        report.add(_problem(finding, Place(path=letters[path][0])))
    report.problems.sort(key=lambda problem: problem.place or Place(path=""))
    return Outcome(
        feeds=len(subjects),
        entries=sum(len(subject.feed.entries) for subject in subjects),
        letters=sum(path.endswith("letter.html") for path in letters),
        exit=_exit(report, request),
    )


def _say(
    found: Iterable[tuple[Subject, Finding]], sources: Sources | None, report: Report
) -> None:
    """Name each finding at the post that it comes from, once, however many feeds it is in."""
    said = set(report.problems)
    for subject, finding in found:
        place = None
        if finding.entry and sources:
            place = sources.place(finding.entry, finding.needle)
        if place is None:
            line = finding.line or (finding.entry.line if finding.entry else 0)
            place = Place(path=subject.name, line=line)
        problem = _problem(finding, place)
        if problem not in said:
            said.add(problem)
            report.add(problem)


def _problem(finding: Finding, place: Place) -> Problem:
    return Problem(
        level=finding.level,
        code=finding.code,
        message=finding.message,
        hint=finding.hint,
        place=place,
    )


def _exit(report: Report, request: Request) -> Exit:
    levels = report.count()
    failed = levels[Level.ERROR] or (request.strict and levels[Level.WARNING])
    return Exit.PROBLEMS if failed else Exit.PUBLISHED
