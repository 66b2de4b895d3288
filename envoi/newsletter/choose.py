"""Catalogue -> which posts go into an issue, and from those with their bodies -> Issue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath

from envoi.config import NewsletterConfig
from envoi.filters import folded
from envoi.model import Catalogue, Issue, Layout, Post, Section
from envoi.problems import Report, Stop
from envoi.words import shorten

NEWEST = 10
"""How many posts an issue shows where no section says it."""

_DRAFT = "next"
_NOT_NAMES = (_DRAFT, "pictures")
"""Folders below `newsletter/` that hold no issue of that name."""

_PREHEADER_AT_MOST = 140
_SUBJECT_AT_MOST = 120


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """An issue in the making: its name, and the posts of each section, not yet rendered."""

    name: str
    sections: tuple[Section, ...]

    @property
    def posts(self) -> tuple[Post, ...]:
        """All posts chosen, in reading order."""
        return tuple(post for section in self.sections for post in section.posts)


def choose(
    catalogue: Catalogue,
    config: NewsletterConfig,
    report: Report,
    *,
    since: datetime | None,
    slug: str,
) -> Choice:
    """The issue that would go out now: the one post named `slug`, or the newest ones, from `since` on.

    Raises Stop when no published post is named `slug`.
    """
    if slug:
        return _single(catalogue, slug)
    left = [
        post for post in catalogue.published if not since or _published(post) >= since
    ]
    if not config.sections:
        newest = Section(title="", layout=Layout.CARDS, posts=tuple(left[:NEWEST]))
        return Choice(name=_DRAFT, sections=(newest,) if newest.posts else ())
    sections = []
    for section in config.sections:
        fitting = [post for post in left if section.filter.takes(post)]
        taken = tuple(fitting[: section.limit or None])
        paths = {post.path for post in taken}
        left = [post for post in left if post.path not in paths]
        if taken:
            sections.append(
                Section(title=section.title, layout=section.layout, posts=taken)
            )
    _say_unused(catalogue, config, report)
    _say_left_out(left, sections, config, report)
    return Choice(name=_DRAFT, sections=tuple(sections))


def issue(
    choice: Choice, rendered: Mapping[str, Post], catalogue: Catalogue, title: str
) -> Issue | None:
    """The issue of `choice`, with its posts as `rendered` (by path) has them; None if it has none of them.

    Its posts tell their dates in the zone of the site, where its readers are.
    """
    sections = []
    for part in choice.sections:
        there = tuple(
            replace(found, published=_published(found).astimezone(catalogue.site.zone))
            for post in part.posts
            if (found := rendered.get(post.path))
        )
        if there:
            sections.append(replace(part, posts=there))
    posts = [post for section in sections for post in section.posts]
    if not posts:
        return None
    lead = posts[0]
    language = catalogue.site.language
    digest = Issue(
        name=choice.name,
        title=title,
        subject=shorten(f"{title}: {lead.title}", _SUBJECT_AT_MOST),
        preheader=_preheader(posts, language),
        date=max(map(_published, posts)),
        language=language,
        sections=tuple(sections),
    )
    if not digest.single:
        return digest
    subject = shorten(lead.title, _SUBJECT_AT_MOST)
    return replace(digest, subject=subject, language=lead.language)


def _single(catalogue: Catalogue, slug: str) -> Choice:
    """The published post that goes by `slug`: its slug, else its file's name, else its path."""
    for names in (lambda post: post.slug, _stem, lambda post: post.path):
        named = [post for post in catalogue.published if names(post) == slug]
        if len(named) == 1:
            section = Section(title="", layout=Layout.FULL, posts=(named[0],))
            name = named[0].slug
            if name.lower() in _NOT_NAMES:
                name = f"post-{name}"
            return Choice(name=name, sections=(section,))
        if named:
            paths = ", ".join(post.path for post in named)
            raise Stop(
                "no-post",
                f"several posts are named {slug}: {paths}",
                "name one by its path",
            )
    held = next(
        (post for post in catalogue.posts if slug in (post.slug, _stem(post))), None
    )
    message = (
        f"the post {slug} is not published ({held.state})"
        if held
        else f"no post is named {slug}"
    )
    newest = ", ".join(post.slug for post in catalogue.published[:3])
    raise Stop("no-post", message, f"name a published one, such as {newest}")


def _stem(post: Post) -> str:
    return PurePosixPath(post.path).stem


def _say_unused(catalogue: Catalogue, config: NewsletterConfig, report: Report) -> None:
    """Name the tags of sections that no published post has: they may be mistyped."""
    tags = Counter(tag for post in catalogue.published for tag in post.tags)
    known = set(map(folded, tags))
    asked = (tag for section in config.sections for tag in section.filter.tags)
    for tag in asked:
        if folded(tag) not in known:
            most = ", ".join(tag for tag, _ in tags.most_common(5)) or "none"
            report.notice(
                "no-tag",
                f'no post has the tag "{tag}" of a newsletter section',
                f"tags of your posts: {most}",
            )


def _say_left_out(
    left: list[Post], shown: list[Section], config: NewsletterConfig, report: Report
) -> None:
    """Name posts that no section would ever show, though they are newer than one that is shown.

    Older ones would not be in this letter anyway; those beyond a section's limit wait without a word.
    """
    oldest = [_published(post) for section in shown for post in section.posts]
    lost = [
        post
        for post in left
        if not any(part.filter.takes(post) for part in config.sections)
        and (not oldest or _published(post) > min(oldest))
    ]
    if lost:
        report.notice(
            "no-section",
            f"{len(lost)} published post{'s fit' if len(lost) > 1 else ' fits'} no section of the "
            f"newsletter, the newest being {lost[0].path}",
            "add a [[newsletter.section]] without a tag; it takes what is left",
        )


def _preheader(posts: list[Post], language: str) -> str:
    """What inboxes show beside the subject: the titles that follow, or how the only post begins."""
    following = [post.title for post in posts[1:] if post.language == language]
    first = posts[0].body.summary if posts[0].body else ""
    return shorten(" · ".join(following[:3]) or first, _PREHEADER_AT_MOST)


def _published(post: Post) -> datetime:
    assert post.published is not None, post.path
    return post.published
