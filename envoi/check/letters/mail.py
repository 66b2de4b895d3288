"""The message of a letter: its headers, its parts, and its bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from itertools import pairwise
from typing import Final

from envoi.check.letters.letter import PLACEHOLDER, Letter
from envoi.check.subject import Finding, error, short, warn
from envoi.services import PLAIN

_ANEW: Final = "build the letter anew"
_ONCE: Final = ("From", "Subject", "Date", "Message-ID")
"""What each mail has once (RFC 5322 section 3.6; Gmail demands the last of them as well)."""

_AT_MOST_ONCE: Final = ("To", "Reply-To", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "MIME-Version")  # fmt: skip
_MESSAGE_ID: Final = re.compile(r"<[^<>\s@]+@[^<>\s@]+>")
_LIST_ID: Final = re.compile(r"(?:.*\S)?\s*<[\w-]+(?:\.[\w-]+)+>", re.DOTALL)
_LINKS: Final = re.compile(r"\s*<[^<>]+>\s*(?:,\s*<[^<>]+>\s*)*")
_WORD: Final = re.compile(rb"=\?[^?\s]+\?[bBqQ]\?[^?\s]*\?=")
_LINE: Final = 998
_QUOTED: Final = 76
_ENCODED: Final = 75


def headers(letter: Letter) -> Iterator[Finding]:
    """The headers that make a mail one (RFC 5322), each once and well-formed."""
    mail = letter.message
    for name in _ONCE:
        if not str(mail.get(name, "")).strip():
            yield _fault(letter, f"has no {name}", name)
    for name in (*_ONCE, *_AT_MOST_ONCE):
        if len(mail.get_all(name, [])) > 1:
            yield _fault(letter, f"has two headers {name}", name)
    if (typed := _raw(letter, "Message-ID")) and not _MESSAGE_ID.fullmatch(typed):
        yield _fault(letter, f"its Message-ID is none: {short(typed)}", "Message-ID")
    if typed := _raw(letter, "Date"):
        try:
            zoned = parsedate_to_datetime(typed).tzinfo is not None
        except ValueError:
            zoned = False
        if not zoned:
            yield _fault(letter, f"its Date is none: {short(typed)}", "Date")
    if typed := _raw(letter, "From"):
        senders = [address for _, address in getaddresses([typed])]
        if len(senders) != 1 or not re.fullmatch(r"[^@\s]+@[^@\s]+", senders[0]):
            yield _fault(letter, f"its From is no single address: {short(typed)}", "From")  # fmt: skip
        elif re.match(r"no-?_?reply@", senders[0], re.IGNORECASE) and not mail.get(
            "Reply-To"
        ):
            yield warn(
                "letter-mail",
                f"comes from {senders[0]}, and nobody can answer",
                "set reply_to below [newsletter]",
                line=_line(letter, "From"),
            )


def lists(letter: Letter) -> Iterator[Finding]:
    """The headers of a mailing list: who it is (RFC 2919), and the way out (RFC 2369, RFC 8058)."""
    typed = _raw(letter, "List-Id")
    if not typed:
        yield warn(
            "letter-mail",
            "has no List-Id, by which readers sort their mail",
            _ANEW,
        )
    elif not _LIST_ID.fullmatch(typed) or len(typed) > 255:
        yield _fault(letter, f"its List-Id is none: {short(typed)}", "List-Id")
    for name in ("List-Unsubscribe", "List-Archive", "Archived-At"):
        typed = _raw(letter, name)
        if typed and not (_LINKS.fullmatch(typed) or PLACEHOLDER.search(typed)):
            yield _fault(letter, f"its {name} holds no <address>: {short(typed)}", name)
    way_out = _raw(letter, "List-Unsubscribe")
    one_click = _raw(letter, "List-Unsubscribe-Post")
    settings = letter.settings
    # a service writes its own, when it sends
    sends = letter.out and PLACEHOLDER.search(f"{letter.page}{letter.words}")
    plain = settings and settings.profile == PLAIN and settings.unsubscribe
    if plain and not way_out and not sends:
        yield warn(
            "letter-mail",
            "has no List-Unsubscribe, by which mail programs offer a way out",
            _ANEW,
        )
    if "https:" in way_out and one_click != "List-Unsubscribe=One-Click":
        yield warn(
            "letter-mail",
            "has no List-Unsubscribe-Post: List-Unsubscribe=One-Click, which Gmail and Yahoo demand beside an https: address",
            _ANEW,
            line=_line(letter, "List-Unsubscribe"),
        )
    filled = PLACEHOLDER.search(way_out)
    if one_click and not filled and "https:" not in way_out:
        yield _fault(letter, "has List-Unsubscribe-Post without an https: address to post to", "List-Unsubscribe-Post")  # fmt: skip


def parts(letter: Letter) -> Iterator[Finding]:
    """RFC 2046 section 5.1.4: the plainest part first; a program shows the last that it knows."""
    leaves = [part for part in letter.message.walk() if not part.is_multipart()]
    kinds = [part.get_content_type() for part in leaves]
    if kinds[:2] != ["text/plain", "text/html"]:
        yield error(
            "letter-mail",
            f"holds {' and '.join(kinds)}, not a text and then its HTML",
            _ANEW,
        )
        return
    for part in leaves[:2]:
        charset = part.get_content_charset("")
        if charset != "utf-8":
            yield error(
                "letter-mail",
                f"its {part.get_content_type()} is in {charset or 'no encoding that it names'}; "
                "Gmail cuts off what is not UTF-8",
                _ANEW,
                line=_line(letter, "Content-Type", part.get_content_type()),
            )
    for part, file, name in (
        (leaves[0], letter.text, "letter.txt"),
        (leaves[1], letter.html, "letter.html"),
    ):
        if file is not None and _said(part) != _bare(file.decode("utf-8", "replace")):
            yield warn(
                "letter-mail",
                f"its {part.get_content_type()} does not say what {name} says",
                _ANEW,
                line=_line(letter, "Content-Type", part.get_content_type()),
            )


def wire(letter: Letter) -> Iterator[Finding]:
    """What mail servers refuse, cut or change on the way (RFC 5322 2.1.1, RFC 2047 2, RFC 2045 6.7)."""
    data = letter.mail or b""
    found = re.search(rb"(?<!\r)\n|\r(?!\n)", data)
    if found:
        yield error(
            "letter-mail",
            "ends lines otherwise than with CR and LF",
            _ANEW,
            line=_line_at(data, found.start()),
        )
    lines = data.splitlines()
    for number, line in enumerate(lines, 1):
        if len(line) > _LINE:
            yield error(
                "letter-mail",
                f"a line has {len(line):,} bytes; mail has {_LINE} at most",
                _ANEW,
                line=number,
            )
            break
    yield from _head(lines)
    yield from _quoted(letter, lines)


def _head(lines: list[bytes]) -> Iterator[Finding]:
    name = b""
    for number, line in enumerate(lines, 1):
        if not line:
            return
        if not line.startswith((b" ", b"\t")):
            name = line.partition(b":")[0].lower()
        if not line.isascii():
            message = "a header holds letters that are not encoded"
        elif any(len(word) > _ENCODED for word in _WORD.findall(line)):
            message = f"a header holds an encoded word of more than {_ENCODED} signs"
        elif _WORD.search(line) and (name.startswith(b"list-un") or name in (b"message-id", b"list-archive", b"archived-at")):  # fmt: skip
            message = f"{name.decode()} holds an encoded word, so nobody knows the address (RFC 2047, 5)"
        else:
            continue
        yield error("letter-mail", message, _ANEW, line=number)


def _quoted(letter: Letter, lines: list[bytes]) -> Iterator[Finding]:
    if not any(
        str(part.get("Content-Transfer-Encoding", "")).lower() == "quoted-printable"
        for part in letter.message.walk()
    ):
        return
    body = lines.index(b"") if b"" in lines else len(lines)
    inside = False
    for number, (before, line) in enumerate(pairwise(lines[body:]), body + 2):
        if before.lower().startswith(b"content-transfer-encoding:"):
            inside = b"quoted-printable" in before.lower()
        if inside and len(line) > _QUOTED:
            yield error(
                "letter-mail",
                f"a line in quoted-printable has {len(line)} bytes; {_QUOTED} are allowed",
                _ANEW,
                line=number,
            )
            return


def _said(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return _bare(payload.decode("utf-8", "replace") if isinstance(payload, bytes) else "")  # fmt: skip


def _bare(text: str) -> str:
    """`text` without what may differ: line ends, and where pictures are, which may come with the message."""
    return re.sub(r'\bsrc="[^"]*"', "", text.replace("\r\n", "\n")).rstrip()


def _raw(letter: Letter, name: str) -> str:
    """The first header `name`, unfolded."""
    return " ".join(str(letter.message.get(name, "")).split())


def _fault(letter: Letter, message: str, name: str) -> Finding:
    return error("letter-mail", message, _ANEW, line=_line(letter, name))


def _line(letter: Letter, name: str, value: str = "") -> int:
    """On which line the header `name` stands, also that of a part; 0 if it is not there."""
    pattern = rf"^{re.escape(name)}:[ \t]*{re.escape(value)}".encode()
    found = re.search(pattern, letter.mail or b"", re.IGNORECASE | re.MULTILINE)
    return _line_at(letter.mail or b"", found.start()) if found else 0


def _line_at(data: bytes, place: int) -> int:
    return data.count(b"\n", 0, place) + 1
