"""`envoi.lock`: what was written is read again, a merge loses nothing, a crash leaves the old one."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envoi import ledger
from envoi.ledger import FeedMark, IssueMark, Known, Ledger
from envoi.problems import Exit, Level, Report, Stop

EARLY = datetime(2026, 11, 1, tzinfo=UTC)
LATE = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
LINE = Known(
    id="https://harbour.example/quay/",
    first=EARLY,
    updated=EARLY,
    address="/quay/",
    path="posts/quay.md",
    fingerprint="a.b.c.d",
)

MOMENTS = st.datetimes(timezones=st.just(UTC))
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    """Any ledger at all: with tabs, line ends and backslashes in every text."""
    posts = draw(
        st.lists(
            st.builds(
                Known,
                id=TEXTS,
                first=MOMENTS,
                updated=MOMENTS,
                address=TEXTS,
                path=TEXTS,
                fingerprint=TEXTS,
                gone=st.booleans(),
            ),
            unique_by=lambda known: known.id,
            max_size=4,
        )
    )
    marks = st.builds(FeedMark, origin=TEXTS, updated=MOMENTS)
    return Ledger(
        posts={known.id: known for known in posts},
        feeds=draw(st.dictionaries(TEXTS, marks, max_size=3)),
        archives=draw(
            st.dictionaries(
                TEXTS, st.lists(MOMENTS, min_size=1, max_size=3).map(tuple), max_size=2
            )
        ),
        issues=draw(
            st.dictionaries(
                TEXTS,
                st.builds(
                    IssueMark,
                    date=MOMENTS,
                    language=TEXTS,
                    subject=TEXTS,
                    key=TEXTS,
                    single=st.booleans(),
                ),
                max_size=2,
            )
        ),
        sent=draw(
            st.dictionaries(
                TEXTS, st.dictionaries(TEXTS, TEXTS, min_size=1, max_size=2), max_size=2
            )
        ),
        began=draw(st.dictionaries(TEXTS, MOMENTS, max_size=2)),
        waits=draw(st.frozensets(TEXTS, max_size=2)),
    )


@given(ledgers())
def test_what_is_written_is_read(written: Ledger) -> None:
    """Whatever ids, paths and addresses hold, the text tells them again, in one order."""
    text = text_of(written)
    lines = text.split("\n")[2:-1]

    assert ledger.parse(text) == written
    assert lines == sorted(lines)
    assert len(lines) == len(written.posts) + len(written.feeds) + sum(
        map(len, (*written.archives.values(), *written.sent.values()))
    ) + len(written.issues) + len(written.began) + len(written.waits)


@given(
    st.sampled_from(["tea", "a\\\\b", "a\\tb", "é", "a\rb", ""]),
    st.sampled_from(
        [
            "2026-11-22T12:00:00Z",
            "2026-11-22T12:00:00.5Z",
            "20261122T120000Z",
            "2026-11-22 12:00:00Z",
            "2026-11-22T12:00Z",
            "2026-11-22T12:00:00+02:00Z",
        ]
    ),
    st.sampled_from(["", "\tgone", "\r"]),
)
def test_a_line_that_was_read_is_written_as_what_it_says(
    typed: str, moment: str, end: str
) -> None:
    """Whether a line is kept or made anew, it is the same; one that somebody typed in another way is put right."""
    line = f"post\t{typed}\t{moment}\t2026-11-22T12:00:00Z\t/{typed}\ta.md\tprint{end}"
    try:
        read = ledger.parse(f"envoi.lock 1\n{line}\n")
    except Stop:
        return
    made = Ledger(posts={id: replace(known) for id, known in read.posts.items()})

    assert not any(known.line for known in made.posts.values())
    assert text_of(read) == text_of(made)


@given(ledgers(), ledgers(), ledgers())
def test_a_merge_is_a_union(one: Ledger, two: Ledger, three: Ledger) -> None:
    """Lines of several branches, in any order and more than once, tell all that each of them tells."""
    texts = [text_of(each) for each in (one, two, three)]
    merged = ledger.parse("".join(texts))
    again = ledger.parse(text_of(ledger.parse(texts[2] + texts[1])) + texts[0])

    assert text_of(merged) == text_of(again)
    assert text_of(ledger.parse("".join(texts * 2))) == text_of(merged)
    for each in (one, two, three):
        assert each.posts.keys() <= merged.posts.keys()
        assert each.feeds.keys() <= merged.feeds.keys()
        for id, known in each.posts.items():
            assert merged.posts[id].first <= known.first
            assert merged.posts[id].updated >= known.updated
            assert known.gone or not merged.posts[id].gone
        assert each.issues.keys() <= merged.issues.keys()
        for id, issues in each.sent.items():
            assert issues.keys() <= merged.sent[id].keys()
        for language, moment in each.began.items():
            assert merged.began[language] <= moment
        assert merged.waits >= each.waits


def text_of(known: Ledger) -> str:
    """The text of the lock that tells what is `known`."""
    return ledger.content_of(known).decode()


def test_marks_of_a_conflict_are_passed_over(tmp_path: Path) -> None:
    """Both sides of a merge that nobody resolved are kept, with the newer facts of a post in both."""
    mine = replace(LINE, path="posts/a/quay.md", updated=LATE)
    other = replace(LINE, id="two", first=LATE, gone=True)
    head, *rest = text_of(Ledger(posts={LINE.id: mine})).splitlines()
    _, _, *others = text_of(Ledger(posts={LINE.id: LINE, "two": other})).splitlines()
    text = [head, "<<<<<<< HEAD", *rest, "||||||| base", "=======", *others]
    (tmp_path / "envoi.lock").write_text(
        "\r\n".join([*text, ">>>>>>> drafts", ""]), encoding="utf-8", newline=""
    )

    assert ledger.load(tmp_path).posts == {LINE.id: mine, "two": other}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("envoi.lock 2\n", 1),
        ("post\tid\n", 1),
        ("<<<<<<< a\nenvoi.lock 1\n=======\nenvoi.lock 7\n", 4),
        ("envoi.lock 1\n\npost\tid\n", 3),
        ("envoi.lock 1\nletter\tid\n", 2),
        ("envoi.lock 1\nsent\tid\n", 2),
        ("envoi.lock 1\nnewsletter\ten\tyesterday\n", 2),
        ("envoi.lock 1\nissue\ta\t2026-11-01T00:00:00Z\ten\tk\ts\tdouble\n", 2),
        ("envoi.lock 1\nfeed\tfeeds\thttps://a.example/\tyesterday\n", 2),
        ("envoi.lock 1\nfeed\tfeeds\thttps://a.example/\t2026-11-20T09:00:00\n", 2),
        ("envoi.lock 1\nfeed\tfe\\eds\thttps://a.example/\t2026-11-20T09:00:00Z\n", 2),
        ("envoi.lock 1\narchive\tfeeds\tone\t2026-11-20T09:00:00Z\n", 2),
        (
            "envoi.lock 1\npost\ti\t{0}\t{0}\t/\tp\tf\tlost\n".format(
                "2026-11-20T09:00:00Z"
            ),
            2,
        ),
    ],
)
def test_what_is_no_fact_is_named(tmp_path: Path, text: str, line: int) -> None:
    """A version that is not known and a line that cannot be read stop the build at that line."""
    (tmp_path / "envoi.lock").write_text(text, encoding="utf-8")

    with pytest.raises(Stop) as stopped:
        ledger.load(tmp_path)

    assert stopped.value.problem.code == "ledger"
    assert str(stopped.value.problem.place) == f"envoi.lock:{line}"
    assert stopped.value.problem.hint


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", None], ids=["bytes", "folder"])
def test_what_is_no_text_is_named(tmp_path: Path, content: bytes | None) -> None:
    """A file in no encoding, or a folder in its place, ends the build with a word."""
    if content is None:
        (tmp_path / "envoi.lock").mkdir()
    else:
        (tmp_path / "envoi.lock").write_bytes(content)

    with pytest.raises(Stop) as stopped:
        ledger.load(tmp_path)

    assert stopped.value.problem.code == "ledger"


def test_no_file_tells_nothing(tmp_path: Path) -> None:
    """A folder that was never built has an empty ledger, and nothing is written for it."""
    ledger.save(ledger.load(tmp_path), tmp_path, Report())

    assert ledger.load(tmp_path) == Ledger()
    assert list(tmp_path.iterdir()) == []


def test_same_facts_touch_nothing(tmp_path: Path) -> None:
    """A ledger that tells nothing new is not written again; one that does keeps its permissions and its link."""
    (tmp_path / "real").mkdir()
    (tmp_path / "envoi.lock").symlink_to(tmp_path / "real" / "lock")
    known = Ledger(posts={LINE.id: LINE})
    ledger.save(known, tmp_path, Report())
    real = tmp_path / "real" / "lock"
    real.chmod(0o640)
    before = real.stat()
    ledger.save(ledger.load(tmp_path), tmp_path, Report())
    same = real.stat()
    ledger.save(
        replace(known, feeds={"feeds": FeedMark(origin="x", updated=LATE)}),
        tmp_path,
        Report(),
    )

    assert (same.st_ino, same.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert (tmp_path / "envoi.lock").is_symlink()
    assert real.stat().st_ino != before.st_ino
    assert real.stat().st_mode == before.st_mode
    assert ledger.load(tmp_path).feeds["feeds"].updated == LATE
    assert [path.name for path in (tmp_path / "real").iterdir()] == ["lock"]


@pytest.mark.parametrize("reason", [errno.EACCES, errno.EROFS, errno.EPERM])
def test_a_folder_that_is_read_only_is_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: int
) -> None:
    """Where nobody may write, as in a checkout on CI, the build goes on and says so."""
    monkeypatch.setattr(os, "open", failing(reason))
    report = Report()
    ledger.save(Ledger(posts={LINE.id: LINE}), tmp_path, report)

    [problem] = report
    assert (problem.code, problem.level) == ("ledger-unwritten", Level.WARNING)
    assert not (tmp_path / "envoi.lock").exists()


def test_what_an_issue_needs_is_no_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where what went out cannot be remembered the run ends with 4: else it would go out twice."""
    monkeypatch.setattr(os, "open", failing(errno.EROFS))
    report = Report()

    with pytest.raises(Stop) as stopped:
        ledger.save(Ledger(posts={LINE.id: LINE}), tmp_path, report, needed=True)

    assert stopped.value.exit is Exit.ENVIRONMENT
    assert list(report) == []


