"""The folder `templates/shortcodes/` of the user's -> what stands for a tag: small Jinja2 templates, one a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from envoi.posts.header import plain
from envoi.problems import Level, Place, Problem

if TYPE_CHECKING:
    from jinja2 import Template

    from envoi.posts.shortcodes.syntax import Call

FOLDER: Final = "templates/shortcodes"
"""Where the templates are, relative to the folder of the site."""

LARGEST: Final = 100_000
"""Bytes of the largest file that is read as such a template."""

_FAILURES: Final = (ArithmeticError, AttributeError, LookupError, MemoryError, RecursionError, TypeError, ValueError)  # fmt: skip
"""What an expression in a template may raise beside Jinja2's own errors."""

_HINT: Final = "mend the template; until then the tag is left out"


@dataclass(frozen=True, kw_only=True, slots=True)
class Handlers:
    """The templates by the plain name of their tag, and what is wrong with those that cannot be used."""

    templates: Mapping[str, Template] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def __contains__(self, name: str) -> bool:
        return name in self.templates

    def render(self, call: Call) -> str | Problem:
        """What the template of the tag makes of `call`, or what is wrong with it."""
        from jinja2 import TemplateError
        from markupsafe import Markup

        template = self.templates[call.name]
        given: dict[str, object] = dict(call.named)
        given |= {
            "args": call.args,
            "inner": Markup(call.text),
            "post": {"title": call.page.title, "url": call.page.url, "path": call.page.path},
            "site": {"url": call.page.site},
        }  # fmt: skip
        try:
            return template.render(given)
        except (TemplateError, *_FAILURES) as error:
            return _problem(template.filename or "", _line(error, template), str(error))


NONE: Final = Handlers()
"""No templates."""


def load(folder: Path) -> Handlers:
    """The templates in `FOLDER` of `folder`. One that cannot be read is among the problems, and stands for nothing."""
    names = folder / FOLDER
    if not names.is_dir():
        return NONE
    from jinja2 import StrictUndefined, TemplateSyntaxError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_printed,
    )
    templates, problems = {}, []
    for file in sorted(names.glob("*.html")):
        path = f"{FOLDER}/{file.name}"
        try:
            if not file.resolve().is_relative_to(folder.resolve()):
                raise OSError(0, "it is a link that leads out of the folder")
            if file.stat().st_size > LARGEST:
                raise OSError(0, f"it is larger than {LARGEST // 1000} kB")
            code = environment.compile(file.read_text("utf-8"), file.stem, path)
        except TemplateSyntaxError as error:
            problems.append(_problem(path, error.lineno, error.message or ""))
        except (OSError, RuntimeError, RecursionError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            problems.append(_problem(path, 0, reason))
        else:
            made = environment.template_class.from_code(environment, code, {})
            templates[plain(file.stem)] = made
    return Handlers(templates=templates, problems=tuple(problems))


def _printed(value: object) -> object:
    """What a template prints; a function is no text, and would print where it lies in memory."""
    from jinja2 import Undefined, UndefinedError

    if callable(value) and not isinstance(value, Undefined):
        raise UndefinedError(f"{getattr(value, '__name__', 'this')} is no text")
    return value


def _problem(path: str, line: int, message: str) -> Problem:
    return Problem(
        level=Level.WARNING,
        code="shortcode-template",
        message=" ".join(message.split())[:200],
        hint=_HINT,
        place=Place(path=path, line=line),
    )


def _line(error: BaseException, template: Template) -> int:
    """The line of the template on which `error` came up; Jinja2 rewrites the traceback so that it names it."""
    line, trace = 0, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == template.filename:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
