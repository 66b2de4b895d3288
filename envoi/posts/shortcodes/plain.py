"""A folder of no generator, whose posts may come from one: every mark in braces is read, whosever it is."""

from __future__ import annotations

from typing import Final

from envoi.posts.shortcodes import arguments, braces
from envoi.posts.shortcodes.liquid import KRAMDOWN, read_kramdown
from envoi.posts.shortcodes.syntax import Syntax


def unescape(code: str) -> str:
    """`code` without the marks that keep any generator from reading it."""
    return braces.comments(braces.raw(code))


PLAIN: Final = Syntax(
    read=braces.read,
    arguments=arguments.commas,
    unescape=unescape,
    includes=("_includes",),
    more=KRAMDOWN,
    read_more=read_kramdown,
)
