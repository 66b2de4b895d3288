"""What a person or a program sees of `envoi`: words, codes, and never a traceback."""

from __future__ import annotations

import errno
import json
import os
import pty
import re
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner

from envoi import cli, console
from envoi.problems import Exit, Level, Problem

from .program import CONFIG, NOW, POST, environment, files, fill, run

PLAIN_PROGRAM = """
import dataclasses, hashlib, pathlib, unicodedata, click
program = click.Group(context_settings={"help_option_names": ["-h", "--help"]})
for name in ("build", "init", "new"):
    program.command(name)(lambda: None)
click.version_option("1", "-V")(program)
"""
"""What any program made with click imports, one that has paths, digests and records."""
BAD = "---\ntitle: Bad\ndate: 31/11/2026\n---\n\nNobody knows when.\n"
STATES = [
    "published",
    "draft",
    "future",
    "expired",
    "unlisted",
    "undated",
    "broken",
    "not a post",
]


def dated(title: str, more: str = "", body: str = "Text.", day: str = "20") -> str:
    """A post with a date, and `more` lines of front matter."""
    return f"---\ntitle: {title}\ndate: 2026-11-{day}\n{more}---\n\n{body}\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with one good post and a configuration that leaves nothing to complain of."""
    return fill(tmp_path / "site", {"envoi.toml": CONFIG, "posts/quay.md": POST})


def build(
    folder: Path, *words: str | Path, **env: str
) -> subprocess.CompletedProcess[str]:
    """`envoi build` of `folder`, at a fixed time."""
    return run("build", folder, "--now", NOW, *words, env=env)


def test_published(site: Path) -> None:
    """A build without problems says what it wrote on standard output, and ends with 0."""
    first, second = build(site), build(site)

    assert (first.returncode, first.stderr) == (Exit.PUBLISHED, "")
    assert re.search(
        rf"^  wrote  {site}/public/feeds/rss.xml  \(.*\)$", first.stdout, re.MULTILINE
    )
    assert first.stdout.splitlines()[-1] == "Published 1 post; 11 of 11 files changed."
    assert re.search(
        rf"^  kept   {site}/public/feeds/rss.xml  \(.*\)$", second.stdout, re.MULTILINE
    )
    assert second.stdout.splitlines()[-1] == "Published 1 post; 0 of 11 files changed."


def test_many_files_are_shown_by_folder(site: Path) -> None:
    """More files than a screen takes are shown as folders, with how many there are in each and how large they are."""
    fill(
        site,
        {
            f"posts/{language}.md": POST.replace("date:", f"lang: {language}\ndate:")
            for language in ("de", "en", "es", "fr", "it", "pt", "tr")
        },
    )

    done = run("build", site, "--now", NOW)

    assert re.search(r"^  wrote  \S+/feeds/rss.xml  \(", done.stdout, re.MULTILINE)
    assert re.search(
        r"^  wrote  \S+/feeds/tr/  \(3 files, .*\)$", done.stdout, re.MULTILINE
    )
    assert "feeds/tr/rss.xml" not in done.stdout


def test_lock_is_shown(site: Path) -> None:
    """The file that keeps the ids is named as what it is when it is written, and --json tells of it; a trial has none."""
    first, second = build(site), build(site)
    fill(site, {"posts/more.md": dated("More")})
    told = json.loads(build(site, "--json").stdout)
    same = json.loads(build(site, "--json").stdout)
    trial = build(site, "--url", "http://localhost:4000/")
    tried = json.loads(build(site, "--url", "http://localhost:4000/", "--json").stdout)

    assert (
        f"  wrote  {site}/envoi.lock  "
        "(commit it: by it readers are spared posts they know)\n"
    ) in first.stdout
    assert f"  kept   {site}/envoi.lock\n" in second.stdout
    assert "envoi.lock  " not in trial.stdout
    assert told["lock"] == {"path": "envoi.lock", "changed": True}
    assert same["lock"] == {"path": "envoi.lock", "changed": False}
    assert tried["lock"] is None


