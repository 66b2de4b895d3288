"""What the tests of this folder read posts with: one site, one clock, and files made of a text."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from envoi.dialects import Dialect
from envoi.dialects.plain import Plain
from envoi.model import Body, Post, Site, State
from envoi.posts import source
from envoi.posts.body import Renderer
from envoi.posts.fields import NamedImage, Reader
from envoi.posts.frontmatter import split
from envoi.posts.header import Header
from envoi.problems import Report

SITE = Site(
    title="Harbour Notes",
    url="https://harbour.example.org/",
    zone=ZoneInfo("Europe/Istanbul"),
)
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Read:
    """What became of a file: its header (None if it could not be read) and what was said."""

    header: Header | None
    report: Report
    text: source.Source | None

    @property
    def said(self) -> list[tuple[str, str, int]]:
        """Level, code and line of all problems, in order."""
        return [(p.level.value, p.code, p.place.line) for p in self.report]

    @property
    def values(self) -> dict[str, object]:
        """The values of the header by their plain keys."""
        assert self.header
        return {name: field.value for name, field in self.header.fields.items()}


def read(content: str | bytes, path: str = "posts/note.md") -> Read:
    """Read the front matter of a file with this content."""
    report = Report()
    data = content if isinstance(content, bytes) else content.encode()
    text = source.decode(data, path, "", report)
    return Read(header=split(text, report) if text else None, report=report, text=text)


def post(
    content: str | bytes,
    path: str = "posts/note.md",
    pattern: str = "",
    dialect: Dialect | None = None,
    root: str = "posts",
    folder: Path = Path("nowhere"),
) -> tuple[Post, Report]:
    """The post in a file with this content, and what was said about it."""
    found = read(content, path)
    assert found.header
    assert found.text
    reader = Reader(
        site=SITE,
        now=NOW,
        dialect=dialect or Plain(),
        pattern=pattern,
        report=found.report,
        folder=folder,
    )
    return reader.post(found.text, found.header, root), found.report


def body(
    text: str,
    folder: Path = Path("nowhere"),
    *,
    addresses: dict[str, str] | None = None,
    dialect: Dialect | None = None,
    named: NamedImage | None = None,
    summary: str = "",
    **given: object,
) -> tuple[Body, Report]:
    """The body of a post that says `text`, and what was said about it. The body begins on line 1."""
    made_up = {
        "path": "posts/note.md",
        "slug": "note",
        "title": "A note",
        "state": State.PUBLISHED,
        "url": "https://harbour.example.org/posts/note/",
    }
    report = Report()
    renderer = Renderer(
        site="https://harbour.example.org/",
        folder=folder,
        dialect=dialect or Plain(),
        addresses=addresses or {},
        report=report,
    )
    post = Post(**(made_up | given))
    return renderer.body(post, text, named=named, summary=summary), report


def said(report: Report) -> list[tuple[str, int]]:
    """Code and line of all problems, in order."""
    return [(p.code, p.place.line if p.place else 0) for p in report]
