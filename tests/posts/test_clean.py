"""HTML that someone wrote -> a clean tree; html5lib, which Envoi does not use, is the judge of it."""

from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import HtmlElement

from envoi.addresses import absolute
from envoi.posts import clean
from envoi.tree import inner_html

FOREIGN = (
    ["script", "style", "svg", "math", "iframe", "form", "input", "button", "select", "option", "object",
     "textarea", "font", "center", "noscript", "title", "template", "plaintext", "xmp", "body", "html",
     "head", "frameset", "mi", "desc", "foreignObject", "annotation-xml", "image", "embed", "base", "link",
     "meta", "nobr", "listing", "noembed", "marquee", "envoi-embed", "envoi-more", "x:y", "1a"]
)  # fmt: skip
NAMES = st.sampled_from([*sorted(clean.ELEMENTS), *FOREIGN])
TEXTS = st.sampled_from(
    ["x", " ", "\n", "\n\n", "&nbsp;", "\xa0", "&amp;", "&lt;b&gt;", "&", "<", ">", '"', "'", "]]>", "<!--",
     "-->", "<!-- more -->", "<![CDATA[", "<?php", "&#0;", "&#27;", "&#xFFFE;", "&#xD800;", "&#13;", "é",
     "\U0001f600", "\u202e", "\u2028", "=", "/", "&notit;", "&#x80;", "\t"]
)  # fmt: skip
VALUES = st.sampled_from(
    ["", "x", "a b", "javascript:x", "https://x.example/?a=1&b=2", "&quot;", "&lt;", "<b>", "a\nb", "5", "-1",
     "99999999", "language-py x", "a.png 1x, b.png 2x", "&nbsp;", "//h.example", "#f", '"', "data:x", "a'b",
     "data:image/gif;base64,R0lGODlh", "DATA:image/gif;base64,R0lGODlh", "data:image/svg+xml;base64,R0lGODlh",
     "data:image/png;base64,R0lGODlh", "data:image/gif;base64,R0lGODlh 1x", "data:text/html,x",
     ">", "½", "٣", "&#27;", "mailto:", "http://[", "?"]
)  # fmt: skip
GIF = "data:image/gif;base64,R0lGODlh"
ATTRIBUTE_NAMES = st.sampled_from(
    ["href", "src", "srcset", "id", "class", "title", "alt", "style", "onclick", "width", "cite", "poster",
     "lang", "dir", "xml:lang", "xmlns", "xlink:href", "colspan", "start", "type", "checked", "datetime",
     "a:b", "A", "x<y", "name", "value", '"', "open", "controls"]
)  # fmt: skip
ATTRIBUTES = st.builds(
    lambda name, value, quote: f" {name}={quote}{value}{quote}",
    ATTRIBUTE_NAMES,
    VALUES,
    st.sampled_from(['"', "'", ""]),
)
STARTS = st.builds(
    lambda name, attributes, end: f"<{name}{''.join(attributes)}{end}>",
    NAMES,
    st.lists(ATTRIBUTES, max_size=3),
    st.sampled_from(["", " /", "/"]),
)
ENDS = NAMES.map(lambda name: f"</{name}>")
SOUP = st.lists(st.one_of(TEXTS, STARTS, STARTS, ENDS), max_size=25).map("".join)


def tidy(html: str) -> HtmlElement:
    """The clean tree of `html`, placeholders gone and addresses settled, as in a body."""
    tree = clean.parse(html).tree
    clean.resolve_addresses(
        tree, lambda typed: absolute(typed, "https://quay.example/a/")
    )
    for element in list(tree.iter(clean.EMBED, clean.MORE)):
        clean.replace_by_text(element, "")
    clean.strip_left(tree)
    return tree


def shape(element: HtmlElement | Element) -> tuple[object, ...]:
    """All that there is to an element, in a form that can be compared."""
    children = tuple((shape(child), child.tail or "") for child in element)
    return (element.tag, sorted(element.attrib.items()), element.text or "", children)


def strip(tree: HtmlElement) -> HtmlElement:
    """`tree` without blanks at its ends, which its HTML does not have."""
    tree.text = (tree.text or "").lstrip(" \t\n")
    if len(tree):
        tree[-1].tail = (tree[-1].tail or "").rstrip(" \t\n")
    else:
        tree.text = tree.text.rstrip(" \t\n")
    return tree


@given(SOUP)
def test_only_what_is_allowed_comes_out(html: str) -> None:
    """Whatever goes in, every element and attribute of the tree is in the allow-list, with legal values."""
    for element in tidy(html).iterdescendants():
        own = clean.ATTRIBUTES.get(element.tag, frozenset())
        assert element.tag in clean.ELEMENTS
        assert set(element.attrib) <= clean.ATTRIBUTES["*"] | own
        for name in ("href", "src", "cite", "poster"):
            if (element.tag, name) == ("img", "src") and element.get(name) == GIF:
                continue
            assert element.get(name, "https:").partition(":")[0] in {
                "https",
                "http",
                "mailto",
                "tel",
            }
        assert "data:" not in element.get("srcset", "")


