"""Texts <-> one line of them with tabs between, whatever they hold."""

from __future__ import annotations

import re
from typing import Final

_ESCAPES: Final = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_PLAIN: Final = {typed: char for char, typed in _ESCAPES.items()}
_ESCAPED: Final = re.compile(r"[\\\t\n\r]")


def joined(*parts: str) -> str:
    """The line of `parts`; what would part it elsewhere is escaped."""
    line = "\t".join(parts)
    if line.count("\t") == len(parts) - 1 and not any(map(line.__contains__, "\\\n\r")):
        return line
    return "\t".join(
        _ESCAPED.sub(lambda found: _ESCAPES[found[0]], part) for part in parts
    )


def parted(line: str) -> list[str]:
    """The texts that `line` is made of. Raises KeyError for an escape that is none."""
    parts = line.split("\t")
    if "\\" not in line:
        return parts
    return [re.sub(r"\\.?", lambda found: _PLAIN[found[0]], part) for part in parts]
