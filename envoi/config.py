"""`envoi.toml`, and a known site configuration beside it -> Config."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from envoi import dialects, letterhead, masthead
from envoi.addresses import absolute, host_of, is_trial, is_web
from envoi.dialects import DIALECTS, Dialect, Files
from envoi.dialects.plain import Plain
from envoi.keys import KEYS, PERMALINK_WORDS, Key
from envoi.language import language_tag
from envoi.letterhead import NewsletterConfig, SectionConfig
from envoi.masthead import FeedsConfig
from envoi.model import Author, Site
from envoi.problems import Exit, Place, Report, Stop
from envoi.table import FILE_NAME, Table, parse
from envoi.zones import zone_named

if TYPE_CHECKING:
    from envoi.postbox import SmtpConfig

__all__ = ["KEYS", "Key", "NewsletterConfig", "SectionConfig"]
"""What is handed on from `envoi.keys` and `envoi.letterhead`."""

UNKNOWN: Final = "https://unknown.invalid/"
"""Stands for an address that nobody gives; `.invalid` is nobody's (RFC 6761)."""

SEEN: Final = "its folders"
"""Stands for a file where a site generator is known by its folders."""

_UTC: Final = ZoneInfo("UTC")

_SITES: Final = ("website", "docs", "site", "blog", "www", "src")
"""Folders of a repository in which its site may live."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Config:
    """What the user asked for, and what the folder itself says.

    `folder` is the one that Envoi was pointed at, `roots` those of the posts below it, relative
    to it. `permalink` is empty where the `dialect` is to say where posts are found. `sources`
    tells who says what: for a key of `envoi.toml` the file, or the option; a key that nobody gives is not there. `inside` is a
    folder below in which a site generator is at home, where this one belongs to none. `trial` says
    that nobody reads what is built: it is for this machine, the example, or another host than
    `envoi.toml` names.
    """

    folder: Path
    dialect: Dialect
    roots: tuple[str, ...]
    site: Site
    zone_given: bool
    permalink: str
    feeds: FeedsConfig
    newsletter: NewsletterConfig
    smtp: SmtpConfig | None
    sources: Mapping[str, str]
    inside: str = ""
    trial: bool = False


def load(
    folder: Path,
    report: Report,
    *,
    url: str = "",
    formats: tuple[str, ...],
    profile: str = "",
    lenient: bool = False,
) -> Config:
    """Read what `folder` says about itself.

    `url` and `profile` (from the command line) win over `site.url` and `newsletter.profile`; `formats` are the feed formats
    there are. What `envoi.toml` leaves open, the configuration of a site generator in the folder may
    tell. Raises Stop for what cannot be used: unknown keys, wrong types, no site address. Who
    is `lenient` gets `UNKNOWN` for an address that nobody gives.
    """
    table = parse(_text(folder))
    dialect = _dialect(table, folder, report)
    inside = _inside(table, folder, dialect)
    sources = _sources(table, dialect, url)
    if "site.url" not in sources and not lenient:
        raise _no_address(folder, inside)
    typed = url if "site.url" in sources else UNKNOWN
    site, zone_given = _site(table, dialect, typed, report)
    return Config(
        folder=folder,
        dialect=dialect,
        roots=_roots(table, folder, dialect),
        site=site,
        zone_given=zone_given,
        permalink=_permalink(table),
        feeds=masthead.read(table, site, formats),
        newsletter=letterhead.read(table, site, profile),
        smtp=_smtp(table),
        sources=sources,
        inside=inside,
        trial=is_trial(site.url) or _is_elsewhere(table, site),
    )


def _smtp(table: Table) -> SmtpConfig | None:
    """What is said of the mail server, if one is named: most folders name none."""
    if not table.text("smtp.host"):
        return None
    from envoi import postbox

    return postbox.read(table)


def _text(folder: Path) -> str:
    place = Place(path=FILE_NAME)
    try:
        if not folder.exists():
            raise Stop(
                "no-folder",
                f"there is no folder {folder}",
                # pathlib makes one slash of two
                "did you mean --url?"
                if is_web(str(folder).replace(":/", "://"))
                else "name the folder that holds your posts",
            )
        if not folder.is_dir():
            raise Stop(
                "no-folder",
                f"{folder} is a file, not a folder",
                "name the folder that holds it",
            )
        return (folder / FILE_NAME).read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        raise Stop(
            "config", "is not UTF-8 text", "save it as UTF-8", place=place
        ) from error
    except OSError as error:
        raise Stop(
            "config",
            f"cannot be read: {error.strerror}",
            "check what it is and its permissions",
            exit=Exit.ENVIRONMENT,
            place=place,
        ) from error


def _dialect(table: Table, folder: Path, report: Report) -> Dialect:
    """The dialect of the folder; a configuration of a generator that cannot be read is named."""
    files = Files(folder)
    asked = table.choice("posts.dialect", ("", *DIALECTS), "")
    found = dialects.detect(files, asked)
    for path, said in sorted(files.unparsed.items()):
        report.warn(
            "configuration",
            f"cannot be read: {said}; left out",
            "mend it, or say what it would say in envoi.toml",
            Place(path=path),
        )
    return found


def _inside(table: Table, folder: Path, dialect: Dialect) -> str:
    """The folder in which a site generator is at home, if `folder` itself is of none and nobody says otherwise."""
    told = {"posts.folder", "posts.dialect"} & set(table.values)
    return "" if told else site_inside(folder, dialect)


def site_inside(folder: Path, dialect: Dialect) -> str:
    """A well-known folder below in which a site generator is at home, if `folder` is of none; else nothing."""
    if dialect.NAME != Plain.NAME:
        return ""
    there = (name for name in _SITES if (folder / name).is_dir())
    return next(
        (
            name
            for name in there
            if dialects.detect(Files(folder / name)).NAME != Plain.NAME
        ),
        "",
    )


def _sources(table: Table, dialect: Dialect, url: str) -> dict[str, str]:
    """Who says what: the file, or the option, by key of `envoi.toml`."""
    facts = {key: fact.file for key, fact in dialect.facts.items() if fact.value}
    own = {key: FILE_NAME for key, value in table.values.items() if str(value).strip()}
    keys = ("posts.dialect", "posts.folder") if dialect.NAME != Plain.NAME else ()
    found = dict.fromkeys(keys, dialect.file or SEEN)
    return found | facts | own | ({"site.url": "--url"} if url else {})


def _no_address(folder: Path, inside: str) -> Stop:
    hint = f'give it with --url https://…, or write url = "https://…" below [site] in {FILE_NAME}'
    if inside:
        hint = f"a site is in {inside}: envoi build {folder / inside}"
    return Stop(
        "no-site-url",
        "the address of the site is not known, and every link needs it",
        hint,
    )


def _site(
    table: Table, dialect: Dialect, url: str, report: Report
) -> tuple[Site, bool]:
    typed = url or table.text("site.url") or dialect.fact("site.url")
    address = absolute(typed, "")
    if not address or not is_web(typed):
        raise Stop(
            "no-site-url",
            f'"{typed}" is not the address of a site',
            "write it whole, like https://example.org/",
            place=None if url else table.place("site.url"),
        )
    if host_of(address) == "example.org" and not url:
        report.notice(
            "example-address",
            "the site is still the one of the example, https://example.org/",
            "write the address of yours",
            table.place("site.url"),
        )
    address = address.split("?")[0].split("#")[0].rstrip("/") + "/"
    zone = _zone(table, dialect, report)
    description = " ".join(table.paragraph("site.description").split())
    site = Site(
        title=table.text("site.title")
        or dialect.fact("site.title")
        or host_of(address),
        url=address,
        description=description or dialect.fact("site.description"),
        language=_language(table) or dialect.fact("site.language") or "en",
        zone=zone or _UTC,
        authors=_authors(table) or _own_authors(dialect),
    )
    return site, zone is not None


def _is_elsewhere(table: Table, site: Site) -> bool:
    """Whether the `site` is on another host than the one that `envoi.toml` names, such as one for a look beforehand."""
    own = absolute(table.text("site.url"), "")
    return own is not None and host_of(own) != host_of(site.url)


def _language(table: Table) -> str:
    typed = table.text("site.language")
    found = language_tag(typed)
    if typed and not found:
        raise table.fail(
            "site.language", f'"{typed}" is no language', "write a tag like en or tr"
        )
    return found


def _zone(table: Table, dialect: Dialect, report: Report) -> ZoneInfo | None:
    """The zone that is typed, else that of the dialect's configuration; None if neither names one."""
    key = "site.timezone"
    if typed := table.text(key):
        zone = zone_named(typed)
        if zone is None:
            hint = "write a name like Europe/Istanbul"
            raise table.fail(key, f'"{typed}" is no zone', hint)
        return zone
    if fact := dialect.facts.get(key):
        zone = zone_named(fact.value)
        if zone is None:
            report.warn(
                "config",
                f'"{fact.value}" is no zone; left out',
                f"write timezone below [site] in {FILE_NAME}",
                Place(path=fact.file),
            )
        return zone
    return None


