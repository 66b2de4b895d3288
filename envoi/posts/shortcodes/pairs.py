"""The pieces of a text -> which tags have an end, and which ends belong to one."""

from __future__ import annotations

from collections.abc import Sequence

from envoi.posts.shortcodes.lexer import Piece
from envoi.posts.shortcodes.syntax import Kind, Tag


def find(pieces: Sequence[Piece]) -> tuple[set[int], set[int]]:
    """The numbers of the tags that have an end, and of these ends.

    An end belongs to the last open tag of its name, one without a name (Zola's `end`) to the
    last open tag of all; tags that are open in between have none.
    """
    openers: set[int] = set()
    closers: set[int] = set()
    stack: list[tuple[int, str]] = []
    places: dict[str, list[int]] = {}
    for number, tag in enumerate(pieces):
        if not isinstance(tag, Tag):
            continue
        if tag.kind is Kind.TAG:
            places.setdefault(tag.name, []).append(len(stack))
            stack.append((number, tag.name))
        elif tag.kind is Kind.CLOSE and stack:
            name = tag.name or stack[-1][1]
            if places.get(name):
                at = places[name][-1]
                openers.add(stack[at][0])
                closers.add(number)
                for _, left in stack[at:]:
                    places[left].pop()
                del stack[at:]
    return openers, closers
