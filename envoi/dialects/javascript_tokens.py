"""The text of a script in JavaScript or TypeScript -> its tokens, without comments, in linear time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Token:
    """A part of a script. `kind` is name, number, sign, string (its content), template (its source) or unknown."""

    kind: str
    text: str


# Strings, patterns and comments that are never closed end with their line or the script, so
# that no character is looked at again.
_TOKEN = re.compile(
    r"""(?P<blank>[\s\ufeff]++|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z))
    |(?P<string>"(?:[^"\\\n]|\\.)*+(?:"|(?=\n)|\\?\Z)|'(?:[^'\\\n]|\\.)*+(?:'|(?=\n)|\\?\Z))
    |(?P<template>`(?:[^`\\$]|\\.|\$(?!\{)|\$\{\s*+[\w$.]++\s*+\})*+`)
    |(?P<number>0[xX][\da-fA-F_]++|\d[\d_]*+(?:\.[\d_]++)?(?:[eE][+-]?\d++)?|\.\d++)
    |(?P<name>[^\W\d][\w$]*+|\$[\w$]*+)
    |(?P<sign>\.\.\.|\?\?|\?\.|\|\||&&|=>|[=!]==?|.)""",
    re.VERBOSE | re.DOTALL,
)
_CHUNK = re.compile(r"(?:[^`\\$]|\\.|\$(?!\{))*+(`|\$\{|\\?\Z)", re.DOTALL)
_PATTERN = re.compile(
    r"/(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*+(?:\]|(?=\n)|\\?\Z))*+(?:/[a-z]*+|(?=\n)|\\?\Z)"
)
_ESCAPE = re.compile(
    r"\\(?:u\{([\da-fA-F]{1,6})\}|u([\da-fA-F]{4})|x([\da-fA-F]{2})|(.))", re.DOTALL
)
_PLAIN: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "\n": "", "0": ""}  # fmt: skip
_VALUES: Final = frozenset({")", "]", "}"})
_WORDS: Final = frozenset({"return", "typeof", "case", "in", "of", "default"})


def tokens(text: str) -> list[Token]:
    """The tokens of `text`. A template that calls or counts is one token of the kind unknown."""
    found: list[Token] = []
    place = 0
    while place < len(text):
        hit = _TOKEN.match(text, place)
        if hit is None:
            break
        kind, word = hit.lastgroup or "", hit[0]
        place = hit.end()
        if kind == "string":
            found.append(Token(kind, _unescaped(word[1:].removesuffix(word[0]))))
        elif kind == "template":
            found.append(Token(kind, _unescaped(word[1:-1])))
        elif word == "`":
            place = _behind_template(text, place)
            found.append(Token("unknown", ""))
        elif word == "/" and _begins_pattern(found):
            pattern = _PATTERN.match(text, place - 1)
            place = pattern.end() if pattern else place
            found.append(Token("unknown", ""))
        elif kind != "blank":
            found.append(Token(kind, word))
    return found


def _behind_template(text: str, place: int) -> int:
    """The place behind the template whose content begins at `place`, with all templates inside it."""
    inside = [-1]
    while inside and place < len(text):
        if inside[-1] < 0:
            chunk = _CHUNK.match(text, place)
            if chunk is None or (chunk.end() == len(text) and chunk[1] != "`"):
                return len(text)
            place = chunk.end()
            if chunk[1] == "`":
                inside.pop()
            else:
                inside.append(0)
            continue
        hit = _TOKEN.match(text, place)
        if hit is None:
            return len(text)
        place = hit.end()
        if hit[0] == "`":
            inside.append(-1)
        elif hit[0] == "{":
            inside[-1] += 1
        elif hit[0] == "}":
            inside[-1] -= 1
            if inside[-1] < 0:
                inside.pop()
    return place


def _begins_pattern(found: list[Token]) -> bool:
    """Whether a slash behind these tokens begins a regular expression, and is no division."""
    if not found:
        return True
    last = found[-1]
    if last.kind == "sign":
        return last.text not in _VALUES
    return last.kind == "name" and last.text in _WORDS


def _unescaped(typed: str) -> str:
    """The text of a string; two halves of a pair are one character, half of one is none."""
    if "\\" not in typed:
        return typed
    plain = _ESCAPE.sub(_character, typed)
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")


def _character(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2] or escape[3]
    if code is None:
        return _PLAIN.get(escape[4], escape[4])
    number = int(code, 16)
    return "" if number > 0x10FFFF else chr(number)
