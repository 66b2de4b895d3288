"""A table of data that is too wide for a phone -> the same table with two columns: a record for each of its rows."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from envoi.newsletter.lines import width
from envoi.newsletter.tables import grid, is_headed

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_LETTER = 8.5
"""Pixels that a letter takes across in a table, at most as a rule: a digit or bold small letter of 15 pixels."""

_SIDES = 21
"""Pixels that the padding and the line of a cell take across."""


def stack(table: HtmlElement, room: int) -> bool:
    """Make records of the rows of `table` if it needs more than `room` pixels; whether that was needed.

    A phone shows a wide table by showing all the letter small, or with its right side cut off; and what a mail client
    knows of `@media` cannot be relied on. A record names each of its cells by the head of its column; its first cell
    heads all of it.
    """
    cells = grid(table)
    if not cells or sum(map(_needs, zip(*cells, strict=True))) <= room:
        return False
    names: list[HtmlElement | None] = [None] * len(cells[0])
    if is_headed(table) and len(cells) > 1:
        names, cells = cells[0], cells[1:]
    bare = [
        _copy(name, "td")
        if name is not None and _leads(name) and not any(map(_is_filled, column))
        else None
        for name, *column in zip(names, *cells, strict=True)
    ]
    records = [_record(table, [None] * len(bare), bare)]
    records += [_record(table, names, row) for row in cells]
    for child in list(table):
        if child.tag != "caption":
            table.remove(child)
    table.extend(record for record in records if len(record))
    return True


def _record(
    table: HtmlElement, names: list[HtmlElement | None], row: list[HtmlElement | None]
) -> HtmlElement:
    record = table.makeelement("tbody")
    for name, cell in zip(names, row, strict=True):
        if cell is None or not _is_filled(cell):
            continue
        line = table.makeelement("tr")
        if name is None:
            line.append(_copy(cell, cell.tag, colspan="2"))
        else:
            first = "th" if not len(record) else "td"
            line.extend((_copy(name, "th", scope="row"), _copy(cell, first)))
        record.append(line)
    return record


def _leads(cell: HtmlElement) -> bool:
    return next(cell.iter("a", "img"), None) is not None


def _is_filled(cell: HtmlElement | None) -> bool:
    return cell is not None and bool(cell.text_content().strip() or len(cell))


def _copy(cell: HtmlElement, tag: str, **attributes: str) -> HtmlElement:
    copy = deepcopy(cell)
    copy.tag, copy.tail = tag, None
    for name in ("align", "colspan", "rowspan", "scope"):
        copy.attrib.pop(name, None)
    if tag == "th":
        copy.set("scope", "rowgroup")
    copy.attrib.update(attributes)
    return copy


def _needs(column: tuple[HtmlElement | None, ...]) -> float:
    """Pixels that `column` takes across, at least: as many as its longest word, for a cell that spans others too."""
    words = (
        word
        for cell in column
        if cell is not None
        for word in cell.text_content().split()
    )
    return max(map(width, words), default=0) * _LETTER + _SIDES
