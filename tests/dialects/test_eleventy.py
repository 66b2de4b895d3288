"""Eleventy: what makes a folder one, which files are posts, their days, addresses and states."""

from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envoi.dialects import eleventy_links as links
from envoi.dialects.eleventy import Eleventy
from envoi.model import State

from .folders import addresses, dialect, load, read

CONFIG = 'module.exports = (c) => { return { dir: { input: "src" } } };'
POST = "---\ntitle: Lamps & Boats\ndate: 2026-03-04\n---\nLit.\n"


def one(folder: Path, data: str, post: str = POST, name: str = "lamps.md") -> str:
    """The address of a post below `src/posts`, whose directory data file says `data`; nothing if it is not known."""
    files = {
        ".eleventy.js": CONFIG,
        "src/posts/posts.json": data,
        f"src/posts/{name}": post,
    }
    return addresses(folder, files).get(f"src/posts/{name}", "")


@pytest.mark.parametrize(
    "file",
    [
        ".eleventy.js",
        "eleventy.config.js",
        "eleventy.config.mjs",
        "eleventy.config.cjs",
        "eleventy.config.ts",
    ],
)
def test_the_configuration_makes_a_site(tmp_path: Path, file: str) -> None:
    """Each name that Eleventy looks for is found, and its input folder read."""
    found = dialect(tmp_path, {file: CONFIG, "src/posts/lamps.md": POST})
    assert (found.NAME, found.roots) == ("eleventy", ("src/posts",))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("package.json", '{"devDependencies": {"@11ty/eleventy": "^3.0.0"}}'),
        ("posts/posts.11tydata.json", "{}"),
    ],
)
def test_a_site_without_a_configuration_is_found(
    tmp_path: Path, path: str, text: str
) -> None:
    """Eleventy needs no configuration; the package or a data file shows it."""
    assert dialect(tmp_path, {path: text, "posts/a.md": POST}).NAME == "eleventy"


@pytest.mark.parametrize(
    "script",
    [
        "export const config = { dir: { input: 'pages' } }; export default () => {}",
        "export default function (c) { c.setInputDirectory('pages') }",
        "export default async (c) => ({ dir: { input: './pages' } })",
        "module.exports = { dir: { input: 'pages/' } }",
    ],
)
def test_the_input_folder_in_every_shape(tmp_path: Path, script: str) -> None:
    """Configurations of all shapes tell where the sources are (Eleventy, Configuration Shapes)."""
    files = {"eleventy.config.js": script, "pages/news/a.md": POST}
    assert addresses(tmp_path, files) == {"pages/news/a.md": "/news/a/"}


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("lamps.md", "/posts/lamps/"),
        ("2026-03-04-lamps.md", "/posts/2026-03-04-lamps/"),
        ("lamps/index.md", "/posts/lamps/"),
        ("lamps/lamps.md", "/posts/lamps/"),
        ("2025/Old Lamps.md", "/posts/2025/Old Lamps/"),
    ],
)
def test_the_default_address_is_the_path(
    tmp_path: Path, name: str, address: str
) -> None:
    """Without a permalink a post is where its file is; the date stays, `index` and a repeated name do not."""
    assert one(tmp_path, "{}", name=name) == address


@pytest.mark.parametrize(
    ("permalink", "address"),
    [
        ("/blog/{{ page.fileSlug }}/", "/blog/lamps/"),
        ("blog/{{page.fileSlug}}/index.html", "/blog/lamps/"),
        ("{{ page.filePathStem }}.html", "/posts/lamps.html"),
        ("/{{ title | slugify }}/", "/lamps-and-boats/"),
        ("/{{ title | slug | lower }}/", "/lamps-and-boats/"),
        ("/{{ page.date | date: '%Y/%m/%d' }}/x/", "/2026/03/04/x/"),
        ("/{{ page.date | dateFormat('yyyy/L/d') }}/x/", "/2026/3/4/x/"),
        ("/{{ page.date | toDatePath }}/{{ page.fileSlug }}/", "/2026/03/04/lamps/"),
        ("/{{ date | year }}/{{ page.fileSlug | url }}/", "/2026/lamps/"),
        ("/{{ slug or page.fileSlug }}/", "/lamps/"),
        ("/{{ (slug or page.fileSlug) | slugify }}/", "/lamps/"),
        ("/{{ short_name | default('none') }}/", "/none/"),
        ("/{{ title | secret }}/", ""),
        ("/{{ page.date | secret }}/", ""),
        ("/{% if draft %}d/{% endif %}x/", ""),
        ("/{{ title }", ""),
    ],
)
def test_a_permalink_is_filled_in_where_it_can_be(
    tmp_path: Path, permalink: str, address: str
) -> None:
    """Template code of a permalink is understood or not; it is never guessed at, and never run."""
    found = one(tmp_path, f'{{"permalink": "{permalink}"}}', name="2026-03-04-lamps.md")
    assert found == address


