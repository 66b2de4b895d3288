"""Pelican's folders: settings that are parsed and never run, posts, addresses, links."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envoi.dialects import Files, python_settings
from envoi.dialects.pelican import Pelican
from envoi.dialects.pelican_slugs import Slugs, compiled, fill
from envoi.dialects.romanized import romanize
from envoi.model import State

from . import folders

CONF = """
import os
LOCAL = False
AUTHOR = 'Lale Demir'
SITENAME = u'Harbour ' + 'Notes'
SITEURL = 'https://harbour.example' if not LOCAL else 'http://localhost:8000'
TIMEZONE = 'Europe/Istanbul'
DEFAULT_LANG = 'tr'
PATH = 'content'
"""
POST = "Title: {}\nDate: 2026-05-06 21:30\n{}\n\nWords.\n"


def site(extra: str = "", **posts: str) -> dict[str, str]:
    """A site with these settings, and posts below `content` by the name of their file in Markdown."""
    files = {f"content/{name}.md": text for name, text in posts.items()}
    return {"pelicanconf.py": CONF + extra, **files}


def post(title: str, lines: str = "") -> str:
    """A post of that day with more lines in its header."""
    return POST.format(title, lines)


def address(folder: Path, extra: str, title: str = "Tide", lines: str = "") -> str:
    """The address of one post, `content/note.md`."""
    found = folders.addresses(folder, site(extra, note=post(title, lines)))
    return found["content/note.md"]


def test_facts_are_those_of_the_configuration(tmp_path: Path) -> None:
    """Title, address, language, zone and author are read from literal assignments."""
    found = folders.dialect(tmp_path, site("", note=post("Tide")))

    assert found.NAME == "pelican"
    assert {key: fact.value for key, fact in found.facts.items()} == {
        "site.title": "Harbour Notes",
        "site.url": "https://harbour.example",
        "site.language": "tr",
        "site.timezone": "Europe/Istanbul",
        "site.author": "Lale Demir",
    }
    assert found.roots == ("content",)


def test_publishconf_overrules_the_address(tmp_path: Path) -> None:
    """SITEURL is often only in `publishconf.py`, which imports the other file."""
    files = site("SITEURL = ''\n") | {
        "publishconf.py": "from pelicanconf import *\nSITEURL = 'https://pier.example'\n"
    }
    found = folders.dialect(tmp_path, files).facts

    assert (found["site.url"].value, found["site.url"].file) == (
        "https://pier.example",
        "publishconf.py",
    )
    assert found["site.title"].value == "Harbour Notes"


def test_day_is_as_typed_in_the_zone_of_the_site(tmp_path: Path) -> None:
    """A date without a zone is in TIMEZONE, and the address has that day."""
    pattern = "ARTICLE_URL = 'blog/{date:%Y}/{date:%m}/{date:%-d}/{slug}/'\n"
    found = folders.read(tmp_path, site(pattern, note=post("The 3.0 Tide!")))
    note = found["content/note.md"]

    assert note.published
    assert note.published.astimezone(UTC) == datetime(2026, 5, 6, 18, 30, tzinfo=UTC)
    assert note.url == "https://harbour.example/blog/2026/05/6/the-30-tide/"


@pytest.mark.parametrize(
    ("extra", "title", "lines", "expected"),
    [
        ("", "Tide", "", "/tide.html"),
        ("", "Gelgit ve Çağrı", "", "/gelgit-ve-cagri.html"),
        ("", "Tide", "Slug: ebb", "/ebb.html"),
        ("", "Tide", "url: /deep/ebb/\nsave_as: deep/ebb/index.html", "/deep/ebb/"),
        ("", "Tide", "Lang: en", "/tide-en.html"),
        ("", "Tide", "Status: draft", "/drafts/tide.html"),
        ("SLUGIFY_SOURCE = 'basename'\n", "Tide", "", "/note.html"),
        ("SLUGIFY_PRESERVE_CASE = True\n", "Tide", "", "/Tide.html"),
        (
            "SLUG_REGEX_SUBSTITUTIONS = [(r'e$', 'es'), (r'\\s+', '_')]\n",
            "Big Tide",
            "",
            "/big_tides.html",
        ),
        ("SLUG_SUBSTITUTIONS = (('C++', 'cpp'),)\n", "On C++", "", "/on-cpp.html"),
        (
            "ARTICLE_URL = '{category}/{author}/{slug}'\n",
            "Tide",
            "Category: Sea Side",
            "/sea-side/lale-demir/tide",
        ),
        (
            "ARTICLE_URL = '{category}/{slug:10}{missing}'\n",
            "Tide",
            "",
            "/misc/tide",
        ),
    ],
)
def test_address(
    tmp_path: Path, extra: str, title: str, lines: str, expected: str
) -> None:
    """ARTICLE_URL and its kin are filled in with the slug as Pelican makes it."""
    assert address(tmp_path, extra, title, lines) == expected


def test_pages_and_excluded_folders_are_no_posts(tmp_path: Path) -> None:
    """PAGE_PATHS and ARTICLE_EXCLUDES are not looked into; files of readers that are switched off are no posts."""
    extra = "ARTICLE_EXCLUDES = ['old']\nREADERS = {'html': None}\n"
    files = site(extra, note=post("Tide")) | {
        "content/pages/about.md": post("About"),
        "content/old/ebb.md": post("Ebb"),
        "content/static.html": "<p>x</p>",
    }
    found = folders.read(tmp_path, files)

    assert {path: str(post.state) for path, post in found.items()} == {
        "content/note.md": "published",
        "content/static.html": "not a post",
    }


def test_metadata_comes_from_settings_and_paths(tmp_path: Path) -> None:
    """DEFAULT_METADATA, EXTRA_PATH_METADATA and the patterns fill in what a post leaves out; the folder is its category."""
    extra = r"""
