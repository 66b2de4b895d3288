"""Post*, Ledger -> Post* under the ids that readers know them by, and the Ledger that remembers today's."""

from __future__ import annotations

import shlex
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from operator import attrgetter
from pathlib import Path
from typing import Final

from envoi.identity.matching import Resemblance, exchanged, match
from envoi.identity.traces import address_of, moment_of
from envoi.ledger import Known, Ledger
from envoi.model import Post, Site, State, revised
from envoi.problems import Place, Report

HERE: Final = Path()
"""The folder in which the user works."""

_SECOND: Final = timedelta(seconds=1)
_UNREAD: Final = frozenset({State.BROKEN, State.PAGE})


def identify(
    posts: Iterable[Post],
    ledger: Ledger,
    site: Site,
    report: Report,
    *,
    now: datetime,
    new_ids: bool,
    folder: Path = HERE,
) -> tuple[Post, ...]:
    """`posts` with their ids, and updated no earlier than readers were told.

    A published post that would be new to readers although a known one without a post looks like it is an error in
    `report`, and broken; with `new_ids` it is new. `folder` is what to name in a command that answers it.
    """
    posts = tuple(posts)
    matched = match(posts, ledger.posts.values(), site)
    doubtful = {} if new_ids else dict(_doubtful(posts, matched, ledger, site))
    for post in posts:
        if post.path in doubtful:
            certain = post.path in matched
            _say_doubtful(post, doubtful[post.path], certain, folder, report)
    ids = {path: known.id for path, known in matched.items()}
    ids |= {
        post.path: post.id
        for post in posts
        if post.id and (post.state is State.PUBLISHED or post.path not in ids)
    }
    taken = {*ledger.posts, *ids.values()}
    now = moment_of(now)
    return tuple(
        revised(post, state=State.BROKEN)
        if post.path in doubtful
        else revised(
            post,
            id=ids.get(post.path) or _unused(post.url, taken),
            updated=_updated(post, matched.get(post.path), now),
        )
        for post in posts
    )


def record(ledger: Ledger, posts: Iterable[Post], site: Site) -> Ledger:
    """What is known once those of `posts`, all of them with their ids, that are for readers have been published.

    A line without a post is gone, unless a post that is held back may be its, or is broken.
    """
    posts = tuple(posts)
    by_id = {post.id: post for post in posts if post.state not in _UNREAD}
    by_id |= {post.id: post for post in posts if post.state is State.PUBLISHED}
    held = set(_held(posts, ledger, site))
    lines: dict[str, Known] = {}
    for known in apart(ledger.posts.values()):
        if post := by_id.get(known.id):
            lines[known.id] = _refreshed(known, post, site)
        else:
            left = known.gone or known.id in held
            lines[known.id] = known if left else replace(known, gone=True)
    latest = max((known.first for known in lines.values()), default=None)
    for moment, _, post in _new(by_id.values(), lines):
        first = max(moment, latest + _SECOND) if latest else moment
        lines[post.id] = Known(
            id=post.id,
            first=first,
            updated=moment_of(post.updated) if post.updated else moment,
            address=address_of(post.url, site),
            path=post.path,
            fingerprint=post.fingerprint,
        )
        latest = first
    return replace(ledger, posts=lines)


def say_gone(
    before: Ledger, after: Ledger, report: Report, *, folder: Path = HERE
) -> None:
    """Name in `report` the posts that are gone `after` a build and were not `before`, and how to say that one is a new one."""
    new = [known.path for id, known in after.posts.items() if id not in before.posts]
    file, which = "FILE", "one of the new posts"
    if len(new) == 1:
        [file], which = new, f"{new[0]} now"
    for id, known in before.posts.items():
        if known.gone or not after.posts[id].gone:
            continue
        report.notice(
            "gone",
            f"{known.path or id} is gone; its id is kept, and no other post gets it",
            f"if it is {which}: {_rename(known.path or id, file, folder, replacing=True)}"
            if new
            else "",
        )


def bind(ledger: Ledger, id: str, post: Post, site: Site) -> Ledger:
    """`ledger` with the word that the line `id` is `post`, so that the next build is certain of it."""
    line = placed(ledger.posts[id], post, site)
    return replace(ledger, posts={**ledger.posts, id: line})


def _held(posts: Sequence[Post], ledger: Ledger, site: Site) -> Iterator[str]:
    """Ids that are not gone, or may not be: a post that is held back may be renamed and rewritten before it is shown again."""
    if any(post.state is State.BROKEN for post in posts):
        yield from ledger.posts
        return
    ids = {post.id for post in posts}
    yield from ids
    unknown = [
        post
        for post in posts
        if post.state is not State.PUBLISHED and post.id not in ledger.posts
    ]
    if unknown:
        resemblance = Resemblance(ledger, _left(ledger, ids), site)
        yield from (line.id for line in map(resemblance.of, unknown) if line)


