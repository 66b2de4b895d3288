"""`[[links]]` and `![[embeds]]` -> links, pictures and words; nothing in double brackets is left outside code."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Picture

from .samples import body, said

SITE = "https://harbour.example.org/"
HERE = f"{SITE}posts/note/"
ADDRESSES = {
    "posts/sea/Tide Table.md": f"{SITE}tide/",
    "posts/sea/deep/Ebb.md": f"{SITE}deep-ebb/",
    "posts/Ebb.md": f"{SITE}ebb/",
    "posts/quay/index.md": f"{SITE}quay/",
}


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """A folder with a picture somewhere, and a note that is not published."""
    (tmp_path / "files" / "2026").mkdir(parents=True)
    Picture.new("RGB", (30, 20)).save(tmp_path / "files" / "2026" / "Low Water.png")
    (tmp_path / "files" / "chart.pdf").write_bytes(b"%PDF")
    (tmp_path / "secret.md").write_text("x", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("[[Tide Table]]", f'<a href="{SITE}tide/">Tide Table</a>'),
        ("[[tide table|the *table*]]", f'<a href="{SITE}tide/">the table</a>'),
        ("[[sea/Tide Table.md]]", f'<a href="{SITE}tide/">sea/Tide Table.md</a>'),
        ("[[Tide Table#High water]]", f'<a href="{SITE}tide/#high-water">Tide Table &gt; High water</a>'),
        ("[[Tide Table#^a1|x]]", f'<a href="{SITE}tide/">x</a>'),
        ("[[ebb]]", f'<a href="{SITE}ebb/">ebb</a>'),
        ("[[deep/ebb]]", f'<a href="{SITE}deep-ebb/">deep/ebb</a>'),
        ("[[quay]]", f'<a href="{SITE}quay/">quay</a>'),
        ("[[#Last words]]", f'<a href="{HERE}#last-words">Last words</a>'),
        ("![[Tide Table]]", f'<a href="{SITE}tide/">Tide Table</a>'),
        ("[a [[ebb]] b](/x)", f'<a href="{SITE}x">a ebb b</a>'),
        ("![[low water.png]]", f'<img src="{SITE}files/2026/Low%20Water.png" alt="low water" width="30" height="20">'),
        ("![[Low Water.png|300]]", f'<img src="{SITE}files/2026/Low%20Water.png" width="300" alt="Low Water" height="200">'),
        ("![[Low Water.png|The quay|60x40]]",
         f'<img src="{SITE}files/2026/Low%20Water.png" width="60" height="40" alt="The quay">'),
        ("[[Low Water.png]]", f'<a href="{SITE}files/2026/Low%20Water.png">Low Water.png</a>'),
        ("![[chart.pdf|The chart]]", f'<a href="{SITE}files/chart.pdf">The chart</a>'),
        ("[[1]] and [[2]](/y)", f'[1] and <a href="{SITE}y">[2]</a>'),
    ],
)  # fmt: skip
def test_links_and_embeds(typed: str, html: str, vault: Path) -> None:
    """A name is found in any folder, in any case, the shortest path first; nothing is said."""
    found, report = body(typed, vault, addresses=ADDRESSES)

    assert found.html == f"<p>{html}</p>"
    assert said(report) == []


@pytest.mark.parametrize(
    ("typed", "html", "words"),
    [
        ("[[Nowhere|the end]]", "the end", '"[[Nowhere|the end]]": no post has this name; words kept'),
        ("[[secret]]", "secret", '"[[secret]]": secret.md is not published; words kept'),
        ("![[gone.png]]", "gone.png", '"![[gone.png]]": no post has this name; words kept'),
        ("if [[ -f x ]]", "if <code>[[ -f x ]]</code>", '"[[ -f x ]]" is shown as code'),
        ("[[1, 2], [3]]", "<code>[[1, 2], [3]]</code>", '"[[1, 2], [3]]" is shown as code'),
        ("open [[ only", "open <code>[[</code> only", '"[[" is shown as code'),
        ("&#91;[[ x", "<code>[[[</code> x", '"[[[" is shown as code'),
    ],
)  # fmt: skip
def test_what_is_no_link(typed: str, html: str, words: str, vault: Path) -> None:
    """A name that nothing has keeps its words; brackets that are no name are shown as code; both are named."""
    found, report = body(f"one\n\n{typed}", vault, addresses=ADDRESSES)

    assert found.html == f"<p>one</p>\n<p>{html}</p>"
    assert [(problem.code, problem.message) for problem in report] == [
        ("wikilink", words)
    ]


def test_tables_escape_the_bar() -> None:
    """In a table the bar of a link is written with a backslash, as in Obsidian."""
    found, _ = body("|a|\n|-|\n|[[Ebb\\|low]]|", addresses=ADDRESSES)

    assert f'<td><a href="{SITE}ebb/">low</a></td>' in found.html


def test_the_summary_has_no_brackets() -> None:
    """A summary is plain text, without what was only shown as code; the author's own code stays."""
    assert body("Use [[ x ]] or `[[y]]`.")[0].summary == "Use or [[y]]."
    assert body("x", summary="See [[Ebb]] {{ x }}.")[0].summary == "See Ebb ."


PIECES = st.sampled_from(
    ["[[", "]]", "[", "]", "!", "|", "#", "Ebb", "x", " ", "*", "`", "\n", "\n\n", "(", ")", "](/x)", "{{", "}}",
     "{%", "%}", "&#91;", "&#123;", "<b>", "</b>", "```\n", "\n```\n", "    ", "\\", "- ", "$", "![", "<!--"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=30).map("".join))
def test_no_marks_come_out_of_code(text: str) -> None:
    """Whatever is typed, no `[[`, `{{` or `{%` is left in a text outside code, or in an attribute."""
    found, _ = body(text, addresses=ADDRESSES)
    bare = re.sub(r"<(pre|code)\b.*?</\1>", " ", found.html, flags=re.DOTALL)
    words = re.sub(r"<[^>]*>", " ", bare)

    assert not re.search(r"\{\{|\{%", bare)
    assert "[[" not in words
