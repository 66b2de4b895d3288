"""Hexo: `_config.yml`, `source/_posts`."""

from __future__ import annotations

from typing import ClassVar, Self

from envoi.dialects.dialect import Dialect, facts
from envoi.dialects.files import Files, lowered


class Hexo(Dialect):
    """A site made by Hexo."""

    NAME: ClassVar = "hexo"
    TITLE: ClassVar = "Hexo"
    SYNTAX: ClassVar = "hexo"

    @classmethod
    def find(cls, files: Files, *, asked: bool) -> Self | None:
        """By `_config.yml` beside `source/_posts`, or with `theme` and `new_post_name`."""
        file = files.first("_config.yml")
        found = lowered(files.yaml(file))
        telling = files.is_folder("source/_posts") or {"theme", "new_post_name"} <= set(
            found
        )
        if not asked and not (found and telling):
            return None
        return cls(
            file=file,
            facts=facts(
                file,
                url=found.get("url"),
                title=found.get("title"),
                description=found.get("description"),
                language=found.get("language"),
                timezone=found.get("timezone"),
                author=found.get("author"),
            ),
            roots=("source/_posts",),
            statics=("source",),
        )
