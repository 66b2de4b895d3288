"""The benchmarks: posts that are the same everywhere, a page that keeps its prose, a plot that is well-formed."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from . import program

SAME = "779188f88c99518435bc84d903b9d486a47ce86feeaf13ff25c656a315f6812d"
"""SHA-256 of the first hundred posts."""


@pytest.fixture
def benchmarks(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The repository, from which `benchmarks` can be imported."""
    monkeypatch.syspath_prepend(str(checkout))
    return checkout


def test_corpus_is_the_same_everywhere(benchmarks: Path) -> None:
    """A hundred posts have the bytes that they always had, so that figures of two days and two machines are of one thing."""
    from benchmarks.corpus import LAYOUTS, Corpus

    corpus = Corpus(count=100)
    texts = [make(corpus.entry(at)) for at in range(100) for make in LAYOUTS.values()]

    assert hashlib.sha256("".join(texts).encode()).hexdigest() == SAME


def test_small_corpus_begins_a_large_one(benchmarks: Path, tmp_path: Path) -> None:
    """A folder of 10 posts is the first 10 of one of 20, in every layout."""
    from benchmarks.corpus import LAYOUTS, Corpus

    for layout in LAYOUTS:
        few, many = tmp_path / layout / "few", tmp_path / layout / "many"
        Corpus(count=10).fill(few, layout)
        Corpus(count=20).fill(many, layout)

        assert len(program.files(many)) == 20
        assert program.files(few).items() <= program.files(many).items()


def test_edit_is_one_sentence(benchmarks: Path, tmp_path: Path) -> None:
    """An edited post is the post as it was, and a sentence more."""
    from benchmarks.corpus import Corpus

    Corpus(count=3).fill(tmp_path / "posts", "plain")
    old = program.files(tmp_path)
    Corpus(count=3).write(tmp_path / "posts", "plain", 1, edits=1)
    new = program.files(tmp_path)

    assert {k for k in old if old[k] != new[k]} == {"posts/entry-000001.md"}
    assert new["posts/entry-000001.md"].startswith(old["posts/entry-000001.md"])


def test_feeds_with_too_few_entries_are_a_failure(
    benchmarks: Path, tmp_path: Path
) -> None:
    """A tool that ends well and makes less than its job is not measured."""
    from benchmarks.measure import Failed, Job, in_turn

    words = [sys.executable, "-c", ""]
    assert len(in_turn([Job(name="A", words=words)], 2)[0].walls) == 2
    with pytest.raises(Failed, match="A: 3 entries of 20"):
        in_turn([Job(name="A", words=words, fault=lambda: "3 entries of 20")], 1)


def test_page_keeps_its_prose(benchmarks: Path, tmp_path: Path) -> None:
    """Only what stands between the markers of the page is written anew."""
    from benchmarks.page import BEGIN, END, publish

    page = tmp_path / "page.md"
    page.write_text(f"Before\n\n{BEGIN}\nold\n{END}\n\nAfter\n", encoding="utf-8")
    publish(page, "new \\1\n")
    publish(page, "newer \\1\n")

    text = page.read_text(encoding="utf-8")
    assert text == f"Before\n\n{BEGIN}\n\nnewer \\1\n\n{END}\n\nAfter\n"


def test_plot_is_an_svg(benchmarks: Path) -> None:
    """The plot is XML, tells in words what it shows, and a line ten times as high at ten times the posts rises as it runs."""
    from benchmarks.page import plot

    times = {"Us & ours": {100: 0.1, 1000: 1.0}, "Them": {100: 0.02}}
    svg = etree.fromstring(plot(times).encode())
    names = {"s": "http://www.w3.org/2000/svg"}
    words = "".join(svg.xpath("//s:desc/text()", namespaces=names))
    labels = svg.xpath("//s:g/s:text/text()", namespaces=names)

    assert words == "Us & ours: 100 ms for 100, 1 s for 1,000; Them: 20 ms for 100"
    assert {"Us & ours", "Them"} <= set(labels)
    dots = svg.xpath("//s:g[1]//s:circle", namespaces=names)
    assert [float(dot.get("cy")) for dot in dots] == sorted(
        (float(dot.get("cy")) for dot in dots), reverse=True
    )


def test_letters_can_be_measured(checkout: Path) -> None:
    """`benchmarks/letter.py` makes its letters with the Envoi of today."""
    done = subprocess.run(
        [sys.executable, checkout / "benchmarks" / "letter.py", "--runs", "1"],
        env=program.environment(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stderr == ""
    assert done.stdout.count(" ms |") == 6
