"""Front matter without fences: comments, field lists, directives, HTML heads; and what is refused by name."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envoi.posts import (
    comment_lines,
    field_list,
    frontmatter,
    header_lines,
    html_head,
    post_directive,
)
from envoi.posts.header import HeaderError

from .samples import read


def test_comment_lines() -> None:
    """Nikola's lines end at the first that is none; the body begins behind them, with its line."""
    found = read(
        ".. title: Tide: a table\n.. slug: tide\n.. tags:\n.. date: 2026-05-06\n\nWords.\n",
        "posts/note.rst",
    )

    assert found.values == {
        "title": "Tide: a table", "slug": "tide", "tags": "", "date": "2026-05-06"
    }  # fmt: skip
    assert found.header
    assert (found.header.body, found.header.body_line) == ("\nWords.\n", 5)
    assert found.said == []


def test_comment_lines_inside_an_html_comment() -> None:
    """In Markdown and HTML the lines stand in one comment, which is no part of the body."""
    found = read("<!-- \n.. title: Tide\n.. date: 2026-05-06\n-->\n\nWords.\n")

    assert found.values == {"title": "Tide", "date": "2026-05-06"}
    assert found.header
    assert (found.header.body, found.header.body_line) == ("\nWords.\n", 5)


@pytest.mark.parametrize(
    "text",
    [
        ".. note:: Words\n",
        ".. image: x\n\nWords\n",
        "<!--\n.. title: x\nwords -->\n",
        "<!-- words -->\n",
        "Words.\n",
        "",
    ],
)
def test_comments_that_are_no_header(text: str) -> None:
    """Directives, other comments and comments that are never closed are left in the body."""
    assert comment_lines.read(text) is None


def test_field_list_below_the_title() -> None:
    """Pelican's fields stand below the title, which stays in the body; comments and a subtitle may stand around."""
    text = (
        ".. -*- coding: utf-8 -*-\n\n=======================\nThe *tide* at ``noon`` \\*\n"
        "=======================\n\nand later\n---------\n\n:date: 2026-05-06\n:tags: sea,\n"
        "   pier\n:authors:\n  - Lale\n  - Elif\n\nWords.\n"
    )
    found = read(text, "posts/note.rst")

    assert found.values == {
        "date": "2026-05-06", "tags": "sea, pier", "authors": "Lale, Elif",
        "title": "The tide at noon *",
    }  # fmt: skip
    assert found.header
    assert found.header.fields["title"].line == 4
    assert found.header.fields["tags"].line == 11
    body = found.header.body.split("\n")
    assert (body[3], body[9:15], body[16]) == (
        "The *tide* at ``noon`` \\*",
        [""] * 6,
        "Words.",
    )


def test_field_list_at_the_head() -> None:
    """Without a title above, the fields say what there is; a field title overrules a heading."""
    assert read(":title: Tide\n:date: 2026-05-06\n\nWords.\n").values == {
        "title": "Tide",
        "date": "2026-05-06",
    }
    assert read("Ebb\n===\n\n:title: Tide\n\nWords.\n").values == {"title": "Tide"}


@pytest.mark.parametrize(
    "text",
    [
        "Tide\n====\n\nWords.\n",
        "Tide\n====\n\n:param: x\n",
        "Words\nand words.\n\n:date: x\n",
        ":smile: and words\n",
        "    Tide\n    ====\n\n:date: x\n",
        "",
    ],
)
def test_text_that_has_no_fields(text: str) -> None:
    """Other lists, emoji and paragraphs are body."""
    assert field_list.read(text) is None


def test_post_directive() -> None:
    """ABlog's directive may stand anywhere; its place is left blank but for the words in it."""
    text = "Tide\n====\n\n.. post:: 6 May 2026\n   :tags: sea\n   :author: Lale, Elif\n\n   In short.\n\nWords.\n"
    found = read(text, "posts/note.rst")

    assert found.values == {
        "blogpost": "true", "date": "6 May 2026", "tags": "sea", "authors": "Lale, Elif"
    }  # fmt: skip
    assert found.header
    assert found.header.fields["tags"].line == 5
    assert found.header.body.split("\n")[3:] == [
        "", "", "", "", "In short.", "", "Words.", ""
    ]  # fmt: skip


@pytest.mark.parametrize("fence", ["```", "::::"])
def test_post_directive_in_markdown(fence: str) -> None:
    """In MyST it is a fence, its options bare or between dashes."""
    bare = read(
        f"# Tide\n\n{fence}{{post}} 2026-05-06\n:tags: sea\n{fence}\n\nWords.\n"
    )
    dashed = read(f"{fence}{{post}}\n---\ntags: sea\n---\n{fence}\n\nWords.\n")

    assert bare.values == {"blogpost": "true", "date": "2026-05-06", "tags": "sea"}
    assert bare.header
    assert bare.header.body.split() == ["#", "Tide", "Words."]
    assert dashed.values == {"blogpost": "true", "draft": "true", "tags": "sea"}
    assert dashed.header
    assert dashed.header.body.split() == ["Words."]


