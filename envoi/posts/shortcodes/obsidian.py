"""Obsidian's `%%comments%%`; what else is in braces came from another program."""

from __future__ import annotations

import re
from typing import Final

from envoi.posts.shortcodes import arguments, braces
from envoi.posts.shortcodes.syntax import Kind, Syntax, Tag


def read_comment(text: str, found: re.Match[str]) -> Tag:
    """A comment, which shows nothing."""
    return Tag(kind=Kind.NOTHING, name="", start=found.start(), end=found.end())


OBSIDIAN: Final = Syntax(
    read=braces.read,
    arguments=arguments.commas,
    more=r"%%(?:[^%]|%(?!%))*+%%",
    read_more=read_comment,
)
