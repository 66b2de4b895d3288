"""All files of a folder that posts may be -> those that fit what is looked for, and how many there are of each kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Final
from unicodedata import combining, normalize

from envoi.model import Post
from envoi.preview.snapshot import Snapshot

_ALIKE: Final = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ـ": ""}
)
"""Letters that people type as others, and that Unicode does not decompose."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A post, and the words by which it is found."""

    post: Post
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What is looked for; an empty value takes all."""

    words: str = ""
    state: str = ""
    language: str = ""
    tag: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """The posts that fit, newest first; and how many there would be with another state, language or tag."""

    posts: Sequence[Post]
    states: Mapping[str, int]
    languages: Mapping[str, int]
    tags: Mapping[str, int]


def lines(snapshot: Snapshot) -> Sequence[Line]:
    """All posts. Of a folder that nothing can be made of, no more is known than their paths and states."""

    def read() -> list[Line]:
        made, outcome = snapshot.made, snapshot.outcome
        if made:
            posts = made.arranged.posts
        else:
            files = outcome.files if outcome else {}
            reasons = outcome.reasons if outcome else {}
            posts = tuple(
                Post(
                    path=path,
                    slug="",
                    title=PurePosixPath(path).name,
                    state=state,
                    reason=reasons.get(path, ""),
                )
                for path, state in files.items()
            )
        return [
            Line(post=post, words=plain(f"{post.title}\n{post.path}")) for post in posts
        ]

    return snapshot.once("register", read)


def find(all: Sequence[Line], wanted: Wanted) -> Found:
    """Those of `all` that fit: all words occur in title or path, whatever their case, accents and order."""
    words = plain(wanted.words).split()
    state, language, tag = wanted.state, wanted.language, wanted.tag
    posts: list[Post] = []
    states: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    tags: Counter[str] = Counter()
    for line in all:
        if not holds(line.words, words):
            continue
        post = line.post
        is_state = not state or post.state == state
        is_spoken = not language or post.language == language
        is_tagged = not tag or tag in post.tags
        if is_spoken and is_tagged:
            states[post.state] += 1
        if is_state and is_tagged:
            languages[post.language] += 1
        if is_state and is_spoken:
            tags.update(post.tags)
            if is_tagged:
                posts.append(post)
    return Found(posts=posts, states=states, languages=languages, tags=tags)


def one(snapshot: Snapshot, path: str) -> Post | None:
    """The post at `path`."""
    return next((each.post for each in lines(snapshot) if each.post.path == path), None)


@lru_cache(maxsize=50_000)
def plain(text: str) -> str:
    """`text` as it is searched: small letters without marks."""
    if text.isascii():
        return text.lower()
    parts = normalize("NFKD", text.casefold().translate(_ALIKE))
    return "".join(char for char in parts if not combining(char))


def holds(text: str, words: Sequence[str]) -> bool:
    """Whether all `words` occur in `text`; both are `plain`."""
    return all(word in text for word in words)
