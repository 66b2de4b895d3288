"""A folder of templates, the user's files before the built-in ones -> texts, and templates filled in a sandbox."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING, Any, Final, cast

from envoi.problems import Exit, Place, Stop

if TYPE_CHECKING:
    from jinja2 import Environment, Template

COMMON = "common"
"""The folder whose files every other folder of templates may include, as `common/FILE`."""

_SHELF = "templates"

_BUILT_IN: Final = Path(__file__).parent / _SHELF

_COMPILED: Final[dict[str, tuple[str, CodeType]]] = {}
"""The user's templates that were filled before, by their places: text and code."""

_Compile = Callable[[str], CodeType]


def shelves(folder: Path | None) -> tuple[Path, ...]:
    """Where folders of templates stand: `folder` is the user's `templates/`, if there is one."""
    return (folder, _BUILT_IN) if folder is not None else (_BUILT_IN,)


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


class _BuiltIn(SourceFileLoader):
    """The code of a built-in template, kept where Python keeps that of modules and by the same rules: who may write there can change Envoi itself."""

    def __init__(self, file: Path, compiled: _Compile) -> None:
        super().__init__(str(file), str(file))
        self._compiled = compiled

    def code(self) -> CodeType:
        """What Python has kept, or else the text compiled."""
        try:
            return cast(CodeType, self.get_code(self.name))
        except (EOFError, TypeError, ValueError):  # kept in part
            return self._compiled(Path(self.path).read_text(encoding="utf-8"))

    def source_to_code(self, data: Any, path: Any, **_: Any) -> CodeType:  # type: ignore[override]
        """What the text in `data` is as code."""
        return self._compiled(data.decode())

    def path_stats(self, path: Any) -> Mapping[str, Any]:
        """What tells that code is of the text at `path`, and of what compiled it: Jinja2, as it is set up here."""
        import jinja2.compiler

        files = (path, __file__, jinja2.compiler.__file__)
        times = sum(Path(file).stat().st_mtime_ns for file in files)
        return {**super().path_stats(path), "mtime": times}


def _again(place: str, text: str, compiled: _Compile) -> CodeType:
    """The code of the `text` at `place`, compiled if another one stood there before."""
    known = _COMPILED.get(place)
    if known is None or known[0] != text:
        known = _COMPILED[place] = text, compiled(text)
    return known[1]


@dataclass(frozen=True, kw_only=True)
class Templates:
    """The files of the folder `name` on some shelves: each is looked for in `folders`, the user's first.

    A file `common/FILE` that is in none of them is that of the folder `common` on one of `shelves`.
    """

    name: str
    folders: tuple[Path, ...]
    shelves: tuple[Path, ...] = ()

    def find(self, file: str) -> str | None:
        """The text of `file`, or nothing where there is none of that name."""
        found = self._found(file)
        if found is None:
            return None
        try:
            return found[1].read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise broken(f"it cannot be read: {error}", self.place(file)) from error

    def _found(self, file: str) -> tuple[str, Path] | None:
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
        from jinja2 import BaseLoader, StrictUndefined, TemplateNotFound
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        class Loader(BaseLoader):
            """Finds templates here, and compiles them as seldom as it can: that takes longer than to fill them."""

            def load(
                _, environment: Environment, name: str, globals: Any = None
            ) -> Template:
                found = self._found(name)
                if found is None:
                    raise TemplateNotFound(name)
                place = f"{found[0]}/{name}"
                compiled = partial(environment.compile, name=name, filename=place)
                if _BUILT_IN in found[1].parents:
                    code = _BuiltIn(found[1], compiled).code()
                else:
                    code = _again(place, self.read(name), compiled)
                made = environment.template_class.from_code(
                    environment, code, globals or {}
                )
                made.filename = place
                return made

        class Sandbox(ImmutableSandboxedEnvironment):
            """Judges an attribute once: by its name, and by the type of what has it."""

            def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
                of = type(obj), attr
                if of not in safe:
                    safe[of] = super().is_safe_attribute(obj, attr, value)
                return safe[of]

        safe: dict[tuple[type, str], bool] = {}
        return Sandbox(
            loader=Loader(),
            autoescape=True,
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
