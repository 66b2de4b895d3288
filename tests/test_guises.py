"""A letter as mail programs show it, page for page; and in a real browser, where it is to be seen."""

from __future__ import annotations

import re
from collections.abc import Iterator

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as some

from envoi import guises
from envoi.check.letters.colours import Colour, inverted

from .newsletter.test_themes import THEMES, draw

PAGE = """<!doctype html><html><head><meta name="color-scheme" content="light dark">
<style>:root{color-scheme:light dark}p{color:#222222}@media screen and (prefers-color-scheme: dark){p{color:#eeeeee}}
@media (prefers-color-scheme:light){p{margin:1px}}@media (max-width:480px){.red{font-family:Red,red}}</style></head>
<body bgcolor="#ffffff"><p class="red" style="padding:2px;background:#fff url('a.png');border-radius:4px">(prefers-color-scheme:dark)</p>
<img src="https://a.example/p.png?a=1&amp;b=2" srcset="q.png 2x" alt="A &quot;p&quot;" width="40" height="30" style="width:50%;height:auto"></body></html>"""


def test_dark_needs_no_setting_of_the_browser() -> None:
    """Rules for the dark hold, those for the light do not, and words that look like a rule stay words."""
    page = guises.dark(PAGE)

    assert "screen and (min-width:0px){p{color:#eeeeee}}" in page
    assert "@media (max-width:0px){p{margin:1px}}" in page
    assert 'content="dark"' in page
    assert ":root{color-scheme:dark}" in page
    assert ">(prefers-color-scheme:dark)</p>" in page


def test_light_needs_no_setting_of_the_browser() -> None:
    """The opposite of dark; what has nothing to do with it stays byte for byte."""
    page = guises.light(PAGE)

    assert "screen and (max-width:0px){p{color:#eeeeee}}" in page
    assert "@media (min-width:0px){p{margin:1px}}" in page
    assert 'content="light"' in page
    assert page[page.index("<body") :] == PAGE[PAGE.index("<body") :]


def test_page_without_a_dark_mode_has_none() -> None:
    """What does not say that it knows the dark is not made to say so: browsers would give it a dark ground."""
    plain = '<meta name="color-scheme" content="light"><meta name="about" content="after dark"><p style="color-scheme:light">a</p>'

    assert guises.dark(plain) == plain


def test_inverted_turns_every_colour_and_no_name() -> None:
    """Colours in rules, styles and attributes get the opposite lightness; fonts and pictures that are called like one do not."""
    page = guises.inverted(PAGE)

    assert 'bgcolor="#000000"' in page
    assert f"p{{color:{inverted(Colour(0x22 / 255, 0x22 / 255, 0x22 / 255))}}}" in page
    assert "background:#000000 url(" in page
    assert "font-family:Red,red" in page
    assert "html{background-color:#000000;color:#ffffff}" in page
    assert "screen and (max-width:0px)" in page
    assert page.index("html{background") < page.index("p{color")


def test_inverted_keeps_hue_and_opacity() -> None:
    """Functions are read as well; what cannot be seen at all stays so."""
    styled = '<p style="color:rgba(255,255,255,.5);background:linear-gradient(#000,transparent)">a</p>'

    assert (
        'style="color:rgba(0,0,0,0.5);background:linear-gradient(#ffffff,transparent)"'
        in guises.inverted(styled)
    )


def test_bare_has_no_styles() -> None:
    """Sheets go, styles on elements stay."""
    page = guises.bare(PAGE)

    assert "<style" not in page
    assert 'style="padding:2px' in page


def test_pictureless_keeps_words_and_size() -> None:
    """No picture is asked for, and each keeps its frame."""
    page = guises.pictureless(PAGE)

    assert re.search(r"p\.png|q\.png|a\.png", page) is None
    assert 'alt="A &quot;p&quot;" width="40" height="30"' in page
    assert "background:#fff none" in page


