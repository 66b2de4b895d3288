"""What is asked of an issue, and which posts go into it: the values that its making begins with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from envoi.addresses import below
from envoi.dates import Period
from envoi.ledger import IssueMark
from envoi.model import Post, Section
from envoi.plan import Plan

Languages = Mapping[str, Sequence[Post]]
"""The published posts in each language that has issues of its own; nothing where an issue is for all of them."""

ALWAYS: Final = Period()


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """What the user asked of an issue.

    Its posts came out in `period`; or it is the one called `post`. `name` is that of the issue. `again` takes posts in
    that went out before. A `draft` is shown and not sent, so it is there also when nothing is new. What is `public` passes over
    files in `issues/` that are drafts themselves.
    """

    now: datetime
    period: Period = ALWAYS
    post: str = ""
    name: str = ""
    again: bool = False
    draft: bool = False
    public: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """An issue in the making: its name, and its posts, not yet rendered.

    `language` is the one whose issues it is among (empty: it is for all). `date` is there unless it is a draft, and
    `mark` where it went out already. `began` is what the ledger is to remember if it is the first, and `waits` are then
    the ids of posts that wait all the same.
    """

    name: str
    sections: tuple[Section, ...]
    language: str = ""
    date: datetime | None = None
    began: datetime | None = None
    waits: tuple[str, ...] = ()
    mark: IssueMark | None = None
    plan: Plan | None = None
    blurbs: Mapping[str, str] = field(default_factory=dict)
    keep_reading: tuple[Post, ...] = ()

    @property
    def posts(self) -> tuple[Post, ...]:
        """All posts chosen, in reading order."""
        return tuple(post for section in self.sections for post in section.posts)

    @property
    def shown(self) -> tuple[Post, ...]:
        """All that has to be rendered for it."""
        return (*self.posts, *self.keep_reading, *((self.intro,) if self.intro else ()))

    @property
    def intro(self) -> Post | None:
        """What its plan says above the posts, as a post."""
        return self.plan.intro if self.plan else None


def placed(plan: Plan | None, name: str, site: str) -> Plan | None:
    """`plan` with its text at the address of the issue `name`."""
    if plan is None or plan.intro is None:
        return plan
    url = below(site, f"newsletter/{name}/")
    return replace(plan, intro=replace(plan.intro, url=url))