@given(SOUP)
def test_html_says_what_the_tree_says(html: str) -> None:
    """Another HTML5 parser makes exactly the tree of what is printed from it: nothing mutates on the way."""
    tree = tidy(html)
    printed = inner_html(tree)
    (again,) = html5lib.parseFragment(
        f"<div>{printed}</div>", treebuilder="etree", namespaceHTMLElements=False
    )

    assert shape(again) == shape(strip(tree))


@given(SOUP)
def test_cleaning_twice_changes_nothing(html: str) -> None:
    """Clean HTML is clean."""
    printed = inner_html(tidy(html))

    assert inner_html(clean.parse(printed).tree) == printed


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ("<pre>\n\n\nx</pre>", "<pre>x</pre>"),
        ("a<br>b<wbr>c<hr>", "a<br>b<wbr>c<hr>"),
        ("<li></li>x", "<li></li>x"),
        ("<p></p><p>x</p>", "<p></p><p>x</p>"),
        ("a&nbsp;b &#160;", "a\xa0b \xa0"),
        ("<b title='a<b>\"&amp;'>&lt;x&gt; &amp;amp;</b>", '<b title="a&lt;b&gt;&quot;&amp;">&lt;x&gt; &amp;amp;</b>'),
        ("<a href=a>1<a href=b>2", '<a href="a">1</a><a href="b">2</a>'),
        ("<a href=a><object><a href=b>2</a></object></a>", '<a href="a"></a><a href="b">2</a>'),
        ("<b><p>x</p></b>", "<b><p>x</p></b>"),
        ("<p><b>x<p>y</b>z", "<p><b>x</b></p><p><b>y</b>z</p>"),
        ("<p><button><p>x", "<p></p><p>x</p><p></p>"),
        ("<table><tr><td>a</td>b</table>", "b<table><tbody><tr><td>a</td></tr></tbody></table>"),
        ("<svg><p>x</p></svg>y", "<p>x</p>y"),
        ("x <script>alert(1)</script><style>p{}</style>y", "x y"),
        ("<noscript><img src=x></noscript><template>x</template>y", "y"),
        ("<form action=/x>a<input name=q><button>go</button></form>", "ago"),
        ("<p class='x language-py' style='color:red' onclick=x>a", '<p class="language-py">a</p>'),
        ("<img width=100% height=5 src=a>", '<img height="5" src="a">'),
        ("<ol start=x><li value=3>a</ol>", '<ol><li value="3">a</li></ol>'),
        ("<input type=checkbox checked> a <input type=checkbox> b", "\u2611 a \u2610 b"),
        ("a <!-- secret --> b", "a  b"),
        (f"<img src='{GIF}'>", f'<img src="{GIF}">'),
        (f"<img src='\n D&#97;TA:{GIF[5:]}'>", f'<img src="{GIF}">'),
        (f"<a href='{GIF}'>a</a><q cite='{GIF}'>q</q><video src='{GIF}' poster='{GIF}'></video>", "<a>a</a><q>q</q><video></video>"),
        (f"<audio src='{GIF}'><source src='{GIF}'><track src='d\nata:x'></audio>", "<audio><source><track></audio>"),
        ("<img src='data:text/html,x'><img src='data:image/svg+xml;base64,R0lGODlh'><img src='data:image/png;base64,R0lGODlh'>", "<img><img><img>"),
        ("<x-y>a</x-y><font color=red>b</font>", "ab"),
    ],
)  # fmt: skip
def test_known_pitfalls(html: str, cleaned: str) -> None:
    """What HTML parsers and printers are known to differ on comes out in one way."""
    assert inner_html(clean.parse(html).tree) == cleaned


@pytest.mark.parametrize(
    ("srcset", "kept"),
    [
        ("a.png 1x, b.png 2x", "https://q.example/a.png 1x, https://q.example/b.png 2x"),
        ("a.png", "https://q.example/a.png"),
        ("a.png,b.png 300w", "https://q.example/a.png%2Cb.png 300w"),
        (" ,a.png 1.5x ,, b.png 20w,", "https://q.example/a.png 1.5x, https://q.example/b.png 20w"),
        ("a.png, javascript:x 2x, data:x 3x", "https://q.example/a.png"),
        (f"a.png, {GIF} 2x, DATA:image/gif;base64,R0lGODlh 3x", "https://q.example/a.png"),
        (GIF, None),
        ("a.png 1x onerror, b.png 2y", None),
        ("a.png ٣x", None),
        ("", None),
    ],
)  # fmt: skip
def test_srcset(srcset: str, kept: str | None) -> None:
    """Each candidate of a srcset is resolved by itself; one that is unsafe or garbled goes alone."""
    tree = clean.parse(f'<img src="x" srcset="{srcset}">').tree
    clean.resolve_addresses(tree, lambda typed: absolute(typed, "https://q.example/"))

    assert tree[0].get("srcset") == kept


