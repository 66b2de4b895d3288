"""A path or address that the front matter of a post names -> where the site has that file, and which one of the folder it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote

from envoi.addresses import absolute, host_of, is_web
from envoi.model import Post
from envoi.posts.places import Places
from envoi.posts.source import one_line


@dataclass(frozen=True, kw_only=True, slots=True)
class Attachment:
    """What was `typed`: a file at the address `url`; `file` is its path in the folder, and `missing` where it would lie, but does not."""

    typed: str
    url: str
    file: str = ""
    missing: str = ""


Attached = Callable[[str], Attachment | None]
"""What is behind an address or path that a post names; None if it is none."""


def gone(typed: str, place: str) -> tuple[str, str]:
    """What to say of a file that is not there: a message and its hint. `place` is where it was looked for."""
    shown = one_line(unquote(typed))[:80]
    where = f": no file {place[:120]}" if place != shown else ""
    return f'"{shown}" is not there{where}', "put the file there, or correct its name"


def find(typed: str, post: Post, places: Places) -> Attachment | None:
    """What `typed` names: a file beside the post, as links in its text do, else one of the site. None if it is no address."""
    typed = typed.strip()
    if typed[:1] in tuple("{|%"):
        typed = places.dialect.link(post.path, unquote(typed)) or typed
    url = absolute(typed, post.url) if typed else None
    if not url or not is_web(url):
        return None
    if host_of(url) != host_of(places.site):
        return Attachment(typed=typed, url=url)
    if is_web(typed) or typed.startswith("//"):
        behind = filter(places.exists, places.behind(url, post))
        return Attachment(typed=typed, url=url, file=next(behind, ""))
    for path in dict.fromkeys((typed, unquote(_path(typed)))):
        for place, found in _places(path, url, post, places):
            if places.exists(place):
                return Attachment(
                    typed=typed, url=found or places.address(place, post), file=place
                )
    path = unquote(_path(typed))
    named = bool(PurePosixPath(path).suffix)
    return Attachment(
        typed=typed, url=url, missing=places.lacks(path, post) if named else ""
    )


def _places(
    path: str, url: str, post: Post, places: Places
) -> Iterator[tuple[str, str]]:
    """Where the file may lie, the likeliest first, each with its address where that is what was typed."""
    beside, *rooted = places.sources(path, post)
    behind = ((place, url) for place in places.behind(url, post))
    if path.startswith("/"):
        yield from ((place, url) for place in (*rooted, beside))
        yield from behind
        return
    roots = (f"{root}/" for root in places.dialect.statics)
    of_site = [(f"{root}{path}", "") for root in (*roots, "")]
    if places.dialect.NAMES_OF_SITE:
        yield from of_site
    yield beside, ""
    if own := places.own(path, post):
        yield own, ""
    yield from behind
    yield from of_site


def _path(typed: str) -> str:
    """`typed` without what stands after its path."""
    return typed.partition("#")[0].partition("?")[0]
