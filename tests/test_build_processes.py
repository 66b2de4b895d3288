"""A build whose work several processes share -> the same as one does."""

import os
import signal
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from envoi import build, config, feeds
from envoi.posts.body import Renderer
from envoi.problems import Problem, Report

from . import program

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux bears a fork"
)

POSTS = 130
CHANGED = 57
HERE = os.getpid()
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
BODIES = {
    3: "{{< boat name=Tern >}} and {{< ferry >}}",
    5: "![](gone.png) and <script>alert(1)</script>",
    7: "{{< unheard >}} of",
    13: '[high](tide-1.md) <iframe src="https://tide.example/"></iframe>',
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Posts of two languages and three tags, odd ones in every stretch; a handler that works, two that do not."""
    first = datetime(2025, 1, 1, tzinfo=UTC)
    posts = {
        f"content/posts/tide-{at}{'' if at % 4 else '.ar'}.md": (
            f"---\n{'' if at % 17 == 0 else f'title: Tide {at}'}\n"
            f"date: {first + timedelta(at):%Y-%m-%d}\n"
            f"tags: [t{at % 3}]\n---\n\n"
            f"High at {at}. {BODIES.get(at % 15, '')}\n"
        )
        for at in range(POSTS)
    }
    return program.fill(
        tmp_path,
        {
            **posts,
            "hugo.toml": 'baseURL = "https://tide.example/"\n[languages.en]\n[languages.ar]\n',
            "templates/shortcodes/boat.html": "<b>{{ name }}</b>",
            "templates/shortcodes/ferry.html": "{{ nothing }}",
            "templates/shortcodes/raft.html": "{% if %}",
            "envoi.toml": program.CONFIG,
        },
    )


def made(
    folder: Path, processes: int, progress: Any = lambda _, paths: paths
) -> tuple[list[tuple[str, bytes]], list[Problem]]:
    """The files that a build makes, and what it says."""
    report = Report()
    request = build.Request(folder=folder, now=NOW, processes=processes)
    settings = config.load(folder, report, formats=tuple(feeds.FORMATS))
    done, _ = build.make(request, settings, report, progress)
    assert done
    return [(one.path, one.content) for one in done.artifacts], report.problems


FEEDS = ["tags = true", "archives = true", "tags = true\narchives = true", "archives = true\nbudget = 9000"]  # fmt: skip


@pytest.fixture(params=FEEDS)
def many(request: pytest.FixtureRequest, folder: Path) -> Path:
    """The folder with feeds that show all its posts."""
    with (folder / "envoi.toml").open("a") as file:
        file.write(f"\n[feeds]\nlimit = 9\n{request.param}\n")
    if "archives" not in request.param:
        (folder / "envoi.toml").write_text(
            (folder / "envoi.toml").read_text().replace("limit = 9", "limit = 60")
        )
    return folder


@pytest.fixture
def forks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The processes that are started."""
    fork, started = os.fork, list[int]()

    def noting() -> int:
        started.append(fork())
        return started[-1]

    monkeypatch.setattr(os, "fork", noting)
    return started


def test_files_and_problems_are_the_same(many: Path, forks: list[int]) -> None:
    """However many processes share the work, each problem is said once, in the order of the posts."""
    alone = made(many, 1)
    assert not forks
    assert made(many, 2) == alone
    assert forks
    assert made(many, 3) == alone
    said = Counter((one.code, one.place and one.place.path) for one in alone[1])
    assert said["shortcode-template", "templates/shortcodes/ferry.html"] == 1
    assert said["shortcode-template", "templates/shortcodes/raft.html"] == 1
    assert {code for code, _ in said} >= {"template-code", "missing-file", "embed"}  # fmt: skip


def test_few_posts_are_rendered_by_one_process(folder: Path, forks: list[int]) -> None:
    """Where feeds show twenty, to start another one would cost more than it spares."""
    made(folder, 4)
    assert not forks


def test_post_that_changed_is_left_out_and_named(many: Path, forks: list[int]) -> None:
    """Whichever process finds that it did since it was read."""

    def change(_: str, paths: Sequence[str]) -> Iterable[str]:
        yield from paths
        for at in (CHANGED, CHANGED + 12):
            post = many / f"content/posts/tide-{at}.md"
            post.write_text(post.read_text() + "Low.\n")

    alone = made(many, 1, change)
    assert made(many, 2, change) == alone
    assert forks
    changed = {
        one.place and one.place.path for one in alone[1] if one.code == "changed"
    }
    assert changed == {f"content/posts/tide-{at}.md" for at in (CHANGED, CHANGED + 12)}


@pytest.mark.parametrize("end", ["kill", "raise"])
def test_process_that_ends_early_changes_nothing(
    many: Path, forks: list[int], end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it did not make is made by the first one."""
    alone = made(many, 1)
    body, ended = Renderer.body, os.memfd_create("ended")
    begun: list[int] = []

    def ending(renderer: Renderer, post: Any, *of: Any) -> Any:
        """A process that was started ends at its twelfth post; the first one goes on when the last of them has."""
        if os.getpid() == HERE and forks:
            with suppress(ChildProcessError):
                os.waitid(os.P_PID, forks[-1], os.WEXITED | os.WNOWAIT)
        elif os.getpid() != HERE:
            begun.append(os.getpid())
            if begun.count(os.getpid()) == 12:
                os.write(ended, b".")
                if end == "kill":
                    os.kill(os.getpid(), signal.SIGKILL)
                raise MemoryError
        return body(renderer, post, *of)

    monkeypatch.setattr(Renderer, "body", ending)
    try:
        assert [made(many, count) for count in (2, 3)] == [alone, alone]
        assert os.fstat(ended).st_size
    finally:
        os.close(ended)
    assert forks
