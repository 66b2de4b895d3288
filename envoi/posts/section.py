"""The path of a post -> the section it is in."""

from __future__ import annotations

import re

from envoi.dialects import Dialect
from envoi.language import is_tag_of
from envoi.paths import parts

_DATED = re.compile(r"\d{1,4}(?:[-_.]\d{1,2}){0,2}")


def section(path: str, base: str, language: str, dialect: Dialect) -> str:
    """The first folder below `base` that is more than a year, month or day, a language, or a folder of drafts.

    A folder that a post has to itself is no section.
    """
    below = path.removeprefix(f"{base}/") if base else path
    folders = parts(below).folders
    if below.startswith("index.", below.rfind("/") + 1):
        folders = folders[:-1]
    return next(
        (
            folder
            for folder in folders
            if not folder.startswith("_")
            and not _DATED.fullmatch(folder)
            and not is_tag_of(folder, language)
            and folder not in dialect.DRAFT_FOLDERS
        ),
        "",
    )
