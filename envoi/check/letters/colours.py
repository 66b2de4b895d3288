"""A colour as CSS writes it -> red, green and blue; how well two of them can be told apart; what inverting makes of one."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from tinycss2 import color3

from envoi.check.letters.css import Declaration


class Colour(NamedTuple):
    """Red, green and blue from 0 to 1."""

    red: float
    green: float
    blue: float

    def __str__(self) -> str:
        return "#" + "".join(f"{round(part * 255):02x}" for part in self)


WHITE: Final = Colour(1, 1, 1)
BLACK: Final = Colour(0, 0, 0)


@lru_cache(maxsize=2048)
def read(typed: str) -> tuple[Colour, float] | None:
    """The colour that CSS or an attribute of former days names, and how opaque it is; None for what is none."""
    found = color3.parse_color(typed) or color3.parse_color(f"#{typed}")
    if found is None or isinstance(found, str):
        return None
    return Colour(*found[:3]), found[3]


@lru_cache(maxsize=8192)
def of(declaration: Declaration) -> tuple[Colour, float] | None:
    """The first colour in the value of a declaration such as `background`."""
    for token in declaration.tokens:
        found = color3.parse_color(token)
        if found is not None and not isinstance(found, str):
            return Colour(*found[:3]), found[3]
    return None


def over(colour: Colour, opacity: float, ground: Colour) -> Colour:
    """`colour` as it shows on `ground`."""
    return Colour(
        *(
            part * opacity + below * (1 - opacity)
            for part, below in zip(colour, ground, strict=True)
        )
    )


@lru_cache(maxsize=4096)
def contrast(one: Colour, other: Colour) -> float:
    """How much lighter one is than the other (WCAG 2.2, contrast ratio): from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@lru_cache(maxsize=2048)
def inverted(colour: Colour) -> Colour:
    """`colour` as dark as it was light, and of the same hue: L* of CIELAB becomes 100 - L*."""
    x, y, z = (_root(part) for part in _xyz(colour))
    height = 1.32 / 1.16 - y
    return _rgb(*(_cube(part) for part in (x - y + height, height, z - y + height)))


_LINEAR: Final = (
    (0.4124564 / 0.95047, 0.3575761 / 0.95047, 0.1804375 / 0.95047),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339 / 1.08883, 0.1191920 / 1.08883, 0.9503041 / 1.08883),
)
"""sRGB, linear, to XYZ in parts of the white of D65."""

_BACK: Final = (
    (3.2404542 * 0.95047, -1.5371385, -0.4985314 * 1.08883),
    (-0.9692660 * 0.95047, 1.8760108, 0.0415560 * 1.08883),
    (0.0556434 * 0.95047, -0.2040259, 1.0572252 * 1.08883),
)


def _luminance(colour: Colour) -> float:
    return _xyz(colour)[1]


def _xyz(colour: Colour) -> tuple[float, ...]:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in colour
    ]
    return tuple(sum(map(float.__mul__, row, linear)) for row in _LINEAR)


def _rgb(*xyz: float) -> Colour:
    linear = (sum(map(float.__mul__, row, xyz)) for row in _BACK)
    return Colour(
        *(
            min(1.0, max(0.0, 12.92 * part))
            if part <= 0.0031308
            else min(1.0, 1.055 * part ** (1 / 2.4) - 0.055)
            for part in linear
        )
    )


def _root(part: float) -> float:
    return part ** (1 / 3) if part > (6 / 29) ** 3 else part * 841 / 108 + 4 / 29


def _cube(part: float) -> float:
    return part**3 if part > 6 / 29 else (part - 4 / 29) * 108 / 841
