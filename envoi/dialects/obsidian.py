"""An Obsidian vault: `.obsidian`, notes of which some are posts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import ClassVar, Final, Self

from envoi.dialects.dialect import Dialect, Value
from envoi.dialects.files import Files, line

_PUBLISH: Final = ("publish", "dgpublish", "share", "published")
_NO: Final = frozenset({"", "false", "no", "off", "0", "~", "null"})
_SETTINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "templates.json": ("folder",),
    "app.json": ("attachmentFolderPath", "newFileFolderPath"),
    "daily-notes.json": ("folder", "template"),
    "plugins/templater-obsidian/data.json": ("templates_folder", "user_scripts_folder"),
}
_APART: Final = frozenset({"templates.json", "plugins/templater-obsidian/data.json"})
_DAILY = re.compile(r"(?:19|20)\d\d-\d\d-\d\d")
_DATED = re.compile(r"(?<!\d)(?:19|20)\d\d[-_.]\d\d[-_.]\d\d(?!\d)")


_FLAG = re.compile(
    r"""^['"]?(?:dg[-_]?publish|publish|share)['"]?[ \t]*:[ \t]*['"]?(?:true|yes|on|1)\b""",
    re.MULTILINE | re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Obsidian(Dialect):
    """A vault of Obsidian: notes, of which some are posts.

    Where one note has a flag that it is to be published, the vault is `flagged`: only those
    with the flag are posts, for the others are nobody's business. Else those with a date are.
    `apart` are folders of templates and files, `daily` is that of the diary, if there is one.
    """

    NAME: ClassVar = "obsidian"
    TITLE: ClassVar = "Obsidian"
    SYNTAX: ClassVar = "obsidian"
    NAMES_ARE_TITLES: ClassVar = True

    apart: tuple[str, ...] = ()
    daily: str | None = None
    flagged: bool = False

    @classmethod
    def find(cls, files: Files, *, asked: bool) -> Self | None:
        """By the folder of its settings."""
        if not files.is_folder(".obsidian") and not asked:
            return None
        said = {
            name: [line(files.json(f".obsidian/{name}").get(key, "")) for key in keys]
            for name, keys in _SETTINGS.items()
        }
        apart = [path for name in _APART for path in said[name]]
        attachments = said["app.json"][0]
        if not attachments.startswith("."):
            apart.append(attachments)
        daily = said["daily-notes.json"][0]
        notes = (path for path in files.walk() if path.endswith(".md"))
        return cls(
            file=".obsidian" if files.is_folder(".obsidian") else "",
            statics=(),
            apart=tuple(sorted({path.strip("/") for path in apart} - {""})),
            daily=daily.strip("/") if files.is_file(".obsidian/daily-notes.json") else None,
            flagged=any(_is_flagged(files.text(path)) for path in notes),
        )  # fmt: skip

    def passes_over(self, folder: str) -> bool:
        """The folders of templates and of attachments."""
        return folder in self.apart

    def not_a_post(self, path: str, values: Mapping[str, Value]) -> str:
        """Notes without a flag or a date, those that say no, and drawings."""
        said = [values[key] for key in _PUBLISH if isinstance(values.get(key), str)]
        flags = [value for value in map(str, said) if not re.match(r"\d{4}-", value)]
        if "excalidrawplugin" in values or "kanbanplugin" in values:
            return "it is a drawing or a board"
        if flags or self.flagged:
            shown = any(flag.lower() not in _NO for flag in flags)
            return "" if shown else "it is not to be published"
        if any(values.get(key) for key in ("date", "pubdate", "publishdate", "published")):  # fmt: skip
            return ""
        return "" if self._is_dated(path) else "it is a note without a date"

    def _is_dated(self, path: str) -> bool:
        """Whether the name has a day and more: one that is but a day is a page of the diary."""
        file = PurePosixPath(path)
        diary = self.daily is not None and str(file.parent) == (self.daily or ".")
        return (
            bool(_DATED.search(file.stem))
            and not diary
            and not _DAILY.fullmatch(file.stem)
        )


def _is_flagged(text: str) -> bool:
    head = text[:5_000]
    return head.startswith("---") and bool(_FLAG.search(head.partition("\n---")[0]))
