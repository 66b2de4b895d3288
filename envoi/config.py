"""`envoi.toml`, and a known site configuration beside it -> Config."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from email.utils import parseaddr
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from envoi.addresses import absolute, host_of, is_web
from envoi.model import Author, Layout, Site
from envoi.problems import Exit, Place, Report, Stop

FILE_NAME: Final = "envoi.toml"


@dataclass(frozen=True, kw_only=True, slots=True)
class Key:
    """One key of `envoi.toml`: what it says, its type as a word, and what holds when it is left out."""

    says: str
    type: str = "text"
    default: str = ""


KEYS: Final[Mapping[str, Key]] = {
    "site.title": Key(
        says="Name of the site, shown in feeds and letters.", default="the site's host"
    ),
    "site.url": Key(
        says="Address of the site; every link is made absolute with it.",
        default="that of a known site configuration, or `--url`",
    ),
    "site.description": Key(says="One sentence on what the site is about."),
    "site.language": Key(
        says="Language of posts that name none, as a BCP 47 tag (`en`, `tr`, `pt-BR`).",
        default="`en`",
    ),
    "site.timezone": Key(
        says="Zone of dates that name none, as an IANA name (`Europe/Istanbul`).",
        default="`UTC`",
    ),
    "site.author": Key(
        says="Who writes, where a post names nobody: a name, or a list of names.",
        type="text or list",
    ),
    "posts.folder": Key(
        says="Folder of the posts, below the folder of `envoi.toml`.",
        default="`posts` if there is one, else the folder itself",
    ),
    "posts.permalink": Key(
        says="Address of a post below `site.url`, with `:path`, `:folders`, `:name`, `:slug`, "
        "`:year`, `:month`, `:day`, `:lang`.",
        default="`/:path/`",
    ),
    "feeds.limit": Key(
        says="How many of the newest posts a feed holds; 0 holds all.",
        type="number",
        default="20",
    ),
    "feeds.content": Key(says="`full` or `summary`.", default="`full`"),
    "feeds.formats": Key(
        says="Which of `rss`, `atom`, `json` to write.", type="list", default="all"
    ),
    "newsletter.title": Key(says="Name of the newsletter.", default="`site.title`"),
    "newsletter.from": Key(
        says="Sender: `Name <address>` or an address.",
        default="`newsletter@` the site's host",
    ),
    "newsletter.reply_to": Key(says="Where answers go, if not to the sender."),
    "newsletter.postal_address": Key(
        says="Postal address of the sender; CAN-SPAM and many other laws want it in each letter."
    ),
    "newsletter.unsubscribe": Key(
        says="`https:` or `mailto:` address that takes a reader off the list."
    ),
    "newsletter.theme": Key(says="Name of the theme.", default="`bulletin`"),
    "newsletter.section.title": Key(says="Heading of the section."),
    "newsletter.section.tag": Key(
        says="Takes posts with this tag that no earlier section took; without a tag: all that are left."
    ),
    "newsletter.section.limit": Key(
        says="How many posts the section shows at most.", type="number", default="5"
    ),
    "newsletter.section.layout": Key(
        says="`cards` (picture, summary), `list` or `full`.", default="`cards`"
    ),
}
"""All keys of `envoi.toml`. `newsletter.section` is a list of tables (`[[newsletter.section]]`)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SectionConfig:
    """One `[[newsletter.section]]`."""

    title: str = ""
    tag: str = ""
    limit: int = 5
    layout: Layout = Layout.CARDS


