"""What renders one post -> what renders many, by several processes where that pays; what is wrong with each is said once."""

from __future__ import annotations

from collections.abc import (
    Callable,
    Container,
    Generator,
    Iterable,
    Mapping,
    Sequence,
)
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Final, TypeVar

from envoi.model import Feed, Post, revised
from envoi.posts.memory import Rendering, Told, told_of
from envoi.posts.treeless import without_tree
from envoi.posts.workers import cut, spread
from envoi.problems import Report

LEAST: Final = 25
"""Posts that are worth a process: to start one costs as much as to render ten."""

PART: Final = 10
"""Posts that a process takes at a time, to render them."""

WRITTEN: Final = 4
"""Posts that are written in feeds in the time in which one is rendered."""

_NONE: Final[Mapping[str, Told]] = {}

_Used = TypeVar("_Used")
_Said = tuple[str, Told, bool]
"""The path of a post, what is to be said of it, and whether it could be rendered."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Render:
    """Posts -> the same with their bodies, as `one` makes them. It may be asked again and again.

    What is wrong with a post is said in `report` when it is rendered first, in the order in which posts are asked for. At most so many
    `processes` share the work: then `one` has to be a function of its post. Where they are to be kept `whole`, this one does all, and no
    body is for feeds alone. `told` is what was said, by the path of the post.
    """

    one: Callable[[Post], Rendering]
    report: Report
    processes: int = 1
    whole: bool = False
    told: dict[str, Told] = field(default_factory=dict)

    def __call__(
        self,
        posts: Iterable[Post],
        lettered: Container[str] | None = None,
        standing: Mapping[str, Told] = _NONE,
    ) -> dict[str, Post]:
        """`posts` with their bodies, by path; those that are not `lettered`, if that is said, for feeds alone.

        Of those that are `standing` in what is published already only what is told is said, in its turn.
        """
        order = {post.path: post for post in posts}
        asked = [post for post in order.values() if post.path not in standing]
        rendered = {}
        shared = 1 if lettered is None else self._worth(len(asked))

        def work(part: Sequence[Post]) -> list[Rendering | None]:
            return [
                None
                if lettered is None or post.path in lettered
                else self._for_feeds(post)
                for post in part
            ]

        with closing(spread(work, cut(asked, PART), shared)) as made:
            each = chain.from_iterable(made)
            for post in order.values():
                if post.path in standing:
                    self.say(post.path, standing[post.path])
                    continue
                one = next(each) or self.one(post)
                self.say(post.path, told_of(one), there=one.rendered is not None)
                if one.rendered:
                    rendered[post.path] = one.rendered
        return rendered

    def in_turn(
        self, feeds: Sequence[Feed], use: Callable[[Feed], _Used]
    ) -> Generator[_Used]:
        """What `use`, a function of it, makes of each of `feeds`, given with the bodies of its posts and without those that are lost.

        Posts that have a body are used as they are. Whoever closes the iterator ends all processes.
        """

        def work(feed: Feed) -> tuple[list[_Said], _Used]:
            said, found = list[_Said](), list[Post | None]()
            for post in feed.posts:
                if post.body:
                    found.append(post)
                    continue
                one = self._for_feeds(post)
                found.append(one.rendered)
                said.append((post.path, told_of(one), one.rendered is not None))
            posts = tuple(post for post in found if post)
            full = sum(1 for post in found[: feed.full] if post)
            return said, use(replace(feed, posts=posts, full=full))

        bodies = [post.body for feed in feeds for post in feed.posts]
        shared = self._worth(bodies.count(None) + len(bodies) // WRITTEN)
        with closing(spread(work, feeds, shared)) as made:
            for said, used in made:
                for path, told, there in said:
                    self.say(path, told, there=there)
                yield used

    def _worth(self, posts: int) -> int:
        """How many processes are worth it to render so many posts."""
        return 1 if self.whole else min(self.processes, posts // LEAST)

    def _for_feeds(self, post: Post) -> Rendering:
        one = self.one(post)
        if self.whole or not one.rendered or not one.rendered.body:
            return one
        body = without_tree(one.rendered.body)
        return replace(one, rendered=revised(one.rendered, body=body))

    def say(self, path: str, told: Told, *, there: bool = True) -> None:
        """Say what is `told` of the post at `path`, the first time, and always if it is not `there`; what that says of other files once."""
        if there and path in self.told:
            return
        self.told[path] = told
        for problem in told.problems:
            own = problem.place is not None and problem.place.path == path
            if own or problem not in self.report.problems:
                self.report.add(problem)
