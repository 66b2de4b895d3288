"""The bytes of a post's file -> its text: decoded, with plain line ends, with characters that XML 1.0 allows."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

from envoi.problems import Place, Report

ILLEGAL: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffd-\uffff]"
)
"""What XML 1.0 forbids (Char), or discourages (C1 controls), and U+FFFD, which the W3C validator warns of."""

_SHOWN_AT_MOST = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """The text of one file, and the path its problems are shown with."""

    path: str
    text: str
    digest: str

    def place(self, line: int = 0) -> Place:
        """The place of `line` (from 1) in this file."""
        return Place(path=self.path, line=line)


def decode(data: bytes, path: str, digest: str, report: Report) -> Source | None:
    """The text in `data`; None, and an error in `report`, when it is in no encoding that can be told."""
    encoding = "utf-8"
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            data, encoding = data[len(mark) :], name
            report.notice(
                "byte-order-mark",
                f"byte order mark removed ({name})",
                "save it as UTF-8 without one",
                Place(path=path, line=1),
            )
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        report.error(
            "encoding",
            f"is not {encoding.upper()} text",
            "save the file as UTF-8",
            Place(path=path, line=line),
        )
        return None
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        report.notice(
            "line-ends",
            "line ends of another system read as plain ones",
            "",
            Place(path=path),
        )
    return Source(path=path, text=without_illegal(text, path, 1, report), digest=digest)


def without_illegal(text: str, path: str, line: int, report: Report) -> str:
    """`text`, which begins on `line`, without the characters no feed may hold; each is named in `report`."""
    if not (first := ILLEGAL.search(text)):
        return text
    found = list(ILLEGAL.finditer(text, first.start()))
    for hit in found[:_SHOWN_AT_MOST]:
        before = text[: hit.start()]
        at = line + before.count("\n")
        column = hit.start() - (before.rfind("\n") + 1) + 1
        report.warn(
            "control-character",
            f"U+{ord(hit[0]):04X} removed (column {column})",
            "delete it from the file",
            Place(path=path, line=at),
        )
    if (more := len(found) - _SHOWN_AT_MOST) > 0:
        report.warn(
            "control-character",
            f"{more} more control characters removed",
            "delete them from the file",
            Place(path=path),
        )
    return ILLEGAL.sub("", text)


def one_line(text: str) -> str:
    """`text` as a single line of plain text that XML allows: blanks of every kind folded into one."""
    return " ".join(ILLEGAL.sub("", text).split())
