"""Tags that decide, repeat and set values -> which branch of them is shown, as far as it can be told."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from envoi.posts.shortcodes.syntax import Tag
from envoi.posts.shortcodes.values import Known, Scope

DECIDES: Final = frozenset({"if", "unless", "ifchanged", "case", "switch", "for", "tablerow", "while", "asynceach", "asyncall"})  # fmt: skip
"""Tags whose content is shown, or not, or often."""

BRANCHES: Final = frozenset({"else", "elsif", "elif", "elseif", "when", "default"})
"""Tags that part such content."""

SETS: Final = frozenset({"assign", "set", "capture", "let"})
"""Tags that give a value a name."""

SILENT: Final = frozenset(
    {"increment", "decrement", "cycle", "break", "continue", "unset", "import", "from", "extends",
     "liquid", "layout", "echo", "do", "macro", "js", "css", "script", "schema", "stylesheet"}
)  # fmt: skip
"""Tags that show nothing themselves, whatever they enclose."""

_ASSIGNMENT = re.compile(r"\s*([A-Za-z_][\w-]*)\s*(?:=(.*))?\Z", re.DOTALL)


@dataclass(slots=True)
class Branches:
    """The branches of one tag: whether each is to be shown, if that is known, and where it begins in the output."""

    scope: Scope
    name: str
    found: list[tuple[bool | None, int]] = field(default_factory=list)

    def begin(self, name: str, condition: str, at: int) -> None:
        """A branch begins at `at`."""
        if self.name not in ("if", "unless") or name in ("when", "default"):
            holds = None
        elif name == "else":
            holds = True
        else:
            holds = self.scope.holds(condition)
            if name == "unless" and holds is not None:
                holds = not holds
        self.found.append((holds, at))

    def shown(self, end: int) -> tuple[int, int] | None:
        """From where to where the output is to be kept; None if that cannot be told."""
        starts = [at for _, at in self.found] + [end]
        for number, (holds, at) in enumerate(self.found):
            if holds is None:
                return None
            if holds:
                return at, starts[number + 1]
        return end, end


def assigned(tag: Tag, scope: Scope) -> tuple[str, Known | None]:
    """The name that `tag` gives a value, and the value if it can be told; no name if it sets none."""
    found = _ASSIGNMENT.match(tag.arguments)
    if not found:
        return "", None
    return found[1], scope.evaluate(found[2]) if found[2] else None