def test_removed(site: Path) -> None:
    """What a build takes away is shown, many files of a folder as one; --json names each."""
    toml = '[[feed]]\ntitle = "Boats"\n[feeds]\ntags = true\n'
    tags = ", ".join(f"t{number}" for number in range(9))
    fill(site, {"envoi.toml": f"{CONFIG}{toml}"})
    fill(site, {"posts/quay.md": POST.replace("date:", f"tags: [{tags}]\ndate:")})
    build(site)
    fill(site, {"envoi.toml": f"{CONFIG}[feeds]\ntags = true\n"})
    few = build(site)
    build(site, "-o", site / "other")
    fill(site, {"envoi.toml": CONFIG})
    many, told = (
        build(site),
        json.loads(build(site, "-o", site / "other", "--json").stdout),
    )

    for name in ("rss.xml", "atom.xml", "feed.json"):
        assert f"  removed  {site}/public/feeds/boats/{name}\n" in few.stdout
    assert f"  removed  {site}/public/feeds/tags/  (27 files)\n" in many.stdout
    assert "warning[feed-gone]" in few.stderr
    assert "11 files changed." in many.stdout
    assert len(told["removed"]) == 27
    assert "feeds/tags/t3/rss.xml" in told["removed"]
    assert len(told["artifacts"]) == 11


def test_problems(site: Path) -> None:
    """An error stops publication: path, line, code, and what to write instead; code 1."""
    fill(site, {"posts/bad.md": BAD})
    done = build(site)

    assert done.returncode == Exit.PROBLEMS
    assert done.stdout == ""
    assert done.stderr == (
        f'{site}/posts/bad.md:3: error[date]: cannot read "31/11/2026" as a date\n'
        "  write 2026-11-30, or 2026-11-30T09:00+03:00\n"
        f"1 error. Nothing was published; {site}/public was not made.\n"
        "  mend this, or publish the good posts with --keep-going\n"
    )
    assert not (site / "public").exists()


def test_problems_leave_the_old_output(site: Path) -> None:
    """After a failed build the old output is there, byte for byte, and is said to be."""
    build(site)
    before = files(site / "public")
    fill(site, {"posts/bad.md": BAD, "posts/new.md": dated("New")})
    done = build(site)

    assert f"{site}/public is as it was" in done.stderr
    assert files(site / "public") == before


def test_keep_going(site: Path) -> None:
    """--keep-going publishes the good posts, says so, and ends with 1 all the same."""
    fill(site, {"posts/bad.md": BAD})
    done = build(site, "--keep-going")

    assert done.returncode == Exit.PROBLEMS
    assert "error[date]" in done.stderr
    assert done.stdout.splitlines()[-1] == (
        "1 error. Published 1 post all the same (not: 1 undated); 11 of 11 files changed."
    )
    assert b"The quay" in (site / "public/feeds/rss.xml").read_bytes()


def test_keep_going_with_nothing_good(site: Path) -> None:
    """Where no post is good, --keep-going publishes nothing and is not recommended."""
    (site / "posts/quay.md").write_text(BAD)
    for words in ((), ("--keep-going",)):
        done = build(site, *words)
        assert done.returncode == Exit.PROBLEMS
        assert "Nothing was published" in done.stderr
        assert "--keep-going" not in done.stderr
        assert not (site / "public").exists()


def test_strict(site: Path) -> None:
    """Warnings pass; with --strict they stop publication, and --keep-going still publishes."""
    fill(site, {"posts/aside.md": "# Without a date\n"})

    assert build(site).returncode == Exit.PUBLISHED
    done = build(site, "--strict", "-o", site / "strict")
    assert done.returncode == Exit.PROBLEMS
    assert "1 warning. Nothing was published" in done.stderr
    done = build(site, "--strict", "--keep-going", "-o", site / "strict")
    assert done.returncode == Exit.PROBLEMS
    assert "1 warning. Published 1 post all the same (not: 1 undated)" in done.stdout


