"""A build of which nothing changed prints what it printed before, and never where something did."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from envoi import replay, stamps
from envoi.cli import envoi

from .program import CONFIG, NOW, POST, environment, files, fill, run, times

AT = ("--now", NOW)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that was built until nothing changed any more, so that the next build is replayed."""
    made = fill(
        tmp_path / "site", {"envoi.toml": CONFIG, "a-quay.md": POST, "b.toml": ""}
    )
    for _ in range(3):
        assert run("build", made, *AT).returncode == 0
    assert _is_replayed(made, *AT)
    return made


def _is_replayed(folder: Path, *words: str) -> bool:
    """Whether `envoi build` prints what was kept: a word that is put into what was kept comes out."""
    mark = "a word that no build says"
    kept = [*(folder / ".envoi").glob("replay-*")]
    texts = {path: path.read_text(encoding="utf-8") for path in kept}
    for path, text in texts.items():
        told, _, _ = text.rpartition("\x1d")
        path.write_text(replay.sealed(told + mark), encoding="utf-8")
    done = run("build", folder, *words)
    assert done.returncode == 0
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")
    return mark in done.stderr


def test_same_words(folder: Path) -> None:
    """What is replayed is what the build says that does the work, on both streams and as JSON; nothing is written."""
    for more in ((), ("--json",), ("--quiet",), ("--strict",)):
        worked = run("build", folder, *AT, *more, "--no-cache")
        run("build", folder, *AT, *more)
        before = times(folder)
        again = run("build", folder, *AT, *more)
        assert (again.stdout, again.stderr) == (worked.stdout, worked.stderr)
        assert times(folder) == before
        assert _is_replayed(folder, *AT, *more)


@pytest.mark.parametrize(
    "path",
    [
        "a-quay.md",
        "b.toml",
        "envoi.toml",
        "envoi.lock",
        "new.md",
        "deep/new.png",
        ".eleventyignore",
        "public/feeds/rss.xml",
        "public/feeds/.envoi-manifest",
    ],
)
def test_a_file_changed(folder: Path, path: str) -> None:
    """After any file of the folder, the ledger or the output came or changed, the work is done again."""
    file = folder / path
    old = file.read_text(encoding="utf-8") if file.exists() else ""
    fill(folder, {path: f"{old}\n"})
    assert not _is_replayed(folder, *AT)


