"""A letter that was built -> what mail programs, their readers and the law would find wrong with it.

A rule is one function, and one word at the file that it is about in `RULES`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from envoi.check.letters import (
    contrast,
    footer,
    gmail,
    hosts,
    links,
    mail,
    pictures,
    size,
    structure,
    support,
    wording,
)
from envoi.check.letters.letter import HTML, MAIL, NAMES, TEXT, Letter, Rule
from envoi.check.subject import Finding

RULES: Final[Mapping[str, tuple[Rule, ...]]] = {
    HTML: (
        size.page,
        size.styles,
        support.supported,
        gmail.elements,
        gmail.sheets,
        gmail.styles,
        gmail.backgrounds,
        structure.working,
        structure.closed,
        structure.titled,
        structure.languages,
        structure.framed,
        structure.tables,
        structure.headings,
        pictures.described,
        pictures.measured,
        pictures.whole,
        pictures.seen,
        contrast.readable,
        contrast.legible,
        contrast.shown,
        links.targets,
        links.secure,
        links.called,
        links.apart,
        hosts.listed,
        hosts.asked_for,
        footer.of_page,
        wording.preheader,
        wording.pictures_only,
    ),
    TEXT: (
        links.same,
        footer.of_text,
        wording.both,
    ),
    MAIL: (
        size.message,
        wording.subject,
        mail.headers,
        mail.lists,
        mail.parts,
        mail.wire,
    ),
}
"""Every rule on a letter, by the file that it is about."""


def judged(letter: Letter) -> Iterator[tuple[str, Finding]]:
    """All that the rules say of one letter, each with the name of the file that it is about."""
    for name, file in zip(NAMES, (letter.html, letter.text, letter.mail), strict=True):
        if file is not None:
            for rule in RULES[name]:
                for finding in rule(letter):
                    yield name, finding
