"""The text of a script in JavaScript or TypeScript -> the values it spells out; it is read and never executed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sized
from dataclasses import dataclass, field
from typing import Final

from envoi.dialects.dialect import Value
from envoi.dialects.javascript_tokens import Token, tokens

LONGEST: Final = 10_000
"""Characters of the longest text that is put together, and keys of the largest table that is spread into another."""

_DEPTH: Final = 20
_TYPE: Final = 30
_PARTS: Final = 100
_DECLARE: Final = frozenset({"const", "let", "var"})
_ENDS: Final = frozenset({",", ";", ")", "]", "}"})
_OPENS: Final = frozenset({"(", "[", "{"})
_BEFORE: Final = frozenset({"async", "new", "await"})


@dataclass(kw_only=True, slots=True)
class Script:
    """What a script spells out, every scalar as text (`true`, `3`).

    `names` are what is bound to a name, `default` what it exports (`export default`,
    `module.exports`), `returned` the tables that its functions return, in order, `calls` its calls
    whose first argument is a text, `imports` the module and the name in it behind each
    imported name (`default` and `*` for the whole).
    """

    names: dict[str, Value] = field(default_factory=dict)
    default: Value | None = None
    returned: list[dict[str, Value]] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)
    imports: dict[str, tuple[str, str]] = field(default_factory=dict)

    def table(self) -> dict[str, Value]:
        """The table that it exports, else the last one that a function returns; empty if there is none."""
        if isinstance(self.default, dict):
            return self.default
        return self.returned[-1] if self.returned else {}

    def called(self, name: str) -> str:
        """The text that the method `name` was last called with, or nothing."""
        return next((said for call, said in reversed(self.calls) if call == name), "")


def read(text: str, known: Mapping[str, Value] | None = None) -> Script:
    """What `text` spells out; `known` are values of names that it imports."""
    reader = _Reader(tokens(text), Script(names={"__dirname": ".", **(known or {})}))
    reader.run()
    return reader.script


def at(value: Value | None, *keys: str) -> Value | None:
    """What `value` holds below `keys`, one inside the other; None if it holds nothing there."""
    for key in keys:
        if not isinstance(value, dict) or key not in value:
            return None
        value = value[key]
    return value


class _Reader:
    """Walks over the tokens of one script; each starts a value once at most, so that the time is linear."""

    def __init__(self, found: list[Token], script: Script) -> None:
        self.tokens = found
        self.script = script
        self.at = 0
        self.ends = _brackets(found)
        self.copied = 0

    def run(self) -> None:
        for place in range(len(self.tokens)):
            self.at = place
            word = self.word(0)
            if word in _DECLARE:
                self.declaration()
            elif word == "export" and self.word(1) == "default":
                self.at += 2
                self.export(self.value(0))
            elif word == "module" and self.words(1, ".", "exports", "="):
                self.at += 4
                self.export(self.value(0))
            elif word == "exports" and self.word(1) == "." and self.word(3) == "=":
                name = self.word(2)
                self.at += 4
                self.bind(name, self.value(0))
            elif word == "return" or (word == "=>" and self.words(1, "(", "{")):
                self.at += 1
                self.returns()
            elif word == "import" and self.word(1) != "(":
                self.imported()
            elif word == "(" and self.kind(1) == "string" and self.kind(-1) == "name":
                self.script.calls.append((self.word(-1), self.word(1)))

    def kind(self, ahead: int) -> str:
        place = self.at + ahead
        return self.tokens[place].kind if 0 <= place < len(self.tokens) else ""

    def word(self, ahead: int) -> str:
        place = self.at + ahead
        return self.tokens[place].text if 0 <= place < len(self.tokens) else ""

    def sign(self, ahead: int = 0) -> str:
        """The token if it is no text of the script's author."""
        return "" if self.kind(ahead) in ("string", "template") else self.word(ahead)

    def words(self, ahead: int, *expected: str) -> bool:
        return all(
            self.sign(ahead + number) == word for number, word in enumerate(expected)
        )

    def bind(self, name: str, value: Value | None) -> None:
        if value is not None:
            self.script.names.setdefault(name, value)

    def export(self, value: Value | None) -> None:
        if value is not None:
            self.script.default = value

    def returns(self) -> None:
        value = self.value(0)
        if isinstance(value, dict) and value:
            self.script.returned.append(value)

    def declaration(self) -> None:
        """`const NAME: Type = VALUE`, and `const NAME = require("…")`, also of parts."""
        self.at += 1
        if self.sign() == "{":
            names = self.parts()
            if self.words(0, "=", "require", "(") and self.kind(3) == "string":
                self.link(names, self.word(3))
            return
        name = self.word(0)
        if self.kind(0) != "name":
            return
        self.at += 1
        if self.sign() == ":":
            for _ in range(_TYPE):
                if self.sign() in ("=", ";", "", *_DECLARE):
                    break
                self.step()
        if self.sign() != "=":
            return
        self.at += 1
        if self.words(0, "require", "(") and self.kind(2) == "string":
            self.link([("default", name)], self.word(2))
        else:
            self.bind(name, self.value(0))

    def imported(self) -> None:
        """`import NAME, { A as B } from "module"`."""
        names: list[tuple[str, str]] = []
        self.at += 1
        if self.sign() == "type":
            return
        if self.sign() == "*" and self.word(1) == "as":
            names.append(("*", self.word(2)))
            self.at += 3
        elif self.kind(0) == "name":
            names.append(("default", self.word(0)))
            self.at += 1
            if self.sign() == ",":
                self.at += 1
        if self.sign() == "{":
            names += self.parts()
        if self.word(0) == "from" and self.kind(1) == "string":
            self.link(names, self.word(1))

    def parts(self) -> list[tuple[str, str]]:
        """The names in `{ A, B as C, D: E }`, each with the one it is given; ends behind it."""
        found = []
        end = self.ends.get(self.at, self.at)
        last = min(end, self.at + _PARTS)
        while self.at < last:
            self.at += 1
            if self.kind(0) != "name":
                continue
            if self.word(0) in _DECLARE | {"import"}:
                break
            name = own = self.word(0)
            if self.word(1) in ("as", ":") and self.kind(2) == "name":
                own = self.word(2)
                self.at += 2
            found.append((name, own))
        self.at = end + 1
        return found

    def link(self, names: list[tuple[str, str]], module: str) -> None:
        for name, own in names:
            self.script.imports.setdefault(own, (module, name))

    def step(self) -> None:
        """To the next token, over what stands in brackets."""
        self.at = self.ends.get(self.at, self.at) + 1

    def skip(self, depth: int) -> None:
        """To the end of an expression inside another: a comma, a semicolon or a closing bracket."""
        while depth and self.at < len(self.tokens) and self.sign() not in _ENDS:
            if self.kind(0) == "name" and self.word(0) in _DECLARE | {"export"}:
                return
            self.step()

    def value(self, depth: int) -> Value | None:
        """The value of the expression that begins here, None if it is not spelt out; ends behind it."""
        found = self.operand(depth)
        while True:
            sign = self.sign()
            if sign in ("||", "??"):
                self.at += 1
                other = self.operand(depth)
                found = found or other
            elif sign == "+" and isinstance(found, str):
                self.at += 1
                other = self.operand(depth)
                found = _joined(found, other)
            elif sign in ("as", "satisfies"):
                self.skip(depth)
                return found
            elif sign == "!" and self.sign(1) in _ENDS:
                self.at += 1
            else:
                break
        if sign in ("in", "instanceof") or not (
            sign in _ENDS or self.kind(0) in ("name", "")
        ):
            self.skip(depth)
            return None
        return found

    def operand(self, depth: int) -> Value | None:
        if depth > _DEPTH or self.ends.get(self.at) == len(self.tokens):
            self.skip(depth)
            return None
        kind, word = self.kind(0), self.word(0)
        if kind == "string" or kind == "number":
            self.at += 1
            return word
        if kind == "template":
            self.at += 1
            return self.filled(word)
        if word == "{":
            return self.table(depth)
        if word == "[":
            return self.array(depth)
        if word == "(":
            return self.grouped(depth)
        if word == "-" and self.kind(1) == "number":
            self.at += 2
            return f"-{self.word(-1)}"
        if kind == "name":
            return self.named(depth)
        self.step() if word and word not in _ENDS else None
        self.skip(depth)
        return None

    def grouped(self, depth: int) -> Value | None:
        end = self.ends.get(self.at, self.at)
        self.at += 1
        found = self.value(depth + 1)
        if self.at != end:
            found = None
        self.at = end + 1
        if self.sign() == "=>":
            self.skip(depth)
            return None
        return found

    def named(self, depth: int) -> Value | None:
        """A constant, a bound name with its members, or a call of something with a table."""
        while self.word(0) in _BEFORE and self.kind(1) == "name":
            self.at += 1
        word = self.word(0)
        self.at += 1
        if word in ("true", "false"):
            return word
        if word in ("null", "undefined"):
            return ""
        if word in ("function", "class"):
            self.skip(depth)
            return None
        found = self.script.names.get(word)
        while self.sign() in (".", "?.") and self.kind(1) == "name":
            found = at(found, self.word(1))
            self.at += 2
        if self.sign() != "(":
            return found
        end = self.ends.get(self.at, self.at)
        self.at += 1
        argument = self.value(depth + 1) if self.at < end else None
        self.at = end + 1
        return argument if isinstance(argument, dict) else None

    def array(self, depth: int) -> Value:
        end = self.ends.get(self.at, self.at)
        found: list[Value] = []
        self.at += 1
        while self.at < end:
            if self.sign() == "...":
                self.at += 1
                spread = self.value(depth + 1)
                if isinstance(spread, list) and self.affords(spread):
                    found += spread
            elif (value := self.value(depth + 1)) is not None:
                found.append(value)
            self.at += 1
        self.at = end + 1
        return found

    def table(self, depth: int) -> Value:
        end = self.ends.get(self.at, self.at)
        found: dict[str, Value] = {}
        self.at += 1
        while self.at < end:
            self.entry(found, depth)
            if self.at < end and self.sign() != ",":
                self.skip(depth + 1)
            self.at += 1
        self.at = end + 1
        return found

    def affords(self, spread: Sized) -> bool:
        """Whether the parts of `spread` may still be copied into something else."""
        self.copied += len(spread)
        return self.copied <= LONGEST

    def entry(self, found: dict[str, Value], depth: int) -> None:
        """One `key: value`, `key` or `...value` of a table; methods are left out."""
        if self.sign() == "...":
            self.at += 1
            spread = self.value(depth + 1)
            if isinstance(spread, dict) and self.affords(spread):
                found.update(spread)
            return
        if self.kind(0) not in ("string", "number", "name"):
            self.skip(depth + 1)
            return
        key = self.word(0)
        self.at += 1
        if self.sign() == ":":
            self.at += 1
            value = self.value(depth + 1)
        elif self.sign() in (",", "}"):
            value = self.script.names.get(key)
        else:
            self.skip(depth + 1)
            return
        if value is not None:
            found[key] = value

    def filled(self, template: str) -> str | None:
        """The text of a template whose `${…}` are all bound to texts."""
        parts = re.split(r"\$\{\s*([\w$.]+)\s*\}", template)
        made = ""
        for number, part in enumerate(parts):
            names = part.split(".")
            value = part
            if number % 2:
                found = at(self.script.names.get(names[0]), *names[1:])
                if not isinstance(found, str):
                    return None
                value = found
            if len(made) + len(value) > LONGEST:
                return None
            made += value
        return made


def _joined(one: str, other: Value | None) -> str | None:
    if isinstance(other, str) and len(one) + len(other) <= LONGEST:
        return one + other
    return None


def _brackets(found: list[Token]) -> dict[int, int]:
    """Where each opening bracket is closed; one that is never closed ends with the script."""
    ends: dict[int, int] = {}
    stack: list[int] = []
    for place, token in enumerate(found):
        if token.kind != "sign":
            continue
        if token.text in _OPENS:
            stack.append(place)
        elif token.text in (")", "]", "}") and stack:
            ends[stack.pop()] = place
    return ends | dict.fromkeys(stack, len(found))
