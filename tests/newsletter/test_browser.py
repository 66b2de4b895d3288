"""The letter in a real browser: it fits every width, in light and dark, runs nothing and asks for pictures only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from envoi.build import Request, build
from envoi.problems import Exit, Report

from ..program import copy

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "relief"
WIDTHS = (320, 600, 1280)


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The example's digest and its longest kinds of single letters: with code, with tables, in Arabic."""
    out = tmp_path_factory.mktemp("letters")
    example = copy(EXAMPLE, out / "relief")
    now = datetime(2026, 11, 22, tzinfo=UTC)
    for post in ("", "follow-us", "half-year-accounts", "fasl-al-masa"):
        request = Request(folder=example, output=out, now=now, post=post)
        assert build(request, Report()).exit is Exit.PUBLISHED
    return sorted(out.glob("newsletter/*/letter.html"))


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[object]:
    """Debian's Chromium, without a network."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        running = play.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield running
        running.close()


def refuse(page) -> list[str]:
    """Refuse all that `page` asks for; the kinds of it, as they come."""
    asked: list[str] = []

    def turn_down(route) -> None:
        asked.append(route.request.resource_type)
        route.abort()

    page.route("**/*", turn_down)
    return asked


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("styled", [True, False], ids=["styled", "bare"])
def test_letter_fits(browser, letters: list[Path], scheme: str, styled: bool) -> None:
    """No letter is wider than the window; the digest is not even where its `<style>` is dropped."""
    assert len(letters) == 4
    for letter in letters:
        if not styled and letter.parent.name != "next":
            continue
        html = letter.read_text(encoding="utf-8")
        if not styled:
            html = re.sub(r"<style.*?</style>", "", html, flags=re.DOTALL)
            html = re.sub(r"<pre.*?</pre>", "", html, flags=re.DOTALL)
        for width in WIDTHS:
            page = browser.new_page(
                viewport={"width": width, "height": 900}, color_scheme=scheme
            )
            asked = refuse(page)
            page.set_content(html)
            wide = page.evaluate("document.documentElement.scrollWidth")
            page.close()

            assert (letter.parent.name, wide) <= (letter.parent.name, width)
            assert set(asked) <= {"image"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_letter_has_its_colours(browser, letters: list[Path], scheme: str) -> None:
    """In the dark the letter is dark, and its text light."""
    page = browser.new_page(color_scheme=scheme)
    refuse(page)
    page.set_content(letters[0].read_text(encoding="utf-8"))
    shown = page.evaluate("getComputedStyle(document.querySelector('h1')).color")
    page.close()
    light = sum(map(int, re.findall(r"\d+", shown)[:3])) > 380

    assert light == (scheme == "dark")
