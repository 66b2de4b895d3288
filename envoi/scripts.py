"""A text and its language -> the letters that it is written in, if they are none of that language."""

from __future__ import annotations

from string import ascii_letters
from typing import Final

from envoi.patterns import pattern

_LETTERS: Final = {
    "Latin": pattern(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]+"),
    "Arabic": pattern(r"[\u0620-\u06d3\u0750-\u077f\u08a0-\u08b4\ufb50-\ufdfb\ufe70-\ufefc]+"),
    "Cyrillic": pattern(r"[\u0400-\u052f]+"),
    "Greek": pattern(r"[\u0370-\u03ff\u1f00-\u1fff]+"),
    "Hebrew": pattern(r"[\u05d0-\u05ea]+"),
    "Armenian": pattern(r"[\u0531-\u0587]+"),
    "Georgian": pattern(r"[\u10a0-\u10ff]+"),
    "Devanagari": pattern(r"[\u0900-\u097f]+"),
    "Bengali": pattern(r"[\u0980-\u09ff]+"),
    "Thai": pattern(r"[\u0e00-\u0e7f]+"),
    "Chinese, Japanese or Korean": pattern(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+"),
}  # fmt: skip

_WRITTEN: Final = {
    "Latin": """af ca cs cy da de en eo es et eu fi fil fr fy ga gd gl ha hr hu id is it lb lt lv mt nb nds nl nn no oc pl
    pt rm ro sk sl sq sv sw tr vi xh yo zu""",
    "Arabic": "ar ckb fa ps ur",
    "Cyrillic": "be bg mk ru uk",
    "Greek": "el",
    "Hebrew": "he yi",
    "Armenian": "hy",
    "Georgian": "ka",
    "Devanagari": "hi mr ne",
    "Bengali": "bn",
    "Thai": "th",
    "Chinese, Japanese or Korean": "ja ko yue zh",
}
_SCRIPTS: Final = {
    language: script
    for script, languages in _WRITTEN.items()
    for language in languages.split()
}
"""The script of each language that is written in one alone."""

_NOT_LATIN: Final = bytes({*range(0xC0), 0xD7, 0xF7} - {*ascii_letters.encode()})
"""What is no Latin letter in ISO 8859-1."""

_ENOUGH: Final = 60
"""Letters by which a script can be told."""

BEGINNING: Final = 5_000
"""Characters of a text that are looked at."""


def is_native(text: str, language: str) -> bool:
    """Whether so much of `text` is in the letters of `language` that `foreign` says nothing of any that begins with it."""
    own = _SCRIPTS.get(language.split("-")[0].lower())
    if own == "Latin":
        # most of its letters are in ISO 8859-1, where they are counted in a tenth of the time
        usual = text.encode("latin-1", "ignore").translate(None, _NOT_LATIN)
        return len(usual) * 10 > BEGINNING
    return own is None or _count(own, text) * 10 > BEGINNING


def foreign(text: str, language: str) -> str:
    """The name of the letters that nearly all of `text` is in, if the BCP 47 `language` is never written in them.

    Nothing for a short text, for one in several scripts, and for a language that is written in several.
    """
    primary, *more = language.split("-")
    own = _SCRIPTS.get(primary.lower())
    if own is None or any(len(part) == 4 for part in more):
        return ""
    begun = text[:BEGINNING]
    known = ("Latin",) if begun.isascii() else tuple(_LETTERS)
    counts = {name: _count(name, begun) for name in known}
    most = max(counts, key=lambda name: counts[name])
    total = sum(counts.values())
    clear = total >= _ENOUGH and counts[most] * 10 >= total * 9
    return most if clear and most != own else ""


def _count(script: str, text: str) -> int:
    """The letters of `script` in `text`."""
    return len("".join(_LETTERS[script].findall(text)))
