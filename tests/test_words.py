"""A language -> which way it is written."""

import pytest
from babel import Locale
from babel.localedata import locale_identifiers

from envoi.words import direction


def test_direction_is_that_of_the_language() -> None:
    """As CLDR has it for each language, and for each that is written in several scripts."""
    known = [one.replace("_", "-") for one in locale_identifiers()]
    tags = [tag for tag in known if "-" not in tag or len(tag.split("-")[1]) == 4]
    leftwards = {tag for tag in tags if direction(tag) == "rtl"}

    assert leftwards == {
        tag for tag in tags if Locale.parse(tag, sep="-").text_direction == "rtl"
    }
    assert {"ar", "fa", "he", "uz-Arab"} <= leftwards


@pytest.mark.parametrize("tag", ["", "xx", "not a tag", "ar-XX-latn-oops"])
def test_direction_of_what_nobody_knows(tag: str) -> None:
    """It runs to the right."""
    assert direction(tag) == "ltr"
