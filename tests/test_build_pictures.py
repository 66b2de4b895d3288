"""From a folder with pictures and long posts to a letter: copies, what is said of them, what the example becomes."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from envoi.build import Request, build
from envoi.problems import Level, Report

from .program import CONFIG, copy, files, fill

MOMENT = datetime(2026, 11, 22, 12, tzinfo=UTC)
FULL = f'{CONFIG}\n[[newsletter.section]]\nlayout = "full"\nlimit = 0\n'


def published(folder: Path, **asked: str) -> tuple[dict[str, bytes], Report]:
    """What a build of `folder` wrote, and what it said."""
    report = Report()
    build(Request(folder=folder, now=MOMENT, **asked), report)
    return files(folder / "public"), report


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with a wide WebP, a damaged JPEG, and a picture that nobody described."""
    first = "---\ntitle: Quay\ndate: 2026-11-20\n---\n\n![The quay](/quay.webp)\n\n![](small.png)\n"
    second = "---\ntitle: Tide\ndate: 2026-11-19\nimage: broken.jpg\n---\n\nwords\n"
    fill(
        tmp_path, {"envoi.toml": FULL, "posts/quay.md": first, "posts/tide.md": second}
    )
    (tmp_path / "static").mkdir()
    Image.new("RGB", (2400, 1200)).save(tmp_path / "static" / "quay.webp")
    Image.new("RGB", (20, 20)).save(tmp_path / "posts" / "small.png")
    (tmp_path / "posts" / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 nothing")
    return tmp_path


def test_pictures_of_a_folder_reach_the_letter(site: Path) -> None:
    """A copy beside the issues, the file itself on the page, and problems with their places."""
    made, report = published(site)
    letter = made["newsletter/next/letter.html"].decode()
    (copied,) = [
        path for path in made if re.fullmatch(r"newsletter/pictures/\w{20}\.jpg", path)
    ]

    assert f'src="https://harbour.example/{copied}"' in letter
    assert 'width="536"' in letter
    assert (
        "https://harbour.example/quay.webp"
        in made["newsletter/next/index.html"].decode()
    )
    assert "https://harbour.example/quay.webp" in made["feeds/atom.xml"].decode()
    assert [(p.code, str(p.place)) for p in report if p.level is Level.WARNING] == [
        ("no-alt", "posts/quay.md:8"),
        ("no-alt", "posts/tide.md:4"),
        ("picture", "posts/broken.jpg"),
    ]


def test_past_issues_keep_their_pictures(site: Path) -> None:
    """A copy that the draft does not show any more stays; the same input gives the same bytes."""
    before, _ = published(site)
    again, _ = published(site)
    assert again == before

    (site / "posts" / "quay.md").unlink()
    after, _ = published(site)
    pictures = {
        path
        for path in before
        if path.startswith("newsletter/pictures/") and path.endswith("jpg")
    }
    assert pictures
    assert pictures <= after.keys()


def test_a_year_of_long_posts_is_a_letter_and_a_whole_page(tmp_path: Path) -> None:
    """`newsletter.full` caps, the rest is shortened, and the report says what."""
    text = "Uzun bir yazı, değişen ışık ve şehrin köprüsü.\n\n" * 150
    posts = {
        f"posts/p{at:02}.md": f"---\ntitle: Post {at:02}\ndate: 2026-10-{at + 1:02}\nlang: tr\n---\n\n{text}"
        for at in range(20)
    }
    fill(tmp_path, {"envoi.toml": FULL, **posts})
    made, report = published(tmp_path)
    letter = made["newsletter/next/letter.html"]

    assert len(letter) <= 100_000
    assert len(made["newsletter/next/index.html"]) > 150_000
    assert all(f"/posts/p{at:02}/".encode() in letter for at in range(20))
    assert "letter-fit" in [problem.code for problem in report]
    assert not [problem for problem in report if problem.level is not Level.NOTICE]

    config = FULL.replace("[newsletter]", "[newsletter]\nfull = 100")
    (tmp_path / "envoi.toml").write_text(config, encoding="utf-8")
    made, report = published(tmp_path)
    assert len(made["newsletter/next/letter.html"]) < 50_000
    assert "letter-fit" not in [problem.code for problem in report]


def test_pictures_of_the_example_will_do(checkout: Path, tmp_path: Path) -> None:
    """They are 1,200 pixels wide JPEGs, all with a text alternative: nothing is copied, and nothing is said."""
    made, report = published(
        copy(checkout / "examples" / "relief", tmp_path / "relief")
    )

    assert not [path for path in made if path.startswith("newsletter/pictures/")]
    assert {problem.code for problem in report} & {
        "no-alt",
        "picture",
        "letter-fit",
        "letter-too-long",
    } == set()
    images = re.findall("<img [^>]*>", made["newsletter/next/letter.html"].decode())
    assert images
    assert all(' width="' in each and ' height="' in each for each in images)