def test_two_issues_of_one_name_are_one() -> None:
    """Where both sides of a merge made an issue of one name, the same one is kept whichever comes first."""
    early = IssueMark(date=EARLY, language="en", subject="B", key="b")
    late = IssueMark(date=LATE, language="en", subject="A", key="a")
    sides = [
        text_of(Ledger().with_issue("x", mark, {"id": key}, {"": mark.date}))
        for mark, key in ((early, "1"), (late, "2"))
    ]
    one, other = ledger.parse("".join(sides)), ledger.parse("".join(sides[::-1]))

    assert one == other
    assert one.issues == {"x": early}
    assert one.sent == {"id": {"x": "2"}}
    assert one.began == {"": EARLY}


def test_a_full_disk_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What else the system refuses ends the run with 4; the old ledger is whole, and nothing is left beside it."""
    ledger.save(Ledger(posts={LINE.id: LINE}), tmp_path, Report())
    monkeypatch.setattr(os, "fsync", failing(errno.ENOSPC))

    with pytest.raises(Stop) as stopped:
        ledger.save(Ledger(), tmp_path, Report())

    assert stopped.value.exit is Exit.ENVIRONMENT
    assert ledger.load(tmp_path).posts == {LINE.id: LINE}
    assert [path.name for path in tmp_path.iterdir()] == ["envoi.lock"]


def failing(reason: int):
    """A call of the system that fails for `reason`."""

    def fail(*_: object, **__: object) -> int:
        raise OSError(reason, os.strerror(reason))

    return fail
