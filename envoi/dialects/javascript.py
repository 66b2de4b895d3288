"""A configuration in JavaScript or TypeScript, with what it imports -> the values they spell out; nothing is executed."""

from __future__ import annotations

import posixpath
import re
from typing import Final

from envoi.dialects.dialect import Value
from envoi.dialects.files import Files
from envoi.dialects.javascript_reader import Script, at, read

__all__ = ["Script", "at", "load", "module", "read", "text_at"]

_SUFFIXES: Final = ("", ".ts", ".js", ".mjs", ".cjs", ".mts", ".json", "/index.ts", "/index.js")  # fmt: skip


def load(
    files: Files,
    path: str,
    depth: int = 3,
    seen: dict[tuple[str, int], Script] | None = None,
) -> Script:
    """What the script at `path` spells out, with what it imports from files beside it, `depth` files deep.

    `seen` are the scripts that were read on the way, so that none is read twice.
    """
    seen = {} if seen is None else seen
    if (path, depth) in seen:
        return seen[path, depth]
    seen[path, depth] = found = _load(files, path, depth, seen)
    return found


def _load(
    files: Files, path: str, depth: int, seen: dict[tuple[str, int], Script]
) -> Script:
    text = files.text(path)
    known: dict[str, Value] = {}
    for name, (target, part) in read(text).imports.items() if depth else ():
        file = module(files, path, target)
        if not file or file == path:
            continue
        if file.endswith(".json"):
            known[name] = dict(files.json(file))
            continue
        other = load(files, file, depth - 1, seen)
        whole: Value = (
            other.names if part == "*" else other.default or dict(other.names)
        )
        found = whole if part in ("*", "default") else other.names.get(part)
        if found is not None:
            known[name] = found
    return read(text, known)


def text_at(value: Value | None, *keys: str) -> str:
    """The text below `keys`, or nothing."""
    found = at(value, *keys)
    return found if isinstance(found, str) else ""


def module(files: Files, path: str, target: str) -> str:
    """The file behind an import; `@/`, `~/` and `@` are usual names of `src/`."""
    if target.startswith(("./", "../")):
        base = posixpath.join(posixpath.dirname(path), target)
    elif target.startswith(("@/", "~/")):
        base = f"src/{target[2:]}"
    elif target.startswith("src/"):
        base = target
    elif re.fullmatch(r"@[\w./-]+", target):
        base = f"src/{target[1:]}"
    else:
        return ""
    base = posixpath.normpath(base)
    stem = re.sub(r"\.[cm]?js$", "", base)
    return files.first(*(f"{base}{end}" for end in _SUFFIXES), f"{stem}.ts")