@pytest.mark.parametrize(
    ("condition", "shown"),
    [
        ("mso", True),
        ("gte mso 9", True),
        ("(gte mso 9)|(IE)", True),
        ("mso | IE", True),
        ("(gte mso 9)&(lt mso 15)", False),
        ("lte mso 15", False),
        ("mso 16", True),
        ("IE", False),
        ("!mso", False),
        ("!IE", True),
        ("nonsense 3", False),
    ],
)
def test_outlook_reads_conditions(condition: str, shown: bool) -> None:
    """Comments for Outlook are its page, in each form that conditions have; those for others are not."""
    hidden = f"<p>a</p><!--[if {condition}]><b>b</b><![endif]--><p>c</p>"
    revealed = f"<p>a</p><!--[if {condition}]><!--><b>b</b><!--<![endif]--><p>c</p>"
    spaced = f"<p>a</p><!--[if {condition}]> <!-- --><b>b</b><!-- <![endif]--><p>c</p>"
    bogus = f"<p>a</p><![if {condition}]><b>b</b><![endif]><p>c</p>"
    expected = f"<p>a</p>{'<b>b</b>' * shown}<p>c</p>"

    assert {guises.outlook(each) for each in (hidden, revealed, spaced, bogus)} == {
        expected
    }


def test_outlook_knows_what_word_knows() -> None:
    """No media query, no round corner, no padding but in cells, no ground with a picture, and pictures in the size they say."""
    page = guises.outlook(
        f'{PAGE}<td style="padding:3px"><a style="display:inline-block">'
    )

    assert "@media" not in page
    assert '<p class="red" style="background:#fff none">' in page
    assert 'height="30" style=""' in page
    assert '<td style="padding:3px"><a style="">' in page


def test_outlook_shows_no_settings() -> None:
    """What tells Word how large a pixel is would stand in the page as a number."""
    page = guises.outlook(draw("rich", THEMES[0]))

    assert "PixelsPerInch" not in page
    assert "<xml" not in page


@pytest.mark.parametrize("guise", sorted(guises.SCHEMES))
@pytest.mark.parametrize("theme", THEMES)
def test_letters_stay_whole(theme: str, guise: str) -> None:
    """In any colours a letter has the same elements and the same words, and is the same when done twice to."""
    letter = draw("rich-ar", theme)
    wear = guises.SCHEMES[guise]
    page = wear(letter)

    assert shape(page) == shape(letter)
    assert guise == "inverted" or wear(page) == page


def shape(html: str) -> list[tuple[str, str]]:
    """The elements and texts of a page, without its styles."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    return [
        (str(tag.tag), (tag.text or "").strip())
        for tag in tree.iter()
        if tag.tag != "style"
    ]


@given(some.text(alphabet="<>!-[]\"'=/ ifmsostyle{};:@(url)#9.", max_size=200))
def test_nothing_breaks_a_guise(html: str) -> None:
    """Whatever stands in a file called letter.html, each guise makes a text of it."""
    for wear in (*guises.SCHEMES.values(), guises.bare, guises.pictureless, guises.outlook):  # fmt: skip
        assert isinstance(wear(html), str)


@pytest.fixture(scope="module")
def page(chromium: str) -> Iterator[object]:
    """A page of Debian's Chromium that prefers the dark, to which every request is refused."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        found = browser.new_page(color_scheme="dark")
        found.route("**/*", lambda route: route.abort())
        yield found
        browser.close()


GROUND = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number)"


@pytest.mark.parametrize("theme", THEMES)
def test_browser_shows_the_guise(page, theme: str) -> None:
    """The ground is light or dark as the guise has it, though the browser prefers the dark."""
    letter = draw("rich", theme)
    for name, wear in guises.SCHEMES.items():
        page.set_content(wear(letter))

        assert (min(page.evaluate(GROUND)) > 128) == (name == "light")


def test_browser_keeps_the_frames_of_pictures(page) -> None:
    """A picture that is not shown takes the room that it would take."""
    page.set_content(guises.pictureless(draw("rich", THEMES[0])))
    sizes = page.evaluate("[...document.images].map(each => each.offsetHeight)")

    assert len(sizes) > 2
    assert min(sizes) > 100
