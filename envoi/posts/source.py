"""The bytes of a post's file -> its text: decoded, with plain line ends, with characters that XML 1.0 allows."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

from envoi.patterns import pattern
from envoi.posts.remarks import Remarks
from envoi.problems import Level, Place, Report

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FIRST_OF_MARKS: Final = frozenset(mark[:1] for mark, _ in _MARKS)

ILLEGAL: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffd-\uffff]"
)
"""What XML 1.0 forbids (Char), or discourages (C1 controls), and U+FFFD, which the W3C validator warns of."""

_PLAIN: Final = re.compile("[ -~\n\t]*+")
_LEGAL: Final = pattern("[ -~\n\xa0-\ud7ff\t\r\ue000-\ufffc\U00010000-\U0010ffff]*+")
"""All other characters; before them, those of English texts. To match a whole text is four times as fast as to search it for what is not there."""

_HARMLESS: Final = bytes({*range(0x20, 0x100), *b"\t\n\r"} - {0x7F, 0xC2, 0xEF})
"""Bytes that are in no character of `ILLEGAL`, in UTF-8: no control, and none that begins U+0080 to U+00BF, or U+F000 to U+FFFF."""

_COLOUR: Final = re.compile("\x1b\\[[0-9;?]*[ -/]*[@-~]")
"""What steers a terminal (ECMA-48, CSI): of no use in a post, and unreadable without its first character."""


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
    mark, encoding = b"", "utf-8"
    if data[:1] in _FIRST_OF_MARKS:
        marks = ((mark, name) for mark, name in _MARKS if data.startswith(mark))
        mark, encoding = next(marks, (mark, encoding))
    if mark:
        report.notice(
            "byte-order-mark",
            f"byte order mark removed ({encoding})",
            "save it as UTF-8 without one",
            Place(path=path, line=1),
        )
    elif 0 in data and data.count(0) * 4 > len(data):
        report.error(
            "encoding",
            "is not text: most of it are null characters",
            "save the file as UTF-8",
            Place(path=path, line=1),
        )
        return None
    try:
        text = data[len(mark) :].decode(encoding).lstrip("\ufeff")
    except UnicodeDecodeError as error:
        before = data[: len(mark) + error.start].decode(encoding, "replace")
        report.error(
            "encoding",
            f"is not {encoding.upper()} text",
            "save the file as UTF-8",
            Place(path=path, line=before.count("\n") + 1),
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
    if mark or data.translate(None, _HARMLESS):
        text = _without_illegal(text, path, report)
    return Source(path=path, text=text, digest=digest)


def _without_illegal(text: str, path: str, report: Report) -> str:
    """`text` without the characters no feed may hold; each is named in `report`."""
    if is_legal(text):
        return text
    remarks = Remarks(report, path)
    line, at, coloured = 1, 0, 0
    for hit in ILLEGAL.finditer(text):
        line, at = line + text.count("\n", at, hit.start()), hit.start()
        if _COLOUR.match(text, at):
            coloured = coloured or line
            continue
        column = at - (text.rfind("\n", 0, at) + 1) + 1
        message = f"U+{ord(hit[0]):04X} removed (column {column})"
        remarks.say("control-character", message, "delete it from the file", line)
    if coloured:
        message = "colours of a terminal removed"
        remarks.say("control-character", message, "", coloured, Level.NOTICE)
    remarks.close()
    return ILLEGAL.sub("", _COLOUR.sub("", text))


def one_line(text: str) -> str:
    """`text` as a single line of plain text that XML allows: blanks of every kind folded into one."""
    return " ".join(legal(text).split())


def legal(text: str) -> str:
    """`text` without what is in `ILLEGAL`."""
    return text if is_legal(text) else ILLEGAL.sub("", text)


def is_legal(text: str) -> bool:
    """Whether there is nothing in `text` of what is in `ILLEGAL`."""
    return bool(_PLAIN.fullmatch(text) or _LEGAL.fullmatch(text))
