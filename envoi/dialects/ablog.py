"""ABlog, a blog in Sphinx documentation: `conf.py` with `ablog` among its extensions."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Self

from envoi.addresses import is_web
from envoi.dialects import python_settings
from envoi.dialects.dialect import Dialect, Entry, Value, facts
from envoi.dialects.files import Files
from envoi.model import Author

_FOLDERS: Final = ("", "source", "docs", "docs/source", "doc", "src")
"""Where `sphinx-quickstart` and people put `conf.py`."""


@dataclass(frozen=True, kw_only=True)
class ABlog(Dialect):
    """A blog made by ABlog (its manual, on `post` and on configuration)."""

    NAME: ClassVar = "ablog"
    TITLE: ClassVar = "ABlog"
    DATE_KEYS: ClassVar = ("date",)
    ADDRESS_KEYS: ClassVar = ()

    base: str = ""
    """The folder of `conf.py`, which names of documents are relative to."""

    @classmethod
    def find(cls, files: Files, *, asked: bool) -> Self | None:
        """By a `conf.py` whose extensions name `ablog`, in the folder or where documentation usually is."""
        for folder in _FOLDERS:
            file = posixpath.join(folder, "conf.py")
            settings = python_settings.read(files.text(file))
            if "ablog" in _texts(settings.get("extensions")):
                return cls._made(file, folder, settings)
        return cls() if asked else None

    @classmethod
    def _made(cls, file: str, folder: str, settings: Mapping[str, Any]) -> Self:
        authors = _authors(settings)
        usual = settings.get("blog_default_author")
        first = usual[0] if isinstance(usual, (list, tuple)) and usual else usual
        known = authors.get(first) if isinstance(first, str) else None
        return cls(
            file=file,
            base=folder,
            roots=(folder,),
            statics=tuple(
                posixpath.join(folder, path)
                for path in _texts(settings.get("html_extra_path"))
            ),
            authors=authors,
            facts=facts(
                file,
                url=settings.get("blog_baseurl") or settings.get("html_baseurl"),
                title=settings.get("blog_title") or settings.get("project"),
                language=settings.get("language"),
                timezone=settings.get("timezone"),
                author=known.name if known else first or settings.get("author"),
            ),
        )

    def not_a_post(self, path: str, values: Mapping[str, Value]) -> str:
        """A document without the directive `post`, or `blogpost: true` in its front matter."""
        if values.get("blogpost") in ("true", "True", "yes"):
            return ""
        return "holds no directive post"

    def address(self, entry: Entry) -> str:
        """The name of the document: its path without suffix."""
        inside = entry.path.removeprefix(f"{self.base}/") if self.base else entry.path
        return posixpath.splitext(inside)[0] + ".html"

    def file_address(self, path: str) -> str:
        """Sphinx copies pictures into one folder."""
        return f"_images/{posixpath.basename(path)}"


def _texts(value: Any) -> list[str]:
    parts = value if isinstance(value, (list, tuple)) else ()
    return [part for part in parts if isinstance(part, str)]


def _authors(settings: Mapping[str, Any]) -> dict[str, Author]:
    """blog_authors: a name and perhaps an address by key."""
    typed = settings.get("blog_authors")
    found = {}
    for key, value in typed.items() if isinstance(typed, dict) else ():
        parts = value if isinstance(value, (list, tuple)) else (value,)
        name = parts[0] if parts and isinstance(parts[0], str) else ""
        url = parts[1] if len(parts) > 1 and isinstance(parts[1], str) else ""
        if name:
            found[str(key)] = Author(name=name, url=url if is_web(url) else "")
    return found
