"""Snapshot, the name of an issue -> which posts are in it, which wait on and why, and which went out in which issue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest
from typing import Final

from envoi import newsletter
from envoi.config import SectionConfig
from envoi.model import Issue, Layout, Post, State
from envoi.newsletter import Choice
from envoi.newsletter.named import wanted
from envoi.outcome import Made
from envoi.press import TEMPLATES
from envoi.preview.letters import chosen, draft
from envoi.preview.snapshot import Snapshot
from envoi.problems import Problem, Report

MOST: Final = 100
"""How many posts are named in one list."""

_LATELY: Final = 12
_LAYOUTS: Final = {
    Layout.CARDS: "excerpt",
    Layout.LIST: "title",
    Layout.FULL: "in full",
}
_CODES: Final = frozenset(
    {
        "from",
        "greeting",
        "header",
        "issue-draft",
        "issue-file",
        "issue-post",
        "letter-fit",
        "letter-too-long",
        "no-letter",
        "no-newsletter",
        "no-postal-address",
        "no-section",
        "no-sender",
        "no-tag",
        "no-unsubscribe",
        "nothing-new",
        "pillow",
        "theme",
        "waits",
    }
)
"""What a build says of the letters to come."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A post in a list. `path` is empty where there is no such file any more; `issue` is the one that it went out in."""

    title: str
    path: str
    language: str = ""
    date: datetime | None = None
    note: str = ""
    issue: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """Posts that have something in common: a section of the issue, or what they wait for. `more` are those not named."""

    title: str
    rows: tuple[Row, ...]
    more: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Contents:
    """The posts that are `inside` an issue by section, those that are `left` out of it by reason, and those that went out `lately`.

    `first` says that it is the first issue, so that nothing waits: older posts count as known. `coming` is the next
    post that is dated ahead.
    """

    inside: tuple[Part, ...]
    left: tuple[Part, ...] = ()
    lately: tuple[Row, ...] = ()
    first: bool = False
    coming: Row | None = None

    @property
    def waiting(self) -> int:
        """How many posts are left for a later issue."""
        return sum(len(part.rows) + part.more for part in self.left)


def contents(snapshot: Snapshot, name: str) -> Contents:
    """What is to be said of the posts of the issue `name`, which there is."""
    return snapshot.once(("contents", name), lambda: _contents(snapshot, name))


def _contents(snapshot: Snapshot, name: str) -> Contents:
    made = snapshot.made
    assert made
    issue = draft(snapshot, name)
    if issue is None:
        return Contents(inside=tuple(_sent(snapshot, made, name)))
    choice = chosen(made, issue)
    return Contents(
        inside=tuple(_inside(issue)),
        left=tuple(_left(made, choice)),
        lately=tuple(_lately(snapshot, made)),
        first=choice.began is not None,
        coming=_coming(made),
    )


def _inside(issue: Issue) -> Iterator[Part]:
    for section in issue.sections:
        rows = [
            _row(
                post,
                note="own words"
                if post.path in issue.blurbs
                else _LAYOUTS[issue.layout_of(section, post)],
            )
            for post in section.posts
        ]
        yield _part(section.title, rows)
    if issue.keep_reading:
        yield _part(
            "Keep reading", [_row(post, note="title") for post in issue.keep_reading]
        )


def _left(made: Made, choice: Choice) -> Iterator[Part]:
    """Those that wait and are not in the draft, by the reason for that."""
    own = (
        made.languages.get(choice.language, ())
        if made.languages
        else made.arranged.published
    )
    inside = {post.path for post in choice.posts}
    plan = choice.plan
    configs = (plan.sections if plan else ()) or made.settings.newsletter.sections
    omitted = wanted(plan, own, made.arranged, Report()).omit if plan else frozenset()
    found: dict[str, list[Post]] = {}
    for post in newsletter.waiting(own, made.known, choice.language):
        if post.path not in inside:
            found.setdefault(_reason(post, choice, configs, omitted), []).append(post)
    for path in omitted - {post.path for posts in found.values() for post in posts}:
        post = next(each for each in own if each.path == path)
        if not made.known.sent.get(post.id):
            found.setdefault(_omitted(choice), []).append(post)
    for reason, posts in found.items():
        yield _part(reason, [_row(post) for post in posts[:MOST]], len(posts))


