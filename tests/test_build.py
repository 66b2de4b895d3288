"""The whole way from a folder to its output: same bytes, nothing held out gets in, old or new."""

from __future__ import annotations

import email
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.policy import default
from pathlib import Path
from typing import Any, ClassVar, Self

import pytest

from envoi import dialects
from envoi.build import Outcome, Request, build
from envoi.dialects import Dialect, Files, Generator
from envoi.model import State
from envoi.output import claim
from envoi.problems import Exit, Level, Place, Report, Stop

from .program import (
    CONFIG,
    NOW,
    POST,
    copy,
    environment,
    files,
    fill,
    run,
    start,
    times,
)

MOMENT = datetime(2026, 11, 22, 12, tzinfo=UTC)
PLAIN_USER = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search")


@pytest.fixture
def relief(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example's folder."""
    return copy(checkout / "examples" / "relief", tmp_path_factory.mktemp("a") / "b")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with three posts and a configuration."""
    posts = {
        f"posts/{day}.md": POST.replace("quay", f"quay on day {day}").replace(
            "2026-11-20", f"2026-11-{day}"
        )
        for day in (11, 12, 13)
    }
    return fill(tmp_path / "site", {"envoi.toml": CONFIG, **posts})


def publish(folder: Path, **asked: Any) -> Outcome:
    """A build in this process, at a fixed moment."""
    return build(Request(folder=folder, now=MOMENT, **asked), Report())


def ours(public: Path) -> dict[str, bytes]:
    """What a build published, without its notes to itself."""
    return {
        path: content
        for path, content in files(public).items()
        if not Path(path).name.startswith(".envoi-")
    }


def leftovers(folder: Path) -> list[str]:
    """What a build must not leave behind."""
    return [p.name for p in folder.rglob(".envoi-*") if p.name != ".envoi-manifest"]


def test_twice(relief: Path, tmp_path: Path) -> None:
    """A second build changes no byte, inode or time, of files and of folders."""
    public = tmp_path / "public"
    first = publish(relief, output=public)
    content, moments = files(public), times(tmp_path)
    second = publish(relief, output=public)

    assert all(done.changed for done in first.published)
    assert not any(done.changed for done in second.published)
    assert files(public) == content
    assert times(tmp_path) == moments


@pytest.fixture(scope="module")
def expected(
    checkout: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, bytes]:
    """What the real program makes of the example."""
    top = tmp_path_factory.mktemp("expected")
    folder, public = copy(checkout / "examples/relief", top / "relief"), top / "public"
    done = run("build", folder, "--now", NOW, "-o", public)
    assert done.returncode == Exit.PUBLISHED
    return files(public)


@pytest.mark.parametrize(
    "env",
    [
        {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1"},
        {"TZ": "America/Los_Angeles", "LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8"},
        {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONHASHSEED": "4242", "SOURCE_DATE_EPOCH": "0", "COLUMNS": "20"},
        {"PYTHONOPTIMIZE": "2", "PYTHONDEVMODE": "1", "USER": "nobody", "HOME": "/"},
    ],
    ids=str,
)
def test_same_bytes_on_any_machine(
    relief: Path, tmp_path: Path, expected: dict[str, bytes], env: dict[str, str]
) -> None:
    """Zone, language, hash seed and user of the machine change no byte."""
    public = tmp_path / "public"
    done = run("build", relief, "--now", NOW, "-o", public, env=env)

    assert done.returncode == Exit.PUBLISHED
    assert files(public) == expected


def test_same_bytes_in_any_folder(
    relief: Path, tmp_path: Path, expected: dict[str, bytes]
) -> None:
    """Where the folder is, what it is called, how it is named and when its files were made
    changes no byte."""
    copy = tmp_path / "İ ~ % & <b>" / "copy"
    for path in sorted((p for p in relief.rglob("*") if p.is_file()), reverse=True):
        if "public" in path.relative_to(relief).parts:
            continue
        target = copy / path.relative_to(relief)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
        os.utime(target, (1, 1))
    (tmp_path / "link").symlink_to(copy)
    for cwd, folder, public in (
        (tmp_path, copy, tmp_path / "absolute"),
        (copy, Path(), Path("public")),
        (copy / "posts", Path(".."), Path("../../relative")),
        (tmp_path, Path("link"), Path("linked")),
    ):
        done = run("build", folder, "--now", NOW, "-o", public, cwd=cwd)
        assert done.returncode == Exit.PUBLISHED
        assert files(cwd / public) == expected


def test_same_bytes_in_any_order(
    relief: Path,
    tmp_path: Path,
    expected: dict[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The order in which a file system lists its files changes no byte."""
    plain = os.scandir
    chance = random.Random(7)

    class Shuffled:
        def __init__(self, path: Any = ".") -> None:
            with plain(path) as found:
                self.entries = list(found)
            chance.shuffle(self.entries)

        def __iter__(self) -> Iterator[Any]:
            return iter(self.entries)

        def __next__(self) -> Any:
            if not self.entries:
                raise StopIteration
            return self.entries.pop()

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def close(self) -> None:
            pass

    public = tmp_path / "public"
    monkeypatch.setattr(os, "scandir", Shuffled)
    publish(relief, output=public)
    monkeypatch.undo()

    assert files(public) == expected


HELD_OUT = {
    "draft": "date: 2026-11-20\ndraft: true\n",
    "future": "date: 2026-11-23\n",
    "expired": "date: 2026-11-20\nexpires: 2026-11-21\n",
    "unlisted": "date: 2026-11-20\nunlisted: true\n",
    "undated": "",
    "broken": "date: 2026-11-20\nid: [\n",
}


@pytest.mark.parametrize("state", HELD_OUT)
def test_held_out(site: Path, state: str) -> None:
    """Of a post that is not for readers no word is in any byte of the output."""
    word = "Zugvogel"
    fill(
        site,
        {
            f"posts/{word}.md": f"---\ntitle: {word}\n{HELD_OUT[state]}tags: [{word}]\n"
            f"slug: {word}\nauthor: {word}\nimage: {word}.jpg\nsummary: {word}\n"
            f"id: {word}\n---\n\n{word}\n",
            "posts/other.md": POST,
        },
    )
    outcome = publish(site, keep_going=True)

    assert outcome.states == {State.PUBLISHED: 4, State(state): 1}
    found = files(site / "public")
    letter = email.message_from_bytes(
        found["newsletter/next/letter.eml"], policy=default
    )
    found |= {part.get_content_type(): part.get_content().encode()
              for part in letter.walk() if not part.is_multipart()}  # fmt: skip
    assert len(found) == 15
    for path, content in found.items():
        assert word.lower().encode() not in content.lower(), path


def test_error_leaves_the_old_output(site: Path) -> None:
    """A build with an error changes no byte and no time of the old output."""
    publish(site)
    content, moments = files(site / "public"), times(site / "public")
    fill(site, {"posts/bad.md": "---\ndate: never\n---\n", "posts/good.md": POST})
    outcome = publish(site)

    assert outcome.exit is Exit.PROBLEMS
    assert outcome.published == ()
    assert files(site / "public") == content
    assert times(site / "public") == moments


@pytest.mark.parametrize(
    "outputs",
    [
        ["out"],
        ["posts/out"],
        ["."],
        ["one", "two"],
    ],
    ids=" ".join,
)
def test_output_is_no_input(site: Path, outputs: list[str]) -> None:
    """What was written below the folder is not read as posts by the next build."""
    (site / "envoi.toml").write_text(CONFIG + '[posts]\nfolder = "."\n')
    fill(site, {"notes/aside.html": "<h1>Not dated</h1>"})
    for output in (*outputs, outputs[-1]):
        outcome = publish(site, output=site / output)
        assert outcome.states == {State.PUBLISHED: 3, State.UNDATED: 1}


def test_another_generators_files(site: Path) -> None:
    """In a shared `public/` everything that Envoi did not write stays as it is."""
    theirs = fill(
        site / "public",
        {
            "index.html": "theirs",
            "feeds/theirs.xml": "theirs",
            "newsletter/2019/index.html": "theirs",
            "newsletter/next/theirs.css": "theirs",
        },
    )
    before, moments = files(theirs), times(theirs)
    for number in range(3):
        fill(site, {f"posts/more-{number}.md": POST})
        outcome = publish(site)
        assert outcome.exit is Exit.PUBLISHED
        assert files(theirs).items() >= before.items()
        after = times(theirs)
        assert {path: after[path] for path in before} == {
            path: moments[path] for path in before
        }


def test_formats(site: Path) -> None:
    """Which feeds are written is as `feeds.formats` says; the others go."""
    publish(site)
    (site / "envoi.toml").write_text(f'{CONFIG}[feeds]\nformats = ["json"]\n')
    publish(site)

    assert [path for path in ours(site / "public") if "feeds/" in path] == [
        "feeds/feed.css",
        "feeds/feed.json",
        "feeds/feeds.opml",
        "feeds/head.html",
        "feeds/index.html",
    ]
    for path in ("feeds/index.html", "feeds/head.html", "feeds/feeds.opml"):
        text = (site / "public" / path).read_text()
        assert "https://harbour.example/feeds/feed.json" in text
        assert "feeds/rss.xml" not in text
    page = (site / "public/newsletter/next/index.html").read_text()
    assert "feeds/feed.json" in page
    assert "rss.xml" not in page


def test_limit_and_summary(site: Path) -> None:
    """`feeds.limit` and `feeds.content` say how many posts a feed holds, and how much of each."""
    (site / "envoi.toml").write_text(
        f'{CONFIG}[feeds]\nlimit = 2\ncontent = "summary"\n'
    )
    publish(site)
    rss = (site / "public/feeds/rss.xml").read_text()

    assert "day 13" in rss
    assert "day 12" in rss
    assert "day 11" not in rss
    assert "content:encoded>" not in rss


LANGUAGES = {
    "posts/tr.md": POST.replace("date:", "lang: tr\ndate:"),
    "posts/gb.md": POST.replace("date:", "lang: en-GB\ndate:"),
    "posts/tw.md": POST.replace("date:", "lang: zh_tw\ndate:"),
    "posts/cn.md": POST.replace("date:", "lang: zh-cn\ndate:"),
}


def test_feed_for_each_language(site: Path) -> None:
    """Posts in several languages have a feed of each beside that of all, in that language and named by it."""
    fill(site, LANGUAGES)
    publish(site)
    feeds = site / "public/feeds"
    told = {
        path.parent.name: json.loads(path.read_text())
        for path in sorted(feeds.rglob("feed.json"))
    }

    titles = {name: feed["title"] for name, feed in told.items()}
    assert titles == {
        "feeds": "harbour.example",
        "en": "harbour.example (English)",
        "tr": "harbour.example (Türkçe)",
        "zh-CN": "harbour.example (中文, 简体, 中国)",
        "zh-TW": "harbour.example (中文, 繁體, 台灣)",
    }
    assert {name: len(feed["items"]) for name, feed in told.items()} == {
        "feeds": 7, "en": 4, "tr": 1, "zh-CN": 1, "zh-TW": 1
    }  # fmt: skip
    assert told["tr"]["language"] == "tr"
    assert told["tr"]["feed_url"] == "https://harbour.example/feeds/tr/feed.json"
    assert told["tr"]["home_page_url"] == told["feeds"]["home_page_url"]
    page = (site / "public/newsletter/next/index.html").read_text()
    assert "feeds/feed.json" in page
    assert "feeds/tr/" not in page


@pytest.mark.parametrize(("day", "named"), [("10", False), ("13", True), ("21", True)])
def test_posts_that_fit_no_section(site: Path, day: str, named: bool) -> None:
    """A post that no section takes is named if it is newer than one that the letter shows."""
    tagged = POST.replace("title:", "tags: [press]\ntitle:").replace("11-20", "11-12")
    section = '[[newsletter.section]]\ntag = "press"\n'
    for path in site.glob("posts/*.md"):
        path.unlink()
    fill(
        site,
        {
            "envoi.toml": CONFIG + section,
            "posts/press.md": tagged,
            "posts/other.md": POST.replace("11-20", f"11-{day}"),
        },
    )
    report = Report()
    build(Request(folder=site, now=MOMENT), report)

    assert ("no-section" in {p.code for p in report}) == named


def test_letters_of_another_language(site: Path) -> None:
    """A post in letters that its language is never written in is named once; code and quotations make it none."""
    arabic = (
        "طريق الميناء مفتوح منذ يوم الثلاثاء، وقد عبرت الشاحنات قبل موعدها بأسبوعين. "
    )
    said = POST.replace("title:", "lang: tr\ntitle:")
    code = "```\nfrom quay import boats, ropes\n```\n" * 20
    fill(
        site,
        {
            "posts/cadir.md": said + arabic * 6,
            "posts/ev.md": said + f"Kapıda şöyle yazıyordu, hepimiz okuduk: {arabic}",
            "posts/tent.ar.md": POST + arabic * 6 + "\n\n" + code,
            "posts/tent.md": POST,
        },
    )
    report = Report()
    build(Request(folder=site, now=MOMENT), report)

    found = [p for p in report if p.code == "language-script"]
    assert [(p.level, p.place) for p in found] == [
        (Level.WARNING, Place(path="posts/cadir.md", line=1))
    ]
    assert "Arabic" in found[0].message


def test_no_feed_for_each_language(site: Path) -> None:
    """One language has no feed of its own; `feeds.languages = false` takes those of several away."""
    publish(site)
    assert not (site / "public/feeds/en").exists()
    fill(site, LANGUAGES)
    publish(site)
    assert (site / "public/feeds/tr/rss.xml").exists()
    (site / "envoi.toml").write_text(f"{CONFIG}[feeds]\nlanguages = false\n")
    publish(site)
    assert not (site / "public/feeds/tr/rss.xml").exists()
    assert (site / "public/feeds/rss.xml").exists()


def test_limit_is_that_of_each_language(site: Path) -> None:
    """The feed of a language has its newest posts, though they are in no other feed."""
    fill(site, LANGUAGES)
    (site / "envoi.toml").write_text(f"{CONFIG}[feeds]\nlimit = 1\n")
    publish(site)
    for path in (site / "public/feeds").rglob("feed.json"):
        assert len(json.loads(path.read_text())["items"]) == 1


WRONG = {
    "nothing": {},
    "no post": {"posts/notes.txt": "x"},
    "drafts": {"posts/a.md": "---\ndate: 2026-11-20\ndraft: true\n---\n"},
    "undated": {"posts/a.md": "# A\n", "posts/b.md": "# B\n"},
    "unreadable dates": {"posts/a.md": "---\ndate: 05/06/2026\n---\n"},
    "to come": {"posts/a.md": "---\ndate: 2030-01-01\n---\n"},
    "broken": {"posts/a.md": "---\ntitle: [\n---\n"},
    "not UTF-8": {"posts/a.md": "---\ndate: 2026-11-20\n---\n\udcff"},
}


@pytest.mark.parametrize("case", WRONG)
@pytest.mark.parametrize("keep_going", [False, True])
def test_never_an_empty_feed(tmp_path: Path, case: str, keep_going: bool) -> None:
    """A folder without a post for readers ends with another code than 0, says why, and writes no feed."""
    fill(tmp_path, {"envoi.toml": CONFIG})
    for path, text in WRONG[case].items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(text.encode(errors="surrogateescape"))
    report = Report()
    request = Request(folder=tmp_path, now=MOMENT, keep_going=keep_going)
    outcome = build(request, report)

    assert outcome.exit in (Exit.PROBLEMS, Exit.NOTHING)
    assert report.count()["error"]
    assert outcome.published == ()
    assert not (tmp_path / "public").exists()


def test_every_file_is_named_with_its_state(site: Path) -> None:
    """Each file with a post's suffix is in a state, and each other file beside it is named."""
    fill(
        site,
        {
            "posts/undated.md": "# A\n",
            "posts/README.md": "x",
            "posts/_index.md": "x",
            "posts/notes.org": "* A",
            "posts/.hidden": "x",
        },
    )
    report = Report()
    outcome = build(Request(folder=site, now=MOMENT), report)

    assert dict(outcome.files) == {
        **dict.fromkeys(["posts/11.md", "posts/12.md", "posts/13.md"], "published"),
        "posts/undated.md": "undated",
    }
    assert outcome.skipped == ("posts/README.md", "posts/_index.md", "posts/notes.org")
    found = {problem.code: problem for problem in report}
    assert found["not-read"].message == (
        "1 file beside the posts was not read (1 .org)"
    )


JEKYLL = {
    "_config.yml": "title: Quay\nurl: https://quay.example\n",
    "_posts/2026-11-20-one.md": "---\ntitle: One\n---\n\nText.\n",
}


def test_what_is_no_post_has_a_reason(tmp_path: Path) -> None:
    """A file that its generator does not take for a post is named with the reason."""
    fill(tmp_path, JEKYLL | {"_posts/without-a-day.md": "---\ntitle: A\n---\n"})
    outcome = publish(tmp_path)

    assert outcome.states == {"published": 1, "not a post": 1}
    assert list(outcome.reasons) == ["_posts/without-a-day.md"]
    assert all(outcome.reasons.values())


def test_generator_is_named(tmp_path: Path) -> None:
    """A build says by what generator's rules it read the posts, unless envoi.toml names that."""
    fill(tmp_path, JEKYLL)
    report = Report()
    build(Request(folder=tmp_path, now=MOMENT), report)
    found = {problem.code: problem for problem in report}
    assert found["dialect"].message == (
        "a site by Jekyll (_config.yml): 1 post in _posts"
    )
    fill(tmp_path, {"envoi.toml": '[posts]\ndialect = "jekyll"\n'})
    report = Report()
    build(Request(folder=tmp_path, now=MOMENT), report)
    assert "dialect" not in {problem.code for problem in report}


@dataclass(frozen=True, kw_only=True)
class Nowhere(Dialect):
    """A generator whose addresses stand in the code of the site."""

    NAME: ClassVar = "nowhere"
    TITLE: ClassVar = "Nowhere"

    @classmethod
    def find(cls, files: Files, *, asked: bool) -> Self | None:
        """By `nowhere.txt`."""
        return cls(file="nowhere.txt") if files.is_file("nowhere.txt") else None


def test_addresses_that_nobody_tells(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a generator's addresses cannot be known, and posts do not tell, that is said once; a pattern ends it."""
    nowhere = Generator(Nowhere.__module__, "Nowhere", ("nowhere.",))
    known = {"nowhere": nowhere, "plain": dialects.DIALECTS["plain"]}
    monkeypatch.setattr(dialects, "DIALECTS", known)
    fill(
        site,
        {
            "nowhere.txt": "",
            "posts/own.md": POST.replace("date:", "permalink: /own/\ndate:"),
        },
    )
    report = Report()
    build(Request(folder=site, now=MOMENT), report)
    (found,) = [problem for problem in report if problem.code == "addresses"]
    assert found.message.startswith("the addresses of 3 posts are made from the path")
    (site / "envoi.toml").write_text(f'{CONFIG}[posts]\npermalink = "/:slug/"\n')
    report = Report()
    build(Request(folder=site, now=MOMENT), report)
    assert "addresses" not in {problem.code for problem in report}


def test_changed_only(site: Path) -> None:
    """When one post changes, only the files that show it are written anew."""
    (site / "envoi.toml").write_text(f"{CONFIG}[feeds]\nlimit = 1\n")
    publish(site)
    moments = times(site / "public")
    fill(site, {"posts/11.md": POST.replace("2026-11-20", "2026-11-11")})
    outcome = publish(site)

    changed = {done.path for done in outcome.published if done.changed}
    assert {path.split("/")[0] for path in changed} == {"newsletter"}
    for name in ("rss.xml", "atom.xml", "feed.json"):
        assert times(site / "public")[f"feeds/{name}"] == moments[f"feeds/{name}"]


def test_kill(site: Path, tmp_path: Path) -> None:
    """kill -9 at a random moment leaves the old output or the new one; the next build is whole."""
    generations = {}
    for name in ("old", "new"):
        fill(site, {"posts/news.md": POST.replace("boat", f"{name} boat")})
        begun = time.monotonic()
        run("build", site, "--now", NOW, "-o", tmp_path / name / "public")
        lasts = time.monotonic() - begun
        generations[name] = ours(tmp_path / name / "public")
    assert generations["old"] != generations["new"]
    run("build", site, "--now", NOW)
    chance = random.Random(9)
    for number in range(int(os.environ.get("ENVOI_TEST_KILLS", "10"))):
        name = ("old", "new")[number % 2]
        fill(site, {"posts/news.md": POST.replace("boat", f"{name} boat")})
        with start("build", site, "--now", NOW) as process:
            time.sleep(chance.uniform(0.4, 1.05) * lasts)
            process.send_signal(signal.SIGKILL)
            process.communicate()
        assert process.returncode in (Exit.PUBLISHED, -signal.SIGKILL)
        assert ours(site / "public") in generations.values()
    done = run("build", site, "--now", NOW)
    assert (done.returncode, done.stderr) == (Exit.PUBLISHED, "")
    assert ours(site / "public") == generations[name]
    assert not leftovers(site)


def test_disk_full(site: Path) -> None:
    """Where a file cannot be written whole: one clear line, code 4, the old output intact."""
    public = site / "public"
    run("build", site, "--now", NOW)
    before, moments = files(public), times(public)
    fill(site, {"posts/new.md": POST + "\nMore of it.\n" * 500})
    # the limit holds for the file that coverage would write, too
    unmeasured = {k: v for k, v in environment().items() if "COVERAGE" not in k}
    done = subprocess.run(
        ["sh", "-c", 'ulimit -f 4; exec "$0" -m envoi build "$1" --now "$2"',
         sys.executable, site, NOW],
        env=unmeasured,
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip

    assert done.returncode == Exit.ENVIRONMENT
    assert done.stdout == ""
    assert done.stderr.startswith(f"error[output]: cannot write {public}")
    assert "file too large; the output is as it was\n" in done.stderr
    assert len(done.stderr.splitlines()) == 2
    assert files(public) == before
    assert times(public) == moments
    assert not leftovers(site)
    assert run("build", site, "--now", NOW).returncode == Exit.PUBLISHED


def test_read_only(site: Path) -> None:
    """A write-protected output: one clear line, code 4, the old output intact."""
    before = PLAIN_USER if os.geteuid() == 0 else ()
    if before and (
        not shutil.which("setpriv")
        or subprocess.run(
            [*before, "true"], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("as root it needs a setpriv that can drop capabilities")
    public = site / "public"
    run("build", site, "--now", NOW)
    content = files(public)
    fill(site, {"posts/new.md": POST})
    for folder in (public, site):
        folder.chmod(0o555)
    try:
        done = subprocess.run(
            [*before, sys.executable, "-m", "envoi", "build", site, "--now", NOW],
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        for folder in (public, site):
            folder.chmod(0o755)

    assert done.returncode == Exit.ENVIRONMENT
    assert done.stdout == ""
    assert "permission denied; the output is as it was\n" in done.stderr
    assert len(done.stderr.splitlines()) == 2
    assert files(public) == content
    assert not leftovers(site)


@pytest.mark.parametrize("name", ["posts/shut", "shut", "posts"])
def test_folder_without_rights(site: Path, name: str) -> None:
    """A folder that nobody may read is named, wherever posts are looked for; its posts are not taken for gone."""
    before = PLAIN_USER if os.geteuid() == 0 else ()
    if before and (
        not shutil.which("setpriv")
        or subprocess.run(
            [*before, "true"], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("as root it needs a setpriv that can drop capabilities")
    if "/" not in name and name != "posts":
        fill(site, {"envoi.toml": f'{CONFIG}[posts]\nfolder = "."\n'})
    fill(site, {f"{name}/more.md": POST})
    (site / name).chmod(0o000)
    try:
        done = subprocess.run(
            [*before, sys.executable, "-m", "envoi", "build", site, "--now", NOW],
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        (site / name).chmod(0o755)

    assert done.returncode == Exit.ENVIRONMENT
    assert done.stderr == (
        f"error[unreadable]: {site}/{name} cannot be read: Permission denied\n"
        "  check the folder and its permissions\n"
    )
    assert not (site / "envoi.lock").exists()


def test_two_at_once(site: Path) -> None:
    """Two builds of one folder at once both succeed."""
    with (
        start("build", site, "--now", NOW) as one,
        start("build", site, "--now", NOW) as two,
    ):
        said = [process.communicate(timeout=120)[1] for process in (one, two)]

    assert (one.returncode, two.returncode) == (Exit.PUBLISHED, Exit.PUBLISHED)
    assert set(said) <= {
        "",
        "Another build of this output is running; waiting for it …\n",
    }
    assert not leftovers(site)
    assert not any(done.changed for done in publish(site).published)


def test_second_build_says_that_it_waits(site: Path) -> None:
    """A build that finds another one at work says so, and goes on when that is done."""
    with claim(site / "public"):
        process = start("build", site, "--now", NOW)
        assert process.stderr
        said = process.stderr.readline()
        assert not (site / "public").exists()
    out, _ = process.communicate(timeout=120)

    assert said == "Another build of this output is running; waiting for it …\n"
    assert process.returncode == Exit.PUBLISHED
    assert "Published 3 posts" in out


def test_broken_page_of_feeds_stops_the_build(site: Path) -> None:
    """A user's template that cannot be used is named with its line, and nothing is published."""
    fill(site, {"templates/feeds/subscribe.html.j2": "<p>\n{{ nosuch }}"})

    with pytest.raises(Stop) as caught:
        publish(site)

    assert str(caught.value.problem.place) == "templates/feeds/subscribe.html.j2:2"
    assert not (site / "public").exists()
