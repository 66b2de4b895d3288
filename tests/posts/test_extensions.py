"""What Markdown of other programs adds to CommonMark -> plain HTML; and that no code, and no prose, is taken for it."""

import re
import time
from dataclasses import dataclass
from pathlib import Path

import comrak
import pytest
from hypothesis import given
from hypothesis import strategies as st

from envoi.dialects.plain import Plain
from envoi.posts import markdown

from .samples import body, said

HERE = "https://harbour.example.org/posts/note/"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("words\n{: .note #low }", '<p id="low">words</p>'),
        ("{: .lead}\nwords", "<p>\nwords</p>"),
        ("## Sea {#salt .wide}", '<h2 id="salt">Sea</h2>'),
        ("## Sea {: .wide}", '<h2 id="sea">Sea</h2>'),
        ("## Sea\n{: #salt}", '<h2 id="salt">Sea</h2>'),
        ("*a*{: .x} `b`{.py} **c**{: .x}{: #y}", '<p><em>a</em> <code>b</code> <strong id="y">c</strong></p>'),
        ('[a](/b){:target="_blank" rel="me"}', '<p><a href="https://harbour.example.org/b">a</a></p>'),
        ('![a](/b.png){: width="300" .wide}', '<p><img src="https://harbour.example.org/b.png" alt="a" width="300"></p>'),
        ("> a\n{: .wide}", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ("- a\n- b\n{: .wide}", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("```\na {: .b}\n```\n{: .c}", "<pre><code>a {: .b}\n</code></pre>"),
        ("* toc\n{:toc}\n\na", "<p>a</p>"),
        ("[TOC]\n\na\n\n[[_TOC_]]", "<p>a</p>"),
        ("*[HTML]: a markup\n*[CSS]: a style\n\nHTML", "<p>HTML</p>"),
        ("a {::comment}secret{:/comment}b", "<p>a b</p>"),
        ("{::nomarkdown}\n\na\n\n{:/}", "<p>a</p>"),
        ("Tide\n: The sea rises.\n: It falls.", "<dl>\n<dt>Tide</dt>\n<dd>The sea rises.</dd>\n<dd>It falls.</dd>\n</dl>"),
        ("重要**です。**と", "<p>重要<strong>です。</strong>と</p>"),
    ],
)  # fmt: skip
def test_attributes_and_lists(text: str, html: str) -> None:
    """Lists of attributes of kramdown and Pandoc give ids and sizes and go, as do contents, comments and abbreviations."""
    found, report = body(text)

    assert found.html.strip() == html
    assert said(report) == []


def test_attributes_below_a_table() -> None:
    """Below a table, GitHub's rules make a row of them; it goes."""
    found, _ = body("|a|b|\n|-|-|\n|1|2|\n{: .wide}")

    assert found.html.count("<tr>") == 2


@pytest.mark.parametrize(
    "text",
    [
        "use {:?} or {:.2} here",
        "`Vec`{integer} and *x*{f32,f64}",
        "a {#b} c",
        "a set {x} of `y`{ ... }",
        "at 10:30[1] and Foo:bar[x]",
        "net::key::x fe80:100:1 :nope: 12:100:30",
        "$5 and $6, US$5 and A$, $HOME and $PATH",
        "H~ 2 ~O ^ x ^",
        "::std",
        "note :: x",
        "the plural\\(s\\)",
        ":::",
        "a ::: b",
        "!!! Attention, please!",
        "[a] [b]: c",
    ],
)
def test_prose_stays(text: str) -> None:
    """What only looks like an extension is text as it was typed."""
    found, report = body(text)

    assert found.tree.text_content().strip() == re.sub(r"[\\`]|\*(?=x|\{)", "", text)
    assert said(report) == []


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a $x_1*y*z$ b", "<p>a <code>x_1*y*z</code> b</p>"),
        ("$$\\frac{a_1}{b_2}$$ c", "<p><code>\\frac{a_1}{b_2}</code> c</p>"),
        ("\\(a_b\\) and \\\\(c^2\\\\)", "<p><code>a_b</code> and <code>c^2</code></p>"),
        ("$\\alpha$ of $x$", "<p><code>\\alpha</code> of <code>x</code></p>"),
        ("$$\na\n= b\n+ c\n$$", "<pre><code>a\n= b\n+ c\n</code></pre>"),
        ("\\[\na^2\n\\]", "<pre><code>a^2\n</code></pre>"),
        ("\\begin{align}\na&=b\n\\end{align}", "<pre><code>\\begin{align}\na&amp;=b\n\\end{align}\n</code></pre>"),
        ("```math\na_1\n```", "<pre><code>a_1\n</code></pre>"),
        ("- a\n\n  $$\n  b_1\n  $$", "<ul>\n<li>\n<p>a</p>\n<pre><code>b_1\n</code></pre>\n</li>\n</ul>"),
        ("$a_1$ costs $5", "<p><code>a_1</code> costs $5</p>"),
        ("\\[sic\\] and #\\[no_std\\]", "<p>[sic] and #[no_std]</p>"),
        ("`$a_1$` and ``\\(b_1\\)``", "<p><code>$a_1$</code> and <code>\\(b_1\\)</code></p>"),
        ("[$a_1$](/$b_1$)", '<p><a href="https://harbour.example.org/$b_1$"><code>a_1</code></a></p>'),
    ],
)  # fmt: skip
def test_formulas(text: str, html: str) -> None:
    """Formulas are their source as code, whole; money, brackets and code are not formulas."""
    found, report = body(text)

    assert found.html.replace(' class="language-math"', "") == html
    assert said(report) == []


