"""What somebody wrote for one issue of the newsletter, in a file in `issues/`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from envoi.letterhead import SectionConfig
from envoi.model import Post
from envoi.problems import Place

FOLDER: Final = "issues"
"""Where such files are, below the folder of `envoi.toml`."""


class Order(StrEnum):
    """In what order the posts of an issue stand in their sections."""

    NEWEST = "newest"
    OLDEST = "oldest"
    PICKED = "picked"


@dataclass(frozen=True, kw_only=True, slots=True)
class Named:
    """What a post is called by, and the line of the file on which that stands."""

    text: str
    line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """A file in `issues/`. What it leaves out (empty, None) is made by itself.

    `name` is that of the file, and of the issue. `pick` are the posts of the issue, `omit` those that stay out of it,
    `blurbs` texts that stand for the summaries of posts. `sections` stand for those of `envoi.toml`. `intro` is the
    text of the file, as a post that is not rendered yet.
    """

    name: str
    path: str
    language: str = ""
    draft: bool = False
    date: datetime | None = None
    subject: str = ""
    preheader: str = ""
    pick: tuple[Named, ...] = ()
    omit: tuple[Named, ...] = ()
    order: Order | None = None
    blurbs: tuple[tuple[Named, str], ...] = ()
    sections: tuple[SectionConfig, ...] = ()
    intro: Post | None = None

    def place(self, line: int = 1) -> Place:
        """The place of `line` in the file."""
        return Place(path=self.path, line=line)
