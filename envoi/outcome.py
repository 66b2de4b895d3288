"""What is asked of a build, all that it makes, and what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from envoi import newsletter
from envoi.config import Config
from envoi.feeds.format import Offer
from envoi.ledger import Ledger
from envoi.model import Artifact, Catalogue, Issue, State
from envoi.output import Published
from envoi.plan import Plan
from envoi.posts.memory import Told
from envoi.problems import Exit
from envoi.spool import Spool
from envoi.stamps import Seen

if TYPE_CHECKING:
    from envoi.explain import Row

Held = tuple[Artifact, ...] | Spool
"""What was made: in memory, or spooled to be published."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """What the user asked for: `now` is the clock; `since` (a period) and `post` choose what the letter shows.

    `built` is the folder of the built site, if bodies are to come from its pages; `new_ids` says that posts which may
    be known ones under another name are new. `ahead` says that `now` is still to come, so that nothing is remembered;
    `seen` is the folder before anything is read, by which those posts are told that an earlier build has read; `processes` how many may share
    the reading and rendering of many.
    """

    folder: Path
    now: datetime
    output: Path | None = None
    url: str = ""
    since: str = ""
    post: str = ""
    built: Path | None = None
    strict: bool = False
    keep_going: bool = False
    new_ids: bool = False
    ahead: bool = False
    seen: Seen | None = None
    processes: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What became of it: the state of each file by its path, what was published and what `removed`, and the exit code.

    `issues` are those that were made, or would be. `reasons` tell of files that are no posts why they are none; `skipped` are other files beside the posts;
    `lock` says whether `envoi.lock` was written (None: left alone); `lasts` is until when the same files come to the same (None: for
    ever); `rows` are the answers to `explain`. Problems are in the report.
    """

    files: Mapping[str, State]
    reasons: Mapping[str, str] = field(default_factory=dict)
    skipped: tuple[str, ...] = ()
    published: tuple[Published, ...] = ()
    issues: tuple[Issue, ...] = ()
    removed: tuple[str, ...] = ()
    lock: bool | None = None
    lasts: datetime | None = None
    rows: tuple[Row, ...] = ()
    exit: Exit

    @property
    def states(self) -> Counter[State]:
        """How many files are in each state."""
        return Counter(self.files.values())

    @property
    def changed(self) -> bool:
        """Whether anything was written or removed."""
        return bool(
            self.lock or self.removed or any(one.changed for one in self.published)
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """All that a build publishes, before it does.

    `before` and `known` are the ledger as it was and as it is to be; `drafts` are the choices of which `issues` were
    made; `offers` are the feeds by their stems, none where no post is published. `scope` and `kept` are what `output.publish` is told of older files.
    """

    settings: Config
    arranged: Catalogue
    before: Ledger
    known: Ledger
    plans: tuple[Plan, ...] = ()
    languages: newsletter.Languages = field(default_factory=dict)
    drafts: tuple[newsletter.Choice, ...] = ()
    issues: tuple[Issue, ...] = ()
    offers: Mapping[str, Offer] = field(default_factory=dict)
    artifacts: Held = ()
    told: Mapping[str, Told] = field(default_factory=dict)
    scope: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
