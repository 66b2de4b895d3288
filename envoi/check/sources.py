"""An entry of a feed -> the post that it was made from, and the line that is meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from envoi import catalogue, posts
from envoi.config import Config
from envoi.feedfile import FeedEntry
from envoi.model import Catalogue
from envoi.posts.memory import Memory
from envoi.problems import Place, Problem, Report

LINKS: Final = frozenset(
    {
        "changed",
        "image-size",
        "link-outside",
        "link-unpublished",
        "missing-file",
        "unsafe-address",
        "wikilink",
    }
)
"""What a build says of links and pictures, and what a check says again of all posts."""

Progress = Callable[[str, Sequence[str]], Iterable[str]]


def read(
    config: Config, now: datetime, output: Path, progress: Progress, processes: int
) -> Catalogue:
    """The posts of the folder, of which nothing wrong is said."""
    unheard = Report()
    found = posts.read(config, now, output, unheard, progress, processes=processes)
    return catalogue.arrange(found, config.site, config.zone_given, unheard)


class Sources:
    """The posts of a folder, by the addresses and ids that entries have. What `memory` knows is not rendered again."""

    def __init__(
        self, config: Config, arranged: Catalogue, memory: Memory | None = None
    ) -> None:
        self._config = config
        self._catalogue = arranged
        self._memory = memory
        published = arranged.published
        self.addresses = frozenset(post.url for post in published)
        self._paths = {
            **{post.id: post.path for post in published},
            **{post.url: post.path for post in published},
        }
        self._lines = lru_cache(maxsize=64)(self._read)

    def place(self, entry: FeedEntry, needle: str) -> Place | None:
        """Where `needle` stands in the post of `entry`, else where that begins; None if it is of no post."""
        path = self._paths.get(entry.url) or self._paths.get(entry.id)
        if not path:
            return None
        return Place(path=path, line=self._line(path, needle) or 1)

    def find(self, url: str, needle: str) -> Place | None:
        """Where `needle` stands in the post at `url`, its first line if it is empty.

        None if that is no post, or has no such words.
        """
        path = self._paths.get(url, "")
        line = self._line(path, needle) if path and needle else bool(path)
        return Place(path=path, line=int(line)) if line else None

    def text(self, url: str) -> str:
        """The file of the post at `url` as it is now; nothing if that is no post."""
        path = self._paths.get(url)
        return "\n".join(self._lines(path)) if path else ""

    def links(self) -> Iterator[tuple[Problem, ...]]:
        """What is wrong with links and pictures of each published post, in feeds or not."""
        heard = Report()
        render = posts.rendering(
            self._catalogue, self._config, heard, memory=self._memory
        )
        for post in self._catalogue.published:
            render([post])
            yield tuple(problem for problem in heard if problem.code in LINKS)
            heard.problems.clear()

    def _line(self, path: str, needle: str) -> int:
        """The first line with `needle`, or 0. Addresses are typed shorter than they are published, and not encoded."""
        tail = needle.rstrip("/").rpartition("/")[2]
        for wanted in (needle, unquote(needle), tail, unquote(tail)):
            if len(wanted) > 1 or wanted == needle != "":
                for number, line in enumerate(self._lines(path), 1):
                    if wanted in line:
                        return number
        return 0

    def _read(self, path: str) -> tuple[str, ...]:
        try:
            data = (self._config.folder / path).read_bytes()
        except OSError:
            return ()
        return tuple(data.decode("utf-8", "replace").split("\n"))
