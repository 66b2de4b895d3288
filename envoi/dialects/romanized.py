"""Text in Latin, Cyrillic or Greek letters -> the same in ASCII, as slugs have it."""

from __future__ import annotations

import unicodedata
from typing import Final

_LETTERS: Final = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ð": "d", "þ": "th", "đ": "d", "ħ": "h",
    "ı": "i", "ł": "l", "ŋ": "ng", "ŧ": "t", "ə": "@", "ʼ": "'", "‘": "'", "’": "'",
    "“": '"', "”": '"', "„": ",,", "«": "<<", "»": ">>", "–": "-", "—": "--", "…": "...",
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "―": "--", "©": "(c)", "®": "(r)", "§": "SS",
    "⁄": "/", "°": "deg", "€": "EUR", "£": "PS", "×": "x", "·": "*", "•": "*", "→": "-", "№": "No",
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z",
    "и": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ъ": '"', "ы": "y", "ь": "'", "э": "e", "ю": "iu", "я": "ia", "ё": "io",
    "й": "i", "ђ": "dj", "ѕ": "dz", "ѓ": "gj", "ќ": "kj", "є": "ie", "і": "i", "ї": "yi", "ґ": "g'", "ў": "u", "ј": "j", "љ": "lj",
    "њ": "nj", "ћ": "tsh", "џ": "dzh",
    "α": "a", "β": "b", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "e", "θ": "th",
    "ι": "i", "κ": "k", "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p",
    "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "u", "φ": "ph", "χ": "kh", "ψ": "ps",
    "ω": "o",
}  # fmt: skip
"""What Unicode does not take apart, in the spelling that Unidecode has, which Pelican and Nikola use."""


def romanize(text: str) -> str:
    """`text` in ASCII: letters without their marks; those of other scripts are left out."""
    return "".join(map(_plain, unicodedata.normalize("NFKC", text)))


def _plain(char: str) -> str:
    if char.isascii():
        return char
    low = char.lower()
    if found := _LETTERS.get(low):
        return found if low == char else found.capitalize()
    base = unicodedata.normalize("NFKD", char)
    return "" if base == char else "".join(map(_plain, base))
