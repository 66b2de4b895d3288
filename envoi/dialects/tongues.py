"""The paths of a folder without a generator -> which folders and ends of names tell a language, and so that of each path."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from envoi.language import language_tag
from envoi.paths import Parts, parts

_ISO_639: Final = """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo
    es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg
    ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn
    no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta
    te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    ckb fil kmr nds yue
"""
_KNOWN: Final = frozenset(_ISO_639.split())
"""ISO 639-1, and what people write who find no language of theirs there."""

_ALSO_WORDS: Final = """
    ae am an as be bi br ca ch co cs cv de ee ha he hi ho hr id ie ii in io is it la li lo mi ml mr ms my na ne
    ng no om or os pa pi ps rm sc se si so st ta te ti to ts tt tw ve vi vo wa yo za
"""
_WORDS: Final = frozenset(_ALSO_WORDS.split())
"""Languages that are words or usual abbreviations as well: to be taken for a language they need a second sign."""

_PARTS: Final = re.compile(
    r"[a-z]{2,3}(?:-(?:Latn|Arab|Cyrl|Hans|Hant|Grek|Hebr|Deva))?(?:-(?:[A-Z]{2}|\d{3}))?"
)
_DATED: Final = re.compile(r"\d{1,4}(?:[-_.]\d{1,2}){0,2}")


class _Sign(NamedTuple):
    """One part of a path that may tell a language: where it stands, and what is left of the path without it."""

    place: str
    tag: str
    left: str


Told = frozenset[tuple[str, str]]
"""Which parts of paths tell a language: where they stand, and the tag."""


def told(paths: Iterable[str]) -> Told:
    """What of the names in a folder, whose texts are at `paths`, tells a language.

    One place tells languages if there are at least two in it, or if the same path is there without the language.
    """
    paths = list(paths)
    if not any(map(_may_tell, paths)):
        return frozenset()
    split = [parts(path) for path in paths]
    without = {_joined(*path[:2]) for path in split}
    places: dict[str, dict[str, set[str]]] = {}
    for sign in (sign for path in split for sign in _signs(path)):
        tags = places.setdefault(sign.place, {})
        tags.setdefault(sign.tag, set()).add(sign.left)
    return frozenset(
        (place, tag)
        for place, tags in places.items()
        for tag in tags
        if _is_told(tag, tags, without)
    )


def language(path: str, told: Told) -> str:
    """The language of `path` in a folder where so much is `told`; nothing if it tells none."""
    signs = _signs(parts(path)) if told else ()
    return next((sign.tag for sign in signs if (sign.place, sign.tag) in told), "")


def _is_told(tag: str, tags: Mapping[str, set[str]], without: set[str]) -> bool:
    others = {other: left for other, left in tags.items() if other != tag}
    if not _is_word(tag):
        return bool(others) or not tags[tag].isdisjoint(without)
    same = tags[tag] & without.union(*others.values())
    return len(same) > 1 or not all(map(_is_word, others))


def _signs(path: Parts) -> Iterator[_Sign]:
    """The end of the name first, then the folders from the outermost on."""
    folders, stem, _ = path
    name, _, last = stem.rpartition(".")
    if name and (tag := _tag(last)):
        own = folders[:-1] if name == "index" else folders
        yield _Sign(f"*{_place(own)}", tag, _joined(folders, name))
    for at, folder in enumerate(folders):
        if tag := _tag(folder):
            left = _joined((*folders[:at], *folders[at + 1 :]), stem)
            yield _Sign(_place(folders[:at]), tag, left)


def _joined(folders: Iterable[str], name: str) -> str:
    return "/".join((*folders, name))


def _place(folders: Iterable[str]) -> str:
    """The same for folders that differ in a year, month or day alone."""
    return "/".join(folder for folder in folders if not _DATED.fullmatch(folder))


@lru_cache(maxsize=1024)
def _tag(typed: str) -> str:
    tag = language_tag(typed)
    known = tag.partition("-")[0] in _KNOWN and _PARTS.fullmatch(tag)
    return tag if known else ""


def _may_tell(path: str) -> bool:
    """Whether a part of `path` is called as a language: in most folders none is, and nothing else need be asked."""
    folder, _, name = path.rpartition("/")
    before = name.rpartition(".")[0].rpartition(".")
    return bool(before[0] and _tag(before[2])) or _any_tag(folder)


@lru_cache(maxsize=1024)
def _any_tag(folder: str) -> bool:
    return any(map(_tag, folder.split("/")))


def _is_word(tag: str) -> bool:
    return tag.partition("-")[0] in _WORDS
