"""A regular expression -> its pattern, compiled when it is first used: most builds need few of them, and each takes its time."""

from __future__ import annotations

import re
from typing import Any, cast


class _Pattern:
    """Stands for a pattern whose methods are asked for."""

    def __init__(self, typed: str, flags: int) -> None:
        self._typed = typed
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(self._typed, self._flags), name)
        setattr(self, name, found)
        return found


def pattern(typed: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` makes of `typed`, as far as its methods go; what is wrong with it is raised by the first of them."""
    return cast("re.Pattern[str]", _Pattern(typed, flags))
