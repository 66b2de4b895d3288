"""HTML in which nothing has to be mended -> the tree that the whole way of cleaning makes of it."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from envoi.posts import clean, markdown, orderly, unsafe

LINES = [*orderly.KINDS["i"].split(), "a"]
BLOCKS = [
    name for kind, names in orderly.KINDS.items() if kind not in "il" for name in names.split()
]  # fmt: skip
TEXTS = st.sampled_from(
    ["x", " ", "\n", "\n\n", "\r", "\xa0", "&amp;", "&lt;b&gt;", "&quot;", '"', "'", "]]>", "&nbsp;", "&#27;", "&", ">",
     "<!-- c -->", "<!-- more -->", "<!--->", "<!-- a > b -->", "<!-- -- -->", "é", "\u0085", "\ufffd", "\u2028",
     "<br />", "<br/>", "<br>", "<hr />", "<hr>", "</br>", "<p />", "<P>", "<i>", "<wbr />", "\ufeff"]
)  # fmt: skip
ADDRESSES = st.sampled_from(
    ["/a", "#f", "", "a.md", "../a?b=c&amp;d", "https://x.example/%C3%A7", "http://x.example", "https://1.2.3.999/",
     "http://x.1/", "https://xn--a.example/", "http://[", "HTTPS://x.example/", "https://x.example:80/", "a:b",
     "javascript:x", "/javascript:x", "java&amp;script:x", "data:x", "data:image/gif;base64,R0lGODlh", "//x:y", "mailto:a@x.example",
     "mailto://[", "tel:1", "a b", "é", "https://x.example\\y", "https://a_b.example/", "https://0x1.0x2/", "{{ x }}", "./x:y"]
)  # fmt: skip
WORDS = st.sampled_from(["", "x", "a\nb", "&quot;", "a &gt; b", "<!-- c -->", "a > b", "onload=x", "\t", "a\rb", "\xa0"])  # fmt: skip
NUMBERS = st.sampled_from(["1", "99999", "100000", "x", "-1", ""])
CLASSES = st.sampled_from(["language-py", "language-", "language-c++", "x", "language-py x", "language-é", "footnotes"])  # fmt: skip
ALIGNED = st.sampled_from(["left", "right", "center", "justify", ""])


def _given(name: str, value: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return value.map(lambda typed: f' {name}="{typed}"')


TITLES = st.one_of(st.just(""), _given("title", WORDS))
STARTS = st.one_of(
    st.builds("<a{}{}>".format, _given("href", ADDRESSES), TITLES),
    st.builds("<code{}>".format, _given("class", CLASSES)),
    st.builds("<ol{}>".format, _given("start", NUMBERS)),
    st.builds("<td{}>".format, _given("align", ALIGNED)),
    st.builds("<p{}>".format, _given("id", WORDS)),
)
IMAGES = st.builds(
    "<img{}{}{} />".format, _given("src", ADDRESSES), _given("alt", WORDS), TITLES
)


def _within(name: str) -> Callable[[str], str]:
    return lambda inner: f"<{name}>{inner}</{name}>"


def _wrapped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    run = st.lists(inner, max_size=4).map("".join)
    opened = st.builds(
        lambda start, words: f"{start}{words}</{start[1:].partition(' ')[0]}>",
        STARTS,
        run,
    )
    named = [run.map(_within(name)) for name in (*LINES, *BLOCKS)]
    rows = st.lists(st.lists(inner, max_size=2), max_size=2).map(
        lambda table: "".join(
            f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in table
        )
    )
    return st.one_of(
        *named,
        opened,
        rows.map(lambda body: f"<table>\n<tbody>{body}</tbody></table>"),
        st.lists(run, max_size=3).map(
            lambda items: "<ul>" + "".join(f"<li>{each}</li>\n" for each in items) + "</ul>"
        ),
    )  # fmt: skip


HTML = st.recursive(st.one_of(TEXTS, IMAGES), _wrapped, max_leaves=8)
SOUP = st.lists(
    st.one_of(
        HTML,
        TEXTS,
        STARTS,
        st.sampled_from([f"<{name}>" for name in (*LINES, *BLOCKS)]),
        st.sampled_from([f"</{name}>" for name in (*LINES, *BLOCKS)]),
    ),
    max_size=6,
).map("".join)


def shape(cleaned: clean.Cleaned) -> str:
    """All that is in a tree."""
    for code in cleaned.tree.iter("pre"):
        code.text = (code.text or "").lstrip("\n")
    whole: str = etree.tostring(cleaned.tree, encoding="unicode")
    return f"{cleaned.illegal}{cleaned.too_deep}{whole}"


@settings(max_examples=500)
@given(st.one_of(HTML, SOUP))
def test_the_short_way_comes_to_the_same(html: str) -> None:
    """Where HTML is taken as it stands, the parser and the cleaning after it change nothing."""
    found = clean._orderly(html)

    assert found is None or shape(found) == shape(clean._cleaned(html))


@pytest.mark.parametrize(
    "html",
    [
        "<p>&am<!-- c -->p;</p>",
        "<!-- c -->\ufeff",
        "a<!-- c -->b",
        "<table><tbody><tr><!-- c -->d<td>e</td></tr></tbody></table>",
        "<table><!-- c --><tbody><!-- c --><tr><td>e</td></tr></tbody><!-- c --></table>",
    ],
)
def test_comments_join_nothing(html: str) -> None:
    """What stands on both sides of a comment is no more than that."""
    found = clean._orderly(html)

    assert found is None or shape(found) == shape(clean._cleaned(html))


@given(
    st.lists(
        st.sampled_from(
            ["- a", "1. b", "    - c", "> d", "# e", "***f*** `g`", "[h](i)", "![j](k)", "|l|m|\n|-|-|\n|n|o|", "```p", "<b>",
             "<div>", "[^1]", "[^1]: q", "- [x] r", "", "", "    s", "~~t~~", "https://u.example", "[v[^1]](w)", "x\n\n: y"]
        ),
        max_size=12,
    ).map("\n".join)
)  # fmt: skip
def test_of_markdown_too(text: str) -> None:
    """So it is with all that Markdown makes."""
    html = markdown.render(text)
    found = clean._orderly(html)

    assert found is None or shape(found) == shape(clean._cleaned(html))


@pytest.mark.parametrize(
    "text",
    [
        "# A\n\nb *c* **d `e`** [f](/g \"h\") ![i](j.png)\n\n- k\n  - l\n\n3. m\n\n> n\n\n---\n\n```py\no < p\n```\n",
        "|a|b|\n|:-|-:|\n|*c*|`d`|\n\nterm\n\n: words\n",
        "a\n\n<!-- more -->\n\nb <!-- c --> <small>d</small>\n",
    ],
)  # fmt: skip
def test_what_markdown_makes_is_orderly(text: str) -> None:
    """Most posts take the short way."""
    assert orderly.xml(markdown.render(text)) is not None


@pytest.mark.parametrize(
    "html",
    [
        "<script>x</script>", "<p onclick=\"x\">a</p>", "<p style=\"x\">a</p>", "<a href=\"javascript:x\">a</a>",
        "<a href=\"java&colon;script\">a</a>", "<p>a", "&eacute;", "<a href=\"&#106;avascript:x\">a</a>", "<img src=\"data:x\" alt=\"\" />",
        "<p><p>a</p></p>", "<a href=\"a\"><em><a href=\"b\">c</a></em></a>", "<em><p>a</p></em>", "<li>a</li>", "<ul><p><li>a</li></p></ul>",
        "<table><tbody><tr>a<td>b</td></tr></tbody></table>", "<table>\n<tbody><tr><td>b</td></tr><!-- c -->d</tbody></table>",
        "<table><tr><td>a</td></tr></table>", "<h1><h2>a</h2></h1>", "<p>\x85</p>", "<em>" * 6 + "</em>" * 6, "<em>" + "<br />" * 1001 + "</em>",
        "<blockquote>" * 101 + "x" + "</blockquote>" * 101,
    ],
)  # fmt: skip
def test_what_is_not(html: str) -> None:
    """What would be changed goes the whole way."""
    assert clean._orderly(html) is None


PIECES = st.sampled_from(
    [" href=", " src=", " srcset =", " alt=", "\nonload=", " on", "cite=", "data-x=", '"', "&quot;", " ", "\n", "=", "javascript:", "java\tscript:", "j\ravascript:",
     "VBscript:", "data:x", "https://a.b/", "https://a.b", "//", "//[", "http://[", "[", "&amp;", "a", "/", ".", "?", "#", "%", ":", "K", "mailto:x", "ftp://x", "é"]
)  # fmt: skip
VALUES = st.lists(PIECES, max_size=5).map("".join)


@settings(max_examples=1000)
@given(
    st.one_of(
        VALUES,
        st.builds(
            '<p>{}<a href="{}" title="{}">{}</a></p>'.format,
            *(VALUES, st.one_of(ADDRESSES, VALUES.map(lambda typed: typed.replace('"', ""))), VALUES.map(lambda typed: typed.replace('"', "'")), VALUES),
        ),
        st.builds("<code>{}</code><img src=\"{}\" alt=\"{}\" />".format, VALUES, ADDRESSES, VALUES.map(lambda typed: typed.replace('"', ""))),
    )
)  # fmt: skip
def test_of_the_harmless_nothing_is_said(html: str) -> None:
    """Nothing in it would run, load or ask."""
    if orderly.xml(html) is not None and unsafe.is_harmless(html):
        assert list(unsafe.find(html)) == []
