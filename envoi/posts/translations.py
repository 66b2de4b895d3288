"""Keys -> what a post shares with its translations."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final

from envoi.dialects import Dialect, Entry
from envoi.posts.keys import Keys
from envoi.posts.source import one_line

_SHARED: Final = ("translationkey", "translationid", "langref", "ref", "pageid")
_ORIGINAL: Final = ("translationof",)


def key(keys: Keys, dialect: Dialect, entry: Entry) -> str:
    """What its key says, else what the file it is said to be translated from has, else what the dialect sees."""
    if typed := one_line(keys.raw(_SHARED)):
        return typed
    if original := keys.raw(_ORIGINAL):
        return _implied(dialect, replace(entry, path=_beside(entry.path, original)))
    return _implied(dialect, entry)


def _implied(dialect: Dialect, entry: Entry) -> str:
    found = dialect.translation(entry)
    return f"/{found}" if found else ""


def _beside(path: str, typed: str) -> str:
    """The path of the file that is called `typed` as seen from the one at `path`; from the folder's root after a slash."""
    name = typed if PurePosixPath(typed).suffix else typed + PurePosixPath(path).suffix
    whole = posixpath.join("/", posixpath.dirname(path), name)
    return posixpath.normpath(whole).lstrip("/")
