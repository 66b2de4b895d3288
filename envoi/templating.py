"""A folder of templates, the user's files before the built-in ones -> texts, and templates filled in a sandbox."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from envoi.problems import Exit, Place, Stop

if TYPE_CHECKING:
    from jinja2 import Environment

COMMON = "common"
"""The folder whose files every other folder of templates may include, as `common/FILE`."""

_SHELF = "templates"

_COMPILED: Final[dict[str, bytes]] = {}
"""Templates that were filled before, by the key that Jinja2 makes of their name: a letter's take longer to compile than to fill."""


def shelves(folder: Path | None) -> tuple[Traversable, ...]:
    """Where folders of templates stand: `folder` is the user's `templates/`, if there is one."""
    built_in = resources.files("envoi") / "templates"
    return (folder, built_in) if folder is not None else (built_in,)


def is_name(name: str) -> bool:
    """Whether `name` may be that of a file or folder below a shelf, and leads nowhere else."""
    return bool(name) and not name.startswith(".") and not set(name) & set("/\\:\0")


def broken(message: str, place: Place) -> Stop:
    """What to raise where a file of a template folder cannot be used."""
    return Stop(
        "theme",
        f"this file cannot be used: {message}",
        "mend the file, or take it away to get the built-in one",
        exit=Exit.USAGE,
        place=place,
    )


@dataclass(frozen=True, kw_only=True)
class Templates:
    """The files of the folder `name` on some shelves: each is looked for in `folders`, the user's first.

    A file `common/FILE` that is in none of them is that of the folder `common` on one of `shelves`.
    """

    name: str
    folders: tuple[Traversable, ...]
    shelves: tuple[Traversable, ...] = ()

    def find(self, file: str) -> str | None:
        """The text of `file`, or nothing where there is none of that name."""
        found = self._found(file)
        if found is None:
            return None
        try:
            return found[1].read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise broken(f"it cannot be read: {error}", self.place(file)) from error

    def _found(self, file: str) -> tuple[str, Traversable] | None:
        """The folder below which `file` is for the user, and the file itself."""
        parts = file.split("/")
        if not all(map(is_name, parts)):
            return None
        places = [(self._root, folder) for folder in self.folders]
        if parts[0] == COMMON:
            places += [(_SHELF, shelf) for shelf in self.shelves]
        for root, folder in places:
            if (found := folder.joinpath(*parts)).is_file():
                return root, found
        return None

    def read(self, file: str) -> str:
        """The text of `file`; `Stop` where there is none."""
        text = self.find(file)
        if text is None:
            raise Stop(
                "theme",
                "there is no such file",
                "write it, or copy the built-in one",
                exit=Exit.USAGE,
                place=self.place(file),
            )
        return text

    def place(self, file: str, line: int = 0) -> Place:
        """Where a user finds `file`, or would put it."""
        found = self._found(file)
        return Place(path=f"{found[0] if found else self._root}/{file}", line=line)

    def render(self, file: str, values: Mapping[str, object]) -> str:
        """The template `file` filled with `values`, all of them escaped.

        Raises `Stop` with the template's file and line where the template is at fault.
        """
        from jinja2 import (
            TemplateError,
            TemplateNotFound,
            TemplateSyntaxError,
            UndefinedError,
        )

        try:
            return self._environment.get_template(file).render(values)
        except TemplateSyntaxError as error:
            place = Place(
                path=error.filename or f"{self._root}/{error.name}", line=error.lineno
            )
            raise broken(error.message or "it cannot be read", place) from error
        except TemplateNotFound as error:
            place = self._where(error) or Place(path=self._root)
            raise broken(f"there is no file {error.name}", place) from error
        except UndefinedError as error:
            place = self._where(error) or Place(path=self._root)
            raise broken(self._said(str(error), place), place) from error
        except Exception as error:
            at = self._where(error)
            if at is None and not isinstance(error, TemplateError):
                raise
            raise broken(str(error), at or Place(path=self._root)) from error

    def _said(self, message: str, place: Place) -> str:
        """What is undefined at `place` and, where the name of a file stands there without quotes, that name."""
        text = self.find(place.path.removeprefix(f"{self._root}/")) or ""
        line = "".join(text.splitlines()[place.line - 1 : place.line])
        file = re.search(r"{%-?\s*(?:include|extends|import|from)\s+([\w./-]+)", line)
        return f'write the name in quotes: "{file[1]}"' if file else message

    @property
    def _root(self) -> str:
        return f"{_SHELF}/{self.name}"

    @cached_property
    def _environment(self) -> Environment:
        from jinja2 import BytecodeCache, FunctionLoader, StrictUndefined
        from jinja2.bccache import Bucket
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        class Compiled(BytecodeCache):
            """What was compiled in this process. Jinja2 compares the text, and compiles another one."""

            def load_bytecode(self, bucket: Bucket) -> None:
                if found := _COMPILED.get(bucket.key):
                    bucket.bytecode_from_string(found)

            def dump_bytecode(self, bucket: Bucket) -> None:
                _COMPILED[bucket.key] = bucket.bytecode_to_string()

        def source(file: str) -> tuple[str, str, None] | None:
            text = self.find(file)
            return None if text is None else (text, self.place(file).path, None)

        return ImmutableSandboxedEnvironment(
            loader=FunctionLoader(source),
            autoescape=True,
            bytecode_cache=Compiled(),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def _where(self, error: BaseException) -> Place | None:
        """The innermost line of a template that `error` passed through."""
        place, step = None, error.__traceback__
        while step is not None:
            path = step.tb_frame.f_code.co_filename
            if path.startswith(f"{_SHELF}/"):
                place = Place(path=path, line=step.tb_lineno)
            step = step.tb_next
        return place


def templates(name: str, folder: Path | None) -> Templates:
    """The folder `name` of the user's shelf and of the built-in one; without folders where neither has it."""
    known = shelves(folder)
    roots = [
        shelf / name for shelf in known if is_name(name) and (shelf / name).is_dir()
    ]
    return Templates(name=name, folders=tuple(roots), shelves=known)
