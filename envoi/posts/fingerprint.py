"""The title and the text of a post -> a short name by which a file is known again when it bears another one."""

from __future__ import annotations

import re
from base64 import b32encode
from hashlib import blake2b
from itertools import islice
from typing import Final

_LINES: Final = 3
_SHORT: Final = 50
"""Characters below which two posts may say the same by chance."""

_LONGEST_CHARACTER: Final = 4
"""Bytes of it in UTF-8."""

_SIZE: Final = 5
_WRITTEN: Final = 8
"""Bytes of a digest, and the characters that Base32 makes of them, without a rest."""

_BLANKS: Final = b" \t\n\r\f\v"
_LINE = re.compile(rb"\S[^\n]*")


def fingerprint(title: str, body: str) -> str:
    """Four short digests with dots between: of `title`, of the first and of the last lines of `body`, and of all of it.

    Blanks and line ends do not count. A part is empty where there is nothing to tell a post by: no title, no text, or,
    for all of it, a text as short as a greeting.
    """
    data = _bytes(body)
    first = [line[0] for line in islice(_LINE.finditer(data), 2 * _LINES)]
    count = max(1, len(first) // 2)
    text = _solid(data)
    parts = (
        _solid(_bytes(title)),
        _solid(b"".join(first[:count])),
        _solid(_end(data, count)),
        b"" if _is_short(text) else text,
    )
    digests = [blake2b(part, digest_size=_SIZE).digest() for part in parts]
    written = b32encode(b"".join(digests)).decode("ascii").lower()
    names = [written[at : at + _WRITTEN] for at in range(0, len(written), _WRITTEN)]
    return ".".join(name * bool(part) for name, part in zip(names, parts, strict=True))


def _end(data: bytes, count: int) -> bytes:
    """The last `count` lines of `data` that are not blank, and all between them."""
    start = len(data)
    for _ in range(count):
        start = data.rfind(b"\n", 0, len(data[:start].rstrip())) + 1
    return data[start:]


def _is_short(text: bytes) -> bool:
    return (
        len(text) < _SHORT * _LONGEST_CHARACTER
        and len(text.decode("utf-8", "surrogatepass")) < _SHORT
    )


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _solid(data: bytes) -> bytes:
    return data.translate(None, _BLANKS)
