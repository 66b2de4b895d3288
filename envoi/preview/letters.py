"""Snapshot -> the issues that there are, those to come and those that are out, and each as a letter in any theme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from envoi import newsletter, posts, press
from envoi.config import Config
from envoi.feeds.selection import MAIN
from envoi.model import Issue
from envoi.newsletter import Choice
from envoi.outcome import Made
from envoi.posts.memory import Memory
from envoi.preview.ground import artifacts, ground
from envoi.preview.snapshot import Snapshot
from envoi.problems import Problem, Report, Stop

FILES: Final = ("index.html", "letter.html", "letter.txt", "letter.eml")
"""What an issue has: its page on the site, its HTML, its plain text, and the whole message."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """An issue in the list: how many `posts` are in it, whether it is `out` (then `date` is when), and whether nothing
    waits for it, so that its draft shows what readers have had (`idle`).
    """

    name: str
    subject: str
    date: datetime
    language: str
    posts: int
    out: bool = False
    idle: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """An issue as readers get it, in one theme.

    `files` are the bytes of `FILES` by name. `problems` are what its making in this theme found; `as_sent` says that these
    are the files that went out.
    """

    files: Mapping[str, bytes]
    problems: tuple[Problem, ...] = ()
    as_sent: bool = False

    def text(self, name: str) -> str:
        """The file `name` as text."""
        return self.files[name].decode(errors="replace")


def listed(snapshot: Snapshot) -> tuple[Listed, ...]:
    """The issues to come, then those that are out, the latest first."""
    made = snapshot.made
    return snapshot.once("issues", lambda: _listed(made)) if made else ()


def _listed(made: Made) -> tuple[Listed, ...]:
    counts = Counter(name for names in made.known.sent.values() for name in names)
    drafts = [
        Listed(
            name=issue.name,
            subject=issue.subject,
            date=issue.date,
            language=issue.language,
            posts=len(issue.posts),
            idle=is_idle(made, issue),
        )
        for issue in made.issues
    ]
    out = [
        Listed(
            name=name,
            subject=mark.subject,
            date=mark.date.astimezone(made.settings.site.zone),
            language=mark.language,
            posts=counts[name],
            out=True,
        )
        for name, mark in made.known.issues.items()
    ]
    out.sort(key=lambda each: (each.date, each.name), reverse=True)
    return (*drafts, *out)


def is_idle(made: Made, issue: Issue) -> bool:
    """Whether nothing waits for the draft `issue`: all that it shows went out before, or could have."""
    choice = chosen(made, issue)
    if choice.began or (choice.plan and choice.plan.pick):
        return False
    fresh = [post for post in choice.posts if not made.known.sent.get(post.id)]
    return not any(newsletter.waiting(fresh, made.known, choice.language))


def chosen(made: Made, issue: Issue) -> Choice:
    """What was chosen for the draft `issue`."""
    return next(each for each in made.drafts if each.name == issue.name)


def draft(snapshot: Snapshot, name: str) -> Issue | None:
    """The issue to come that is called `name`, if there is one."""
    made = snapshot.made
    found = (issue for issue in (made.issues if made else ()) if issue.name == name)
    return next(found, None)


def letter(snapshot: Snapshot, name: str, theme: str) -> Letter:
    """The issue `name`, which there is, in `theme`; made when it is first asked for.

    In the theme of the configuration it is what the build makes of it, or the files that went out. Raises Stop where a
    file of the theme is broken, and for an issue of which nothing is left.
    """
    return snapshot.once(
        ("letter", name, theme), lambda: _letter(snapshot, name, theme)
    )


def _letter(snapshot: Snapshot, name: str, theme: str) -> Letter:
    made = snapshot.made
    assert made
    if theme == made.settings.newsletter.theme and (found := _there(snapshot, name)):
        return found
    issue = draft(snapshot, name) or _again(snapshot, made, name)
    if issue is None:
        raise Stop(
            "no-post",
            f"none of the posts of the issue {name} is there any more, and no file of it either",
            "its page and letter come back with its posts, or with the output folder",
        )
    settings = themed(made.settings, theme)
    report = Report()
    folder = newsletter.stem(name)
    files = {}
    feed, memory = made.offers[MAIN].feed, Memory(copies=snapshot.copies)
    for one in press.letter(issue, feed, settings, report, memory):
        if one.path.startswith(f"{folder}/"):
            files[one.path.removeprefix(f"{folder}/")] = one.content
    return Letter(files=files, problems=tuple(report))


def _there(snapshot: Snapshot, name: str) -> Letter | None:
    """The files of the issue `name` that the build makes and, if it is out, those that lie in the output folder."""
    built, folder = artifacts(snapshot), newsletter.stem(name)
    files, sent = {}, 0
    for file in FILES:
        if one := built.get(f"{folder}/{file}"):
            files[file] = one.content
        elif draft(snapshot, name) is None:
            where = ground(snapshot)
            content = where.content(f"site/{folder}/{file}") if where else None
            if content is None:
                return None
            files[file], sent = content, sent + 1
    whole = len(files) == len(FILES)
    return Letter(files=files, as_sent=sent == len(FILES)) if whole else None


def _again(snapshot: Snapshot, made: Made, name: str) -> Issue | None:
    """The issue `name`, which is out, made again of those of its posts that are there."""

    def again() -> Issue | None:
        render = posts.rendering(
            made.arranged, made.settings, Report(), snapshot.request.built
        )
        return press.again(
            name,
            made.known,
            made.plans,
            made.languages,
            made.arranged,
            made.settings,
            render,
        )

    return snapshot.once(("again", name), again)


def message(snapshot: Snapshot, name: str, theme: str) -> bytes:
    """The issue `name` in `theme` as a message. Raises Stop as `letter` does, and where there is no such issue or theme."""
    made = snapshot.made
    known = made is not None and theme in themes(made.settings)
    if not known or all(each.name != name for each in listed(snapshot)):
        raise Stop("no-letter", "there is no such letter", "reload the page")
    return letter(snapshot, name, theme).files["letter.eml"]


def themed(settings: Config, theme: str) -> Config:
    """`settings` with `theme` for the newsletter."""
    return replace(settings, newsletter=replace(settings.newsletter, theme=theme))


def themes(settings: Config) -> list[str]:
    """The names of the themes that there are, that of the configuration first."""
    found = newsletter.themes(settings.folder / press.TEMPLATES)
    own = settings.newsletter.theme
    return [own, *(name for name in found if name != own)]