def test_html_head() -> None:
    """Pelican reads title and meta elements of an HTML post; the body stays whole."""
    text = (
        "<!DOCTYPE html>\n<html><head>\n<title>Tide &amp; ebb</title>\n<meta charset='utf-8'>\n"
        "<meta content=\"sea, pier\" name=\"tags\" />\n<meta name='date' contents='2026-05-06'>\n"
        "</head><body><p>Words.</p></body></html>\n"
    )
    found = read(text, "posts/note.html")

    assert found.values == {
        "title": "Tide & ebb", "tags": "sea, pier", "date": "2026-05-06"
    }  # fmt: skip
    assert found.header
    assert (found.header.body, found.header.fields["date"].line) == (text, 6)


def test_head_for_browsers_is_no_header() -> None:
    """A document without keys of a post has a head all the same."""
    text = (
        '<html><head><title>x</title><meta name="viewport" content="y"></head></html>'
    )

    assert html_head.read(text) is None
    assert html_head.read("<p>x</p>") is None


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('---\n.title = "Tide",\n.date = @date("2026-05-06"),\n---\nWords.\n', "note.md"),
        ("---\n\n// words\n  .title = x\n---\n", "note.md"),
        ("# Tide\n", "note.smd"),
    ],
)  # fmt: skip
def test_ziggy_is_refused_by_name(text: str, path: str) -> None:
    """Zine's front matter is an error that names it, and so is each `.smd` file."""
    found = read(text, path)

    assert found.header is None
    assert found.said == [("error", "front-matter", 1)]
    assert "Ziggy (Zine)" in found.report.problems[0].message


def test_blank_lines_before_fields_need_no_word() -> None:
    """A field list, a head and a directive may begin anywhere; lines count from the file's first."""
    found = read("\n\n:date: 2026-05-06\n\nWords.\n", "note.rst")

    assert found.said == []
    assert found.header
    assert found.header.fields["date"].line == 3


def test_lines_as_python_markdown_reads_them() -> None:
    """Python-Markdown's `meta` ends at a blank line, and needs four blanks for more lines."""
    found = header_lines.read_meta("Date:2026-05-06\ntitle: a\n    b\nmore\n\nWords.\n")

    assert found
    assert {key: field.value for key, field in found.fields.items()} == {
        "date": "2026-05-06",
        "title": "a b",
    }
    assert found.body == "more\n\nWords.\n"
    assert header_lines.read_meta("Note: words\n\nWords.\n") is None
    assert header_lines.read_meta("---\nWords.\n") is None


FORMS = [
    comment_lines.read,
    field_list.read,
    html_head.read,
    post_directive.read,
    header_lines.read_meta,
]
PARTS = st.sampled_from(
    [
        ".. title: x", ":date: x", ".. post:: x", "   :tags: y", "Title", "=====", "", "  z",
        "<!--", "-->", "<html><head>", '<meta name="date" content="x">', "```{post} x", "```",
        "---", "title: x", ".. ", "Words.",
    ]
)  # fmt: skip


@given(st.lists(PARTS, max_size=20).map("\n".join))
def test_any_lines_give_a_header_or_none(text: str) -> None:
    """No form fails, and all lines of the body are lines of the file, where the form says."""
    for form in FORMS:
        if header := form(text):
            lines = text.split("\n")[header.body_line - 1 :]
            body = header.body.split("\n")
            for typed, kept in zip(lines, body, strict=False):
                assert kept.strip() in (typed.strip(), "")


@pytest.mark.parametrize(
    "text",
    [
        ":a: b\n" * 100_000,
        "A\n=\n" * 200_000,
        ".. a: b\n" * 100_000,
        ".. \n" * 200_000,
        "<html><head>" + "<meta " * 100_000,
        "<html><head>" + '<meta name="' * 50_000,
        ".. post:: x\n" * 80_000,
        "```{post}\n" * 80_000,
        "---\n" + "// x\n" * 100_000,
        "title: x\n" * 100_000,
        ":" * 500_000,
        "=" * 500_000 + "\n" + "=" * 500_000,
    ],
    ids=range(12),
)
def test_long_files_take_no_time(text: str) -> None:
    """A file of a megabyte that is all header, or nearly one, is read in a moment."""
    for form in frontmatter.FORMS.values():
        with contextlib.suppress(HeaderError):
            form(text)
