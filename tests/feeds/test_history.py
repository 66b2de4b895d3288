"""The archives of a feed: every post once, and none that changes once it is full."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envoi.feeds import FORMATS, archives, boundaries, left
from envoi.feeds.format import Kind
from envoi.feeds.history import Archive
from envoi.feeds.selection import Selection
from envoi.identity import record
from envoi.ledger import Ledger
from envoi.model import History, Post

from .samples import SITE, post

START = datetime(2025, 1, 1, 9, tzinfo=UTC)


def numbered(numbers: Iterable[int]) -> tuple[Post, ...]:
    """Posts that are called and dated by a number, newest first."""
    return tuple(
        post(
            path=f"{n:04}.md",
            id=f"urn:x:{n}",
            published=START + timedelta(n),
            body=None,
        )
        for n in sorted(numbers, reverse=True)
    )


def selection(posts: Iterable[Post], limit: int = 3, **given: object) -> Selection:
    """A feed of `posts` with archives."""
    made_up = {
        "kind": Kind.MAIN,
        "title": "Lantern",
        "language": "en",
        "stem": "feeds",
        "posts": tuple(posts),
        "limit": limit,
        "formats": tuple(FORMATS),
        "full": True,
        "archives": True,
    }
    return Selection(**(made_up | given))


def known(posts: Iterable[Post], ledger: Ledger | None = None) -> Ledger:
    """What the ledger says after `posts` were published."""
    return record(ledger or Ledger(), posts, SITE)


def kept(selection: Selection, ledger: Ledger) -> tuple[Archive, ...]:
    """The archives of one feed, in a build that comes after `ledger`."""
    told = known(selection.posts, ledger).with_moved(left((selection,)))
    return archives([selection], told).get(selection.stem, ())


def after(selection: Selection, ledger: Ledger | None = None) -> Ledger:
    """The ledger after a build."""
    told = known(selection.posts, ledger)
    return told.with_feeds({}, boundaries(archives([selection], told)))


def held(found: Iterable[Archive]) -> list[list[int]]:
    """The numbers of the posts in each archive, the oldest first."""
    return [
        [int(post.path.removesuffix(".md")) for post in reversed(archive.posts)]
        for archive in found
    ]


def test_archives() -> None:
    """They hold all posts, `limit` each; each leads to the one before it, and is frozen once it is full."""
    found = kept(selection(numbered(range(8))), Ledger())

    assert held(found) == [[0, 1, 2], [3, 4, 5], [6, 7]]
    assert [archive.posts[0].path for archive in found] == [
        "0002.md", "0005.md", "0007.md"
    ]  # fmt: skip
    assert [archive.stem for archive in found] == [
        "feeds/archive/1", "feeds/archive/2", "feeds/archive/3"
    ]  # fmt: skip
    assert [archive.history for archive in found] == [
        History(current="feeds", archive=True, frozen=True, next="feeds/archive/2"),
        History(current="feeds", previous="feeds/archive/1", archive=True, frozen=True),
        History(current="feeds", previous="feeds/archive/2", archive=True),
    ]
    assert [archive.begins for archive in found] == [
        START + timedelta(days) for days in (0, 3, 6)
    ]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_no_archives(count: int) -> None:
    """A feed that holds all its posts has none; nor has one that is not to have any, or that has no limit."""
    posts = numbered(range(count))

    assert kept(selection(posts), Ledger()) == ()
    assert kept(selection(numbered(range(9)), archives=False), Ledger()) == ()
    assert kept(selection(numbered(range(9)), limit=0), Ledger()) == ()


def test_last_full_archive_is_frozen() -> None:
    """The last archive is frozen when it has as many posts as it can take."""
    found = kept(selection(numbered(range(6))), Ledger())

    assert held(found) == [[0, 1, 2], [3, 4, 5]]
    assert [archive.history.frozen for archive in found] == [True, True]


def unchanged(old: Iterable[Archive], new: Iterable[Archive]) -> list[bool]:
    """Which of the archives are as they were, as far as there are both."""
    return [one == other for one, other in zip(old, new, strict=False)]


def test_new_post() -> None:
    """A new post goes to the open archive, or begins the next one; the others are as they were."""
    old = selection(numbered(range(8)))
    ledger = after(old)
    for count in (9, 10):
        new = selection(numbered(range(count)))
        assert unchanged(kept(old, ledger), kept(new, ledger))[:2] == [True, True]
    assert held(kept(new, ledger)) == [[0, 1, 2], [3, 4, 5], [6, 7, 8], [9]]


@pytest.mark.parametrize("gone", range(8))
def test_deleted_post(gone: int) -> None:
    """A post that goes changes the archive that it was in, and no other."""
    old = selection(numbered(range(8)))
    ledger = after(old)
    new = selection(numbered(set(range(8)) - {gone}))

    assert unchanged(kept(old, ledger), kept(new, ledger)) == [
        gone // 3 != number for number in range(3)
    ]


def test_deleted_archive_stays() -> None:
    """An archive all of whose posts went is still there, empty, for those after it lead to it."""
    old = selection(numbered(range(8)))
    new = selection(numbered((0, 1, 2, 6, 7)))
    found = kept(new, after(old))

    assert held(found) == [[0, 1, 2], [], [6, 7]]
    assert found[1].history == kept(old, after(old))[1].history
    assert held(kept(selection(numbered((7,))), after(old))) == [[], [], [7]]


def test_backdated_post() -> None:
    """A post that is dated before others but comes out after them goes to the open archive."""
    ledger = after(selection(numbered((0, 1, 2, 4, 5, 6, 7))))
    found = kept(selection(numbered(range(8))), ledger)

    assert held(found) == [[0, 1, 2], [4, 5, 6], [3, 7]]
    assert [post.path for post in found[2].posts] == ["0007.md", "0003.md"]


def test_retagged_post() -> None:
    """An old post that comes into a feed later changes the archive of its time, though that was full."""
    everything = numbered(range(10))
    few = selection(post for post in everything if post.path != "0001.md")
    told = known(everything)
    ledger = told.with_feeds({}, boundaries(archives([few], told)))
    old, new = kept(few, ledger), kept(selection(everything), ledger)

    assert held(old) == [[0, 2, 3], [4, 5, 6], [7, 8, 9]]
    assert held(new) == [[0, 1, 2, 3], [4, 5, 6], [7, 8, 9]]
    assert unchanged(old, new) == [False, True, True]


def test_older_than_all() -> None:
    """A post that came out before the first archive begins is in that one."""
    everything = numbered(range(6))
    few = selection(everything[:-1])
    told = known(everything)
    ledger = told.with_feeds({}, boundaries(archives([few], told)))

    assert held(kept(selection(everything), ledger)) == [[0, 1, 2, 3], [4, 5]]


@pytest.mark.parametrize(
    ("limit", "expected"),
    [(2, [[0, 1, 2], [3, 4, 5], [6, 7], [8]]), (5, [[0, 1, 2], [3, 4, 5], [6, 7, 8]])],
)
def test_other_limit(limit: int, expected: list[list[int]]) -> None:
    """Another limit holds from the open archive on; those that are full stay as they were."""
    ledger = after(selection(numbered(range(8))))

    assert held(kept(selection(numbered(range(9)), limit=limit), ledger)) == expected


def test_redated_post() -> None:
    """A post that gets another date stays in its archive."""
    ledger = after(selection(numbered(range(8))))
    posts = numbered(range(8))
    redated = [replace(posts[7], published=START + timedelta(99)), *posts[:7]]

    assert held(kept(selection(redated), ledger))[0] == [1, 2, 0]


def test_moved_feed_keeps_its_archives() -> None:
    """A feed that moves begins its archives where they began."""
    ledger = after(selection(numbered((0, 1, 2, 4, 5, 6, 7))))
    posts = numbered((1, 2, 3, 4, 5, 6, 7))
    moved: Mapping[str, str] = {"feeds/rss.xml": "rss"}

    assert held(kept(selection(posts, stem="blog", moved=moved), ledger)) == [
        [1, 2], [4, 5, 6], [3, 7]
    ]  # fmt: skip
    assert held(kept(selection(posts, stem="blog"), ledger))[0] == [1, 2, 4]


@given(
    st.lists(st.tuples(st.booleans(), st.integers(0, 40)), max_size=60),
    st.integers(1, 5),
)
def test_any_history(steps: list[tuple[bool, int]], limit: int) -> None:
    """However posts come and go, each is in one archive, and one step changes one archive, or adds to the end."""
    there: set[int] = set(range(7))
    ledger = after(selection(numbered(there), limit))
    old = kept(selection(numbered(there), limit), ledger)
    for comes, number in steps:
        there = there | {number} if comes else there - {number}
        now = selection(numbered(there), limit)
        ledger = after(now, ledger)
        new = kept(now, ledger)
        if old:
            assert sorted(chain.from_iterable(held(new))) == sorted(there)
            assert len(new) >= len(old)
            assert unchanged(old, new).count(False) <= 1
        old = new
