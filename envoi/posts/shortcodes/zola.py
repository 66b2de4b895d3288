"""Zola's shortcodes: `{{ name(key="value") }}`, `{% name(key="value") %}…{% end %}`."""

from __future__ import annotations

from typing import Final

from envoi.posts.shortcodes import arguments, braces
from envoi.posts.shortcodes.syntax import Syntax

ZOLA: Final = Syntax(
    read=braces.read,
    arguments=arguments.commas,
    unescape=braces.comments,
    includes=("content",),
)