def test_quiet(site: Path) -> None:
    """--quiet says nothing of what went well or is merely good to know, but names warnings."""
    fill(site, {"posts/mark.md": "\ufeff" + dated("With a mark")})
    assert "notice[byte-order-mark]" in build(site).stderr
    done = build(site, "--quiet")
    assert (done.stdout, done.stderr) == ("", "")
    fill(site, {"posts/aside.md": "# Without a date\n"})
    done = build(site, "-q")
    assert done.stdout == ""
    assert done.stderr.startswith(f"{site}/posts/aside.md:1: warning[undated]: ")
    fill(site, {"posts/bad.md": BAD})
    assert "Nothing was published" in build(site, "-q").stderr


def test_three_of_a_kind(site: Path) -> None:
    """Of one kind of problem three are shown and the others counted; --json has all."""
    fill(site, {f"posts/{n}.md": f"# Undated {n}\n" for n in range(5)})
    done = build(site)

    assert done.stderr.count("warning[undated]") == 3
    assert "… and 2 more [undated]; --json has all\n" in done.stderr
    assert len(json.loads(build(site, "--json").stdout)["problems"]) == 5


def test_grouping_hides_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    """An error is shown even if three warnings with its code came before it."""
    levels = [Level.WARNING] * 5 + [Level.ERROR]
    console.show(
        [Problem(level=level, code="date", message="x") for level in levels],
        quiet=False,
    )

    assert "error[date]: x\n" in capsys.readouterr().err


def test_json(site: Path) -> None:
    """--json prints one object of the documented shape on standard output, and nothing else."""
    fill(
        site,
        {
            "posts/draft.md": dated("Draft", "draft: true\n"),
            "posts/future.md": dated("Future", day="30"),
            "posts/old.md": dated("Old", "expires: 2026-11-21\n"),
            "posts/hidden.md": dated("Hidden", "unlisted: true\n"),
            "posts/undated.md": "# Undated\n",
            "posts/bad.md": BAD,
            "posts/broken.md": "---\ntitle: [\n---\n",
            "posts/notes.txt": "Not read.\n",
        },
    )
    done = build(site, "--json", "--keep-going")
    told = json.loads(done.stdout)

    assert done.returncode == Exit.PROBLEMS
    assert done.stderr == ""
    assert list(told) == ["posts", "files", "artifacts", "removed", "lock", "problems"]
    counts = dict.fromkeys(STATES, 1) | {"undated": 2, "not a post": 0}
    assert told["posts"] == {"read": 8, **counts}
    assert told["files"][0] == {"path": "posts/bad.md", "state": "undated"}
    assert told["files"][-1] == {"path": "posts/notes.txt", "state": "not read"}
    assert len(told["files"]) == 9
    assert list(told["posts"]) == ["read", *STATES]
    assert told["artifacts"][0] == {
        "path": "feeds/rss.xml",
        "bytes": (site / "public/feeds/rss.xml").stat().st_size,
        "changed": True,
    }
    assert [file["path"] for file in told["artifacts"]] == [
        "feeds/rss.xml",
        "feeds/atom.xml",
        "feeds/feed.json",
        "feeds/index.html",
        "feeds/feed.css",
        "feeds/feeds.opml",
        "feeds/head.html",
        "newsletter/next/index.html",
        "newsletter/next/letter.html",
        "newsletter/next/letter.txt",
        "newsletter/next/letter.eml",
    ]
    assert told["problems"][0] == {
        "level": "error",
        "code": "date",
        "path": "posts/bad.md",
        "line": 3,
        "message": 'cannot read "31/11/2026" as a date',
        "hint": "write 2026-11-30, or 2026-11-30T09:00+03:00",
    }
    again = json.loads(build(site, "--json", "--keep-going").stdout)
    assert not any(file["changed"] for file in again["artifacts"])


