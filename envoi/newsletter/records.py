"""A table of data that is too wide for a phone -> the same table with two columns: a record for each of its rows."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from envoi.newsletter.longwords import extent
from envoi.newsletter.tables import grid, is_filled, is_headed

if TYPE_CHECKING:
    from lxml.html import HtmlElement

SIDES = 15
"""Pixels that the padding and the line of a cell take across on a phone."""


def stack(table: HtmlElement, room: int) -> bool:
    """Make records of the rows of `table` if it needs more than `room` pixels; whether that was needed.

    A phone shows a wide table by showing all the letter small, or with its right side cut off; and what a mail client
    knows of `@media` cannot be relied on: where it knows none, cells keep more room for their sides, and only a phone of
    360 pixels shows all of a table that fits here. A record names each of its cells by the head of its column, and its first
    cell heads all of it: without `scope`, which Roundcube takes out, since only heads are in the first row and column.
    """
    cells = grid(table)
    if not cells or sum(map(_needs, zip(*cells, strict=True))) <= room:
        return False
    names: list[HtmlElement | None] = [None] * len(cells[0])
    if is_headed(table) and len(cells) > 1:
        names, cells = cells[0], cells[1:]
    bare = [
        name if _leads(name) and not any(map(_is_there, column)) else None
        for name, *column in zip(names, *cells, strict=True)
    ]
    lines = [[(None, cell) for cell in bare]]
    lines += [list(zip(names, row, strict=True)) for row in cells]
    two = any(map(_is_there, names))
    records = [_record(table, line, two=two) for line in lines]
    for child in list(table):
        if child.tag != "caption":
            table.remove(child)
    table.extend(record for record in records if len(record))
    return True


def _record(
    table: HtmlElement,
    line: list[tuple[HtmlElement | None, HtmlElement | None]],
    *,
    two: bool,
) -> HtmlElement:
    """The cells of `line`, each in a row, with its name beside it where the table has `two` columns."""
    record = table.makeelement("tbody")
    for name, cell in line:
        if cell is None or not is_filled(cell):
            continue
        row = table.makeelement("tr")
        if two:
            row.append(table.makeelement("td") if name is None else _copy(name, "th"))
        heads = name is not None and not len(record)
        row.append(_copy(cell, "th" if heads else cell.tag if name is None else "td"))
        record.append(row)
    return record


def _leads(cell: HtmlElement | None) -> bool:
    return cell is not None and next(cell.iter("a", "img"), None) is not None


def _is_there(cell: HtmlElement | None) -> bool:
    return cell is not None and is_filled(cell)


def _copy(cell: HtmlElement, tag: str) -> HtmlElement:
    copy = deepcopy(cell)
    copy.tag, copy.tail = tag, None
    for name in ("align", "colspan", "rowspan", "scope"):
        copy.attrib.pop(name, None)
    return copy


def _needs(column: tuple[HtmlElement | None, ...]) -> float:
    """Pixels that `column` takes across, at least: as many as its longest word, for a cell that spans others too."""
    return SIDES + max(
        (extent(cell.text_content()) for cell in column if cell is not None), default=0
    )
