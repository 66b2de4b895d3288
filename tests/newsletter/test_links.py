"""Whoever reads the plain text gets wherever the others do: the links of the HTML are those of the text."""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given, settings

from envoi.model import Body, Layout
from envoi.newsletter import text
from envoi.newsletter.compose import compose
from envoi.newsletter.theme import load

from .samples import FEEDS, PICTURE, SENDER, SITE, URL, issue, post, section, tree
from .test_text import TREES

CASES = Path(__file__).parents[1] / "cases"
LETTERS = sorted(CASES.glob("*/expected/newsletter/*/letter.txt"))
LINK = re.compile(r"<a\b[^>]*\bhref=\"([^\"]*)\"")
WRITTEN = re.compile(r"https?://[^\s<>\"\u00a0]+")


def linked(html: str) -> set[str]:
    """The addresses on the web that the links of `html` lead to."""
    found = map(unescape, LINK.findall(html))
    return {url for url in found if url.startswith(("http:", "https:"))}


def told(plain: str, known: set[str]) -> set[str]:
    """The addresses on the web that stand in a text; a sign after a `known` one ends its sentence."""
    found = WRITTEN.findall(plain)
    return {url if url in known else url.rstrip(".,;:!?)]»”’…") for url in found}


def visible(html: str) -> str:
    """The words of `html`."""
    return unescape(re.sub(r"<[^>]*>", "", html))


@pytest.mark.parametrize("path", LETTERS, ids=lambda path: "/".join(path.parts[-5:-1]))
def test_letters_of_all_cases(path: Path) -> None:
    """In each expected letter both parts lead to the same places; other addresses are words in both."""
    html = path.with_suffix(".html").read_text(encoding="utf-8")
    links = linked(html)
    written = told(path.read_text(encoding="utf-8"), links)

    assert links - written == set()
    assert [url for url in written - links if url not in visible(html)] == []


@pytest.mark.parametrize("theme", ["bulletin", "letter", "statement"])
@settings(max_examples=70, deadline=None)
@given(TREES, TREES)
def test_any_post(theme: str, html: str, words: str) -> None:
    """Whatever a post and an introduction hold, in each theme: the same links are in both parts, whole."""
    made = issue(
        section("One", Layout.FULL, post("Snow", html)),
        section("Two", Layout.CARDS, post("Ice", html, image=PICTURE)),
        section("Three", Layout.LIST, post("Thaw")),
        intro=Body(tree=tree(words), html=words, summary=""),
        keep_reading=(post("Rain"),),
    )
    look = load(theme, None)
    page = compose(made, SENDER, SITE, look, url=URL, web=False, feeds=FEEDS)
    plain = text.write(made, SENDER, url=URL, site=SITE)

    assert told(plain, linked(page)) == linked(page)


@pytest.mark.parametrize("theme", ["bulletin", "letter", "statement"])
@pytest.mark.parametrize("key", ["", "a1"])
def test_the_page_of_all_issues(theme: str, key: str) -> None:
    """A letter that goes out leads to it, in both parts; a draft does not, for it may be the first."""
    archive = "https://deniz.example.org/newsletter/"
    made = issue(section("One", Layout.CARDS, post("Snow")), key=key)
    sender = replace(SENDER, archive=archive)
    page = compose(
        made, sender, SITE, load(theme, None), url=URL, web=False, feeds=FEEDS
    )
    plain = text.write(made, sender, url=URL, site=SITE)

    assert (f'href="{archive}"' in page) == bool(key)
    assert (f"All letters: {archive}\n" in plain) == bool(key)
    assert told(plain, linked(page)) == linked(page)
