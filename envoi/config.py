"""`envoi.toml`, and a known site configuration beside it -> Config."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from envoi import dialects
from envoi.addresses import DOT_ATOM, absolute, host_of, is_web
from envoi.dialects import DIALECTS, Dialect, Files
from envoi.keys import KEYS, PERMALINK_WORDS, Key
from envoi.language import language_tag
from envoi.model import Author, Layout, Site
from envoi.problems import Exit, Place, Problem, Report, Stop
from envoi.table import FILE_NAME, Table, parse
from envoi.zones import zone_named

__all__ = ["KEYS", "Key"]
"""What is handed on from `envoi.keys`."""

_UTC: Final = ZoneInfo("UTC")

_ADDRESS: Final = re.compile(rf"{DOT_ATOM}@(?:[^\W_]|-)+(?:\.(?:[^\W_]|-)+)*")
"""What every mail server takes: ASCII before the `@` (else SMTPUTF8, RFC 6531), any letters behind it."""

_MAILBOX: Final = re.compile(r"(?P<name>[^<>]*?)\s*<(?P<address>[^<>]*)>")
_PLACEHOLDER: Final = re.compile(r"\{\{|\{%|\$\{|\*\||\[\[|<%|%%")
"""How mailing services mark what they fill in for each reader."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SectionConfig:
    """One `[[newsletter.section]]`."""

    title: str = ""
    tag: str = ""
    limit: int = 5
    layout: Layout = Layout.CARDS


