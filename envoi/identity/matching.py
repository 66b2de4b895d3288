"""Post* and lines of `envoi.lock` -> which post is which line.

`RULES` are tried in their order, the most certain first, and each only where it fits one post and one line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import (
    Callable,
    Collection,
    Hashable,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from dataclasses import dataclass
from itertools import chain
from typing import Final

from envoi.identity.traces import Traces, moment_of, traces_of_line, traces_of_post
from envoi.identity.unchanged import unchanged
from envoi.ledger import Known, Ledger
from envoi.model import Post, Site, State


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """Matches a post and a line that have one of `keys` in common, among lines that are `live`, or `gone`, or both.

    A rule that goes `by_place` steps back where the post says what another line does, or another post what the line
    does: files are renamed in chains, and exchanged.
    """

    keys: Callable[[Traces], Iterable[Hashable]]
    live: bool = True
    gone: bool = False
    by_place: bool = False


def match(
    posts: Sequence[Post], lines: Iterable[Known], site: Site
) -> dict[str, Known]:
    """The line of each post that has one, by the path of the post. A published post comes before one that is held back."""
    left = {known.id: known for known in lines}
    found = unchanged(posts, left.values(), site)
    for known in found.values():
        del left[known.id]
    if len(found) == len(posts) or not left:
        return found
    traces = {id: traces_of_line(known) for id, known in left.items()}
    groups = [
        {
            post.path: traces_of_post(post, site)
            for post in posts
            if post.path not in found and (post.state is State.PUBLISHED) is published
        }
        for published in (True, False)
    ]
    said = _Said(groups, (traces[id] for id, known in left.items() if not known.gone))
    for rule in RULES:
        for group in filter(None, groups):
            asked = {
                id: traces[id]
                for id, known in left.items()
                if (rule.gone if known.gone else rule.live)
            }
            for path, id in list(_pairs(rule, group, asked) if asked else ()):
                if rule.by_place and said.elsewhere(path, group, traces[id]):
                    continue
                found[path] = left.pop(id)
                del group[path]
    return found


class _Said:
    """Which posts and lines say the same, wherever they stand."""

    def __init__(
        self, groups: Iterable[Mapping[str, Traces]], lines: Iterable[Traces]
    ) -> None:
        self._lines = {text for line in lines for text in self._texts(line)}
        self._posts: dict[Hashable, list[str]] = {}
        for path, post in chain.from_iterable(group.items() for group in groups):
            for moment in post.published:
                self._posts.setdefault((post.parts, moment), []).append(path)

    def elsewhere(self, path: str, group: Mapping[str, Traces], line: Traces) -> bool:
        """Whether the post at `path` says what a line other than `line` does, or another of `group` all that `line` does."""
        texts = set(self._texts(group[path]))
        if not texts.isdisjoint(self._lines) and texts.isdisjoint(self._texts(line)):
            return True
        return group[path].published.isdisjoint(line.published) and any(
            other != path and other in group
            for moment in line.published
            for other in self._posts.get((line.parts, moment), ())
        )

    def _texts(self, traces: Traces) -> Iterable[Hashable]:
        return [traces.parts[3]] if traces.parts[3] else _whole(traces)


class Resemblance:
    """Which of `left`, the lines that no post matched, a new post may be: `ledger` tells what is common among lines."""

    def __init__(self, ledger: Ledger, left: Iterable[Known], site: Site) -> None:
        self._site = site
        self._lines: dict[Hashable, list[Known]] = {}
        left = list(left)
        counts = Counter(
            sign
            for known in (ledger.posts.values() if left else ())
            for sign in set(_signs(traces_of_line(known)))
        )
        for known in left:
            for sign in set(_signs(traces_of_line(known))):
                if counts[sign] <= _COMMON.get(sign[0], 1):
                    self._lines.setdefault(sign, []).append(known)

    def of(self, post: Post) -> Known | None:
        """The line with which `post` has most in common; None where it has nothing."""
        if not self._lines:
            return None
        shared: Counter[str] = Counter()
        lines: dict[str, Known] = {}
        for sign in set(_signs(traces_of_post(post, self._site))):
            for known in self._lines.get(sign, ()):
                shared[known.id] += 1
                lines[known.id] = known
        most = sorted(lines, key=lambda id: (-shared[id], lines[id].path, id))
        return lines[most[0]] if most else None


def exchanged(
    new: Collection[Post], left: Sequence[Known], ledger: Ledger
) -> Known | None:
    """The one line that no post matched, if there is one `new` post and both are of one instant, of which no other line is."""
    if len(new) != 1 or len(left) != 1:
        return None
    moments = {moment_of(post.published) for post in new if post.published}
    lines = [
        known
        for known in ledger.posts.values()
        if not moments.isdisjoint((known.first, known.updated))
    ]
    return left[0] if lines == [*left] else None


_COMMON: Final[Mapping[str, int]] = {"title": 2, "path": 9, "address": 9}
"""How many lines may have a sign in common before it tells nothing; one, where nothing else is said."""


def _signs(traces: Traces) -> Iterator[tuple[str, Hashable]]:
    """By what a post reminds of another. A day without a time of day is too common to do so."""
    title, head, tail, body = traces.parts
    texts = {"title": title, "head": head, "tail": tail, "body": body}
    named = texts | {
        "path": traces.path,
        "address": traces.address,
        "name": traces.name,
    }
    yield from ((what, sign) for what, sign in named.items() if sign)
    for moment in traces.published:
        if moment.minute or moment.second:
            yield ("published", moment)


def _pairs(
    rule: Rule, posts: Mapping[str, Traces], lines: Mapping[str, Traces]
) -> Iterator[tuple[str, str]]:
    """Paths of posts and ids of lines that the rule matches, each once."""
    by_key = [_by_key(rule, traced) for traced in (posts, lines)]
    pairs: dict[str, set[str]] = {}
    for key, paths in by_key[0].items():
        ids = by_key[1].get(key, ())
        if len(paths) == len(ids) == 1:
            pairs.setdefault(paths[0], set()).add(ids[0])
    sought = Counter(id for ids in pairs.values() for id in ids)
    for path, found in pairs.items():
        if len(found) == 1 and sought[id := next(iter(found))] == 1:
            yield path, id


def _by_key(rule: Rule, traced: Mapping[str, Traces]) -> dict[Hashable, list[str]]:
    found: dict[Hashable, list[str]] = {}
    for name, traces in traced.items():
        for key in rule.keys(traces):
            named = found.setdefault(key, [])
            if name not in named[-1:]:
                named.append(name)
    return found


def _all(*parts: Hashable) -> Iterator[Hashable]:
    if all(parts):
        yield parts


def _whole(traces: Traces) -> Iterator[Hashable]:
    """All that a post says; of a short one also when it was said, and where, if it says nothing."""
    if traces.parts[3]:
        yield traces.parts
        return
    for moment in traces.published:
        yield (traces.parts, moment, "" if any(traces.parts) else traces.path)


def _title_in_place(traces: Traces) -> Iterator[Hashable]:
    yield from _all("address", traces.address, traces.parts[0])
    yield from _all("path", traces.path, traces.parts[0])


def _title_and_date(traces: Traces) -> Iterator[Hashable]:
    for moment in traces.published:
        yield from _all(traces.parts[0], moment)


def _text_and_date(traces: Traces) -> Iterator[Hashable]:
    for moment in traces.published:
        yield from _all(traces.parts[1:3], *traces.parts[1:3], moment)


def _path_and_more(traces: Traces) -> Iterator[Hashable]:
    for number, part in enumerate(traces.parts):
        yield from _all(traces.path, f"part {number}", part)
    for moment in traces.published:
        yield (traces.path, moment)
    if traces.bare:
        yield (traces.path, "bare")


RULES: Final = (
    Rule(keys=lambda traces: _all(traces.id), gone=True),
    Rule(keys=_title_in_place, by_place=True),
    Rule(keys=_whole),
    Rule(keys=_whole, live=False, gone=True),
    Rule(keys=lambda traces: _all(traces.parts[3])),
    Rule(keys=_title_and_date),
    Rule(keys=_text_and_date),
    Rule(keys=lambda traces: _all(traces.address), by_place=True),
    Rule(keys=_path_and_more, by_place=True),
    Rule(keys=lambda traces: _all(traces.parts[3]), live=False, gone=True),
)
"""A line that is gone comes back by what its post says: at its old place may be another. What is short says it with its date."""