def _reason(
    post: Post,
    choice: Choice,
    configs: Sequence[SectionConfig],
    omitted: Iterable[str],
) -> str:
    if post.path in omitted:
        return _omitted(choice)
    if choice.plan and choice.plan.pick:
        return f"Not picked in {choice.plan.path}"
    fitting = [section for section in configs if section.filter.takes(post)]
    if configs and not fitting:
        return "Fits no section"
    for section in fitting:
        if section.title:
            return f"Beyond the limit of {section.title}: {section.limit}"
    return "Beyond the limit of its section"


def _omitted(choice: Choice) -> str:
    return f"Left out by {choice.plan.path}" if choice.plan else ""


def _sent(snapshot: Snapshot, made: Made, name: str) -> Iterator[Part]:
    """The posts that went out in the issue `name`, and what became of them since."""
    posts = snapshot.once(
        "posts by id",
        lambda: {post.id: post for post in made.arranged.posts if post.id},
    )
    rows = []
    for id, names in made.known.sent.items():
        if name not in names:
            continue
        post, line = posts.get(id), made.known.posts.get(id)
        if post:
            changed = names[name] != post.fingerprint
            state = "" if post.state is State.PUBLISHED else f"now {post.state}"
            rows.append(_row(post, note=state or ("changed since" if changed else "")))
        else:
            path = line.path if line else id
            rows.append(Row(title=path, path="", note="gone"))
    rows.sort(key=lambda row: (row.date is None, row.date and -row.date.timestamp()))
    yield _part("", rows)


def _lately(snapshot: Snapshot, made: Made) -> Iterator[Row]:
    """The posts that went out last."""
    issues = made.known.issues
    sent = (
        (issues[name].date, name, id)
        for id, names in made.known.sent.items()
        for name in names
        if name in issues
    )
    last = nlargest(_LATELY, sent)
    ids = {id for _, _, id in last}
    posts = {post.id: post for post in made.arranged.posts if post.id in ids}
    for date, name, id in last:
        post, line = posts.get(id), made.known.posts.get(id)
        title = post.title if post else (line.path if line else id)
        day = date.astimezone(made.settings.site.zone)
        yield Row(title=title, path=post.path if post else "", date=day, issue=name)


def _coming(made: Made) -> Row | None:
    """The next post that is dated ahead."""
    held = (
        (post.published, post.path, post)
        for post in made.arranged.posts
        if post.state is State.FUTURE and post.published
    )
    found = min(held, key=lambda each: each[:2], default=None)
    return _row(found[2]) if found else None


def _part(title: str, rows: Sequence[Row], count: int = 0) -> Part:
    return Part(
        title=title, rows=tuple(rows[:MOST]), more=max(0, (count or len(rows)) - MOST)
    )


def _row(post: Post, note: str = "") -> Row:
    return Row(
        title=post.title or post.path,
        path=post.path,
        language=post.language,
        date=post.published,
        note=note,
    )


def concerning(snapshot: Snapshot, name: str) -> tuple[Problem, ...]:
    """The problems of the look that have to do with the issue `name`: with its letter, its posts, its plan or its theme."""
    made = snapshot.made
    issue = draft(snapshot, name)
    paths = set()
    if made and issue:
        paths = {post.path for post in chosen(made, issue).shown}
        for post in issue.posts:
            paths |= set(post.body.files.values()) if post.body else set()
    folder = f"{newsletter.stem(name)}/"

    def concerns(problem: Problem) -> bool:
        path = problem.place.path if problem.place else ""
        if folder in path or folder in problem.message:
            return True
        return bool(issue) and (
            problem.code in _CODES or path in paths or path.startswith(f"{TEMPLATES}/")
        )

    return tuple(filter(concerns, dict.fromkeys(snapshot.wrong)))
