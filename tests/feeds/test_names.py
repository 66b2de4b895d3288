"""Names of tags, authors and sections as names of folders."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envoi.feeds.names import place, slug
from envoi.filters import folded
from envoi.output import NAME


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Press", "press"),
        ("Field reports", "field-reports"),
        ("  Tea,  tents & boats! ", "tea-tents-boats"),
        ("İstanbul", "istanbul"),
        ("ISPARTA ılıca", "isparta-ılıca"),
        ("Çay ve çadır", "çay-ve-çadır"),
        ("cafe\u0301", "café"),
        ("Straße", "straße"),
        ("أخبار اليوم", "أخبار-اليوم"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("हिन्दी", "हिन्दी"),
        ("災害 支援", "災害-支援"),
        ("C", "c"),
        ("C#", "c-sharp"),
        ("C++", "c-plus-plus"),
        ("A+", "a-plus"),
        (".NET", "dot-net"),
        ("ASP.NET", "asp-net"),
        ("#quay", "quay"),
        ("rock+roll", "rock-roll"),
        ("news/press", "news-press"),
        ("../../etc", "etc"),
        ("🚣🏽 boats", "🚣🏽-boats"),
        ("❤️", "❤️"),
        ("???", "u3f-u3f-u3f"),
        ("/", "u2f"),
        ("..", "u2e-u2e"),
        ("-", "u2d"),
    ],
)
def test_slug(name: str, expected: str) -> None:
    """Every script is kept, in small letters; blanks and punctuation become `-`; names that differ in a mark differ."""
    assert slug(name) == expected


@given(st.text(min_size=1, max_size=300))
def test_slug_can_be_written(name: str) -> None:
    """Whatever the name, the folder's is short, safe, in one Unicode form, and its own lower case."""
    found = slug(name)

    assert NAME.fullmatch(found)
    assert len(found.encode()) <= 200
    assert found == place(found) == unicodedata.normalize("NFC", found)
    assert "." not in found
    assert slug(found) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Press", "PRESS"),
        ("Çay", "C\u0327ay"),
        ("Field  reports", "field reports"),
        ("ΟΔΟΣ", "οδος"),
    ],
)
def test_one_name(one: str, other: str) -> None:
    """Case, Unicode form and blanks do not make another name."""
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"), [("C", "C#"), ("a b", "a-b"), ("İzmir", "izmir"), ("çay", "cay")]
)
def test_two_names(one: str, other: str) -> None:
    """Other marks, and other letters, do."""
    assert folded(one) != folded(other)
