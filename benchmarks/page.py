"""Rows, tables and lines -> a page of the documentation, with a plot of which both scales are logarithmic."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from math import ceil, floor, log10
from pathlib import Path

from benchmarks.rows import Row

BEGIN, END = "<!-- measured -->", "<!-- end of what was measured -->"
HEADS = (
    "figure",
    "Envoi",
    "against",
    "ratio",
    "of pairs",
    "must",
    "near the limit",
    "holds",
)
WIDTH, HEIGHT = 720, 440
LEFT, RIGHT, TOP, BOTTOM = 76, 150, 24, 56
LINES = (
    ("#0b6e6f", "#7fd1cb", ""),
    ("#8a5a00", "#e8b75c", "2 4"),
    ("#9c2f5a", "#f08fb4", "9 5"),
)
"""How each line of the plot looks: its colour in light, its colour in dark, its dashes."""

Series = Mapping[str, Mapping[int, float]]
"""Seconds by the number of posts, by what took them."""


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = (heads, ["---"] * len(heads), *rows)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def musts(rows: Iterable[Row]) -> str:
    """The table of what must hold."""
    return table(HEADS, (cells(row) for row in rows))


def cells(row: Row) -> list[str]:
    """One line of that table."""
    ratios = ["—" if one is None else f"{one:.3f} ×" for one in (row.ratio, row.paired)]
    holds = {True: "yes", False: "**no**", None: "—"}[row.holds]
    return [
        row.figure,
        row.ours,
        row.against,
        *ratios,
        row.must or "—",
        row.near or "—",
        holds,
    ]


def publish(page: Path, text: str) -> None:
    """Write `text` between the two markers of `page`."""
    pattern = re.compile(f"(?<={BEGIN}\n).*?(?={END})", re.DOTALL)
    old = page.read_text(encoding="utf-8")
    page.write_text(pattern.sub(lambda _: f"\n{text}\n", old), encoding="utf-8")


def alternative(series: Series) -> str:
    """The plot in words."""
    return "; ".join(
        f"{name}: " + ", ".join(f"{_time(value)} for {count:,}" for count, value in line.items())
        for name, line in series.items()
    )  # fmt: skip


def plot(series: Series) -> str:
    """Seconds against posts as an SVG picture, which follows the reader's choice of light or dark."""
    counts = [log10(count) for line in series.values() for count in line]
    times = [log10(value) for line in series.values() for value in line.values()]
    left, right = floor(min(counts)), ceil(max(counts))
    low, high = floor(min(times)), ceil(max(times))

    def x(value: float) -> float:
        return LEFT + (value - left) / ((right - left) or 1) * (WIDTH - LEFT - RIGHT)

    def y(value: float) -> float:
        return (
            HEIGHT
            - BOTTOM
            - (value - low) / ((high - low) or 1) * (HEIGHT - TOP - BOTTOM)
        )

    parts = [
        _text(
            LEFT + (WIDTH - LEFT - RIGHT) / 2,
            HEIGHT - 12,
            "posts in the folder",
            "middle",
        )
    ]
    parts.append(
        f'<g transform="translate(16 {HEIGHT / 2:.0f}) rotate(-90)">{_text(0, 0, "time by the wall, median", "middle")}</g>'
    )
    for power in range(left, right + 1):
        parts.append(
            f'<path class="grid" d="M{x(power):.1f} {TOP}V{HEIGHT - BOTTOM}"/>'
        )
        parts.append(_text(x(power), HEIGHT - BOTTOM + 20, f"{10**power:,}", "middle"))
    for power in range(low, high + 1):
        parts.append(f'<path class="grid" d="M{LEFT} {y(power):.1f}H{WIDTH - RIGHT}"/>')
        parts.append(_text(LEFT - 8, y(power) + 4, _time(10.0**power), "end"))
    ends = _apart([y(log10([*line.values()][-1])) for line in series.values()])
    for number, (name, line) in enumerate(series.items()):
        points = [(x(log10(count)), y(log10(value))) for count, value in line.items()]
        road = "L".join(f"{a:.1f} {b:.1f}" for a, b in points)
        dots = "".join(
            f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3.5"/>' for a, b in points
        )
        label = _text(points[-1][0] + 10, ends[number] + 4, name, "start")
        parts.append(
            f'<g class="line{number}"><path class="line" d="M{road}"/>{dots}{label}</g>'
        )
    light = "".join(
        f".line{n}{{color:{a};stroke-dasharray:{d or 'none'}}}"
        for n, (a, _, d) in enumerate(LINES)
    )
    dark = "".join(f".line{n}{{color:{b}}}" for n, (_, b, _) in enumerate(LINES))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="title told">\n'
        f'<title id="title">Time of a build against the number of posts</title>\n<desc id="told">{html.escape(alternative(series))}</desc>\n'
        "<style>svg{color:#24292f;background:#fff;font:13px system-ui,sans-serif}text,circle{fill:currentColor}circle{stroke:none}"
        f".grid{{stroke:currentColor;opacity:.18}}.line{{fill:none;stroke:currentColor;stroke-width:2.2}}{light}"
        f"@media(prefers-color-scheme:dark){{svg{{color:#e6e8ea;background:#16191c}}{dark}}}</style>\n"
        + "\n".join(parts)
        + "\n</svg>\n"
    )  # fmt: skip


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{html.escape(text)}</text>'


def _apart(places: Sequence[float], space: float = 16) -> list[float]:
    """`places` of labels, moved down where one would stand on another."""
    moved, last = [0.0] * len(places), float("-inf")
    for at in sorted(range(len(places)), key=places.__getitem__):
        last = moved[at] = max(places[at], last + space)
    return moved


def _time(value: float) -> str:
    return f"{value:,.3g} s" if value >= 1 else f"{1000 * value:.3g} ms"
