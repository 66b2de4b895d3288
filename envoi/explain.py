"""Config and Catalogue -> what was found in a folder, by which file, and under which key the user may say otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from envoi.config import UNKNOWN, Config
from envoi.dialects.plain import Plain
from envoi.model import Catalogue, Post, State

_ROOTS_SHOWN: Final = 4
_KINDS_SHOWN: Final = 6
_FEEDS_SHOWN: Final = 6
_FEED_KEYS: Final = {
    "language": "feeds.languages",
    "section": "feeds.sections",
    "tag": "feeds.tags",
    "author": "feeds.authors",
    "own": "[[feed]]",
    "podcast": "[podcast]",
}
"""Where each kind of feed but the main one is asked for, or done without."""

DEFAULT: Final = "by default"
"""Stands for a file where nobody says anything."""

DOCUMENTS: Final = frozenset(
    {
        ".adoc", ".asciidoc", ".dj", ".djot", ".doc", ".docx", ".ipynb", ".mdx", ".norg",
        ".odt", ".org", ".pmd", ".qmd", ".rmd", ".rst", ".smd", ".tex", ".textile", ".txt", ".typ",
        ".wiki",
    }
)  # fmt: skip
"""Suffixes of files that somebody may have taken for posts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One finding: what it is on, what was found, the file that says so, and the key to say otherwise.

    `file` is `DEFAULT` where nobody says it, and empty where no file could; `key` is empty where
    nothing can be said.
    """

    what: str
    says: str
    file: str = ""
    key: str = ""


def explain(
    config: Config,
    catalogue: Catalogue,
    skipped: Sequence[str],
    feeds: Sequence[tuple[str, str, str]],
) -> tuple[Row, ...]:
    """All that was found, in the order in which one would ask. `feeds` are those there are: kind, name and path of each."""
    return (
        *_site(config),
        *_posts(config, catalogue),
        *_addresses(config, catalogue),
        *_bodies(config),
        *_feeds(config, feeds),
        *_others(skipped),
    )


def kinds(paths: Iterable[str]) -> str:
    """How many files there are of each suffix, the most frequent first: `111 .json, 3 .txt`."""
    counts = Counter(PurePosixPath(path).suffix.lower() or "other" for path in paths)
    found = sorted(counts.items(), key=lambda kind: (-kind[1], kind[0]))
    shown = [f"{count:,} {suffix}" for suffix, count in found[:_KINDS_SHOWN]]
    rest = sum(count for _, count in found[_KINDS_SHOWN:])
    return ", ".join([*shown, f"{rest:,} others"] if rest else shown)


def states(posts: Iterable[Post]) -> str:
    """How many posts there are in each state, in the order of `State`: `102 published, 1 draft`."""
    counts = Counter(post.state for post in posts)
    return ", ".join(f"{counts[state]:,} {state}" for state in State if counts[state])


def _site(config: Config) -> Iterator[Row]:
    site, dialect = config.site, config.dialect
    authors = ", ".join(author.name for author in site.authors)
    found = {
        "generator": ("posts.dialect", dialect.TITLE),
        "title": ("site.title", site.title if site.title else ""),
        "address": ("site.url", site.url),
        "language": ("site.language", site.language),
        "zone": ("site.timezone", str(site.zone)),
        "author": ("site.author", authors or "nobody, unless a post says"),
    }
    if site.url == UNKNOWN:
        found["address"] = ("site.url", "not known")
        if "site.title" not in config.sources:
            found["title"] = ("site.title", "not known")
    for what, (key, says) in found.items():
        yield Row(what=what, says=says, file=config.sources.get(key, DEFAULT), key=key)
        if what == "generator" and config.inside:
            says = f"a site generator is at home in {config.inside}; build that folder"
            yield Row(what="", says=says)


def _posts(config: Config, catalogue: Catalogue) -> Iterator[Row]:
    key = "posts.folder"
    file = config.sources.get(key, DEFAULT)
    roots = sorted(config.roots, key=len, reverse=True)
    posts: dict[str, list[Post]] = {root: [] for root in config.roots}
    for post in catalogue.posts:
        root = next(
            (root for root in roots if not root or post.path.startswith(f"{root}/")), ""
        )
        posts.setdefault(root, []).append(post)
    if not config.roots:
        yield Row(what="posts", says="no folder of posts is there", file=file, key=key)
    for number, (root, group) in enumerate(posts.items()):
        if number == _ROOTS_SHOWN < len(posts):
            more = [post for rest in list(posts.values())[number:] for post in rest]
            says = f"{len(posts) - number} more folders: {states(more) or 'no post'}"
            yield Row(what="", says=says, file=file, key=key)
            return
        says = f"{root or 'the folder itself'}: {states(group) or 'no post'}"
        yield Row(what="" if number else "posts", says=says, file=file, key=key)
    counts = Counter(post.language for post in catalogue.published)
    if len(counts) > 1:
        says = ", ".join(f"{tag} {count:,}" for tag, count in sorted(counts.items()))
        yield Row(what="languages", says=says, key="lang in a post")


def _addresses(config: Config, catalogue: Catalogue) -> Iterator[Row]:
    key = "posts.permalink"
    newest = next(iter(catalogue.published), None)
    by_path = newest is not None and not newest.addressed
    pattern = config.permalink or config.dialect.pattern
    if not pattern:
        known = config.dialect.NAME != Plain.NAME and not by_path
        pattern = f"as {config.dialect.TITLE} makes them" if known else "/:path/"
    file = config.sources.get(key, "" if by_path else config.dialect.file) or DEFAULT
    yield Row(what="addresses", says=pattern, file=file, key=key)
    if newest is None:
        return
    address = newest.url.removeprefix(UNKNOWN[:-1])
    yield Row(what="newest", says=newest.path, key="permalink in a post")
    yield Row(what="", says=f"→ {address}")
    if newest.published:
        typed = newest.published_typed or "in its path"
        zone = "" if newest.zoned and newest.published_typed else ", the site's zone"
        says = f"{typed} → {newest.published.isoformat(sep=' ')}{zone}"
        yield Row(what="date", says=says, key="date in a post")


def _bodies(config: Config) -> Iterator[Row]:
    dialect = config.dialect
    marks = " or ".join(filter(None, (dialect.separator.strip(), "<!-- more -->")))
    yield Row(
        what="excerpt",
        says=f"above {marks}, else the beginning",
        file=dialect.file if dialect.separator.strip() else DEFAULT,
        key="summary in a post",
    )
    if dialect.SYNTAX:
        yield Row(
            what="templates",
            says="common code is followed; other code is left out, and named",
            key="templates/shortcodes/",
        )


def _feeds(config: Config, feeds: Sequence[tuple[str, str, str]]) -> Iterator[Row]:
    count = f"the {config.feeds.limit} newest" if config.feeds.limit else "all posts"
    yield Row(
        what="feeds",
        says=f"{count} as {', '.join(config.feeds.formats)}",
        file=config.sources.get("feeds.limit", DEFAULT),
        key="feeds.limit",
    )
    for kind, key in _FEED_KEYS.items():
        names = [name for found, name, _ in feeds if found == kind]
        if names:
            says = f"{len(names):,} by {kind}: " if key.startswith("feeds.") else ""
            says += ", ".join(names[:_FEEDS_SHOWN])
            says += ", …" if len(names) > _FEEDS_SHOWN else ""
            yield Row(what="", says=says, file=config.sources.get(key, ""), key=key)


def _others(skipped: Sequence[str]) -> Iterator[Row]:
    if skipped:
        yield Row(what="not read", says=kinds(skipped), key="--json names them")
