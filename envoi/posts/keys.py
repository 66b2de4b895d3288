"""The Header of one post -> its values by meaning: as text, as one line, as yes or no."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from envoi.dialects import Value
from envoi.posts.header import Field, Header, plain
from envoi.posts.source import Source, one_line
from envoi.problems import Level, Problem, Report

YES: Final = frozenset({"true", "yes", "on", "1", "y"})
NO: Final = frozenset({"false", "no", "off", "0", "n", ""})

_TABLES: Final = ("taxonomies", "extra")
_LINE_END: Final = re.compile(r"[\r\n]\s*\S")

_MARKUP_TAG: Final = re.compile(
    r"</?(?:a|abbr|b|bdi|big|br|cite|code|del|dfn|div|em|font|h[1-6]|i|img|ins|kbd|mark|p|q|s|samp"
    r"|script|small|span|strike|strong|style|sub|sup|svg|u|var|iframe)\b[^<>]*>",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Keys:
    """What the front matter of `source` says, and the report that is told what is odd about it."""

    source: Source
    header: Header
    report: Report

    def warn(self, code: str, field: Field | None, message: str, hint: str) -> None:
        """A warning on the line of `field`, else on the first one."""
        self.say(Level.WARNING, code, field, message, hint)

    def say(
        self, level: Level, code: str, field: Field | None, message: str, hint: str
    ) -> None:
        """A problem on the line of `field`, else on the first one."""
        place = self.source.place((field and field.line) or 1)
        self.report.add(
            Problem(level=level, code=code, message=message, hint=hint, place=place)
        )

    def find(self, names: tuple[str, ...]) -> Field | None:
        """A key at the top, or in the tables that Zola puts such keys in."""
        found = self.header.find(*names)
        return found or (self._nested(names) if self._tables else None)

    @cached_property
    def _tables(self) -> tuple[Field, ...]:
        return tuple(self.header.all(_TABLES))

    def _nested(self, names: tuple[str, ...]) -> Field | None:
        for table in self._tables:
            if isinstance(table.value, dict):
                inner = {plain(key): value for key, value in table.value.items()}
                for name in names:
                    if value := inner.get(name):
                        return Field(key=name, value=value, line=table.line)
        return None

    def every(self, names: tuple[str, ...]) -> tuple[Field, ...]:
        """All keys among `names` at the top, else the one in such a table."""
        if fields := tuple(self.header.all(names)):
            return fields
        nested = self._nested(names)
        return (nested,) if nested else ()

    def raw(self, names: tuple[str, ...]) -> str:
        """A value as the text that was typed, or nothing."""
        field = self.find(names)
        return scalar(field.value) if field else ""

    def text(self, names: tuple[str, ...]) -> str:
        """A value as one line of plain text; a line end that was typed into it is named."""
        field = self.find(names)
        if field is None:
            return ""
        value = scalar(field.value)
        if _LINE_END.search(value):
            self.warn(
                "line-end",
                field,
                f"line end in {field.key} read as a blank",
                "write it on one line",
            )
        return one_line(value)

    def flag(self, *names: str) -> bool:
        """Whether one of `names` says yes; what is neither yes nor no is taken as yes, and named."""
        field = self.header.find(*names)
        if field is None:
            return False
        value = scalar(field.value).lower()
        if value not in YES | NO:
            self.warn(
                "flag",
                field,
                f'{field.key}: "{one_line(value)[:40]}" is neither true nor false; taken as true',
                "write true or false",
            )
        return value not in NO


def without_tags(text: str) -> str:
    """`text` without HTML, which people write into titles and tags; those are plain text."""
    return _MARKUP_TAG.sub("", text) if "<" in text else text


def scalar(value: Value) -> str:
    """`value` as one text; the parts of a list or table with commas between."""
    if isinstance(value, str):
        return value.strip()
    parts = value if isinstance(value, list) else value.values()
    return ", ".join(map(scalar, parts))
