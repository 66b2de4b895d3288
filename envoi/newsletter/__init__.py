"""Catalogue -> Issue -> Letter -> Artifact*. Steps, in their order:

`choose` which posts go out · `compose` the HTML (`theme` and its `stylesheet`, `mailbody`,
`highlight`, `words`) · `inline` its CSS · `pictures` (`imaging`) and `fit` until the letter is small enough ·
`text` for the plain part (`prose`, `tables`, `lines`) · `mime` for the message.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256

from envoi.addresses import below
from envoi.config import NewsletterConfig
from envoi.model import Artifact, Issue, Letter, Sender, Site
from envoi.newsletter import mime, text
from envoi.newsletter.choose import Choice, choose, issue
from envoi.newsletter.compose import MARGIN, compose
from envoi.newsletter.fit import BYTES_AT_MOST, capped, fit
from envoi.newsletter.pictures import Gallery, say_unnamed
from envoi.newsletter.theme import Theme, load
from envoi.problems import Report

__all__ = ["Choice", "Gallery", "Theme", "choose", "issue", "load", "stem", "write"]

FOLDER = "newsletter"
"""Where all issues are, below the output folder."""


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

    `feeds` are the addresses of the site's feeds by media type. The mail HTML has at most
    `limit` bytes; what that took is said in `report`. The page shows everything in full.
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
    say_unnamed(issue, report)

    def letter_of(part: Issue) -> str:
        return compose(part, sender, site, theme, url=url, web=False, feeds=feeds)

    short, name = capped(issue, config.full), f"{folder}/letter.html"
    told = Report()
    while True:
        told.problems.clear()
        dressed = gallery.dress(
            short, column=theme.column - 2, room=theme.column - 2 * MARGIN
        )
        fitted = fit(dressed, letter_of, told, name=name, url=url, limit=limit)
        if gallery.make(fitted.html):
            break
    for problem in told:
        report.add(problem)
    html = fitted.html
    plain = text.write(fitted.issue, sender, url=url, site=site)
    attached = gallery.attached(html) if config.embed else {}
    names = "".join(picture.path for picture in attached.values())
    said = f"{url}\0{issue.subject}\0{html}\0{plain}{names}"
    letter = Letter(
        title=issue.title,
        subject=issue.subject,
        html=html,
        text=plain,
        language=issue.language,
        date=issue.date,
        url=url,
        key=sha256(said.encode()).hexdigest()[:32],
        sender=sender,
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
        content=mime.message(letter, site_url=site.url, pictures=attached),
        media_type="message/rfc822",
    )
    yield from gallery.artifacts()


def stem(name: str) -> str:
    """Where the files of the issue called `name` are, below the output folder."""
    return f"{FOLDER}/{name}"