@pytest.mark.parametrize(
    ("script", "address"),
    [
        ("permalink: (data) => `/n/${data.page.fileSlug}/`", "/n/lamps/"),
        (
            "permalink(data) { return `n/${this.slugify(data.title)}/index.html` }",
            "/n/lamps-and-boats/",
        ),
        (
            "eleventyComputed: { permalink: d => `/n/${data.x || data.page.fileSlug}/` }",
            "/n/lamps/",
        ),
        (
            "eleventyComputed: { permalink: (data) => data.draft ? false : data.permalink }",
            "/posts/lamps/",
        ),
        ("permalink: (data) => make(data)", ""),
        (
            "eleventyComputed: { day: '{{ page.date | toPath }}', permalink: '/{{ day }}/' }",
            "/2026/03/04/",
        ),
    ],
)
def test_a_permalink_in_a_data_file_that_is_a_script(
    tmp_path: Path, script: str, address: str
) -> None:
    """A function that only puts a text together is understood; one that does more is not."""
    files = {
        ".eleventy.js": CONFIG,
        "src/posts/posts.11tydata.js": f"module.exports = {{ {script} }};",
        "src/posts/lamps.md": POST,
    }
    assert addresses(tmp_path, files).get("src/posts/lamps.md", "") == address


def test_data_files_cascade(tmp_path: Path) -> None:
    """A file's own data beats that of its folder, which beats that of the folder above; the post beats all."""
    found = read(
        tmp_path,
        {
            ".eleventy.js": CONFIG,
            "src/src.json": '{"author": "Above", "permalink": "/top/{{ page.fileSlug }}/"}',
            "src/posts/posts.json": '{"author": "Folder"}',
            "src/posts/posts.11tydata.json": '{"author": "Stronger"}',
            "src/posts/b.11tydata.json": '{"author": "Own"}',
            "src/posts/a.md": POST,
            "src/posts/b.md": POST,
            "src/posts/c.md": POST.replace("date:", "author: Post\ndate:"),
        },
    )
    names = {path[-4]: post.authors[0].name for path, post in found.items()}
    assert names == {"a": "Stronger", "b": "Own", "c": "Post"}
    assert all("/top/" in post.url for post in found.values())


def test_a_permalink_for_all_pages(tmp_path: Path) -> None:
    """`addGlobalData("permalink", …)` holds where nothing else does."""
    script = "module.exports = (c) => { c.addGlobalData('permalink', () => '/{{ page.fileSlug }}.html'); }"  # fmt: skip
    files = {".eleventy.js": script, "posts/a.md": POST}
    assert addresses(tmp_path, files) == {"posts/a.md": "/a.html"}


@pytest.mark.parametrize(
    ("name", "head", "expected"),
    [
        ("2026-01-02-a.md", "title: A", datetime(2026, 1, 2, tzinfo=UTC)),
        ("2026-01-02-x/2026-05-05-a.md", "title: A", datetime(2026, 1, 2, tzinfo=UTC)),
        ("2026-1-2-a.md", "title: A", None),
        ("a.md", "date: 2026-05-06T07:00:00+02:00", datetime(2026, 5, 6, 5, tzinfo=UTC)),
        ("a.md", "date: 2026-05-06", datetime(2026, 5, 6, tzinfo=UTC)),
        ("a.md", "date: Last Modified", None),
        ("a.md", "date: git Created", None),
    ],
)  # fmt: skip
def test_days(tmp_path: Path, name: str, head: str, expected: datetime | None) -> None:
    """The key, else the first day in the path, in UTC; never the day of the file itself (Eleventy, Content Dates)."""
    files = {
        ".eleventy.js": CONFIG,
        "src/posts/known.md": POST,
        f"src/posts/{name}": f"---\n{head}\n---\nText.",
    }
    post = read(tmp_path, files)[f"src/posts/{name}"]
    assert post.published == expected


