"""Catalogue -> Issue -> Letter -> Artifact*. Steps, in their order:

`choose` which posts go out (`waiting`, `named`, `names`, `sections`) · `edit` the issue · `compose` the HTML (`theme` and its `stylesheet`; `teaser` and `enclosed` for what
stands around a text; `mailbody`, `quotes`, `records`, `heads`, `highlight`, `breaks`, `longwords` for the text) · `inline` its CSS · `placeholders`
for the mailing service · `pictures` (`imaging`) and `fit` until the letter is small enough · `text` for the plain part
(`prose`, `tables`, `lines`) · `mime` for the message.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from envoi.addresses import below
from envoi.config import NewsletterConfig
from envoi.language import closest
from envoi.ledger import Ledger
from envoi.model import Artifact, Issue, Letter, Sender, Site
from envoi.newsletter import archive as listing
from envoi.newsletter import mime, text
from envoi.newsletter.choice import ALWAYS, Choice, Languages, Wish
from envoi.newsletter.choose import choose
from envoi.newsletter.compose import BORDER, Printed, compose
from envoi.newsletter.edit import is_changed, issue, remember
from envoi.newsletter.fit import BYTES_AT_MOST, capped, fit
from envoi.newsletter.names import NEXT, is_over
from envoi.newsletter.pictures import Gallery, say_unnamed
from envoi.newsletter.placeholders import filled, greeted, html_filled, marked
from envoi.newsletter.reprint import reprint
from envoi.newsletter.theme import Theme, load
from envoi.newsletter.theme import names as themes
from envoi.newsletter.waiting import begun, waiting
from envoi.problems import Report
from envoi.services import SERVICES
from envoi.templating import templates

__all__ = [
    "ALWAYS",
    "Choice",
    "Gallery",
    "Languages",
    "Theme",
    "Wish",
    "archive",
    "begun",
    "choose",
    "closest",
    "drafts",
    "export",
    "is_changed",
    "is_over",
    "issue",
    "letter",
    "load",
    "lost",
    "remember",
    "reprint",
    "stem",
    "themes",
    "unknown",
    "waiting",
    "write",
]

FOLDER = "newsletter"
"""Where all issues are, below the output folder."""

FILES = ("index.html", "letter.html", "letter.txt", "letter.eml")
"""What each issue has in its folder."""


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
    printed: Printed | None = None,
) -> Letter:
    """The issue as a message, with the placeholders of the service that `config` names, and with copies of its pictures.

    `feeds` are the addresses of the site's feeds by media type. The HTML has at most `limit` bytes; what that took is
    said in `report`. What is `printed` already of its texts is taken from there.
    """
    printed = {} if printed is None else printed
    folder = stem(issue.name)
    config = config.of(issue.language)
    site = _headed(site, config)
    service = SERVICES[config.profile]
    url = below(site.url, f"{folder}/")
    sender = _sender(config, site)
    own, web = marked(sender, url, service)

    def html_of(part: Issue) -> str:
        html = compose(
            part, own, site, theme, url=web, web=False, feeds=feeds, printed=printed
        )
        return html_filled(html, service)

    issue = capped(greeted(issue, config.greeting), config.full)
    name, told = f"{folder}/letter.html", Report()
    while True:
        told.problems.clear()
        dressed = gallery.dress(
            issue,
            column=theme.column - 2 * BORDER,
            room=theme.column - 2 * theme.margin,
            intro=theme.column - 2 * theme.intro,
        )
        fitted = fit(dressed, html_of, told, name=name, url=web, limit=limit)
        if gallery.make(fitted.html):
            break
    for problem in told:
        report.add(problem)
    pictures = gallery.attached(fitted.html) if config.embed else {}
    made = Letter(
        title=issue.title,
        subject=issue.subject,
        html=fitted.html,
        text=text.write(fitted.issue, own, url=web, site=site),
        language=issue.language,
        date=issue.date,
        url=url,
        key="",
        sender=sender,
        pictures=pictures,
    )
    made = filled(made, service)
    names = "".join(picture.path for picture in pictures.values())
    said = f"{url}\0{made.subject}\0{made.html}\0{made.text}{names}"
    return replace(made, key=issue.key or sha256(said.encode()).hexdigest()[:32])


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

    All but the page, which shows everything in full, is as `letter` makes it.
    """
    folder = stem(issue.name)
    own = config.of(issue.language)
    url = below(site.url, f"{folder}/")
    sender, head = _sender(own, site), _headed(site, own)
    printed: Printed = {}
    page = compose(
        issue, sender, head, theme, url=url, web=True, feeds=feeds, printed=printed
    )
    say_unnamed(issue, report)
    made = letter(
        issue,
        site,
        config,
        theme,
        report,
        feeds=feeds,
        gallery=gallery,
        limit=limit,
        printed=printed,
    )
    for name, content, media_type in (
        ("index.html", page.encode(), "text/html"),
        ("letter.html", made.html.encode(), "text/html"),
        ("letter.txt", made.text.encode(), "text/plain"),
        ("letter.eml", mime.message(made, site_url=site.url), "message/rfc822"),
    ):
        yield Artifact(path=f"{folder}/{name}", content=content, media_type=media_type)
    yield from gallery.artifacts()


def export(made: Letter, config: NewsletterConfig, site: Site) -> Iterator[Artifact]:
    """What the service that `config` names takes in of the letter `made`."""
    service = SERVICES[config.profile]
    yield from service.files(made)
    if service.message:
        content = mime.message(made, site_url=site.url)
        yield Artifact(path="letter.eml", content=content, media_type="message/rfc822")


def _headed(site: Site, config: NewsletterConfig) -> Site:
    """`site` as a letter describes it below its name."""
    return replace(site, description=config.description or site.description)


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


def unknown(known: Ledger, there: Collection[str]) -> tuple[str, ...]:
    """The folders of issues that are `there`, by the paths of their files, and of which the ledger does not know."""
    letter = f"/{FILES[-1]}"
    found = {path.removesuffix(letter) for path in there if path.endswith(letter)}
    return tuple(sorted(found - {*drafts(there), *map(stem, known.issues)}))


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
        yield listing.write(issues, site, config, own, palette)
