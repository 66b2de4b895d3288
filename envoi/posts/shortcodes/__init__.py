"""The text of a post with the template code of a site generator -> the same text without it.

Nothing is run: tags that are known are replaced by what they stand for, the rest by a link to the post.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from envoi.dialects import Value


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """The post that holds the template code, and what a tag may ask for.

    `path` is relative to the folder, `url` the post's address, `site` that of the site; `values`
    are those of the front matter by plain key. `find` gives the address of a published post by
    its path, or by the end or the name of it, and nothing if there is none; `read` the text of
    a file of the folder, or nothing.
    """

    path: str
    url: str
    site: str
    title: str
    values: Mapping[str, Value]
    find: Callable[[str], str]
    read: Callable[[str], str]


@dataclass(frozen=True, kw_only=True, slots=True)
class LeftOut:
    """A tag that nothing stands for: its name, and where it begins in the text, in characters."""

    name: str
    start: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Expanded:
    """The text without template code outside code, and what was left out."""

    text: str
    left_out: tuple[LeftOut, ...] = ()


def expand(text: str, syntax: str, page: Page) -> Expanded:
    """`text` with the tags of `syntax` replaced by what they stand for."""
    return Expanded(text=text)