@pytest.mark.parametrize(
    ("config", "words", "code", "exit"),
    [
        ("[site]\nurll = 1\n", (), "config", Exit.USAGE),
        (CONFIG, ("--post", "nobody"), "no-post", Exit.USAGE),
        (CONFIG, ("--since", "yesterday"), "since", Exit.USAGE),
        (CONFIG, ("-o", "/dev/null"), "output", Exit.ENVIRONMENT),
    ],
)
def test_json_of_a_stop(
    site: Path, config: str, words: tuple[str, ...], code: str, exit: Exit
) -> None:
    """What cannot go on is told in the same shape."""
    (site / "envoi.toml").write_text(config)
    done = build(site, "--json", *words)
    told = json.loads(done.stdout)

    assert (done.returncode, done.stderr) == (exit, "")
    assert told["posts"] == {"read": 0} | dict.fromkeys(STATES, 0)
    assert told["files"] == []
    assert told["artifacts"] == []
    assert [problem["code"] for problem in told["problems"]] == [code]
    keys = ["level", "code", "path", "line", "message", "hint"]
    assert list(told["problems"][0]) == keys


def test_since(site: Path) -> None:
    """--since chooses what the letter shows, and not what the feeds hold."""
    fill(site, {"posts/older.md": dated("Older", day="01")})
    build(site, "--since", "2026-11-10")

    assert "Older" not in (site / "public/newsletter/next/letter.txt").read_text()
    assert "Older" in (site / "public/feeds/rss.xml").read_text()
    done = build(site, "--since", "2026-11-21")
    assert done.returncode == Exit.PUBLISHED
    assert "[no-letter]: " in done.stderr
    done = build(site, "--since", "tomorrow")
    assert done.returncode == Exit.USAGE
    assert 'cannot read --since "tomorrow" as a date\n  write 2026-11-30' in done.stderr


def test_post(site: Path) -> None:
    """--post shows how the letter of one post would look, in the place of the next draft."""
    fill(site, {"posts/older.md": dated("Older", "slug: the-old-one\n", day="01")})
    build(site)
    done = build(site, "--post", "the-old-one")

    assert done.returncode == Exit.PUBLISHED
    assert [p.name for p in (site / "public/newsletter").glob("[!.]*")] == ["next"]
    letter = (site / "public/newsletter/next/letter.eml").read_bytes()
    assert b"\nSubject: Older\r\n" in letter


@pytest.mark.parametrize(
    ("slug", "message"),
    [
        ("nobody", "no post is named nobody"),
        ("secret", "the post secret is not published (draft)"),
        ("../../etc", "no post is named ../../etc"),
    ],
)
def test_post_that_is_not_there(site: Path, slug: str, message: str) -> None:
    """A post that is not there, or not for readers, is a usage error that names one that is."""
    fill(site, {"posts/secret.md": dated("Secret", "draft: true\n")})
    done = build(site, "--post", slug)

    assert done.returncode == Exit.USAGE
    assert f"error[no-post]: {message}\n" in done.stderr
    assert "such as quay" in done.stderr
    assert not (site / "public").exists()


def test_clock(site: Path) -> None:
    """The clock is --now, else SOURCE_DATE_EPOCH; what is later than it is held out."""
    fill(site, {"posts/later.md": dated("Later", day="25")})

    def published(*words: str, **env: str) -> int:
        done = run("build", site, "--json", *words, env=env)
        return json.loads(done.stdout)["posts"]["published"]

    assert published("--now", "2026-11-22") == 1
    assert published("--now", "2026-11-24T23:59+03:00") == 1
    assert published("--now", "2026-11-25T00:00+03:00") == 2
    assert published("--now", "20261125T000000Z") == 2
    assert published(SOURCE_DATE_EPOCH="1795400000") == 1
    assert published(SOURCE_DATE_EPOCH="1795600000") == 2
    assert published("--now", "2026-11-22", SOURCE_DATE_EPOCH="nonsense") == 1
    done = run("build", site, env={"SOURCE_DATE_EPOCH": "nonsense"})
    assert done.returncode == Exit.USAGE
    assert "SOURCE_DATE_EPOCH=nonsense is no number of seconds" in done.stderr


