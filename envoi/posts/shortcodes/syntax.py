"""What a way to write template code consists of: how a tag is read, and what its names stand for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from envoi.posts.shortcodes.page import Page


class Kind(Enum):
    """What a tag does."""

    TAG = auto()
    """Stands for something, alone or with what follows up to its end."""
    VOID = auto()
    """Stands for something, always alone."""
    CLOSE = auto()
    """Ends the last open tag of its name."""
    OUTPUT = auto()
    """Shows a value."""
    NOTHING = auto()
    """A comment."""
    LITERAL = auto()
    """Stands for its own arguments."""
    VERBATIM = auto()
    """Ends further on; what is between is text that is not looked into."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tag:
    """A tag in the text from `start` to `end`: its name, its arguments as typed, and how it was written.

    `ends` is a pattern of what ends a verbatim tag, `inner` what it encloses.
    """

    kind: Kind
    name: str
    start: int
    end: int
    arguments: str = ""
    typed: str = ""
    ends: str = ""
    inner: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """A tag with its arguments read. `inner` is the text it encloses, None if it stands alone.

    `inner` of a verbatim tag is as typed, of another one without template code.
    """

    name: str
    page: Page
    args: tuple[str, ...] = ()
    named: Mapping[str, str] = field(default_factory=dict)
    arguments: str = ""
    inner: str | None = None

    def get(self, *names: str, at: int = -1) -> str:
        """The first of the named arguments that says something, else the positional one `at` (from 0), else nothing."""
        given = next(filter(None, (self.named.get(name, "") for name in names)), "")
        if given or not 0 <= at < len(self.args):
            return given
        return self.args[at]

    @property
    def text(self) -> str:
        """What it encloses, or nothing."""
        return self.inner or ""


Handler = Callable[[Call], str | None]
"""What a tag stands for: Markdown or HTML; None if it cannot be told."""

Arguments = tuple[tuple[str, str, bool], ...]
"""Key (or nothing), text, and whether it was quoted, of each argument."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Syntax:
    """One way to write template code.

    `read` makes a tag of a match of the marks that all syntaxes share (`lexer.MARKS`), None if it is none;
    `more` finds marks of its own, which `read_more` reads. `handlers` overrule the common ones.
    `values` says that what is not quoted is the name of a value, and `includes` where included
    files lie; `indented` that indented lines can be code. `unescape` undoes in code what keeps the generator from reading it.
    """

    read: Callable[[re.Match[str]], Tag | None]
    arguments: Callable[[str], Arguments]
    unescape: Callable[[str], str] = str
    handlers: Mapping[str, Handler] = field(default_factory=dict)
    addresses: Mapping[str, Handler] = field(default_factory=dict)
    values: bool = False
    includes: tuple[str, ...] = ()
    more: str = ""
    read_more: Callable[[str, re.Match[str]], Tag | None] | None = None
    indented: bool = True