@pytest.mark.parametrize(
    ("name", "head", "state"),
    [
        ("a.md", "draft: true", State.DRAFT),
        ("a.md", "permalink: false", State.PAGE),
        ("a.md", "pagination: {data: collections.posts}", State.PAGE),
        ("a.njk", "permalink: /feed.xml", State.PAGE),
        ("index.md", "title: All of them", None),
        ("posts.md", "title: All of them", None),
        ("a.md", "title: A note without a day", State.UNDATED),
        ("a.md", "date: 2026-01-01", State.PUBLISHED),
        ("a.njk", "date: 2026-01-01", State.PUBLISHED),
    ],
)
def test_what_is_a_post(
    tmp_path: Path, name: str, head: str, state: State | None
) -> None:
    """Pages without an address of their own, and of lists, are no posts; those of the folder itself are not read."""
    files = {
        ".eleventy.js": CONFIG,
        "src/posts/known.md": POST,
        f"src/posts/{name}": f"---\n{head}\n---\nText.",
    }
    found = read(tmp_path, files).get(f"src/posts/{name}")
    assert (found.state if found else None) is state


def test_what_is_in_no_collection_is_on_no_list() -> None:
    """`eleventyExcludeFromCollections` keeps a page out of all lists."""
    assert Eleventy().status({"eleventyexcludefromcollections": "true"}) == "hidden"
    assert Eleventy().status({"eleventyexcludefromcollections": "false"}) == ""


@pytest.mark.parametrize(
    ("permalink", "address"),
    [
        ("/here/now.html", "/here/now.html"),
        ("here/index.html", "/here/"),
        ("/{{ title | slugify }}/", "/lamps-boats/"),
        ("/../../up/", "/up/"),
    ],
)
def test_a_post_may_give_its_own_permalink(
    tmp_path: Path, permalink: str, address: str
) -> None:
    """The key of the post beats that of its folder, with template code or without, and stays on the site."""
    post = f'---\ntitle: Lamps, boats\ndate: 2026-03-04\npermalink: "{permalink}"\n---\nLit.\n'
    assert one(tmp_path, '{"permalink": "/all/"}', post) == address


def test_the_richest_folder_is_that_of_the_posts(tmp_path: Path) -> None:
    """The folder with most dated files counts, one with a usual name four times; languages beside it count too."""
    files = {".eleventy.js": CONFIG}
    files |= {f"src/talks/{n}.md": POST for n in range(3)}
    files |= {f"src/en/articles/{n}.md": POST for n in range(2)}
    files |= {"src/tr/articles/0.md": POST, "src/about.md": "# About\n"}
    assert dialect(tmp_path, files).roots == ("src/en/articles", "src/tr/articles")


def test_folders_of_languages_tell_the_language(tmp_path: Path) -> None:
    """The first folder below the input that is called as a language is one (Eleventy, I18n Plugin)."""
    files = {
        ".eleventy.js": CONFIG,
        "src/tr/posts/a.md": POST,
        "src/en/posts/a.md": POST,
    }
    found = read(tmp_path, files)
    assert found["src/tr/posts/a.md"].language == "tr"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "src/_data/site.json",
            '{"url": "https://quay.example", "title": "Quay", "lang": "tr"}',
        ),
        (
            "src/_data/metadata.js",
            "module.exports = {url: 'https://quay.example', title: 'Quay', language: 'tr'}",
        ),
        (
            "src/_data/meta.yaml",
            "host: https://quay.example\nname: Quay\nlocale: tr\n",
        ),
        (
            "src/_data/config.mjs",
            "export default {origin: 'https://quay.example', title: 'Quay', lang: 'tr'}",
        ),
    ],
)
def test_the_site_in_its_data_files(tmp_path: Path, path: str, text: str) -> None:
    """Address, title and language are in a file of global data, by one of many names."""
    loaded = load(
        tmp_path, {".eleventy.js": CONFIG, path: text, "src/posts/a.md": POST}
    )
    assert loaded.site.url == "https://quay.example/"
    assert (loaded.site.title, loaded.site.language) == ("Quay", "tr")
    assert loaded.dialect.facts["site.url"].file == path


