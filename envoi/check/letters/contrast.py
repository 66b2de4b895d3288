"""The texts of a letter: whether they can be read in light, in dark and inverted, are large enough, and are shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from envoi.check.letters import colours, css
from envoi.check.letters.cascade import Run, runs
from envoi.check.letters.letter import Letter, line_of
from envoi.check.subject import Finding, error, short, warn

WIDE: Final = 800
NARROW: Final = 360
"""Pixels of a reading pane and of a phone."""

SMALLEST: Final = 14
"""Pixels of the smallest text."""


def readable(letter: Letter) -> Iterator[Finding]:
    """WCAG 2.2, 1.4.3: 4.5:1, and 3:1 for large text.

    Light and dark are what the letter asks for. Gmail's apps ask for nothing and turn colours around by themselves;
    `inverted` stands for that: all colours change to the opposite lightness, and keep their hue.
    """
    light = runs(letter, dark=False, width=WIDE)
    yield from _contrasts("in light", light)
    yield from _contrasts("in dark", runs(letter, dark=True, width=NARROW))
    yield from _contrasts("where a program inverts it", light, inverted=True)


def legible(letter: Letter) -> Iterator[Finding]:
    """Text that has to be enlarged on a phone."""
    told: set[tuple[Any, float]] = set()
    for dark, width in ((False, WIDE), (True, NARROW)):
        for run in runs(letter, dark=dark, width=width):
            if run.hidden or not _says(run) or run.size > SMALLEST - 0.01:
                continue
            style = _set_by(run.sized, "font-size", "font")
            key = (run.sized.get("class", run.sized.tag), run.size)
            if key not in told:
                told.add(key)
                yield warn(
                    "letter-text-size",
                    f"{_quoted(run)} is {run.size:.4g} pixels large, less than {SMALLEST}",
                    f"write font-size: {SMALLEST}px or more",
                    line=line_of(run.node),
                    node=run.sized,
                    style=style,
                )


def shown(letter: Letter) -> Iterator[Finding]:
    """Gmail's guidelines for senders: no hidden content. What stands before all else is for the list of letters."""
    before = True
    for run in runs(letter, dark=False, width=WIDE):
        if not _says(run):
            continue
        if not run.hidden:
            before = False
        elif not before:
            yield error(
                "letter-hidden",
                f"{_quoted(run)} is in the letter and not shown, as spam does it",
                "show it, or take it out",
                line=line_of(run.node),
                node=run.node,
                needle=run.text.strip(),
            )


def _contrasts(
    where: str, found: tuple[Run, ...], *, inverted: bool = False
) -> Iterator[Finding]:
    poor: dict[tuple[str, str, bool], list[Run]] = {}
    for run in found:
        if run.hidden or not _says(run):
            continue
        pair = run.colour, run.background
        if inverted:
            pair = colours.inverted(pair[0]), colours.inverted(pair[1])
        if colours.contrast(*pair) < (3 if run.large else 4.5) - 0.005:
            poor.setdefault((str(pair[0]), str(pair[1]), run.large), []).append(run)
    for (ink, ground, large), texts in poor.items():
        run = texts[0]
        ratio = _ratio(ink, ground)
        more = f" and {len(texts) - 1} more" if len(texts) > 1 else ""
        yield warn(
            "letter-contrast",
            f"{_quoted(run)}{more} cannot be read well {where}: {ink} on {ground} is {ratio:.2f}:1, "
            f"less than {3 if large else 4.5}:1",
            "make one of the two colours lighter or darker",
            line=line_of(run.node),
            node=run.painted if run.painted is not None else run.node,
            style=_set_by(run.painted, "color"),
        )


def _ratio(ink: str, ground: str) -> float:
    one, other = colours.read(ink), colours.read(ground)
    return colours.contrast(one[0], other[0]) if one and other else 1


def _set_by(tag: Any, *names: str) -> str:
    """What of `names` is set on `tag`, as it stands there."""
    if tag is None:
        return ""
    said = {one.name: str(one) for one in css.declarations(tag.get("style", ""))}
    return next((said[name] for name in names if name in said), "")


def _says(run: Run) -> bool:
    """Whether the text holds more than signs between texts."""
    return any(sign.isalnum() for sign in run.text)


def _quoted(run: Run) -> str:
    return f'"{short(" ".join(run.text.split()))}"'
