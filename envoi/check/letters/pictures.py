"""The pictures of a letter: what they say to those who do not see them, and how large they are shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from envoi.check.letters import css
from envoi.check.letters.letter import Letter, line_of
from envoi.check.subject import Finding, error, notice, short, warn

WIDEST: Final = 800
"""Pixels of the widest reading pane that a letter is made for."""

MANY: Final = 60
"""Pictures in one letter, above which some mail programs ask before they load them."""

_ICON: Final = 48
"""Pixels up to which a picture may well be decoration."""

_PIXELS: Final = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)(?:px)?\s*")


def described(letter: Letter) -> Iterator[Finding]:
    """Half of all readers see no pictures at first, and some never do."""
    for tag in letter.named("img"):
        src = tag.get("src", "")
        alt = tag.get("alt")
        if alt is None:
            yield warn(
                "letter-alt",
                f"a picture has no alt: {short(src)}",
                'write what it shows, or alt="" where it adds nothing',
                line=line_of(tag),
                node=tag,
                needle=src,
            )
        elif not alt.strip() and not _is_decoration(tag):
            yield notice(
                "letter-alt",
                f"a large picture says nothing to those who do not see it: {short(src)}",
                "write what it shows",
                line=line_of(tag),
                node=tag,
                needle=src,
            )


def measured(letter: Letter) -> Iterator[Finding]:
    """Outlook for Windows goes by the attributes, and else shows a picture as large as its file is."""
    pictures = [*letter.named("img")]
    if len(pictures) > MANY:
        yield warn(
            "letter-picture",
            f"loads {len(pictures)} pictures",
            "show fewer posts, or show them as a list",
        )
    for tag in pictures:
        width = pixels(tag, "width")
        src = tag.get("src", "")
        if not src.strip():
            yield error(
                "letter-picture",
                "a picture has no address",
                "write it into src",
                line=line_of(tag),
                node=tag,
                needle=tag.get("srcset", ""),
            )
        elif width is None:
            yield warn(
                "letter-picture",
                f"a picture has no width: Outlook shows all of it: {short(src)}",
                'write width="…" in pixels',
                line=line_of(tag),
                node=tag,
                needle=src,
            )
        elif width > WIDEST:
            yield warn(
                "letter-picture",
                f"a picture is {width:g} pixels wide, more than a reading pane: {short(src)}",
                f"write a width of {WIDEST} or less",
                line=line_of(tag),
                node=tag,
                needle=src,
            )


def whole(letter: Letter) -> Iterator[Finding]:
    """What is written into an address instead of a file is shown by few."""
    for tag in letter.named("img", "input", "source", "video", "audio"):
        if tag.get("src", "").strip().lower().startswith("data:"):
            yield warn(
                "letter-picture",
                f"a <{tag.tag}> holds its content in its address, which Gmail and Outlook do not show",
                "put it into a file, and write the address of that",
                line=line_of(tag),
                node=tag,
                needle=tag.get("src", "")[:60],
            )


def seen(letter: Letter) -> Iterator[Finding]:
    """A picture that nobody can see tells the sender who opened the letter, and nobody else anything."""
    for tag in letter.named("img"):
        sizes = (pixels(tag, "width"), pixels(tag, "height"))
        if any(size is not None and size <= 1 for size in sizes):
            yield error(
                "letter-pixel",
                f"a picture is too small to be seen, as those that track readers are: {short(tag.get('src', ''))}",
                "take it out",
                line=line_of(tag),
                node=tag,
                needle=tag.get("src", ""),
            )


def pixels(tag: Any, name: str) -> float | None:
    """How many pixels the attribute `name` of `tag`, or else its style, says; None for none."""
    said = [one.value for one in css.declarations(tag.get("style", "")) if one.name == name]  # fmt: skip
    for typed in (tag.get(name, ""), *said):
        if found := _PIXELS.fullmatch(typed):
            return float(found[1])
    return None


def _is_decoration(tag: Any) -> bool:
    sizes = (pixels(tag, "width"), pixels(tag, "height"))
    return tag.get("role") in ("presentation", "none") or any(
        size is not None and size <= _ICON for size in sizes
    )
