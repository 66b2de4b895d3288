"""Markdown -> HTML, and the first heading of Markdown and HTML."""

import pytest

from envoi.posts import html, markdown


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        ("a *b* **c** `d`", "<p>a <em>b</em> <strong>c</strong> <code>d</code></p>\n"),
        ("~~a~~", "<p><del>a</del></p>\n"),
        ("www.quay.example", '<p><a href="http://www.quay.example">www.quay.example</a></p>\n'),
        ("a\n\n```python\nx < 1\n```", '<p>a</p>\n<pre><code class="language-python">x &lt; 1\n</code></pre>\n'),
        ("<b>raw</b>\n\n<div>raw</div>", "<p><b>raw</b></p>\n<div>raw</div>\n"),
        ("## Sea", "<h2>Sea</h2>\n"),
    ],
)  # fmt: skip
def test_commonmark_and_github(text: str, rendered: str) -> None:
    """CommonMark with GitHub's extensions; raw HTML comes through, for cleaning is a later step."""
    assert markdown.render(text) == rendered


def test_tables_tasks_and_footnotes() -> None:
    """Tables with alignment, task lists and footnotes are there."""
    rendered = markdown.render(
        "|a|b|\n|-|:-:|\n|1|2|\n\n- [x] done\n\nSea[^1]\n\n[^1]: Salt."
    )

    assert '<td align="center">2</td>' in rendered
    assert 'type="checkbox" checked=""' in rendered
    assert '<section class="footnotes"' in rendered


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("words\n\n# A *b* #\n\n# C", "A <em>b</em>"),
        ("# A b {#c .d}", "A b"),
        ("A b {: #c}\n---", "A b"),
        ("A b\n===\n", "A b"),
        ("A\nb\n---\n", "b"),
        ("~~~\n# no\n~~~\n## yes", "yes"),
        ("````\n```\n# no\n````\n# yes", "yes"),
        ("#no\n\n#\ttab", "tab"),
        ("- a\n---\n\n> b\n---\n", ""),
        ("words only", ""),
        ("", ""),
    ],
)
def test_first_heading_of_markdown(text: str, heading: str) -> None:
    """The first heading that is one, in either style, not a line of code, a list or a quotation."""
    assert (
        markdown.heading(text).strip().removeprefix("<p>").removesuffix("</p>")
        == heading
    )


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("<p>a</p>", "<p>a</p>"),
        (
            "<html><head><title>x</title></head><BODY class='a'>\n<p>a</BODY></html>",
            "\n<p>a",
        ),
        ("<body><p>never closed", "<p>never closed"),
    ],
)
def test_html_body(text: str, body: str) -> None:
    """Of a whole document only the body is the post; a fragment is the post as it is."""
    assert html.render(text) == body


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("<p>x<H2 id=a>A\n<b>b</b></H2>", "A\n<b>b</b>"),
        (
            "<html><head><title>The sea &amp; us</title></head><h1>A</h1>",
            "The sea &amp; us",
        ),
        ("<h1>open", ""),
        ("<header>x</header>", ""),
    ],
)
def test_first_heading_of_html(text: str, heading: str) -> None:
    """The first heading that is closed, with what is in it."""
    assert html.heading(text) == heading


FRAGMENTS = (
    ["[", "![", "[a](", "[^1]", "[^", "*", "**a ", "*a_ ", "_", "`", "``a` ", "~~a", "> ", ">\n", "- ", "1. ",
     "# a\n", "a\n=\n", "=\n", "-\n", "# ", "|", "|-", "|\n|-\n", "<", "<a ", "<!--", "<![CDATA[", "&amp;",
     "http://a.", "a@", "\\", "\n ", "    ", "```\n", "[a]: /u\n", "[^a]: x\n", "- [ ] ", "<b>", "<!A"]
)  # fmt: skip


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_repeated_marks_render(fragment: str) -> None:
    """100 kB of any one mark is rendered, and searched for a heading; a hang here is a hang of the build."""
    text = fragment * (100_000 // len(fragment))

    assert markdown.render(text) is not None
    assert markdown.heading(text) is not None
    assert markdown.heading(f"# a{text}b") is not None
