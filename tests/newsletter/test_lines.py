"""Where lines end: plain letters are counted at once, and come out as if each word were looked at."""

from __future__ import annotations

import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envoi.newsletter import lines, longwords
from envoi.newsletter.lines import GLUE, HINT, collapse, is_plain, tidy, unbroken, width

PLAIN = st.text(st.sampled_from(f"abcdé “”—–-·.,1{GLUE}   "), max_size=150)
ANY = st.text(st.sampled_from(f"abé “—–-·.1 \n\t\u00ad\u00a0\u3042漢\u0301{GLUE}{HINT}{lines.END}"), max_size=80)  # fmt: skip


@given(PLAIN.map(tidy), st.integers(min_value=-4, max_value=80))
def test_plain_text_ends_its_lines_as_any_other(text: str, room: int) -> None:
    """Blanks alone tell where the lines of a plain text end."""
    for part in text.split("\n"):
        assert is_plain(part)
        assert list(lines._plain_lines(part, room)) == list(lines._lines(part, room))


def test_plain_letters_take_one_column() -> None:
    """No plain sign is wide or combining, and no line ends at one in a word."""
    plain = [each for each in map(chr, range(sys.maxunicode + 1)) if is_plain(each)]

    assert len(plain) > 700
    assert [
        each for each in plain if lines._advance(each.replace(GLUE, " ")) != 1
    ] == []
    assert [each for each in plain if lines._BREAK.split(f"a{each}b") != [f"a{each}b"]] == []  # fmt: skip


def folded(text: str) -> str:
    """What `tidy` does, step by step."""
    text = re.sub(rf"{lines.END}(?=\w)", " ", text).replace(lines.END, "")
    text = re.sub(rf"[ {HINT}]*\n[ {HINT}]*", "\n", re.sub(" +", " ", text))
    return re.sub(r"\n{3,}", "\n\n", text).strip(f" \n\u00a0{HINT}")


@given(ANY)
def test_shortcuts_change_nothing(text: str) -> None:
    """What has nothing to fold, to tidy or to escape comes out as if it had been looked through."""
    blanks = lines._BLANKS.sub(" ", text).replace("\u00ad", "")
    escaped = lines._BREAKABLE.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), text)  # fmt: skip

    assert collapse(text) == blanks
    assert unbroken(text) == escaped
    assert tidy(text) == folded(text)


@given(ANY, st.integers(min_value=-20, max_value=300))
def test_what_fits_has_no_long_word(text: str, room: int) -> None:
    """A text that fits by the number of its letters has no word that is too wide by their looks."""
    long = [part for part, is_long in longwords._parts(text, room, longwords.SIZE) if is_long]  # fmt: skip

    assert not (long and longwords._fits(text, room))


@pytest.mark.parametrize(
    ("text", "columns"), [("", 0), ("Ada “x”", 7), ("漢字", 4), ("e\u0301", 1), ("\u2764\ufe0f", 2)]
)  # fmt: skip
def test_width(text: str, columns: int) -> None:
    """Wide signs take two columns, combining ones none."""
    assert width(text) == columns
