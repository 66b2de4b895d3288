"""What every dialect of front matter is read into: keys without case, values as the text that was typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

Value: TypeAlias = str | list["Value"] | dict[str, "Value"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One key of a header: as typed, its value, and the line of the file it stands on."""

    key: str
    value: Value
    line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Remark:
    """Something a dialect had to change or could not use; becomes a warning with its place."""

    code: str
    line: int
    message: str
    hint: str = ""


class HeaderError(Exception):
    """The header cannot be read: the line, what is wrong, and what to write instead."""

    def __init__(self, line: int, message: str, hint: str) -> None:
        super().__init__(message)
        self.line, self.message, self.hint = line, message, hint


@dataclass(frozen=True, kw_only=True, slots=True)
class Header:
    """The front matter of one post, and where the body begins.

    `body` is the text after it, `body_line` the line of the file on which that begins.
    """

    fields: Mapping[str, Field]
    body: str
    body_line: int
    remarks: tuple[Remark, ...] = ()

    def find(self, *names: str) -> Field | None:
        """The first of `names` (in their plain form) that is there with a value that is not empty."""
        return next(
            (found for found in self.all(names) if found.value not in ("", [], {})),
            None,
        )

    def all(self, names: Iterable[str]) -> Iterator[Field]:
        """Every field among `names`, in the order of `names`."""
        return (self.fields[name] for name in names if name in self.fields)


@dataclass(slots=True)
class Collector:
    """Gathers the fields of one header as a dialect meets them."""

    fields: dict[str, Field] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)

    def add(self, key: str, value: Value, line: int) -> None:
        """Keep a key; one that was there before is overruled, with a remark."""
        name = plain(key)
        if earlier := self.fields.get(name):
            self.remarks.append(
                Remark(
                    code="duplicate-key",
                    line=line,
                    message=f'"{key}" again (first on line {earlier.line}); the last one counts',
                    hint="keep one of them",
                )
            )
        self.fields[name] = Field(key=key, value=value, line=line)

    def header(self, body: str, body_line: int) -> Header:
        """The header, once all is gathered."""
        return Header(
            fields=self.fields,
            body=body,
            body_line=body_line,
            remarks=tuple(self.remarks),
        )


def plain(key: str) -> str:
    """`key` without case, `-`, `_` and blanks: how keys are compared."""
    return re.sub(r"[-_\s]", "", key).lower()


def cut(text: str, fence: str, *ends: str) -> tuple[str, str, int] | None:
    """Front matter between a first line `fence` and a later line that is one of `ends` (or `fence`).

    Gives the block between, the body, and the line on which the body begins. None if the
    text does not begin with `fence`. Raises HeaderError if the fence is never closed.
    """
    first, _, rest = text.partition("\n")
    if first.rstrip() != fence:
        return None
    start = 0
    for number, line in enumerate(rest.split("\n"), 2):
        if line.rstrip() in (fence, *ends) and line[:1].strip():
            return rest[:start], rest[start + len(line) + 1 :], number + 1
        start += len(line) + 1
    raise HeaderError(
        1,
        f'front matter begins with "{fence}" but is never closed',
        f'put a line "{fence}" after the last key',
    )
