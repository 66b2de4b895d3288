"""Addresses in a post -> where the files they name are on the site, and what is said of those that are not there."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image as Picture

from envoi.dialects import Dialect
from envoi.dialects.jekyll import Jekyll
from envoi.dialects.plain import Plain
from envoi.model import Body, Image
from envoi.posts.fields import NamedImage
from envoi.problems import Level, Report

from .samples import body, post, said

SITE = "https://harbour.example.org/"
ADDRESSES = {
    "posts/tide.md": f"{SITE}posts/tide/",
    "content/log/ebb.md": f"{SITE}log/ebb/",
}


@dataclass(frozen=True, kw_only=True)
class Typed(Plain):
    """A generator with words of its own for links, and with folders beside posts that go with them."""

    roots: tuple[str, ...] = ("content/log",)
    statics: tuple[str, ...] = ("assets",)
    assets: bool = True
    own: dict[str, str] = field(default_factory=dict)

    def link(self, path: str, typed: str) -> str:
        """`{file}x` is the file x; `{page}` a page of the site."""
        if typed == "{page}":
            return f"{SITE}page/"
        return typed.removeprefix("{file}") if typed.startswith("{file}") else ""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with pictures in many places."""
    for name in (
        "posts/quay.png",
        "posts/sea.webp",
        "posts/sea.png",
        "posts/dusk.webp",
        "posts/note/own.png",
        "posts/one/index.md",
        "posts/one/map.png",
        "posts/one/plan.html",
        "assets/img/flag.png",
        "static/root.png",
        "drafts/idea.md",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        Picture.new("RGB", (30, 20)).save(tmp_path / name, "PNG")
    return tmp_path


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("quay.png", "posts/quay.png"),
        ("quay.png?v=2", "posts/quay.png"),
        ("../posts/quay.png", "posts/quay.png"),
        ("own.png", "posts/note/own.png"),
        ("note/own.png", "posts/note/own.png"),
        ("{file}quay.png", "posts/quay.png"),
        ("{page}", "page/"),
        ("../assets/img/flag.png", "img/flag.png"),
        ("/img/flag.png", "img/flag.png"),
        ("/root.png", "root.png"),
        ("../other/", "posts/other/"),
        ("tide.md#high", "posts/tide/#high"),
        ("/ebb.md", "log/ebb/"),
        ("@/log/ebb.md", "log/ebb/"),
        ("@site/posts/tide.md", "posts/tide/"),
    ],
)
def test_files_are_found(typed: str, address: str, site: Path) -> None:
    """A file is where the site has it: by the dialect's own words, in static folders, in the folder called as the post."""
    found, report = body(f"[a]({typed})", site, addresses=ADDRESSES, dialect=Typed())

    assert f'href="{SITE}{address}"' in found.html
    assert said(report) == []


def test_a_folder_of_its_own_goes_with_the_post(site: Path) -> None:
    """What lies beside an `index` file is found beside the page, pages too, wherever that is."""
    text = "![a](map.png) [b](plan.html)"
    given = {"path": "posts/one/index.md", "url": f"{SITE}2026/one.html"}
    found, report = body(text, site, **given)

    assert f'src="{SITE}2026/map.png"' in found.html
    assert f'href="{SITE}2026/plan.html"' in found.html
    assert 'width="30"' in found.html
    assert said(report) == []


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("quay.png", "posts/quay.png"),
        ("./quay.png", "posts/quay.png"),
        ("own.png", "posts/note/own.png"),
        ("../static/root.png", "static/root.png"),
        ("../assets/img/flag.png", "img/flag.png"),
        ("img/flag.png", "img/flag.png"),
        ("assets/img/flag.png", "img/flag.png"),
        ("/img/flag.png", "img/flag.png"),
        ("/posts/quay.png", "posts/quay.png"),
        ("/root.png", "root.png"),
        ("{file}quay.png", "posts/quay.png"),
        ("@site/posts/quay.png", "posts/quay.png"),
        (f"{SITE}posts/quay.png", "posts/quay.png"),
    ],
)
def test_pictures_of_the_front_matter_are_found(
    typed: str, address: str, site: Path
) -> None:
    """A picture that a key names is found as one in the text is: beside the post first, then where the site has its files."""
    found, report = with_image(typed, site)

    assert found.image == Image(url=SITE + address, width=30, height=20)
    assert site / found.files[SITE + address]
    assert said(report) == []


def with_image(
    typed: str, site: Path, dialect: Dialect | None = None
) -> tuple[Body, Report]:
    """The body of a post that names the picture `typed` on its third line."""
    there = post(f"---\ntitle: Q\nimage: '{typed}'\n---\n")[0].image
    named = NamedImage(typed=typed, line=3, described=True)
    return body("words", site, image=there, named=named, dialect=dialect or Typed())


def test_a_generator_that_reads_paths_from_its_root_does_so_first(site: Path) -> None:
    """Jekyll's themes take a picture without a slash from the root of the site, not from beside the post."""
    (site / "quay.png").write_bytes((site / "posts/quay.png").read_bytes())
    dialect = Jekyll(roots=("posts",))

    found = with_image("quay.png", site, dialect)[0]
    beside = with_image("sea.png", site, dialect)[0]

    assert found.image
    assert found.image.url == f"{SITE}quay.png"
    assert beside.image
    assert beside.image.url == f"{SITE}posts/sea.png"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("gone.png", '"gone.png" is not there: no file posts/gone.png'),
        ("../posts/gone.png", '"../posts/gone.png" is not there: no file posts/gone.png'),
        ("/posts/gone.png", '"/posts/gone.png" is not there: no file posts/gone.png'),
        ("/gone.png", '"/gone.png" is not there: no file assets/gone.png'),
        ("/img/gone.png", '"/img/gone.png" is not there: no file assets/img/gone.png'),
    ],
)  # fmt: skip
def test_pictures_of_the_front_matter_that_are_gone(
    typed: str, words: str, site: Path
) -> None:
    """A picture that no file is there for is named, on the line of its key."""
    _, report = with_image(typed, site)

    assert [(p.code, p.message, p.place.line) for p in report if p.place] == [
        ("missing-file", words, 3)
    ]


