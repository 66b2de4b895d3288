"""Parts of some work -> what is made of them, by several processes that take turns."""

import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TypeVar

import pytest
from lxml.html import fragment_fromstring

from envoi import config, feeds, posts
from envoi.model import Body, Post, State
from envoi.posts import workers
from envoi.posts.treeless import values_of_body, without_tree
from envoi.posts.workers import cut, spread
from envoi.problems import Problem, Report
from envoi.zones import zone_named

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux bears a fork"
)

T = TypeVar("T")
MANY = [*range(41)]
PARTS = cut(MANY, 4)
HERE = os.getpid()
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def here(part: Sequence[int]) -> list[tuple[int, bool]]:
    """The items of a part, and whether this process made them."""
    return [(item, os.getpid() == HERE) for item in part]


def made(
    work: Callable[[Sequence[int]], Sequence[T]],
    parts: Sequence[Sequence[int]] = PARTS,
    processes: int = 2,
) -> list[T]:
    """What is made of all items."""
    return [*chain.from_iterable(spread(work, parts, processes))]


@contextmanager
def together(
    work: Callable[[Sequence[int]], T],
) -> Iterator[Callable[[Sequence[int]], T]]:
    """`work`, of which this process does the first part only until another one has begun."""
    begun, tell = os.pipe()

    def patient(part: Sequence[int]) -> T:
        if os.getpid() != HERE:
            os.write(tell, b".")
        elif part[0]:
            select.select([begun], [], [])
        return work(part)

    yield patient
    os.close(begun)
    os.close(tell)


def childless() -> bool:
    """Whether this process has no children, not even dead ones."""
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return True
    return False


def test_who_is_free_takes_the_next_part_and_the_order_is_kept() -> None:
    """While another process is at its first part, this one makes later ones, and each is given in its turn."""
    begun, tell = os.pipe()
    over, go_on = os.pipe()
    first = os.memfd_create("first")

    def work(part: Sequence[int]) -> list[tuple[int, bool]]:
        if os.getpid() != HERE and not os.fstat(first).st_size:
            os.write(first, bytes(part[:1]))
            os.write(tell, b".")
            os.read(over, 1)
        elif os.getpid() == HERE and part[0]:
            select.select([begun], [], [])
            if part[0] > os.pread(first, 1, 0)[0]:
                os.write(go_on, b".")
        return here(part)

    found = made(work)
    at = os.pread(first, 1, 0)[0]
    assert [item for item, _ in found] == MANY
    assert [own for _, own in found[:4]] == [True] * 4
    assert [own for _, own in found[at : at + 8]] == [False] * 4 + [True] * 4
    assert childless()
    for one in (begun, tell, over, go_on, first):
        os.close(one)


def test_there_are_no_more_processes_than_parts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And one at least, whatever was asked for."""
    forked: list[int] = []
    fork = os.fork
    monkeypatch.setattr(os, "fork", lambda: forked.append(1) or fork())
    for parts, processes, others in (
        (cut(MANY, 20), 9, 2),
        ([MANY], 9, 0),
        (PARTS, 0, 0),
        ([], 9, 0),
    ):
        forked.clear()
        assert made(lambda part: part, parts, processes) == [*chain(*parts)]
        assert len(forked) == others


def test_nothing_is_forked_beside_a_thread() -> None:
    """A fork would copy its locks, but not the thread that opens them."""
    ended = threading.Event()
    thread = threading.Thread(target=ended.wait)
    thread.start()
    try:
        assert made(here) == [(item, True) for item in MANY]
    finally:
        ended.set()
        thread.join()


@pytest.mark.parametrize("call", ["fork", "pipe"])
def test_what_the_system_refuses_is_done_here(
    call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where processes or files are short."""

    def refused(*_: object) -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, call, refused)
    assert made(here) == [(item, True) for item in MANY]


