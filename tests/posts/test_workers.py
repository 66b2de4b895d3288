"""Items -> what is made of them, by several processes."""

import os
import signal
import subprocess
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from envoi import config, feeds, posts
from envoi.model import Post
from envoi.posts import workers
from envoi.posts.workers import spread
from envoi.problems import Problem, Report
from envoi.zones import zone_named

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux bears a fork"
)

MANY = range(2 * workers.LEAST + 1)
HERE = os.getpid()
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def here(item: int) -> tuple[int, bool]:
    """The item, and whether this process made it."""
    return item, os.getpid() == HERE


def childless() -> bool:
    """Whether this process has no children, not even dead ones."""
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return True
    return False


def test_many_items_are_made_by_several_processes_in_their_order() -> None:
    """Each process makes one stretch of them, this one the first; none is left."""
    made = list(spread(here, MANY, 2))
    assert [item for item, _ in made] == [*MANY]
    assert [own for _, own in made] == [True] * 400 + [False] * 401
    assert childless()


def test_there_are_as_many_processes_as_pay() -> None:
    """Whatever was asked for: a process makes no less than so many items."""
    pids = set(spread(lambda _: os.getpid(), MANY, 9))
    assert len(pids) == 2
    assert set(spread(lambda _: os.getpid(), MANY[:-2], 9)) == {HERE}
    assert list(spread(here, (), 2)) == []


def test_nothing_is_forked_beside_a_thread() -> None:
    """A fork would copy its locks, but not the thread that opens them."""
    ended = threading.Event()
    thread = threading.Thread(target=ended.wait)
    thread.start()
    try:
        assert list(spread(here, MANY, 2)) == [(item, True) for item in MANY]
    finally:
        ended.set()
        thread.join()


@pytest.mark.parametrize("call", ["fork", "memfd_create"])
def test_what_the_system_refuses_is_done_here(
    call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where processes or memory are short."""

    def refused(*_: object) -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, call, refused)
    assert list(spread(here, MANY, 2)) == [(item, True) for item in MANY]


def test_what_a_process_that_was_ended_did_not_make_is_made_here() -> None:
    """As where the system ends it for want of memory: what it had left counts."""
    last = MANY[-10]

    def work(item: int) -> tuple[int, bool]:
        if item == last and os.getpid() != HERE:
            os.kill(os.getpid(), signal.SIGKILL)
        return here(item)

    made = list(spread(work, MANY, 2))
    assert [item for item, _ in made] == [*MANY]
    assert made[last] == (last, True)
    assert childless()


def test_a_fault_of_the_work_is_raised_in_its_turn() -> None:
    """Wherever it came up first."""
    last = MANY[-10]

    def work(item: int) -> int:
        if item == last:
            raise ValueError(item)
        return item

    made: list[int] = []
    with pytest.raises(ValueError, match=str(last)):
        made.extend(spread(work, MANY, 2))
    assert childless()


def test_who_stops_early_ends_all_processes() -> None:
    """Even one that waits for something that never comes."""
    never, kept_open = os.pipe()

    def work(item: int) -> int:
        if os.getpid() != HERE:
            os.read(never, 1)
        return item

    with closing(spread(work, MANY, 2)) as made:
        assert next(made) == 0
        assert not childless()
    assert childless()
    os.close(never)
    os.close(kept_open)


def test_a_zone_comes_back_as_the_same_object() -> None:
    """Python compares times of one zone by the clock on the wall, but only if it is one object."""
    zone = zone_named("Europe/Istanbul")
    made = list(spread(lambda _: zone, MANY, 2))
    assert all(one is zone for one in made)


WAITING = """
import os, signal
from envoi.posts.workers import LEAST, spread

signal.signal(signal.SIGINT, signal.default_int_handler)
own = os.getpid()

def work(item):
    if os.getpid() != own:
        os.write(1, b".")
    if item in (0, LEAST):
        os.write(1, b"ready\\n")
        os.read(0, 1)
    return item

list(spread(work, range(2 * LEAST), 2))
"""


def waiting() -> subprocess.Popen[bytes]:
    """Two processes, each of which waits at its first item."""
    process = subprocess.Popen(
        [sys.executable, "-c", WAITING],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout
    lines = {process.stdout.readline().strip(b".") for _ in range(2)}
    assert lines == {b"ready\n"}
    return process


@pytest.mark.parametrize("send", [os.kill, os.killpg])
def test_an_interruption_ends_all_processes(send: object) -> None:
    """Ctrl-C, which goes to all of them, or a signal to the first one alone; one of them says so."""
    assert callable(send)
    with waiting() as process:
        send(process.pid, signal.SIGINT)
        assert process.stdout
        assert process.stderr
        assert process.stdout.read() == b""
        assert process.stderr.read().count(b"KeyboardInterrupt\n") == 1


def test_a_process_whose_parent_was_killed_ends_soon() -> None:
    """It makes no more than what it is at."""
    with waiting() as process:
        process.kill()
        process.wait()
        assert process.stdin
        assert process.stdout
        process.stdin.close()
        assert len(process.stdout.read()) < workers.LEAST


def read(folder: Path, processes: int) -> tuple[list[Post], list[Problem]]:
    """The posts of `folder`, and what is wrong with them."""
    report = Report()
    settings = config.load(folder, report, formats=tuple(feeds.FORMATS))
    found = posts.read(
        settings,
        NOW,
        folder / "public",
        report,
        lambda _, paths: paths,
        processes=processes,
    )
    return list(found), report.problems


def test_posts_and_problems_are_the_same_however_many_read_them(tmp_path: Path) -> None:
    """In every half are good posts, odd ones and broken ones."""
    (tmp_path / "envoi.toml").write_text(
        '[site]\nurl = "https://quay.example.org/"\ntimezone = "Europe/Istanbul"\n',
        encoding="utf-8",
    )
    (tmp_path / "posts").mkdir()
    for number in range(2 * workers.LEAST + 7):
        head = {
            3: "lang: nowhere",
            4: "tags: [quay, tide]\nauthor: Ada Quay",
            5: "image: 'javascript:x'",
        }.get(number % 10, "draft: false")
        text = f"---\ntitle: Tide {number}\ndate: 2025-03-01 10:{number % 60:02}\n{head}\n---\nHigh at {number}.\n"
        data = text.encode("utf-8" if number % 100 else "utf-16-be")
        (tmp_path / "posts" / f"tide-{number:04}.md").write_bytes(data)
    alone, together = read(tmp_path, 1), read(tmp_path, 2)
    assert alone == together
    assert {one.code for one in alone[1]} == {"encoding", "language", "unsafe-address"}
    assert len({one.published for one in alone[0]}) > 2