@dataclass(frozen=True, kw_only=True, slots=True)
class NewsletterConfig:
    """`[newsletter]`. `name` and `address` are the two parts of `from`."""

    title: str
    name: str
    address: str
    reply_to: str = ""
    postal_address: str = ""
    unsubscribe: str = ""
    theme: str = "bulletin"
    sections: tuple[SectionConfig, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Config:
    """What the user asked for. `folder` is the folder that Envoi was pointed at, `posts` that of the posts."""

    folder: Path
    posts: Path
    site: Site
    zone_given: bool
    permalink: str
    limit: int
    full: bool
    formats: tuple[str, ...]
    newsletter: NewsletterConfig


@dataclass(slots=True)
class _Table:
    """The values of `envoi.toml` by full key, each asked for once and by type."""

    values: Mapping[str, Any]
    lines: Mapping[str, int] = field(default_factory=dict)

    def place(self, key: str) -> Place:
        return Place(path=FILE_NAME, line=self.lines.get(key, 0))

    def fail(self, key: str, message: str, hint: str) -> Stop:
        return Stop("config", f"{key}: {message}", hint, place=self.place(key))

    def text(self, key: str, default: str = "") -> str:
        value = self.values.get(key, default)
        if not isinstance(value, str):
            raise self.fail(key, f"{value!r} is not text", 'write it in quotes: "…"')
        if any(ord(mark) < 32 and mark != "\n" for mark in value):
            raise self.fail(key, "holds a control character", "take it out")
        return value.strip() if "\n" in value else " ".join(value.split())

    def number(self, key: str, default: int) -> int:
        value = self.values.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.fail(
                key, f"{value!r} is not a number", "write 0 or more, without quotes"
            )
        return value

    def choice(self, key: str, choices: tuple[str, ...], default: str) -> str:
        value = self.text(key, default)
        if value not in choices:
            raise self.fail(
                key, f'"{value}" is unknown', f"choose one of {', '.join(choices)}"
            )
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key, [])
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list) or not all(
            isinstance(part, str) for part in value
        ):
            raise self.fail(key, "is not a list of texts", 'write ["…", "…"]')
        return tuple(part.strip() for part in value if part.strip())


def load(
    folder: Path, report: Report, *, url: str = "", formats: tuple[str, ...]
) -> Config:
    """Read what `folder` says about itself.

    `url` (from the command line) wins over `site.url`; `formats` are the feed formats there
    are. Raises Stop for what cannot be used: unknown keys, wrong types, no site address.
    """
    if not folder.is_dir():
        raise Stop(
            "no-folder",
            f"{folder} is not a folder",
            "name the folder that holds your posts",
        )
    table = _read(folder)
    facts = {} if url or table.values.get("site.url") else neighbour(folder)
    if facts:
        report.notice(
            "site-facts",
            f"site address {facts['url']} taken from {facts['file']}",
            f"set site.url in {FILE_NAME} to use another one",
        )
    site, zone_given = _site(table, facts, url)
    return Config(
        folder=folder,
        posts=_posts_folder(table, folder),
        site=site,
        zone_given=zone_given,
        permalink=table.text("posts.permalink", "/:path/"),
        limit=table.number("feeds.limit", 20),
        full=table.choice("feeds.content", ("full", "summary"), "full") == "full",
        formats=_formats(table, formats),
        newsletter=_newsletter(table, site, report),
    )


def neighbour(folder: Path) -> dict[str, str]:
    """Title, url, description and language that a known generator's configuration in `folder` states.

    Empty if there is none that names an absolute address. `file` says where they are from.
    """
    for name, read in SITE_FILES.items():
        try:
            found = read((folder / name).read_text(encoding="utf-8-sig"))
        except (OSError, ValueError, RecursionError):
            continue
        facts = {
            key: str(found.get(typed) or "")
            for key, typed in _FACTS
            if found.get(typed)
        }
        if is_web(facts.get("url", "")):
            base = str(found.get("baseurl") or "") if name.startswith("_config") else ""
            if base:
                facts["url"] = facts["url"].rstrip("/") + "/" + base.strip("/")
            return {**facts, "file": name}
    return {}


def _yaml(text: str) -> dict[str, Any]:
    import yaml

    try:
        found = yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error
    return found if isinstance(found, dict) else {}


