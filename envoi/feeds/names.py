"""The name of a tag, author or section -> one for its folder."""

from __future__ import annotations

import re
from typing import Final
from unicodedata import category, normalize

_LONGEST: Final = 150
"""Bytes of a folder's name: file systems take 255, and `-2` may follow."""

_JOINERS: Final = "\u200c\u200d"
"""Inside a word of Persian or Hindi, and inside an emoji, they are part of it."""

_SPOKEN: Final = (
    (re.compile(r"(?<!\S)\.(?=\w)"), "dot-"),
    (re.compile(r"(?<=\w)#(?!\w)"), "-sharp"),
    (re.compile(r"(?<=\w)\+\+(?![\w+])"), "-plus-plus"),
    (re.compile(r"(?<=\w)\+(?![\w+])"), "-plus"),
)
"""Marks that tell one name from another: `.NET`, `C#`, `C++`, `A+`."""


def slug(name: str) -> str:
    """`name` as the name of a folder: in any script, in small letters, with `-` for blanks and punctuation.

    One of punctuation only is told by its code points.
    """
    spoken = normalize("NFC", name)
    for mark, words in _SPOKEN:
        spoken = mark.sub(words, spoken)
    # Lower case of the Turkish İ is an i with a dot of its own above, which no keyboard has.
    small = normalize("NFC", spoken.lower().replace("i\u0307", "i"))
    kept = "".join(char if _is_kept(char) else "-" for char in small)
    found = re.sub(rf"-[-{_JOINERS}]*", "-", kept).strip(f"-{_JOINERS}")
    found = found or "-".join(f"u{ord(char):x}" for char in small)
    cut = found.encode()[:_LONGEST].decode(errors="ignore")
    return normalize("NFC", cut).strip(f"-{_JOINERS}")


def place(path: str) -> str:
    """What is equal for two paths that some file system takes for one."""
    return normalize("NFC", path).lower()


def _is_kept(char: str) -> bool:
    kind = category(char)
    symbol = kind in ("So", "Sk") and not char.isascii()
    return kind[0] in "LMN" or symbol or char in _JOINERS
