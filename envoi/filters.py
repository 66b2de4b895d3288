"""What a feed or a section of the newsletter names -> whether a post is in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from unicodedata import normalize

from envoi.language import language_tag
from envoi.model import Post
from envoi.table import Table


@dataclass(frozen=True, kw_only=True, slots=True)
class Filter:
    """A post is in if of each kind that something is named of, the post has one; a filter that names nothing takes all."""

    tags: tuple[str, ...] = ()
    without_tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    def takes(self, post: Post) -> bool:
        """Whether `post` is in it. A language takes its regions: `pt` takes `pt-BR`."""
        return (
            (not self.tags or _agree(self.tags, tags_of(post)))
            and not (self.without_tags and _agree(self.without_tags, tags_of(post)))
            and (not self.authors or _agree(self.authors, authors_of(post)))
            and (not self.sections or _agree(self.sections, sections_of(post)))
            and (not self.languages or _is_among(self.languages, post.language))
        )


def _is_among(tags: Iterable[str], language: str) -> bool:
    return any(f"{language}-".lower().startswith(f"{tag}-".lower()) for tag in tags)


def read(table: Table, head: str) -> Filter:
    """The filter that the keys below `head` are. Raises Stop for a language that is none."""
    return Filter(
        tags=table.texts(f"{head}.tag"),
        without_tags=table.texts(f"{head}.without_tag"),
        authors=table.texts(f"{head}.author"),
        sections=table.texts(f"{head}.section"),
        languages=languages(table, f"{head}.language"),
    )


def languages(table: Table, key: str) -> tuple[str, ...]:
    """The languages that `key` names. Raises Stop for what is none."""
    found = []
    for typed in table.texts(key):
        tag = language_tag(typed)
        if not tag:
            hint = "write a tag like en or tr"
            raise table.fail(key, f'"{typed}" is no language', hint)
        found.append(tag)
    return tuple(found)


@lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """What is equal for two spellings of one name: case, Unicode form and number of blanks do not matter."""
    return normalize("NFC", normalize("NFC", " ".join(name.split())).casefold())


def tags_of(post: Post) -> Iterable[str]:
    """The tags of `post`."""
    return post.tags


def authors_of(post: Post) -> Iterable[str]:
    """The names of those who wrote `post`."""
    return [author.name for author in post.authors]


def sections_of(post: Post) -> Iterable[str]:
    """The section of `post`, and those it is in: `news`, `news/press`."""
    return accumulate(filter(None, post.section.split("/")), "{}/{}".format)


def _agree(named: Iterable[str], own: Iterable[str]) -> bool:
    return not set(map(folded, named)).isdisjoint(map(folded, own))
