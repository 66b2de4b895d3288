"""Post*, Ledger -> those that wait for an issue, those that readers have had, and when each came out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from envoi.language import closest
from envoi.ledger import Ledger
from envoi.model import Post


def came_out(post: Post, known: Ledger) -> datetime:
    """When `post` came out: after all that came out before it, whatever day it bears."""
    line = known.posts.get(post.id)
    if line is not None:
        return line.first
    assert post.published is not None, post.path
    return post.published


def begun(known: Ledger, language: str) -> datetime | None:
    """Until when posts wait for no issue in `language` (`""`: in any); None before the first such issue."""
    tag = closest(language, known.began) or ""
    found = [known.began[name] for name in (tag, "") if name in known.began]
    return min(found, default=None)


def waiting(posts: Iterable[Post], known: Ledger, language: str) -> Iterator[Post]:
    """Those of `posts` that came out since the newsletter in `language` began, or were put off then, and went out in no issue."""
    for post in posts:
        since = _begun_for(post, known, language)
        late = since and (came_out(post, known) > since or post.id in known.waits)
        if late and not known.sent.get(post.id):
            yield post


def earlier(
    posts: Iterable[Post], known: Ledger, language: str, date: datetime | None
) -> Iterator[Post]:
    """Those of `posts` that readers had before an issue of `date` (None: by now), or could have had before there was one."""
    for post in posts:
        since = _begun_for(post, known, language)
        dates = (
            known.issues[name].date
            for name in known.sent.get(post.id, ())
            if name in known.issues
        )
        could = since is None or came_out(post, known) <= since
        could = could and post.id not in known.waits
        if could or any(date is None or sent < date for sent in dates):
            yield post


def _begun_for(post: Post, known: Ledger, language: str) -> datetime | None:
    """As `begun`; where each language had issues of its own, the one in all of them goes on from each."""
    if language or "" in known.began or not known.began:
        return begun(known, language)
    return begun(known, post.language) or max(known.began.values())