NOTE = "<blockquote>\n<p><strong>{}</strong></p>\n<p>salt</p>\n</blockquote>"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (":::note\nsalt\n:::", "note"),
        (":::note Mind *this*\n\nsalt\n\n:::", "Mind <em>this</em>"),
        (":::tip[Mind]\nsalt\n:::", "Mind"),
        ("::: {.callout-note title=\"Mind\"}\nsalt\n:::", "Mind"),
        ("::: {.warning}\nsalt\n:::", "warning"),
        ("::: Warning ::::\nsalt\n::::", "Warning"),
        (":::note\nsalt", "note"),
        ('!!! note "Mind"\n    salt', "Mind"),
        ("!!! danger\n    salt\n", "danger"),
        ('???+ tip "Mind"\n\n    salt', "Mind"),
        ("> [!NOTE]\n> salt", "NOTE"),
        ("> [!tip]- Mind *this*\n> salt", "Mind <em>this</em>"),
        ("> [!WARNING]  \n> salt", "WARNING"),
    ],
)  # fmt: skip
def test_notes(text: str, title: str) -> None:
    """A note of any program is a quotation that begins with its title in bold, or with its kind as typed."""
    found, report = body(text)

    assert found.html == NOTE.format(title)
    assert said(report) == []


def test_notes_hold_code_and_notes() -> None:
    """What is in a note is Markdown like any other: code, lists, and notes."""
    inside = "```\n:::\n!!! x\n```"
    nested, _ = body(f"::::note\n:::tip\n{inside}\n:::\nsalt\n::::\nafter")
    listed, _ = body(f"- a\n\n  :::tip\n  sea\n  :::\n\n{inside}")
    layout, _ = body("::: {.columns}\n::: column\nsalt\n:::\n:::")

    assert nested.html.count("<blockquote>") == 2
    assert "<pre><code>:::\n!!! x\n</code></pre>" in nested.html
    assert nested.html.endswith("<p>salt</p>\n</blockquote>\n<p>after</p>")
    assert "<p>sea</p>\n</blockquote>\n</li>" in listed.html
    assert layout.html == "<p>salt</p>"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ('::github{repo="quay/tide"}', '<a href="https://github.com/quay/tide">quay/tide</a>'),
        ("::youtube{#abc}", '<a href="https://www.youtube.com/watch?v=abc">abc</a>'),
        ('::card[The sea]{href="/sea"}', '<a href="https://harbour.example.org/sea">The sea</a>'),
        ("::card[The sea]", "The sea"),
        ("a :spoiler[is **salt**]{x} b", "a is <strong>salt</strong> b"),
        (":tada: (:+1::heart:) `:tada:`", "🎉 (👍❤️) <code>:tada:</code>"),
    ],
)  # fmt: skip
def test_directives_and_emoji(text: str, html: str) -> None:
    """Directives are their words or a link, names of emoji the characters."""
    found, report = body(text)

    assert found.html == f"<p>{html}</p>"
    assert said(report) == []


def test_directives_without_words_are_named() -> None:
    """A directive that nothing can stand for is left out and named."""
    found, report = body("a\n\n::chart{x=1}")

    assert "chart" not in found.html
    assert said(report) == [("template-code", 3)]


def test_colours_of_a_terminal() -> None:
    """What is left of colours goes where they are switched off again; queries and escapes that are shown stay."""
    found, _ = body(
        "```\n[31merror[0m [1;32mok[m rate(x[5m]) \\033[1mx\n```\n\n```\nx[31m\n```"
    )

    assert "<code>error ok rate(x[5m]) \\033[1mx\n</code>" in found.html
    assert "<code>x[31m\n</code>" in found.html


@dataclass(frozen=True, kw_only=True)
class Own(Plain):
    """A generator with a mark of its own, and with template code."""

    separator: str = "<!--break-->"


