"""The short name of a post: what changes a part of it, and what does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envoi.posts.fingerprint import fingerprint

LINES = st.lists(st.sampled_from(["", " ", "\t", "the tide", "é", "\xa0", "x" * 70]))
BLANKS = st.text(" \t\r\f\v", max_size=3)


def solid(lines: list[str]) -> str:
    """The text of `lines` without blanks, as one line."""
    return "".join("".join(line.split(" ")) for line in lines)


@given(st.text(max_size=5), LINES)
def test_parts(title: str, lines: list[str]) -> None:
    """Title, beginning, end and all of it each have a digest, as if each were a title of its own."""
    body = "\n".join(lines)
    said = [line for line in lines if line.strip(" \t")]
    count = max(1, min(3, len(said) // 2))
    parts = [title, solid(said[:count]), solid(said[-count:]), solid(said)]
    whole = [*parts[:3], parts[3] if len(parts[3]) >= 50 else ""]

    assert fingerprint(title, body).split(".") == [
        fingerprint(part, "").split(".")[0] for part in whole
    ]


@given(LINES, BLANKS)
def test_blanks_and_line_ends_do_not_count(lines: list[str], blanks: str) -> None:
    """A text that is indented, spaced or ended otherwise is the same text."""
    body = "\n".join(lines)
    other = f"\n{blanks}\n".join(line.replace(" ", f" {blanks}") for line in lines)

    assert fingerprint("A  b", body) == fingerprint("\tA b ", f"{other}\r\n\n")


@pytest.mark.parametrize(
    ("body", "whole"),
    [("a " * 49, False), ("a " * 50, True), ("字" * 49, False), ("字" * 50, True)],
)
def test_a_short_text_may_be_said_twice(body: str, whole: bool) -> None:
    """Fewer than fifty characters, in any script, are nothing to tell a post by."""
    assert bool(fingerprint("", body).split(".")[3]) == whole


def test_a_text_that_is_no_legal_one_has_a_name() -> None:
    """Halves of characters, which JSON may hold, are told apart too."""
    assert fingerprint("\ud800", "\udfff" * 50) != fingerprint("\ud801", "\udffe" * 50)
    assert fingerprint("", "") == "..."
