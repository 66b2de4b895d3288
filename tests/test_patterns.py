"""Patterns that are compiled when they are first used."""

import re

import pytest

from envoi.patterns import pattern


def test_pattern_does_what_a_compiled_one_does() -> None:
    """Each method is the pattern's own, with its flags."""
    later = pattern(r"(?P<day>\d+) (MAY)", re.IGNORECASE)

    assert later.sub(r"\2 \1", "on 3 may") == "on may 3"
    assert [found["day"] for found in later.finditer("1 May, 2 may")] == ["1", "2"]
    assert later.pattern == r"(?P<day>\d+) (MAY)"
    assert later.groups == 2


def test_pattern_is_not_compiled_before_it_is_used() -> None:
    """What no text of a folder needs costs nothing, even what would be wrong."""
    later = pattern("(")

    with pytest.raises(re.error, match="unterminated"):
        later.search("")
