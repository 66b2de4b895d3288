"""Hugo: `hugo.toml`, `config/_default`, `content`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from envoi.dialects.dialect import Dialect, facts
from envoi.dialects.files import Files, lowered

_FILES = ("hugo.toml", "hugo.yaml", "hugo.json", "config.toml", "config.yaml", "config.json")  # fmt: skip


class Hugo(Dialect):
    """A site made by Hugo."""

    NAME: ClassVar = "hugo"
    TITLE: ClassVar = "Hugo"
    SYNTAX: ClassVar = "hugo"
    BUNDLES: ClassVar = True

    @classmethod
    def find(cls, files: Files, *, asked: bool) -> Self | None:
        """By `hugo.*`, or by a `config.*` that says `baseURL`."""
        file = files.first(*_FILES)
        found = lowered(_read(files, file)) if file else {}
        if not asked and not (found and ("baseurl" in found or "hugo" in file)):
            return None
        return cls(
            file=file,
            facts=facts(
                file,
                url=found.get("baseurl"),
                title=found.get("title"),
                description=found.get("description"),
                language=found.get("languagecode")
                or found.get("defaultcontentlanguage"),
                timezone=found.get("timezone"),
            ),
            roots=("content",) if files.is_folder("content") else ("",),
        )


def _read(files: Files, file: str) -> Mapping[str, Any]:
    return files.toml(file) if file.endswith(".toml") else files.yaml(file)
