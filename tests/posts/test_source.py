"""Bytes of a file -> text: encodings, line ends, characters that XML forbids."""

import codecs

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from envoi.posts.source import ILLEGAL, decode, legal, one_line
from envoi.problems import Report

from .samples import read

TEXT = "---\ntitle: Köprü açıldı\n---\nSöz.\n"


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF8 * 2 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    ],
    ids=["utf-8", "utf-8-twice", "utf-16-le", "utf-16-be"],
)
def test_byte_order_mark_tells_the_encoding(data: bytes) -> None:
    """A byte order mark is taken off, believed, and mentioned."""
    found = read(data)

    assert found.values == {"title": "Köprü açıldı"}
    assert found.said == [("notice", "byte-order-mark", 1)]


@pytest.mark.parametrize("end", ["\r\n", "\r"], ids=["crlf", "cr"])
def test_line_ends_become_plain(end: str) -> None:
    """Line ends of other systems are read as plain ones, with a notice, and lines count as shown."""
    found = read(TEXT.replace("\n", end).encode() + b"\x01")

    assert found.header.body == "Söz.\n"
    assert found.said == [
        ("notice", "line-ends", 0),
        ("warning", "control-character", 5),
    ]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"---\ntitle: caf\xe9\n---\n", 2),
        (codecs.BOM_UTF8 + b"a\nb\nc\xff", 3),
        (codecs.BOM_UTF16_LE + "a\nb\n".encode("utf-16-le") + b"\x00\xd8", 3),
        (TEXT.encode("utf-16-le"), 1),
        (bytes(1000), 1),
    ],
    ids=["latin-1", "bad-utf-8", "bad-utf-16", "utf-16-without-mark", "zeros"],
)
def test_other_encodings_are_an_error(data: bytes, line: int) -> None:
    """What is not text in an encoding that can be told is refused with its line, not guessed."""
    found = read(data)

    assert found.text is None
    assert found.said[-1] == ("error", "encoding", line)


def test_illegal_characters_are_removed_and_named() -> None:
    """Each character that no feed may hold is named with line and column; bidi marks and emoji stay, colours of a terminal go whole."""
    found = read("a\nb\x02c \x1b[31m \u200f \u202b \U0001f30a \ufffe\n")

    assert found.text.text == "a\nbc  \u200f \u202b \U0001f30a \n"
    assert [(p.place.line, p.message) for p in found.report] == [
        (2, "U+0002 removed (column 2)"),
        (2, "U+FFFE removed (column 17)"),
        (2, "colours of a terminal removed"),
    ]


def test_many_illegal_characters_are_counted() -> None:
    """A file full of them is told in a handful of warnings."""
    found = read("a\x01\n" * 500)

    assert [p.place.line for p in found.report] == [*range(1, 11), 0]
    assert found.report.problems[-1].message == "and 490 more of this kind"


@given(st.binary(max_size=300))
def test_any_bytes_give_legal_text_or_an_error(data: bytes) -> None:
    """Whatever a file holds, its text is fit for XML, or it is refused with an error."""
    found = read(data)

    if found.text is None:
        assert "error" in {level for level, _, _ in found.said}
    else:
        assert not ILLEGAL.search(found.text.text)
        assert "\r" not in found.text.text


@given(st.text())
def test_one_line_is_one_line(text: str) -> None:
    """Titles and tags are one line of legal characters, and folding them twice changes nothing."""
    line = one_line(text)

    assert len(line.splitlines()) <= 1
    assert not ILLEGAL.search(line)
    assert one_line(line) == line


@given(st.characters())
@example("\ud800")
@example("\x85")
@example("\ufffd")
@example("\U0010ffff")
def test_legal_keeps_all_but_the_illegal(character: str) -> None:
    """A character is taken out of a text if it is among the illegal ones, and only then."""
    found = legal(f"a{character}b")

    assert found == ("ab" if ILLEGAL.match(character) else f"a{character}b")


def test_no_illegal_character_is_passed_over() -> None:
    """Each of them is met wherever it stands, though most files are not searched for any."""
    illegal = [
        character
        for character in map(chr, range(0x10000))
        if ILLEGAL.match(character) and not 0xD800 <= ord(character) <= 0xDFFF
    ]
    left = [
        character
        for character in illegal
        if (found := decode(f"Tea{character}".encode(), "tea.md", "", Report())) is None
        or found.text != "Tea"
    ]

    assert len(illegal) > 60
    assert left == []