DEFAULT_METADATA = {'status': 'draft'}
EXTRA_PATH_METADATA = {'sea/2026-01-02-ebb.md': {'tags': 'pier', 'status': 'published'}}
FILENAME_METADATA = r'(?P<date>\d{4}-\d{2}-\d{2})-(?P<slug>.*)'
"""
    files = site(extra, note=post("Tide")) | {
        "content/sea/2026-01-02-ebb.md": "Title: Ebb\n\nWords.\n"
    }
    found = folders.read(tmp_path, files)
    ebb = found["content/sea/2026-01-02-ebb.md"]

    assert found["content/note.md"].state == State.DRAFT
    assert (ebb.state, ebb.tags, ebb.slug) == (State.PUBLISHED, ("pier", "sea"), "ebb")
    assert ebb.published
    assert ebb.published.date().isoformat() == "2026-01-02"
    assert ebb.url == "https://harbour.example/ebb.html"


@pytest.mark.parametrize(
    ("setting", "state"),
    [("'fs'", State.UNDATED), ("(2026, 2, 3)", State.PUBLISHED), ("'2026-02-03'", State.PUBLISHED)],
)  # fmt: skip
def test_default_date_is_never_the_file_s(
    tmp_path: Path, setting: str, state: State
) -> None:
    """DEFAULT_DATE stands in for a date, but for `fs`, which is another one in each copy."""
    files = site(f"DEFAULT_DATE = {setting}\n", note="Title: Tide\n\nWords.\n")

    assert folders.read(tmp_path, files)["content/note.md"].state == state


@pytest.mark.parametrize(
    ("extra", "state"),
    [("", State.PUBLISHED), ("WITH_FUTURE_DATES = False\n", State.FUTURE)],
)
def test_posts_of_tomorrow(tmp_path: Path, extra: str, state: State) -> None:
    """Pelican publishes posts before their day, unless WITH_FUTURE_DATES says no."""
    text = "Title: Tide\nDate: 2031-01-01\n\nWords.\n"

    assert (
        folders.read(tmp_path, site(extra, note=text))["content/note.md"].state == state
    )


def test_lines_between_dashes_are_no_yaml(tmp_path: Path) -> None:
    """Python-Markdown takes what is behind the first colon as it stands, and ends at a blank line."""
    text = '---\ntitle: Tide: part #2 & "more"\ndate: 2026-05-06\ntags:\n    - sea\n    - pier\n---\nWords.\n'
    found = folders.read(tmp_path, site("", note=text))["content/note.md"]

    assert found.title == 'Tide: part #2 & "more"'
    assert found.tags == ("sea", "pier")
    assert found.line == 8


def test_yaml_is_yaml_with_a_plugin_for_it(tmp_path: Path) -> None:
    """A plugin that reads YAML is taken at its word."""
    extra = "PLUGINS = ['pelican.plugins.yaml_metadata']\n"
    text = '---\ntitle: "Tide"\ndate: 2026-05-06\n---\nWords.\n'

    found = folders.read(tmp_path, site(extra, note=text))["content/note.md"]

    assert found.title == "Tide"


def test_tags_with_semicolons(tmp_path: Path) -> None:
    """Semicolons part tags where there are any; commas are part of them then."""
    text = post("Tide", "Tags: sea, wide; pier")

    found = folders.read(tmp_path, site("", note=text))["content/note.md"]

    assert found.tags == ("sea, wide", "pier")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("{filename}ebb.md#top", "ebb.md#top"),
        ("{filename}/ebb.md", "../ebb.md"),
        ("{static}/images/y.png", "../images/y.png"),
        ("{attach}y.png", "y.png"),
        ("|filename|/sea/x.rst", "x.rst"),
        ("%7Bstatic%7D../y.png", "../y.png"),
        ("{category}Sea Side", "https://harbour.example/category/sea-side.html"),
        ("{tag}pier", "https://harbour.example/tag/pier.html"),
        ("{author}Lale Demir", "https://harbour.example/author/lale-demir.html"),
        ("{index}", "https://harbour.example/"),
        ("{odd}x", ""),
        ("images/y.png", ""),
    ],
)
def test_links(tmp_path: Path, typed: str, expected: str) -> None:
    """Links in Pelican's words become paths beside the post, or addresses."""
    found = folders.dialect(tmp_path, site("", note=post("Tide")))

    assert found.link("content/sea/tide.md", typed) == expected


