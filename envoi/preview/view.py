"""What a view is: something asked for of a Snapshot -> a page in the frame of the preview, or a file as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from envoi.preview.snapshot import Snapshot


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What the browser asks of a view: `path` is what follows its name, without slashes at the ends, decoded."""

    snapshot: Snapshot
    path: str = ""
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A template in `templates/preview/`, and what it is filled with. It extends `base.html.j2`."""

    template: str
    title: str
    values: Mapping[str, object]
    status: int = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """Bytes as they are. `framed` says that they are shown in a frame, in which nothing runs and nothing is fetched from elsewhere."""

    content: bytes
    media_type: str
    framed: bool = False
    status: int = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """One word in the navigation: `name` is the first part of its addresses, `show` answers all of them (None: there is no such thing)."""

    name: str
    title: str
    show: Callable[[Asked], Page | File | None]