def _lower(read: Callable[[str], dict[str, Any]]) -> Callable[[str], dict[str, Any]]:
    return lambda text: {str(key).lower(): value for key, value in read(text).items()}


SITE_FILES: Final[Mapping[str, Callable[[str], dict[str, Any]]]] = {
    "_config.yml": _yaml,
    "hugo.toml": _lower(tomllib.loads),
    "hugo.yaml": _lower(_yaml),
    "config.toml": _lower(tomllib.loads),
    "config.yaml": _lower(_yaml),
}
"""Configurations of site generators that name the site's address: Jekyll, Hexo, Hugo, Zola."""

_FACTS = (
    ("url", "base_url"),
    ("url", "baseurl"),
    ("url", "url"),
    ("title", "title"),
    ("description", "description"),
    ("language", "languagecode"),
    ("language", "default_language"),
    ("language", "lang"),
)


def _read(folder: Path) -> _Table:
    try:
        text = (folder / FILE_NAME).read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return _Table(values={})
    except UnicodeDecodeError as error:
        raise Stop(
            "config",
            "is not UTF-8 text",
            "save it as UTF-8",
            place=Place(path=FILE_NAME),
        ) from error
    except OSError as error:
        raise Stop(
            "config",
            f"cannot be read: {error.strerror}",
            "check its permissions",
            exit=Exit.ENVIRONMENT,
            place=Place(path=FILE_NAME),
        ) from error
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise Stop(
            "config",
            f"is not TOML: {error}",
            'a value is written as key = "text"',
            place=Place(
                path=FILE_NAME, line=int(line[1]) if line else text.count("\n") + 1
            ),
        ) from error
    values = _flat(tables)
    table = _Table(values=values, lines=_lines(text))
    for key in values:
        _check_known(table, key)
    for section in values.get("newsletter.section", ()):
        for key in section:
            _check_known(table, f"newsletter.section.{key}")
    return table


