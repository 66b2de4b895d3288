"""Nikola's and ABlog's folders: settings, side files, translations, states, addresses."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from envoi.dialects import Files
from envoi.dialects.ablog import ABlog
from envoi.dialects.nikola import Nikola
from envoi.model import Author, State

from . import folders

CONF = """
BLOG_AUTHOR = {"en": "Lale Demir", "tr": "Lale"}
BLOG_TITLE = {"en": "Harbour Notes", "tr": "Liman Notları"}
SITE_URL = "https://harbour.example/"
DEFAULT_LANG = "en"
TIMEZONE = "Europe/Istanbul"
TRANSLATIONS = {DEFAULT_LANG: "", "tr": "./tr"}
POSTS = (
    ("posts/*.rst", {"en": "blog", "tr": "gunluk"}, "post.tmpl"),
    ("posts/*.txt", "blog", "post.tmpl"),
    ("notes/*.md", "", "post.tmpl"),
)
PAGES = (("pages/*.rst", "", "page.tmpl"),)
"""
HEAD = ".. title: Tide\n.. slug: {}\n.. date: 2026-05-06 21:30:00 UTC-03:00\n.. tags: {}\n\nWords.\n"


def head(slug: str = "tide", tags: str = "sea, pier", more: str = "") -> str:
    """A post in reStructuredText."""
    return more + HEAD.format(slug, tags)


def test_facts_are_those_of_the_default_language(tmp_path: Path) -> None:
    """Texts by language give the one of DEFAULT_LANG."""
    found = folders.dialect(tmp_path, {"conf.py": CONF})

    assert found.NAME == "nikola"
    assert {key: fact.value for key, fact in found.facts.items()} == {
        "site.title": "Harbour Notes",
        "site.url": "https://harbour.example/",
        "site.language": "en",
        "site.timezone": "Europe/Istanbul",
        "site.author": "Lale Demir",
    }
    assert found.roots == ("posts", "notes")


@pytest.mark.parametrize(
    ("extra", "path", "expected"),
    [
        ("", "posts/a b.rst", "/blog/tide/"),
        ("PRETTY_URLS = False\n", "posts/a.rst", "/blog/tide.html"),
        ("STRIP_INDEXES = False\n", "posts/a.rst", "/blog/tide/index.html"),
        ("", "posts/2026/a.rst", "/blog/2026/tide/"),
        ("", "notes/a.md", "/tide/"),
        ("", "posts/a.tr.rst", "/tr/gunluk/tide/"),
    ],
)
def test_address(tmp_path: Path, extra: str, path: str, expected: str) -> None:
    """The language's folder, that of POSTS, folders below it, and the slug."""
    files = {"conf.py": CONF + extra, path: head()}

    assert folders.addresses(tmp_path, files)[path] == expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [("", "/blog/release_30-is-out/"), (".. pretty_url: false\n", "/blog/release_30-is-out.html")],
)  # fmt: skip
def test_slug_is_made_of_the_file_s_name(
    tmp_path: Path, more: str, expected: str
) -> None:
    """Dots go, blanks become hyphens, case goes; a post may ask for another kind of address."""
    path = "posts/Release_3.0 is out.rst"

    assert (
        folders.addresses(tmp_path, {"conf.py": CONF, path: head("", more=more)})[path]
        == expected
    )


def test_dates_tags_and_language(tmp_path: Path) -> None:
    """A zone such as UTC-03:00 counts; the file's name tells the language."""
    files = {"conf.py": CONF, "posts/a.txt": head(), "posts/b.tr.rst": head("b")}
    found = folders.read(tmp_path, files)
    note = found["posts/a.txt"]

    assert note.published
    assert note.published.astimezone(UTC) == datetime(2026, 5, 7, 0, 30, tzinfo=UTC)
    assert note.tags == ("sea", "pier")
    assert (note.language, found["posts/b.tr.rst"].language) == ("en", "tr")


@pytest.mark.parametrize(
    ("extra", "more", "tags", "state"),
    [
        ("", "", "sea, draft", State.DRAFT),
        ("", "", "private", State.DRAFT),
        ("USE_TAG_METADATA = False\n", "", "draft", State.PUBLISHED),
        ("", ".. status: private\n", "", State.DRAFT),
        ("", ".. status: featured\n", "", State.PUBLISHED),
        ("", ".. status: published\n", "draft", State.DRAFT),
    ],
)
def test_state(tmp_path: Path, extra: str, more: str, tags: str, state: State) -> None:
    """A status, or a tag that is none, holds a post back."""
    files = {"conf.py": CONF + extra, "posts/a.rst": head(tags=tags, more=more)}

    assert folders.read(tmp_path, files)["posts/a.rst"].state == state


def test_special_tags_are_no_tags(tmp_path: Path) -> None:
    """`mathjax` asks for a script, and says nothing about the text."""
    files = {"conf.py": CONF, "posts/a.rst": head(tags="sea, mathjax")}

    assert folders.read(tmp_path, files)["posts/a.rst"].tags == ("sea",)


def test_side_file_says_it_all(tmp_path: Path) -> None:
    """With a `.meta` file, all of the post is body, whatever it looks like."""
    files = {
        "conf.py": CONF,
        "posts/a.txt": "From: Elif\nDate: 2020/01/02\n\nDear all,\n",
        "posts/a.meta": ".. title: A letter\n.. slug: letter\n.. date: 2026/05/06 10:00\n",
    }
    found = folders.read(tmp_path, files)["posts/a.txt"]

    assert (found.title, found.line) == ("A letter", 1)
    assert found.published
    assert found.published.date().isoformat() == "2026-05-06"
    assert found.url == "https://harbour.example/blog/letter/"


