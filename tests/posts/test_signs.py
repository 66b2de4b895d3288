"""Steps that replace what is no HTML, and the signs without which they are left out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml.html import HtmlElement

from envoi.posts import (
    attributes,
    clean,
    directives,
    emoji,
    leaks,
    markdown,
    notes,
    signs,
)

TEXTS = st.lists(
    st.sampled_from(
        ["a", " ", "\n\n", "`{{ b }}`", "`[[c]]`", "```\n{% d %}\n```\n", "{{e}}", "[[f]]", "{: #g}", ":tada:", ":", "::h[i]", ":j[k]",
         "> [!NOTE]\n> l", "[TOC]", "[t*o*c]", "[T oc]", "[to**c**]", "<p> ::v[w]</p>", "<p>\u3000::x</p>", "\n\n ::y{src=z}", "*[m]: n", "![](o \"{{p}}\")", "[", "]", "{", "}", "%", "*", "<code title=\"[[q\">r</code>", "`:tada:`",
         "<!-- c -->", "[<!-- c -->[d]]", "{<!-- c -->{d}}", "<a>", "</a>", "<i title=\"<code>\">", "::h[`{{s}}`]", "[a]{.t}", "{#u}"]
    ),
    max_size=8,
).map("".join)  # fmt: skip


def shape(tree: HtmlElement) -> str:
    """All that is in a tree."""
    whole: str = etree.tostring(tree, encoding="unicode")
    return whole


def steps(said: list[str]) -> list[signs.Step]:
    """Those that need nothing but the tree."""
    return [
        (signs.CALLOUT, notes.callouts),
        (signs.ATTRIBUTES, attributes.apply),
        (signs.DIRECTIVE, lambda tree: directives.replace(tree, said.append)),
        (signs.EMOJI, emoji.replace),
    ]


@settings(max_examples=300)
@given(TEXTS)
def test_what_is_left_out_would_change_nothing(text: str) -> None:
    """It comes to the same as to take every step."""
    html = markdown.render(text)
    found, every = clean.parse(html), clean.parse(html).tree
    said: list[str] = []
    told: list[str] = []
    outside = signs.take(found.tree, found.xml, steps(said))
    if outside is None or signs.is_bracketed(outside):
        leaks.stop(found.tree, said.append)

    for _, step in steps(told):
        step(every)
    leaks.stop(every, told.append)

    assert shape(found.tree) == shape(every)
    assert said == told


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("a `{{ b }}`: c\n\n```\n[[d]] :tada: ::e\n```\n", ""),
        ("> [!TIP]", "callout attributes directive link wikilink emoji"),
        ("a\n{: #b}", "attributes directive link wikilink emoji"),
        ("a\n\n ::b[c]", "directive link wikilink emoji"),
        ("a ::b", ""),
        ("[t*o*c]", "attributes directive link wikilink emoji"),
        ("[the] [to]", ""),
        ("[a](b c.pdf)", "link wikilink emoji"),
        ("a :tada: <br>", "emoji"),
        ("a [b]", ""),
        ("a [<!-- b -->[c]]", "attributes directive link wikilink emoji"),
        ("a :ta<!-- b -->da:", "emoji"),
    ],
)  # fmt: skip
def test_signs_in_code_are_none(text: str, taken: str) -> None:
    """The first step that is taken is that of the first sign outside code."""
    found = clean.parse(markdown.render(text))
    names = ("callout", "attributes", "directive", "link", "wikilink", "emoji")
    told: list[str] = []

    def step(name: str) -> signs.Step:
        return getattr(signs, name.upper()), lambda tree: told.append(name)

    signs.take(found.tree, found.xml, map(step, names))

    assert " ".join(told) == taken
