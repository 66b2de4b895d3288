"""A letter, in light or dark and on a screen of some width -> every text of it as it is shown there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

from envoi.check.letters import colours, css
from envoi.check.letters.colours import BLACK, WHITE, Colour
from envoi.check.letters.letter import SILENT, Letter, parsed

_STYLE: Final = re.compile(
    r"<!--.*?-->|<style\b[^>]*>.*?</style\s*>", re.DOTALL | re.IGNORECASE
)
_CONDITION: Final = re.compile(r"\(\s*([\w-]+)\s*(?::\s*([^)]*?)\s*)?\)")

_NIGHT: Final = Colour(0x12 / 255, 0x12 / 255, 0x12 / 255)
"""What Chromium paints a page with that says `color-scheme: dark` and has no background."""

_LINK: Final = {False: Colour(0, 0, 238 / 255), True: Colour(158 / 255, 158 / 255, 1)}
"""The colour of a link that has none, in light and dark."""

_SIZES: Final[Mapping[str, float]] = {
    "xx-small": 9, "x-small": 10, "small": 13, "medium": 16, "large": 18, "x-large": 24, "xx-large": 32,
    "xxx-large": 48,
}  # fmt: skip
_OF_TAG: Final[Mapping[str, float]] = {
    "h1": 2, "h2": 1.5, "h3": 1.17, "h5": 0.83, "h6": 0.67, "big": 1.2, "small": 1 / 1.2, "sub": 1 / 1.2,
    "sup": 1 / 1.2,
}  # fmt: skip
"""How much larger than the text around it a browser makes what is in these elements."""

_OF_FONT: Final[Mapping[str, float]] = {
    "1": 10, "2": 13, "3": 16, "4": 18, "5": 24, "6": 32, "7": 48,
}  # fmt: skip
"""What `<font size>` means."""

_UNITS: Final[Mapping[str, float]] = {
    "px": 1, "pt": 96 / 72, "pc": 16, "in": 96, "cm": 96 / 2.54, "mm": 96 / 25.4, "rem": 16,
}  # fmt: skip
_MARK: Final = Colour(1, 1, 0)
_BOLD: Final = frozenset({"b", "h1", "h2", "h3", "h4", "h5", "h6", "strong", "th"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """A text of the letter: how it is painted, how large in pixels, and whether it is shown at all.

    `node` is the element that it stands in, `painted` the one that sets its colour, `sized` the one that sets its size.
    """

    text: str
    node: Any
    colour: Colour
    background: Colour
    size: float
    bold: bool
    hidden: bool
    painted: Any
    sized: Any

    @property
    def large(self) -> bool:
        """Whether it is large text (WCAG 2.2): 18 points, or 14 in bold."""
        return self.size >= 24 or (self.bold and self.size >= 56 / 3)


@lru_cache(maxsize=8)
def runs(letter: Letter, *, dark: bool, width: int) -> tuple[Run, ...]:
    """All texts, as a mail program shows them that knows style sheets, in its light or `dark` mode."""
    scheme = dark and any(
        tag.get("name") == "color-scheme" and "dark" in tag.get("content", "")
        for tag in letter.named("meta")
    )
    canvas = Run(
        text="",
        node=None,
        colour=WHITE if scheme else BLACK,
        background=_NIGHT if scheme else WHITE,
        size=16,
        bold=False,
        hidden=False,
        painted=None,
        sized=None,
    )
    tree = parsed(_flat(letter, dark=dark, width=width))
    found: list[Run] = []
    _walk(tree, canvas, scheme, found)
    return tuple(found)


def _flat(letter: Letter, *, dark: bool, width: int) -> str:
    """The letter with all that applies in its `style` attributes, on the same lines."""
    import css_inline

    rules = "".join(
        f"{rule.selector}{{{';'.join(map(_whole, rule.declarations))}}}"
        for _, sheet in letter.sheets
        for rule in sheet.rules
        if all(_applies(query, dark=dark, width=width) for query in rule.within)
    )
    page = _STYLE.sub(lambda found: "\n" * found[0].count("\n"), letter.page)
    if not page.strip():
        return page
    inliner = css_inline.CSSInliner(
        load_remote_stylesheets=False, keep_link_tags=True, resolve_css_variables=True
    )
    # a sheet cannot end its own element
    rules = rules.replace("<", "")
    return inliner.inline(f"<style>{rules}</style>{page}")


def _whole(declaration: css.Declaration) -> str:
    return f"{declaration}{' !important' if declaration.important else ''}"


def _applies(query: str, *, dark: bool, width: int) -> bool:
    """Whether what is within `query` counts; of other at-rules than @media, no mail program needs to know any."""
    name, _, queries = query.partition(" ")
    return name == "@media" and any(
        _matches(one.lower(), dark, width) for one in queries.split(",")
    )


def _matches(query: str, dark: bool, width: int) -> bool:
    kind = re.match(r"\s*(?:only\s+)?(\w*)", query)
    if kind is None or kind[1] in ("not", "print", "speech"):
        return False
    for name, value in _CONDITION.findall(query):
        if name == "prefers-color-scheme":
            if value != ("dark" if dark else "light"):
                return False
        elif name in ("max-width", "max-device-width"):
            if width > _pixels(value):
                return False
        elif name in ("min-width", "min-device-width") and width < _pixels(value):
            return False
    return True


def _pixels(typed: str) -> float:
    number = re.match(r"[0-9.]+", typed)
    return float(number[0]) * (16 if typed.endswith("em") else 1) if number else 0


def _walk(tag: Any, around: Run, dark: bool, found: list[Run]) -> None:
    if not isinstance(tag.tag, str) or tag.tag in SILENT:
        return
    here = _within(tag, around, dark)
    if tag.text and tag.text.strip():
        found.append(replace(here, text=tag.text))
    for child in tag:
        _walk(child, here, dark, found)
        if child.tail and child.tail.strip():
            found.append(replace(here, text=child.tail))


def _within(tag: Any, around: Run, dark: bool) -> Run:
    """How text within `tag` is shown, where that around it is shown like `around`."""
    said = _effect(tag.get("style", ""))
    colour, painted, background = around.colour, around.painted, around.background
    if tag.tag == "a" and tag.get("href"):
        colour, painted = _LINK[dark], tag
    elif tag.tag == "mark":
        colour, painted, background = BLACK, tag, _MARK
    ground = said.background or colours.read(tag.get("bgcolor", ""))
    if ground:
        background = colours.over(*ground, background)
    ink = said.colour
    if said.inherits:
        colour, painted = around.colour, around.painted
    elif ink is None and tag.tag == "font":
        ink = colours.read(tag.get("color", ""))
    if ink:
        colour, painted = colours.over(*ink, background), tag
    size = _size(tag, said, around.size)
    return Run(
        text="",
        node=tag,
        colour=colour,
        background=background,
        size=size,
        bold=(around.bold or tag.tag in _BOLD) if said.bold is None else said.bold,
        hidden=around.hidden or said.hides or tag.get("hidden") is not None,
        painted=painted,
        sized=around.sized if size == around.size else tag,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Effect:
    """What a `style` attribute does to the texts in its element; None and False for what it does not say."""

    colour: tuple[Colour, float] | None
    inherits: bool
    background: tuple[Colour, float] | None
    sizes: tuple[Any, ...]
    bold: bool | None
    hides: bool


@lru_cache(maxsize=8192)
def _effect(style: str) -> _Effect:
    said: dict[str, css.Declaration] = {}
    for one in css.declarations(style):
        said.pop(one.name, None)
        said[one.name] = one
    ink = said.get("color")
    grounds = [
        said[name] for name in said if name in ("background", "background-color")
    ]
    sizes = [said[name] for name in said if name in ("font", "font-size")]
    return _Effect(
        colour=colours.of(ink) if ink else None,
        inherits=ink is not None and ink.value.lower() == "inherit",
        background=colours.of(grounds[-1]) if grounds else None,
        sizes=sizes[-1].tokens if sizes else (),
        bold=_bold(said),
        hides=_hides(said),
    )


def _size(tag: Any, said: _Effect, around: float) -> float:
    for token in said.sizes:
        found = _length(token, around)
        if found is not None:
            return found
    if tag.tag == "font" and tag.get("size", "") in _OF_FONT:
        return _OF_FONT[tag.get("size")]
    return around * _OF_TAG.get(tag.tag, 1)


def _length(token: Any, around: float) -> float | None:
    if token.type == "dimension" and token.lower_unit in _UNITS:
        return float(token.value) * _UNITS[token.lower_unit]
    if token.type == "dimension" and token.lower_unit in ("em", "ex", "ch"):
        return float(token.value) * around / (1 if token.lower_unit == "em" else 2)
    if token.type == "percentage":
        return float(token.value) * around / 100
    if token.type == "number" and token.value == 0:
        return 0
    if token.type == "ident":
        relative = {"smaller": around / 1.2, "larger": around * 1.2}
        return _SIZES.get(token.lower_value, relative.get(token.lower_value))
    return None


def _bold(said: Mapping[str, css.Declaration]) -> bool | None:
    for name in ("font-weight", "font"):
        for token in said[name].tokens if name in said else ():
            if token.type == "ident" and token.lower_value in ("bold", "bolder"):
                return True
            if name == "font-weight" and token.type == "number":
                return bool(token.value >= 600)
    return False if "font-weight" in said else None


def _hides(said: Mapping[str, css.Declaration]) -> bool:
    def says(name: str, *values: str) -> bool:
        return name in said and said[name].value.lower() in values

    return (
        says("display", "none")
        or says("visibility", "hidden", "collapse")
        or says("opacity", "0")
        or says("mso-hide", "all")
        or says("font-size", "0", "0px")
        or (says("max-height", "0", "0px") and says("overflow", "hidden"))
    )
