"""A theme's folder -> `Theme`: its templates, its style sheet split for mail, and what its `theme.toml` sets."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from envoi.newsletter.stylesheet import StyleSheet, StyleSheetError, join, split
from envoi.problems import Exit, Stop
from envoi.table import lines_of
from envoi.templating import Templates, broken, shelves, templates

LETTER = "letter.html.j2"
STYLE = "style.css"
SETTINGS = "theme.toml"

_NEEDED = {
    SETTINGS: 'column = 600, and the colours below [light] and [dark], such as ink = "#1d2529"',
    STYLE: '@import "common/base.css"; and rules of your own after it',
    LETTER: '{% extends "common/frame.html.j2" %} is enough',
}
"""The files of each theme, and what is at least in them."""

COLUMN = range(320, 801)
"""The widths in pixels that a letter's column may have: from a phone to the widest reading pane."""

MARGIN = range(81)
"""The pixels that may be between the edge of the column and its text, on each side."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Theme:
    """How a letter looks.

    `name` is that of its folder, `title` and `description` are what it says of itself. `column` is its width in
    pixels, of which `margin` are beside the text on each side, and `intro` beside what an issue says first; `light` and `dark` are its colours by name.
    """

    name: str
    title: str
    description: str
    column: int
    margin: int
    intro: int
    light: Mapping[str, str]
    dark: Mapping[str, str]
    styles: StyleSheet
    files: Templates

    def render(self, **values: object) -> str:
        """The letter's template filled with `values`.

        Raises `Stop` with the template's file and line where the template is at fault.
        """
        return self.files.render(
            LETTER, {"theme": self, "styles": self.styles, **values}
        )


def load(name: str, folder: Path | None) -> Theme:
    """The theme `name`.

    `folder` is the user's `templates/` folder, if there is one: a file `NAME/FILE` in it shadows the built-in file
    of the same name, and a folder of its own is a theme of its own. Raises `Stop`: `USAGE` and a list of the themes
    that there are where none is called `name`, and file and line where a file of the theme is broken.
    """
    files = templates(name, folder)
    own = folder is not None and bool(name) and (folder / name).is_dir()
    if not files.folders or not (own or files.find(SETTINGS)):
        raise Stop(
            "theme",
            f"there is no theme {name!r}",
            f"write one of these in [newsletter] theme: {', '.join(names(folder))}",
            exit=Exit.USAGE,
        )
    for file, words in _NEEDED.items():
        if files.find(file) is None:
            raise Stop(
                "theme",
                f"the theme {name!r} has no such file",
                f"write it: {words}; docs/themes.md shows one",
                exit=Exit.USAGE,
                place=files.place(file),
            )
    settings = _settings(files)
    light, dark = _colours(files, settings, "light"), _colours(files, settings, "dark")
    for missing in sorted(light.keys() ^ dark.keys()):
        scheme = "light" if missing in light else "dark"
        message = f"the colour {missing!r} is not in both [light] and [dark]"
        raise _fault(files, f"{scheme}.{missing}", message)
    margin = _pixels(files, settings, "margin", 0, MARGIN)
    return Theme(
        name=name,
        title=str(settings.get("name", name)),
        description=str(settings.get("description", "")),
        column=_pixels(files, settings, "column", 600, COLUMN),
        margin=margin,
        intro=_pixels(files, settings, "intro", margin, MARGIN),
        light=light,
        dark=dark,
        styles=_styles(files, light, dark),
        files=files,
    )


def names(folder: Path | None) -> list[str]:
    """The names of the themes that there are; `folder` is the user's `templates/` folder, if there is one."""
    return sorted(
        {
            found.name
            for shelf in shelves(folder)
            if shelf.is_dir()
            for found in shelf.iterdir()
            if found.is_dir() and (found / SETTINGS).is_file()
        }
    )


def _settings(files: Templates) -> Mapping[str, Any]:
    try:
        return tomllib.loads(files.read(SETTINGS))
    except tomllib.TOMLDecodeError as error:
        line = (
            int(str(error).partition("line ")[2].split(",")[0] or 0)
            if "line " in str(error)
            else 0
        )
        raise broken(str(error), files.place(SETTINGS, line)) from error


def _colours(
    files: Templates, settings: Mapping[str, Any], scheme: str
) -> Mapping[str, str]:
    colours = settings.get(scheme, {})
    if not isinstance(colours, dict):
        raise _fault(files, scheme, f"[{scheme}] is not a table of colours")
    for key, value in colours.items():
        if not _is_colour(value):
            message = f"[{scheme}] {key} is {value!r}, not a colour of six digits such as #1f2a2e"
            raise _fault(files, f"{scheme}.{key}", message)
    return colours


def _is_colour(value: object) -> bool:
    return (
        isinstance(value, str)
        and len(value) == 7
        and value[0] == "#"
        and set(value[1:]) <= set("0123456789abcdefABCDEF")
    )


def _pixels(
    files: Templates, settings: Mapping[str, Any], key: str, default: int, range: range
) -> int:
    value = settings.get(key, default)
    if type(value) is not int or value not in range:
        message = (
            f"{key} is {value!r}, not a width from {range.start} to {range.stop - 1}"
        )
        raise _fault(files, key, message)
    return value


def _fault(files: Templates, key: str, message: str) -> Stop:
    """What to raise where the value of `key` in the theme's settings cannot be used."""
    line = lines_of(files.read(SETTINGS)).get(key, 0)
    return broken(message, files.place(SETTINGS, line))


def _styles(
    files: Templates, light: Mapping[str, str], dark: Mapping[str, str]
) -> StyleSheet:
    """The style sheet of a theme, after those that it imports."""
    sheets: dict[str, StyleSheet] = {}

    def take(file: str) -> None:
        css = files.read(file)
        try:
            sheet = split(css, light=light, dark=dark)
        except StyleSheetError as error:
            raise broken(str(error), files.place(file, error.line)) from error
        waiting.add(file)
        for name in sheet.takes:
            if files.find(name) is None:
                line = css[: css.index(name)].count("\n") + 1
                raise broken(f"there is no file {name}", files.place(file, line))
            if name not in waiting:
                take(name)
        sheets[file] = sheet

    waiting: set[str] = set()
    take(STYLE)
    try:
        return join(list(sheets.values()))
    except StyleSheetError as error:
        raise broken(str(error), files.place(STYLE, error.line)) from error
