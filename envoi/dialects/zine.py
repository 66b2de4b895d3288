"""Zine: `zine.ziggy`, `.smd`; refused by name, for its front matter is not read."""

from __future__ import annotations

from typing import ClassVar, NoReturn, Self

from envoi.dialects.dialect import Dialect
from envoi.dialects.files import Files
from envoi.problems import Place, Stop

_FILE = "zine.ziggy"


class Zine(Dialect):
    """A site made by Zine, whose posts say what they are in Ziggy."""

    NAME: ClassVar = "zine"
    TITLE: ClassVar = "Zine"

    @classmethod
    def find(cls, files: Files, *, asked: bool) -> Self | None:
        """By its configuration, or by a post with its suffix. Raises Stop, for none of them can be read."""
        post = next(
            (path for path in files.walk("content") if path.endswith(".smd")), ""
        )
        if asked or post or files.is_file(_FILE):
            cls._refuse(post or _FILE)
        return None

    @classmethod
    def _refuse(cls, path: str) -> NoReturn:
        raise Stop(
            "config",
            "this site is made by Zine, whose front matter (Ziggy) is not read",
            "export the posts as Markdown with YAML front matter",
            place=Place(path=path),
        )
