"""The view Problems, and the files that it shows."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from envoi.preview import files
from envoi.preview.problems import VIEW
from envoi.problems import Level, Place, Problem

from .looking import html as page
from .looking import look
from .looks import judged, post, show, write

FOLDER = {
    "posts/a.md": post("A", body="See [the list](list.md).\n\n<script>x()</script>"),
    "posts/b.md": post("B"),
}


def test_nothing_wrong_is_calm(checkout: Path) -> None:
    """The example has nothing wrong, and the page says so."""
    html = page(VIEW, judged(look(checkout / "examples" / "relief")))

    assert "Nothing is wrong." in html


def test_what_was_not_judged_yet_is_not_called_right(tmp_path: Path) -> None:
    """Before the check was made the page says that it is under way."""
    html = page(VIEW, look(write(tmp_path, {"posts/a.md": post("A")})))

    assert "Nothing is wrong." not in html
    assert "are still being checked" in html


def test_problems_are_grouped_by_level_and_file(tmp_path: Path) -> None:
    """Each problem is there with its sentence, its remedy, its code and a link to its place."""
    snapshot = judged(look(write(tmp_path, FOLDER)))

    html = page(VIEW, snapshot)

    assert "<h3>posts/a.md</h3>" in html
    assert "list.md&#34; is not there" in html
    assert 'href="/problems/place?path=posts/a.md&amp;line=6"' in html
    assert ">missing-file</a>" in html
    assert ">unsafe-html</a>" in html


def test_levels_and_codes_are_chosen(tmp_path: Path) -> None:
    """A level or a code takes its own alone; by kind, the codes are the heads."""
    snapshot = judged(look(write(tmp_path, FOLDER)))

    assert ">unsafe-html</a>" not in page(VIEW, snapshot, code="missing-file")
    assert "<h3>missing-file</h3>" in page(VIEW, snapshot, by="code")
    assert "Nothing of that kind." in page(VIEW, snapshot, level="error")


def test_errors_come_first(tmp_path: Path) -> None:
    """Levels are in the order of their weight, and each counts its own, on whatever page they are."""
    snapshot = look(write(tmp_path, FOLDER))
    many = tuple(
        Problem(
            level=level, code="date", message=f"number {n}", place=Place(path=f"{n}.md")
        )
        for level in reversed(Level)
        for n in range(70)
    )

    html = page(VIEW, replace(snapshot, problems=many, findings=()))

    assert re.findall(r'<h2 id="(\w+)"', html) == ["error", "warning"]
    assert 'Errors <span class="count">70</span>' in html
    assert "1–100 of 210" in html


def test_a_place_is_shown_with_its_line(tmp_path: Path) -> None:
    """The file is shown around the line, which is marked, with all that is wrong with the file."""
    snapshot = judged(look(write(tmp_path, FOLDER)))

    html = page(VIEW, snapshot, "place", path="posts/a.md", line="6")

    assert 'class="line here" data-line="6" id="here">See [the list](list.md).' in html
    assert "&lt;script&gt; removed" in html
    assert 'href="/posts/posts/a.md"' in html


def test_a_long_file_is_shown_around_the_line(tmp_path: Path) -> None:
    """Of a long file there are the lines around the one that is meant, and a link to all of them."""
    text = post("A", body="\n".join(f"line number {n}" for n in range(500)))
    snapshot = look(write(tmp_path, {"posts/a.md": text}))

    html = page(VIEW, snapshot, "place", path="posts/a.md", line="250")

    assert 'data-line="250" id="here"' in html
    assert 'data-line="1"' not in html
    assert "All 505 lines" in html
    whole = page(VIEW, snapshot, "place", path="posts/a.md", line="250", all="1")
    assert 'data-line="1"' in whole


@pytest.mark.parametrize("line", ["", "0", "-3", "x", "99999999", "9" * 40])
def test_a_line_that_there_is_not_shows_the_file(tmp_path: Path, line: str) -> None:
    """Whatever is given as a line, the file is shown."""
    snapshot = look(write(tmp_path, {"posts/a.md": post("A")}))

    assert "A boat came in." in page(
        VIEW, snapshot, "place", path="posts/a.md", line=line
    )


@pytest.mark.parametrize(
    "path",
    ["envoi.toml", "issues/2026-11.md", "templates/feeds/palette.css", "posts/a.md"],
)
def test_files_of_the_folder_are_shown(tmp_path: Path, path: str) -> None:
    """Configuration, issues, templates and posts may be seen."""
    made = {
        "issues/2026-11.md": "---\nsubject: S\n---\n",
        "templates/feeds/palette.css": "a{}\n",
    }
    snapshot = look(write(tmp_path, {**made, "posts/a.md": post("A")}))

    assert show(VIEW, snapshot, "place", path=path) is not None


def test_what_is_made_is_shown_as_it_was_made(tmp_path: Path) -> None:
    """A finding in a letter leads to that letter, though it is not on the disk."""
    snapshot = look(write(tmp_path, {"posts/a.md": post("A")}))

    html = page(
        VIEW, snapshot, "place", path="public/newsletter/next/letter.html", line="2"
    )

    assert "&lt;html" in html
    assert not (tmp_path / "public").exists()


REFUSED = [
    "",
    ".env",
    "posts/.secret.md",
    "../outside.md",
    "posts/../envoi.toml",
    "posts//a.md",
    "./envoi.toml",
    "/etc/passwd",
    "posts/link.md",
    "posts/inner.md",
    "templates/link.css",
    "posts/a.md\0",
    "posts",
    "posts/binary.md",
    "posts/large.md",
    "posts/fifo.md",
    "credentials.json",
    "none.md",
    "a" * 5000,
]


@pytest.mark.parametrize("path", REFUSED, ids=range(len(REFUSED)))
def test_what_is_none_of_the_folder_is_refused(tmp_path: Path, path: str) -> None:
    """Hidden files, files elsewhere, links that lead there or to hidden ones, no text, too much text, and what nobody spoke of."""
    folder = write(
        tmp_path / "site",
        {"posts/a.md": post("A"), ".env": "x\n", "credentials.json": "{}"},
    )
    (tmp_path / "outside.md").write_text("outside")
    (folder / "templates").mkdir()
    (folder / "posts/link.md").symlink_to(tmp_path / "outside.md")
    (folder / "posts/inner.md").symlink_to(folder / ".env")
    (folder / "templates/link.css").symlink_to(tmp_path / "outside.md")
    (folder / "posts/binary.md").write_bytes(b"a\0b")
    (folder / "posts/large.md").write_bytes(b"a" * (files.LARGEST + 1))
    os.mkfifo(folder / "posts/fifo.md")
    snapshot = look(folder)
    named = (
        Problem(level=Level.NOTICE, code="date", message="m", place=Place(path=one))
        for one in REFUSED
        if one not in ("credentials.json",)
    )
    snapshot = replace(snapshot, problems=tuple(named))

    assert show(VIEW, snapshot, "place", path=path) is None
    if path != "credentials.json":
        assert files.text(folder, path) is None


def test_bytes_that_are_no_text_are_shown_as_signs(tmp_path: Path) -> None:
    """A problem may be that a file is no UTF-8; it is shown all the same."""
    (tmp_path / "a.md").write_bytes(b"caf\xe9\n")

    assert files.text(tmp_path, "a.md") == "caf\ufffd\n"


def test_a_line_without_end_is_cut() -> None:
    """Of a very long line the beginning is shown, and how much more there is."""
    (line,) = files.excerpt("x" * 6000).lines

    assert line.text.endswith("… and 1,000 more characters")
    assert len(line.text) < 5100


def test_there_is_no_other_page(tmp_path: Path) -> None:
    """Any other address is answered with nothing."""
    assert show(VIEW, look(write(tmp_path, FOLDER)), "other") is None
