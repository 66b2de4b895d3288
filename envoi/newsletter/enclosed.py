"""The files that come with a post -> links to them, each with words of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from envoi.model import Enclosure, Post
from envoi.words import Words

if TYPE_CHECKING:
    from lxml.html import HtmlElement


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """Words and the absolute address that they lead to."""

    text: str
    url: str


def links(
    post: Post, words: Words, *, shown: HtmlElement | None = None
) -> tuple[Link, ...]:
    """A link to each file of `post` that `shown`, the text below which they are to stand, does not lead to itself."""
    if not post.enclosures:
        return ()
    there = set(_addresses(shown)) if shown is not None else set()
    return tuple(
        Link(text=_text(file, post, words), url=file.url)
        for file in post.enclosures
        if file.url not in there
    )


def _addresses(tree: HtmlElement) -> Iterator[str]:
    for element in tree.iter("a", "audio", "source", "video"):
        yield element.get("href") or element.get("src") or ""


def _text(file: Enclosure, post: Post, words: Words) -> str:
    if not file.is_recording:
        name = unquote(urlsplit(file.url).path).rpartition("/")[2]
        shown = "".join(sign for sign in name if sign.isprintable())
        return words.say("file_of", name=shown.strip() or file.url)
    kind = file.type.partition("/")[0]
    text = words.say(f"{kind}_of", title=post.title)
    return f"{text} ({words.duration(file.duration)})" if file.duration else text
