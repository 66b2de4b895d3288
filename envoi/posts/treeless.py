"""A Body -> the same for feeds alone, which need no tree: it is most of the memory. Whoever asks for it gets an AttributeError."""

from __future__ import annotations

from operator import attrgetter
from typing import Any, Final

from envoi.model import Body

_SLOTS: Final = {
    name: getattr(Body, name).__set__ for name in Body.__slots__ if name != "tree"
}
values_of_body: Final = attrgetter(*_SLOTS)


def body_of(values: tuple[Any, ...]) -> Body:
    """The body that has `values`, and no tree."""
    body = object.__new__(Body)
    for put, value in zip(_SLOTS.values(), values, strict=True):
        put(body, value)
    return body


def without_tree(body: Body) -> Body:
    """`body` for feeds alone."""
    return body_of(values_of_body(body))