def test_the_address_as_a_last_resort(tmp_path: Path) -> None:
    """`homepage` of the package, if it is no repository, then the file CNAME; the language of a layout."""
    files = {
        ".eleventy.js": CONFIG,
        "package.json": '{"homepage": "https://github.com/quay/site#readme"}',
        "CNAME": "quay.example\n",
        "src/_includes/base.njk": '<!doctype html><html lang="fr">',
    }
    site = load(tmp_path, files).site
    assert (site.url, site.language) == ("https://quay.example/", "fr")


def test_the_prefix_of_paths_belongs_to_the_address(tmp_path: Path) -> None:
    """`pathPrefix` is below the address of the site, unless that has it already."""
    script = "module.exports = () => ({ pathPrefix: '/notes/', dir: {input: '.'} })"
    files = {
        ".eleventy.js": script,
        "_data/site.json": '{"url": "https://quay.example"}',
    }
    assert load(tmp_path, files).site.url == "https://quay.example/notes/"


def test_the_excerpt_mark_and_the_authors(tmp_path: Path) -> None:
    """The mark is in the configuration, authors with keys in a file of global data."""
    script = """module.exports = (c) => {
      c.setFrontMatterParsingOptions({ excerpt: true, excerpt_separator: "<!-- fold -->" });
    }"""
    found = dialect(
        tmp_path,
        {
            ".eleventy.js": script,
            "_data/authors.json": '{"ada": {"name": "Ada Quay", "url": "https://ada.example/"}}',
        },
    )
    assert found.separator == "<!-- fold -->"
    assert found.authors["ada"].name == "Ada Quay"


def test_what_is_ignored_holds_no_posts(tmp_path: Path) -> None:
    """Folders of `.eleventyignore`, of includes and of the output are passed over."""
    found = dialect(
        tmp_path,
        {
            ".eleventy.js": CONFIG,
            ".eleventyignore": "# no pages\nsrc/posts/old/\nREADME.md\n",
            "src/posts/a.md": POST,
        },
    )
    assert found.passes_over("src/posts/old")
    assert found.passes_over("src/_includes")
    assert found.passes_over("src/posts/posts.md")
    assert not found.passes_over("src/posts/new")
    assert not found.passes_over("src/posts/lamps/lamps.md")


def test_files_that_are_copied_to_the_root(tmp_path: Path) -> None:
    """A folder that is copied to `/`, and the input, are what files of the site are relative to."""
    script = "export default (c) => { c.addPassthroughCopy({ './public/files': '/' }); c.setInputDirectory('src') }"
    found = dialect(tmp_path, {"eleventy.config.js": script})
    assert found.file_address("public/files/a.png") == "a.png"
    assert found.file_address("src/img/a.png") == "img/a.png"


def test_a_hostile_permalink_takes_little_time() -> None:
    """Template code without an end is given up at once."""
    page = links.Page(path="a.md", values={}, published=None)
    start = perf_counter()
    for part in ("{{", "{{ a | ", "{{ a or ", "{{ (", " or "):
        links.filled(part * 300_000, page)
        links.filled(part * 300, page)
    assert perf_counter() - start < 1


@given(st.text(alphabet="{}%|().:'\" aorpage-date/", max_size=80))
def test_no_permalink_breaks(template: str) -> None:
    """Any text is an address or none, and none holds template code."""
    page = links.Page(path="a.md", values={}, published=None)
    assert "{{" not in links.filled(template, page)
