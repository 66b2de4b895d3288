"""What tests of the views of data share: folders that are written, published and judged, and what a view answers."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from envoi import build
from envoi.posts.memory import Memory
from envoi.preview.judge import judge
from envoi.preview.snapshot import Snapshot
from envoi.preview.view import Asked, File, Page, View
from envoi.problems import Report

from .looking import NOW

CONFIG = """\
[site]
url = "https://harbour.example/"
title = "The harbour"
timezone = "Europe/Istanbul"
"""


def write(folder: Path, files: dict[str, str], config: str = CONFIG) -> Path:
    """A folder of `files`, with `config`."""
    for path, text in {"envoi.toml": config, **files}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def post(title: str, date: str = "2026-11-20", body: str = "A boat came in.") -> str:
    """The text of a post."""
    return f"---\ntitle: {title}\ndate: {date}\n---\n\n{body}\n"


def judged(snapshot: Snapshot) -> Snapshot:
    """`snapshot` with what a check finds."""
    found = judge(snapshot, lambda: True, Memory())
    assert found is not None
    return found


def publish(folder: Path, now: datetime = NOW) -> None:
    """Build `folder` into its `public/`."""
    build.build(build.Request(folder=folder, now=now), Report())


def show(
    view: View, snapshot: Snapshot, path: str = "", /, **query: str
) -> Page | File | None:
    """What `view` answers."""
    return view.show(Asked(snapshot=snapshot, path=path, query=query))


def file(view: View, snapshot: Snapshot, path: str = "", /, **query: str) -> str:
    """The text of the framed file that `view` answers."""
    found = show(view, snapshot, path, **query)
    assert isinstance(found, File)
    assert found.framed
    return found.content.decode()
