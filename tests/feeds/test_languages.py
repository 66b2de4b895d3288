"""Posts in several languages -> which those are."""

import pytest

from envoi.feeds.languages import languages, own_name

from .samples import SITE, post


def tags(*given: str) -> dict[str, int]:
    """The languages of posts with these tags, and how many posts each has."""
    found = languages([post(language=tag) for tag in given], SITE)
    return {tag: len(group) for tag, group in found.items()}


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (["en"], {}),
        ([], {}),
        (["en", "en-GB", "en-US"], {}),
        (["tr", "en"], {"en": 1, "tr": 1}),
        (["tr", "en", "en-US"], {"en-GB": 2, "tr": 1}),
        (["pt-BR", "en", "pt-BR"], {"en": 1, "pt-BR": 2}),
        (["pt-BR", "en", "pt-PT"], {"en": 1, "pt": 2}),
        (["zh-CN", "zh-TW"], {"zh-CN": 1, "zh-TW": 1}),
        (["zh-TW", "zh-HK", "zh"], {"zh": 1, "zh-Hant": 2}),
        (["sr", "sr-Latn", "sr-Cyrl"], {"sr": 2, "sr-Latn": 1}),
        (["xx", "xx-foo", "qaa"], {"qaa": 1, "xx": 2}),
    ],
    ids=" ".join,
)
def test_languages(given: list[str], found: dict[str, int]) -> None:
    """Tags with one first subtag and one script are one language, called by a tag that is true of all its posts."""
    assert tags(*given) == found
    assert list(tags(*given)) == sorted(found)


def test_order_of_the_posts_is_kept() -> None:
    """Within a language the posts come as they came."""
    posts = [post(id=f"{n}", language="tr" if n % 2 else "en") for n in range(6)]

    assert [p.id for p in languages(posts, SITE)["tr"]] == ["1", "3", "5"]


@pytest.mark.parametrize(
    ("tag", "name"),
    [("ar", "العربية"), ("fr", "français"), ("zh-TW", "中文, 繁體, 台灣"), ("xx", "xx"), ("x-y", "x-y")],
)  # fmt: skip
def test_own_name(tag: str, name: str) -> None:
    """A language is called as its speakers call it; one that nobody knows by its tag."""
    assert own_name(tag) == name
