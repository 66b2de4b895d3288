"""What a build costs, in counts that are the same on every machine: files opened, bodies rendered, files written.

Time is measured by `benchmarks/`, where it may vary. What is held here does not; a change that needs
a larger number has to say why, and one that needs a smaller one may lower it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from . import program

OPENED = Path(__file__).parent / "support" / "opened.py"
POSTS = 200
SHOWN = 20
"""How many of them a feed shows; so many are opened a second time, for their bodies."""

BESIDE = 40
"""Most files that a build opens which finds nothing changed, posts aside: configuration, ledger, each file of the output and their lists."""

ONCE = 1
"""How often a replayed build opens a file: its record in `.envoi/`, and such as are too young to be told by their times."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """How often each file was opened for reading and for writing, by its path below the folder, and the `bytes` that were written."""

    reading: Counter[str]
    writing: Counter[str]
    bytes: int

    @property
    def posts(self) -> Counter[str]:
        """Of those that were read, the posts."""
        return Counter({k: n for k, n in self.reading.items() if k[:6] == "posts/"})


def opened(folder: Path, *words: str) -> Opened:
    """What `envoi build FOLDER WORDS` opens."""
    done = subprocess.run(
        [sys.executable, OPENED, folder, "build", folder, "--quiet", *words],
        env=program.environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["code"] == 0, done.stderr
    return Opened(
        reading=Counter(told["reading"]),
        writing=Counter(told["writing"]),
        bytes=told["bytes"],
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of posts with two tags."""
    first = datetime(2020, 1, 1, tzinfo=UTC)
    posts = {
        f"posts/{at}.md": f"---\ntitle: Day {at}\ndate: {first + timedelta(at):%Y-%m-%d}\n"
        f"tags: [day, {'even' if at % 2 == 0 else 'odd'}]\n---\n\nThe boat of day {at}.\n"
        for at in range(POSTS)
    }
    return program.fill(tmp_path / "blog", posts | {"envoi.toml": program.CONFIG})


def configure(folder: Path, feeds: str) -> None:
    """Add a table of feeds to the configuration."""
    with (folder / "envoi.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n[feeds]\n{feeds}\n")


@pytest.mark.parametrize(
    ("feeds", "bodies"),
    [
        ("", SHOWN),
        ("tags = true", 2 * SHOWN),
        ("archives = true", POSTS),
        ("tags = true\narchives = true", POSTS),
    ],
)
def test_each_post_is_read_once_and_once_more_for_its_body(
    folder: Path, feeds: str, bodies: int
) -> None:
    """A build opens every post for its front matter, and again only those that a feed shows, however many do."""
    configure(folder, feeds)

    posts = opened(folder, "--no-cache").posts

    assert len(posts) == POSTS
    assert posts.total() - POSTS <= bodies


def test_unchanged_build_writes_nothing(folder: Path) -> None:
    """A second build compares what it made with what is there, and opens no file for writing but its record."""
    opened(folder)

    again = opened(folder)
    beside = again.reading - again.posts

    assert [path for path in again.writing if not path.startswith(".envoi/")] == []
    assert beside.total() <= BESIDE


def test_unchanged_build_is_replayed(folder: Path) -> None:
    """A third build opens its record alone."""
    opened(folder)
    opened(folder)

    third = opened(folder)

    assert set(third.reading.values()) == {ONCE}
    assert third.writing.total() == 0


def test_changed_post_is_all_that_is_written(folder: Path) -> None:
    """Where an old post that nothing shows was edited, nothing but the ledger is written."""
    opened(folder)
    program.fill(folder, {"posts/3.md": program.POST.replace("2026-11-20", "2020-01-04")})  # fmt: skip

    again = opened(folder)

    kept = [path for path in again.writing if path.startswith(".envoi/")]
    assert {path[:11] for path in again.writing - Counter(kept)} == {".envoi-lock"}


@pytest.mark.skipif(sys.platform != "linux", reason="no other system counts bytes")
def test_a_large_output_is_written_once(folder: Path) -> None:
    """What is too much to be kept in memory is written where it stays, and not at all where it stands already."""
    text = "The boat came late, and nobody minded. " * 500
    for post in (folder / "posts").iterdir():
        post.write_text(post.read_text(encoding="utf-8") + text, encoding="utf-8")
    configure(folder, "sections = true\ntags = true\narchives = true\nbudget = 0")

    first = opened(folder, "--no-cache").bytes
    again = opened(folder, "--no-cache").bytes

    files = [file.stat().st_size for file in (folder / "public").rglob("*.*")]
    posts = sum(file.stat().st_size for file in (folder / "posts").iterdir())
    # in three formats, an entry of each post is kept aside, for all feeds
    assert sum(files) > 8 * posts
    assert first < sum(files) + 3.5 * posts
    assert again < 3.5 * posts


def test_post_that_came_is_all_that_is_read(folder: Path) -> None:
    """Where a post came, with a picture, it is read, once for what it says and once for its body; of the others those that are shown, once."""
    opened(folder)
    program.fill(folder, {"posts/new.md": program.POST, "posts/new.png": "no picture"})

    posts = opened(folder).posts

    assert len(posts) == SHOWN
    assert {path for path, count in posts.items() if count > 1} == {"posts/new.md"}


@pytest.mark.parametrize(
    "module",
    [
        "asyncio",
        "difflib",
        "docutils",
        "envoi.check",
        "envoi.dialects.eleventy",
        "envoi.dialects.javascript",
        "envoi.explain",
        "envoi.postbox",
        "envoi.posts.built",
        "envoi.posts.restructuredtext",
        "envoi.posts.shortcodes.engine",
        "envoi.posts.shortcodes.syntax",
        "envoi.posts.yaml_block",
        "envoi.preview",
        "imagesize",
        "importlib.metadata",
        "ssl",
        "textwrap",
        "yaml",
        "zipfile",
    ],
)
def test_a_plain_build_imports_nothing_that_few_need(
    module: str, modules: set[str]
) -> None:
    """Half of the time that a small build takes is that of imports."""
    assert module not in modules


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """What is imported for a folder of plain Markdown, with plain front matter, and by nobody who measures that."""
    folder = program.fill(
        tmp_path_factory.mktemp("plain"),
        {"posts/quay.md": program.POST, "envoi.toml": program.CONFIG},
    )
    code = "import atexit, sys; atexit.register(lambda: print(*sys.modules)); "
    code += "from envoi.__main__ import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "build", folder, "--now", program.NOW, "--quiet"],
        env={k: v for k, v in program.environment().items() if k[:9] != "COVERAGE_"},
        capture_output=True,
        text=True,
        check=True,
    )
    found = set(done.stdout.splitlines()[-1].split())
    assert "envoi.posts.yaml_fence" in found
    return found
