"""`[feeds]`, `[[feed]]` and `[podcast]` of `envoi.toml` -> which feeds there are, and what they say of themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from envoi import filters
from envoi.addresses import absolute, is_web
from envoi.filters import Filter
from envoi.model import Person, Site
from envoi.table import Table

BUDGET: Final = 250_000
"""Bytes of a feed that readers and servers take without trouble (jsonfeed.org: "under 100 K ideal, 250 K fine")."""

_PERSON: Final = re.compile(r"(?P<name>[^()]+?)\s*(?:\((?P<role>[^()]*)\))?")

_LICENSES: Final[Mapping[str, str]] = {
    "cc0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    **{
        f"cc-{kind}-{version}": f"https://creativecommons.org/licenses/{kind}/{version}/"
        for kind in ("by", "by-sa", "by-nc", "by-nd", "by-nc-sa", "by-nc-nd")
        for version in ("2.0", "2.5", "3.0", "4.0")
    },
}
"""Addresses of licences by their SPDX name in small letters."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedConfig:
    """One `[[feed]]`. `title` and `path` are empty where they are to be made of the filter; `line` is that of the table."""

    title: str
    path: str
    description: str
    filter: Filter
    limit: int
    full: bool
    formats: tuple[str, ...]
    archives: bool
    moved_from: tuple[str, ...]
    line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PodcastConfig:
    """`[podcast]`. Texts that nobody gave are those of the site; `image` and `categories` are as typed, and may be lacking.

    `lines` are those on which the keys stand, and under an empty key that of the table.
    """

    title: str
    description: str
    image: str
    categories: tuple[str, ...]
    explicit: bool
    author: str
    owner_name: str
    owner_email: str
    serial: bool
    language: str
    copyright: str
    tags: tuple[str, ...]
    limit: int
    locked: bool
    funding: str
    funding_text: str
    persons: tuple[Person, ...]
    guid: str
    new_feed_url: str
    complete: bool
    moved_from: tuple[str, ...]
    lines: Mapping[str, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedsConfig:
    """`[feeds]`, each `[[feed]]`, and `[podcast]` if it is there.

    `tags`, `authors` and `sections` are None where none has a feed of its own, empty where each
    has one, else those that have. `budget` is in bytes, 0 for none.
    """

    limit: int
    full: bool
    formats: tuple[str, ...]
    languages: bool
    tags: tuple[str, ...] | None
    authors: tuple[str, ...] | None
    sections: tuple[str, ...] | None
    archives: bool
    budget: int
    hubs: tuple[str, ...]
    license: str
    moved_from: tuple[str, ...]
    own: tuple[FeedConfig, ...]
    podcast: PodcastConfig | None


def license_of(typed: str) -> str:
    """The address of the licence that `typed` names, as an address or as SPDX does; nothing if it is neither."""
    if is_web(typed):
        return absolute(typed, "") or ""
    return _LICENSES.get("-".join(typed.lower().split()), "")


def read(table: Table, site: Site, formats: tuple[str, ...]) -> FeedsConfig:
    """What `table` says of feeds; `formats` are those there are. Raises Stop for what cannot be used."""
    config = FeedsConfig(
        limit=table.number("feeds.limit", 20),
        full=table.choice("feeds.content", ("full", "summary"), "full") == "full",
        formats=_formats(table, "feeds.formats", formats) or formats,
        languages=table.flag("feeds.languages", True),
        tags=_groups(table, "feeds.tags"),
        authors=_groups(table, "feeds.authors"),
        sections=_groups(table, "feeds.sections"),
        archives=table.flag("feeds.archives", False),
        budget=table.number("feeds.budget", BUDGET),
        hubs=tuple(
            _address(table, "feeds.hub", hub) for hub in table.texts("feeds.hub")
        ),
        license=_license(table),
        moved_from=_paths(table, "feeds.moved_from"),
        own=(),
        podcast=_podcast(table, site) if _has(table, "podcast") else None,
    )
    own = tuple(_feed(part, config, formats) for part in table.each("feed"))
    return replace(config, own=own)


def _has(table: Table, name: str) -> bool:
    return name in table.lines or any(
        key.startswith(f"{name}.") for key in table.values
    )


def _feed(table: Table, feeds: FeedsConfig, formats: tuple[str, ...]) -> FeedConfig:
    content = table.choice("feed.content", ("", "full", "summary"), "")
    place = table.place("feed")
    return FeedConfig(
        title=table.text("feed.title"),
        path=_path(table, "feed.path", table.text("feed.path")),
        description=table.text("feed.description"),
        filter=filters.read(table, "feed"),
        limit=table.number("feed.limit", feeds.limit),
        full=content == "full" if content else feeds.full,
        formats=_formats(table, "feed.formats", formats) or feeds.formats,
        archives=table.flag("feed.archives", feeds.archives),
        moved_from=_paths(table, "feed.moved_from"),
        line=place.line if place else 0,
    )


def _podcast(table: Table, site: Site) -> PodcastConfig:
    names = ", ".join(author.name for author in site.authors)
    author = table.text("podcast.author") or names or site.title
    email = table.text("podcast.owner_email")
    if email and not re.fullmatch(r"[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+", email):
        raise table.fail(
            "podcast.owner_email",
            f'"{email}" is no e-mail address',
            "write it bare, like office@example.org",
        )
    guid = table.text("podcast.guid").lower()
    if guid and not re.fullmatch(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", guid):
        raise table.fail(
            "podcast.guid", f'"{guid}" is no UUID', "copy it from the feed you had"
        )
    description = " ".join(table.paragraph("podcast.description").split())
    return PodcastConfig(
        title=table.text("podcast.title") or site.title,
        description=description or site.description or site.title,
        image=table.text("podcast.image"),
        categories=table.texts("podcast.category"),
        explicit=table.flag("podcast.explicit", False),
        author=author,
        owner_name=table.text("podcast.owner_name") or author,
        owner_email=email,
        serial=table.choice("podcast.type", ("episodic", "serial"), "episodic")
        == "serial",
        language=next(
            iter(filters.languages(table, "podcast.language")), site.language
        ),
        copyright=table.text("podcast.copyright"),
        tags=table.texts("podcast.tag"),
        limit=table.number("podcast.limit", 0),
        locked=table.flag("podcast.locked", False),
        funding=_address(table, "podcast.funding", table.text("podcast.funding")),
        funding_text=table.text("podcast.funding_text") or "Support the show",
        persons=tuple(_person(table, typed) for typed in table.texts("podcast.person")),
        guid=guid,
        new_feed_url=_address(
            table, "podcast.new_feed_url", table.text("podcast.new_feed_url")
        ),
        complete=table.flag("podcast.complete", False),
        moved_from=_paths(table, "podcast.moved_from"),
        lines={
            key.removeprefix("podcast").lstrip("."): line
            for key, line in table.lines.items()
            if key.partition(".")[0] == "podcast"
        },
    )


def _person(table: Table, typed: str) -> Person:
    found = _PERSON.fullmatch(typed)
    if not found:
        raise table.fail(
            "podcast.person",
            f'"{typed}" is not read as a name',
            'write "Name" or "Name (guest)"',
        )
    return Person(name=found["name"], role=(found["role"] or "").lower())


def _groups(table: Table, key: str) -> tuple[str, ...] | None:
    """None for no feed, nothing for all feeds, else the names of those there shall be."""
    value = table.values.get(key, False)
    if isinstance(value, bool):
        return () if value else None
    return table.texts(key) or None


def _formats(table: Table, key: str, known: tuple[str, ...]) -> tuple[str, ...]:
    asked = table.texts(key)
    for name in asked:
        if name not in known:
            raise table.fail(
                key, f'"{name}" is unknown', f"choose from {', '.join(known)}"
            )
    if key in table.values and not asked:
        raise table.fail(
            key, "names no format", "name one at least, or leave the key out"
        )
    return tuple(dict.fromkeys(asked))


def _license(table: Table) -> str:
    typed = table.text("feeds.license")
    found = license_of(typed)
    if typed and not found:
        raise table.fail(
            "feeds.license",
            f'"{typed}" is no licence that is known here',
            "write its address, or a name like CC-BY-4.0",
        )
    return found


def _address(table: Table, key: str, typed: str) -> str:
    if not typed:
        return ""
    if not is_web(typed):
        raise table.fail(
            key, f'"{typed}" is no address', "write it whole, with https://"
        )
    return absolute(typed, "") or ""


def _paths(table: Table, key: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_path(table, key, typed) for typed in table.texts(key)))


def _path(table: Table, key: str, typed: str) -> str:
    """A path below the output, without slashes at its ends."""
    path = typed.strip("/")
    if "://" in typed:
        raise table.fail(
            key, f'"{typed}" is a whole address', "write the part below site.url"
        )
    if typed and ({"", ".", ".."} & set(path.split("/")) or "\\" in path):
        raise table.fail(
            key,
            f'"{typed}" is no path below the output',
            "write it without .. and empty parts",
        )
    return path
