"""What stands in a letter -> the file of its theme, and the line, on which it was written."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final

from envoi.check.letters import css
from envoi.problems import Place
from envoi.templating import shelves

_SHARED: Final = "common"
"""The folder of what several themes include."""

_SHELF: Final = "templates"


class Theme:
    """The files of the theme `name`: those below `folder`, which is the user's, before the built-in ones."""

    def __init__(self, name: str, folder: Path) -> None:
        self._name = name
        self._folder = folder

    def style(self, said: str, tag: Any) -> Place | None:
        """Where the declaration `said` is written: in a rule for `tag` before others; None if it is nowhere."""
        name, _, value = said.partition(": ")
        found = self._declared.get((name, _tight(value)), [])
        meant = (place for selector, place in found if _is_for(selector, tag))
        return next(meant, found[0][1] if found else None)

    def markup(self, needle: str) -> Place | None:
        """Where `needle` stands in a template; None if it is in none."""
        if len(needle) < 4:
            return None
        for path, text in self._files.items():
            at = text.find(needle) if path.endswith(".j2") else -1
            if at >= 0:
                return Place(path=path, line=text.count("\n", 0, at) + 1)
        return None

    @cached_property
    def _files(self) -> Mapping[str, str]:
        """The texts of all files, by the path at which a user finds them, or would put them."""
        found: dict[str, str] = {}
        for shelf in shelves(self._folder):
            for below in (self._name, _SHARED):
                for path, file in _below(shelf / below, f"{_SHELF}/{below}"):
                    found.setdefault(path, _text(file))
        return found

    @cached_property
    def _declared(self) -> Mapping[tuple[str, str], list[tuple[str, Place]]]:
        """Where each declaration stands, and for which selector; colours are both those in light and those in dark."""
        found: dict[tuple[str, str], list[tuple[str, Place]]] = defaultdict(list)
        schemes = [self._colours(scheme) for scheme in ("light", "dark")]
        for path, text in self._files.items():
            for rule in css.sheet(text).rules if path.endswith(".css") else ():
                for one in rule.declarations:
                    place = Place(path=path, line=one.line)
                    for value in {_painted(one.value, scheme) for scheme in schemes}:
                        found[one.name, _tight(value)].append((rule.selector, place))
        return found

    def _colours(self, scheme: str) -> Mapping[str, str]:
        try:
            said = tomllib.loads(
                self._files.get(f"{_SHELF}/{self._name}/theme.toml", "")
            )
        except tomllib.TOMLDecodeError:
            return {}
        colours = said.get(scheme, {})
        return {
            name: str(value)
            for name, value in (colours if isinstance(colours, dict) else {}).items()
        }


def _below(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    if folder.is_dir():
        for file in sorted(folder.iterdir(), key=lambda one: one.name):
            if file.is_dir():
                yield from _below(file, f"{path}/{file.name}")
            else:
                yield f"{path}/{file.name}", file


def _text(file: Traversable) -> str:
    try:
        return file.read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""


def _painted(value: str, colours: Mapping[str, str]) -> str:
    for name, colour in colours.items():
        value = value.replace(f"var(--{name})", colour)
    return value


def _tight(value: str) -> str:
    """`value` as it is compared: css-inline writes blanks and quotes in its own way."""
    return "".join(value.lower().replace('"', "'").split())


def _is_for(selector: str, tag: Any) -> bool:
    """Whether the last word of `selector` names a class of `tag`, or its element."""
    if tag is None:
        return False
    own = {tag.tag, *(f".{name}" for name in (tag.get("class") or "").split())}
    return any(
        {*re.findall(r"\.[\w-]+|^[\w-]+", one.split()[-1])} <= own
        for one in selector.split(",")
        if one.strip()
    )