def test_url_without_config(tmp_path: Path) -> None:
    """With --url a folder needs no configuration; that a letter is there too is a notice."""
    fill(tmp_path, {"quay.md": POST})
    done = build(tmp_path, "--url", "https://harbour.example", "--strict")

    assert done.returncode == Exit.PUBLISHED
    assert re.findall(r"(\w+)\[(no-[a-z]*)\]", done.stderr) == [
        ("notice", "no-zone"),
        ("notice", "no-newsletter"),
    ]
    checked = run("check", tmp_path, "--url", "https://harbour.example", "--now", NOW)
    assert "letter-" not in checked.stderr
    assert (
        b"https://harbour.example/quay/"
        in (tmp_path / "public/feeds/rss.xml").read_bytes()
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Usage: "),
        (("buidl",), "No such command 'buidl'"),
        (("build", "--nwo"), "No such option"),
        (("build", "--now", "soon"), 'cannot read "soon"; write 2026-11-30T09:00:00Z'),
        (("build", "--now", "0001-01-01T00:00+14:00"), 'cannot read "0001-'),
        (("build", "a", "b"), "unexpected extra argument"),
        (("build", "--url"), "requires an argument"),
        (("new",), "Missing argument 'TITLE'"),
    ],
)
def test_usage(words: tuple[str, ...], said: str) -> None:
    """Words that make no command end with 2 and say which of them is wrong."""
    done = run(*words)

    assert done.returncode == Exit.USAGE
    assert done.stdout == ""
    assert said in done.stderr


@pytest.mark.parametrize(
    ("name", "words", "exit", "said", "hint"),
    [
        ("empty", ("--url", "https://x.example"), Exit.NOTHING, "there is no post in this folder", "envoi new"),
        ("undated", ("--url", "https://x.example"), Exit.PROBLEMS, "no post has a date (2 files)", "add date: 2026-11-30"),
        ("drafts", ("--url", "https://x.example"), Exit.NOTHING, "no post is for readers yet: 1 draft", "publish one"),
        ("good", (), Exit.USAGE, "the address of the site is not known", "--url https://…"),
        ("nowhere", (), Exit.USAGE, "there is no folder nowhere", "name the folder"),
        ("https://quay.example/", (), Exit.USAGE, "there is no folder https:/quay", "did you mean --url?"),
        ("file.md", (), Exit.USAGE, "file.md is a file, not a folder", "name the folder"),
    ],
)  # fmt: skip
def test_one_clear_sentence(
    tmp_path: Path, name: str, words: tuple[str, ...], exit: Exit, said: str, hint: str
) -> None:
    """A folder that gives nothing to publish gets one error, and one line on what to do."""
    fill(
        tmp_path,
        {
            "undated/a.md": "# A\n",
            "undated/b.md": "# B\n",
            "drafts/a.md": dated("A", "draft: true\n"),
            "good/quay.md": POST,
            "file.md": POST,
        },
    )
    (tmp_path / "empty").mkdir()
    done = run("build", name, "--now", NOW, *words, cwd=tmp_path)

    assert done.returncode == exit
    errors = [line for line in done.stderr.splitlines() if "error[" in line]
    assert len(errors) == 1
    assert said in errors[0]
    after = done.stderr.splitlines()[done.stderr.splitlines().index(errors[0]) + 1]
    assert after.startswith("  ")
    assert hint in after
    assert not (tmp_path / name / "public").exists()


