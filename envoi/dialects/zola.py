"""Zola: `config.toml` with `base_url`, `content`."""

from __future__ import annotations

from typing import ClassVar, Self

from envoi.dialects.dialect import Dialect, facts
from envoi.dialects.files import Files


class Zola(Dialect):
    """A site made by Zola."""

    NAME: ClassVar = "zola"
    TITLE: ClassVar = "Zola"
    SYNTAX: ClassVar = "zola"
    BUNDLES: ClassVar = True

    @classmethod
    def find(cls, files: Files, *, asked: bool) -> Self | None:
        """By a `config.toml` that says `base_url`."""
        file = files.first("zola.toml", "config.toml")
        found = files.toml(file)
        if not asked and "base_url" not in found:
            return None
        return cls(
            file=file,
            facts=facts(
                file,
                url=found.get("base_url"),
                title=found.get("title"),
                description=found.get("description"),
                language=found.get("default_language"),
            ),
            roots=("content",) if files.is_folder("content") else ("",),
        )
