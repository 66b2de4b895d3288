"""A letter -> the bytes of its .eml file: headers, plain text and HTML in MIME."""

from __future__ import annotations

import re
import unicodedata
from base64 import encodebytes
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, quote
from hashlib import sha256
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from envoi.addresses import ATOM, DOT_ATOM, ascii_host, header_uri
from envoi.model import Letter
from envoi.problems import Stop

_LINE = 76
_SOFT = _LINE - 2
"""The most octets of a line in quoted-printable: `=2E` in the place of a dot takes two more."""
_LONGEST = 998
"""The most octets that a line may have (RFC 5322 section 2.1.1)."""
_LONGEST_LIST_ID = 255
"""In octets (RFC 2919 section 3)."""

_LOCAL_PART = re.compile(DOT_ATOM)
_DOMAIN = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*")
_UNSAFE = re.compile(r"[^\t\n -~]")
_MINUTE = timedelta(minutes=1)
_NOBODY = "localhost"
"""Stands for a host that has no name, but a number of IPv6 (RFC 2919 section 3 keeps it for that)."""


_Field = tuple[str, str]
"""The name of a header, and its value in ASCII words."""


def message(letter: Letter, *, site_url: str) -> bytes:
    """The .eml of `letter`, ready for a mail server: ASCII only, lines end in CRLF.

    Its two parts are quoted-printable with lines of at most 76 octets, and so are the
    headers, unless they hold an address that is longer. Message-ID and boundary are
    made from the letter's key and the host of `site_url`, so that the same letter has
    the same bytes. The letter's pictures come with the message, and the HTML in it shows those. Raises `Stop` with code `from` for a sender's address that cannot
    stand in a header without SMTPUTF8 (RFC 6532), and with code `header` for an
    address longer than a line of mail.
    """
    host = ascii_host(urlsplit(site_url).hostname or "") or _NOBODY
    html = _related(letter, host) if letter.pictures else _part("html", letter.html)
    return _multipart(
        [*_headers(letter, host), ("MIME-Version", "1.0")],
        "multipart/alternative",
        letter.key,
        [_part("plain", letter.text), html],
    )


def _multipart(
    headers: Iterable[_Field], kind: str, key: str, parts: Iterable[bytes]
) -> bytes:
    """`parts` below `headers`, between boundaries that are made of `key` (RFC 2046 section 5.1.1)."""
    # `=_` never occurs in quoted-printable (RFC 2045 section 6.7), so no line of a
    # part can be taken for the boundary.
    boundary = "=_" + sha256(key.encode()).hexdigest()[:32]
    typed = ("Content-Type", f'{kind}; boundary="{boundary}"')
    between = f"--{boundary}\r\n".encode()
    body = b"".join(between + part + b"\r\n" for part in parts)
    return _entity([*headers, typed], body + f"--{boundary}--\r\n".encode())


def _entity(headers: Iterable[_Field], body: bytes) -> bytes:
    """`body` below `headers`, each of which is ended only before a blank.

    The policies of the standard library put encoded-words into long addresses, which
    Gmail then ignores in List-Unsubscribe (cpython#85725), and lose blanks between two
    of them (cpython#144156). Here each value is made of ASCII words beforehand.
    """
    lines: list[str] = []
    for name, value in headers:
        first, *words = value.split(" ")
        line = f"{name}: {first}"
        for word in words:
            if len(line) + 1 + len(word) <= _LINE:
                line += f" {word}"
            else:
                lines.append(line)
                line = f" {word}"
        lines.append(line)
        if max(map(len, lines)) > _LONGEST:
            raise Stop(
                "header",
                f"the letter's {name} holds an address of more than 900 characters,"
                " and no mail server takes such a line",
                "write a shorter address",
            )
    return "".join(f"{line}\r\n" for line in [*lines, ""]).encode("ascii") + body


def _headers(letter: Letter, host: str) -> Iterator[_Field]:
    sender = letter.sender
    address = _address(sender.address, "from")
    yield "From", f"{_phrase('From', sender.name)} <{address}>".lstrip()
    yield "To", f"{_phrase('To', letter.title)} <{address}>".lstrip()
    if sender.reply_to:
        yield "Reply-To", _address(sender.reply_to, "reply_to")
    yield "Subject", _words("Subject", letter.subject)
    yield "Date", _moment(letter.date)
    yield "Message-ID", f"<{letter.key}@{host}>"
    yield "List-Id", _list_id(letter, host)
    unsubscribe = header_uri(sender.unsubscribe)
    if letter.list_unsubscribe:
        yield "List-Unsubscribe", letter.list_unsubscribe
    elif unsubscribe.startswith(("https:", "mailto:")):
        yield "List-Unsubscribe", f"<{unsubscribe}>"
    if letter.list_unsubscribe or unsubscribe.startswith("https:"):
        yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"
    if sender.archive:
        yield "List-Archive", f"<{header_uri(sender.archive)}>"
    yield "Archived-At", f"<{header_uri(letter.url)}>"
    yield "Auto-Submitted", "auto-generated"
    # Outlook and Exchange read this one instead of Auto-Submitted.
    yield "X-Auto-Response-Suppress", "OOF, AutoReply"
    yield "Content-Language", letter.language


