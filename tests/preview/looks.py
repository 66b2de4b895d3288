"""A folder -> a look at it, and what a view answers."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from envoi import build
from envoi.posts.memory import Memory
from envoi.preview.judge import judge
from envoi.preview.page import draw
from envoi.preview.snapshot import Snapshot
from envoi.preview.view import Asked, File, Page, View
from envoi.preview.views import VIEWS
from envoi.preview.workshop import Workshop
from envoi.problems import Report

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
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


def request(folder: Path, now: datetime = NOW) -> build.Request:
    """What is asked of a build of `folder`."""
    return build.Request(folder=folder, now=now)


def look(folder: Path, now: datetime = NOW) -> Snapshot:
    """What `folder` comes to, not yet judged."""
    return Workshop(request(folder, now), lambda: now).look()


def judged(snapshot: Snapshot) -> Snapshot:
    """`snapshot` with what a check finds."""
    found = judge(snapshot, lambda: True, Memory())
    assert found is not None
    return found


def publish(folder: Path, now: datetime = NOW) -> None:
    """Build `folder` into its `public/`."""
    build.build(request(folder, now), Report())


def show(
    view: View, snapshot: Snapshot, path: str = "", /, **query: str
) -> Page | File | None:
    """What `view` answers."""
    return view.show(Asked(snapshot=snapshot, path=path, query=query))


def page(view: View, snapshot: Snapshot, path: str = "", /, **query: str) -> str:
    """The HTML of the page that `view` answers."""
    asked = Asked(snapshot=snapshot, path=path, query=query)
    found = view.show(asked)
    assert isinstance(found, Page)
    return draw(found, view, asked, VIEWS, "1")


def file(view: View, snapshot: Snapshot, path: str = "", /, **query: str) -> str:
    """The text of the framed file that `view` answers."""
    found = show(view, snapshot, path, **query)
    assert isinstance(found, File)
    assert found.framed
    return found.content.decode()