def test_unexpected_fault(
    site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What nobody thought of is an error[internal] and code 4, in JSON too; never a traceback."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("envoi.build.build", fail)
    monkeypatch.delenv("ENVOI_DEBUG", raising=False)
    for words in ([], ["--json"]):
        monkeypatch.setattr(sys, "argv", ["envoi", "build", str(site), *words])
        with pytest.raises(SystemExit) as end:
            cli.main()
        assert end.value.code == Exit.ENVIRONMENT
        out, err = capsys.readouterr()
        if words:
            problem = json.loads(out)["problems"][0]
            assert problem["code"] == "internal"
            assert problem["message"] == "ZeroDivisionError: division by zero"
        else:
            assert out == ""
            assert err.startswith(
                "error[internal]: ZeroDivisionError: division by zero\n"
            )
            assert "please report it" in err


def test_fault_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`init` and `new` show no traceback either; ENVOI_DEBUG=1 asks for it."""

    def fail(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("envoi.start.new", fail)
    monkeypatch.setattr(sys, "argv", ["envoi", "new", "Title"])
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code == Exit.ENVIRONMENT
    assert capsys.readouterr().err.startswith("error[memory]: out of memory")
    monkeypatch.setattr("envoi.start.new", lambda *_, **__: 1 / 0)
    monkeypatch.setenv("ENVOI_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        cli.main()


@pytest.mark.parametrize("streams", ["", "2>&1"])
@pytest.mark.parametrize("lines", [0, 1])
def test_reader_of_the_report_goes(site: Path, streams: str, lines: int) -> None:
    """A closed pipe is no problem of the build: it is published, code 0, no complaint."""
    script = (
        f'"{sys.executable}" -m envoi build "{site}" --now {NOW} {streams} | head -n {lines} >&2;'
        ' exit "${PIPESTATUS[0]}"'
    )
    done = subprocess.run(
        ["bash", "-c", script],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == Exit.PUBLISHED
    assert len(done.stderr.splitlines()) == lines
    assert (site / "public/feeds/rss.xml").exists()


def test_report_cannot_be_written(site: Path) -> None:
    """A full disk below standard output is said; the build itself is done."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "envoi", "build", site, "--now", NOW],
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert done.returncode == Exit.ENVIRONMENT
    assert done.stderr == "The report cannot be written: No space left on device\n"
    assert (site / "public/feeds/rss.xml").exists()


def test_interrupt(site: Path) -> None:
    """Ctrl-C ends a build with 130 and one word; the old output is whole."""
    build(site)
    before = files(site / "public")
    fill(site, {"posts/new.md": dated("New")})
    # what is started in the background of a script takes no notice of Ctrl-C
    hold = "import signal, time, envoi.output as o; o.publish = "
    hold += "lambda *a, **k: (print('ready', flush=True), time.sleep(60))"
    hold += "; signal.signal(signal.SIGINT, signal.default_int_handler)"
    code = f"{hold}; import sys; sys.argv = ['envoi', 'build', {str(site)!r}]; "
    code += "from envoi.cli import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", code],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)

    assert process.returncode == 130
    assert out == ""
    assert err.strip() == f"Interrupted; {site}/public is as it was."
    assert files(site / "public") == before
    assert build(site).returncode == Exit.PUBLISHED


def test_names_cannot_steer_the_terminal(tmp_path: Path) -> None:
    """Escape sequences in the names of files and folders are shown, not obeyed."""
    site = fill(
        tmp_path / "a\x1b[31mb",
        {
            "envoi.toml": CONFIG,
            "posts/\u202efdp.md": "# Undated\n",
            "posts/quay.md": POST,
        },
    )
    done = build(site)

    assert done.returncode == Exit.PUBLISHED
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202e]", done.stdout + done.stderr)
    assert r"posts/\u202efdp.md:1: warning[undated]" in done.stderr
    assert r"a\x1b[31mb/public/feeds/rss.xml" in done.stdout
    done = build(site, "--post", "\x1b]0;owned\x07")
    assert r"no post is named \x1b]0;owned\x07" in done.stderr
    done = run("init", site)
    assert r"a\x1b[31mb/envoi.toml is there already" in done.stderr


def at_terminal(site: Path, **env: str) -> str:
    """What `envoi build` prints at a terminal."""
    leader, follower = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "envoi", "build", site, "--now", NOW],
        env=environment(TERM="xterm", **env),
        stdin=follower,
        stdout=follower,
        stderr=follower,
    ) as process:
        os.close(follower)
        shown = b""
        with suppress(OSError):
            while more := os.read(leader, 4096):
                shown += more
        os.close(leader)
    assert process.returncode == Exit.PUBLISHED
    return shown.decode()


