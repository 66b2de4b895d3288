"""A Choice, and its posts with their bodies -> the Issue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

from envoi.config import NewsletterConfig
from envoi.dates import as_read
from envoi.ledger import IssueMark, Ledger
from envoi.model import Catalogue, Issue, Post, Section
from envoi.newsletter.choice import Choice
from envoi.words import shorten

_PREHEADER_AT_MOST = 140
_SUBJECT_AT_MOST = 120


def issue(
    choice: Choice,
    rendered: Mapping[str, Post],
    catalogue: Catalogue,
    config: NewsletterConfig,
) -> Issue | None:
    """The issue of `choice`, with its posts as `rendered` (by path) has them; None if it has none of them.

    Its posts tell their dates in the zone of the site, where its readers are. One that went out keeps its date,
    subject, language and key.
    """
    zone, plan, mark = catalogue.site.zone, choice.plan, choice.mark

    def there(posts: Iterable[Post]) -> tuple[Post, ...]:
        found = filter(None, (rendered.get(post.path) for post in posts))
        return tuple(
            replace(post, published=as_read(_published(post), zone)) for post in found
        )

    parts = (replace(part, posts=there(part.posts)) for part in choice.sections)
    sections = tuple(part for part in parts if part.posts)
    if not sections:
        return None
    posts = [post for section in sections for post in section.posts]
    newest = max(map(_published, posts))
    date = mark.date if mark else choice.date
    intro = rendered.get(plan.path) if plan else None
    made = Issue(
        name=choice.name,
        title="",
        subject="",
        preheader="",
        date=newest if date in (None, newest) else as_read(date, zone),
        language=choice.language or (plan.language if plan else ""),
        sections=sections,
        intro=intro.body if intro else None,
        blurbs=choice.blurbs,
        keep_reading=there(choice.keep_reading),
    )
    lead = posts[0]
    own = lead.language if made.single else ""
    language = made.language or own or catalogue.site.language
    title = config.of(language).title
    words = lead.title if made.single else f"{title}: {lead.title}"
    named = replace(
        made,
        title=title,
        subject=(plan.subject if plan else "") or shorten(words, _SUBJECT_AT_MOST),
        preheader=(plan.preheader if plan else "") or _preheader(posts, language),
        language=language,
    )
    if mark:
        return replace(
            named, subject=mark.subject, language=mark.language, key=mark.key
        )
    return replace(named, key=_key(named, catalogue.site.url)) if date else named


def is_changed(
    choice: Choice,
    rendered: Mapping[str, Post],
    catalogue: Catalogue,
    config: NewsletterConfig,
) -> bool:
    """Whether the issue of `choice`, which is out, says something else now than it did: its posts, its words or its sections."""
    mark = choice.mark
    if mark is None:
        return False
    now = issue(replace(choice, mark=None, date=mark.date), rendered, catalogue, config)
    return now is None or now.key != mark.key


def remember(known: Ledger, choice: Choice, issue: Issue) -> Ledger:
    """`known` once `issue`, which was made of `choice`, went out."""
    mark = IssueMark(
        date=issue.date.astimezone(UTC),
        language=issue.language,
        subject=issue.subject,
        key=issue.key,
        single=issue.single,
    )
    posts = {post.id: post.fingerprint for post in issue.posts}
    began = {choice.language: choice.began} if choice.began else {}
    return known.with_issue(issue.name, mark, posts, began, choice.waits)


def _key(issue: Issue, site: str) -> str:
    """A short name of what the issue says, that a theme does not change."""
    said = [site, issue.name, issue.subject, issue.preheader, issue.date.isoformat()]
    said += [issue.intro.html if issue.intro else ""]
    said += [part for section in issue.sections for part in _said(section)]
    said += [part for blurb in issue.blurbs.items() for part in blurb]
    return sha256("\0".join(said).encode()).hexdigest()[:32]


def _said(section: Section) -> list[str]:
    posts = [part for post in section.posts for part in (post.id, post.fingerprint)]
    return [section.title, section.layout, *posts]


def _preheader(posts: list[Post], language: str) -> str:
    """What inboxes show beside the subject: the titles that follow, or how the only post begins."""
    following = [post.title for post in posts[1:] if post.language == language]
    first = posts[0].body.summary if posts[0].body else ""
    return shorten(" · ".join(following[:3]) or first, _PREHEADER_AT_MOST)


def _published(post: Post) -> datetime:
    assert post.published is not None, post.path
    return post.published