def test_files_are_where_the_settings_put_them(tmp_path: Path) -> None:
    """Files lie on the site as below `content`, unless EXTRA_PATH_METADATA moves them."""
    extra = "EXTRA_PATH_METADATA = {'extra/icon.png': {'path': 'icon.png'}}\n"
    found = folders.dialect(tmp_path, site(extra, note=post("Tide")))

    assert found.file_address("content/images/y.png") == "images/y.png"
    assert found.file_address("content/extra/icon.png") == "icon.png"


def test_folder_that_only_the_command_line_names(tmp_path: Path) -> None:
    """Without PATH, or with one outside, posts are in `content` if there is such a folder."""
    for path in ("", "PATH = '/srv/elsewhere'\n", "PATH = '../content'\n"):
        files = {"pelicanconf.py": f"SITENAME = 'x'\n{path}", "content/a.md": ""}
        assert folders.dialect(tmp_path, files).roots == ("content",)


def test_nothing_of_a_configuration_is_executed(tmp_path: Path) -> None:
    """Calls, imports and tests on the machine are not made; what they would give is unknown."""
    text = (
        "import os\n"
        f"open({str(tmp_path / 'made')!r}, 'w')\n"
        "A = os.environ.get('HOME', 'default')\n"
        "B = os.getcwd()\n"
        "C = [1, B, 'x']\n"
        "if B == '/':\n    D = 'then'\nelse:\n    D = 'else'\n"
        "HERE = os.path.dirname(os.path.abspath(__file__))\n"
        "E = os.path.join(HERE, 'content')\n"
        "F = f'{A}/x'\n"
        "G, H = 'a', ('b',)\n"
        "G += 'c'\n"
        "I = {'k': D, B: 1, 'u': B}\n"
        "J = not A\n"
        "K = A == 'default' and 'yes'\n"
        "L = -1\n"
        "M: str = 'typed'\n"
    )

    assert python_settings.read(text) == {
        "A": "default", "C": [1, None, "x"], "D": "else", "HERE": "", "E": "content",
        "F": "default/x", "G": "ac", "H": ("b",), "I": {"k": "else"}, "J": False,
        "K": "yes", "L": -1, "M": "typed",
    }  # fmt: skip
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    "text",
    [
        "A = 'x'\n" + "A = A + A\n" * 60,
        "A = " + "(" * 50_000,
        "A = " + "-" * 5_000 + "1",
        "A = " + "+".join(["'x'"] * 20_000),
        "A = [1]\n" + "A = [A, A]\n" * 500,
        "print 'old'",
        "A = '\x00'",
    ],
)
def test_configurations_without_end_are_given_up(text: str) -> None:
    """What grows without end, or is no Python, is unknown and takes no time."""
    assert set(python_settings.read(text)) <= {"A"}


