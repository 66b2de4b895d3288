"""The bytes of a message -> its headers, as they stand and as they read, with what each is for; and how an inbox shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.utils import parseaddr
from typing import Final

from lxml import etree, html

PURPOSES: Final = {
    "from": "Who sends it; inboxes show the name.",
    "to": "Stands in for the readers: your mail server or service puts each one’s own address here.",
    "reply-to": "Where answers go.",
    "subject": "What inboxes show.",
    "date": "The day of the issue; the same each time it is made.",
    "message-id": "The name of this message, made of what it says: the same letter has the same one.",
    "list-id": "The name of the list, by which readers sort their mail (RFC 2919).",
    "list-unsubscribe": "The “Unsubscribe” that Gmail, Apple Mail and Yahoo show beside the sender (RFC 2369).",
    "list-unsubscribe-post": "Says that one click there is enough, as Gmail and Yahoo want it (RFC 8058).",
    "list-archive": "Where earlier issues are (RFC 2369).",
    "archived-at": "Where this issue is on the web (RFC 5064).",
    "auto-submitted": "Asks programs not to answer, such as those that tell of a holiday (RFC 3834).",
    "x-auto-response-suppress": "The same, for Outlook and Exchange.",
    "content-language": "The language it is in.",
    "mime-version": "Says that it has parts.",
    "content-type": "What its parts are: the plain text first, then the HTML, which programs prefer.",
    "content-transfer-encoding": "How its bytes are written.",
}

_FILLER: Final = re.compile("[\u034f\u2007\ufeff]")
"""What themes put behind the words for the inbox, so that it shows nothing of what follows."""

_LONGEST: Final = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Header:
    """One header: `raw` as it stands in the message, `value` as it reads, and what it is for."""

    name: str
    raw: str
    value: str
    purpose: str

    @property
    def encoded(self) -> bool:
        """Whether it reads otherwise than it stands there."""
        return self.raw != f"{self.name}: {self.value}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Inbox:
    """What an inbox shows of a message: who sent it, its subject, and how it begins."""

    sender: str
    subject: str
    preview: str


def headers(message: bytes) -> Iterator[Header]:
    """The headers of `message`, in order."""
    for name, raw in message_from_bytes(message).raw_items():
        text = str(raw)
        yield Header(
            name=name,
            raw=f"{name}: {text}",
            value=_read(text),
            purpose=PURPOSES.get(name.lower(), ""),
        )


def inbox(message: bytes, page: str) -> Inbox:
    """What an inbox shows of `message`, whose HTML is `page`."""
    head = message_from_bytes(message)
    name, address = parseaddr(str(head.get("From", "")))
    return Inbox(
        sender=_read(name) or address,
        subject=_read(str(head.get("Subject", ""))),
        preview=beginning(page),
    )


def beginning(page: str) -> str:
    """The first words of an HTML letter, hidden ones too, which inboxes show after the subject; up to a row of signs that nobody sees."""
    if not page.strip():
        return ""
    said: list[str] = []
    length = 0
    for text in _texts(page):
        cut = _FILLER.search(text)
        words = " ".join((text[: cut.start()] if cut else text).split())
        if words:
            said.append(words)
            length += len(words)
        if length > _LONGEST or (cut and said):
            break
    return " ".join(said)[:_LONGEST]


def _texts(page: str) -> Iterator[str]:
    try:
        tree = html.document_fromstring(
            page.encode(), parser=html.HTMLParser(encoding="utf-8")
        )
    except (etree.ParserError, ValueError):
        return
    body = tree.find("body")
    for node in (body if body is not None else tree).iter():
        hidden = not isinstance(node.tag, str) or node.tag in (
            "style",
            "script",
            "title",
        )
        if not hidden and node.text:
            yield node.text
        if node.tail:
            yield node.tail


def _read(raw: str) -> str:
    """The text of a header, its encoded words read (RFC 2047)."""
    line = re.sub(r"\r?\n(?=[ \t])", "", raw)
    try:
        return str(make_header(decode_header(line)))
    except (HeaderParseError, LookupError, UnicodeError):
        return line
