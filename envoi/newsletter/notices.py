"""Posts that are in no issue yet -> the report: what fits nowhere, what waits on, when something is new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from envoi.config import NewsletterConfig, SectionConfig
from envoi.filters import folded
from envoi.ledger import Ledger
from envoi.model import Catalogue, Post, State
from envoi.newsletter.choice import ALWAYS, Languages, Wish
from envoi.newsletter.waiting import waiting
from envoi.problems import Report


def say_nothing(
    catalogue: Catalogue,
    config: NewsletterConfig,
    languages: Languages,
    known: Ledger,
    wish: Wish,
    report: Report,
) -> None:
    """Say that nothing is new, what waits outside of the period, and when there will be something."""
    last = max(known.issues.items(), key=lambda item: item[1].date, default=None)
    since = f" since the issue {last[0]}" if last else ""
    waits = [
        post
        for language, posts in languages.items()
        for post in waiting(posts, known, language)
    ]
    held = [post for post in catalogue.posts if post.state is State.FUTURE]
    coming = min(held, key=_day, default=None)
    hint = "no post is dated ahead"
    if coming:
        day = _day(coming).astimezone(catalogue.site.zone)
        hint = f"the next post comes out on {day:%Y-%m-%d}: {coming.path}"
    if waits:
        lost, _ = apart(waits, config.sections)
        if wish.period != ALWAYS:
            hint = "without --since, envoi issue takes all that wait"
        elif lost:
            hint = (
                f"no section takes {lost[0].path}; one without a tag takes what is left"
            )
        else:
            hint = f"a file in issues/ omits {waits[0].path}; take it out there"
    outside = f"; {_count(waits)} all the same" if waits else ""
    report.notice("nothing-new", f"nothing is new{since}{outside}", hint)


def say_idle(languages: Sequence[str], report: Report) -> None:
    """Say that nothing waits in these `languages` (`""`: in any), so that drafts show the newest posts."""
    if languages:
        spoken = ", ".join(filter(None, languages))
        where = f" in {spoken}" if spoken else ""
        report.notice(
            "nothing-new",
            f"nothing waits for the next issue{where}; its draft shows the newest posts",
        )


def say_unused(catalogue: Catalogue, config: NewsletterConfig, report: Report) -> None:
    """Name the tags of sections that no published post has: they may be mistyped."""
    asked = [tag for section in config.sections for tag in section.filter.tags]
    if not asked:
        return
    tags = Counter(tag for post in catalogue.published for tag in post.tags)
    known = set(map(folded, tags))
    for tag in asked:
        if folded(tag) not in known:
            most = ", ".join(tag for tag, _ in tags.most_common(5)) or "none"
            report.notice(
                "no-tag",
                f'no post has the tag "{tag}" of a newsletter section',
                f"tags of your posts: {most}",
            )


def apart(
    left: Sequence[Post], configs: Sequence[SectionConfig]
) -> tuple[list[Post], list[Post]]:
    """Posts that no section would ever show, and those that are beyond the limit of one."""
    lost: list[Post] = []
    fitting: list[Post] = []
    for post in left:
        fits = not configs or any(part.filter.takes(post) for part in configs)
        (fitting if fits else lost).append(post)
    return lost, fitting


def say_lost(lost: Sequence[Post], shown: Sequence[Post], report: Report) -> None:
    """Name posts that no section takes, though they are newer than one that is `shown`, if anything is."""
    if not lost:
        return
    oldest = min(map(_day, shown), default=None)
    lost = [post for post in lost if oldest is None or _day(post) > oldest]
    if lost:
        report.notice(
            "no-section",
            f"{len(lost)} published post{'s fit' if len(lost) > 1 else ' fits'} no section of the "
            f"newsletter, the newest being {lost[0].path}",
            "add a [[newsletter.section]] without a tag; it takes what is left",
        )


def say_waiting(posts: Sequence[Post], report: Report) -> None:
    """Say how many posts wait on."""
    if posts:
        report.notice(
            "waits",
            f"{_count(posts)} for the issue after it, such as {posts[0].path}",
            "a section shows as many as its limit allows, and none that a file in issues/ omits",
        )


def say_left(posts: Sequence[Post], report: Report) -> None:
    """Say how many posts the first issue passes over for good."""
    if posts:
        more = len(posts) > 1
        report.notice(
            "first-issue",
            f"{len(posts):,} older post{'s' if more else ''} will be in no later issue, such as {posts[0].path}",
            "the first issue is where a newsletter begins: pick what it is to show, or omit it, and it waits",
        )


def _count(posts: Sequence[Post]) -> str:
    return f"{len(posts):,} post{'s wait' if len(posts) > 1 else ' waits'}"


def _day(post: Post) -> datetime:
    assert post.published is not None, post.path
    return post.published
