"""Languages, Plan*, Ledger -> how an issue is called, and which plan is for it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count
from typing import Final
from unicodedata import normalize

from envoi.language import closest, language_tag
from envoi.ledger import IssueMark, Ledger
from envoi.plan import Plan
from envoi.problems import Report, Stop

NEXT: Final = "next"
"""What the draft of an issue is called, with its language behind where each has issues of its own."""

_NAME: Final = re.compile(r"[\w~-][\w.~-]{0,119}")
_RESERVED: Final = re.compile(rf"{NEXT}(?:-.*)?|pictures|index\.html", re.IGNORECASE)
"""What else is below `newsletter/`: drafts, copies of pictures, the list of issues."""


@dataclass(frozen=True, slots=True)
class Names:
    """How issues are called on a site in `site_language`, where each of `languages` (or none) has issues of its own."""

    languages: Collection[str]
    site_language: str

    def of(self, name: str, language: str) -> str:
        """The name of the issue in `language` that is called `name` in all of them."""
        there = not language or name.lower().endswith(f"-{language}".lower())
        return name if there else f"{name}-{language}"

    def language(self, plan: Plan) -> str | None:
        """The language whose issue `plan` is for; empty where that is all of them, None where it has none here."""
        if not self.languages:
            return ""
        _, ending = self._parts(plan)
        return closest(plan.language or ending or self.site_language, self.languages)

    def issue(self, plan: Plan) -> str:
        """The name of the issue that `plan` is for."""
        base, _ = self._parts(plan)
        return self.of(base, self.language(plan) or "")

    def bears(self, plan: Plan, name: str) -> bool:
        """Whether `plan` is for the issue `name`, with or without a language behind it."""
        return name in (plan.name, self._parts(plan)[0], self.issue(plan))

    def _parts(self, plan: Plan) -> tuple[str, str]:
        """The name of the file without a language at its end (`2026-11.tr`), and that language."""
        if found := re.fullmatch(r"(.+)[.-]([A-Za-z]{2,3})", plan.name):
            tag = language_tag(found[2])
            if tag and closest(tag, self.languages):
                return found[1], tag
        return plan.name, ""


def check(name: str) -> None:
    """Raise Stop unless an issue may be called `name`, or has no name yet."""
    if name and not is_good(name):
        raise Stop(
            "issue-name",
            f'"{name}" cannot be the name of an issue',
            "write letters, digits, - and .; next is that of the draft",
        )


def is_good(name: str) -> bool:
    """Whether an issue may be called `name`: it is that of a folder, and stands in addresses."""
    return bool(_NAME.fullmatch(name)) and not _RESERVED.fullmatch(name)


def is_taken(name: str, known: Ledger) -> bool:
    """Whether an issue called `name`, in whatever case, went out."""
    return _folded(name) in map(_folded, known.issues)


def is_over(plan: Plan, known: Ledger, site_language: str) -> bool:
    """Whether an issue that was made by `plan` went out."""
    out = known.issues.items()
    return any(is_of(plan, name, mark, site_language) for name, mark in out)


def is_of(plan: Plan, name: str, mark: IssueMark, site_language: str) -> bool:
    """Whether the issue `name`, which went out, was made by `plan`, whichever languages had issues of their own then."""
    alone = Names([mark.language], site_language).issue(plan)
    return _folded(name) in (_folded(plan.name), _folded(alone))


def unused(name: str, language: str, known: Ledger) -> str:
    """`name` with its language behind or, if that is taken, with the first number that makes it another."""
    taken = set(map(_folded, known.issues))
    behind = f"-{language}" if language else ""
    numbers = chain([""], (f"-{number}" for number in count(2)))
    names = (f"{name}{number}{behind}" for number in numbers)
    return next(each for each in names if _folded(each) not in taken)


def next_plan(
    plans: Sequence[Plan],
    known: Ledger,
    report: Report,
    names: Names,
    *,
    language: str,
    name: str,
    now: datetime,
    draft: bool,
    public: bool = False,
) -> Plan | None:
    """The plan for the issue `name` in `language` or, without a name, the first whose issue has not gone out.

    One that is held back is passed over, with a notice in `report`, unless a `draft` is to be shown; one that is a draft
    itself also where that is `public`. Raises Stop if it is the one that is named.
    """
    own = [plan for plan in plans if names.language(plan) == language]
    if name:
        plan = next((plan for plan in own if names.bears(plan, name)), None)
        if plan and not draft and (why := _held(plan, now)):
            hint = "take that out of it first"
            raise Stop("issue-name", f"this issue {why}", hint, place=plan.place())
        return plan
    for plan in own:
        if is_taken(names.issue(plan), known) or is_over(
            plan, known, names.site_language
        ):
            continue
        if not is_good(names.issue(plan)):
            report.error(
                "issue-file",
                f'"{plan.name}" cannot be the name of an issue',
                "rename the file: letters, digits, - and .",
                plan.place(),
            )
            continue
        if why := _held(plan, now):
            message = f"{why}; envoi issue passes it over"
            hint = "envoi preview shows it" if plan.draft else ""
            report.notice("issue-draft", message, hint, plan.place())
            if not draft or (plan.draft and public):
                continue
        return plan
    return None


def _held(plan: Plan, now: datetime) -> str:
    if plan.draft:
        return "is a draft"
    return f"is for {plan.date:%Y-%m-%d}" if plan.date and plan.date > now else ""


def _folded(name: str) -> str:
    return normalize("NFC", name).casefold()