def _flat(tables: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in tables.items():
        if isinstance(value, dict):
            flat.update(_flat(value, f"{prefix}{key}."))
        else:
            flat[prefix + key] = value
    return flat


def _lines(text: str) -> dict[str, int]:
    """The line of each key: of its first appearance, as `[table]` heads stand in the file."""
    table, lines = "", dict[str, int]()
    for number, line in enumerate(text.splitlines(), 1):
        if head := re.match(r"\s*\[\[?\s*([\w.-]+)\s*\]", line):
            table = head[1] + "."
            lines.setdefault(head[1], number)
        elif key := re.match(r"\s*([\w.-]+)\s*=", line):
            lines.setdefault(table + key[1], number)
    return lines


def _check_known(table: _Table, key: str) -> None:
    if key in KEYS:
        return
    if key == "newsletter.section":
        sections = table.values[key]
        if isinstance(sections, list) and all(
            isinstance(part, dict) for part in sections
        ):
            return
        raise table.fail(key, "is not a list of tables", "write [[newsletter.section]]")
    near = get_close_matches(key, KEYS, n=1)
    hint = (
        f"did you mean {near[0]}?"
        if near
        else "the keys are listed in docs/configuration.md"
    )
    raise Stop("config", f"unknown key {key}", hint, place=table.place(key))


def _site(table: _Table, facts: Mapping[str, str], url: str) -> tuple[Site, bool]:
    typed = url or table.text("site.url") or facts.get("url", "")
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
    address = address.split("?")[0].split("#")[0].rstrip("/") + "/"
    name = table.text("site.timezone")
    try:
        zone = ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise table.fail(
            "site.timezone", f'"{name}" is no zone', "write a name like Europe/Istanbul"
        ) from error
    language = table.text("site.language", facts.get("language", "")) or "en"
    tag = language.replace("_", "-")
    if not re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", tag):
        raise table.fail(
            "site.language", f'"{language}" is no language', "write a tag like en or tr"
        )
    site = Site(
        title=table.text("site.title", facts.get("title", "")) or host_of(address),
        url=address,
        description=table.text("site.description", facts.get("description", "")),
        language=tag,
        zone=zone,
        authors=tuple(Author(name=author) for author in table.texts("site.author")),
    )
    return site, bool(name)


def _posts_folder(table: _Table, folder: Path) -> Path:
    typed = table.text("posts.folder")
    if not typed:
        return folder / "posts" if (folder / "posts").is_dir() else folder
    posts = folder / typed
    if not posts.resolve().is_relative_to(folder.resolve()):
        raise table.fail(
            "posts.folder",
            f'"{typed}" leads out of the folder',
            "name a folder inside it",
        )
    if not posts.is_dir():
        raise table.fail(
            "posts.folder", f'there is no folder "{typed}"', "make it, or name another"
        )
    return posts


def _formats(table: _Table, known: tuple[str, ...]) -> tuple[str, ...]:
    asked = table.texts("feeds.formats") if "feeds.formats" in table.values else known
    for name in asked:
        if name not in known:
            raise table.fail(
                "feeds.formats",
                f'"{name}" is unknown',
                f"choose from {', '.join(known)}",
            )
    return tuple(dict.fromkeys(asked))


def _newsletter(table: _Table, site: Site, report: Report) -> NewsletterConfig:
    title = table.text("newsletter.title") or site.title
    name, address = _sender(table, site, title, report)
    unsubscribe = table.text("newsletter.unsubscribe")
    if unsubscribe and not (
        is_web(unsubscribe) or unsubscribe.lower().startswith("mailto:")
    ):
        raise table.fail(
            "newsletter.unsubscribe",
            f'"{unsubscribe}" is no address',
            "write an https: or mailto: address",
        )
    config = NewsletterConfig(
        title=title,
        name=name,
        address=address,
        reply_to=_address(table, "newsletter.reply_to")[1],
        postal_address=table.text("newsletter.postal_address"),
        unsubscribe=absolute(unsubscribe, "") or "",
        theme=table.text("newsletter.theme") or "bulletin",
        sections=_sections(table),
    )
    if not config.postal_address:
        report.warn(
            "no-postal-address",
            "the letter has no postal address, which CAN-SPAM and many other laws want",
            f'write postal_address = "…" below [newsletter] in {FILE_NAME}',
        )
    if not config.unsubscribe:
        report.warn(
            "no-unsubscribe",
            "the letter has no way to unsubscribe, which the law, Gmail and Yahoo want",
            f'write unsubscribe = "https://…" below [newsletter] in {FILE_NAME}',
        )
    return config


def _sender(table: _Table, site: Site, title: str, report: Report) -> tuple[str, str]:
    name, address = _address(table, "newsletter.from")
    if not address:
        address = f"newsletter@{host_of(site.url)}"
        report.warn(
            "no-sender",
            f"nobody is named as the letter's sender; {address} stands in",
            f'write from = "Name <address>" below [newsletter] in {FILE_NAME}',
        )
    return name or title, address


def _address(table: _Table, key: str) -> tuple[str, str]:
    typed = table.text(key)
    name, address = parseaddr(typed)
    if typed and not re.fullmatch(r"[^\s@<>,;:\"]+@[^\s@<>,;:\"]+", address):
        raise table.fail(
            key, f'"{typed}" is no e-mail address', 'write "Name <name@example.org>"'
        )
    return name, address


def _sections(table: _Table) -> tuple[SectionConfig, ...]:
    found = []
    for section in table.values.get("newsletter.section", ()):
        part = _Table(
            values={
                f"newsletter.section.{key}": value for key, value in section.items()
            },
            lines=table.lines,
        )
        layout = part.choice("newsletter.section.layout", tuple(Layout), Layout.CARDS)
        found.append(
            SectionConfig(
                title=part.text("newsletter.section.title"),
                tag=part.text("newsletter.section.tag"),
                limit=part.number("newsletter.section.limit", 5),
                layout=Layout(layout),
            )
        )
    return tuple(found)
