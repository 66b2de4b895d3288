"""A letter, in light or dark and on a screen of some width -> every text of it as it is shown there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
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

_OF_FONT: Final = ("10", "13", "16", "18", "24", "32", "48")
"""`<font size>` from 1 to 7."""

_UNITS: Final[Mapping[str, float]] = {
    "px": 1, "pt": 96 / 72, "pc": 16, "in": 96, "cm": 96 / 2.54, "mm": 96 / 25.4, "rem": 16,
}  # fmt: skip
_GROUNDS: Final = ("background", "background-color")
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
    return tuple(_walk(tree, canvas, scheme))


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


def _walk(tag: Any, around: Run, dark: bool) -> Iterator[Run]:
    if not isinstance(tag.tag, str) or tag.tag in SILENT:
        return
    here = _within(tag, around, dark)
    if tag.text and tag.text.strip():
        yield replace(here, text=tag.text)
    for child in tag:
        yield from _walk(child, here, dark)
        if child.tail and child.tail.strip():
            yield replace(here, text=child.tail)


def _within(tag: Any, around: Run, dark: bool) -> Run:
    """How text within `tag` is shown, where that around it is shown like `around`."""
    style: dict[str, css.Declaration] = {}
    for one in css.declarations(tag.get("style", "")):
        style.pop(one.name, None)
        style[one.name] = one
    colour, painted = around.colour, around.painted
    if tag.tag == "a" and tag.get("href"):
        colour, painted = _LINK[dark], tag
    background = around.background
    if tag.tag == "mark":
        colour, painted, background = BLACK, tag, Colour(1, 1, 0)
    if typed := colours.read(tag.get("bgcolor", "")):
        background = typed[0]
    grounds = [one for name, one in style.items() if name in _GROUNDS]
    if grounds and (found := colours.among(grounds[-1].tokens)):
        background = colours.over(*found, background)
    typed = colours.read(tag.get("color", "")) if tag.tag == "font" else None
    if "color" in style:
        typed = colours.among(style["color"].tokens)
        if style["color"].value.lower() == "inherit":
            colour, painted = around.colour, around.painted
    if typed:
        colour, painted = colours.over(*typed, background), tag
    size = _size(tag, style, around.size)
    return replace(
        around,
        node=tag,
        colour=colour,
        background=background,
        painted=painted,
        size=size,
        sized=around.sized if size == around.size else tag,
        bold=_is_bold(tag, style, around.bold),
        hidden=around.hidden or _hides(tag, style),
    )


def _size(tag: Any, style: Mapping[str, css.Declaration], around: float) -> float:
    size = around * _OF_TAG.get(tag.tag, 1)
    if tag.tag == "font" and tag.get("size", "") in "1234567" and tag.get("size"):
        size = float(_OF_FONT[int(tag.get("size")) - 1])
    for name in ("font", "font-size"):
        tokens = style[name].tokens if name in style else ()
        for token in tokens:
            found = _length(token, around)
            if found is not None:
                return found
    return size


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


def _is_bold(tag: Any, style: Mapping[str, css.Declaration], around: bool) -> bool:
    for name in ("font-weight", "font"):
        for token in style[name].tokens if name in style else ():
            if token.type == "ident" and token.lower_value in ("bold", "bolder"):
                return True
            if name == "font-weight" and token.type == "number":
                return bool(token.value >= 600)
    if "font-weight" in style:
        return False
    return around or tag.tag in _BOLD


def _hides(tag: Any, style: Mapping[str, css.Declaration]) -> bool:
    def says(name: str, *values: str) -> bool:
        return name in style and style[name].value.lower() in values

    return (
        tag.get("hidden") is not None
        or says("display", "none")
        or says("visibility", "hidden", "collapse")
        or says("opacity", "0")
        or says("mso-hide", "all")
        or says("font-size", "0", "0px")
        or (says("max-height", "0", "0px") and says("overflow", "hidden"))
    )
