"""Posts -> a catalogue: order, identity, twins, and what is said of posts without a date or zone."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envoi.catalogue import arrange, numbered
from envoi.model import Catalogue, Post, Site, State
from envoi.problems import Place, Report

SITE = Site(title="Harbour Notes", url="https://harbour.example.org/")
DAY = datetime(2026, 3, 4, tzinfo=UTC)


def post(path: str, **given: object) -> Post:
    """A published post at `path`."""
    made_up = {
        "path": path,
        "slug": path,
        "title": path,
        "state": State.PUBLISHED,
        "url": f"https://harbour.example.org/{path}/",
        "published": DAY,
    }
    return Post(**(made_up | given))


def arranged(
    *posts: Post, zone_given: bool = True
) -> tuple[Catalogue, list[tuple[str, str]]]:
    """The catalogue of `posts`, and code and path of what was said."""
    report = Report()
    found = arrange(posts, SITE, zone_given, report)
    return found, [(p.code, p.place.path if p.place else "") for p in report]


def test_the_post_that_readers_know_stays() -> None:
    """A copy that still bears the id of its model does not take its place, whatever it is called."""
    report = Report()
    posts = [post("a-copy", id="urn:x:1"), post("model", id="urn:x:1")]
    found = arrange(posts, SITE, True, report, {"urn:x:1": "model"})

    assert [p.path for p in found.published] == ["model"]
    assert [(p.code, p.place and p.place.path) for p in report] == [
        ("same-id", "a-copy")
    ]


def test_newest_first() -> None:
    """The newest post is first, by instant, whatever its zone."""
    early = post(
        "b", published=datetime(2026, 3, 4, 1, tzinfo=timezone(timedelta(hours=3)))
    )
    late = post("c", published=datetime(2026, 3, 3, 23, tzinfo=UTC))
    found, _ = arranged(early, post("a", published=DAY - timedelta(days=9)), late)

    assert [p.path for p in found.posts] == ["c", "b", "a"]


def test_same_instant_in_order_of_paths() -> None:
    """Posts of one instant stand in the order of their paths, with numbers as numbers."""
    paths = [
        "issue-2",
        "issue-10",
        "issue-010",
        "issue-x",
        "a/9/b",
        "a/10/b",
        "issue-٣",
    ]
    found, _ = arranged(*map(post, paths))

    assert [p.path for p in found.posts] == [
        "a/9/b",
        "a/10/b",
        "issue-2",
        "issue-٣",
        "issue-010",
        "issue-10",
        "issue-x",
    ]


@given(
    st.permutations(
        [f"{name}{number}" for name in "ab/-" for number in ("", "1", "01", "9" * 30)]
    )
)
def test_order_of_the_files_does_not_matter(paths: list[str]) -> None:
    """Any order in which files are found gives the same catalogue, and says the same."""
    same = {"url": "https://harbour.example.org/same/"}
    shuffled = [post(path, **(same if "1" in path else {})) for path in paths]

    assert arranged(*shuffled) == arranged(*sorted(shuffled, key=lambda p: p.path))


@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.sampled_from([None, 0, 1, 60])),
        unique_by=lambda one: one[0],
    )
)
def test_order_is_that_of_one_sorting(typed: list[tuple[int, int | None]]) -> None:
    """Paths decide among posts of one instant, or of none, as if all had been put in their order first."""
    posts = [
        post(
            f"day-{number}",
            published=None if at is None else DAY + timedelta(minutes=at),
        )
        for number, at in typed
    ]
    earliest = datetime(1, 1, 1, tzinfo=UTC)
    expected = sorted(posts, key=lambda post: numbered(post.path))
    expected.sort(key=lambda post: post.published or earliest, reverse=True)

    assert [one.path for one in arranged(*posts)[0].posts] == [
        one.path for one in expected
    ]


def test_id_is_the_address_unless_given() -> None:
    """An id that was typed is kept; else the address is the id."""
    found, _ = arranged(post("a", id="0123"), post("b"))

    assert [p.id for p in found.posts] == ["0123", "https://harbour.example.org/b/"]
    assert found.addresses == {p.path: p.url for p in found.posts}


@pytest.mark.parametrize(
    ("same", "code"),
    [
        ({"url": "https://harbour.example.org/x/"}, "same-address"),
        ({"id": "x"}, "same-id"),
    ],
    ids=["address", "id"],
)
def test_twins(same: dict[str, str], code: str) -> None:
    """Of two posts with one id or address the first by path is published; the other is an error at its place."""
    found, said = arranged(post("b10", **same), post("b9", **same), post("c"))

    assert [p.path for p in found.published] == ["b9", "c"]
    assert {p.path: p.state for p in found.posts}["b10"] is State.BROKEN
    assert said == [(code, "b10")]


def test_translations_at_one_address() -> None:
    """Whoever has two languages at one address is told how to part them."""
    report = Report()
    same = "https://harbour.example.org/x/"
    both = [
        post("ar/x", url=same, language="ar"),
        post("tr/x", url=same, language="tr"),
    ]
    arrange(both, SITE, True, report)

    assert [p.code for p in report] == ["same-address"]
    assert ":lang" in report.problems[0].hint


def test_same_address_with_other_ids() -> None:
    """Two ids of their own do not make one address two."""
    same = "https://harbour.example.org/x/"
    _, said = arranged(post("a", id="1", url=same), post("b", id="2", url=same))

    assert said == [("same-address", "b")]


def test_a_twin_that_is_out_takes_no_address() -> None:
    """A post that was refused for its id does not keep its address from another one."""
    found, said = arranged(
        post("a", id="1"),
        post("b", id="1", url="https://harbour.example.org/x/"),
        post("c", id="2", url="https://harbour.example.org/x/"),
    )

    assert [p.path for p in found.published] == ["a", "c"]
    assert said == [("same-id", "b")]


@pytest.mark.parametrize(
    "state", [state for state in State if state is not State.PUBLISHED]
)
def test_only_published_posts_are_for_readers(state: State) -> None:
    """A post in any other state is kept, is not for readers, and is nobody's twin."""
    found, said = arranged(
        post("a", state=state), post("b", url="https://harbour.example.org/a/")
    )

    assert len(found.posts) == 2
    assert [p.path for p in found.published] == ["b"]
    assert "same-address" not in dict(said)


