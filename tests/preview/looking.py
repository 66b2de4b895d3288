"""What tests of views share: a look at a folder, and what a view makes of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

from envoi import issue as issues
from envoi.build import Request
from envoi.preview.page import draw
from envoi.preview.snapshot import Snapshot
from envoi.preview.view import Asked, File, Page, View
from envoi.preview.views import VIEWS
from envoi.preview.workshop import Workshop
from envoi.problems import Exit, Report

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def look(folder: Path, now: datetime = NOW, output: Path | None = None) -> Snapshot:
    """A look at `folder`."""
    request = Request(folder=folder, now=now, output=output)
    return Workshop(request, lambda: now).look()


def send(folder: Path, now: datetime = NOW, name: str = "") -> None:
    """Let the next issue of `folder` go out."""
    request = Request(folder=folder, now=now)
    report = Report()
    outcome = issues.issue(issues.Request(wanted=request, name=name), report)
    assert outcome.exit is Exit.PUBLISHED, list(report)


def html(view: View, snapshot: Snapshot, path: str = "", /, **query: str) -> str:
    """The page that `view` shows."""
    asked = Asked(snapshot=snapshot, path=path, query=query)
    page = view.show(asked)
    assert isinstance(page, Page), page
    return draw(page, view, asked, VIEWS, "1")


def framed(view: View, snapshot: Snapshot, address: str) -> File:
    """What `view` gives for the address of a frame."""
    path, _, query = address.partition("?")
    assert path.startswith(f"/{view.name}/")
    asked = dict(pair.split("=", 1) for pair in query.split("&"))
    found = view.show(
        Asked(snapshot=snapshot, path=path.removeprefix(f"/{view.name}/"), query=asked)
    )
    assert isinstance(found, File), found
    return found


def sources(page: str) -> list[str]:
    """The addresses of what a page shows by itself."""
    return [unescape(url) for url in re.findall(r'\s(?:src|poster)="([^"]*)"', page)]


def words(page: str) -> str:
    """What a page says, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())
