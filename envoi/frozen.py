"""A frozen dataclass -> what makes its values by the thousand: to write into what is frozen takes several times as long."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, make_dataclass
from typing import Any, TypeVar

_Kind = TypeVar("_Kind")


def maker(kind: Callable[..., _Kind]) -> Callable[..., _Kind]:
    """What makes one of `kind`, which has slots, of the values of all its fields in their order, but for changes that are given by name.

    It raises TypeError for too few or too many values, and AttributeError for a change of what is no field.
    """
    of: Any = kind
    names = [one.name for one in fields(of)]
    thawed: Any = make_dataclass(of.__name__, names, slots=True, eq=False)

    def made(values: Any, **changes: Any) -> _Kind:
        one = thawed(*values)
        for name, value in changes.items():
            setattr(one, name, value)
        one.__class__ = of
        frozen: _Kind = one
        return frozen

    return made
