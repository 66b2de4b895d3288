"""Catalogue -> Issue -> Letter -> Artifact*. Steps, in their order:

`choose` which posts go out · `compose` the HTML (`theme` and its `stylesheet`; `teaser` and `enclosed` for what
stands around a text; `mailbody`, `quotes`, `records`, `highlight` for the text) · `inline` its CSS · `pictures`
(`imaging`) and `fit` until the letter is small enough · `text` for the plain part (`prose`, `tables`, `lines`) ·
`placeholders` for the mailing service · `mime` for the message.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from envoi.addresses import below
from envoi.config import NewsletterConfig
from envoi.model import Artifact, Issue, Letter, Sender, Site
from envoi.newsletter import mime, text
from envoi.newsletter.choose import Choice, choose, issue
from envoi.newsletter.compose import BORDER, compose
from envoi.newsletter.fit import BYTES_AT_MOST, capped, fit
from envoi.newsletter.pictures import Gallery, say_unnamed
from envoi.newsletter.placeholders import filled, filled_html, greeted, marked
from envoi.newsletter.theme import Theme, load
from envoi.problems import Report
from envoi.services import SERVICES, pasted

__all__ = [
    "Choice",
    "Gallery",
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """A letter, and the pictures that come with its message, by their address in it."""

    letter: Letter
    pictures: Mapping[str, Artifact]

    def message(self, site: Site) -> Artifact:
        """The letter as a message."""
        content = mime.message(self.letter, site_url=site.url, pictures=self.pictures)
        return Artifact(path="letter.eml", content=content, media_type="message/rfc822")


def letter(
    issue: Issue,
    site: Site,
    config: NewsletterConfig,
    theme: Theme,
    report: Report,
    *,
    feeds: Mapping[str, str],
    gallery: Gallery,
    limit: int = BYTES_AT_MOST,
) -> Made:
    """The issue as a letter, with the placeholders of the service that `config` names.

    `feeds` are the addresses of the site's feeds by media type. The mail HTML has at most
    `limit` bytes; what that took is said in `report`.
    """
    folder, service = stem(issue.name), SERVICES[config.profile]
    url = below(site.url, f"{folder}/")
    sender = _sender(config, site)
    own, web = marked(sender, url, service)

    def letter_of(part: Issue) -> str:
        html = compose(part, own, site, theme, url=web, web=False, feeds=feeds)
        return filled_html(html, service)

    short = capped(greeted(issue, config.greeting), config.full)
    told, name = Report(), f"{folder}/letter.html"
    while True:
        told.problems.clear()
        dressed = gallery.dress(
            short,
            column=theme.column - 2 * BORDER,
            room=theme.column - 2 * theme.margin,
        )
        fitted = fit(dressed, letter_of, told, name=name, url=web, limit=limit)
        if gallery.make(fitted.html):
            break
    for problem in told:
        report.add(problem)
    html = fitted.html
    attached = gallery.attached(html) if config.embed else {}
    made = filled(
        Letter(
            title=issue.title,
            subject=issue.subject,
            html=html,
            text=text.write(fitted.issue, own, url=web, site=site),
            language=issue.language,
            date=issue.date,
            url=url,
            key="",
            sender=sender,
        ),
        service,
    )
    names = "".join(picture.path for picture in attached.values())
    said = f"{url}\0{made.subject}\0{html}\0{made.text}{names}"
    key = sha256(said.encode()).hexdigest()[:32]
    return Made(letter=replace(made, key=key), pictures=attached)


def write(
    issue: Issue,
    site: Site,
    config: NewsletterConfig,
    theme: Theme,
    report: Report,
    *,
    feeds: Mapping[str, str],
    gallery: Gallery,
    limit: int = BYTES_AT_MOST,
) -> Iterator[Artifact]:
    """The issue as web page, mail HTML, plain text and message, below `newsletter/<name>/`, and copies of its pictures.

    `feeds`, `limit` and `report` are as for `letter`. The page shows everything in full.
    """
    folder = stem(issue.name)
    url = below(site.url, f"{folder}/")
    sender = _sender(config, site)
    page = compose(issue, sender, site, theme, url=url, web=True, feeds=feeds)
    say_unnamed(issue, report)
    made = letter(
        issue, site, config, theme, report, feeds=feeds, gallery=gallery, limit=limit
    )
    files = (
        Artifact(path="index.html", content=page.encode(), media_type="text/html"),
        *pasted(made.letter),
        made.message(site),
    )
    for file in files:
        yield replace(file, path=f"{folder}/{file.path}")
    yield from gallery.artifacts()


def export(made: Made, config: NewsletterConfig, site: Site) -> Iterator[Artifact]:
    """What the service that `config` names takes in of the letter."""
    service = SERVICES[config.profile]
    yield from service.files(made.letter)
    if service.message:
        yield made.message(site)


def stem(name: str) -> str:
    """Where the files of the issue called `name` are, below the output folder."""
    return f"{FOLDER}/{name}"


def _sender(config: NewsletterConfig, site: Site) -> Sender:
    return Sender(
        name=config.name,
        address=config.address,
        reply_to=config.reply_to,
        postal_address=config.postal_address,
        unsubscribe=config.unsubscribe,
        archive=below(site.url, f"{FOLDER}/"),
    )