def test_old_side_file_has_bare_lines(tmp_path: Path) -> None:
    """Title, slug, date and tags stand on the lines of an old side file in that order."""
    files = {
        "conf.py": CONF,
        "posts/a.txt": "Words.\n",
        "posts/a.meta": "A letter\nletter\n2026/05/06 10:00\nsea, pier\n",
    }
    found = folders.read(tmp_path, files)["posts/a.txt"]

    assert (found.title, found.tags) == ("A letter", ("sea", "pier"))
    assert found.url == "https://harbour.example/blog/letter/"


def test_change_of_a_side_file_is_a_change_of_the_post(tmp_path: Path) -> None:
    """The digest of a post is made of all files that it is read from."""
    files = {"conf.py": CONF, "posts/a.txt": "Words.\n", "posts/a.meta": "A\na\n2026/05/06\n"}  # fmt: skip
    before = folders.read(tmp_path, files)["posts/a.txt"].digest
    (tmp_path / "posts/a.meta").write_text("B\na\n2026/05/06\n", encoding="utf-8")

    assert folders.read(tmp_path, {})["posts/a.txt"].digest != before


def test_translation_inherits_what_it_leaves_out(tmp_path: Path) -> None:
    """A translated post has date, slug and tags of the original."""
    files = {
        "conf.py": CONF,
        "posts/a.rst": head(),
        "posts/a.tr.rst": ".. title: Gelgit\n\nSözler.\n",
    }
    found = folders.read(tmp_path, files)["posts/a.tr.rst"]

    assert (found.title, found.state) == ("Gelgit", State.PUBLISHED)
    assert found.url == "https://harbour.example/tr/gunluk/tide/"


def test_files_that_no_line_of_posts_names(tmp_path: Path) -> None:
    """POSTS names suffixes by folder; other files there are no posts."""
    files = {"conf.py": CONF, "posts/a.md": "Words.\n", "posts/b.rst": head()}
    found = folders.read(tmp_path, files)

    assert found["posts/a.md"].state == State.PAGE
    assert found["posts/b.rst"].state == State.PUBLISHED


@pytest.mark.parametrize(
    "posts", ["", "POSTS = compute()\n", "POSTS = ((), 3, (1, 2))\n"]
)
def test_posts_that_are_not_spelt_out(tmp_path: Path, posts: str) -> None:
    """Without POSTS, those that Nikola has where none are set."""
    found = folders.dialect(tmp_path, {"conf.py": f"BLOG_TITLE = 'x'\n{posts}"})

    assert found.roots == ("posts",)


def test_asked_for_by_name(tmp_path: Path) -> None:
    """Asked for, the dialect does without its file; some other `conf.py` is not one of its."""
    (tmp_path / "conf.py").write_text("project = 'Harbour'\n", encoding="utf-8")

    assert Nikola.find(Files(tmp_path), asked=True)
    assert Nikola.find(Files(tmp_path), asked=False) is None
    assert ABlog.find(Files(tmp_path), asked=True)
    assert ABlog.find(Files(tmp_path), asked=False) is None


SPHINX = """
extensions = ["sphinx.ext.todo", "ablog"]
blog_title = "Harbour Notes"
blog_baseurl = "https://harbour.example/"
blog_authors = {"lale": ("Lale Demir", "https://lale.example/"), "pier": ("Pier", None)}
blog_default_author = "lale"
"""


def test_ablog_reads_documents_with_the_directive(tmp_path: Path) -> None:
    """A document with `post` is a post, found by its name; its title is its first heading."""
    files = {
        "docs/conf.py": SPHINX,
        "docs/index.rst": "Harbour\n=======\n\nWords.\n",
        "docs/2026/Tide Table.rst": "Tide\n====\n\n.. post:: May 6, 2026\n   :tags: sea, pier\n   :author: pier\n\nWords.\n",
        "docs/open.rst": ".. post::\n\nOpen\n====\n",
        "docs/myst.md": "```{post} 2026-05-06\n---\nauthor: lale\ncategory: sea\n---\n```\n\n# Ebb\n\nWords.\n",
    }
    found = folders.read(tmp_path, files)
    note = found["docs/2026/Tide Table.rst"]

    assert {path: str(post.state) for path, post in found.items()} == {
        "docs/2026/Tide Table.rst": "published",
        "docs/index.rst": "not a post",
        "docs/myst.md": "published",
        "docs/open.rst": "draft",
    }
    assert (note.title, note.tags) == ("Tide", ("sea", "pier"))
    assert note.authors == (Author(name="Pier"),)
    assert note.url == "https://harbour.example/2026/Tide%20Table.html"
    assert found["docs/myst.md"].title == "Ebb"
    assert found["docs/myst.md"].authors == (
        Author(name="Lale Demir", url="https://lale.example/"),
    )


def test_ablog_s_pictures_are_in_one_folder(tmp_path: Path) -> None:
    """Sphinx copies pictures, so that their folders do not matter."""
    found = folders.dialect(tmp_path, {"conf.py": SPHINX})

    assert found.file_address("2026/pictures/pier.png") == "_images/pier.png"
    assert found.fact("site.author") == "Lale Demir"
