"""Front matter in TOML between lines of `+++` -> Header."""

from __future__ import annotations

import re
import tomllib

from envoi.dialects.files import LONG_KEY
from envoi.posts.header import (
    Collector,
    Header,
    HeaderError,
    cut,
    key_lines,
    typed,
)


def read(text: str) -> Header | None:
    """The header of `text`, or None if this is not its dialect. Raises HeaderError."""
    found = cut(text, "+++")
    if found is None:
        return None
    block, body, body_line = found
    collector = Collector()
    if long := LONG_KEY.search(block):
        line = block.count("\n", 0, long.start()) + 2
        raise HeaderError(line, "a key has too many parts (TOML)", "write fewer dots")
    try:
        table = tomllib.loads(block, parse_float=str)
        values = {key: typed(value) for key, value in table.items()}
    except (ValueError, RecursionError) as error:
        raise _explain(block, error) from error
    lines = key_lines(block, "=].")
    for key, value in values.items():
        collector.add(key, value, next(lines.get(key, iter(())), 1) + 1)
    return collector.header(body, body_line)


def _explain(block: str, error: Exception) -> HeaderError:
    """tomllib says where in the block it gave up; at its end for what is never closed."""
    message, _, where = str(error).partition(" (at ")
    at = re.match(r"line (\d+)", where)
    line = int(at[1]) + 1 if at else block.count("\n") + 1 if where else 2
    return HeaderError(
        line,
        f"front matter does not parse (TOML): {message}",
        'write key = "text", and dates as 2026-11-30',
    )
