"""What comes after css-inline."""

import pytest

from envoi.model import Layout
from envoi.newsletter.inline import inline
from envoi.newsletter.stylesheet import LIMIT, StyleSheetError, split

from .samples import letter, post, section

COLOURS = {"light": {"ink": "#111111"}, "dark": {"ink": "#eeeeee"}}

PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>T</title>
<style data-css-inline="keep">@media (max-width:9px){p{color:#222222 !important}}</style>
<style>p{color:#111111}</style></head><body>%s</body></html>"""


def test_rules_go_into_the_elements_and_kept_blocks_stay():
    """The sheet is gone, the kept block is there without its mark, the charset is first."""
    found = inline(PAGE % "<p>a</p>")
    assert '<p style="color:#111111">a</p>' in found
    assert "<style>@media (max-width:9px){p{color:#222222 !important}}</style>" in found
    assert "data-css-inline" not in found
    assert found.count("<style>") == 1
    assert (
        found.index("<meta charset") < found.index("<title>") < found.index("<style>")
    )


def test_signs_nobody_sees_are_entities():
    """css-inline writes entities out; the filler of a preheader goes out as entities all the same."""
    found = inline(PAGE % "<p>a&#8199;&#65279;&#847;b\u200c</p>")
    assert "a&#8199;&#65279;&#847;b\u200c" in found


def test_text_that_looks_like_a_template_is_text():
    """Nothing of a post is run or eaten."""
    text = "{{ 7*7 }} {% raw %} *|MERGE|* &lt;b&gt;"
    found = letter(
        section("{{ 1 }}", Layout.CARDS, post("{{ x }}", summary="{% for %}")),
        section("", Layout.FULL, post("b", f"<p>{text}</p>")),
    )
    assert text in found
    assert "{{ 1 }}</h2>" in found
    assert "{{ x }}</a></h3>" in found
    assert "{% for %}" in found


def test_a_sheet_is_split():
    """Rules go inline, blocks stay; colours are those of their scheme; Outlook gets the dark rules again."""
    sheet = split(
        "/* a\nb */ p { color: var(--ink);\n margin: 0 }\n"
        "@media (max-width: 9px) { p, b { margin: 1px!IMPORTANT; } }\n"
        "@media (prefers-color-scheme: dark) { p { color: var(--ink) !important } i { background-color: var(--ink) } }",
        **COLOURS,
    )
    assert sheet.inline == "p{color:#111111;margin:0}"
    assert sheet.media == "@media (max-width:9px){p,b{margin:1px !important}}"
    assert sheet.dark == (
        "@media (prefers-color-scheme:dark)"
        "{p{color:#eeeeee !important}i{background-color:#eeeeee}}"
    )
    assert sheet.outlook == (
        "@media screen{[data-ogsc] p{color:#eeeeee !important}"
        "[data-ogsb] i{background-color:#eeeeee}}"
    )


@pytest.mark.parametrize(
    ("css", "line", "says"),
    [
        ("p {\n color: var(--ink)\n", 1, "without its }"),
        ("p { }\n}", 2, "without its {"),
        ("p { }\n@font-face { }", 2, "@font-face"),
        ("p { }\n@import 'a';\nb { }", 3, "@import"),
        ("p { }\nwords", 2, "no rule"),
        ("p { }\n\nb { color: var(--inc) }", 3, "'inc'"),
        ("p { b { } }", 1, "within a rule"),
        ("@media print {\n @supports (a) { } }", 2, "at-rule within"),
        (
            f"@media print {{ p {{ content: '{'x' * LIMIT}' }} }}",
            1,
            "Gmail takes 16384",
        ),
    ],
)
def test_a_broken_sheet_is_named_with_its_line(css, line, says):
    """What mail clients cannot take is refused, with the line to mend."""
    with pytest.raises(StyleSheetError, match=r".") as caught:
        split(css, **COLOURS)
    assert (caught.value.line, says in str(caught.value)) == (line, True)
