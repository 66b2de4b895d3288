"""Catalogue -> Issue -> Letter -> Artifact*. Steps, in their order:

`choose` which posts go out · `compose` the HTML (`theme` and its `stylesheet`, `mailbody`,
`highlight`, `words`) · `inline` its CSS · `text` for the plain part (`prose`, `tables`, `lines`) ·
`placeholders` for the mailing service · `mime` for the message.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256

from envoi.addresses import below
from envoi.config import NewsletterConfig
from envoi.model import Artifact, Issue, Letter, Sender, Site
from envoi.newsletter import mime, text
from envoi.newsletter.choose import Choice, choose, issue
from envoi.newsletter.compose import compose
from envoi.newsletter.placeholders import filled, greeted, marked
from envoi.newsletter.theme import Theme, load
from envoi.problems import Report
from envoi.services import SERVICES

__all__ = [
    "Choice",
    "Theme",
    "choose",
    "export",
    "issue",
    "letter",
    "load",
    "stem",
    "write",
]

FOLDER = "newsletter"
"""Where all issues are, below the output folder."""

BYTES_AT_MOST = 100_000
"""Gmail clips HTML above about 102 kB, and with it the way to unsubscribe."""


def letter(
    issue: Issue,
    site: Site,
    config: NewsletterConfig,
    theme: Theme,
    report: Report,
    *,
    feeds: Mapping[str, str],
) -> Letter:
    """The issue as a message, with the placeholders of the service that `config` names.

    `feeds` are the addresses of the site's feeds by media type. A letter that Gmail would clip is a warning in `report`.
    """
    folder = stem(issue.name)
    service = SERVICES[config.profile]
    url = below(site.url, f"{folder}/")
    sender = _sender(config, site)
    issue = greeted(issue, config.greeting)
    marked_sender, marked_url = marked(sender, url, service)
    html = compose(
        issue, marked_sender, site, theme, url=marked_url, web=False, feeds=feeds
    )
    plain = text.write(issue, marked_sender, url=marked_url, site=site)
    made = Letter(
        title=issue.title,
        subject=issue.subject,
        html=html,
        text=plain,
        language=issue.language,
        date=issue.date,
        url=url,
        key="",
        sender=sender,
    )
    made = filled(made, service)
    if (size := len(made.html.encode())) > BYTES_AT_MOST:
        report.warn(
            "letter-too-long",
            f"{folder}/letter.html has {size:,} bytes; Gmail cuts letters off at about 102,000",
            "show fewer posts, or use the layout cards or list",
        )
    said = f"{url}\0{made.subject}\0{made.html}\0{made.text}"
    return replace(made, key=sha256(said.encode()).hexdigest()[:32])


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

    `feeds` and `report` are as for `letter`.
    """
    folder = stem(issue.name)
    url = below(site.url, f"{folder}/")
    made = letter(issue, site, config, theme, report, feeds=feeds)
    sender = _sender(config, site)
    page = compose(issue, sender, site, theme, url=url, web=True, feeds=feeds)
    for name, content, media_type in (
        ("index.html", page.encode(), "text/html"),
        ("letter.html", made.html.encode(), "text/html"),
        ("letter.txt", made.text.encode(), "text/plain"),
        ("letter.eml", mime.message(made, site_url=site.url), "message/rfc822"),
    ):
        yield Artifact(path=f"{folder}/{name}", content=content, media_type=media_type)


def export(made: Letter, config: NewsletterConfig, site: Site) -> Iterator[Artifact]:
    """What the service that `config` names takes in of the letter `made`."""
    service = SERVICES[config.profile]
    yield from service.files(made)
    if service.message:
        content = mime.message(made, site_url=site.url)
        yield Artifact(path="letter.eml", content=content, media_type="message/rfc822")


def _sender(config: NewsletterConfig, site: Site) -> Sender:
    return Sender(
        name=config.name,
        address=config.address,
        reply_to=config.reply_to,
        postal_address=config.postal_address,
        unsubscribe=config.unsubscribe,
        archive=below(site.url, f"{FOLDER}/"),
    )


def stem(name: str) -> str:
    """Where the files of the issue called `name` are, below the output folder."""
    return f"{FOLDER}/{name}"
