"""What a user calls a post -> that post."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from envoi.model import Catalogue, Post
from envoi.plan import Named, Plan
from envoi.problems import Report


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What a plan names: the posts to pick, in order, the paths of those to omit, and texts by path."""

    pick: tuple[Post, ...] = ()
    omit: frozenset[str] = frozenset()
    blurbs: Mapping[str, str] = field(default_factory=dict)


def named(posts: Iterable[Post], name: str) -> tuple[Post, ...]:
    """Those of `posts` that go by `name`: as slug, name of the file, path or the end of it, id or address.

    The first of these that finds any.
    """
    posts = tuple(posts)
    for fits in (
        lambda post: post.slug == name,
        lambda post: PurePosixPath(post.path).stem == name,
        lambda post: f"/{post.path}".endswith(f"/{name}"),
        lambda post: name in (post.id, post.url),
    ):
        if found := tuple(filter(fits, posts)):
            return found
    return ()


def wanted(
    plan: Plan, posts: Sequence[Post], catalogue: Catalogue, report: Report
) -> Wanted:
    """What `plan` names, as far as it is among `posts`.

    A name that no published post has, or several have, or one in another language, is an error in `report`.
    """

    def found(names: Iterable[Named]) -> Iterator[Post]:
        for each in names:
            if post := _one(each, plan, posts, catalogue, report):
                yield post

    return Wanted(
        pick=tuple(dict.fromkeys(found(plan.pick))),
        omit=frozenset(post.path for post in found(plan.omit)),
        blurbs={
            post.path: text for name, text in plan.blurbs for post in found([name])
        },
    )


def _one(
    name: Named,
    plan: Plan,
    posts: Sequence[Post],
    catalogue: Catalogue,
    report: Report,
) -> Post | None:
    fitting = named(posts, name.text)
    if len(fitting) == 1:
        return fitting[0]
    place = plan.place(name.line)
    if fitting:
        paths = ", ".join(post.path for post in fitting)
        report.error(
            "issue-post",
            f'several posts go by "{name.text[:80]}": {paths}',
            "name one by its path",
            place,
        )
    elif foreign := named(catalogue.published, name.text):
        report.error(
            "issue-post",
            f"{foreign[0].path} is in another language ({foreign[0].language}) than this issue",
            "name it in the file for the issue in its language",
            place,
        )
    else:
        held = named(catalogue.posts, name.text)
        newest = ", ".join(post.slug for post in posts[:3])
        report.error(
            "issue-post",
            f"{held[0].path} is not published ({held[0].state})"
            if held
            else f'no post goes by "{name.text[:80]}"',
            f"name a published one, such as {newest}",
            place,
        )
    return None