def _part(subtype: str, text: str) -> bytes:
    lines = _quoted(re.sub(r"\r\n?", "\n", text))
    # mbox takes a line that starts with "From " for a new message, and sendmail one
    # that is a dot for the end of this one.
    lines = f"\n{lines}".replace("\nFrom ", "\n=46rom ").replace("\n.", "\n=2E")
    headers = (
        ("Content-Type", f'text/{subtype}; charset="utf-8"'),
        ("Content-Transfer-Encoding", "quoted-printable"),
    )
    return _entity(headers, lines[1:].replace("\n", "\r\n").encode("ascii"))


def _quoted(text: str) -> str:
    """`text` in quoted-printable (RFC 2045 section 6.7), as `email.quoprimime` ends its lines, but without a look at each letter."""
    octets = text.encode().decode("latin-1").replace("=", "=3D")
    escaped = _UNSAFE.sub(lambda found: f"={ord(found[0]):02X}", octets)
    lines = []
    for line in escaped.split("\n"):
        start = 0
        while len(line) - start > _SOFT:
            end = start + _SOFT - 3
            end += f"{line[end : end + 2]}=".find("=")  # not within an escape
            lines.append(f"{line[start:end]}=")
            start = end
        line = line[start:]
        if line[-1:] in (" ", "\t"):
            rest, blank = line[:-1], f"={ord(line[-1]):02X}"
            if len(line) < _SOFT - 1:
                line = rest + blank
            elif len(line) < _SOFT:
                line += "=\n"
            else:
                line = f"{rest}=\n{blank}"
        lines.append(line)
    return "\n".join(lines)


def _related(letter: Letter, host: str) -> bytes:
    """The HTML and its pictures, which it names by their Content-ID (RFC 2387, RFC 2392)."""
    html, parts = letter.html, {}
    for url, picture in letter.pictures.items():
        name = PurePosixPath(picture.path).name
        shown = f'src="{url.replace("&", "&amp;")}"'
        html = html.replace(shown, f'src="cid:{name}@{host}"')
        headers = (
            ("Content-Type", picture.media_type),
            ("Content-Transfer-Encoding", "base64"),
            ("Content-ID", f"<{name}@{host}>"),
            ("Content-Disposition", f'inline; filename="{name}"'),
        )
        content = encodebytes(picture.content).replace(b"\n", b"\r\n")
        parts[name] = _entity(headers, content)
    return _multipart(
        [],
        'multipart/related; type="text/html"',
        f"{letter.key} related",
        [_part("html", html), *parts.values()],
    )


def _list_id(letter: Letter, host: str) -> str:
    label = ascii_host(letter.sender.list_id or f"newsletter.{host}")
    name = letter.title
    while True:
        value = f"{_phrase('List-Id', name)} <{label}>".lstrip()
        if len(value) <= _LONGEST_LIST_ID or not name:
            return value
        name = name[:-1]


def _phrase(header: str, text: str) -> str:
    """`text` as the display name before an address (RFC 5322 section 3.2.5)."""
    words = _words(header, text)
    encoded = words.startswith("=?")
    atoms = all(re.fullmatch(ATOM, word) for word in words.split(" "))
    return words if encoded or atoms or not words else f'"{quote(words)}"'


def _words(header: str, text: str) -> str:
    """`text` in ASCII words for `header`, as encoded-words (RFC 2047) if it must be.

    Control characters and line ends become blanks.
    """
    blank = ("Cc", "Cs", "Zl", "Zp")
    known = (" " if unicodedata.category(c) in blank else c for c in text)
    line = re.sub(" +", " ", "".join(known)).strip(" ")
    longest = max(map(len, line.split(" ")))
    if line.isascii() and "=?" not in line and longest <= _LINE - len("Subject: "):
        return line
    from email.header import Header

    folded = Header(line, "utf-8", maxlinelen=_LINE, header_name=header).encode()
    return folded.replace("\n", "")


def _address(address: str, key: str) -> str:
    """A bare mail address in ASCII, its domain as A-labels (RFC 5890)."""
    local, _, domain = address.strip().rpartition("@")
    domain = ascii_host(domain)
    if _LOCAL_PART.fullmatch(local) and _DOMAIN.fullmatch(domain):
        return f"{local}@{domain}"
    raise Stop(
        key,
        f'"{address}" is no address that every mail server takes',
        f"write {key} as a bare address of ASCII letters before the @,"
        " like letters@example.org",
    )


def _moment(date: datetime) -> str:
    # Before time zones, offsets had seconds, for which RFC 5322 has no place.
    offset = date.utcoffset() or timedelta()
    return format_datetime(date.astimezone(UTC) if offset % _MINUTE else date)
