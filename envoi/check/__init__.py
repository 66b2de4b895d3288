"""A folder, a letter, a feed or its address -> what readers and mail programs would find wrong with what was built."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import Final

from envoi import feedfile, published, web
from envoi.addresses import is_web
from envoi.check import letters
from envoi.check.folder import folder, made
from envoi.check.letters.hosts import asked
from envoi.check.letters.letter import of_file
from envoi.check.request import Hosts, Outcome, Request
from envoi.check.rules import judged
from envoi.check.sources import Progress
from envoi.check.subject import Subject
from envoi.check.telling import Telling
from envoi.problems import Place, Report

__all__ = ["Hosts", "Outcome", "Request", "check", "made"]

_ACCEPT: Final = (
    "application/rss+xml, application/atom+xml, application/feed+json, */*;q=0.5"
)
_LETTERS: Final = (".eml", ".html", ".txt")


def check(
    request: Request, report: Report, progress: Progress = lambda _, paths: paths
) -> Outcome:
    """Judge what was built, by our own rules; only an address that the user typed is fetched, and nothing is written.

    Raises Stop for what cannot be judged at all.
    """
    path = Path(request.target)
    if path.is_dir():
        return folder(path, request, report, progress)
    online = is_web(request.target)
    at, data = (
        web.find(request.target, accept=_ACCEPT)
        if online
        else ("", published.content(path))
    )
    if path.suffix in _LETTERS and not online and not feedfile.is_feed(data):
        return _letter(path, data, request, report)
    feed = feedfile.read(data, request.target)
    subject = Subject(
        name=request.target,
        data=data,
        feed=feed,
        now=request.now,
        # what leads elsewhere for a while stays the address to subscribe to
        address=request.target if feed.address == request.target else at,
    )
    telling = Telling(report)
    for finding in judged(subject):
        telling.of_feed(subject, finding)
    report.problems.sort(key=lambda problem: problem.place or Place(path=""))
    return Outcome(
        feeds=1, entries=len(subject.feed.entries), exit=request.exit(report)
    )


def _letter(path: Path, data: bytes, request: Request, report: Report) -> Outcome:
    """One letter, of which neither theme nor posts are known."""
    telling = Telling(report)
    letter = of_file(path.name, data)
    for name, finding in letters.judged(letter):
        # lines of a part are not those of the message
        own = path.suffix == PurePath(name).suffix
        telling.of_file(request.target, finding, finding.line if own else 0)
    report.problems.sort(key=lambda problem: problem.place or Place(path=""))
    hosts = {request.target: asked(letter)}
    return Outcome(letters=1, hosts=hosts, exit=request.exit(report))
