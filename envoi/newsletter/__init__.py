"""Catalogue -> Issue -> Letter -> Artifact*. Steps, in their order:

`choose` which posts go out · `compose` the HTML (`theme` and its `stylesheet`, `mailbody`,
`highlight`, `words`) · `inline` its CSS · `text` for the plain part (`prose`, `tables`, `lines`) ·
`mime` for the message.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256

from envoi.addresses import below
from envoi.config import NewsletterConfig
from envoi.model import Artifact, Issue, Letter, Sender, Site
from envoi.newsletter import mime, text
from envoi.newsletter.choice import Choice, Wish
from envoi.newsletter.choose import choose
from envoi.newsletter.compose import compose
from envoi.newsletter.theme import Theme, load
from envoi.problems import Report

__all__ = ["Choice", "Theme", "choose", "issue", "load", "stem", "write"]

FOLDER = "newsletter"
"""Where all issues are, below the output folder."""

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
