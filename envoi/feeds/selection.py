"""What a feed is before anything of it is rendered: its posts, its place, and what it is to hold of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from envoi.feeds.format import Kind, about
from envoi.model import Post
from envoi.output import EXPORT
from envoi.problems import Place
from envoi.table import FILE_NAME

MAIN: Final = "feeds"
"""The stem of the feed of all posts; all others that are not told otherwise are below it."""

TAKEN: Final = {
    "newsletter": "newsletter is",
    EXPORT: "letters for a service are",
}
"""The folders at the top in which no feed can be, and why."""

ARCHIVE: Final = re.compile(r"(?:^|/)archive/\d+$", re.IGNORECASE)
"""What the stem of an archive ends with."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Selection:
    """A feed that there is: what its posts have in common, where it stands, and what it is to hold.

    `name` is that of the tag, author or the like. `posts` are all of them, newest first and without their body.
    `stem` is as in `Feed`; `fixed` says that the user gave it, and `line` where. `moved` are the older paths at which
    the feed stands too, each with the name of the format that is found there.
    """

    kind: Kind
    title: str
    language: str
    stem: str
    posts: tuple[Post, ...]
    limit: int
    formats: tuple[str, ...]
    full: bool
    name: str = ""
    description: str = ""
    archives: bool = False
    fixed: bool = False
    line: int = 0
    moved_from: tuple[str, ...] = ()
    moved: Mapping[str, str] = field(default_factory=dict)

    @property
    def newest(self) -> tuple[Post, ...]:
        """The posts that the feed itself shows."""
        return self.posts[: self.limit or None]

    @property
    def about(self) -> str:
        """What its posts have in common, in a word for the ledger."""
        return about(self.kind, self.name)

    @property
    def place(self) -> Place:
        """Where the user speaks of it."""
        return Place(path=FILE_NAME, line=self.line)

    def __str__(self) -> str:
        """What to call it in a sentence."""
        kind = "feed" if self.kind in (Kind.MAIN, Kind.OWN, Kind.PODCAST) else self.kind
        return f'the {kind} "{self.name or self.title}"'
