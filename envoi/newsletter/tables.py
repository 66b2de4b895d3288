"""An HTML table -> plain text: columns where they fit, or else a record for each row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from envoi.newsletter.lines import Block, flat, hang, width, wrap

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_GAP = "  "
_MOST_ACROSS = 64
_MOST_PLACES = 50_000
"""Beyond these, cells that span many columns and rows take more time than a letter is worth."""


def write(
    element: HtmlElement,
    room: int,
    *,
    read: Callable[[HtmlElement], str],
    label: Callable[[str, str], str],
) -> list[Block]:
    """The rows of a table in `room` columns.

    `read` gives the words of a cell; `label` puts the name of a column before them
    where the table is too wide and each row becomes lines of `name: words`.
    """
    rows = [
        row
        for row in element.iter("tr")
        if next(row.iterancestors("table")) is element and _cells(row)
    ]
    if not rows:
        return []
    grid = _grid(rows, read)
    if grid is None:
        texts = (" · ".join(map(read, _cells(row))) for row in rows)
        return [flat(wrap(text, room) for text in texts)]
    cells, aligns = grid
    headed = all(cell.tag == "th" for cell in _cells(rows[0]))
    widths = [max(map(width, column)) for column in zip(*cells, strict=True)]
    if sum(widths) + len(_GAP) * (len(widths) - 1) <= room:
        lines = [_aligned(row, widths, aligns) for row in cells]
        if headed:
            rules = ["-" * size for size in widths]
            lines.insert(1, _aligned(rules, widths, aligns))
        return [[line for line in lines if line]] if any(lines) else []
    names, body = cells[0], cells[1:]
    if not headed or not body:
        names, body = [""] * len(widths), cells
    columns = zip(names, *body, strict=True)
    bare = [name for name, *column in columns if name and not any(column)]
    records = [bare]
    for row in body:
        pairs = [pair for pair in zip(names, row, strict=True) if pair[1]]
        records.append([label(name, cell) if name else cell for name, cell in pairs])
    return [
        flat(hang("", wrap(entry, room - 2), 2) for entry in record)
        for record in records
        if record
    ]


def _grid(
    rows: Sequence[HtmlElement], read: Callable[[HtmlElement], str]
) -> tuple[list[list[str]], list[str]] | None:
    """The words of each cell by row and column, and how each column is aligned.

    A cell that spans several places stands in the first of them. None if the table has too
    many places.
    """
    places: dict[tuple[int, int], str] = {}
    aligns: dict[int, str] = {}
    for y, row in enumerate(rows):
        x = 0
        for cell in _cells(row):
            while (y, x) in places:
                x += 1
            aligns[x] = cell.get("align") or aligns.get(x, "")
            high = _span(cell, "rowspan", len(rows) - y)
            broad = _span(cell, "colspan", _MOST_ACROSS)
            if len(places) + high * broad > _MOST_PLACES:
                return None
            for down in range(high):
                for across in range(broad):
                    places.setdefault((y + down, x + across), "")
            places[y, x] = read(cell)
    columns = range(1 + max(x for _, x in places))
    if len(columns) * len(rows) > _MOST_PLACES:
        return None
    texts = [[places.get((y, x), "") for x in columns] for y in range(len(rows))]
    return texts, [aligns.get(x, "") for x in columns]


def _cells(row: HtmlElement) -> list[HtmlElement]:
    return list(row.iterchildren("th", "td"))


def _span(cell: HtmlElement, name: str, most: int) -> int:
    typed = cell.get(name) or ""
    return max(1, min(most, int(typed))) if re.fullmatch(r"\d{1,5}", typed) else 1


def _aligned(cells: Iterable[str], widths: Sequence[int], aligns: Sequence[str]) -> str:
    filled = []
    for cell, size, align in zip(cells, widths, aligns, strict=True):
        missing = size - width(cell)
        before = {"right": missing, "center": missing // 2}.get(align, 0)
        filled.append(" " * before + cell + " " * (missing - before))
    return _GAP.join(filled).rstrip(" ")
