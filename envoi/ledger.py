"""`envoi.lock` -> Ledger: what was published under which id, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

FILE_NAME: Final = "envoi.lock"


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """A post that was published, as it was when it last was.

    `first` is when it came out first; no two posts have the same. `updated` is the latest change that readers were
    told of. `address` begins with `/` where it is below that of the site, else it is absolute. `gone` says that there
    is no such post any more: its id is never used again.
    """

    id: str
    first: datetime
    updated: datetime
    address: str
    path: str
    fingerprint: str
    gone: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedMark:
    """A feed that was published: the address of its stem when it first was, and the latest `updated` it has had."""

    origin: str
    updated: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Ledger:
    """All that `envoi.lock` tells.

    `posts` by id; `feeds` by stem; `archives` are, by the stem of the feed, the `first` of the entry that each archive
    begins with, from the first archive on.
    """

    posts: Mapping[str, Known] = field(default_factory=dict)
    feeds: Mapping[str, FeedMark] = field(default_factory=dict)
    archives: Mapping[str, tuple[datetime, ...]] = field(default_factory=dict)
