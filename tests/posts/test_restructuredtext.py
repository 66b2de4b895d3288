"""reStructuredText: what becomes of its constructs, what is said about them, and what it cannot do."""

import sys
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envoi import catalogue, config, posts
from envoi.model import State
from envoi.posts import restructuredtext as rst
from envoi.problems import Report

from .samples import NOW


def remarks(text: str) -> list[tuple[int, str]]:
    """Line and message of all that docutils says."""
    return [(remark.line, remark.message) for remark in rst.remarks(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*a* **b** ``c < d``", "<p><em>a</em> <strong>b</strong> <code>c &lt; d</code></p>"),
        ("`Pier <pier.rst>`__", 'href="pier.rst">Pier</a>'),
        (".. code-block:: python\n   :linenos:\n   :odd: x\n\n   1 < 2", '<pre><code class="language-python">1 &lt; 2</code></pre>'),
        ("So::\n\n   as is", "<pre><code>as is</code></pre>"),
        (">>> tide()\n3", '<pre><code class="language-pycon">&gt;&gt;&gt; tide()\n3</code></pre>'),
        (":math:`a_b`", '<code class="language-math">a_b</code>'),
        (".. math::\n\n   x = y", '<pre><code class="language-math">x = y</code></pre>'),
        (".. note:: Words", "<blockquote>\n<p><strong>Note</strong></p>\n<p>Words</p>\n</blockquote>"),
        (".. admonition:: Mind\n\n   Words", "<blockquote>\n<p><strong>Mind</strong></p>\n<p>Words</p>\n</blockquote>"),
        (".. seealso:: Words", "<p><strong>See also</strong></p>\n<p>Words</p>"),
        (".. versionadded:: 3.1\n\n   *Words*", "<p><strong>New in version 3.1</strong></p>\n<p><em>Words</em></p>"),
        (".. image:: pier.png\n   :alt: a \"pier\"\n   :width: 300px\n   :loading: embed\n   :odd: x", '<img alt="a &quot;pier&quot;" src="pier.png" width="300">'),
        (".. image:: tide.mp4", '<video controls src="tide.mp4"></video>'),
        (".. figure:: pier.png\n   :target: https://pier.example/\n\n   Words", "<figcaption>\n<p>Words</p>"),
        (".. thumbnail:: /images/pier.png", '<img alt="" src="/images/pier.png">'),
        (".. youtube:: abc-123\n   :align: center", 'href="https://www.youtube.com/watch?v=abc-123">youtube.com</a>'),
        (".. vimeo:: 42\n   :title: The tide", 'href="https://vimeo.com/42">The tide</a>'),
        (".. gist:: 7f", 'href="https://gist.github.com/7f">gist.github.com</a>'),
        (".. media:: https://pier.example/x", 'href="https://pier.example/x">pier.example</a>'),
        ("A\n\n.. TEASER_END\n\nB", "<p>A</p>\n<!-- more -->\n<p>B</p>"),
        ("A\n\n.. a comment\n\nB", "<p>A</p>\n<p>B</p>"),
        (".. raw:: html\n\n   <b>x</b>", "<b>x</b>"),
        (".. raw:: latex\n\n   x", ""),
        (":py:func:`~tide.ebb` and :ref:`the pier <pier>`", "<code>tide.ebb</code> and <span>the pier</span>"),
        (".. |x| replace:: *tide*\n\n|x|", "<p><em>tide</em></p>"),
        (".. parsed-literal::\n\n   a *b*", "<pre>a <em>b</em></pre>"),
        (".. role:: red\n\n:red:`x`", '<span class="red">x</span>'),
    ],
)  # fmt: skip
def test_construct(text: str, expected: str) -> None:
    """What docutils, Nikola, Pelican and Sphinx know comes out as plain HTML, without a word."""
    assert expected in rst.render(text)
    assert remarks(text) == []


