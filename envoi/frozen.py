"""A frozen dataclass -> its like that is not: to write into what is frozen takes several times as long, and a build makes thousands."""

from __future__ import annotations

from dataclasses import fields, make_dataclass
from typing import Any


def thawed(kind: Any) -> Any:
    """A class of all the fields of `kind`, which has slots, in their order and without defaults: what it makes is given `kind` for its class when it is done."""
    names = [one.name for one in fields(kind)]
    return make_dataclass(kind.__name__, names, slots=True, eq=False)