def test_the_same_size_at_the_same_time(folder: Path) -> None:
    """A change that leaves size and time of a file as they were is seen, for its inode tells when it was changed."""
    post = folder / "a-quay.md"
    before = post.stat()
    post.write_text(POST.replace("noon", "four"), encoding="utf-8")
    os.utime(post, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert not _is_replayed(folder, *AT)


def test_a_file_went(folder: Path) -> None:
    """After a file was taken away, from the folder or from the output, the work is done again."""
    (folder / "b.toml").unlink()
    assert not _is_replayed(folder, *AT)
    for _ in range(2):
        run("build", folder, *AT)
    (folder / "public/feeds/atom.xml").unlink()
    assert not _is_replayed(folder, *AT)
    assert (folder / "public/feeds/atom.xml").exists()


def test_a_page_of_an_issue_that_is_out_went(folder: Path) -> None:
    """What earlier builds and issues published counts too: a page that is lost is made again."""
    assert run("issue", folder, *AT).returncode == 0
    for _ in range(3):
        assert run("build", folder, *AT).returncode == 0
    assert _is_replayed(folder, *AT)
    [page] = (folder / "public/newsletter").glob("2*/index.html")
    page.unlink()
    assert not _is_replayed(folder, *AT)
    assert page.exists()


def test_templates_that_are_shared(folder: Path, tmp_path: Path) -> None:
    """After a template changed in a folder elsewhere, to which `templates` is a link, the work is done again."""
    shared = fill(tmp_path / "shared", {"feeds/feed.css": "/* one */"})
    (folder / "templates").symlink_to(shared)
    for _ in range(3):
        assert run("build", folder, *AT).returncode == 0
    assert _is_replayed(folder, *AT)
    fill(shared, {"feeds/feed.css": "/* two */"})
    assert not _is_replayed(folder, *AT)
    assert files(folder / "public")["feeds/feed.css"].startswith(b"/* two */")


def test_a_link_that_leads_elsewhere(folder: Path) -> None:
    """So it is after a link to a folder was laid anew."""
    for name in ("one", "two"):
        fill(folder, {f"{name}/quay.txt": ""})
    (folder / "pictures").symlink_to("one")
    for _ in range(3):
        assert run("build", folder, *AT).returncode == 0
    assert _is_replayed(folder, *AT)
    (folder / "pictures").unlink()
    (folder / "pictures").symlink_to("two")
    assert not _is_replayed(folder, *AT)


def test_a_site_that_is_built_into_the_output(folder: Path) -> None:
    """The first page of a site in the output is told: what is said of template code names the folder."""
    fill(folder, {"public/index.html": "<p>A page.</p>"})
    assert not _is_replayed(folder, *AT)
    run("build", folder, *AT)
    assert _is_replayed(folder, *AT)
    fill(folder, {"public/index.html": "<p>Another one.</p>"})
    assert _is_replayed(folder, *AT)


def test_other_words(folder: Path, tmp_path: Path) -> None:
    """Other options, another terminal or another place to stand in: nothing of the one is said for the other."""
    assert not _is_replayed(folder, *AT, "--url", "https://other.example/")
    elsewhere = tmp_path / "elsewhere"
    assert not _is_replayed(folder, *AT, "--output", str(elsewhere))
    assert files(elsewhere)
    assert not _is_replayed(folder, "--explain", *AT)
    assert not _is_replayed(folder, *AT, "--no-cache")


def test_the_clock(tmp_path: Path) -> None:
    """Without `--now`, a post that is still to come, or to go, ends what is kept on its day."""
    future = POST.replace("2026-11-20", "2999-01-01")
    site = fill(tmp_path, {"envoi.toml": CONFIG, "a.md": POST, "b.md": future})
    env = {"SOURCE_DATE_EPOCH": "1900000000"}
    for _ in range(3):
        assert run("build", site, env=env).returncode == 0
    [kept] = (site / ".envoi").glob("replay-*")
    text = kept.read_text(encoding="utf-8")
    until = text.split("\x1d")[2]
    assert float(until) > 32_000_000_000
    before = times(site / ".envoi")
    assert run("build", site, env=env).returncode == 0
    assert times(site / ".envoi") == before, "replayed"
    told, _, _ = text.replace(until, "1700000000.0").rpartition("\x1d")
    kept.write_text(replay.sealed(told), encoding="utf-8")
    before = times(site / ".envoi")
    assert run("build", site, env=env).returncode == 0
    assert times(site / ".envoi") != before, "built, and kept anew"


@pytest.mark.parametrize(
    "damage", [b"", b"\xff\xfe", b"envoi replay 0\x1d", b"\x1d" * 9, b"\x1d" * 20]
)
def test_damaged(folder: Path, damage: bytes) -> None:
    """What is empty, foreign, of another version or cut is not used, and said nothing of."""
    kept = [*(folder / ".envoi").glob("replay-*")]
    said = run("build", folder, *AT)
    for path in kept:
        path.write_bytes(damage)
    again = run("build", folder, *AT)
    assert (again.returncode, again.stdout, again.stderr) == (
        said.returncode,
        said.stdout,
        said.stderr,
    )


@pytest.mark.parametrize("part", [8, 9])
def test_one_sign_is_another(folder: Path, part: int) -> None:
    """Where one sign of what is kept is another one, or the last of it is lost, nothing is said again."""
    said = run("build", folder, *AT, "--json", "--no-cache")
    run("build", folder, *AT, "--json")
    texts = {
        path: path.read_text(encoding="utf-8")
        for path in (folder / ".envoi").glob("replay-*")
    }
    for damage in (_another(part), lambda text: text[: -3 - part]):
        for path, text in texts.items():
            path.write_text(damage(text), encoding="utf-8")
        again = run("build", folder, *AT, "--json")
        assert (again.stdout, again.stderr) == (said.stdout, said.stderr)


def _another(part: int) -> Callable[[str], str]:
    """What puts a wrong sign at the end of one part of what is kept."""

    def damage(text: str) -> str:
        parts = text.split("\x1d")
        parts[part] = f"{parts[part][:-1]}?"
        return "\x1d".join(parts)

    return damage


def test_a_build_with_errors(folder: Path) -> None:
    """Only what was published in full is ever replayed."""
    fill(folder, {"bad.md": "---\ntitle: Bad\ndate: 2026-13-40\n---\n\nText.\n"})
    for _ in range(3):
        done = run("build", folder, *AT, "--keep-going")
        assert done.returncode == 1
        assert "bad.md" in done.stderr


def test_kept_out_of_sight(folder: Path) -> None:
    """What is kept is in `.envoi/`, which git passes over, and no more than a few runs of it."""
    for number in range(20):
        run("build", folder, *AT, "--since", f"2026-10-{number + 1:02}")
        run("build", folder, *AT, "--since", f"2026-10-{number + 1:02}")
    kept = files(folder / ".envoi")
    assert kept.pop("posts")
    assert kept.pop(".gitignore") == b"*\n"
    assert 1 < len(kept) <= 16


def test_options_are_known() -> None:
    """The options that the quick way knows are those of the command, and it knows which of them take a value."""
    build = envoi.commands["build"]
    assert isinstance(build, click.Command)
    options = [one for one in build.params if isinstance(one, click.Option)]
    valued = {name for one in options if not one.is_flag for name in one.opts}
    flags = {name for one in options if one.is_flag for name in one.opts}
    assert valued - replay.VALUED == {"--built"}
    assert flags - replay.FLAGS == {"--explain", "--no-cache"}
    assert valued >= replay.VALUED
    assert flags >= replay.FLAGS


def test_other_libraries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a library was installed, nothing counts that was kept before."""
    shelf = tmp_path / "site-packages"
    shelf.mkdir()
    monkeypatch.setattr(sys, "path", [*sys.path, str(shelf)])
    monkeypatch.setattr(stamps, "_KNOWN", [])
    before = stamps.program()
    os.utime(shelf, ns=(0, 0))
    stamps._KNOWN.clear()
    assert stamps.program() != before


def test_nothing_else_is_imported() -> None:
    """The quick way imports nothing of the rest of the program, and no library."""
    plain, own = (
        set(
            subprocess.run(
                [sys.executable, "-c", f"import sys{more}; print(*sys.modules)"],
                env=environment(),
                capture_output=True,
                text=True,
                check=True,
            ).stdout.split()
        )
        for more in ("", ", envoi.__main__, envoi.replay")
    )
    found = own - plain
    ours = {name for name in found if name.startswith("envoi")}
    assert ours == {"envoi", "envoi.__main__", "envoi.replay", "envoi.stamps"}
    assert not {"click", "dataclasses", "typing", "re", "json", "pathlib"} & found


def test_a_post_that_no_look_finds(tmp_path: Path) -> None:
    """Posts that are pages in the output are not told by their times, so that nothing is said again that they may make untrue."""
    site = fill(tmp_path / "site", {"envoi.toml": CONFIG, "posts/a.html": POST})
    words = ("-o", str(site / "posts"), *AT)
    for _ in range(3):
        assert run("build", site, *words).returncode == 0
    fill(site, {"posts/a.html": POST.replace("noon", "four o'clock")})

    assert run("build", site, *words).returncode == 0

    assert b"four o'clock" in files(site)["posts/feeds/rss.xml"]


@pytest.mark.parametrize("name", ["node_modules", "__pycache__"])
def test_no_post_where_nobody_looks(folder: Path, name: str) -> None:
    """What is in a folder that is passed over is no post, at whatever depth, and no name stands for it."""
    fill(folder, {f"notes/{name}/b.md": POST.replace("The quay", "The crane"), f"{name}/boat.png": "boat", "a-quay.md": f"{POST}\n![[boat.png]]\n"})  # fmt: skip

    said = run("build", folder, *AT)

    assert b"The crane" not in files(folder)["public/feeds/rss.xml"]
    assert "boat.png" in said.stderr
