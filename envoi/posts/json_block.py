"""Front matter as a JSON object at the head of the file -> Header."""

from __future__ import annotations

import json
from typing import Any

from envoi.posts.header import Collector, Header, HeaderError
from envoi.posts.toml_fence import key_line, typed


def read(text: str) -> Header | None:
    """The header of `text`, or None if this is not its dialect. Raises HeaderError."""
    fenced = text.startswith((";;;\n", "---json\n"))
    start = text.index("\n") + 1 if fenced else 0
    if not fenced and not text.lstrip().startswith("{"):
        return None
    start += len(text[start:]) - len(text[start:].lstrip())
    decoder = json.JSONDecoder(
        object_pairs_hook=_Pairs, parse_int=str, parse_float=str, parse_constant=str
    )
    first = text.count("\n", 0, start)
    try:
        found, end = decoder.raw_decode(text, start)
    except (json.JSONDecodeError, RecursionError) as error:
        if not fenced and not text[start + 1 :].lstrip().startswith(('"', "}")):
            return None
        line = error.lineno if isinstance(error, json.JSONDecodeError) else first + 1
        what = (
            error.msg if isinstance(error, json.JSONDecodeError) else "nested too deep"
        )
        raise HeaderError(
            line,
            f"front matter does not parse (JSON): {what}",
            'write "key": "value", with commas',
        ) from error
    if not isinstance(found, _Pairs):
        return None
    rest = text[end:]
    if fenced:
        fence, _, after = rest.lstrip().partition("\n")
        if fence.strip() not in (";;;", "---"):
            raise HeaderError(
                first + 1, "front matter is never closed", 'put a line ";;;" after it'
            )
        rest = "\n" + after
    collector = Collector()
    for key, value in found.pairs:
        line = first + key_line(text[start:end], key, ":")
        collector.add(key, typed(_plain(value)), line)
    body = rest.removeprefix("\n")
    return collector.header(body, text[: len(text) - len(body)].count("\n") + 1)


class _Pairs:
    """A JSON object as it was typed, with keys that come twice."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        self.pairs = pairs


def _plain(value: Any) -> Any:
    if isinstance(value, _Pairs):
        return {key: _plain(part) for key, part in value.pairs}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return value
