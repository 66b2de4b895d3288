"""A feed -> all that is wrong with it, by the rules that there are.

A rule is one function, and one word in `RULES` or, if it needs other feeds, in `BESIDE` or `ACROSS`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from envoi.check import (
    agreement,
    atom,
    content,
    history,
    ids,
    jsonfeed,
    places,
    podcast,
    reach,
    rss,
    texts,
    times,
    wellformed,
)
from envoi.check.subject import Across, Finding, Rule, Subject

RULES: Final[tuple[Rule, ...]] = (
    wellformed.characters,
    wellformed.encoding,
    wellformed.namespaces,
    rss.rules,
    atom.rules,
    jsonfeed.rules,
    ids.present,
    ids.unique,
    ids.iris,
    ids.permalinks,
    times.written,
    times.dated,
    times.plausible,
    times.current,
    times.order,
    places.absolute,
    places.home,
    places.linked,
    places.twins,
    places.secure,
    content.filled,
    content.safe,
    content.balanced,
    content.linked,
    content.pictures,
    texts.titles,
    texts.summaries,
    texts.people,
    texts.languages,
    texts.scripts,
    reach.own_address,
    reach.hub,
    reach.entries,
    reach.size,
    reach.enclosures,
    podcast.rules,
)
"""Every rule on one feed."""

LAST: Final[tuple[Rule, ...]] = (
    reach.own_address,
    reach.size,
)
"""Those of them that have to know where other feeds are; an outline is enough for them."""

BESIDE: Final[tuple[Across, ...]] = (agreement.formats,)
"""Every rule on the formats of one feed, which are in one folder."""

ACROSS: Final[tuple[Across, ...]] = (
    history.links,
    history.entries,
)
"""Every rule on all feeds of the output, of each of which it is given an outline."""


def judged(subject: Subject, rules: Sequence[Rule] = RULES) -> Iterator[Finding]:
    """All that `rules` say of one feed."""
    for rule in rules:
        yield from rule(subject)