@pytest.mark.parametrize(
    ("text", "shown", "line", "message"),
    [
        ("A\n\n.. chart:: Bar\n\n   *words*", "<em>words</em>", 3, 'directive "chart" is not known; its words are shown'),
        (".. tide:: at noon", "<p>at noon</p>", 1, 'directive "tide" is not known; its words are shown'),
        ("A\n\n:tide:`noon`", "<span>noon</span>", 3, 'role "tide" is not known; its words are shown'),
        (".. post-list::\n   :stop: 3", "", 1, 'directive "post-list" is left out'),
        ("A\n\n`pier`_", "`pier`_", 3, 'Unknown target name: "pier"'),
        ("*open", "*open", 1, "Inline emphasis start-string without end-string"),
        ("Tide table\n==\n\nWords", "Tide table", 1, None),
        ("- a\nb", "<li><p>a</p></li>", 2, "Bullet list ends without a blank line; unexpected unindent"),
        (".. youtube::", "", 1, 'Error in "youtube" directive: 1 argument(s) required, 0 supplied'),
        (".. |x| odd:: y\n\n|x|", "<p>y</p>", 1, 'directive "odd" is not known; its words are shown'),
    ],
)  # fmt: skip
def test_fault(text: str, shown: str, line: int, message: str | None) -> None:
    """What docutils does not know or like is shown as far as it can be, and named with its line; never in its own words."""
    rendered = rst.render(text)

    assert shown in rendered
    assert "system-message" not in rendered
    assert remarks(text)[:1] == ([(line, message)] if message else [])
    assert all(remark.code == "rst" and remark.hint for remark in rst.remarks(text))


@pytest.mark.parametrize(
    "directive",
    [
        ".. include:: {}", ".. raw:: html\n   :file: {}", ".. csv-table::\n   :file: {}",
        ".. literalinclude:: {}", ".. raw:: html\n   :url: file://{}", ".. image:: {}\n   :loading: embed",
        ".. code:: text\n   :file: {}", ".. listing:: {}", ".. math::\n   :file: {}",
    ],
)  # fmt: skip
def test_no_file_is_read(tmp_path: Path, directive: str) -> None:
    """No directive reads a file or opens an address, wherever it lies."""
    secret = tmp_path / "secret.svg"
    secret.write_text("<svg>low,water</svg>", encoding="utf-8")

    assert "low,water" not in rst.render(directive.format(secret))


def test_no_clock() -> None:
    """The directive `date` would make another text each day; it is left out, and named."""
    text = ".. |now| date::\n\nIt is |now|."

    assert rst.render(text) == "<p>It is |now|.</p>\n"
    assert (1, 'directive "date" is left out') in remarks(text)


def test_one_post_defines_nothing_for_another() -> None:
    """Roles of one text are unknown in the next, and the default role is as it was."""
    rst.render(".. role:: red\n\n.. default-role:: math\n\n:red:`x` `y`")

    assert remarks("A :red:`x`") == [
        (1, 'role "red" is not known; its words are shown')
    ]
    assert rst.render("`y`") == "<p><cite>y</cite></p>\n"


def test_title_is_the_first_heading_and_sections_are_below() -> None:
    """A title above all is `<h1>`, so that the body loses it where it repeats the post's; sections are `<h2>`."""
    text = "Tide ``table``\n==============\n\nWords.\n\nEbb\n---\n\nWords.\n"

    assert rst.render(text).startswith(
        "<h1>Tide <code>table</code></h1>\n<p>Words.</p>"
    )
    assert "<h2>Ebb</h2>" in rst.render(text)
    assert rst.heading(text) == "Tide table"
    assert "<h2>A</h2>" in rst.render("Words.\n\nA\n=\n\nB\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Words.\n\n====\nTide\n====\n\nWords.", "Tide"),
        ("::\n\n  Not\n  ===\n\nTide & ebb\n----------\n", "Tide &amp; ebb"),
        ("Words\n\nand words.", ""),
        ("A | B\n", ""),
        ("=== ===\na   b\n=== ===\n", ""),
        ("", ""),
    ],
)
def test_heading(text: str, expected: str) -> None:
    """The first line with a row of one sign below it, as long as itself, or between two such rows."""
    assert rst.heading(text) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("*a* **b** ``c``", "a b c"),
        ("`Pier <x>`_ and `ebb`_", "Pier and ebb"),
        (":ref:`low water <x>`", "low water"),
        (r"3 \* 4", "3 * 4"),
        ("2 * 3 * 4", "2 * 3 * 4"),
    ],
)
def test_titles_are_plain(typed: str, expected: str) -> None:
    """A title loses its markup, and keeps its words."""
    assert rst.without_markup(typed) == expected


