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
    found = grid(element)
    if found is None:
        texts = (" · ".join(map(read, _cells(row))) for row in _rows(element))
        return [flat(wrap(text, room) for text in texts)]
    if not found:
        return []
    cells = [[read(cell) if cell is not None else "" for cell in row] for row in found]
    aligns = [_align(column) for column in zip(*found, strict=True)]
    headed = is_headed(element)
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


def grid(table: HtmlElement) -> list[list[HtmlElement | None]] | None:
    """The cells of `table` by row and column.

    A cell that spans several places stands in the first of them. None if the table has too
    many places.
    """
    rows = _rows(table)
    places: dict[tuple[int, int], HtmlElement | None] = {}
    for y, row in enumerate(rows):
        x = 0
        for cell in _cells(row):
            while (y, x) in places:
                x += 1
            high = _span(cell, "rowspan", len(rows) - y)
            broad = _span(cell, "colspan", _MOST_ACROSS)
            if len(places) + high * broad > _MOST_PLACES:
                return None
            for down in range(high):
                for across in range(broad):
                    places.setdefault((y + down, x + across), None)
            places[y, x] = cell
    columns = range(1 + max((x for _, x in places), default=-1))
    if len(columns) * len(rows) > _MOST_PLACES:
        return None
    return [[places.get((y, x)) for x in columns] for y in range(len(rows))]


def is_headed(table: HtmlElement) -> bool:
    """Whether the first row of `table` names its columns."""
    rows = _rows(table)
    return bool(rows) and all(cell.tag == "th" for cell in _cells(rows[0]))


def is_filled(cell: HtmlElement) -> bool:
    """Whether there are words or elements in `cell`."""
    return bool(cell.text_content().strip() or len(cell))


def _rows(table: HtmlElement) -> list[HtmlElement]:
    return [
        row
        for row in table.iter("tr")
        if next(row.iterancestors("table")) is table and _cells(row)
    ]


def _align(column: Sequence[HtmlElement | None]) -> str:
    """What the last cell that says it says of its column."""
    said = [cell.get("align") for cell in column if cell is not None]
    return next(filter(None, reversed(said)), "")


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
