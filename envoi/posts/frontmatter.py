"""The text of a file -> its Header, in whichever form of front matter it is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from envoi.posts import header_lines, json_block, toml_fence, yaml_fence
from envoi.posts.header import Header, HeaderError
from envoi.posts.remarks import Remarks
from envoi.posts.source import Source
from envoi.problems import Report

_BLANK_LINES = re.compile(r"(?:[ \t]*\n)*")

FORMS: Final[Mapping[str, Callable[[str], Header | None]]] = {
    "YAML": yaml_fence.read,
    "TOML": toml_fence.read,
    "JSON": json_block.read,
    "header lines": header_lines.read,
}
"""How front matter may be written; the first that knows a file reads it. A new one is one line here."""


def split(source: Source, report: Report) -> Header | None:
    """The header and body of `source`; None, and an error in `report`, if the header cannot be read."""
    skipped = _BLANK_LINES.match(source.text)
    lines = skipped[0].count("\n") if skipped else 0
    text = source.text[skipped.end() :] if skipped else source.text
    try:
        found = next(
            (header for read in FORMS.values() if (header := read(text)) is not None),
            None,
        )
    except HeaderError as error:
        report.error(
            "front-matter", error.message, error.hint, source.place(error.line + lines)
        )
        return None
    if found is None:
        return Header(fields={}, body=source.text, body_line=1)
    if lines:
        report.warn(
            "blank-lines",
            f"{lines} blank line{'s' if lines > 1 else ''} before the front matter skipped",
            "begin the file with it",
            source.place(1),
        )
    remarks = Remarks(report, source.path)
    for remark in found.remarks:
        first = f" (first on line {remark.earlier + lines})" if remark.earlier else ""
        message = remark.message + first
        remarks.say(remark.code, message, remark.hint, remark.line + lines)
    remarks.close()
    return _moved(found, lines) if lines else found


def _moved(header: Header, lines: int) -> Header:
    fields = {
        name: replace(field, line=field.line + lines)
        for name, field in header.fields.items()
    }
    return replace(header, fields=fields, body_line=header.body_line + lines)
