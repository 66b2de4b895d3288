"""Zola's folders: which pages are posts, when they were published, in which language, and where the site has them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envoi import config, posts
from envoi.dialects import Dialect, Files, detect
from envoi.dialects.zola import Zola
from envoi.model import Post
from envoi.problems import Report

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SITE = 'base_url = "https://harbour.example"\n'


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write files by path."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def head(**keys: str) -> str:
    """A page with these keys as TOML."""
    lines = [f"{key} = {value}" for key, value in keys.items()]
    return "\n".join(["+++", 'title = "Tide"', *lines, "+++", "Words.", ""])


DATED = head(date="2026-05-06")


def dialect(folder: Path, files: Mapping[str, str]) -> Dialect:
    """What is found in a folder with these files."""
    write(folder, files)
    return detect(Files(folder))


def read(folder: Path, files: Mapping[str, str]) -> dict[str, Post]:
    """The posts of a folder with these files, by path below the content."""
    write(folder, files)
    report = Report()
    loaded = config.load(folder, report, formats=("rss",))
    assert loaded.dialect.NAME == "zola"
    found = posts.read(
        loaded, NOW, folder / "public", report, lambda _, paths: list(paths)
    )
    return {post.path.removeprefix("content/"): post for post in found}


def addresses(folder: Path, files: Mapping[str, str]) -> dict[str, str]:
    """Where the posts of a folder are found, without the host."""
    return {
        path: post.url.removeprefix("https://harbour.example")
        for path, post in read(folder, files).items()
    }


@pytest.mark.parametrize("file", ["config.toml", "zola.toml"])
def test_configuration_is_found(tmp_path: Path, file: str) -> None:
    """The configuration tells address, title, language and author."""
    text = SITE + 'title = "Harbour"\ndefault_language = "tr"\nauthor = "Ayla"\n'
    found = dialect(tmp_path, {file: text, "content/a.md": DATED})

    assert isinstance(found, Zola)
    assert {key: fact.value for key, fact in found.facts.items()} == {
        "site.url": "https://harbour.example",
        "site.title": "Harbour",
        "site.language": "tr",
        "site.author": "Ayla",
    }


def test_other_config_is_not_zola(tmp_path: Path) -> None:
    """A `config.toml` without a base_url belongs to something else."""
    assert dialect(tmp_path, {"config.toml": 'baseURL = "x"'}).NAME != "zola"


def test_sections_with_dates_hold_posts(tmp_path: Path) -> None:
    """A section in which no page has a date is not looked at."""
    files = {
        "config.toml": SITE,
        "content/news/a.md": DATED,
        "content/letters/2026-05-06-b.md": head(),
        "content/docs/c.md": head(),
    }

    assert dialect(tmp_path, files).roots == ("content/letters", "content/news")


def test_posts_in_no_section(tmp_path: Path) -> None:
    """Where pages right in the content have dates, all of it is read but for sections that have none."""
    files = {
        "config.toml": SITE,
        "content/a.md": head(path='"2026/05/06/a"'),
        "content/inside/b.md": head(path='"inside/2026/05/06/b"'),
        "content/docs/c.md": head(),
        "content/d/index.md": DATED,
    }
    found = dialect(tmp_path, files)

    assert found.roots == ("content",)
    assert found.passes_over("content/docs")
    assert not found.passes_over("content/inside")
    assert not found.passes_over("content/d")


def test_addresses(tmp_path: Path) -> None:
    """The folders as they are, and the slug: of the key, else of the name without date, in plain letters."""
    assert addresses(
        tmp_path,
        {
            "config.toml": SITE,
            "content/news/Çok Güzel.md": DATED,
            "content/news/2026-05-07-tide.md": head(),
            "content/news/2026-05-08_tide_two.md": head(),
            "content/news/2026-05-09.md": head(),
            "content/news/Old Days/a.md": DATED,
            "content/news/trip/index.md": DATED,
            "content/news/2026-05-10-walk/index.md": head(),
            "content/news/s.md": head(date="2026-05-06", slug='"My slug!"'),
            "content/news/v1.2.md": DATED,
        },
    ) == {
        "news/Çok Güzel.md": "/news/cok-guzel/",
        "news/2026-05-07-tide.md": "/news/tide/",
        "news/2026-05-08_tide_two.md": "/news/tide-two/",
        "news/2026-05-09.md": "/news/2026-05-09/",
        "news/Old Days/a.md": "/news/Old%20Days/a/",
        "news/trip/index.md": "/news/trip/",
        "news/2026-05-10-walk/index.md": "/news/walk/",
        "news/s.md": "/news/my-slug/",
        "news/v1.2.md": "/news/v1-2/",
    }


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        ('paths = "safe"', "/news/Old Çay (x)/"),
        ('paths = "off"', "/news/Old Çay (x)?/"),
        ("paths_keep_dates = true", "/news/2026-05-06-old-cay-x/"),
    ],
)
def test_slugify(tmp_path: Path, settings: str, address: str) -> None:
    """`slugify` says how much of a name is kept."""
    write(tmp_path, {"config.toml": f"{SITE}[slugify]\n{settings}\n"})
    write(tmp_path, {"content/news/2026-05-06-Old Çay (x)?.md": head()})
    (path,) = (tmp_path / "content/news").iterdir()
    found = read(tmp_path, {})

    assert [name.rpartition("/")[2] for name in found] == [path.name]
    (post,) = found.values()
    plain = address.replace(" ", "%20").replace("Ç", "%C3%87").replace("?", "%3F")
    assert post.url == f"https://harbour.example{plain}"


def test_letters_without_a_romanization(tmp_path: Path) -> None:
    """Where Zola would spell a script in Latin letters by a table that is not here, no address is made up in its name."""
    found = dialect(tmp_path, {"config.toml": SITE, "content/news/a.md": DATED})

    assert isinstance(found, Zola)
    assert read(tmp_path, {"content/news/東京.md": DATED})["news/東京.md"].url


def test_path(tmp_path: Path) -> None:
    """The key `path` is the address as it is typed, and may tell the date."""
    files = {
        "config.toml": SITE,
        "content/a.md": head(path='"2026/05/06/Tide"'),
        "content/in/b.md": head(path='"/in/2026/05/07/b/"'),
    }
    found = read(tmp_path, files)

    assert addresses(tmp_path, files) == {
        "a.md": "/2026/05/06/Tide",
        "in/b.md": "/in/2026/05/07/b/",
    }
    assert found["a.md"].published == datetime(2026, 5, 6, tzinfo=UTC)
    assert found["in/b.md"].published == datetime(2026, 5, 7, tzinfo=UTC)


def test_languages(tmp_path: Path) -> None:
    """The language behind the name goes first in the address; `path` says all of it itself."""
    files = {
        "config.toml": SITE + '[languages.tr]\n[languages.zh-CN]\ntitle = "x"\n',
        "content/news/a.md": DATED,
        "content/news/a.tr.md": DATED,
        "content/news/b/index.zh-CN.md": DATED,
        "content/news/c.tr.md": head(date="2026-05-06", path='"tr/deniz/"'),
    }

    assert addresses(tmp_path, files) == {
        "news/a.md": "/news/a/",
        "news/a.tr.md": "/tr/news/a/",
        "news/b/index.zh-CN.md": "/zh-CN/news/b/",
        "news/c.tr.md": "/tr/deniz/",
    }
    found = read(tmp_path, files)
    assert [post.language for post in found.values()] == ["en", "tr", "zh-CN", "tr"]


def test_states(tmp_path: Path) -> None:
    """Drafts, also by their section, wait; days to come do not; pages without date, or not built, are none."""
    files = {
        "config.toml": SITE + 'ignored_content = ["*/skipped.md"]\n',
        "content/news/draft.md": head(date="2026-05-06", draft="true"),
        "content/news/later.md": head(date="2030-05-06"),
        "content/news/held/_index.md": head(draft="true"),
        "content/news/held/a.md": DATED,
        "content/news/hidden.md": head(date="2026-05-06", render="false"),
        "content/news/skipped.md": DATED,
        "content/news/slip.md": head(),
        "content/news/page.html": "<p>x</p>",
        "content/mixed/a.md": DATED,
        "content/mixed/b.md": head(),
        "content/mixed/c.md": head(),
        "content/mixed/d.md": head(),
    }
    found = read(tmp_path, files)

    assert {path: post.state.value for path, post in found.items()} == {
        "mixed/a.md": "published",
        "mixed/b.md": "not a post",
        "mixed/c.md": "not a post",
        "mixed/d.md": "not a post",
        "news/draft.md": "draft",
        "news/held/a.md": "draft",
        "news/hidden.md": "not a post",
        "news/later.md": "published",
        "news/page.html": "not a post",
        "news/skipped.md": "not a post",
        "news/slip.md": "undated",
    }


def test_files(tmp_path: Path) -> None:
    """Files beside pages are below the site as they are below the content; static ones at its root."""
    found = dialect(tmp_path, {"config.toml": SITE, "content/news/a.md": DATED})

    assert found.file_address("content/news/trip/a.png") == "news/trip/a.png"
    assert found.file_address("static/a.png") == "a.png"


@given(st.text(), st.sampled_from(["on", "safe", "off"]))
def test_any_name_is_slugified(name: str, slugs: str) -> None:
    """No name raises anything; with `on`, only plain letters, digits and hyphens are left."""
    slug = Zola(slugs=slugs)._slug(name)

    assert slugs != "on" or set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@pytest.mark.parametrize(
    "text",
    [
        'base_url = 7\nslugify = 1\nlanguages = ["tr"]\nignored_content = "x"\nextra = 1',
        SITE + "default_language = 7\nauthor = [[1]]",
    ],
)
def test_odd_configurations(tmp_path: Path, text: str) -> None:
    """Values of the wrong type are as if they were not there."""
    found = dialect(tmp_path, {"config.toml": text, "content/news/a.md": DATED})

    assert found.NAME == "zola"
    assert found.roots == ("content/news",)
