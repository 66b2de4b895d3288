"""The text of a style sheet, or of a `style` attribute -> its rules and declarations, each with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import tinycss2

_IMPORTANT: Final = re.compile(r"(.?)!\s*important", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Declaration:
    """`name: value`, which is what is `said`; `tokens` are those of the value, as tinycss2 has them."""

    name: str
    value: str
    tokens: tuple[Any, ...]
    said: str
    important: bool
    line: int

    def __str__(self) -> str:
        return self.said


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Rule:
    """`selector { declarations }`; `within` are the at-rules around it, the outermost first."""

    selector: str
    tokens: tuple[Any, ...]
    declarations: tuple[Declaration, ...]
    within: tuple[str, ...]
    line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class AtRule:
    """`@name prelude`, and how many other at-rules are around it."""

    name: str
    prelude: str
    depth: int
    line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """The text of one style sheet. `after_comment` are the lines of rules that a comment stands before; `nested` those
    of rules within rules.
    """

    css: str
    rules: tuple[Rule, ...]
    at_rules: tuple[AtRule, ...]
    after_comment: tuple[int, ...]
    nested: tuple[int, ...]


@lru_cache(maxsize=64)
def sheet(css: str) -> Sheet:
    """What is in the style sheet `css`, as far as it can be read."""
    reader = _Reader()
    reader.read(tinycss2.parse_stylesheet(css, skip_whitespace=True), ())
    return Sheet(
        css=css,
        rules=tuple(reader.rules),
        at_rules=tuple(reader.at_rules),
        after_comment=tuple(reader.after_comment),
        nested=tuple(reader.nested),
    )


@lru_cache(maxsize=8192)
def declarations(css: str) -> tuple[Declaration, ...]:
    """What the `style` attribute `css` sets."""
    return tuple(_declarations(tinycss2.parse_blocks_contents(css)))


def ill_important(css: str) -> bool:
    """Whether an `!important` is not in small letters and after a blank, as Gmail wants it."""
    return any(
        not found[1].isspace() or not found[0].endswith("!important")
        for found in _IMPORTANT.finditer(css)
    )


def functions(tokens: Sequence[Any]) -> Iterator[Any]:
    """All functions among `tokens`, also those within others."""
    for token in tokens:
        if token.type == "function":
            yield token
            yield from functions(token.arguments)
        elif token.type in ("() block", "[] block"):
            yield from functions(token.content)


class _Reader:
    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self.at_rules: list[AtRule] = []
        self.after_comment: list[int] = []
        self.nested: list[int] = []

    def read(self, found: Sequence[Any], within: tuple[str, ...]) -> None:
        before = ""
        for rule in found:
            if rule.type in ("qualified-rule", "at-rule") and before == "comment":
                self.after_comment.append(rule.source_line)
            if rule.type == "qualified-rule":
                self._rule(rule, within)
            elif rule.type == "at-rule":
                self._at_rule(rule, within)
            if rule.type != "whitespace":
                before = rule.type

    def _rule(self, rule: Any, within: tuple[str, ...]) -> None:
        content = tinycss2.parse_blocks_contents(rule.content)
        self.nested += [
            one.source_line for one in content if one.type == "qualified-rule"
        ]
        self.rules.append(
            Rule(
                selector=_text(rule.prelude),
                tokens=tuple(rule.prelude),
                declarations=tuple(_declarations(content)),
                within=within,
                line=rule.source_line,
            )
        )

    def _at_rule(self, rule: Any, within: tuple[str, ...]) -> None:
        name, prelude = rule.lower_at_keyword, _text(rule.prelude)
        self.at_rules.append(
            AtRule(name=name, prelude=prelude, depth=len(within), line=rule.source_line)
        )
        if rule.content is not None:
            inner = tinycss2.parse_rule_list(rule.content, skip_whitespace=True)
            self.read(inner, (*within, f"@{name} {prelude}"))


def _declarations(content: Sequence[Any]) -> Iterator[Declaration]:
    for one in content:
        if one.type == "declaration":
            value = _text(one.value)
            yield Declaration(
                name=one.lower_name,
                value=value,
                said=f"{one.lower_name}: {value}",
                tokens=tuple(one.value),
                important=one.important,
                line=one.source_line,
            )


def _text(tokens: Sequence[Any]) -> str:
    text: str = tinycss2.serialize(tokens)
    return " ".join(text.split())