def test_undated_posts_are_named() -> None:
    """A post without a date is named, in the order of the paths."""
    undated = {"state": State.UNDATED, "published": None}
    _, said = arranged(post("b10", **undated), post("a"), post("b9", **undated))

    assert said == [("undated", "b9"), ("undated", "b10")]


def test_a_date_that_cannot_be_read_is_named_once() -> None:
    """A post that was named for its date is not named again for having none."""
    report = Report()
    report.error("date", "cannot read it", place=Place(path="a", line=3))
    undated = {"state": State.UNDATED, "published": None}
    arrange([post("a", **undated), post("b", **undated)], SITE, True, report)

    assert [(p.code, p.place.path) for p in report] == [("date", "a"), ("undated", "b")]


@pytest.mark.parametrize("count", [1, 538])
def test_no_dates_at_all(count: int) -> None:
    """Where no post has a date, that is one error and what to do, not a warning for each."""
    report = Report()
    undated = [post(f"{n}", state=State.UNDATED, published=None) for n in range(count)]
    arrange(undated, SITE, True, report)

    assert [(p.level, p.code) for p in report] == [("error", "no-dates")]
    assert f"({count} file" in report.problems[0].message
    assert "2026-11-30" in report.problems[0].hint


@pytest.mark.parametrize(
    ("zone_given", "zoned", "said"),
    [(False, False, [("no-zone", "")]), (False, True, []), (True, False, [])],
)
def test_missing_zone_is_mentioned_once(
    zone_given: bool, zoned: bool, said: list[tuple[str, str]]
) -> None:
    """Dates without a zone are mentioned once, if the site has none either."""
    assert (
        arranged(post("a", zoned=zoned), post("b", zoned=zoned), zone_given=zone_given)[
            1
        ]
        == said
    )


def test_empty() -> None:
    """No posts make an empty catalogue, and nothing is said."""
    found, said = arranged()

    assert (found.posts, found.published, said) == ((), (), [])
