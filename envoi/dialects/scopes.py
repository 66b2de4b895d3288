"""Jekyll's `defaults`: values for the documents below a path, or of a type, or both -> what one document gets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from envoi.dialects.dialect import Value

_OLD_TYPES = {"page": "pages", "post": "posts", "draft": "drafts"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """One entry of `defaults`: which documents it is for, and the values they get, by plain key.

    `type` is the name of a collection, None where the entry names none.
    """

    path: str = ""
    type: str | None = None
    values: Mapping[str, Value]

    def covers(self, path: str, type: str) -> bool:
        """Whether the document at `path` (relative to the source) of a collection is in the scope.

        Paths are compared letter by letter, so that `_posts/a` holds `_posts/about.md` too.
        """
        if self.type not in (None, type):
            return False
        if "*" not in self.path:
            return path.startswith(self.path)
        parts, pattern = path.split("/"), self.path.strip("/").split("/")
        return any(
            _matches(parts[:count], pattern) for count in range(1, len(parts) + 1)
        )

    def outranks(self, other: Scope) -> bool:
        """Whether its values go before those of an earlier entry: the longer path, else the one with a type."""
        if len(self.path) != len(other.path):
            return len(self.path) > len(other.path)
        return self.type is not None or other.type is None


def read(found: Any, folder: str) -> tuple[Scope, ...]:
    """The entries of `defaults`; `folder` (`collections_dir`) is taken off their paths."""
    entries = found if isinstance(found, list) else []
    return tuple(filter(None, (_scope(entry, folder) for entry in entries)))


def values(scopes: Iterable[Scope], path: str, type: str) -> dict[str, Value]:
    """What the document at `path` of the collection `type` gets (jekyllrb.com/docs/configuration/front-matter-defaults)."""
    found: dict[str, Value] = {}
    last: Scope | None = None
    for scope in scopes:
        if not scope.covers(path, type):
            continue
        if last is None or scope.outranks(last):
            found, last = {**found, **scope.values}, scope
        else:
            found = {**scope.values, **found}
    return found


def plain(key: str) -> str:
    """`key` without case, `-`, `_` and blanks, as keys of front matter are compared."""
    return re.sub(r"[-_\s]", "", key).lower()


def _scope(entry: Any, folder: str) -> Scope | None:
    if not isinstance(entry, dict) or not isinstance(entry.get("values"), dict):
        return None
    scope = entry.get("scope")
    scope = scope if isinstance(scope, dict) else {}
    path, kind = scope.get("path"), scope.get("type")
    path = path.removeprefix("/") if isinstance(path, str) else ""
    return Scope(
        path=path.removeprefix(f"{folder}/") if folder else path,
        type=_OLD_TYPES.get(kind, kind) if isinstance(kind, str) else None,
        values={plain(str(key)): value for key, value in _texts(entry["values"])},
    )


def _texts(found: Mapping[str, Any]) -> Iterator[tuple[str, Value]]:
    """Texts, and lists and tables of texts; who nests deeper says nothing that a feed could tell."""
    for key, value in found.items():
        if isinstance(value, list):
            yield key, [_text(part) for part in value if not _is_nested(part)]
        elif isinstance(value, dict):
            yield (
                key,
                {
                    str(inner): _text(part)
                    for inner, part in value.items()
                    if not _is_nested(part)
                },
            )
        else:
            yield key, _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value in (None, "~", "null") else str(value)


def _is_nested(value: Any) -> bool:
    return isinstance(value, (list, dict))


def _matches(parts: list[str], pattern: list[str]) -> bool:
    """Whether a path is one that the pattern of a shell names; `**` stands for any number of folders."""
    open_at = {0}
    for part in parts:
        open_at = _beyond(open_at, pattern)
        open_at = {
            at if pattern[at] == "**" else at + 1
            for at in open_at
            if at < len(pattern)
            and (pattern[at] == "**" or fnmatchcase(part, pattern[at]))
        }
    return len(pattern) in _beyond(open_at, pattern)


def _beyond(open_at: set[int], pattern: list[str]) -> set[int]:
    found = set(open_at)
    for at in sorted(open_at):
        while at < len(pattern) and pattern[at] == "**":
            at += 1
            found.add(at)
    return found