@dataclass(frozen=True, kw_only=True, slots=True)
class NewsletterConfig:
    """`[newsletter]`. `name` and `address` are the two parts of `from`; `lacks` is what the law wants and is not there."""

    title: str
    name: str
    address: str
    reply_to: str = ""
    postal_address: str = ""
    unsubscribe: str = ""
    theme: str = "bulletin"
    sections: tuple[SectionConfig, ...] = ()
    lacks: tuple[Problem, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Config:
    """What the user asked for, and what the folder itself says.

    `folder` is the one that Envoi was pointed at, `roots` those of the posts below it, relative
    to it. `permalink` is empty where the `dialect` is to say where posts are found.
    """

    folder: Path
    dialect: Dialect
    roots: tuple[str, ...]
    site: Site
    zone_given: bool
    permalink: str
    limit: int
    full: bool
    formats: tuple[str, ...]
    newsletter: NewsletterConfig


def load(
    folder: Path, report: Report, *, url: str = "", formats: tuple[str, ...]
) -> Config:
    """Read what `folder` says about itself.

    `url` (from the command line) wins over `site.url`; `formats` are the feed formats there
    are. What `envoi.toml` leaves open, the configuration of a site generator in the folder may
    tell. Raises Stop for what cannot be used:
    unknown keys, wrong types, no site address.
    """
    table = parse(_text(folder))
    dialect = _dialect(table, folder)
    _say_facts(dialect, table, url, report)
    site, zone_given = _site(table, dialect, url, report)
    return Config(
        folder=folder,
        dialect=dialect,
        roots=_roots(table, folder, dialect),
        site=site,
        zone_given=zone_given,
        permalink=_permalink(table),
        limit=table.number("feeds.limit", 20),
        full=table.choice("feeds.content", ("full", "summary"), "full") == "full",
        formats=_formats(table, formats),
        newsletter=_newsletter(table, site),
    )


def _text(folder: Path) -> str:
    place = Place(path=FILE_NAME)
    try:
        if not folder.exists():
            raise Stop(
                "no-folder",
                f"there is no folder {folder}",
                "name the folder that holds your posts",
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


def _dialect(table: Table, folder: Path) -> Dialect:
    key = "posts.dialect"
    return dialects.detect(Files(folder), table.choice(key, ("", *DIALECTS), ""))


def _say_facts(dialect: Dialect, table: Table, url: str, report: Report) -> None:
    """Name what is taken from another configuration, file by file."""
    for file in dict.fromkeys(fact.file for fact in dialect.facts.values()):
        taken = [
            f"address {fact.value}" if key == "site.url" else key.rpartition(".")[2]
            for key, fact in dialect.facts.items()
            if fact.file == file
            and key not in table.values
            and not (key == "site.url" and url)
        ]
        if taken:
            report.notice(
                "site-facts",
                f"site {', '.join(taken)} taken from {file}",
                f"write them below [site] in {FILE_NAME} to have others",
            )


def _site(
    table: Table, dialect: Dialect, url: str, report: Report
) -> tuple[Site, bool]:
    typed = url or table.text("site.url") or dialect.fact("site.url")
    if not typed:
        raise Stop(
            "no-site-url",
            "the address of the site is not known, and every link needs it",
            f'give it with --url https://…, or write url = "https://…" below [site] in {FILE_NAME}',
        )
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
            near = get_close_matches(word, PERMALINK_WORDS, n=1) or PERMALINK_WORDS
            raise table.fail(
                key,
                f":{word} is unknown",
                f"write {' or '.join(f':{known}' for known in near)}",
            )
    return typed


def _formats(table: Table, known: tuple[str, ...]) -> tuple[str, ...]:
    key = "feeds.formats"
    asked = table.texts(key) if key in table.values else known
    for name in asked:
        if name not in known:
            raise table.fail(
                key, f'"{name}" is unknown', f"choose from {', '.join(known)}"
            )
    if not asked:
        raise table.fail(
            key, "names no format", "name one at least, or leave the key out"
        )
    return tuple(dict.fromkeys(asked))


def _newsletter(table: Table, site: Site) -> NewsletterConfig:
    lacks = Report()
    title = table.text("newsletter.title") or site.title
    name, address = _sender(table, site, title, lacks)
    config = NewsletterConfig(
        title=title,
        name=name,
        address=address,
        reply_to=_mailbox(table, "newsletter.reply_to")[1],
        postal_address=table.paragraph("newsletter.postal_address"),
        unsubscribe=_unsubscribe(table),
        theme=table.text("newsletter.theme") or "bulletin",
        sections=tuple(map(_section, table.sections())),
    )
    if not config.postal_address:
        lacks.warn(
            "no-postal-address",
            "the letter has no postal address, which CAN-SPAM and many other laws want",
            f'write postal_address = "…" below [newsletter] in {FILE_NAME}',
            table.place("newsletter.postal_address"),
        )
    if not config.unsubscribe:
        lacks.warn(
            "no-unsubscribe",
            "the letter has no way to unsubscribe, which the law, Gmail and Yahoo want",
            f'write unsubscribe = "https://…" below [newsletter] in {FILE_NAME}',
            table.place("newsletter.unsubscribe"),
        )
    return replace(config, lacks=tuple(lacks))


def _sender(table: Table, site: Site, title: str, lacks: Report) -> tuple[str, str]:
    name, address = _mailbox(table, "newsletter.from")
    if not address:
        address = f"newsletter@{host_of(site.url)}"
        lacks.warn(
            "no-sender",
            f"nobody is named as the letter's sender; {address} stands in",
            f'write from = "Name <address>" below [newsletter] in {FILE_NAME}',
            table.place("newsletter.from"),
        )
    return name or title, address


def _mailbox(table: Table, key: str) -> tuple[str, str]:
    """The name and the address of `Name <address>` or of an address alone; nothing for nothing."""
    typed = table.text(key)
    found = _MAILBOX.fullmatch(typed)
    name, address = (found["name"], found["address"].strip()) if found else ("", typed)
    if typed and not _ADDRESS.fullmatch(address):
        raise table.fail(
            key,
            f'"{typed}" is no e-mail address that every mail server takes',
            'write "Name <name@example.org>", with plain letters before the @',
        )
    return name.strip('" '), address


def _unsubscribe(table: Table) -> str:
    key = "newsletter.unsubscribe"
    typed = table.text(key)
    if _PLACEHOLDER.search(typed):
        raise table.fail(
            key,
            f'"{typed}" is a placeholder of a mailing service, and Envoi fills none in',
            "write the https: or mailto: address that is the same for all readers",
        )
    found = absolute(typed, "") or ""
    if typed and not found.startswith(("https:", "mailto:")):
        # List-Unsubscribe-Post takes https only (RFC 8058 section 3.1).
        raise table.fail(
            key,
            f'"{typed}" is no address that a reader can unsubscribe at',
            "write an https: or mailto: address",
        )
    return found


def _section(table: Table) -> SectionConfig:
    layout = table.choice(
        "newsletter.section.layout", tuple(map(str, Layout)), Layout.CARDS
    )
    return SectionConfig(
        title=table.text("newsletter.section.title"),
        tag=table.text("newsletter.section.tag"),
        limit=table.number("newsletter.section.limit", 5),
        layout=Layout(layout),
    )
