"""What stands between the children of an element -> one text in which marks of writing can be looked for, and back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Final, TypeAlias

from lxml import etree
from lxml.html import HtmlElement

CHILD: Final = "\ufdd2"
"""Stands for a child in a run; a noncharacter, which no text may hold (Unicode 23.7)."""

CODE: Final = frozenset({"code", "pre"})

Part: TypeAlias = str | HtmlElement


def text_of(tree: HtmlElement) -> str:
    """All text in `tree`, as `itertext` gives it."""
    whole: str = etree.tostring(
        tree, encoding="unicode", method="text", with_tail=False
    )
    return whole


def holds(tree: HtmlElement, *signs: str) -> bool:
    """Whether one of `signs` may stand somewhere in `tree`: asked before a walk through all of it."""
    whole = text_of(tree)
    return any(sign in whole for sign in signs)


def prose(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Every element of `tree` that is not in code, in reading order; the tree may be changed meanwhile below each."""
    stack = [tree]
    while stack:
        element = stack.pop()
        yield element
        if len(element):
            stack += [child for child in reversed(element) if child.tag not in CODE]


def text(element: HtmlElement) -> str:
    """The text of `element` itself, with `CHILD` for each element in it."""
    first = (element.text or "").replace(CHILD, "")
    if not len(element):
        return first
    tails = ((child.tail or "").replace(CHILD, "") for child in element)
    return CHILD.join((first, *tails))


def substitute(
    element: HtmlElement,
    pattern: re.Pattern[str],
    replace: Callable[[re.Match[str], Sequence[HtmlElement]], Sequence[Part] | None],
) -> None:
    """Put what `replace` makes of each match of `pattern` in its place, or leave it where that is None.

    `replace` is given the match and the children that stand in it, and has to hand on those that shall stay.
    """
    run, children = text(element), iter(list(element))
    made: list[Part] = []
    at, changed = 0, False
    for found in pattern.finditer(run):
        before = _spread(run[at : found.start()], children)
        within = list(islice(children, found[0].count(CHILD)))
        made += before
        put = replace(found, within)
        changed = changed or put is not None
        made += _spread(found[0], iter(within)) if put is None else put
        at = found.end()
    if changed:
        fill(element, [*made, *_spread(run[at:], children)])


def fill(element: HtmlElement, parts: Sequence[Part]) -> None:
    """Make `parts` the whole content of `element`."""
    texts: list[str] = []
    del element[:]
    last = None
    for part in (*parts, None):
        if isinstance(part, str):
            texts.append(part)
            continue
        if last is None:
            element.text = "".join(texts)
        else:
            last.tail = "".join(texts)
        if part is not None:
            part.tail = None
            element.append(part)
        last, texts = part, []


def parts(element: HtmlElement, start: int, end: int) -> list[Part]:
    """What stands in `element` from `start` to `end` of its run."""
    run = text(element)
    first = run.count(CHILD, 0, start)
    return _spread(run[start:end], islice(element, first, None))


def _spread(run: str, children: Iterator[HtmlElement]) -> list[Part]:
    first, *others = run.split(CHILD)
    found: list[Part] = [first] if first else []
    for piece in others:
        found.append(next(children))
        if piece:
            found.append(piece)
    return found
