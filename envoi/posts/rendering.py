"""What renders one post -> what renders many, by several processes where that pays; what is wrong with each is said once."""

from __future__ import annotations

from collections.abc import Callable, Container, Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Final, TypeVar

from envoi.model import Post
from envoi.posts.memory import Rendering
from envoi.posts.treeless import without_tree
from envoi.posts.workers import cut, spread
from envoi.problems import Problem, Report

LEAST: Final = 25
"""Posts that are worth a process: to start one costs as much as to render ten."""

PART: Final = 10
"""Posts that a process renders before another one takes its turn."""

_Used = TypeVar("_Used")


@dataclass(frozen=True, kw_only=True, slots=True)
class Render:
    """Posts -> the same with their bodies, as `one` makes them. It may be asked again and again.

    What is wrong with a post is said in `report` when it is rendered first, in the order in which posts are asked for. At most so many
    `processes` share the work: then `one` has to be a function of its post. Where they are to be kept `whole`, this one does all, and no
    body is for feeds alone.
    """

    one: Callable[[Post], Rendering]
    report: Report
    processes: int = 1
    whole: bool = False
    _told: set[str] = field(default_factory=set)

    def __call__(
        self, posts: Iterable[Post], lettered: Container[str] | None = None
    ) -> dict[str, Post]:
        """`posts` with their bodies, by path; those that are not `lettered`, if that is said, for feeds alone."""
        asked = list({post.path: post for post in posts}.values())
        rendered = {}
        shared = 1 if lettered is None else self._shared

        def work(part: Sequence[Post]) -> list[Rendering | None]:
            return [
                None
                if lettered is None or post.path in lettered
                else self._for_feeds(post)
                for post in part
            ]

        with closing(spread(work, cut(asked, PART), shared, least=LEAST)) as made:
            for post, found in zip(asked, chain.from_iterable(made), strict=True):
                one = found or self.one(post)
                self._say(post.path, one.problems, there=one.rendered is not None)
                if one.rendered:
                    rendered[post.path] = one.rendered
        return rendered

    def in_turn(
        self,
        groups: Sequence[Sequence[Post]],
        use: Callable[[Sequence[Post]], _Used],
    ) -> Generator[_Used]:
        """What `use`, a function of them, makes of the posts of each of `groups`, given with their bodies, for feeds alone.

        Posts that have a body are used as they are. Whoever closes the iterator ends all processes.
        """

        def work(
            group: Sequence[Post],
        ) -> tuple[list[tuple[str, Sequence[Problem], bool]], _Used]:
            said, rendered = [], list[Post]()
            for post in group:
                found: Post | None = post
                if not post.body:
                    one = self._for_feeds(post)
                    found = one.rendered
                    said.append((post.path, one.problems, found is not None))
                if found:
                    rendered.append(found)
            return said, use(rendered)

        with closing(spread(work, groups, self._shared, least=LEAST)) as made:
            for said, used in made:
                for path, problems, there in said:
                    self._say(path, problems, there=there)
                yield used

    @property
    def _shared(self) -> int:
        return 1 if self.whole else self.processes

    def _for_feeds(self, post: Post) -> Rendering:
        one = self.one(post)
        if self.whole or not one.rendered or not one.rendered.body:
            return one
        body = without_tree(one.rendered.body)
        return replace(one, rendered=replace(one.rendered, body=body))

    def _say(self, path: str, problems: Sequence[Problem], *, there: bool) -> None:
        """Keep `problems` of the post at `path`, the first time, and always if it is not `there`; what they say of other files once."""
        if there and path in self._told:
            return
        self._told.add(path)
        for problem in problems:
            own = problem.place is not None and problem.place.path == path
            if own or problem not in self.report.problems:
                self.report.add(problem)