def _left(ledger: Ledger, ids: Container[str]) -> Iterator[Known]:
    """The lines that are not gone, and whose id is none of `ids`."""
    for known in ledger.posts.values():
        if not known.gone and known.id not in ids:
            yield known


def _doubtful(
    posts: Sequence[Post], matched: Mapping[str, Known], ledger: Ledger, site: Site
) -> Iterator[tuple[str, Known]]:
    """Published posts that readers may know under another id than the one they would get, with the line of that id."""
    new = {
        post.path: post
        for post in posts
        if post.state is State.PUBLISHED
        and post.path not in matched
        and post.id not in ledger.posts
    }
    known = {line.id for line in matched.values()}
    left = list(_left(ledger, known)) if new else []
    resemblance = Resemblance(ledger, left, site)
    for post in posts:
        if post.state is not State.PUBLISHED or not (post.id or post.path in new):
            continue
        line = matched.get(post.path)
        if post.path in new:
            line = resemblance.of(post) or exchanged(new.values(), left, ledger)
        if line and not line.gone and line.id != post.id:
            yield post.path, line


def _say_doubtful(
    post: Post, line: Known, certain: bool, folder: Path, report: Report
) -> None:
    """Ask about `post`; `certain` says that it is the post of `line`, and names another id now."""
    here = [] if folder == HERE else [str(folder)]
    again = shlex.join(["envoi", "build", "--new-ids", *here])
    same = line.path == post.path
    if certain:
        message = f"readers know it as {line.id}, and would see it again as {post.id}"
        hint = f"take the id out; {again} if it shall be new to them"
    elif post.id:
        message = f"may be {line.path}, which readers know as {line.id}"
        hint = f"take the id out if it is; {again} if it is another"
    else:
        message = f"may be {line.path}, which readers know and would see again"
        rename = _rename(line.id if same else line.path, post.path, folder)
        one = ("the same post", "a new one") if same else ("", "another")
        hint = f"{rename} if it is {one[0]}".rstrip() + f"; {again} if it is {one[1]}"
    if same and not certain:
        message = (
            f"is another text under the same name; that of before is known as {line.id}"
        )
    report.error("new-id", message, hint, Place(path=post.path, line=1))


def _rename(old: str, new: str, folder: Path, *, replacing: bool = False) -> str:
    """The command that says that the file `new` is the post `old`."""
    words = ["envoi", "rename", *(["--replace"] if replacing else []), old, new]
    return shlex.join([*words, *([] if folder == HERE else ["--folder", str(folder)])])


def _unused(url: str, taken: set[str]) -> str:
    """`url` as an id or, if that was one before, with the first number that makes it another."""
    if not url or url not in taken:
        return url
    mark = "-" if "#" in url else "#"
    numbered = (f"{url}{mark}{number}" for number in count(2))
    return next(id for id in numbered if id not in taken)


def _updated(post: Post, known: Known | None, now: datetime) -> datetime | None:
    """When the post was changed; never earlier than readers were told until `now`."""
    own = post.updated or post.published
    if known is None or own is None or post.state is not State.PUBLISHED:
        return post.updated
    told = known.updated
    if told == own or told <= moment_of(own) or told > now:
        return post.updated
    try:
        return told.astimezone(own.tzinfo)
    except OverflowError:
        return told


def apart(lines: Iterable[Known]) -> Iterator[Known]:
    """`lines`, no two of which came out at the same instant: after a merge two may."""
    latest: datetime | None = None
    by_id = sorted(lines, key=attrgetter("id"))
    for known in sorted(by_id, key=attrgetter("first")):
        if latest and known.first <= latest:
            known = replace(known, first=latest + _SECOND)
        latest = known.first
        yield known


def _new(
    posts: Iterable[Post], lines: Mapping[str, Known]
) -> list[tuple[datetime, str, Post]]:
    """Published posts without a line, in the order in which they came out."""
    return sorted(
        (moment_of(post.published), post.path, post)
        for post in posts
        if post.state is State.PUBLISHED and post.published and post.id not in lines
    )


def _refreshed(known: Known, post: Post, site: Site) -> Known:
    line = placed(known, post, site)
    if post.state is not State.PUBLISHED or not post.published:
        return line
    if (post.updated or post.published) <= line.updated:
        return line
    changed = _changed(post, post.published)
    return replace(line, updated=changed) if changed > line.updated else line


def placed(known: Known, post: Post, site: Site) -> Known:
    """The line `known` with the place and the words of `post`, which therefore is not gone."""
    address, path, fingerprint = address_of(post.url, site), post.path, post.fingerprint
    if (
        known.path == path
        and known.fingerprint == fingerprint
        and known.address == address
        and not known.gone
    ):
        return known
    return replace(
        known, address=address, path=path, fingerprint=fingerprint, gone=False
    )


def _changed(post: Post, published: datetime) -> datetime:
    return moment_of(post.updated or published)
