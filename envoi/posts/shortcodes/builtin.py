"""A tag with its arguments -> what it stands for, of all that is built in, whatever the generator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from envoi.posts.shortcodes import blocks, embeds, links, pictures
from envoi.posts.shortcodes.syntax import Call, Handler, Syntax

HANDLERS: Final[Mapping[str, Handler]] = {
    **blocks.HANDLERS,
    **embeds.HANDLERS,
    **links.HANDLERS,
    **pictures.HANDLERS,
}
"""What tags stand for where text is, by their plain names."""

GUESSES: Final[tuple[Handler, ...]] = (pictures.guess, embeds.guess)
"""What a tag that nobody knows may stand for, by what it is given."""


def shape(call: Call, syntax: Syntax) -> str | None:
    """Markdown or HTML for a tag in text; None if nothing is known, or if it rather stands for an address."""
    own, common = syntax.handlers.get(call.name), HANDLERS.get(call.name)
    known = [handler for handler in (own, common) if handler]
    if not known and call.name in {**links.ADDRESSES, **links.WORDS}:
        return None
    return _first(call, *known, *GUESSES)


def value(call: Call) -> str | None:
    """The address or the words that a tag stands for, which may be used anywhere."""
    known = (links.ADDRESSES.get(call.name), links.WORDS.get(call.name))
    return _first(call, *filter(None, known))


def _first(call: Call, *handlers: Handler) -> str | None:
    made = (handler(call) for handler in handlers)
    return next((text for text in made if text is not None), None)
