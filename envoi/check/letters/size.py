"""How large a letter is: its HTML, its style sheets, its message."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from envoi.check.letters.letter import Letter, line_of
from envoi.check.subject import Finding, error, warn

LARGEST: Final = 100_000
"""Bytes of the HTML of a letter: Gmail cuts it off at 102 kB, and senders add to it."""

STYLES: Final = 16_384
"""Characters of all style sheets together, above which Gmail leaves them all out."""

MESSAGE: Final = 10_000_000
"""Bytes of a message that many mail servers still take."""


def page(letter: Letter) -> Iterator[Finding]:
    """Gmail cuts a letter off, and the footer goes first."""
    size = len(letter.html or b"")
    if size > LARGEST:
        yield error(
            "letter-size",
            f"has {size:,} bytes; Gmail cuts a letter off at 102,000",
            "show fewer posts, or show them as cards",
        )


def styles(letter: Letter) -> Iterator[Finding]:
    """Gmail counts the characters of all style sheets together."""
    size = sum(len(sheet.css) for _, sheet in letter.sheets)
    if size > STYLES:
        yield error(
            "letter-size",
            f"its style sheets have {size:,} characters together; Gmail takes none of them above {STYLES:,}",
            "leave out rules that no element needs",
            line=line_of(letter.sheets[-1][0]),
        )


def message(letter: Letter) -> Iterator[Finding]:
    """Pictures that come with a message make it a third larger than they are."""
    size = len(letter.mail or b"")
    if size > MESSAGE:
        yield warn(
            "letter-size",
            f"has {size:,} bytes; many mail servers take no more than {MESSAGE:,}",
            "let pictures be linked, or make them smaller",
        )
