"""Docusaurus: its blogs, their posts' days, addresses, authors and states."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from envoi.model import State

from .folders import addresses, dialect, load, read

POST = "---\ntitle: Lamps\n---\nLit.\n"
CONFIG = """
const config = {
  title: 'Quay', tagline: 'All about it', url: 'https://quay.example', baseUrl: '/',
  i18n: { defaultLocale: 'tr', locales: ['tr'] },
  presets: [['classic', /** @type {import('x').Options} */ ({ docs: false, blog: { showReadingTime: true } })]],
};
module.exports = config;
"""


@pytest.mark.parametrize("end", ["js", "ts", "mjs", "cjs"])
def test_the_configuration_tells_of_the_site(tmp_path: Path, end: str) -> None:
    """Title, address, language and the folder of the blog, which is `blog` if nothing else is said."""
    loaded = load(tmp_path, {f"docusaurus.config.{end}": CONFIG, "blog/a.md": POST})
    site = loaded.site
    assert loaded.dialect.NAME == "docusaurus"
    assert (site.title, site.url, site.language) == ("Quay", "https://quay.example/", "tr")  # fmt: skip
    assert site.description == "All about it"
    assert loaded.roots == ("blog",)


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("2026-01-02-lamps.md", "/blog/2026/01/02/lamps"),
        ("2026-1-2-lamps.mdx", "/blog/2026/1/2/lamps"),
        ("2026-01-02-lamps/index.md", "/blog/2026/01/02/lamps"),
        ("2026/01/02/lamps.md", "/blog/2026/01/02/lamps"),
        ("2026/01-02-lamps.md", "/blog/2026/01/02/lamps"),
        ("news/2026-01-02-lamps.md", "/blog/2026/01/02/news/lamps"),
        ("2026-01-02-v1.2.0.md", "/blog/2026/01/02/v1.2.0"),
        ("lamps.md", "/blog/lamps"),
        ("lamps/index.mdx", "/blog/lamps"),
    ],
)
def test_addresses(tmp_path: Path, path: str, address: str) -> None:
    """The day of the path comes first, whatever the key `date` says; else the path is the address."""
    post = POST.replace("title", "date: 2020-05-05\ntitle")
    files = {"docusaurus.config.js": CONFIG, f"blog/{path}": post}
    assert addresses(tmp_path, files) == {f"blog/{path}": address}


@pytest.mark.parametrize(
    ("slug", "address"),
    [("lamps", "/blog/lamps"), ("/lamps/lit", "/blog/lamps/lit"), ("/", "/blog")],
)
def test_the_slug_is_below_the_blog(tmp_path: Path, slug: str, address: str) -> None:
    """The key `slug` replaces the whole path below the blog, with a slash first or without."""
    path = "blog/2026-01-02-a.md"
    files = {
        "docusaurus.config.js": CONFIG,
        path: POST.replace("title", f"slug: {slug}\ntitle"),
    }
    assert addresses(tmp_path, files)[path] == address


def test_several_blogs_bases_and_slashes(tmp_path: Path) -> None:
    """The preset's blog and those of the plugin each have their folder and route, below the base of the site."""
    script = """
    export default {
      url: 'https://quay.example', baseUrl: '/notes/', trailingSlash: true,
      presets: [[require.resolve('@docusaurus/preset-classic'), { blog: { path: './news', routeBasePath: '/' } }]],
      plugins: ['other', ['@docusaurus/plugin-content-blog', { id: 'log', path: 'log', routeBasePath: 'deck-log' }]],
    };
    """
    files = {
        "docusaurus.config.ts": script,
        "news/2026-01-02-a.md": POST,
        "log/b.md": POST.replace("title", "date: 2026-02-03\ntitle"),
    }
    assert addresses(tmp_path, files) == {
        "news/2026-01-02-a.md": "/notes/2026/01/02/a/",
        "log/b.md": "/notes/deck-log/b/",
    }


def test_a_preset_without_a_blog(tmp_path: Path) -> None:
    """`blog: false` of the preset leaves the plugin's."""
    script = """export default { presets: [['classic', { blog: false }]],
      plugins: [['content-blog', { path: 'log' }]] }"""
    assert dialect(tmp_path, {"docusaurus.config.js": script}).roots == ("log",)


@pytest.mark.parametrize(
    ("path", "head", "expected"),
    [
        ("2026-01-02-a.md", "title: A", datetime(2026, 1, 2, tzinfo=UTC)),
        ("2026/1/2/a.md", "title: A", datetime(2026, 1, 2, tzinfo=UTC)),
        ("2026-01-02-a.md", "date: 2026-01-03 10:00", datetime(2026, 1, 3, 10, tzinfo=UTC)),
        ("a.md", "date: 2026-02-29", datetime(2026, 3, 1, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_days(tmp_path: Path, path: str, head: str, expected: datetime) -> None:
    """The key, else the day in the path, in UTC; a day that does not exist rolls over."""
    files = {
        "docusaurus.config.js": CONFIG,
        f"blog/{path}": f"---\n{head}\n---\nText.",
    }
    assert read(tmp_path, files)[f"blog/{path}"].published == expected


@pytest.mark.parametrize(
    ("key", "state"),
    [
        ("draft: true", State.DRAFT),
        ("unlisted: true", State.UNLISTED),
        ("x: y", State.PUBLISHED),
    ],
)
def test_states(tmp_path: Path, key: str, state: State) -> None:
    """Drafts and unlisted posts are held back."""
    path = "blog/2026-01-02-a.md"
    files = {
        "docusaurus.config.js": CONFIG,
        path: POST.replace("title", f"{key}\ntitle"),
    }
    assert read(tmp_path, files)[path].state is state


def test_authors_are_known_by_their_keys(tmp_path: Path) -> None:
    """`authors.yml` of the blog tells who its keys are."""
    files = {
        "docusaurus.config.js": CONFIG,
        "blog/authors.yml": "ada:\n  name: Ada Quay\n  url: https://ada.example/\n",
        "blog/2026-01-02-a.md": POST.replace("title", "authors: [ada]\ntitle"),
    }
    post = read(tmp_path, files)["blog/2026-01-02-a.md"]
    assert [(one.name, one.url) for one in post.authors] == [
        ("Ada Quay", "https://ada.example/")
    ]


def test_what_is_left_out(tmp_path: Path) -> None:
    """Folders that begin with `_`, and tests, hold no posts (the blog's `exclude`)."""
    found = dialect(tmp_path, {"docusaurus.config.js": CONFIG})
    assert found.passes_over("blog/_parts")
    assert found.passes_over("blog/__tests__")
    assert not found.passes_over("blog/2026")
    assert found.not_a_post("blog/a.test.md", {})