def test_every_address_is_resolved() -> None:
    """Links, pictures, posters, sources and citations are all made absolute; what is refused is told."""
    tree = clean.parse(
        "<q cite=c>q</q><blockquote cite='javascript:1'>b</blockquote><a href='#x'>a</a>"
        "<video src=v poster=p><source src=s srcset='t 1x'><track src=u></video>"
    ).tree
    clean.resolve_addresses(tree, lambda typed: absolute(typed, "https://q.example/p/"))
    found = [value for element in tree.iter() for value in element.attrib.values()]

    assert sorted(found) == [
        "https://q.example/p/#x",
        "https://q.example/p/c",
        "https://q.example/p/p",
        "https://q.example/p/s",
        "https://q.example/p/t 1x",
        "https://q.example/p/u",
        "https://q.example/p/v",
    ]  # fmt: skip


def depth(tree: HtmlElement) -> int:
    """How many elements the deepest one is in."""
    deepest, stack = 0, [(tree, 0)]
    while stack:
        element, level = stack.pop()
        deepest = max(deepest, level)
        stack.extend((child, level + 1) for child in element)
    return deepest


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000,
        "<div>" * 50_000 + "x" + "</div>" * 50_000,
        "<div><!--</div>-->" * 10_000,
        "<div title='</div>'>" * 10_000,
        "<div title=</div>" * 10_000,
        "<div a=x'b'=\"</div>\">" * 10_000,
        "<div><xmp></div></xmp>" * 5_000,
        "<DIV\n/>" * 30_000,
        "<ul><li>" * 20_000,
        "<table><tr><td>" * 10_000,
        "<x>" * 50_000,
        "<b>" * 50_000,
        "<blockquote><p>" * 20_000,
        "<center>" * 30_000,
        "<select>" * 10_000,
        "<button><p>" * 10_000,
        "<dl><dd>" * 10_000,
        "<ruby><rt>" * 10_000,
    ],
    ids=lambda html: html[:24],
)
def test_depth_is_bounded(html: str) -> None:
    """However deep the markup, and however the depth is hidden, the tree is shallow and the words are there."""
    cleaned = clean.parse(html + "end")

    assert depth(cleaned.tree) <= 4 * clean.DEPTH_AT_MOST
    assert cleaned.tree.text_content().endswith("end")
    assert len(inner_html(cleaned.tree)) < 10 * len(html)


@pytest.mark.parametrize("paragraph", ["<p>x", "<p>x</p>", "<div>x</div>", "<li>x"])
def test_open_formatting_does_not_multiply(paragraph: str) -> None:
    """Formatting that was never closed is opened in every paragraph by HTML; that may not grow without end."""
    opened = "".join(f"<b id=i{number}><!--</b>-->" for number in range(100))
    cleaned = clean.parse(f"<p>{opened}</p>" + paragraph * 3000)

    assert cleaned.too_deep
    assert sum(1 for _ in cleaned.tree.iter()) < 2 * 3000 + 2 * clean.COPIES_AT_MOST


def test_ordinary_depth_is_left_alone() -> None:
    """Ninety nested quotations, and a thousand paragraphs beside one another, are not too deep."""
    nested = clean.parse("<blockquote>" * 90 + "x" + "</blockquote>" * 90)
    beside = clean.parse("<div><p><b>x</b></p></div>" * 1000)

    assert not nested.too_deep
    assert depth(nested.tree) == 90
    assert not beside.too_deep


def test_references_to_illegal_characters_are_removed_and_told() -> None:
    """What XML forbids does not come through as a reference either."""
    cleaned = clean.parse("a&#27;b&#x1;c&#xFFFE;d<b title='&#8;'>e</b>")

    assert inner_html(cleaned.tree) == 'abcd<b title="">e</b>'
    assert sorted(cleaned.illegal) == ["\x01", "\x08", "\x1b", "\ufffe"]


FRAGMENTS = (
    ["<", "<a ", '<a b="', "<a b='", "<a b=", "<a / ", "<!--", "<!-- ", "<!-->", "<iframe", "<iframe ", "</",
     "<iframe/>", "&", "&#", "&nbsp;", " ", ",", "x, ", "\t\n", "<p>", "<td>", "<li>", "<img src=x>", "=",
     "<!--more-->", "<br>", "]]>", "<a href=x>", "<p><a href=x>", "<b></b>", "<i><p>", "<option>", "<?"]
)  # fmt: skip


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_repeated_fragments_are_cleaned(fragment: str) -> None:
    """100 kB of any one fragment, in text, in a tag and in a srcset; a hang here is a hang of the build."""
    text = fragment * (100_000 // len(fragment))
    for html in (text, f"<a {text}", f'<img srcset="{text.replace(chr(34), "")}">'):
        tree = clean.parse(html).tree
        clean.resolve_addresses(
            tree, lambda typed: absolute(typed, "https://q.example/")
        )
        assert inner_html(tree) is not None
