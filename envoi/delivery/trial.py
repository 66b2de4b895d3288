"""A letter's .eml and the address of who wants to see it -> the message that goes there, marked as a test."""

from __future__ import annotations

import email
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.header import Header, decode_header, make_header
from email.utils import format_datetime, getaddresses
from html import unescape
from typing import Final

from envoi.addresses import ATOM, ascii_host
from envoi.problems import Level, Problem, Stop
from envoi.services import SERVICES, Service
from envoi.words import words

_REPLACED: Final = frozenset({"bcc", "cc", "date", "message-id", "subject", "to"})
"""Headers that are of the test alone, or would take it to others."""

_FIELD: Final = re.compile(rb"([!-9;-~]+):(.*(?:\r\n[ \t].*)*)\r\n")
"""A header with its folded lines (RFC 5322 section 2.2)."""

_WORD: Final = rf"(?:{ATOM}|[^\W\x00-\x7f]+)+"
_LOCAL: Final = re.compile(rf"{_WORD}(?:\.{_WORD})*")
"""What stands before the @: ASCII, or letters of any script (RFC 6531); never what has a meaning to servers."""

_LONGEST_LOCAL: Final = 64
_LONGEST: Final = 254
"""Octets of an address (RFC 5321 section 4.5.3.1)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Trial:
    """A message to send: its bytes, the two addresses of its envelope, and what there is to know of it."""

    content: bytes
    sender: str
    recipient: str
    subject: str
    message_id: str
    problems: tuple[Problem, ...]


def prepare(
    eml: bytes, address: str, *, now: datetime, random: Callable[[int], bytes]
) -> Trial:
    """The letter `eml` as a test to `address`, of the moment `now`.

    Its subject begins with a mark and the time, and its Message-ID is new, since programs put mails of one subject together and
    show one of one id once. All else is as readers get it, so that it can be looked at; but a way out by one click
    (RFC 8058) is none where the address holds a placeholder. Lines end in CRLF, whatever they ended in. Raises Stop
    for an address and for a letter that are none.
    """
    to = recipient(address)
    head, body = _parted(eml)
    fields = [(found[1].decode("ascii"), found[2]) for found in _FIELD.finditer(head)]
    said = {name.lower(): value for name, value in fields}
    sender = _sender(said.get("from", b""))
    lacking = tuple(_foreign(eml))
    mark = words(_text(said.get("content-language", b"en"))).say("test_mark", time=f"{now:%H:%M:%S}")  # fmt: skip
    message_id = f"<{random(16).hex()}@{sender.rpartition('@')[2]}>"
    own = {
        "To": to.encode(),
        "Subject": _marked(mark, said.get("subject", b"")),
        "Date": format_datetime(now).encode(),
        "Message-ID": message_id.encode(),
    }
    dropped = _REPLACED | ({"list-unsubscribe-post"} if lacking else set())
    kept = [(name, value) for name, value in fields if name.lower() not in dropped]
    first = [(name, b" " + value) for name, value in own.items()]
    lines = (name.encode() + b":" + value + b"\r\n" for name, value in kept[:1] + first + kept[1:])  # fmt: skip
    return Trial(
        content=b"".join(lines) + b"\r\n" + body,
        sender=sender,
        recipient=to,
        subject=f"{mark} {_text(said.get('subject', b''))}".strip(),
        message_id=message_id,
        problems=tuple(map(_unfilled, lacking)),
    )


def recipient(typed: str) -> str:
    """The address that was typed, its domain in ASCII. Raises Stop with code `recipient` for what can be none."""
    local, _, domain = typed.strip().rpartition("@")
    host = ascii_host(domain)
    octets = len(local.encode(errors="replace"))
    if (
        not _LOCAL.fullmatch(local)
        or not re.fullmatch(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*", host)
        or octets > _LONGEST_LOCAL
        or octets + len(host) >= _LONGEST
    ):
        raise Stop(
            "recipient",
            f'"{" ".join(typed.split())[:100]}" is no e-mail address',
            "write one address alone, like name@example.org",
        )
    return f"{local}@{host}"


def _parted(eml: bytes) -> tuple[bytes, bytes]:
    """The headers and the body. A line end that is not CRLF would let a server see another message (SMTP smuggling)."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", eml)
    head, blank, body = lines.partition(b"\r\n\r\n")
    head += b"\r\n"
    if not blank or b"\0" in head or not _FIELD.sub(b"", head) == b"":
        raise _no_letter("its headers cannot be read")
    return head, body


def _sender(value: bytes) -> str:
    """The address of From, which the server gets as that of the envelope."""
    found = [address for _, address in getaddresses([_unfolded(value)])]
    if len(found) != 1 or not re.fullmatch(r"[!-?A-~]+@[!-?A-~]+", found[0]):
        raise _no_letter("it does not say whom it is from")
    return found[0]


def _no_letter(why: str) -> Stop:
    return Stop("letter", f"the letter cannot be sent: {why}", "build it anew")


def _marked(mark: str, subject: bytes) -> bytes:
    """The subject behind the mark, on a line of its own as it stood; a blank between two encoded words is none (RFC 2047, 6.2)."""
    value = subject.strip()
    if mark.isascii():
        said = mark
    else:
        blank = " " if value.startswith(b"=?") else ""
        said = Header(mark + blank, "utf-8", maxlinelen=76, header_name="Subject").encode()  # fmt: skip
    return said.replace("\n", "\r\n").encode("ascii") + (b"\r\n " + value if value else b"")  # fmt: skip


def _text(value: bytes) -> str:
    """What a header says to people."""
    raw = _unfolded(value)
    try:
        return " ".join(str(make_header(decode_header(raw))).split())
    except (HeaderParseError, LookupError, ValueError):
        return raw


def _unfolded(value: bytes) -> str:
    return " ".join(value.decode("utf-8", "replace").split())


def _foreign(eml: bytes) -> Iterator[Service]:
    """The mailing services that would fill something in. Some write alike, so there may be several."""
    message = email.message_from_bytes(eml)
    texts = [f"{message.get('List-Unsubscribe', '')}"]
    for part in message.walk():
        if part.get_content_maintype() == "text":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                texts.append(unescape(payload.decode("utf-8", "replace")))
    said = "\n".join(texts)
    for service in SERVICES.values():
        marks = (service.unsubscribe, service.web, service.person, service.header)
        if any(mark and mark in said for mark in marks):
            yield service


def _unfilled(service: Service) -> Problem:
    return Problem(
        level=Level.WARNING,
        code="unfilled",
        message=f"the test shows what {service.title} fills in for each reader as it stands, such as {service.unsubscribe}",
        hint=f"send a test from {service.title} to see them filled in",
    )