@given(st.text(max_size=300))
def test_any_text_is_some_configuration(text: str) -> None:
    """No text makes the reader of settings fail."""
    assert isinstance(python_settings.read(text), dict)


@given(st.text(max_size=200))
def test_any_title_has_a_slug_in_ascii(text: str) -> None:
    """A slug is ASCII, and one made of it is the same."""
    slug = Slugs().make(text)

    assert slug.isascii()
    assert Slugs().make(slug) == slug


def test_slugs_keep_what_the_settings_keep() -> None:
    """SLUGIFY_USE_UNICODE keeps letters; a third part of SLUG_SUBSTITUTIONS keeps signs."""
    own = Slugs.of({"SLUGIFY_USE_UNICODE": True})
    older = Slugs.of({"SLUG_SUBSTITUTIONS": (("+", "plus", True),)})

    assert own.make("Çağrı Günü") == "çağrı-günü"
    assert older.make(" a+b.c ") == "aplusb.c"


@pytest.mark.parametrize("pattern", [r"(a+)+$", r"(a|aa)*$", "(", r"(.*)(.*)(.*)(.*)(.*)(.*)(.*)x"])  # fmt: skip
def test_patterns_that_take_time_are_not_used(pattern: str) -> None:
    """A pattern of the settings that could run without end, or is none, counts as not there."""
    assert compiled(pattern) is None


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("Straße", "Strasse"), ("Übergröße", "Ubergrosse"), ("Щука", "Shchuka"),
     ("Αθήνα", "Athena"), ("İstanbul", "Istanbul"), ("日本", "")],
)  # fmt: skip
def test_letters_become_ascii(typed: str, expected: str) -> None:
    """Latin, Cyrillic and Greek letters are written as Unidecode writes them; others are left out."""
    assert romanize(typed) == expected


def test_dates_in_addresses_know_pelican_s_signs() -> None:
    """Signs of strftime are filled in without a locale; others stay as they are."""
    day = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)

    assert (
        fill("{date:%y-%b-%B-%j-%-m-%H%M%S-%%-%Q}", day, {})
        == "26-Mar-March-063-3-050607-%-%Q"
    )
    assert fill("{date:%Y}{slug}", None, {"slug": "x"}) == "x"


def test_asked_for_by_name(tmp_path: Path) -> None:
    """Asked for, the dialect does without its file."""
    assert Pelican.find(Files(tmp_path), asked=True)
    assert Pelican.find(Files(tmp_path), asked=False) is None