def test_a_pipe_that_holds_less_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where somebody has many large ones already: the other process then waits more often."""
    monkeypatch.setattr(workers, "_HELD", 1 << 40)
    with together(
        lambda part: [(item, b"." * 99_999, here(part)[0][1]) for item in part]
    ) as work:
        found = made(work)
    assert [item for item, _, _ in found] == MANY
    assert not all(own for _, _, own in found)


def test_what_a_process_that_was_ended_did_not_make_is_made_here() -> None:
    """As where the system ends it for want of memory: what it had handed over counts."""

    def work(part: Sequence[int]) -> list[tuple[int, bool]]:
        if part[0] >= 20 and os.getpid() != HERE:
            os.kill(os.getpid(), signal.SIGKILL)
        return here(part)

    with together(work) as patient:
        found = made(patient)
    assert [item for item, _ in found] == MANY
    assert not all(own for item, own in found if item < 20)
    assert all(own for item, own in found if item >= 20)
    assert childless()


def test_what_cannot_be_handed_over_is_made_here() -> None:
    """As a tree; half of it may have been sent."""
    with together(lambda part: [(b"." * 99_999, lambda: part) for _ in part]) as work:
        found = made(work)
    assert [part() for _, part in found] == [part for part in PARTS for _ in part]


def test_a_fault_of_the_work_is_raised_in_its_turn() -> None:
    """Wherever it came up first."""

    def work(part: Sequence[int]) -> Sequence[int]:
        if 28 in part:
            raise ValueError(28)
        return part

    parts = spread(work, PARTS, 2)
    assert [next(parts) for _ in range(7)] == PARTS[:7]
    with pytest.raises(ValueError, match="28"):
        next(parts)
    assert childless()


def test_who_stops_early_ends_all_processes() -> None:
    """Even one that waits for something that never comes."""
    never, kept_open = os.pipe()

    def work(part: Sequence[int]) -> Sequence[int]:
        if os.getpid() != HERE:
            os.read(never, 1)
        return part

    with closing(spread(work, PARTS, 2)) as parts:
        assert next(parts) == PARTS[0]
        assert not childless()
    assert childless()
    os.close(never)
    os.close(kept_open)


def test_no_process_is_far_ahead() -> None:
    """One that finds no room for what it made waits until somebody takes it, and this one for the next part, once it has a few."""
    begun = os.memfd_create("begun")

    def work(part: Sequence[int]) -> bytes:
        os.write(begun, b".")
        return b"." * 2 * workers._HELD

    with closing(spread(work, PARTS, 2)) as parts:
        for number, _ in enumerate(parts, 1):
            assert os.fstat(begun).st_size <= number + 1 + workers._AHEAD
    os.close(begun)


def test_a_zone_comes_back_as_the_same_object() -> None:
    """Python compares times of one zone by the clock on the wall, but only if it is one object."""
    zone = zone_named("Europe/Istanbul")
    assert all(one is zone for one in made(lambda part: [zone] * len(part)))


def test_a_post_comes_back_as_it_is() -> None:
    """Some of those that are made come from another process, which would be there in vain if it could not pack them."""
    post = Post(path="a.md", slug="a", title="A", state=State.PUBLISHED, published=NOW)
    with together(lambda part: [(post, os.getpid())] * len(part)) as work:
        found = made(work)

    assert all(one == post for one, _ in found)
    assert {process for _, process in found} != {HERE}


def test_a_body_comes_back_without_its_tree() -> None:
    """And equal in all else."""
    tree = fragment_fromstring("<div>High</div>")
    body = Body(tree=tree, html="High", summary="Low", files={"a": "b"}, unnamed={"a": 3})  # fmt: skip
    for one in made(lambda part: [without_tree(body)] * len(part)):
        assert values_of_body(one) == values_of_body(body)
        assert not hasattr(one, "tree")


WAITING = """
import os, select, signal
from envoi.posts.workers import cut, spread

signal.signal(signal.SIGINT, signal.default_int_handler)
own = os.getpid()
begun, tell = os.pipe()

def work(part):
    if os.getpid() != own:
        os.write(1, b"ready\\n")
        os.write(tell, b".")
        os.read(0, 1)
    elif part[0]:
        select.select([begun], [], [])
    return part

for part in spread(work, cut(range(900), 2), 2):
    if part[0] == 0:
        os.write(1, b"ready\\n")
"""


def waiting() -> subprocess.Popen[bytes]:
    """Two processes, one of which waits at its first part, and the other for that."""
    process = subprocess.Popen(
        [sys.executable, "-c", WAITING],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout
    lines = {process.stdout.readline() for _ in range(2)}
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
        assert process.stdout.read() == b""


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
    for number in range(2 * posts.LEAST + 7):
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
