"""The letter in a real browser: it fits every width, in light and dark, runs nothing and asks for pictures only."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from envoi.build import Request, build
from envoi.model import Body, Layout
from envoi.newsletter.compose import compose
from envoi.newsletter.theme import load
from envoi.problems import Exit, Report

from ..program import copy
from .samples import SENDER, SITE, URL, issue, post, section, tree
from .test_themes import ISSUES, THEMES, draw

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "relief"
WIDTHS = (320, 600, 1280)
POSTS = ("follow-us", "half-year-accounts", "fasl-al-masa", "")
"""The longest kinds of single letters: with code, with tables, in Arabic; and the draft of the digest."""


@pytest.fixture(scope="module", params=THEMES)
def letters(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """Letters of the example and of an issue that has all an issue can have, by name, in one theme."""
    theme = request.param
    out = tmp_path_factory.mktemp("letters")
    example = copy(EXAMPLE, out / "relief")
    config = (example / "envoi.toml").read_text(encoding="utf-8")
    assert 'theme = "bulletin"' in config
    (example / "envoi.toml").write_text(
        config.replace('theme = "bulletin"', f'theme = "{theme}"'), encoding="utf-8"
    )
    now = datetime(2026, 11, 22, tzinfo=UTC)
    found = {}
    for slug in POSTS:
        request = Request(folder=example, output=out, now=now, post=slug)
        assert build(request, Report()).exit is Exit.PUBLISHED
        letter = out / "newsletter" / "next" / "letter.html"
        found[slug or "digest"] = letter.read_text(encoding="utf-8")
    return {
        **found,
        **{name: draw(name, theme) for name in ISSUES},
        "long": long(theme),
    }


def refuse(page) -> list[str]:
    """Refuse all that `page` asks for; the kinds of it, as they come."""
    asked: list[str] = []

    def turn_down(route) -> None:
        asked.append(route.request.resource_type)
        route.abort()

    page.route("**/*", turn_down)
    return asked


WORD = "Muvaffakiyetsizleştiricileştiriveremeyebileceklerimizden"
LONG = f"""
<h2>{WORD}</h2><p>See {WORD} or https://a.example/{"x" * 60} (<a href="https://a.example/">{WORD}</a>) <code>{WORD}</code></p>
<ul><li><ul><li>{WORD}</li></ul></li></ul><blockquote><p>{WORD}</p><pre><code>pip install {WORD}</code></pre></blockquote>
<table><tr><th>Keepersofthequay</th><th>Two</th></tr><tr><td>Keepersofthebridge</td><td>{WORD}</td></tr></table>
<table><tr><td>{WORD}</td></tr></table><dl><dt>{WORD}</dt><dd>{WORD}</dd></dl>
"""


def long(theme: str, title: str = WORD) -> str:
    """A letter with words that no phone has room for in every place."""
    posts = [post(f"{title} {at}", LONG, summary=WORD) for at in range(3)]
    found = issue(
        section("Whole", Layout.FULL, posts[0]),
        section(WORD, Layout.CARDS, posts[1]),
        section("", Layout.LIST, posts[2]),
        intro=Body(tree=tree(LONG), html="", summary=""),
        keep_reading=(post(WORD),),
    )
    site = replace(SITE, title=WORD, description=WORD)
    sender = replace(SENDER, name=WORD, postal_address=WORD)
    made = replace(found, title=WORD)
    return compose(made, sender, site, load(theme, None), url=URL, web=False, feeds={})


STYLE = re.compile(r"<style.*?</style>", re.DOTALL)


@pytest.mark.parametrize("styled", [True, False], ids=["styled", "bare"])
def test_letter_fits(browser, letters: dict[str, str], styled: bool) -> None:
    """No letter is wider than the window, whatever its words, also where its `<style>` is dropped."""
    for width in WIDTHS:
        page = browser.new_page(viewport={"width": width, "height": 900})
        asked = refuse(page)
        for name, html in letters.items():
            page.set_content(html if styled else STYLE.sub("", html))
            wide = page.evaluate("document.documentElement.scrollWidth")

            assert (name, wide) <= (name, width)
        page.close()
        assert set(asked) <= {"image"}


@pytest.mark.parametrize("theme", THEMES)
def test_labels_of_records_are_whole(browser, theme: str) -> None:
    """On a phone the label of a record stands on one line for each of its words, however long what it names is."""
    heads = "".join(f"<th>{head}</th>" for head in ("Köy", "Battaniye", "Açıklama"))
    cells = "".join(
        f"<td>{cell}</td>" for cell in ("Değirmendere", "120", "Yol kapalı " * 30)
    )
    html = f"<table><tr>{heads}<th>Sorumlu</th></tr><tr>{cells}<td>Muhtarlık</td></tr></table>"
    found = issue(section("", Layout.FULL, post(html=html)))
    letter = compose(
        found, SENDER, SITE, load(theme, None), url=URL, web=False, feeds={}
    )
    page = browser.new_page(viewport={"width": 320, "height": 900})
    refuse(page)
    page.set_content(letter)
    lines = page.evaluate(
        "[...document.querySelectorAll('.record th')].map(th => { const all = document.createRange();"
        "all.selectNodeContents(th); return new Set([...all.getClientRects()].map(one => one.top)).size })"
    )
    page.close()

    assert lines == [1] * 5


READABLE = """() => {
    const light = c => {
        const [r, g, b] = c.match(/[\\d.]+/g).slice(0, 3).map(v => v / 255)
            .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const found = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const holder = walk.currentNode.parentElement;
        if (!walk.currentNode.data.trim() || !holder.offsetHeight) continue;
        let ground = holder;
        while (getComputedStyle(ground).backgroundColor === 'rgba(0, 0, 0, 0)') ground = ground.parentElement;
        const pair = [light(getComputedStyle(holder).color), light(getComputedStyle(ground).backgroundColor)];
        const [low, high] = pair.sort((a, b) => a - b);
        found.push([walk.currentNode.data.trim().slice(0, 40), (high + 0.05) / (low + 0.05), pair[0]]);
    }
    return found;
}"""
"""Each text that can be seen, the contrast to its ground, and how light the darker of the two is."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_letter_can_be_read(browser, letters: dict[str, str], scheme: str) -> None:
    """Every text has a contrast of 4.5:1 or more to what it stands on, as the browser has drawn it."""
    page = browser.new_page(color_scheme=scheme)
    refuse(page)
    for name, html in letters.items():
        page.set_content(html)
        texts = page.evaluate(READABLE)

        assert len(texts) > 10
        assert [(name, *text) for text in texts if text[1] < 4.5] == []
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_letter_has_its_colours(browser, letters: dict[str, str], scheme: str) -> None:
    """In the dark the letter is dark, and its text light."""
    page = browser.new_page(color_scheme=scheme)
    refuse(page)
    for html in letters.values():
        page.set_content(html)
        shown = page.evaluate("getComputedStyle(document.querySelector('h1')).color")
        light = sum(map(int, re.findall(r"\d+", shown)[:3])) > 380

        assert light == (scheme == "dark")
    page.close()


def test_buttons_can_be_hit(browser, letters: dict[str, str]) -> None:
    """What stands for a button is at least 44 pixels high, and its words are not cut off."""
    page = browser.new_page(viewport={"width": 320, "height": 900})
    refuse(page)
    heights = []
    for html in letters.values():
        page.set_content(html)
        heights += page.evaluate(
            "[...document.querySelectorAll('.go, .tap')].map(e => e.getBoundingClientRect().height)"
        )
    page.close()

    assert len(heights) > 20
    assert min(heights) >= 44
