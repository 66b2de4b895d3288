"""The title and the text of a post -> a short name by which a file is known again when it bears another one."""

from __future__ import annotations

from base64 import b32encode
from hashlib import blake2s
from typing import Final

_LINES: Final = 3
_SHORT: Final = 60
"""Characters below which two posts may say the same by chance."""


def fingerprint(title: str, body: str) -> str:
    """Four short digests with dots between: of `title`, of the first and of the last lines of `body`, and of all of it.

    White space is folded. A part is empty where there is nothing to tell a post by: no title, no text, or, for all of
    it, a text as short as a greeting.
    """
    lines = [line for line in body.split("\n") if line and not line.isspace()]
    text = _folded(body)
    count = max(1, min(_LINES, len(lines) // 2))
    parts = (
        _folded(title),
        _folded("\n".join(lines[:count])),
        _folded("\n".join(lines[-count:])),
        text if len(text) >= _SHORT else "",
    )
    return ".".join(_digest(part) for part in parts)


def _folded(text: str) -> str:
    return " ".join(text.split())


def _digest(text: str) -> str:
    if not text:
        return ""
    data = text.encode("utf-8", "surrogatepass")
    return b32encode(blake2s(data, digest_size=5).digest()).decode("ascii").lower()
