"""Ledger -> an issue that is out, to be made again from its posts."""

from __future__ import annotations

from collections.abc import Sequence

from envoi.config import NewsletterConfig
from envoi.language import closest
from envoi.ledger import IssueMark, Ledger
from envoi.model import Catalogue, Layout, Post, Section
from envoi.newsletter.choice import Choice, Languages, placed
from envoi.newsletter.choose import keep_reading
from envoi.newsletter.named import Wanted, wanted
from envoi.newsletter.names import Names, is_of
from envoi.newsletter.sections import (
    divide,
    divide_picked,
    in_order,
    ordered,
    own_first,
    with_rest,
)
from envoi.plan import Plan
from envoi.problems import Report


def reprint(
    name: str,
    catalogue: Catalogue,
    config: NewsletterConfig,
    plans: Sequence[Plan],
    known: Ledger,
    *,
    languages: Languages,
) -> Choice:
    """The issue `name`, which is out, of those of its posts that are still published, in the sections of today."""
    mark = known.issues[name]
    went = (post for post in catalogue.published if name in known.sent.get(post.id, {}))
    sent = own_first(went, mark.language)
    names = Names(languages, catalogue.site.language)
    plan = next(
        (
            plan
            for plan in plans
            if names.issue(plan) == name
            or is_of(plan, name, mark, catalogue.site.language)
        ),
        None,
    )
    want = wanted(plan, sent, catalogue, Report()) if plan else Wanted()
    language = closest(mark.language, languages) or ""
    return Choice(
        name=name,
        sections=_sections(sent, mark, plan, want, config),
        language=language,
        mark=mark,
        plan=placed(plan, name, catalogue.site.url),
        blurbs=want.blurbs,
        keep_reading=keep_reading(catalogue, config, known, sent, language, mark.date),
    )


def _sections(
    sent: Sequence[Post],
    mark: IssueMark,
    plan: Plan | None,
    want: Wanted,
    config: NewsletterConfig,
) -> tuple[Section, ...]:
    if mark.single and len(sent) == 1:
        return (Section(title="", layout=Layout.FULL, posts=tuple(sent)),)
    configs = (plan.sections if plan else ()) or config.sections
    order = plan.order if plan else None
    if want.pick:
        rest = (post for post in sent if post not in want.pick)
        posts = (*in_order(want.pick, sent, order), *rest)
        sections = divide_picked(posts, configs)
        return ordered(sections, order)
    return ordered(with_rest(*divide(sent, configs, most=0)), order)
