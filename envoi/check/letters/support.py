"""What a letter uses -> what of it the mail programs that matter do not know, by the data of caniemail.com."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, Final

from envoi.check.letters.features import Use, used
from envoi.check.letters.letter import Letter
from envoi.check.subject import Finding, short, warn

GRACEFUL: Final[Mapping[str, str]] = {
    "css-at-media": "the letter is one fluid column without it",
    "css-at-media-prefers-color-scheme": "who does not know it shows the letter in light, or inverts it",
    "css-border-radius": "corners stay square",
    "css-color-scheme": "dark mode only",
    "css-hyphens": "lines break between words",
    "css-important": "stands in rules that only those know who know it",
    "css-list-style": "a mark stays before the item",
    "css-pseudo-class-hover": "an underline that is there without a mouse as well",
    "css-selector-attribute": "the dark rules of Outlook alone",
    "css-selector-chaining": "in rules that the letter can do without",
    "css-selector-class": "in rules that the letter can do without",
    "css-selector-descendant": "in rules that the letter can do without",
    "css-selector-grouping": "in rules that the letter can do without",
    "css-selector-type": "in rules that the letter can do without",
    "css-white-space": "long lines of code run on instead of wrapping",
    "css-word-break": "a long word makes its line wider",
    "css-word-wrap": "a long word makes its line wider",
    "html-aria-hidden": "read by assistive programs only",
    "html-aria-label": "read by assistive programs only",
    "html-body": "its colours are on the elements below as well",
    "html-doctype": "the frame does not depend on it",
    "html-meta-color-scheme": "dark mode only",
    "html-role": "read by assistive programs only",
}
"""Features without which a letter is still a good one, and why."""

_PREVIEW: Final = frozenset({"css-display-none", "css-max-height", "css-overflow"})
"""What hides the words that stand beside the subject in a list of letters."""


@cache
def data() -> dict[str, Any]:
    """What `tools/caniemail.py` wrote."""
    found = resources.files("envoi.check.letters") / "caniemail.json"
    loaded: dict[str, Any] = json.loads(found.read_text(encoding="utf-8"))
    return loaded


@cache
def lacking() -> Mapping[str, tuple[str, ...]]:
    """The programs that do not know a feature, for each that one of them does not know and the letter needs."""
    found = {}
    for slug, feature in data()["features"].items():
        programs = zip(data()["clients"], feature["values"], strict=True)
        clients = tuple(client for client, value in programs if value == "n")
        if clients and slug not in GRACEFUL:
            found[slug] = clients
    return found


def supported(letter: Letter) -> Iterator[Finding]:
    """The newest test of each mail program counts; what works in part, works."""
    told: set[str] = set()
    for use in used(letter, lacking().keys()):
        if use.slug in told or _is_graceful(use):
            continue
        told.add(use.slug)
        title, clients = data()["features"][use.slug]["title"], lacking()[use.slug]
        verb = "does" if len(clients) == 1 else "do"
        yield warn(
            "letter-support",
            f"{short(use.said)} needs {title}, which {_named(clients)} {verb} not know",
            "say it otherwise, or so that nothing is lost without it",
            line=use.line,
            node=use.node,
            style=use.style,
            needle="" if use.style else use.said,
        )


def _is_graceful(use: Use) -> bool:
    if use.slug == "css-height":
        # the attribute says it again, and is known
        return use.style == "height: auto" or use.node.get("height") is not None
    return use.slug in _PREVIEW and use.hides


def _named(clients: Sequence[str]) -> str:
    """`gmail, outlook (windows, ios)`: a family of which all are meant needs no more words."""
    families: dict[str, list[str]] = {}
    for client in data()["clients"]:
        families.setdefault(client.partition(".")[0], []).append(client)
    names = []
    for family, members in families.items():
        meant = [one.partition(".")[2] for one in members if one in clients]
        if meant:
            names.append(
                family
                if len(meant) == len(members)
                else f"{family} ({', '.join(meant)})"
            )
    return ", ".join(names)
