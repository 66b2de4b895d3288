"""What Envoi knows of a mailing service: what it fills in for each reader, what its tags look like, which files it takes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from email.utils import quote
from typing import Any, Final
from urllib.parse import urlencode

from envoi.addresses import ascii_host
from envoi.model import Artifact, Letter, Sender

GAP: Final = "\u200c"
"""A sign that nobody sees, and at which no line ends; between the signs of a tag, it makes none of them."""

_WORDS: Final = re.compile(r"[\w !#$%&'*+/=?^`{|}~-]*")
_UNREAD: Final = re.compile(
    r"<!--.*?-->|<style\b.*?</style>", re.DOTALL | re.IGNORECASE
)
"""Comments and styles are the theme's, and no place for entities."""


def _same(text: str) -> str:
    return text


@dataclass(frozen=True, kw_only=True, slots=True)
class Service:
    """A mailing service, or `plain`: none.

    `unsubscribe`, `web`, `address` and `person` are what it replaces by the address that takes a reader off the list, by that
    of the web version, by the postal address and by the reader's first name; empty where it has no such thing.
    `header` is what List-Unsubscribe has to hold, for one that does not write it.

    `tag` finds the first sign of all that it may read as a tag, and `raw` says that it reads tags in the source of
    the HTML, where a character reference is none. `html` and `text` make of a letter what does not get lost in it, and
    `seen` is what readers then get of either, but for what is each reader's own.
    `files` are what it takes in, beside the `.eml` if it takes a `message`; `use` says where they go, and `limits` what it
    cannot do.
    """

    name: str
    title: str
    files: Callable[[Letter], Iterator[Artifact]]
    use: str
    limits: str = ""
    unsubscribe: str = ""
    web: str = ""
    address: str = ""
    person: str = ""
    header: str = ""
    message: bool = False
    tag: re.Pattern[str] | None = None
    raw: bool = False
    html: Callable[[str], str] = _same
    text: Callable[[str], str] = _same
    seen: Callable[[str], str] = _same

    def quiet(self, text: str) -> str:
        """`text` as before to readers, and without a tag to the service."""
        return self.tag.sub(rf"\g<0>{GAP}", text) if self.tag else text

    def quiet_html(self, html: str) -> str:
        """`html` as before to readers, and without a tag to the service."""
        if not self.tag:
            return html
        parts, at = [], 0
        for found in _UNREAD.finditer(html):
            parts += [self._quiet(html[at : found.start()]), found[0]]
            at = found.end()
        return "".join([*parts, self._quiet(html[at:])])

    def _quiet(self, html: str) -> str:
        assert self.tag
        if not self.raw:
            return self.tag.sub(r"\g<0>&zwnj;", html)
        return self.tag.sub(lambda found: f"&#{ord(found[0])};", html)


def pasted(letter: Letter) -> Iterator[Artifact]:
    """The letter as HTML and as text, to paste where the service has a field for it."""
    yield Artifact(
        path="letter.html", content=letter.html.encode(), media_type="text/html"
    )
    yield Artifact(
        path="letter.txt", content=letter.text.encode(), media_type="text/plain"
    )


def as_json(path: str, value: Mapping[str, Any]) -> Artifact:
    """The body of a request in JSON."""
    text = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    return Artifact(path=path, content=text.encode(), media_type="application/json")


def as_form(path: str, fields: Mapping[str, str]) -> Artifact:
    """The body of a request as a form."""
    media_type = "application/x-www-form-urlencoded"
    return Artifact(
        path=path, content=urlencode(fields).encode(), media_type=media_type
    )


def inner(html: str) -> str:
    """What is in the body of a page, for services that put it into a page of their own."""
    found = re.search(r"<body\b[^>]*>(.*)</body>", html, re.DOTALL | re.IGNORECASE)
    return found[1].strip() if found else html


def mailbox(sender: Sender) -> str:
    """`Name <address>`, as JSON holds it: any script, quoted where it must be."""
    name = sender.name
    if not _WORDS.fullmatch(name):
        name = f'"{quote(name)}"'
    return f"{name} <{bare(sender.address)}>".lstrip()


def bare(address: str) -> str:
    """A mail address with the ASCII form of its domain."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{ascii_host(domain)}" if local else ""


def reply_to(sender: Sender) -> str:
    """Where answers go."""
    return bare(sender.reply_to or sender.address)
