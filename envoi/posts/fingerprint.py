"""The title and the text of a post -> a short name by which a file is known again when it bears another one."""

from __future__ import annotations

from base64 import b32encode
from hashlib import blake2b
from typing import Final

_LINES: Final = 3
_SHORT: Final = 50
"""Characters below which two posts may say the same by chance."""

_LONGEST_CHARACTER: Final = 4
"""Bytes of it in UTF-8."""

_SIZE: Final = 5
_WRITTEN: Final = 8
"""Bytes of a digest, and the characters that Base32 makes of them, without a rest."""

_BLANKS: Final = b" \t\r\f\v"


def fingerprint(title: str, body: str) -> str:
    """Four short digests with dots between: of `title`, of the first and of the last lines of `body`, and of all of it.

    Blanks and line ends do not count. A part is empty where there is nothing to tell a post by: no title, no text, or,
    for all of it, a text as short as a greeting.
    """
    solid = _solid(body)
    lines = solid.split(None, 2 * _LINES)
    count = max(1, min(len(lines), 2 * _LINES) // 2)
    text = solid.replace(b"\n", b"")
    parts = (
        _solid(title).replace(b"\n", b""),
        b"".join(lines[:count]),
        b"".join(solid.rsplit(None, count)[-count:]),
        b"" if _is_short(text) else text,
    )
    digests = [blake2b(part, digest_size=_SIZE).digest() for part in parts]
    written = b32encode(b"".join(digests)).decode("ascii").lower()
    names = [written[at : at + _WRITTEN] for at in range(0, len(written), _WRITTEN)]
    return ".".join(name * bool(part) for name, part in zip(names, parts, strict=True))


def _solid(text: str) -> bytes:
    """`text` in UTF-8, without blanks but for line ends."""
    return text.encode("utf-8", "surrogatepass").translate(None, _BLANKS)


def _is_short(text: bytes) -> bool:
    return (
        len(text) < _SHORT * _LONGEST_CHARACTER
        and len(text.decode("utf-8", "surrogatepass")) < _SHORT
    )
