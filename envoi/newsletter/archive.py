"""What the ledger says of issues -> the page that lists them, the newest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from envoi.addresses import below
from envoi.config import NewsletterConfig
from envoi.dates import in_path
from envoi.ledger import IssueMark
from envoi.model import Artifact, Site
from envoi.templating import Templates
from envoi.words import words

PATH: Final = "newsletter/index.html"
TEMPLATE: Final = "archive.html.j2"
STYLE: Final = "archive.css"
PALETTE: Final = "palette.css"


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """The issues in one `language`: its `name` in that language, and the `title` of the newsletter in it."""

    language: str
    direction: str
    name: str
    title: str
    issues: tuple[Entry, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """An issue as the template sees it: `day` is its date as `<time>` wants it, `date` in words."""

    url: str
    subject: str
    language: str
    direction: str
    day: str
    date: str


def write(
    marks: Mapping[str, IssueMark],
    site: Site,
    config: NewsletterConfig,
    files: Templates,
    palette: Templates,
) -> Artifact:
    """The page of the issues `marks`, by name, in the language of `site`; where they are in several, under the name of each.

    `palette` holds the colours. Raises `Stop` where a file among the templates is broken.
    """
    say = words(site.language)
    issues = sorted(marks.items(), reverse=True)
    issues.sort(key=lambda item: item[1].date, reverse=True)
    entries = tuple(_entry(name, mark, site) for name, mark in issues)
    values = {
        "site": site,
        "title": config.of(site.language).title,
        "url": below(site.url, PATH.removesuffix("index.html")),
        "direction": say.direction,
        "words": say,
        "issues": entries,
        "groups": tuple(_groups(entries, site, config)),
        "style": f"{palette.read(PALETTE)}\n{files.read(STYLE)}",
    }
    html = files.render(TEMPLATE, values)
    return Artifact(path=PATH, content=html.encode(), media_type="text/html")


def _groups(
    entries: tuple[Entry, ...], site: Site, config: NewsletterConfig
) -> Iterator[Group]:
    """`entries` by language, that of the site first, then the one with the newest issue."""
    tags = dict.fromkeys(entry.language for entry in entries)
    for tag in sorted(tags, key=lambda tag: tag != site.language):
        yield Group(
            language=tag,
            direction=words(tag).direction,
            name=words(tag).name,
            title=config.of(tag).title,
            issues=tuple(entry for entry in entries if entry.language == tag),
        )


def _entry(name: str, mark: IssueMark, site: Site) -> Entry:
    say = words(mark.language)
    date = _day(name, mark.date.astimezone(site.zone))
    return Entry(
        url=below(site.url, f"newsletter/{name}/"),
        subject=mark.subject,
        language=mark.language,
        direction=say.direction,
        day=date.date().isoformat(),
        date=words(site.language).date(date),
    )


def _day(name: str, moment: datetime) -> datetime:
    """The day that an issue is called by, if it went out about then; else `moment`: the zone of its post is forgotten."""
    called = in_path(name, moment.tzinfo or UTC)
    near = called and abs(called.moment.date() - moment.date()) <= timedelta(days=1)
    return called.moment if called and near else moment
