"""folder -> Post* -> Post with its Body. One file a dialect of front matter, one file a markup.

`read` takes in the front matter of every file and keeps no body; `render` fills in the bodies
of those posts that a feed or an issue shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import Path, PurePosixPath

from envoi import dates
from envoi.config import Config
from envoi.model import Catalogue, Post, State
from envoi.posts import folder, source
from envoi.posts.body import Renderer
from envoi.posts.fields import Reader
from envoi.posts.frontmatter import split
from envoi.posts.header import Header
from envoi.posts.source import Source
from envoi.problems import Place, Report

__all__ = ["instant", "read", "render"]

Progress = Callable[[str, Sequence[str]], Iterable[str]]


def read(
    config: Config, now: datetime, output: Path, report: Report, progress: Progress
) -> Iterator[Post]:
    """All posts of the folder, in the order of their paths, without bodies.

    One that cannot be read is there too, as `State.BROKEN`, with an error in `report`.
    """
    reader = Reader(
        site=config.site,
        now=now,
        dialect=config.dialect,
        pattern=config.permalink,
        report=report,
    )
    roots = folder.find(config.roots, config.dialect, config.folder, output, report)
    for path in progress("Reading", list(roots)):
        found = _open(config.folder, path, report)
        if found is None:
            yield Post(
                path=path, slug="", title=PurePosixPath(path).name, state=State.BROKEN
            )
        else:
            yield reader.post(*found, root=roots[path])


def render(
    posts: Iterable[Post], catalogue: Catalogue, config: Config, report: Report
) -> dict[str, Post]:
    """The same posts with their bodies, by path, each rendered once.

    One that changed on the disk since it was read is not there, and an error in `report`.
    """
    renderer = Renderer(
        site=catalogue.site.url,
        folder=config.folder,
        dialect=config.dialect,
        addresses=catalogue.addresses,
        report=report,
    )
    rendered = {}
    for post in {post.path: post for post in posts}.values():
        found = _open(config.folder, post.path, Report())
        if found is None or found[0].digest != post.digest:
            hint = "run the build again"
            report.error(
                "changed", "changed while it was read", hint, Place(path=post.path)
            )
        else:
            rendered[post.path] = replace(post, body=renderer.body(post, found[1].body))
    return rendered


def instant(typed: str, zone: tzinfo) -> datetime | None:
    """The instant that `typed` names, read as the dates of posts are; None if it cannot be told."""
    when = dates.read(typed, zone)
    return when.moment if when else None


def _open(root: Path, path: str, report: Report) -> tuple[Source, Header] | None:
    found = folder.read(root, path, report)
    if found is None:
        return None
    data, digest = found
    text = source.decode(data, path, digest, report)
    header = split(text, report) if text else None
    return (text, header) if text and header else None
