"""In what letters a text is, where its language is never written in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envoi.scripts import BEGINNING, foreign, is_native

TURKISH = (
    "Liman yolu salı gününden beri yeniden açık, kamyonlar iki hafta erken geçti. "
)
ARABIC = "طريق الميناء مفتوح منذ يوم الثلاثاء، وقد عبرت الشاحنات قبل موعدها بأسبوعين. "
RUSSIAN = "Портовая дорога снова открыта со вторника, грузовики прошли раньше срока. "
CHINESE = "港口公路自星期二起重新开放，卡车比预期提前两个星期通过。" * 3


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        (ARABIC, "tr", "Arabic"),
        (TURKISH, "ar", "Latin"),
        (RUSSIAN, "en-GB", "Cyrillic"),
        (CHINESE, "de", "Chinese, Japanese or Korean"),
        (ARABIC * 4 + TURKISH[:20], "tr", "Arabic"),
        (ARABIC, "ar", ""),
        (ARABIC, "fa", ""),
        (TURKISH, "tr", ""),
        (CHINESE, "ja", ""),
        # In both, too short, or in letters of its own choice.
        (ARABIC + TURKISH, "tr", ""),
        ("شكرا", "tr", ""),
        (TURKISH, "ar-Latn", ""),
        (ARABIC, "uz", ""),
        (ARABIC, "qqq", ""),
        ("", "tr", ""),
        ("1984, 2026: 42! " * 20, "ar", ""),
    ],
)
def test_foreign(text: str, language: str, said: str) -> None:
    """Only what is clear is said: a text of some length, nearly all in letters that the language has not."""
    assert foreign(text, language) == said


PIECES = st.sampled_from(
    [TURKISH, ARABIC, RUSSIAN, "Où × ÷ ª º µ ", "ğ\u0250 ", "42! "]
)
TEXTS = st.lists(PIECES, max_size=30).map("".join)


@given(TEXTS, st.sampled_from([TURKISH, ARABIC, RUSSIAN]), st.sampled_from(["tr", "ru", "ar", "uz"]))  # fmt: skip
def test_nothing_is_said_of_what_is_native(text: str, more: str, language: str) -> None:
    """Whatever follows: so much of it need not be looked at."""
    if is_native(text, language):
        assert foreign(text + more * (BEGINNING // len(more)), language) == ""


def test_a_sample_in_the_letters_of_its_language_is_native() -> None:
    """Ten or so lines of it are enough, with what letters it has beyond those of Western Europe."""
    assert is_native(TURKISH * 10, "tr")
    assert is_native(RUSSIAN * 10, "ru")
    assert not is_native(TURKISH * 10, "ru")
    assert not is_native(RUSSIAN * 10, "tr")
    assert not is_native("× " * BEGINNING, "uk")
