"""Front matter in YAML between lines of `---` -> Header, every value as the text that was typed."""

from __future__ import annotations

import re
from typing import Final

from envoi.posts import yaml_flat
from envoi.posts.header import Collector, Header, HeaderError, cut

_FIRST_KEY: Final = re.compile(
    r"""---[ \t]*\n(?:[ \t]*(?:#.*)?\n)*["']?[\w-]+["']?:\s"""
)


def read(text: str) -> Header | None:
    """The header of `text`, or None if this is not its dialect. Raises HeaderError."""
    try:
        found = cut(text, "---", "...")
    except HeaderError:
        if _FIRST_KEY.match(text):
            raise
        return None
    if found is None:
        return None
    block, body, body_line = found
    collector = Collector()
    if (flat := yaml_flat.read(block)) is not None:
        for name, value, line in flat:
            collector.keep(name, value, line + 2)
        return collector.header(body, body_line)
    from envoi.posts import yaml_block

    yaml_block.read(block, collector)
    return collector.header(body, body_line)
