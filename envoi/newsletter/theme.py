"""A theme's folder -> `Theme`: its templates, its style sheet split for mail, and what its `theme.toml` sets."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from envoi.newsletter.stylesheet import StyleSheet, StyleSheetError, split
from envoi.problems import Exit, Place, Stop

if TYPE_CHECKING:
    from jinja2 import Environment

LETTER = "letter.html.j2"
STYLE = "style.css"
SETTINGS = "theme.toml"

COLUMN = range(320, 801)
"""The widths in pixels that a letter's column may have: from a phone to the widest reading pane."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Theme:
    """How a letter looks.

    `name` is that of its folder, `title` and `description` are what it says of itself. `column` is its width in
    pixels; `light` and `dark` are its colours by name.
    """

    name: str
    title: str
    description: str
    column: int
    light: Mapping[str, str]
    dark: Mapping[str, str]
    styles: StyleSheet
    environment: Environment

    def render(self, **values: object) -> str:
        """The letter's template filled with `values`.

        Raises `Stop` with the template's file and line where the template is at fault.
        """
        from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

        try:
            return self.environment.get_template(LETTER).render(
                theme=self, styles=self.styles, **values
            )
        except TemplateSyntaxError as error:
            place = Place(
                path=error.filename or f"{_at(self.name)}/{error.name}",
                line=error.lineno,
            )
            raise _broken(error.message or "it cannot be read", place) from error
        except TemplateNotFound as error:
            place = _where(self.name, error) or Place(path=_at(self.name))
            raise _broken(f"there is no file {error.name}", place) from error
        except Exception as error:
            at = _where(self.name, error)
            if at is None and not isinstance(error, TemplateError):
                raise
            raise _broken(str(error), at or Place(path=_at(self.name))) from error


def load(name: str, folder: Path | None) -> Theme:
    """The theme `name`.

    `folder` is the user's `templates/` folder, if there is one: a file `NAME/FILE` in it shadows the built-in file
    of the same name, and a folder of its own is a theme of its own. Raises `Stop`: `USAGE` and a list of the themes
    that there are where none is called `name`, and file and line where a file of the theme is broken.
    """
    roots = [
        root for root in _shelves(folder) if _is_name(name) and (root / name).is_dir()
    ]
    if not roots:
        raise Stop(
            "theme",
            f"there is no theme {name!r}",
            f"Write one of these in [newsletter] theme: {', '.join(_names(folder))}.",
            exit=Exit.USAGE,
        )
    files = _Files(name=name, folders=tuple(root / name for root in roots))
    settings = _settings(files)
    light, dark = _colours(files, settings, "light"), _colours(files, settings, "dark")
    for missing in sorted(light.keys() ^ dark.keys()):
        raise _broken(
            f"the colour {missing!r} is not in both [light] and [dark]",
            files.place(SETTINGS),
        )
    column = settings.get("column", 600)
    if type(column) is not int or column not in COLUMN:
        raise _broken(
            f"column is {column!r}, not a width from 320 to 800", files.place(SETTINGS)
        )
    try:
        styles = split(files.read(STYLE), light=light, dark=dark)
    except StyleSheetError as error:
        raise _broken(str(error), files.place(STYLE, error.line)) from error
    return Theme(
        name=name,
        title=str(settings.get("name", name)),
        description=str(settings.get("description", "")),
        column=column,
        light=light,
        dark=dark,
        styles=styles,
        environment=_environment(files),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Files:
    """The files of one theme: each is looked for in `folders`, the user's first."""

    name: str
    folders: tuple[Traversable, ...]

    def find(self, file: str) -> str | None:
        """The text of `file`, or nothing where the theme has none of that name."""
        if not all(map(_is_name, file.split("/"))):
            return None
        for folder in self.folders:
            found = folder.joinpath(*file.split("/"))
            if found.is_file():
                try:
                    return found.read_text(encoding="utf-8")
                except (OSError, UnicodeDecodeError) as error:
                    raise _broken(
                        f"it cannot be read: {error}", self.place(file)
                    ) from error
        return None

    def read(self, file: str) -> str:
        """The text of `file`; `Stop` where there is none."""
        text = self.find(file)
        if text is None:
            raise _broken("there is no such file", self.place(file))
        return text

    def place(self, file: str, line: int = 0) -> Place:
        return Place(path=f"{_at(self.name)}/{file}", line=line)


def _environment(files: _Files) -> Environment:
    from jinja2 import FunctionLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    def source(file: str) -> tuple[str, str, None] | None:
        text = files.find(file)
        return None if text is None else (text, files.place(file).path, None)

    return ImmutableSandboxedEnvironment(
        loader=FunctionLoader(source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _settings(files: _Files) -> Mapping[str, Any]:
    try:
        return tomllib.loads(files.read(SETTINGS))
    except tomllib.TOMLDecodeError as error:
        line = (
            int(str(error).partition("line ")[2].split(",")[0] or 0)
            if "line " in str(error)
            else 0
        )
        raise _broken(str(error), files.place(SETTINGS, line)) from error


def _colours(
    files: _Files, settings: Mapping[str, Any], scheme: str
) -> Mapping[str, str]:
    colours = settings.get(scheme, {})
    if not isinstance(colours, dict):
        raise _broken(f"[{scheme}] is not a table of colours", files.place(SETTINGS))
    for key, value in colours.items():
        if not _is_colour(value):
            raise _broken(
                f"[{scheme}] {key} is {value!r}, not a colour of six digits such as #1f2a2e",
                files.place(SETTINGS),
            )
    return colours


def _is_colour(value: object) -> bool:
    return (
        isinstance(value, str)
        and len(value) == 7
        and value[0] == "#"
        and set(value[1:]) <= set("0123456789abcdefABCDEF")
    )


def _is_name(name: str) -> bool:
    return bool(name) and not name.startswith(".") and not set(name) & set("/\\:\0")


def _shelves(folder: Path | None) -> tuple[Traversable, ...]:
    built_in = resources.files("envoi") / "templates"
    return (folder, built_in) if folder is not None else (built_in,)


def _names(folder: Path | None) -> list[str]:
    return sorted(
        {
            found.name
            for shelf in _shelves(folder)
            if shelf.is_dir()
            for found in shelf.iterdir()
            if found.is_dir() and (found / SETTINGS).is_file()
        }
    )


def _at(name: str) -> str:
    return f"templates/{name}"


def _where(name: str, error: BaseException) -> Place | None:
    """The innermost line of a template that `error` passed through."""
    place, step = None, error.__traceback__
    while step is not None:
        path = step.tb_frame.f_code.co_filename
        if path.startswith(f"{_at(name)}/"):
            place = Place(path=path, line=step.tb_lineno)
        step = step.tb_next
    return place


def _broken(message: str, place: Place) -> Stop:
    return Stop(
        "theme",
        f"the theme cannot be used: {message}",
        "Mend the file, or take it away to get the built-in one.",
        exit=Exit.USAGE,
        place=place,
    )
