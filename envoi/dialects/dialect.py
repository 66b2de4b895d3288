"""What a dialect answers: where its posts are, which files are posts, what is not written in them, where they are found."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any, ClassVar, Self, TypeAlias

from envoi import dates
from envoi.addresses import is_web
from envoi.dialects.files import Files, line
from envoi.language import language_tag, without_language
from envoi.model import Author

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")

Value: TypeAlias = str | list["Value"] | dict[str, "Value"]
"""A value of front matter, every scalar as the text that was typed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """One thing a configuration says: its value, and the file that says so.

    Facts are kept by the key of `envoi.toml` that would say the same, and overrules them.
    """

    value: str
    file: str


def facts(file: str, **said: Any) -> dict[str, Fact]:
    """Facts on the site that `file` says, by key of `envoi.toml` (`url` is `site.url`); what cannot be used is left out."""
    found = {key: _plain(line(value)) for key, value in said.items()}
    if not is_web(found.get("url", "")):
        found.pop("url", None)
    if "language" in found:
        found["language"] = language_tag(found["language"])
    return {
        f"site.{key}": Fact(value=value, file=file)
        for key, value in found.items()
        if value
    }


def _plain(text: str) -> str:
    """`text` without the HTML that people write into the words on their site."""
    return " ".join(html.unescape(_TAG.sub("", text)).split())


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One post, as far as its address depends on it.

    `path` is relative to the folder, `root` is that of `Dialect.roots` which holds it. `values`
    are those of the front matter by their plain keys (`header.plain`), with `Dialect.defaults`
    where it is silent. `published` is aware, in the zone that was typed, else in the site's;
    None if the post has no date. `slug` is the key `slug` as typed.
    """

    path: str
    root: str
    values: Mapping[str, Value]
    title: str
    language: str
    zone: tzinfo
    published: datetime | None = None
    slug: str = ""

    def text(self, key: str) -> str:
        """The text of a key in its plain form; nothing if it is not there, or a list or table."""
        value = self.values.get(key, "")
        return value.strip() if isinstance(value, str) else ""


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """How one site generator writes front matter, dates and addresses.

    The base answers as a folder without a generator would have it. A dialect overrides what
    its generator does otherwise, and reads its configuration in `find`: parsed, never executed. What is found is a value: all that it
    answers comes from its fields, by which a later build tells whether posts would say the same.
    """

    NAME: ClassVar[str] = ""
    """What the user calls it, in lower case; the value of `posts.dialect`."""

    TITLE: ClassVar[str] = ""
    """How its makers write its name."""

    SYNTAX: ClassVar[str] = ""
    """The template code its bodies may hold; one of `posts.shortcodes.SYNTAXES`, or nothing."""

    DATE_KEYS: ClassVar[tuple[str, ...]] = (
        "date", "publishdate", "pubdate", "published", "publishedat", "created"
    )  # fmt: skip
    """Keys of the day of publication, in their plain form; the first that has a value counts."""

    DUE_KEYS: ClassVar[tuple[str, ...]] = ()
    """Keys of the day from which a post is shown, in their plain form, where that may be another than its own."""

    DRAFT_FOLDERS: ClassVar[frozenset[str]] = frozenset({"_drafts", "drafts"})
    """Folders whose posts are drafts."""

    ADDRESS_KEYS: ClassVar[tuple[str, ...]] = ("permalink", "url")
    """Keys with which a post itself says where it is found, in their plain form."""

    SUFFIXES: ClassVar[Mapping[str, str]] = {}
    """Suffixes of files that are read as if they had another one, such as `.txt` as `.rst`."""

    PASSED_OVER: ClassVar[str] = "_"
    """What the names of files begin with that are no posts, beside the hidden ones: some of these characters."""

    BUNDLES: ClassVar[bool] = False
    """Whether a folder with an `index` file is one post, and its other files belong to that."""

    NAMES_ARE_TITLES: ClassVar[bool] = False
    """Whether a file without a title is known to its readers by its name."""

    NAMES_OF_SITE: ClassVar[bool] = False
    """Whether a path without a slash at its start, in a key of the front matter, is meant from the root of the site."""

    file: str = ""
    """The configuration it was found by."""

    facts: Mapping[str, Fact] = field(default_factory=dict)
    """What the configuration says, by the key of `envoi.toml` that would say the same."""

    roots: tuple[str, ...] = ("",)
    """Folders of posts, relative to the folder, with `/`."""

    statics: tuple[str, ...] = ("static",)
    """Folders whose files the site has at its root."""

    separator: str = ""
    """What ends the excerpt of a body, beside the marks that are always known (`<!-- more -->`)."""

    assets: bool = False
    """Whether the files in a folder beside a post, called as that, go where the post goes."""

    pattern: str = ""
    """How its configuration writes the addresses of posts, for people to read; nothing if it does not say."""

    variables: Mapping[str, Value] = field(default_factory=dict)
    """What else its configuration says, by plain key, for template code that asks for it (`{{ site.repository }}`)."""

    authors: Mapping[str, Author] = field(default_factory=dict)
    """Authors by the key that posts name them with."""

    future: bool = False
    """Whether the site shows posts before their day."""

    expired: bool = False
    """Whether the site shows posts that have expired."""

    @classmethod
    def find(cls, files: Files, *, asked: bool) -> Self | None:
        """The dialect of the folder, or None if the folder is not of this one.

        `asked` says that the user named this dialect, so that less evidence is enough. The base
        itself is no dialect of any folder.
        """
        return None

    def fact(self, key: str) -> str:
        """What the configuration says for `key` of `envoi.toml`, or nothing."""
        found = self.facts.get(key)
        return found.value if found else ""

    def passes_over(self, path: str) -> bool:
        """Whether the file, or all of the folder, at `path` below one of the roots is no post, and not looked into."""
        return False

    def not_a_post(self, path: str, values: Mapping[str, Value]) -> str:
        """Why the file at `path`, which has a post's suffix and these values, is none; nothing if it is a post."""
        return ""

    def defaults(self, path: str) -> Mapping[str, Value]:
        """Values by plain key, for what the front matter of `path` leaves out."""
        return {}

    def by_lines(self, path: str) -> bool:
        """Whether front matter between lines of `---` in the file at `path` is no YAML, but read line by line."""
        return False

    def status(self, values: Mapping[str, Value]) -> str:
        """The state that `values` ask for otherwise than by a key `status`, in its words: draft, hidden; or nothing."""
        return ""

    def side_files(self, path: str) -> Sequence[str]:
        """Other files whose front matter says what that of `path` leaves out, if they are there; the first one first."""
        return ()

    def zone(self, typed: str, site: tzinfo) -> tzinfo:
        """The zone of the date `typed`, which names none, on a site in the zone `site`."""
        return site

    def name_first(self, path: str) -> bool:
        """Whether the date in the name of the file overrules that of the front matter."""
        return False

    def date_in(
        self, path: str, values: Mapping[str, Value], zone: tzinfo
    ) -> dates.When | None:
        """The date of a post that has no key for it: in its file's or folder's name, or in an address it gives."""
        return dates.in_path(path, zone)

    def language(self, path: str) -> str:
        """The language that the path of a post tells, as a tag; nothing if it tells none."""
        return ""

    def translation(self, entry: Entry) -> str:
        """What the post has in common with its translations and with no other post; nothing if that cannot be told."""
        return without_language(entry.path, entry.language)

    def split_tags(self, typed: str, key: str) -> Sequence[str]:
        """The tags in the one text of `key`, in its plain form."""
        return typed.replace(";", ",").split(",")

    def address(self, entry: Entry) -> str:
        """The path of the post on the site; nothing if that cannot be known, so that `/:path/` is used."""
        return ""

    def own_address(self, typed: str, entry: Entry) -> str:
        """The path on the site of a post that gives `typed` below one of `ADDRESS_KEYS`."""
        return typed

    def link(self, path: str, typed: str) -> str:
        """What `typed` stands for, a link in the post at `path` in words of the generator's own.

        A path beside the post, as if it had been typed, or a whole address; nothing if it is
        a link like any other.
        """
        return ""

    def file_address(self, path: str) -> str:
        """Where the site has the file at `path` of the folder, a picture say, relative to the site."""
        for static in self.statics:
            if path.startswith(f"{static}/"):
                return path[len(static) + 1 :]
        return path