HOSTILE = {
    "emphasis": "*a " * 300_000,
    "targets": ".. _a: b\n\n" * 100_000,
    "references": "a_ b_ " * 150_000,
    "items": "- a\n\n" * 200_000,
    "sections": "A\n=\n\n" * 200_000,
    "enumerated": "1. a\n" * 200_000,
    "nested": "".join("  " * depth + "- a\n\n" for depth in range(400)),
    "quoted": "".join(" " * depth + "a\n\n" for depth in range(800)),
    "replacements": "".join(f".. |a{n}| replace:: |a{n + 1}| |a{n + 1}|\n" for n in range(30)) + "\n|a0|\n",
    "table": "=== ===\n" + "a   b\n" * 100_000 + "=== ===\n",
    "grid": ("+" + "-+" * 200 + "\n|" + "a|" * 200 + "\n") * 1000,
    "csv": ".. csv-table::\n\n" + "   a,b,c,d\n" * 80_000,
    "one line": "a " * 400_000,
    "roles": ":a:`b` " * 100_000,
    "long words": "a" * 900_000,
}  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_text_that_would_take_minutes(text: str) -> None:
    """What docutils would need minutes for is shown as it stands, with a word about it."""
    start = process_time()
    rendered = rst.render(text)

    assert process_time() - start < 3
    assert rendered.startswith("<pre>")
    assert len(rst.remarks(text)) == 1
    assert rst.remarks(text)[0].message.endswith("shown as it stands")


def test_fault_of_docutils_is_no_fault_of_the_build() -> None:
    """Where docutils itself fails, the text is shown as it stands."""
    text = "https://pier.example/\n\n.. class:: x\n\n   .. target-notes::\n"

    assert rst.render(text).startswith("<pre>https:")
    assert "makes docutils fail (AssertionError)" in rst.remarks(text)[0].message


PARTS = st.sampled_from(
    [
        "*", "``", "`", "|a|", "a_", "[1]_", ":odd:`x`", "\n", "\n\n", "\n   ", "words ", "====\n",
        ".. note::\n\n   ", ".. odd:: x\n\n   ", ".. image:: x\n", ".. |a| odd:: x\n", ".. [1] x\n",
        ".. code::\n\n   x\n", "::\n\n  x\n", "- a\n", "1. a\n", ":f: v\n", "| l\n", "\\", "<b>",
        "+--+\n|a |\n+--+\n", ".. role:: r\n", ".. default-role:: odd\n", ".. youtube:: x\n",
        ".. raw:: html\n\n   <i>\n", ".. class:: x\n", ".. target-notes::\n", ".. contents::\n",
    ]
)  # fmt: skip


@given(st.lists(PARTS, max_size=25).map("".join))
def test_any_text_is_rendered(text: str) -> None:
    """No text makes the renderer fail; each remark stands on a line of the text, or just behind it."""
    rst.render(text)

    for remark in rst.remarks(text):
        assert 1 <= remark.line <= text.count("\n") + 2


@given(st.text(max_size=300))
def test_any_characters_are_rendered(text: str) -> None:
    """No characters make the renderer fail."""
    rst.render(text)
    rst.heading(text)


def made(folder: Path) -> tuple[dict[str, State], Report]:
    """The states of all posts of a folder, and what was said."""
    report = Report()
    loaded = config.load(
        folder, report, url="https://harbour.example/", formats=("rss",)
    )
    found = posts.read(loaded, NOW, folder / "out", report, lambda _, it: it)
    return {post.path: post.state for post in found}, report


def test_body_in_a_post(tmp_path: Path) -> None:
    """The body loses the heading that is its title, and what is odd stands on the line of the file."""
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts/a.rst").write_text(
        "Tide\n====\n\n:date: 2026-05-06\n\nWords.\n\n.. odd:: at noon\n"
    )
    report = Report()
    loaded = config.load(
        tmp_path, report, url="https://harbour.example/", formats=("rss",)
    )
    read = list(posts.read(loaded, NOW, tmp_path / "out", report, lambda _, it: it))
    shown = catalogue.arrange(read, loaded.site, loaded.zone_given, report)

    body = posts.rendering(shown, loaded, report)(read)["posts/a.rst"].body

    assert body
    assert body.html == "<p>Words.</p>\n<div>\n<p>at noon</p>\n</div>"
    places = [str(problem.place) for problem in report if problem.code == "rst"]
    assert places == ["posts/a.rst:8"]


def test_without_docutils_a_post_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where docutils is not installed, each `.rst` post is an error that says how to install it; others are read."""
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts/a.rst").write_text(":date: 2026-05-06\n\nWords.\n")
    (tmp_path / "posts/b.md").write_text("---\ntitle: B\ndate: 2026-05-06\n---\n")
    assert made(tmp_path)[0]["posts/a.rst"] == State.PUBLISHED
    monkeypatch.setitem(sys.modules, "docutils", None)
    monkeypatch.setattr(posts, "find_spec", lambda _: None)

    states, report = made(tmp_path)

    assert states == {"posts/a.rst": State.BROKEN, "posts/b.md": State.PUBLISHED}
    errors = [problem for problem in report if problem.code == "rst"]
    assert [str(problem.place) for problem in errors] == ["posts/a.rst"]
    assert errors[0].hint == "pip install 'envoi[rst]'"
