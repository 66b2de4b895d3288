"""What every dialect of front matter is read into: keys without case, values as the text that was typed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Final, NamedTuple

from envoi.dialects import Value
from envoi.posts.source import legal

DEPTH_AT_MOST: Final = 50
"""Nested values; who nests deeper wants to break something."""


class Field(NamedTuple):
    """One key of a header: as typed, its value, and the line of the file it stands on."""

    key: str
    value: Value
    line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Remark:
    """Something a dialect had to change or could not use; becomes a warning with its place.

    `earlier` is another line it speaks of, if there is one.
    """

    code: str
    line: int
    message: str
    hint: str = ""
    earlier: int = 0


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
        if self.fields.keys().isdisjoint(names):
            return None
        for name in names:
            if (found := self.fields.get(name)) and found.value:
                return found
        return None

    def all(self, names: Collection[str]) -> Iterator[Field]:
        """Every field among `names` with a value that is not empty, in the order of `names`."""
        if self.fields.keys().isdisjoint(names):
            return iter(())
        return (
            found for name in names if (found := self.fields.get(name)) and found.value
        )

    def values(self) -> dict[str, Value]:
        """What each key says, also the empty ones."""
        return {name: field.value for name, field in self.fields.items()}

    def with_defaults(self, values: Mapping[str, Value]) -> Header:
        """The same header, with `values` (by plain key) for what it leaves out; they stand on no line."""
        more = {
            name: Field(key=name, value=value, line=0)
            for name, value in values.items()
            if self.find(name) is None
        }
        return replace(self, fields={**self.fields, **more}) if more else self


@dataclass(slots=True)
class Collector:
    """Gathers the fields of one header as a dialect meets them."""

    fields: dict[str, Field] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)

    def add(self, key: str, value: Value, line: int) -> None:
        """Keep a key, without characters that XML forbids, which are remarked upon."""
        key = legal(key)
        kept = _legal(value)
        self.keep(key, kept, line)
        if kept != value:
            self.remarks.append(
                Remark(
                    code="control-character",
                    line=line,
                    message=f"control character in {key[:60]} removed",
                    hint="delete it",
                )
            )

    def keep(self, key: str, value: Value, line: int) -> None:
        """Keep a key of legal characters; one that was there before is overruled, with a remark."""
        name = plain(key)
        if earlier := self.fields.get(name):
            self.remarks.append(
                Remark(
                    code="duplicate-key",
                    line=line,
                    message=f'"{key[:60]}" again; the last one counts',
                    hint="keep one of them",
                    earlier=earlier.line,
                )
            )
        self.fields[name] = Field(key, value, line)

    def header(self, body: str, body_line: int) -> Header:
        """The header, once all is gathered."""
        return Header(
            fields=self.fields,
            body=body,
            body_line=body_line,
            remarks=tuple(self.remarks),
        )


@lru_cache(maxsize=1024)
def plain(key: str) -> str:
    """`key` without case, `-`, `_` and blanks: how keys are compared."""
    return re.sub(r"[-_\s]", "", key).lower()


def typed(value: Any, depth: int = 0) -> Value:
    """A value of TOML or JSON as the text that was typed, as far as it can still be told.

    Raises ValueError when it is nested deeper than `DEPTH_AT_MOST`, or a number too long to write.
    """
    if depth > DEPTH_AT_MOST:
        raise ValueError("nested too deep")
    if isinstance(value, Mapping):
        return {str(key): typed(part, depth + 1) for key, part in value.items()}
    if isinstance(value, list):
        return [typed(part, depth + 1) for part in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def key_lines(block: str, after: str) -> dict[str, Iterator[int]]:
    """The lines of `block`, from 1, on which each key is given: bare or quoted, before one of `after`."""
    lines: dict[str, list[int]] = {}
    line, at = 1, 0
    for found in re.finditer(
        rf"""(?:"([^"\n]*)"|'([^'\n]*)'|(?<![\w-])([\w-]++))[ \t]*+[{re.escape(after)}]""",
        block,
    ):
        line, at = line + block.count("\n", at, found.start()), found.start()
        key = found[1] or found[2] or found[3] or ""
        lines.setdefault(key, []).append(line)
    return {key: iter(numbers) for key, numbers in lines.items()}


def cut(text: str, fence: str, *ends: str) -> tuple[str, str, int] | None:
    """Front matter between a first line `fence` and a later line that is one of `ends` (or `fence`).

    Gives the block between, the body, and the line on which the body begins. None if the
    text does not begin with `fence`. Raises HeaderError if the fence is never closed.
    """
    if not text.startswith(fence):
        return None
    first = _line_end(text, 0)
    if text[:first].rstrip() != fence:
        return None
    close = len(text)
    for end in (fence, *ends):
        close = _line(text, end, first, close)
    if close == len(text):
        raise HeaderError(
            1,
            f'front matter begins with "{fence}" but is never closed',
            f'put a line "{fence}" after the last key',
        )
    block, body = text[first + 1 : close], text[_line_end(text, close) + 1 :]
    return block, body, block.count("\n") + 3


def _line(text: str, line: str, start: int, end: int) -> int:
    """Where behind `start` and before `end` a line begins that is `line` but for blanks at its end; `end` if none does."""
    while (start := text.find(f"\n{line}", start, end) + 1) > 0:
        if text[start : _line_end(text, start)].rstrip() == line:
            return start
    return end


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _legal(value: Value) -> Value:
    if isinstance(value, str):
        return legal(value)
    if isinstance(value, list):
        return [_legal(part) for part in value]
    return {legal(key): _legal(part) for key, part in value.items()}
