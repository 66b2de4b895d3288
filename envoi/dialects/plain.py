"""A folder of posts without a site generator."""

from __future__ import annotations

from typing import ClassVar, Self

from envoi.dialects import dated
from envoi.dialects.dialect import Dialect
from envoi.dialects.files import Files
from envoi.keys import POSTS_FOLDERS


class Plain(Dialect):
    """Posts are in `posts`, `_posts` or `content`, else in the folder with most dated files, else anywhere."""

    NAME: ClassVar = "plain"
    TITLE: ClassVar = "a plain folder"

    @classmethod
    def find(cls, files: Files, *, asked: bool) -> Self:
        """This one takes every folder."""
        usual = next(filter(files.is_folder, POSTS_FOLDERS), None)
        if usual is not None:
            return cls(roots=(usual,))
        counts = dated.count(files, files.walk())
        return cls(roots=(dated.home(counts),))
