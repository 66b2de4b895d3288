"""What the law wants to be read in a letter: who sends it, and the way out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envoi.check.letters.letter import PLACEHOLDER, Letter, spoken
from envoi.check.subject import Finding, warn


def of_page(letter: Letter) -> Iterator[Finding]:
    """CAN-SPAM, 15 U.S.C. 7704; ePrivacy directive, article 13."""
    links = {tag.get("href", "") for tag in letter.named("a")}
    yield from _footer(letter, spoken(letter.tree), links)


def of_text(letter: Letter) -> Iterator[Finding]:
    """The same in the plain part."""
    yield from _footer(letter, letter.words, {letter.words})


def _footer(letter: Letter, words: str, links: set[str]) -> Iterator[Finding]:
    settings = letter.settings
    if settings is None:
        return
    # what is out is judged as it is: sender and service may have been others
    then = (
        "set {} below [newsletter] for the next one"
        if letter.out
        else "set {} below [newsletter], and build it anew"
    )
    filled = PLACEHOLDER.findall(" ".join((words, *links)))
    # whatever the markup between and around them is, the words of the postal address are there
    wanted = {*re.findall(r"\w+", settings.whereabouts)}
    there = letter.out or (wanted and wanted <= {*re.findall(r"\w+", words)})
    if not there and not any("address" in one.casefold() for one in filled):
        yield warn(
            "letter-footer",
            "does not show the postal address of the sender",
            then.format("postal_address"),
        )
    ways = {settings.way_out, *(_own_ways(letter) if letter.out else ())}
    bare = {way.partition("?")[0] for way in ways} - {""}
    shown = any(way in link for way in bare for link in links)
    if not shown and not any("unsub" in one.casefold() for one in filled):
        yield warn(
            "letter-footer",
            "shows no way to unsubscribe",
            then.format("unsubscribe"),
        )


def _own_ways(letter: Letter) -> list[str]:
    """The addresses that the message itself gives for leaving the list (RFC 2369)."""
    return re.findall(r"<([^<>]+)>", str(letter.message.get("List-Unsubscribe", "")))
