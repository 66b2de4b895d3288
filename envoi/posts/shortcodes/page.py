"""What template code may ask of the post that holds it, and what becomes of its text: values only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from envoi.dialects import Value
from envoi.problems import Problem


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """The post that holds the template code, and what a tag may ask for.

    `path` is relative to the folder, `url` the post's address, `site` that of the site; `values`
    are those of the front matter by plain key. `find` gives the address of a published post by
    its path, or by the end or the name of it, and nothing if there is none; `read` the text of
    a file of the folder, or nothing. `settings` are what the site's configuration says, by plain
    key: `{{ site.author.name }}`.
    """

    path: str
    url: str
    site: str
    title: str
    values: Mapping[str, Value]
    find: Callable[[str], str]
    read: Callable[[str], str]
    settings: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class LeftOut:
    """A tag that nothing stands for: its name, and where it begins in the text, in characters.

    `typed` is the tag with its marks and without what it was given, such as `{{< map >}}`; but an include has its `file`.
    """

    name: str
    start: int
    typed: str = ""
    file: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Expanded:
    """The text without template code outside code, what was left out, and what is wrong with templates of the user's."""

    text: str
    left_out: tuple[LeftOut, ...] = ()
    problems: tuple[Problem, ...] = ()