@pytest.mark.parametrize(
    "mark",
    ["<!-- more -->", "<!--MORE-->", "<!-- Read more -->", "<!-- TEASER_END: read on -->", ".. TEASER_END",
     "{/* truncate */}", "<!-- end_excerpt -->", "<!--break-->"],
)  # fmt: skip
def test_marks_end_the_summary(mark: str) -> None:
    """The summary ends at the mark, in every spelling; in code it is code."""
    found, _ = body(f"```\n{mark}\n```\n\nOne.\n\n{mark}\n\nTwo.", dialect=Own())

    assert found.summary == "One."
    assert found.html.count("<p>") == 2


@pytest.mark.parametrize("separator", ["----", "%%%", "\n\n"])
def test_own_mark_on_a_line(separator: str) -> None:
    """A mark that is no comment counts on a line of its own; one of blanks is none."""
    found, _ = body(f"One.\n\n{separator}\n\nTwo.", dialect=Own(separator=separator))

    assert found.summary == ("One." if separator.strip() else "One. Two.")


@pytest.mark.parametrize(
    ("inside", "html"),
    [
        ("<header>x</header><main><p>a</main>", "<p>a</p>"),
        ("<nav>x</nav><article>a</article>", "a"),
        ("<article>a</article><article>b</article>", "<article>a</article><article>b</article>"),
        ("a", "a"),
    ],
)  # fmt: skip
def test_documents(inside: str, html: str) -> None:
    """Of a whole document only its one `<main>` or `<article>` is the post, else its body."""
    text = f"<html><head><title>x</title></head><body>{inside}</body></html>"

    assert body(text, path="posts/note.html")[0].html == html


def test_template_code_is_named_once_a_tag(tmp_path: Path) -> None:
    """Tags that nothing stands for are named once each, on their line, with how often; the user's own ones are filled in."""
    folder = tmp_path / "templates" / "shortcodes"
    folder.mkdir(parents=True)
    (folder / "tide.html").write_text("<b>{{ args[0] }}</b>", encoding="utf-8")
    found, report = body("a {{< tide low >}}\n\n{{< map >}}\n\n{{< map x >}}", tmp_path)

    assert "<b>low</b>" in found.html
    assert said(report) == [("template-code", 3)]
    assert [problem.message for problem in report] == ["{{< map >}} left out, 2 times"]


OPTIONS = comrak.ExtensionOptions()
for _name in ("table", "strikethrough", "autolink", "tasklist", "footnotes"):
    setattr(OPTIONS, _name, True)
LINES = st.sampled_from(
    ["$a_1$", "$$", "$x$ and $y_2$", "\\(a_1\\)", "\\[", "\\]", ":::note", ":::", "::::tip T", "words", "",
     "```", "~~~", "    indented", "> quoted", "> :::", "> ```", "- item", "  ```", "  $$", "`a $b_1$ c`", "``",
     "*[A]: b", "{: .a}", "[[a]]", ":tada:", "# head", "| a |", "|-|", "\\begin{align}", "\\end{align}",
     "1. `x`", "    $$", "\t:::", "`:::`", "<b>", "---"]
)  # fmt: skip


def code(rendered: str) -> list[str]:
    """All code in `rendered` that is no formula."""
    found = re.findall(r"<code([^>]*)>(.*?)</code>", rendered, re.DOTALL)
    return [inner for attributes, inner in found if "math" not in attributes]


@given(st.lists(LINES, max_size=14).map("\n".join))
def test_code_is_never_changed(text: str) -> None:
    """What CommonMark takes for code is the same code, whatever stands around it."""
    render = comrak.RenderOptions()
    render.unsafe_ = True
    plain = comrak.render_markdown(
        text, extension_options=OPTIONS, render_options=render
    )

    assert code(markdown.render(text)) == code(plain)


FRAGMENTS = (
    ["[[", "![[", "[[a]] ", "[[a](", ":::", ":::note\n", ":::\n", "::: a\n\n", "$", "$$", "$$\n", "$a", "\\(", "\\[\n",
     "{:", "{: .a}", "{.a .b", "*x*{: .a}", "{::comment}", "!!! note\n", "!!! n\n    a\n", ": a\n", ":tada:", ":a[",
     "::a{", "> [!NOTE]\n", "*[a]: b\n", "[31m", "\\begin{align}\n", "<pre>\n:::note\n", "{{", "{%", "[toc]\n\n"]
)  # fmt: skip


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_repeated_marks_take_linear_time(fragment: str) -> None:
    """200 kB of any one mark is rendered in a moment; a hang here is a hang of the build."""
    text = fragment * (200_000 // len(fragment))
    start = time.monotonic()
    body(text)

    assert time.monotonic() - start < 10
