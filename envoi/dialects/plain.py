"""A folder of posts without a site generator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final, Self

from envoi.dialects import dated, tongues
from envoi.dialects.dialect import Dialect
from envoi.dialects.files import Files
from envoi.keys import POSTS_FOLDERS

_TEXTS: Final = (".md", ".markdown", ".mdown", ".mkd", ".html", ".htm", ".rst")


@dataclass(frozen=True, kw_only=True)
class Plain(Dialect):
    """Posts are in `posts`, `_posts` or `content`, if there are any, else in the folder with most dated files, else anywhere."""

    NAME: ClassVar = "plain"
    TITLE: ClassVar = "a plain folder"

    told: tongues.Told = frozenset()
    """Which names of folders and files tell a language."""

    @classmethod
    def find(cls, files: Files, *, asked: bool) -> Self:
        """This one takes every folder."""
        told = tongues.told(filter(_is_text, files.walk()))
        usual = [name for name in POSTS_FOLDERS if files.is_folder(name)]
        filled = (name for name in usual if _holds_texts(files, name))
        if (root := next(filled, None)) is not None:
            return cls(told=told, roots=(root,))
        home = dated.home(dated.count(files, files.walk()))
        return cls(told=told, roots=(home or next(iter(usual), ""),))

    def language(self, path: str) -> str:
        """The language that a folder or the end of the name is called as, where the folder is in several."""
        return tongues.language(path, self.told) if _is_text(path) else ""


def _holds_texts(files: Files, folder: str) -> bool:
    return any(map(_is_text, files.walk(folder)))


def _is_text(path: str) -> bool:
    return path.lower().endswith(_TEXTS)
