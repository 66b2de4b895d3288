"""What someone typed as a language -> a BCP 47 tag, or nothing; a path -> the same path without its language."""

from __future__ import annotations

import re
from pathlib import PurePosixPath


def language_tag(typed: str) -> str:
    """`typed` as a language tag in its usual case (`pt_br` is `pt-BR`); nothing if it is none.

    The first part has two or three letters, as every language of ISO 639 has: `turkish` is no tag.
    """
    if not re.fullmatch(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*", typed):
        return ""
    first, *rest = re.split("[-_]", typed)
    return "-".join((first.lower(), *map(_usual, rest)))


def is_tag_of(typed: str, language: str) -> bool:
    """Whether `typed` names the BCP 47 `language`, each with or without its region (`pt_br` and `pt`)."""
    tag = language_tag(typed)
    short = {tag.partition("-")[0], language.partition("-")[0]}
    return (
        bool(tag)
        and len(short) == 1
        and (tag == language or bool(short & {tag, language}))
    )


def without_language(path: str, language: str) -> str:
    """`path` without its suffix, and without the folder and the end of the name that are called as its `language`.

    `posts/tea.tr.md` and `tr/posts/tea.md` are both `posts/tea` in Turkish.
    """
    file = PurePosixPath(path)
    stem, dot, last = file.stem.rpartition(".")
    name = stem if dot and stem and is_tag_of(last, language) else file.stem
    folders = list(file.parent.parts)
    own = next((part for part in folders if is_tag_of(part, language)), None)
    if own is not None:
        folders.remove(own)
    return "/".join((*folders, name))


def _usual(part: str) -> str:
    """Regions in capitals, scripts with one (RFC 5646 section 2.1.1)."""
    if len(part) == 2:
        return part.upper()
    return part.capitalize() if len(part) == 4 and part.isalpha() else part.lower()
