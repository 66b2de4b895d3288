"""The letter that was built -> what mail programs, and the law, would find wrong with it."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Final

from envoi.check.markup import Markup, markup
from envoi.check.subject import Finding, error, short, warn
from envoi.letterhead import NewsletterConfig
from envoi.services import PLAIN

LARGEST: Final = 100_000
"""Bytes of the HTML of a letter: Gmail cuts it off at 102 kB, and senders add to it."""

NAMES: Final = ("letter.html", "letter.txt", "letter.eml")

_ACTIVE: Final = frozenset(
    {"script", "form", "input", "button", "iframe", "object", "embed", "video", "audio"}
)
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"]+")
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def rules(
    files: Mapping[str, bytes], settings: NewsletterConfig | None
) -> Iterator[tuple[str, Finding]]:
    """Each finding, with the path of the file that it is on. `files` are those below `newsletter/`, by path.

    `settings` are what the configuration says, if it says anything.
    """
    for folder in sorted({str(PurePosixPath(path).parent) for path in files}):
        html, text, mail = (files.get(f"{folder}/{name}") for name in NAMES)
        if html is not None:
            page = html.decode("utf-8", "replace")
            filled_in = settings.placeholders if settings else frozenset()
            for finding in (
                *_size(html),
                *_page(page, filled_in),
                *_footer(page, settings),
            ):
                yield f"{folder}/letter.html", finding
        if text is not None:
            words = text.decode("utf-8", "replace")
            for finding in _footer(words, settings):
                yield f"{folder}/letter.txt", finding
            if html is not None:
                for finding in _same_links(html.decode("utf-8", "replace"), words):
                    yield f"{folder}/letter.txt", finding
        if mail is not None:
            for finding in _mail(mail, settings):
                yield f"{folder}/letter.eml", finding


def _size(html: bytes) -> Iterator[Finding]:
    if len(html) > LARGEST:
        yield error(
            "letter-size",
            f"has {len(html):,} bytes; Gmail cuts a letter off at 102,000",
            "show fewer posts, or show them as cards",
        )


def _page(page: str, filled_in: frozenset[str]) -> Iterator[Finding]:
    found = markup(page)
    names = [tag.name for tag in found.tags]
    html = next((tag for tag in found.tags if tag.name == "html"), None)
    if html is None or not html.attributes.get("lang"):
        yield warn(
            "letter-html",
            "does not say in what language it is",
            'write <html lang="…">: it is read aloud by it',
        )
    title = re.search(r"<title[^>]*>([^<]*)", page, re.IGNORECASE)
    if not title or not title[1].strip():
        yield warn("letter-html", "has no title", "write <title>")
    for name in sorted(_ACTIVE & {*names}):
        yield error(
            "letter-html",
            f"holds a <{name}>, which no mail program lets work",
            "link to a page that has it",
        )
    for tag in found.tags:
        if any(name.startswith("on") for name in tag.attributes):
            message = f"a <{tag.name}> holds a script"
            yield error("letter-html", message, "take it out")
        if tag.name == "img" and "alt" not in tag.attributes:
            yield warn(
                "letter-html",
                f"a picture has no alt: {short(tag.attributes.get('src', ''))}",
                "half of all readers see no pictures: write what it shows",
            )
        if tag.attributes.get("src", "").lower().startswith("data:"):
            yield warn(
                "letter-html",
                f"a <{tag.name}> holds its content in its address, which Gmail and Outlook do not show",
                "put it into a file, and write the address of that",
            )
    for tag, name, url in found.addresses():
        anchor = url.startswith("#") and len(url) > 1
        if not _SCHEME.match(url) and not anchor and url not in filled_in:
            yield error(
                "letter-link",
                f'{name} of <{tag.name}> is relative: "{short(url)}"',
                "write the whole address",
            )


def _same_links(page: str, words: str) -> Iterator[Finding]:
    """Whoever reads the plain part gets wherever the others do."""
    written = {url.rstrip(".,;:)>]") for url in _ADDRESS.findall(words)}
    linked = set(_links(markup(page)))
    for url in sorted(linked):
        if url not in written and url not in words:
            yield warn(
                "letter-link",
                f"the text lacks a link that the HTML has: {short(url)}",
                "build the letter anew",
            )
    for url in sorted(written - linked):
        if url not in page:
            yield warn(
                "letter-link",
                f"the text has a link that the HTML lacks: {short(url)}",
                "build the letter anew",
            )


def _links(found: Markup) -> Iterator[str]:
    for tag in found.tags:
        url = tag.attributes.get("href", "") if tag.name == "a" else ""
        if url.startswith(("http://", "https://")):
            yield url


def _footer(content: str, settings: NewsletterConfig | None) -> Iterator[Finding]:
    """A way out and an address (CAN-SPAM, 15 U.S.C. 7704; ePrivacy directive, article 13)."""
    if settings is None:
        return
    # whatever the markup between and around them is, the words of the postal address are there
    plain = "".join(markup(content).words)
    held = {*re.findall(r"\w+", plain)}
    if not settings.whereabouts or {*re.findall(r"\w+", settings.whereabouts)} - held:
        yield warn(
            "letter-footer",
            "does not show the postal address of the sender",
            "set postal_address below [newsletter], and build it anew",
        )
    way_out = settings.way_out.partition("?")[0]
    if not way_out or way_out not in content:
        yield warn(
            "letter-footer",
            "shows no way to unsubscribe",
            "set unsubscribe below [newsletter], and build it anew",
        )


def _mail(data: bytes, settings: NewsletterConfig | None) -> Iterator[Finding]:
    message = email.message_from_bytes(data, policy=email.policy.default)
    for name in ("From", "Subject", "Date", "Message-ID"):
        if not message[name]:
            yield error("letter-mail", f"has no {name}", "build the letter anew")
    kinds = [
        part.get_content_type() for part in message.walk() if not part.is_multipart()
    ]
    if kinds[:2] != ["text/plain", "text/html"]:
        yield error(
            "letter-mail",
            f"holds {' and '.join(kinds)}, not a text and then its HTML",
            "build the letter anew",
        )
    served = settings and settings.profile != PLAIN
    if settings and settings.way_out and not (served or message["List-Unsubscribe"]):
        yield warn(
            "letter-mail",
            "has no List-Unsubscribe, by which mail programs offer a way out",
            "build the letter anew",
        )
