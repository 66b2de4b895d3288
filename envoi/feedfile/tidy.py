"""XML that strict parsers refuse for a character -> the same without it, and where it was."""

from __future__ import annotations

import re
from typing import Final

from envoi.feedfile.said import Fault, lines

_FORBIDDEN: Final = re.compile(
    rb"&#(?:x(?P<hex>[0-9A-Fa-f]{1,8})|(?P<number>[0-9]{1,8}));|(?P<control>[\x00-\x08\x0b\x0c\x0e-\x1f])"
    rb"|(?P<last>\xef\xbf[\xbe\xbf])"
)
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff")


def tidied(data: bytes, faults: list[Fault]) -> bytes:
    """`data` without what XML 1.0 forbids but generators write all the same; each of it is added to `faults`."""
    if data.startswith(_WIDE):
        return data
    begun = data.lstrip()
    if begun.startswith(b"<?xml") and begun != data:
        message = "something stands before the XML declaration"
        faults.append(Fault(line=1, message=message))
    else:
        begun = data
    line_of = lines(begun, b"\n")
    skipped = data[: len(data) - len(begun)].count(b"\n")

    def without(found: re.Match[bytes]) -> bytes:
        code = _code(found)
        if _allowed(code):
            return found[0]
        line = skipped + line_of(found.start())
        faults.append(
            Fault(line=line, message=f"holds U+{code:04X}, which XML forbids")
        )
        return b""

    return _FORBIDDEN.sub(without, begun)


def _code(found: re.Match[bytes]) -> int:
    if found["hex"] or found["number"]:
        return int(found["hex"], 16) if found["hex"] else int(found["number"])
    return found["control"][0] if found["control"] else ord(found["last"].decode())


def _allowed(code: int) -> bool:
    """Char of XML 1.0, section 2.2."""
    return (
        code in (0x9, 0xA, 0xD)
        or 0x20 <= code <= 0xD7FF
        or 0xE000 <= code <= 0xFFFD
        or 0x10000 <= code <= 0x10FFFF
    )
