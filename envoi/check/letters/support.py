"""What a letter uses -> what of it the mail programs that matter do not know, by the data of caniemail.com."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
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


def supported(letter: Letter) -> Iterator[Finding]:
    """The newest test of each mail program counts; what works in part, works."""
    features = data()["features"]
    first: dict[str, Use] = {}
    for use in used(letter):
        if use.slug in features and use.slug not in first and not _is_graceful(use):
            first[use.slug] = use
    for slug, use in first.items():
        title, values = features[slug]["title"], features[slug]["values"]
        clients = [
            client
            for client, value in zip(data()["clients"], values, strict=True)
            if value == "n"
        ]
        if clients:
            yield warn(
                "letter-support",
                f"{short(use.said)} needs {title}, which {_named(clients)} {'does' if len(clients) == 1 else 'do'} not know",
                "say it otherwise, or so that nothing is lost without it",
                line=use.line,
                node=use.node,
                style=use.style,
                needle="" if use.style else use.said,
            )


def _is_graceful(use: Use) -> bool:
    return (
        use.slug in GRACEFUL
        or (use.slug in _PREVIEW and use.hides)
        # the attribute says it again, and is known
        or (use.slug == "css-height" and _is_said_again(use))
    )


def _is_said_again(use: Use) -> bool:
    return use.style == "height: auto" or use.node.get("height") is not None


def _named(clients: list[str]) -> str:
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
