"""Front matter in TOML between lines of `+++` -> Header."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from envoi.posts.header import Collector, Header, HeaderError, Value, cut


def read(text: str) -> Header | None:
    """The header of `text`, or None if this is not its dialect. Raises HeaderError."""
    found = cut(text, "+++")
    if found is None:
        return None
    block, body, body_line = found
    try:
        table = tomllib.loads(block, parse_float=str)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        at = re.search(r"line (\d+)", str(error))
        line = int(at[1]) + 1 if at else block.count("\n") + 1
        raise HeaderError(
            line, f"front matter does not parse (TOML): {error}", 'write key = "text"'
        ) from error
    collector = Collector()
    for key, value in table.items():
        collector.add(key, typed(value), key_line(block, key, "=]") + 1)
    return collector.header(body, body_line)


def typed(value: Any) -> Value:
    """A value of TOML or JSON as the text that was typed, as far as it can still be told."""
    if isinstance(value, Mapping):
        return {str(key): typed(part) for key, part in value.items()}
    if isinstance(value, list):
        return [typed(part) for part in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def key_line(block: str, key: str, after: str) -> int:
    """The line of `block`, from 1, on which `key` is given: quoted or not, before one of `after`."""
    found = re.search(
        rf"""^\s*\[*["']?{re.escape(key)}["']?\s*[.{re.escape(after)}]""",
        block,
        re.MULTILINE,
    )
    return block.count("\n", 0, found.end()) + 1 if found else 1
