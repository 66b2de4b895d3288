"""What holds in every built-in theme."""

import dataclasses
import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import html5lib
import pytest
from lxml.html import HtmlElement, document_fromstring

import envoi
from envoi.model import Body, Enclosure, Issue, Layout
from envoi.newsletter import text
from envoi.newsletter.compose import compose
from envoi.newsletter.theme import load
from envoi.templating import Templates

from .samples import FEEDS, PICTURE, SENDER, SITE, URL, issue, post, section, tree

BUILT_IN = Path(envoi.__file__).parent / "templates"
THEMES = sorted(path.parent.name for path in BUILT_IN.glob("*/theme.toml"))

RICH = """
<h2>Measure</h2><p>So<sup class="footnote-ref"><a href="#fn-1">1</a></sup> <a href="https://a.example/b">b</a>
<code>c</code> <kbd>K</kbd> <mark>m</mark></p>
<blockquote cite="https://old.example/book"><p>The river came in.</p><p>— Halil Kırağı</p></blockquote>
<ul><li>one<ol><li>two</li></ol></li><li>☑ done</li></ul><dl><dt>Gauge</dt><dd>A staff.</dd></dl><hr>
<pre><code class="language-python">def f(x): return "a" + 1 # no\n@d\nclass A: pass</code></pre>
<table><caption>All</caption><tr><th>Station</th><th>Morning</th><th>Noon</th><th>Evening</th><th>Remark</th></tr>
<tr><td>Bridge</td><td>1</td><td>2</td><td>3</td><td>rising</td></tr></table>
<figure><img src="https://a.example/p.jpg" alt="P" width="1200" height="600"><figcaption>Where</figcaption></figure>
<details><summary>More</summary><p>there</p></details>
<section class="footnotes"><ol><li><p>Note.</p></li></ol></section>
"""
SOUND = Enclosure(url="https://a.example/s.mp3", type="audio/mpeg", duration=840)
PAPER = Enclosure(url="https://a.example/a%20paper.pdf", type="application/pdf")


def rich(language: str = "en") -> Issue:
    """An issue that has all that an issue can have."""
    first = post("Measuring", RICH, image=PICTURE, enclosures=(SOUND, PAPER))
    cut, brief = post("Too long", RICH), post("Brief")
    small = replace(PICTURE, width=300, height=200, url="https://a.example/small.jpg")
    cards = [
        post("A card", image=PICTURE, enclosures=(SOUND,)),
        post("افتتاح فصل", language="ar", image=small),
        post("Kışlık yardım", language="tr"),
    ]
    found = issue(
        section("In full", Layout.FULL, first, cut, brief),
        section("", Layout.CARDS, *cards),
        section("Also", Layout.LIST, post("One"), post("Two", language="ar")),
        language=language,
        preheader="A road and parcels.",
        intro=Body(tree=tree("<h4>Dear reader</h4><p>Hello.</p>"), html="", summary=""),
        blurbs={cards[2].path: "The one that made us laugh."},
        layouts={cut.path: Layout.CARDS, brief.path: Layout.LIST},
    )
    return replace(found, keep_reading=(post("Old"), post("قديم", language="ar")))


def single(language: str = "en") -> Issue:
    """An issue of one post."""
    one = post("Measuring", RICH, image=PICTURE, enclosures=(SOUND, PAPER))
    return issue(section("", Layout.FULL, one), language=language, subject="Measuring")


ISSUES = {
    "rich": rich(),
    "rich-ar": rich("ar"),
    "single": single(),
    "single-ar": single("ar"),
}


def draw(
    name: str, theme: str, *, web: bool = False, folder: Path | None = None
) -> str:
    """The letter of one of `ISSUES` in a theme."""
    found = load(theme, folder)
    return compose(ISSUES[name], SENDER, SITE, found, url=URL, web=web, feeds=FEEDS)


@pytest.fixture(params=THEMES)
def theme(request: pytest.FixtureRequest) -> str:
    """Each theme in its turn."""
    return request.param


@pytest.fixture(params=ISSUES)
def name(request: pytest.FixtureRequest) -> str:
    """Each issue in its turn."""
    return request.param


