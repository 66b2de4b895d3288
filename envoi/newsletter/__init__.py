"""Catalogue -> Issue -> Letter -> Artifact*. Steps, in their order:

`choose` which posts go out (`waiting`, `named`, `names`, `sections`) · `edit` the issue · `compose` the HTML (`theme` and its `stylesheet`, `mailbody`,
`highlight`, `words`) · `inline` its CSS · `text` for the plain part (`prose`, `tables`, `lines`) ·
`mime` for the message.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from envoi.addresses import below
from envoi.config import NewsletterConfig
from envoi.ledger import Ledger
from envoi.model import Artifact, Issue, Letter, Sender, Site
from envoi.newsletter import archive as listing
from envoi.newsletter import mime, text
from envoi.newsletter.choice import ALWAYS, Choice, Languages, Wish
from envoi.newsletter.choose import choose
from envoi.newsletter.compose import compose
from envoi.newsletter.edit import issue, remember
from envoi.newsletter.names import NEXT
from envoi.newsletter.reprint import reprint
from envoi.newsletter.theme import Theme, load
from envoi.newsletter.waiting import closest
from envoi.problems import Report
from envoi.templating import templates

__all__ = [
    "ALWAYS",
    "Choice",
    "Languages",
    "Theme",
    "Wish",
    "archive",
    "choose",
    "closest",
    "drafts",
    "issue",
    "load",
    "lost",
    "remember",
    "reprint",
    "stem",
    "write",
]

FOLDER = "newsletter"
"""Where all issues are, below the output folder."""

FILES = ("index.html", "letter.html", "letter.txt", "letter.eml")
"""What each issue has in its folder."""

BYTES_AT_MOST = 100_000
"""Gmail clips HTML above about 102 kB, and with it the way to unsubscribe."""


def write(
    issue: Issue,
    site: Site,
    config: NewsletterConfig,
    theme: Theme,
    report: Report,
    *,
    feeds: Mapping[str, str],
) -> Iterator[Artifact]:
    """The issue as web page, mail HTML, plain text and message, below `newsletter/<name>/`.

    `feeds` are the addresses of the site's feeds by media type. A letter that Gmail would
    clip is a warning in `report`.
    """
    folder = stem(issue.name)
    url = below(site.url, f"{folder}/")
    sender = Sender(
        name=config.name,
        address=config.address,
        reply_to=config.reply_to,
        postal_address=config.postal_address,
        unsubscribe=config.unsubscribe,
    )
    page = compose(issue, sender, site, theme, url=url, web=True, feeds=feeds)
    html = compose(issue, sender, site, theme, url=url, web=False, feeds=feeds)
    plain = text.write(issue, sender, url=url, site=site)
    said = f"{url}\0{issue.subject}\0{html}\0{plain}"
    letter = Letter(
        title=issue.title,
        subject=issue.subject,
        html=html,
        text=plain,
        language=issue.language,
        date=issue.date,
        url=url,
        key=issue.key or sha256(said.encode()).hexdigest()[:32],
        sender=sender,
    )
    if (size := len(html.encode())) > BYTES_AT_MOST:
        report.warn(
            "letter-too-long",
            f"{folder}/letter.html has {size:,} bytes; Gmail cuts letters off at about 102,000",
            "show fewer posts, or use the layout cards or list",
        )
    yield Artifact(
        path=f"{folder}/index.html", content=page.encode(), media_type="text/html"
    )
    yield Artifact(
        path=f"{folder}/letter.html", content=html.encode(), media_type="text/html"
    )
    yield Artifact(
        path=f"{folder}/letter.txt", content=plain.encode(), media_type="text/plain"
    )
    yield Artifact(
        path=f"{folder}/letter.eml",
        content=mime.message(letter, site_url=site.url),
        media_type="message/rfc822",
    )


def stem(name: str) -> str:
    """Where the files of the issue called `name` are, below the output folder."""
    return f"{FOLDER}/{name}"


def drafts(there: Iterable[str]) -> tuple[str, ...]:
    """The folders of the drafts that are `there`, by the paths of their files, and that of the one in all languages."""
    folders = {path.rpartition("/")[0] for path in there}
    first = stem(NEXT)
    return (first, *sorted(each for each in folders if each.startswith(f"{first}-")))


def lost(known: Ledger, there: Collection[str]) -> tuple[str, ...]:
    """The names of issues that are out, and of which a file is not `there`."""
    return tuple(
        name
        for name in sorted(known.issues)
        if not all(f"{stem(name)}/{file}" in there for file in FILES)
    )


def archive(
    known: Ledger,
    site: Site,
    config: NewsletterConfig,
    folder: Path | None,
    gone: Collection[str] = (),
) -> Iterator[Artifact]:
    """The page that lists the issues that are out, but for those that are `gone`; nothing where there is none.

    `folder` is the user's `templates/`. Raises `Stop` where a file in it is broken.
    """
    issues = {name: mark for name, mark in known.issues.items() if name not in gone}
    if issues:
        own, palette = templates(FOLDER, folder), templates("feeds", folder)
        yield listing.write(issues, site, config.title, own, palette)
