"""A table of data -> the same with heads that say what they are of only where HTML does not know it by their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from envoi.newsletter.tables import is_filled

if TYPE_CHECKING:
    from lxml.html import HtmlElement


def settle_heads(table: HtmlElement) -> None:
    """Make cells of the heads without words in `table`, and take out each `scope` that is taken for granted.

    HTML knows a head by its place if there are only heads in its row, or in its column (4.9.12.2). Roundcube takes out
    all that say it.
    """
    for head in list(table.iter("th")):
        if not is_filled(head):
            head.tag = "td"
    rows = [
        [cell for cell in row.iterchildren("th", "td") if not _is_corner(cell)]
        for row in table.iter("tr")
    ]
    headed = all(row[0].tag == "th" for row in rows if row)
    for row in rows:
        alone = all(cell.tag == "th" for cell in row)
        for at, cell in enumerate(row):
            said = cell.get("scope")
            if (said == "col" and alone) or (said == "row" and not at and headed):
                del cell.attrib["scope"]


def _is_corner(cell: HtmlElement) -> bool:
    return cell.tag == "td" and not is_filled(cell)
