"""The text of a file -> its Header, in whichever form of front matter it is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from envoi.posts import (
    comment_lines,
    field_list,
    header_lines,
    html_head,
    json_block,
    post_directive,
    script_fence,
    toml_fence,
    unread,
    yaml_fence,
)
from envoi.posts.header import Header, HeaderError
from envoi.posts.remarks import Remarks
from envoi.posts.source import Source
from envoi.problems import Report

_ANYWHERE: Final = frozenset({"HTML head", "field list", "post directive"})
"""Forms that need not begin the file."""

_BLANK_LINES = re.compile(r"(?:[ \t]*\n)*")

FORMS: Final[Mapping[str, Callable[[str], Header | None]]] = {
    "Ziggy": unread.read,
    "YAML": yaml_fence.read,
    "TOML": toml_fence.read,
    "JSON": json_block.read,
    "JavaScript": script_fence.read,
    "comment lines": comment_lines.read,
    "HTML head": html_head.read,
    "field list": field_list.read,
    "post directive": post_directive.read,
    "header lines": header_lines.read,
}
"""How front matter may be written; the first that knows a file reads it. A new one is one line here."""


def split(source: Source, report: Report, *, by_lines: bool = False) -> Header | None:
    """The header and body of `source`; None, and an error in `report`, if the header cannot be read.

    `by_lines` says that Python-Markdown reads it: what looks like YAML is none.
    """
    skipped = _BLANK_LINES.match(source.text)
    lines = skipped[0].count("\n") if skipped else 0
    text = source.text[skipped.end() :] if skipped else source.text
    try:
        if source.path.lower().endswith(".smd"):
            raise unread.ziggy()
        form, found = _read(text, by_lines=by_lines)
    except HeaderError as error:
        report.error(
            "front-matter", error.message, error.hint, source.place(error.line + lines)
        )
        return None
    if found is None:
        return Header(fields={}, body=source.text, body_line=1)
    if lines and form not in _ANYWHERE:
        report.warn(
            "blank-lines",
            f"{lines} blank line{'s' if lines > 1 else ''} before the front matter skipped",
            "begin the file with it",
            source.place(1),
        )
    if found.remarks:
        _say_remarks(found, source.path, lines, report)
    return _moved(found, lines) if lines else found


def _read(text: str, *, by_lines: bool) -> tuple[str, Header | None]:
    """The header of `text` and the name of its form, the first that knows it; None if there is none. Raises HeaderError."""
    if by_lines and (header := header_lines.read_meta(text)) is not None:
        return "lines", header
    for form, read in FORMS.items():
        if (header := read(text)) is not None:
            return form, header
    return "", None


def _say_remarks(header: Header, path: str, lines: int, report: Report) -> None:
    """Name what is odd in `header`, which begins `lines` below the first one."""
    remarks = Remarks(report, path)
    for remark in header.remarks:
        earlier = f" (first on line {remark.earlier + lines})" if remark.earlier else ""
        message = remark.message + earlier
        remarks.say(remark.code, message, remark.hint, remark.line + lines)
    remarks.close()


def split_side(source: Source, report: Report) -> Header | None:
    """The header of a file beside a post: in one of the forms, else the bare lines of an old side file."""
    header = split(source, report)
    if header and not header.fields and source.path.endswith(".meta"):
        return comment_lines.read_bare(source.text)
    return header


def _moved(header: Header, lines: int) -> Header:
    fields = {
        name: field._replace(line=field.line + lines)
        for name, field in header.fields.items()
    }
    return replace(header, fields=fields, body_line=header.body_line + lines)