@pytest.mark.parametrize(
    "typed",
    ["https://x.example/a.png", "//x.example/a.png", f"{SITE}a.png", "/made/a.png", "made"],
)  # fmt: skip
def test_pictures_that_others_may_have_put_there(typed: str, site: Path) -> None:
    """An address is no path, and a folder that is not at hand may be made by whoever builds the site."""
    assert said(with_image(typed, site)[1]) == []


@pytest.mark.parametrize(
    ("typed", "code", "words"),
    [
        ("gone.png", "missing-file", '"gone.png" is not there: no file posts/gone.png'),
        ("report.pdf", "missing-file", '"report.pdf" is not there: no file posts/report.pdf'),
        ("../files/a.xlsx", "missing-file", '"../files/a.xlsx" is not there: no file files/a.xlsx'),
        ("/posts/report.pdf", "missing-file", '"/posts/report.pdf" is not there: no file posts/report.pdf'),
        ("/posts/gone.png", "missing-file", '"/posts/gone.png" is not there: no file posts/gone.png'),
        ("a%20b.png", "missing-file", '"a b.png" is not there: no file posts/a b.png'),
        ("/posts/gone.md", "missing-file", '"/posts/gone.md" is not there: no file posts/gone.md'),
        ("../drafts/idea.md", "link-unpublished", "link to drafts/idea.md, which is not published"),
    ],
)  # fmt: skip
def test_links_to_nothing_say_where_it_was_looked_for(
    typed: str, code: str, words: str, site: Path
) -> None:
    """Files that are not there, and posts that are not published, are named with their line and the place."""
    _, report = body(f"one\n\n[a]({typed})", site)

    assert said(report) == [(code, 3)]
    assert [problem.message for problem in report] == [words]


def test_pictures_that_outlook_cannot_show(site: Path) -> None:
    """A PNG beside a WebP is given to mail; one alone is copied for it; for what is elsewhere a notice says so."""
    found, report = body(
        "![a](sea.webp)\n\n![b](dusk.webp) ![c](https://x.example/c.svg)", site
    )

    assert (
        f'<picture><source srcset="{SITE}posts/sea.webp">'
        f'<img src="{SITE}posts/sea.png" alt="a" width="30" height="20"></picture>'
    ) in found.html
    assert [(p.level, p.code, p.message, p.hint) for p in report] == [
        (
            Level.NOTICE,
            "image-mail",
            "image c.svg will not show in Outlook",
            "put c.png beside it",
        )
    ]


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("![The *old* quay](old quay.png)", '<img src="{}posts/old%20quay.png" alt="The old quay" width="30" height="20">'),
        ("![Q](../img/kıyı (1).png)", '<img src="{}img/k%C4%B1y%C4%B1%20(1).png" alt="Q" width="30" height="20">'),
        ('![Q](old quay.png "At dusk")', '<img src="{}posts/old%20quay.png" alt="Q" title="At dusk" width="30" height="20">'),
        ("[The plan](the plan.pdf)", '<a href="{}posts/the%20plan.pdf">The plan</a>'),
        ("[a](the plan.pdf) and [b](<the plan.pdf>)", '<a href="{0}posts/the%20plan.pdf">a</a> and <a href="{0}posts/the%20plan.pdf">b</a>'),
        ("[The log](the log.md)", '<a href="{}log/">The log</a>'),
        ("`[a](the plan.pdf)`", "<code>[a](the plan.pdf)</code>"),
        ("[a] (the plan.pdf)", "[a] (the plan.pdf)"),
        ("f[i](see the text)", "f[i](see the text)"),
    ],
)  # fmt: skip
def test_paths_with_blanks(typed: str, html: str, tmp_path: Path) -> None:
    """What is no link in Markdown for the blanks in it is one if such a file is there."""
    for name in ("posts/old quay.png", "img/kıyı (1).png", "posts/the plan.pdf", "posts/the log.md"):  # fmt: skip
        (tmp_path / name).parent.mkdir(exist_ok=True)
        Picture.new("RGB", (30, 20)).save(tmp_path / name, "PNG")
    found, report = body(typed, tmp_path, addresses={"posts/the log.md": f"{SITE}log/"})

    assert found.html == f"<p>{html.format(SITE)}</p>"
    assert said(report) == []


def test_a_path_with_blanks_leads_to_no_draft(tmp_path: Path) -> None:
    """A text that is not published is no more linked to than in any other link."""
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts/the log.md").touch()
    found, report = body("[The log](the log.md)", tmp_path)

    assert found.html == "<p>The log</p>"
    assert [code for code, _ in said(report)] == ["link-unpublished"]


def test_paths_with_blanks_that_are_gone_are_named(tmp_path: Path) -> None:
    """It stays as it is, and what to write is said."""
    found, report = body("one\n\n![Q](old quay.png)", tmp_path)

    assert "![Q](old quay.png)" in found.html
    assert [(p.code, p.message, p.hint, p.place.line) for p in report if p.place] == [
        (
            "blank-in-path",
            '"![Q](old quay.png)" is no link for the blanks in it, and stays as it is: no file old quay.png',
            "correct its name, and write <old quay.png>, or %20 for a blank",
            3,
        )
    ]
