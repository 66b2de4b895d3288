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
    lines = [" ".join(line.split()) for line in body.split("\n")]
    lines = [line for line in lines if line]
    text = " ".join(lines)
    count = max(1, min(_LINES, len(lines) // 2))
    parts = (
        title,
        " ".join(lines[:count]),
        " ".join(lines[-count:]),
        text if len(text) >= _SHORT else "",
    )
    return ".".join(_digest(" ".join(part.split())) for part in parts)


def _digest(text: str) -> str:
    if not text:
        return ""
    data = text.encode("utf-8", "surrogatepass")
    return b32encode(blake2s(data, digest_size=5).digest()).decode("ascii").lower()
