"""A folder -> the files that are posts, and their bytes; nothing outside it is ever opened."""

import os
from pathlib import Path

import pytest

from envoi.dialects.plain import Plain
from envoi.posts import folder
from envoi.problems import Report, Stop


def names(
    root: Path, *, posts: str = "", output: str = "public"
) -> tuple[list[str], Report]:
    """The paths of the posts in `root`, and what was said."""
    report = Report()
    found = folder.find((posts,), Plain(), root, root / output, report)
    return list(found), report


def write(root: Path, *paths: str) -> None:
    """Write a file at each path."""
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("x", encoding="utf-8")


def test_finds_posts_at_any_depth(tmp_path: Path) -> None:
    """Markdown and HTML at any depth, whatever the case of the suffix, in one order on every machine."""
    write(
        tmp_path,
        "b.md",
        "a/z.MARKDOWN",
        "a/b/c/d.html",
        "Z.htm",
        "é.mkd",
        "a.txt",
        "a.md.bak",
        "a/.html",
    )

    assert names(tmp_path)[0] == [
        "Z.htm",
        "a/b/c/d.html",
        "a/z.MARKDOWN",
        "b.md",
        "é.mkd",
    ]


def test_passes_over_what_is_no_post(tmp_path: Path) -> None:
    """Hidden files, README and the like, folders of a generator at the top, and Envoi's own output are no posts."""
    write(
        tmp_path,
        "README.md",
        "LICENSE.md",
        ".hidden.md",
        ".git/a.md",
        "_index.md",
        "public/a.html",
    )
    write(
        tmp_path,
        "themes/a/b.md",
        "node_modules/x/a.md",
        "out/deep/a.html",
        "sub/themes/a.md",
        "sub/readme.MD",
    )

    found, report = names(tmp_path, output="out/deep")

    assert found == ["sub/themes/a.md"]
    assert list(report) == []


def test_earlier_output_is_no_post(tmp_path: Path) -> None:
    """What Envoi wrote elsewhere in an earlier build is known by the list that lies in it."""
    write(
        tmp_path,
        "old/newsletter/next/index.html",
        "old/newsletter/.envoi-manifest",
        "old/a.md",
    )

    assert names(tmp_path)[0] == ["old/a.md"]


def test_paths_are_relative_to_the_folder(tmp_path: Path) -> None:
    """Posts below the folder of the posts are named from the folder that Envoi was pointed at."""
    write(tmp_path, "a.md", "posts/b.md")

    assert names(tmp_path, posts="posts")[0] == ["posts/b.md"]


def test_a_hidden_folder_is_read_if_it_is_named(tmp_path: Path) -> None:
    """Hidden folders are passed over below the folder of the posts; that folder itself may be one."""
    write(tmp_path, ".notes/a.md", ".notes/.old/b.md")

    assert names(tmp_path, posts=".notes")[0] == [".notes/a.md"]


def test_links_that_lead_out_are_not_read(tmp_path: Path) -> None:
    """A link out of the folder is named and not read; one within it is a post; linked folders are named and not entered."""
    write(tmp_path, "secret.md", "elsewhere/a.md", "site/a.md")
    site = tmp_path / "site"
    (site / "out.md").symlink_to("../secret.md")
    (site / "far.md").symlink_to("/etc/passwd")
    (site / "in.md").symlink_to("a.md")
    (site / "up").symlink_to("..")
    (site / "other").symlink_to("../elsewhere")

    found, report = names(site)

    assert found == ["a.md", "in.md"]
    assert [(p.code, str(p.place)) for p in report] == [
        ("link-outside", "other"),
        ("link-outside", "up"),
        ("link-outside", "far.md"),
        ("link-outside", "out.md"),
    ]


@pytest.mark.parametrize(
    "name",
    [b"a\xff.md", b"a\x1b[31m.md", b"a\n.md"],
    ids=["latin-1", "escape", "line-end"],
)
def test_odd_names_are_refused(name: bytes, tmp_path: Path) -> None:
    """A name that is no text, or would play with the terminal, is refused by a harmless name."""
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text(
            "x", encoding="utf-8"
        )
    except OSError:
        pytest.skip("this file system refuses the name itself")

    found, report = names(tmp_path)

    assert found == []
    assert [(p.level, p.code) for p in report] == [("error", "file-name")]
    assert report.problems[0].place.path.isprintable()


def test_unreadable_files_are_an_error(tmp_path: Path) -> None:
    """A pipe, a link to itself, a lost file and one too large are named; none of them is waited for."""
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "loop.md").symlink_to("loop.md")
    with (tmp_path / "large.md").open("wb") as file:
        file.truncate(folder.LARGEST + 1)
    report = Report()

    for path in ("pipe.md", "loop.md", "lost.md", "large.md"):
        assert folder.read(tmp_path, path, report) is None

    assert [(p.code, p.place.path) for p in report] == [
        ("unreadable", "pipe.md"),
        ("unreadable", "loop.md"),
        ("unreadable", "lost.md"),
        ("too-large", "large.md"),
    ]


def test_unreadable_folder_stops(tmp_path: Path) -> None:
    """A folder that cannot be listed stops the build: nobody knows what is in it."""
    with pytest.raises(Stop):
        names(tmp_path, posts="gone")


def test_bytes_and_digest(tmp_path: Path) -> None:
    """A file is read whole, with the SHA-256 of what it holds."""
    (tmp_path / "a.md").write_bytes(b"abc")
    data, digest = folder.read(tmp_path, "a.md", Report())

    assert data == b"abc"
    assert digest.startswith("ba7816bf8f01cfea414140de5dae2223")


def test_exists_only_inside(tmp_path: Path) -> None:
    """What lies outside the folder is not there, however it is spelled."""
    write(tmp_path, "site/a.md", "b.md")
    (tmp_path / "site" / "link.md").symlink_to("../b.md")
    site = tmp_path / "site"

    assert folder.exists(site, "a.md")
    for path in (
        "../b.md",
        "link.md",
        str(tmp_path / "b.md"),
        "a\0b",
        "x" * 5000,
        "gone.md",
        ".",
    ):
        assert not folder.exists(site, path)