def _own_authors(dialect: Dialect) -> tuple[Author, ...]:
    name = dialect.fact("site.author")
    return (Author(name=name),) if name and "@" not in name else ()


def _authors(table: Table) -> tuple[Author, ...]:
    names = table.texts("site.author")
    for name in names:
        if "@" in name:
            raise table.fail(
                "site.author",
                f'"{name}" holds an e-mail address, which harvesters would read in the feeds',
                "write the name alone",
            )
    return tuple(Author(name=name) for name in names)


def _roots(table: Table, folder: Path, dialect: Dialect) -> tuple[str, ...]:
    """The folders of the posts: the one that is typed, else those of the dialect that are there."""
    key = "posts.folder"
    typed = table.text(key)
    if typed and not (folder / typed).is_dir():
        raise table.fail(
            key, f'there is no folder "{typed}"', "make it, or name another"
        )
    roots = (typed,) if typed else dialect.roots
    found = [os.path.normpath(root or ".") for root in roots]
    for root in found:
        # Path.resolve raises RuntimeError on a loop of links before Python 3.13.
        real = Path(os.path.realpath(folder / root))
        if not real.is_relative_to(os.path.realpath(folder)):
            if not typed and dialect.file:
                raise Stop(
                    "config",
                    f'posts are said to be in "{root}", which leads out of the folder',
                    f"build from a folder above, or write folder below [posts] in {FILE_NAME}",
                    place=Place(path=dialect.file),
                )
            raise table.fail(
                key, f'"{root}" leads out of the folder', "name a folder inside it"
            )
    return tuple(
        "" if root == "." else Path(root).as_posix()
        for root in found
        if (folder / root).is_dir()
    )


def _permalink(table: Table) -> str:
    key = "posts.permalink"
    typed = table.text(key)
    if "://" in typed:
        raise table.fail(
            key, f'"{typed}" is a whole address', "write the part below site.url"
        )
    for word in re.findall(r":([a-z]+)", typed):
        if word not in PERMALINK_WORDS:
            from difflib import get_close_matches

            near = get_close_matches(word, PERMALINK_WORDS, n=1) or PERMALINK_WORDS
            raise table.fail(
                key,
                f":{word} is unknown",
                f"write {' or '.join(f':{known}' for known in near)}",
            )
    return typed
