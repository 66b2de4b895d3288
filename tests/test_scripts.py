"""In what letters a text is, where its language is never written in them."""

import pytest

from envoi.scripts import foreign

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
