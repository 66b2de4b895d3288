"""Pictures of a post: which have no text alternative and on which line, which files they are, how large."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image as Picture

from envoi.model import Image
from envoi.posts import folder
from envoi.posts.fields import named_image
from envoi.posts.frontmatter import split
from envoi.posts.source import decode
from envoi.problems import Report

from .samples import body

SITE = "https://harbour.example.org/"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with a picture beside the posts and one for all."""
    for name in ("posts/quay.png", "static/root.png"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        Picture.new("RGB", (30, 20)).save(tmp_path / name, "PNG")
    return tmp_path


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one\n\n![](quay.png)", [3]),
        ("one\n\n![ ](<quay.png>)", [3]),
        ("one\n\n![][q]\n\n[q]: quay.png", [3]),
        ("one\n\n![The quay](quay.png)", []),
        ("one\n\n<img src=quay.png>", [3]),
        ('one\n\n<p>\n<img class="x"\n src="quay.png"></p>', [4]),
        ('one\n\n<img src="quay.png" alt="">', []),
        ('one\n\n<img alt src="quay.png">', []),
        ('one\n\n<img src="quay.png" alt="The quay">', []),
        ("![a](a.png)\n\n![](b%20c.png)\n\n![](d.png)", [3, 5]),
        ("![](<b c.png>)", [1]),
        ("no picture", []),
    ],
)
def test_a_picture_without_a_text_alternative_is_known_by_its_line(
    text: str, lines: list[int], site: Path
) -> None:
    """`alt=""` in HTML is an answer, brackets left empty in Markdown are none."""
    found, _ = body(text, site)

    assert list(found.unnamed.values()) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one\n\n.. image:: quay.png\n", [3]),
        ("one\n\n.. figure:: quay.png\n   :width: 20\n\n   The quay\n", [3]),
        ("one\n\n.. image:: quay.png\n   :width: 20\n   :alt: The quay\n", []),
        ("one\n\n.. image:: quay.png\n   :alt:\n", []),
    ],
)
def test_directives_too(text: str, lines: list[int], site: Path) -> None:
    """An empty `:alt:` is an answer, none is none."""
    found, _ = body(text, site, path="posts/note.rst")

    assert list(found.unnamed.values()) == lines


@pytest.mark.parametrize(
    ("front", "line"),
    [
        ("title: A\nimage: /quay.png", 3),
        ("title: A\nimage: /quay.png\nimage_alt: The quay", 0),
        ('title: A\nimage: /quay.png\nimage_alt: ""', 0),
        ("image:\n  url: /quay.png", 2),
        ("image:\n  url: /quay.png\n  alt: The quay", 0),
        ('cover:\n  image: /quay.png\n  alt: ""', 0),
        ("title: A", 0),
    ],
)
def test_the_picture_of_the_front_matter(front: str, line: int) -> None:
    """It has one if a key says so, even one that says nothing."""
    source = decode(f"---\n{front}\n---\nwords".encode(), "posts/a.md", "", Report())
    assert source
    header = split(source, Report())

    assert header
    named = named_image(source, header)
    assert (named.line if named and not named.described else 0) == line


def test_the_text_alternative_in_the_post_serves_its_picture_too(site: Path) -> None:
    """A picture that the front matter names and the text describes is described."""
    found, _ = body(
        "![The quay](quay.png)", site, image=Image(url=f"{SITE}posts/quay.png")
    )

    assert found.image
    assert found.image.alt == "The quay"


def test_a_body_knows_the_files_of_its_pictures(site: Path) -> None:
    """Those of the folder, by address; not links to files, and nothing that is elsewhere."""
    found, _ = body(
        "![a](quay.png) ![b](/root.png) ![c](https://x.example/c.png) [d](../static/root.png)\n\n"
        '<video src="f.mp4" poster="quay.png"></video>',
        site,
    )

    assert found.files == {
        f"{SITE}posts/quay.png": "posts/quay.png",
        f"{SITE}root.png": "static/root.png",
    }


@pytest.mark.parametrize(
    ("typed", "size"),
    [
        ("", 'width="30" height="20"'),
        (' width="60"', 'width="60" height="40"'),
        (' height="10"', 'height="10" width="15"'),
        (' width="7" height="7"', 'width="7" height="7"'),
    ],
)
def test_one_side_that_is_typed_gives_the_other(
    typed: str, size: str, site: Path
) -> None:
    """By the proportions of the file."""
    found, _ = body(f'<img src="quay.png" alt="a"{typed}>', site)

    assert size in found.html


def test_pictures_are_read_inside_the_folder_only(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No link leads out of it, and no picture is larger than a limit."""
    (site / "posts" / "out.png").symlink_to("/etc/hostname")

    assert folder.picture(site, "posts/quay.png")
    assert folder.picture(site / "posts", "../static/root.png") is None
    assert folder.picture(site, "posts/out.png") is None
    assert folder.picture(site, "posts/gone.png") is None
    monkeypatch.setattr(folder, "LARGEST_PICTURE", 10)
    assert folder.picture(site, "posts/quay.png") is None
