"""The names and texts of a folder, for the dialects to look at; nothing is executed, nothing outside is read."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from typing import Any, Final, NamedTuple

from envoi.stamps import PASSED_OVER

LARGEST: Final = 1_000_000
"""Bytes of the largest configuration that is read."""

LONG_KEY: Final = re.compile(r"""(?<![\w"'-])(?:["'\w-]++[ \t]*+\.[ \t]*+){50}""")
"""What tomllib takes a time for that grows with the square of a dotted key's length."""

_DEEPEST: Final = 50
_MOST: Final = 200_000
_CONFIGURATIONS: Final = (".yml", ".yaml", ".toml", ".py")

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffd-\uffff]")


class _There(NamedTuple):
    """What is in a folder, in order: all `names`, the paths of `files` that are not hidden, and the names of `folders` that are no links."""

    names: Sequence[str] = ()
    files: Sequence[str] = ()
    folders: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Files:
    """Looks into `folder`. What cannot be read, or leads out of it, is as if it were not there.

    `unparsed` tells for each configuration that is no TOML or YAML what its parser said.
    """

    folder: Path
    unparsed: dict[str, str] = field(default_factory=dict)
    _real: dict[str, str] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _there: dict[str, _There] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def text(self, path: str) -> str:
        """The text of a file of at most `LARGEST` bytes, in UTF-8; nothing if there is none."""
        file = self._inside(path)
        try:
            if not file or not file.is_file():
                return ""
            if file.stat().st_size <= LARGEST:
                return file.read_text(encoding="utf-8-sig")
            reason = f"larger than {LARGEST // 1_000_000} MB"
        except OSError as error:
            reason = error.strerror or "the system refuses"
        except ValueError:
            reason = "not UTF-8 text"
        if path.endswith(_CONFIGURATIONS):
            self.unparsed[path] = reason
        return ""

    def yaml(self, path: str) -> Mapping[str, Any]:
        """A file of YAML, every scalar as the text that was typed; empty if it does not parse."""
        return self.parsed(path, self.text(path))

    def parsed(self, path: str, text: str) -> Mapping[str, Any]:
        """`text`, of the file at `path`, as `yaml` reads it."""
        try:
            return _table(text)
        except ValueError as error:
            self.unparsed[path] = str(error)
            return {}

    def toml(self, path: str) -> Mapping[str, Any]:
        """A file of TOML; empty if it does not parse."""
        text = self.text(path)
        try:
            if LONG_KEY.search(text):
                raise ValueError("a key has too many parts")
            return tomllib.loads(text)
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
        return tuple(self._listed(path).names)

    def folders(self, path: str = "") -> frozenset[str]:
        """The names of the folders in a folder, links left out; empty if there is no such folder."""
        return frozenset(self._listed(path).folders)

    def walk(self, path: str = "") -> Iterator[str]:
        """All files below a folder, relative to the whole, in order; hidden ones are passed over."""
        found = self._inside(path)
        if found is None:
            return
        here = found.relative_to(self.folder).as_posix()
        waiting = ["" if here == "." else here]
        while waiting:
            place = waiting.pop()
            if place not in self._there:
                self._there[place] = _listed(f"{self.folder}/{place}", place)
            there = self._there[place]
            yield from there.files
            waiting += [
                f"{place}/{name}" if place else name
                for name in reversed(there.folders)
                if not name.startswith(".") and name not in PASSED_OVER
            ]

    def first(self, *paths: str) -> str:
        """The first of `paths` that is a file, or nothing."""
        return next(filter(self.is_file, paths), "")

    def _listed(self, path: str) -> _There:
        """What is in the folder at `path`, looked at once: every dialect asks whether it knows the folder."""
        if path not in self._there:
            found = self._inside(path)
            self._there[path] = _listed(str(found), path) if found else _There()
        return self._there[path]

    def _inside(self, path: str) -> Path | None:
        above, _, name = path.rpartition("/")
        found = self.folder / path
        own = name not in ("", ".", "..") and "\0" not in name
        try:
            root = self._real_folder("").rstrip("/")
            if own and not os.path.islink(found):  # noqa: PTH114
                real = self._real_folder(above)
            else:
                real = os.path.realpath(found)
        except (OSError, ValueError):
            return None
        return found if f"{real}/".startswith(f"{root}/") else None

    def _real_folder(self, path: str) -> str:
        """The place of a folder without links; looked up once, since there may be ten thousand files in it."""
        if path not in self._real:
            self._real[path] = os.path.realpath(self.folder / path)
        return self._real[path]


def _listed(place: str, path: str) -> _There:
    """What is in the folder at `place`, which is called `path`; nothing where that cannot be told."""
    try:
        with os.scandir(place) as found:
            entries = sorted(found, key=attrgetter("name"))
    except OSError:
        return _There()
    names = [entry.name for entry in entries]
    inner = {entry.name: entry for entry in entries if _is_folder(entry)}
    before = f"{path}/" if path else ""
    return _There(
        names=names,
        files=[before + name for name in names if name not in inner and name[0] != "."],
        folders=[name for name, entry in inner.items() if not entry.is_symlink()],
    )


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether it is a folder, or a link to one."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def parse_yaml(text: str) -> Mapping[str, Any]:
    """The table that `text` holds as YAML, every scalar as it was typed; empty if it does not parse."""
    try:
        return _table(text)
    except ValueError:
        return {}


def _table(text: str) -> Mapping[str, Any]:
    """Like `parse_yaml`, but raises ValueError for what is no YAML."""
    if not text:
        return {}
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        _check_growth(text, loader)
        found = yaml.load(text, Loader=loader)
    except yaml.YAMLError as error:
        raise ValueError(" ".join(str(error).split())[:200]) from error
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    if not isinstance(found, dict):
        return {}
    return {str(key): value for key, value in _with_merged(found, {}).items()}


def _check_growth(text: str, loader: Any) -> None:
    """Raise ValueError for nesting that libyaml dies of, and for aliases that grow without end."""
    import yaml

    sizes: dict[str | None, int] = {}
    opened: list[tuple[str | None, int]] = []
    size = 0
    for event in yaml.parse(text, Loader=loader):
        if isinstance(event, yaml.CollectionStartEvent):
            opened.append((event.anchor, size))
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, before = opened.pop()
            sizes[anchor] = size - before
        elif isinstance(event, yaml.AliasEvent):
            size += sizes.get(event.anchor, 1)
        elif isinstance(event, yaml.ScalarEvent):
            size += 1
            sizes[event.anchor] = 1
        if len(opened) > _DEEPEST or size > _MOST:
            raise ValueError("aliases or nesting grow too far")


def _with_merged(value: Any, seen: dict[int, Any]) -> Any:
    """`value` with what its merge keys (`<<: *usual`) bring in below what it says itself."""
    if id(value) in seen:
        return seen[id(value)]
    if isinstance(value, list):
        parts: list[Any] = []
        seen[id(value)] = parts
        parts += [_with_merged(part, seen) for part in value]
        return parts
    if not isinstance(value, dict):
        return value
    table: dict[Any, Any] = {}
    seen[id(value)] = table
    merged = value.get("<<")
    for other in merged if isinstance(merged, list) else [merged]:
        if isinstance(other, dict):
            table |= {
                k: v for k, v in _with_merged(other, seen).items() if k not in table
            }
    table |= {
        key: _with_merged(part, seen)
        for key, part in value.items()
        if key != "<<" or not isinstance(part, (dict, list))
    }
    return table


def line(value: Any) -> str:
    """`value` as one line of text; of a list its first part; nothing if it is no text or number."""
    first = value[0] if isinstance(value, list) and value else value
    if isinstance(first, bool) or not isinstance(first, (str, int)):
        return ""
    text = _CONTROL.sub(" ", str(first))
    return "" if text in ("~", "null") else " ".join(text.split())
