"""A feed that may not exceed some bytes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from envoi.feeds import FORMATS, Written
from envoi.feeds.budget import write_within
from envoi.feeds.channel import Entry
from envoi.feeds.format import Parts
from envoi.model import Artifact, Body, Feed, Post
from envoi.problems import Level, Report

from .samples import body, feed, post


def sized(*sizes: int, text: str = '<b>&amp;</b> "ş" ') -> Feed:
    """A feed whose entries have content of these sizes, about."""
    posts: list[Post] = []
    for number, size in enumerate(sizes):
        html = text * (size // len(text))
        made: Body = replace(body("", "Some words."), html=html)
        posts.append(post(id=f"urn:x:{number}", path=f"{number}.md", body=made))
    return feed(*posts)


def largest(written: Iterable[Artifact]) -> int:
    """The size of the largest file."""
    return max(len(artifact.content) for artifact in written)


def full(written: Iterable[Artifact]) -> set[int]:
    """How many entries carry content, in each XML file."""
    return {
        len(root.findall(".//{http://purl.org/rss/1.0/modules/content/}encoded"))
        + len(root.findall(".//{http://www.w3.org/2005/Atom}content"))
        for artifact in written
        if artifact.path.endswith(".xml")
        for root in [etree.fromstring(artifact.content)]
    }


def test_within() -> None:
    """A feed that fits is written as it is, and nothing is said; so is one without a budget."""
    report = Report()
    given = sized(9000, 9000)
    plain = write_within(given, FORMATS, 0, report, Written())

    assert write_within(given, FORMATS, largest(plain), report, Written()) == plain
    assert full(plain) == {2}
    assert not report.problems


def test_beyond() -> None:
    """The oldest entries carry their summary only, as few as need be, the same in all formats; that is said once."""
    report = Report()
    given = sized(*[9000] * 20)
    written = write_within(given, FORMATS, 100_000, report, Written())
    (kept,) = full(written)

    assert largest(written) <= 100_000
    assert 0 < kept < 20
    more = write_within(replace(given, full=kept + 1), FORMATS, 0, Report(), Written())
    assert largest(more) > 100_000
    (problem,) = report
    assert (problem.code, problem.level) == ("feed-budget", Level.NOTICE)
    assert f"feeds: {20 - kept} of 20 entries" in problem.message


def test_newest_alone_is_too_large() -> None:
    """The newest entry stays in full whatever its size, and is warned of."""
    report = Report()
    written = write_within(sized(90_000, 10, 10), FORMATS, 20_000, report, Written())

    assert full(written) == {1}
    assert [(p.code, p.level) for p in report] == [
        ("feed-budget", Level.NOTICE),
        ("feed-budget", Level.WARNING),
    ]


@pytest.mark.parametrize("contents", [0, 40])
def test_nothing_to_shorten(contents: int) -> None:
    """A feed that is too large with no more than summaries is said to be so."""
    report = Report()
    given = replace(sized(*[0] * 40), full=contents)
    written = write_within(given, FORMATS, 5000, report, Written())

    assert largest(written) > 5000
    assert "no entry is left to shorten" in report.problems[-1].message
    assert report.problems[-1].level is Level.NOTICE


def test_few_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """What fits is found by reckoning, not by trying: a large feed is written three times at most."""
    writes = []
    for name, format in FORMATS.items():

        def write(
            feed: Feed,
            entries: Sequence[Entry],
            plain: Callable[[Feed, Sequence[Entry]], Parts] = format.parts,
        ) -> Parts:
            writes.append(feed.full)
            return plain(feed, entries)

        monkeypatch.setitem(FORMATS, name, replace(format, parts=write))
    written = write_within(sized(*[3000] * 300), FORMATS, 250_000, Report(), Written())

    assert largest(written) <= 250_000
    assert len(writes) <= 3 * len(FORMATS)
    assert max(writes) < 150


@given(
    sizes=st.lists(st.integers(0, 3000), min_size=1, max_size=8),
    budget=st.integers(1000, 20_000),
    text=st.sampled_from(["plain words ", '<a href="x">', "ışık ", '\\"\n']),
)
def test_any_budget(sizes: list[int], budget: int, text: str) -> None:
    """Whatever the sizes, it fits, or one entry at most is in full and something is said."""
    report = Report()
    written = write_within(sized(*sizes, text=text), FORMATS, budget, report, Written())

    if largest(written) > budget:
        assert max(full(written)) <= 1
        assert report.problems
