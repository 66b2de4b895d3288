"""Front matter as a JSON object at the head of the file -> Header."""

from __future__ import annotations

import json
from typing import Any

from envoi.posts.header import Collector, Header, HeaderError, key_lines, typed

_FENCES = (";;;", "---")


def read(text: str) -> Header | None:
    """The header of `text`, or None if this is not its dialect. Raises HeaderError."""
    fenced = text.startswith((";;;\n", "---json\n"))
    start = text.index("\n") + 1 if fenced else 0
    start += len(text[start:]) - len(text[start:].lstrip())
    if not fenced and not (
        text.startswith("{", start) and text[start + 1 :].lstrip()[:1] in ('"', "}")
    ):
        return None
    first = text.count("\n", 0, start)
    decoder = json.JSONDecoder(
        object_pairs_hook=_Object, parse_int=str, parse_float=str, parse_constant=str
    )
    try:
        found, end = decoder.raw_decode(text, start)
        values = [(key, typed(part)) for key, part in found.pairs]
    except json.JSONDecodeError as error:
        raise _broken(error.lineno, error.msg) from error
    except (AttributeError, ValueError, RecursionError) as error:
        raise _broken(first + 1, "no object, or nested too deep") from error
    rest = text[end:]
    if fenced:
        fence, _, after = rest.lstrip().partition("\n")
        if fence.rstrip() not in _FENCES:
            raise HeaderError(
                first + 1, "front matter is never closed", 'put a line ";;;" after it'
            )
        rest = "\n" + after
    body = rest.removeprefix("\n")
    collector = Collector()
    lines = key_lines(text[start:end], ":")
    for key, value in values:
        collector.add(key, value, first + next(lines.get(key, iter(())), 1))
    return collector.header(body, text.count("\n", 0, len(text) - len(body)) + 1)


def _broken(line: int, what: str) -> HeaderError:
    return HeaderError(
        line,
        f"front matter does not parse (JSON): {what}",
        'write { "title": "…", "date": "2026-11-30" }, with commas between',
    )


class _Object(dict[str, Any]):
    """A JSON object that still knows the keys that came twice."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.pairs = pairs
