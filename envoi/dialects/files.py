"""The names and texts of a folder, for the dialects to look at; nothing is executed, nothing outside is read."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

LARGEST: Final = 1_000_000
"""Bytes of the largest configuration that is read."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffd-\uffff]")


@dataclass(frozen=True, slots=True)
class Files:
    """Looks into `folder`. What cannot be read, or leads out of it, is as if it were not there.

    `unparsed` tells for each configuration that is no TOML or YAML what its parser said.
    """

    folder: Path
    unparsed: dict[str, str] = field(default_factory=dict)

    def text(self, path: str) -> str:
        """The text of a file of at most `LARGEST` bytes, in UTF-8; nothing if there is none."""
        file = self._inside(path)
        try:
            if file and file.is_file() and file.stat().st_size <= LARGEST:
                return file.read_text(encoding="utf-8-sig")
        except (OSError, ValueError):
            pass
        return ""

    def yaml(self, path: str) -> Mapping[str, Any]:
        """A file of YAML, every scalar as the text that was typed; empty if it does not parse."""
        try:
            return _table(self.text(path))
        except ValueError as error:
            self.unparsed[path] = str(error)
            return {}

    def toml(self, path: str) -> Mapping[str, Any]:
        """A file of TOML; empty if it does not parse."""
        try:
            return tomllib.loads(self.text(path))
        except (ValueError, RecursionError) as error:
            self.unparsed[path] = str(error) or "nested too deep"
            return {}

    def json(self, path: str) -> Mapping[str, Any]:
        """A file of JSON, which is YAML too; empty if it does not parse."""
        return self.yaml(path)

    def is_folder(self, path: str) -> bool:
        """Whether there is a folder at `path`; a link that leads out counts, so that it can be refused by name."""
        try:
            return (self.folder / path).is_dir()
        except (OSError, ValueError):
            return False

    def is_file(self, path: str) -> bool:
        """Whether there is a file at `path`."""
        found = self._inside(path)
        try:
            return bool(found and found.is_file())
        except OSError:
            return False

    def names(self, path: str = "") -> tuple[str, ...]:
        """The names in a folder, in order; empty if there is no such folder."""
        try:
            found = self._inside(path)
            return tuple(sorted(os.listdir(found))) if found else ()  # noqa: PTH208
        except OSError:
            return ()

    def walk(self, path: str = "") -> Iterator[str]:
        """All files below a folder, relative to the whole, in order; hidden ones are passed over."""
        found = self._inside(path)
        for place, folders, files in os.walk(found) if found else ():
            folders[:] = sorted(
                name
                for name in folders
                if not name.startswith(".") and name != "node_modules"
            )
            here = Path(place)
            for name in sorted(files):
                if not name.startswith("."):
                    yield (here / name).relative_to(self.folder).as_posix()

    def first(self, *paths: str) -> str:
        """The first of `paths` that is a file, or nothing."""
        return next(filter(self.is_file, paths), "")

    def _inside(self, path: str) -> Path | None:
        try:
            found = Path(os.path.realpath(self.folder / path))
            root = Path(os.path.realpath(self.folder))
        except (OSError, ValueError):
            return None
        return self.folder / path if found.is_relative_to(root) else None


def parse_yaml(text: str) -> Mapping[str, Any]:
    """The table that `text` holds as YAML, every scalar as it was typed; empty if it does not parse."""
    try:
        return _table(text)
    except ValueError:
        return {}


def _table(text: str) -> Mapping[str, Any]:
    """Like `parse_yaml`, but raises ValueError for what is no YAML."""
    import yaml

    try:
        found = yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    except yaml.YAMLError as error:
        raise ValueError(" ".join(str(error).split())[:200]) from error
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    if not isinstance(found, dict):
        return {}
    return {str(key): value for key, value in found.items()}


def line(value: Any) -> str:
    """`value` as one line of text; of a list its first part; nothing if it is no text or number."""
    first = value[0] if isinstance(value, list) and value else value
    if isinstance(first, bool) or not isinstance(first, (str, int)):
        return ""
    text = _CONTROL.sub(" ", str(first))
    return "" if text in ("~", "null") else " ".join(text.split())


def lowered(found: Mapping[str, Any]) -> dict[str, Any]:
    """`found` with its keys in lower case: Hugo compares them so."""
    return {str(key).lower(): value for key, value in found.items()}
