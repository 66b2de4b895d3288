"""A folder of posts without a site generator."""

from __future__ import annotations

from typing import ClassVar, Final, Self

from envoi.dialects import dated
from envoi.dialects.dialect import Dialect
from envoi.dialects.files import Files
from envoi.keys import POSTS_FOLDERS

_TEXTS: Final = (".md", ".markdown", ".mdown", ".mkd", ".html", ".htm", ".rst")


class Plain(Dialect):
    """Posts are in `posts`, `_posts` or `content`, if there are any, else in the folder with most dated files, else anywhere."""

    NAME: ClassVar = "plain"
    TITLE: ClassVar = "a plain folder"

    @classmethod
    def find(cls, files: Files, *, asked: bool) -> Self:
        """This one takes every folder."""
        usual = [name for name in POSTS_FOLDERS if files.is_folder(name)]
        filled = (name for name in usual if _holds_texts(files, name))
        if (root := next(filled, None)) is not None:
            return cls(roots=(root,))
        home = dated.home(dated.count(files, files.walk()))
        return cls(roots=(home or next(iter(usual), ""),))


def _holds_texts(files: Files, folder: str) -> bool:
    return any(path.endswith(_TEXTS) for path in files.walk(folder))