def test_there_are_three_of_distinct_character():
    """Each has a name, says what it is, and has ink of its own."""
    found = [load(name, None) for name in THEMES]
    assert THEMES == ["bulletin", "letter", "statement"]
    assert all(each.description and each.title for each in found)
    assert len({each.light["accent"] for each in found}) == len(found)


@pytest.mark.parametrize("web", [False, True])
def test_the_html_has_no_parse_error(name, theme, web):
    """A strict parser of HTML5 finds nothing to mend."""
    html5lib.HTMLParser(strict=True).parse(draw(name, theme, web=web))


def test_language_direction_and_roles(name, theme):
    """They stand where Gmail and Outlook, which drop `<html>` and `<body>`, keep them."""
    page = document_fromstring(draw(name, theme))
    body = page.find("body")
    wrapper = body[0]
    language, direction = ("ar", "rtl") if name.endswith("-ar") else ("en", "ltr")
    assert page.get("lang") == body.get("lang") == wrapper.get("lang") == language
    assert page.get("dir") == wrapper.get("dir") == direction
    assert wrapper.get("role") == "article"
    assert wrapper.get("aria-roledescription") == "email"
    assert wrapper.get("aria-label") == page.findtext("head/title")
    assert [each.tag for each in body] == ["div"]


@pytest.mark.parametrize("web", [False, True])
def test_one_h1_and_no_level_skipped(name, theme, web):
    """The outline can be walked by its headings."""
    page = document_fromstring(draw(name, theme, web=web))
    levels = [
        int(each.tag[1]) for each in page.iter("h1", "h2", "h3", "h4", "h5", "h6")
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_all_that_an_issue_has_is_there(theme):
    """No theme leaves out words, files, sources or earlier posts."""
    found = document_fromstring(draw("rich", theme)).text_content()
    for words in (
        "Dear reader", "In full", "Measuring", "Too long", "Brief", "A card", "Kışlık yardım", "Also", "Two",
        "The one that made us laugh.", "Listen: Measuring (14 min)", "Listen: A card (14 min)", "Download: a paper.pdf",
        "— Halil Kırağı", "Source: old.example", "Note.", "Where", "Keep reading", "Old", "قديم", "Derya Aksoy",
        "1 Harbour Street", "Unsubscribe", "Read it in your browser", "because you subscribed to Deniz Notes",
    ):  # fmt: skip
        assert words in found
    assert found.count("Listen: Measuring") == 1
    assert (
        "Listen: Measuring" in document_fromstring(draw("single", theme)).text_content()
    )


def test_a_blurb_stands_for_the_summary(theme):
    """What the issue says of a post replaces what the post says of itself, and stands above a text in full."""
    one = post("One", "<p>Text.</p>", summary="Its summary.")
    for layout in Layout:
        found = issue(section("", layout, one), blurbs={one.path: "Ours."})
        html = compose(
            found, SENDER, SITE, load(theme, None), url=URL, web=False, feeds={}
        )
        assert "Ours." in html
        assert "Its summary." not in html
        assert ("Text." in html) == (layout is Layout.FULL)


def test_only_elements_that_mail_clients_take(name, theme):
    """Yahoo and Outlook take sectioning elements out; nothing runs or is fetched but pictures."""
    page = document_fromstring(draw(name, theme))
    allowed = """html head meta title style body div span p a img table caption tbody tr th td h1 h2 h3 h4 h5 h6
        ul ol li dl dt dd blockquote sup sub br hr b i strong em s del ins cite"""
    used = {each.tag for each in page.iter() if isinstance(each.tag, str)}
    assert used <= set(allowed.split())


def test_tables_say_whether_they_are_layout(name, theme):
    """A screen reader reads no table where there is no data; data has heads."""
    for table in document_fromstring(draw(name, theme)).iter("table"):
        heads = [
            th for th in table.iter("th") if next(th.iterancestors("table")) is table
        ]
        assert (table.get("role") == "presentation") == (not heads)


def test_pictures(name, theme):
    """Each has a text alternative and its size, for Outlook, and is never wider than the column."""
    column = load(theme, None).column
    for image in document_fromstring(draw(name, theme)).iter("img"):
        assert image.get("alt")
        assert 0 < int(image.get("width")) <= column
        assert int(image.get("height")) > 0
        assert "max-width" in image.get("style")
        assert "height:auto" in image.get("style").replace(": ", ":")


def test_links_say_where_they_lead(name, theme):
    """No two links with the same words lead to two places, and none jumps within the letter."""
    words: dict[str, str] = {}
    for link in document_fromstring(draw(name, theme)).iter("a"):
        said = " ".join(link.text_content().split())
        assert said
        assert link.get("href").startswith("https://")
        assert words.setdefault(said, link.get("href")) == link.get("href")


def test_the_plain_part_has_each_link(name, theme):
    """Whoever reads the text can go wherever the letter leads."""
    said = text.write(ISSUES[name], SENDER, url=URL, site=SITE)
    links = {
        link.get("href") for link in document_fromstring(draw(name, theme)).iter("a")
    }
    assert {link for link in links if link not in said} == set()


def inline(element: HtmlElement) -> dict[str, str]:
    """The inline style of an element by property."""
    pairs = (
        part.partition(":") for part in element.get("style", "").split(";") if part
    )
    return {key.strip(): value.strip() for key, _, value in pairs}


def inherited(element: HtmlElement, name: str) -> str:
    """The value that an element has or inherits."""
    return next(
        value
        for each in (element, *element.iterancestors())
        if (value := inline(each).get(name))
    )


def test_buttons_are_large_enough_also_in_outlook(theme):
    """At least 44 pixels high by its own padding; in Outlook for Windows by that of a cell around it."""
    html = draw("rich", theme)
    buttons = document_fromstring(html).find_class("go")
    assert len(buttons) == 4
    for button in buttons:
        style = inline(button)
        above, _, *sides = style["padding"].replace("px", "").split()
        below = sides[0] if sides else above
        line = int(inherited(button, "line-height").removesuffix("px"))
        assert style["display"] == "inline-block"
        assert int(above) + line + int(below) >= 44
    assert len(re.findall(r'<td class="way"><!\[endif\]-->\s*<a class="go"', html)) == 4
    assert re.search(r"\.way\{padding:1[1-9]px", load(theme, None).styles.word)


def kept(html: str) -> list[str]:
    """The style blocks that stay, Outlook's own aside."""
    html = re.sub(r"<!--\[if mso\]>.*?<!\[endif\]-->", "", html, flags=re.DOTALL)
    return re.findall(r"<style[^>]*>(.*?)</style>", html, re.DOTALL)


def test_style_blocks_are_as_gmail_wants_them(name, theme):
    """Few enough signs, no at-rule within another, `!important` in small letters after a blank, no comment."""
    blocks = kept(draw(name, theme))
    assert len(blocks) == 4
    assert sum(map(len, blocks)) <= 16_384
    for block in blocks:
        assert not re.search(r"@[^{}]*\{[^{}]*@", block)
        assert "/*" not in block
        assert len(re.findall(r"(?<=\S) !important", block)) == block.count("!")
        assert block.count("{") == block.count("}")
    _, phone, dark, outlook = blocks
    assert "@media (max-width:480px)" in phone
    assert "prefers-color-scheme:dark" in dark
    assert "[data-ogsc]" in outlook
    assert "[data-ogsb]" in outlook


def test_styles_that_some_client_would_drop_are_not_used(name, theme):
    """Colours have six digits, sides are left and right, and no type face is fetched."""
    html = draw(name, theme)
    page = document_fromstring(html)
    styles = [
        *kept(html),
        *(each.get("style") for each in page.iter() if each.get("style")),
    ]
    for style in styles:
        assert re.findall(r"#[0-9a-fA-F]+\b", style) == re.findall(
            r"#[0-9a-fA-F]{6}\b", style
        )
        assert not re.search(
            r"rgb|hsl|url\(|var\(|calc\(|inline-(?:start|end)|:(?:start|end)\b|@font-face|@import|flex|grid",
            style,
        )
    for style in styles[4:]:
        assert "!important" not in style
        assert not re.search(
            r"(?<![\w-])(?:white-space|float|position|word-break)", style
        )


def test_sides_are_mirrored(theme):
    """What stands at the left of a text stands at the right of one that runs the other way."""
    sides = {}
    for name in ("single", "single-ar"):
        page = document_fromstring(draw(name, theme))
        styles = [inline(next(page.iter(tag))) for tag in ("blockquote", "ul", "dd")]
        sides[name] = styles
        cell = next(each for each in page.find_class("item"))
        assert cell.get("dir") == ("rtl" if name.endswith("-ar") else "ltr")
    ltr, rtl = sides["single"], sides["single-ar"]
    assert "border-left" in ltr[0]
    assert rtl[0]["border-left"] in ("0", "0px", "none")
    assert "border-right" in rtl[0]
    for one, other in zip(ltr[1:], rtl[1:], strict=True):
        for key in ("padding", "margin"):
            left, right = (each.get(key, "0").split() for each in (one, other))
            assert len(left) < 4 or left[1::2] == right[1::2][::-1]
    assert ltr[1]["padding"] == "0 0 0 24px"
    assert rtl[1]["padding"] == "0 24px 0 0"


def test_no_text_is_small(name, theme):
    """Nothing is set below 14 pixels but what stands for no text."""
    page = document_fromstring(draw(name, theme))
    for element in page.find("body").iter():
        size = (
            inline(element).get("font-size") if isinstance(element.tag, str) else None
        )
        if size and element.get("class") not in ("preheader", "bar"):
            assert int(size.removesuffix("px")) >= 14


def test_the_preheader_is_first_and_hidden(theme):
    """It is the first text of the letter, without a size, and what fills the rest of the preview is not read out."""
    found = document_fromstring(draw("rich", theme)).find_class("preheader")[0]
    assert found.getparent().index(found) == 0
    assert found.text == "A road and parcels."
    assert inline(found)["font-size"] in ("0", "0px")
    assert found[0].get("aria-hidden") == "true"
    assert "mso-hide:all" in load(theme, None).styles.word


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    r, g, b = (
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    )
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def negative(colour: str) -> str:
    """As mail programs do that invert each channel."""
    return "#" + "".join(
        f"{255 - int(colour[at : at + 2], 16):02x}" for at in (1, 3, 5)
    )


def turned(colour: str) -> str:
    """As mail programs do that keep the hue and invert the lightness (HSL)."""
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    shift = 255 - max(parts) - min(parts)
    return "#" + "".join(f"{part + shift:02x}" for part in parts)


def pairs(theme: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Each colour of a text in the theme, and that of the ground it stands on, by name."""
    names = list(load(theme, None).light)
    unique = {f"#0000{at + 16:x}": name for at, name in enumerate(names)}
    table = "".join(f'{name} = "{colour}"\n' for colour, name in unique.items())
    settings = re.sub(
        r"(?ms)^\[light\].*",
        f"[light]\n{table}[dark]\n{table}",
        (BUILT_IN / theme / "theme.toml").read_text(encoding="utf-8"),
    )
    (folder / theme).mkdir()
    (folder / theme / "theme.toml").write_text(settings, encoding="utf-8")
    for name in ISSUES:
        page = document_fromstring(draw(name, theme, folder=folder))
        for element in page.find("body").iter():
            if not isinstance(element.tag, str) or element.xpath(
                "ancestor-or-self::*[@class='preheader']"
            ):
                continue
            said = [element.text, *(child.tail for child in element)]
            if any(each and each.strip() for each in said) or element.tag == "img":
                ink = unique[inherited(element, "color")]
                yield ink, unique[inherited(element, "background-color")]


def test_every_text_can_be_read(theme, tmp_path):
    """At least 4.5:1 in light, in dark, and where a mail program inverts the light letter by itself."""
    found = load(theme, None)
    used = set(pairs(theme, tmp_path))
    assert {("ink", "page"), ("muted", "page"), ("accent", "page")} <= used | {
        (ink, "page") for ink, ground in used if ground == "panel"
    }
    assert {("ink", "marker"), ("keyword", "tint"), ("ink", "tint")} <= used
    for ink, ground in used:
        light, dark = (
            (palette[ink], palette[ground]) for palette in (found.light, found.dark)
        )
        assert contrast(*light) >= 4.5, (ink, ground)
        assert contrast(*dark) >= 4.5, (ink, ground)
        assert contrast(*map(negative, light)) >= 4.5, (ink, ground)
        assert contrast(*map(turned, light)) >= 4.5, (ink, ground)


def test_no_colour_is_pure(theme):
    """Mail programs that invert colours make glare of black and white."""
    found = load(theme, None)
    for palette in (found.light, found.dark):
        assert not {"#ffffff", "#000000"} & set(palette.values())


def test_every_colour_is_used(theme):
    """A colour in `theme.toml` that nothing uses would mislead who edits it."""
    css = (BUILT_IN / "common" / "base.css").read_text(encoding="utf-8")
    css += (BUILT_IN / theme / "style.css").read_text(encoding="utf-8")
    assert set(re.findall(r"var\(--(\w+)\)", css)) == set(load(theme, None).light)


def test_a_wide_table_is_stacked(theme):
    """Five columns become two, with a head for each cell; a narrow table stays as it is."""
    table = document_fromstring(draw("rich", theme)).find_class("record")[0]
    rows = [[cell.text_content() for cell in row] for row in table.iter("tr")]
    assert rows == [
        ["Station", "Bridge"],
        ["Morning", "1"],
        ["Noon", "2"],
        ["Evening", "3"],
        ["Remark", "rising"],
    ]


def test_thirty_cards_stay_far_below_what_gmail_clips(theme):
    """At most 2,100 bytes a card and 12,000 for the frame."""
    posts = [
        post(
            f"Winter parcels reached the village of number {at}",
            image=PICTURE,
            summary="x " * 120,
        )
        for at in range(30)
    ]
    found = issue(section("Press", Layout.CARDS, *posts))
    html = compose(found, SENDER, SITE, load(theme, None), url=URL, web=False, feeds={})
    assert len(html.encode()) < 75_000


def test_the_same_issue_gives_the_same_bytes(name, theme):
    """Nothing in a letter comes from outside it."""
    assert draw(name, theme) == draw(name, theme)


@pytest.fixture
def page(checkout: Path) -> str:
    """What docs/themes.md says."""
    return (checkout / "docs" / "themes.md").read_text(encoding="utf-8")


def rows(page: str, heading: str) -> dict[str, set[str]]:
    """The rows of the tables below a heading of docs/themes.md: names of the first cell, those of the second."""
    part = page.split(f"## {heading}\n")[1].split("\n## ")[0]
    found = {}
    for line in part.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and cells[0] not in ("name", "each", "---"):
            holds = set(re.findall(r"`(\w+)`", cells[1]))
            for each in re.findall(r"[\w\[\]]+", cells[0]):
                found[each] = holds
    return found


def fields(value: object) -> set[str]:
    """The fields of a dataclass."""
    return {each.name for each in dataclasses.fields(value)}


def test_documentation_lists_what_a_template_is_given(page, monkeypatch):
    """No name is missing in docs/themes.md, and none is there that a template would look for in vain."""
    given = {}
    monkeypatch.setattr(
        Templates, "render", lambda _, file, values: given.update(values) or "<p></p>"
    )
    draw("rich", "bulletin")
    documented = rows(page, "What a template is given")
    items = [item for part in given["parts"] for item in part.items]
    pictured = next(item for item in items if item.picture and item.files)
    whole = {
        "parts": given["parts"][0],
        "styles": given["styles"],
        "item": pictured,
        "picture": pictured.picture,
        "file": pictured.files[0],
    }
    assert set(documented) == set(given) | {"item", "picture", "file"}
    assert {name: documented[name] for name in whole} == {
        name: fields(value) - {"takes"} for name, value in whole.items()
    }
    for name in set(given) - set(whole):
        assert all(hasattr(given[name], held) for held in documented[name])


def test_documentation_lists_the_colours(page, theme):
    """Each colour and each setting of `theme.toml` is in docs/themes.md."""
    documented = rows(page, "Change a colour")
    settings = tomllib.loads((BUILT_IN / theme / "theme.toml").read_text("utf-8"))
    assert set(load(theme, None).light) <= set(documented)
    assert {*settings} - {"light", "dark"} <= set(documented)


def test_documentation_names_the_blocks_of_the_frame(page):
    """A block that is not told of cannot be filled."""
    frame = (BUILT_IN / "common" / "frame.html.j2").read_text(encoding="utf-8")
    for block in re.findall(r"{% block (\w+) %}", frame):
        assert f"`{block}`" in page
