"""What someone typed as a language -> a BCP 47 tag, or nothing; a path -> the same path without its language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from envoi.paths import parts

_TAG = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*")


@lru_cache(maxsize=1024)
def language_tag(typed: str) -> str:
    """`typed` as a language tag in its usual case (`pt_br` is `pt-BR`); nothing if it is none.

    The first part has two or three letters, as every language of ISO 639 has: `turkish` is no tag.
    """
    if not _TAG.fullmatch(typed):
        return ""
    first, *rest = re.split("[-_]", typed)
    return "-".join((first.lower(), *map(_usual, rest)))


@lru_cache(maxsize=1024)
def is_tag_of(typed: str, language: str) -> bool:
    """Whether `typed` names the BCP 47 `language`, each with or without its region (`pt_br` and `pt`)."""
    tag = language_tag(typed)
    short = {tag.partition("-")[0], language.partition("-")[0]}
    return (
        bool(tag)
        and len(short) == 1
        and (tag == language or bool(short & {tag, language}))
    )


def closest(language: str, tags: Iterable[str]) -> str | None:
    """That of `tags` which is `language`, else the first that is of the same primary language; None if there is none."""
    tags = tuple(filter(None, tags)) if language else ()
    same = [tag for tag in tags if tag.lower() == language.lower()]
    alike = [tag for tag in tags if _primary(tag) == _primary(language)]
    return next(iter([*same, *alike]), None)


def without_language(path: str, language: str) -> str:
    """`path` without its suffix, and without the folder and the end of the name that are called as its `language`.

    `posts/tea.tr.md` and `tr/posts/tea.md` are both `posts/tea` in Turkish.
    """
    folders, whole, _ = parts(path)
    stem, dot, last = whole.rpartition(".")
    name = stem if dot and stem and is_tag_of(last, language) else whole
    for at, folder in enumerate(folders):
        if is_tag_of(folder, language):
            folders = (*folders[:at], *folders[at + 1 :])
            break
    return "/".join((*folders, name))


def _usual(part: str) -> str:
    """Regions in capitals, scripts with one (RFC 5646 section 2.1.1)."""
    if len(part) == 2:
        return part.upper()
    return part.capitalize() if len(part) == 4 and part.isalpha() else part.lower()


def _primary(tag: str) -> str:
    return tag.split("-")[0].lower()