def test_colours(site: Path) -> None:
    """A terminal gets colours, unless NO_COLOR asks for none; a pipe never does."""
    fill(site, {"posts/aside.md": "# Without a date\n"})

    assert "\x1b[33mwarning[undated]\x1b[0m" in at_terminal(site)
    assert "\x1b" not in at_terminal(site, NO_COLOR="1")
    assert "\x1b" not in build(site).stderr


def test_progress(tmp_path: Path) -> None:
    """Long work shows how far it is, on a terminal only."""
    (tmp_path / "envoi.toml").write_text(CONFIG)
    fill(tmp_path, {f"{n}.md": dated(f"Post {n}") for n in range(500)})

    assert "Reading" in at_terminal(tmp_path)
    done = build(tmp_path)
    assert "Reading" not in done.stdout + done.stderr


def test_no_command_is_described_by_half() -> None:
    """The list of commands has a whole sentence for each, on a line of 80 columns."""
    shown = run("--help").stdout
    listed = shown.partition("Commands:\n")[2].splitlines()

    assert len(listed) > 10
    assert [line for line in listed if not line.endswith(".") or "..." in line] == []
    assert max(map(len, listed)) <= 80


@pytest.mark.parametrize("words", ["--help", "build --help", "init -h", "new -h", "-V"])
def test_help_imports_what_it_needs(words: str) -> None:
    """Help and version answer at once: what is imported for them is this, and nothing else."""
    own = imported("from envoi.cli import envoi as program", words)
    plain = imported(PLAIN_PROGRAM, words)

    assert own - plain == {
        "envoi",
        "envoi.cli",
        "envoi.cli_letters",
        "envoi.cli_pictures",
        "envoi.cli_preview",
        "envoi.command",
        "envoi.console",
        "envoi.problems",
    }


def imported(program: str, words: str) -> set[str]:
    """The modules that a click program has imported when it ends."""
    code = f"{program}\ntry: program({words.split()!r})\n"
    code += "finally: import sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize(
    "env",
    [
        {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii:strict"},
    ],
)
def test_locale_that_knows_no_letters(site: Path, env: dict[str, str]) -> None:
    """A locale without UTF-8 changes how letters are shown, and nothing else."""
    fill(
        site,
        {"posts/rıhtım.md": "# Rıhtım\n"}
        | {f"posts/{n}.md": "# N\n" for n in range(4)},
    )
    done = build(site, **env)
    told = build(site, "--json", **env)

    assert (done.returncode, told.returncode) == (0, 0)
    assert "Published 1 post" in done.stdout
    paths = {problem["path"] for problem in json.loads(told.stdout)["problems"]}
    assert "posts/rıhtım.md" in paths


def test_folder_whose_name_is_no_text(tmp_path: Path) -> None:
    """A folder whose name is not UTF-8 builds like any other, in words and in JSON."""
    name = os.fsdecode(bytes(tmp_path) + b"/r\xfdht\xfdm")
    try:
        Path(name).mkdir()
    except OSError as error:
        if error.errno in (errno.EILSEQ, errno.EINVAL):
            pytest.skip("this file system takes UTF-8 names only")
        raise
    site = fill(Path(name), {"envoi.toml": CONFIG, "posts/quay.md": POST})

    assert build(site).returncode == Exit.PUBLISHED
    assert json.loads(build(site, "--json").stdout)["posts"]["published"] == 1
    assert json.loads(build(site / "no", "--json").stdout)["problems"]


def test_runner(site: Path) -> None:
    """The commands run inside another program too, as the documentation's tools use them."""
    done = CliRunner().invoke(cli.envoi, ["build", str(site), "--now", NOW, "--json"])

    assert done.exit_code == Exit.PUBLISHED
    assert json.loads(done.stdout)["posts"]["published"] == 1
