"""The path of a file below the folder -> its folders, its name without the suffix, and that suffix."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple


class Parts(NamedTuple):
    """What a path is made of, as PurePosixPath has it: `folders` from the outermost on, `stem`, and `suffix` with its dot."""

    folders: tuple[str, ...]
    stem: str
    suffix: str


@lru_cache(maxsize=64)
def parts(path: str) -> Parts:
    """The parts of `path`, which is relative, tidy and with `/`. Each post is asked for them some times in a row."""
    parent, _, name = path.rpartition("/")
    dot = name.rfind(".")
    if not 0 < dot < len(name) - 1:
        dot = len(name)
    folders = tuple(parent.split("/")) if parent else ()
    return Parts(folders=folders, stem=name[:dot], suffix=name[dot:])
