"""Jekyll: what makes a folder one, which files are posts, their days, addresses and states."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envoi import config, posts
from envoi.dialects import Dialect, Entry, Files, detect
from envoi.dialects.jekyll import Jekyll, slugify
from envoi.dialects.scopes import Scope, read, values
from envoi.model import Post
from envoi.problems import Report

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
POST = "---\ntitle: Lamps on the quay\n---\nLit.\n"
SITE = "title: Quay\nurl: https://quay.example\n"


def fill(folder: Path, files: Mapping[str, str]) -> Files:
    """Write files by their paths."""
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return Files(folder)


def found(folder: Path, files: Mapping[str, str]) -> dict[str, Post]:
    """All posts of a folder with these files, by their paths."""
    fill(folder, files)
    report = Report()
    asked = config.load(folder, report, url="", formats=("rss",))
    read_posts = posts.read(asked, NOW, folder / "public", report, lambda _, it: it)
    return {post.path: post for post in read_posts}


def address(post: Post) -> str:
    """The path of a post on the site, as people read it."""
    return unquote(urlsplit(post.url).path)


def one(folder: Path, site: str, path: str, text: str = POST) -> Post:
    """The post at `path` on a site with this configuration."""
    return found(folder, {"_config.yml": SITE + site, path: text})[path]


@pytest.mark.parametrize(
    ("files", "name"),
    [
        ({"_config.yml": SITE}, "jekyll"),
        ({"_config.yaml": SITE}, "jekyll"),
        ({"_config.toml": 'title = "Quay"'}, "jekyll"),
        ({"_posts/2026-01-02-a.md": POST}, "jekyll"),
        ({"tr/_posts/2026-01-02-a.md": POST}, "jekyll"),
        ({"_posts/a.md": POST}, ""),
        ({"_posts/2026-01-02-a.md": POST, "eleventy.config.js": ""}, ""),
        ({"_config.yml": SITE, "astro.config.mjs": ""}, ""),
        (
            {"_config.yml": SITE, "next.config.js": "", "_posts/2026-01-02-a.md": POST},
            "jekyll",
        ),
        ({"_config.yml": SITE, "source/_posts/a.md": POST}, "hexo"),
    ],
)
def test_detection(tmp_path: Path, files: dict[str, str], name: str) -> None:
    """A configuration tells, or dated posts without the configuration of another generator."""
    found_name = detect(fill(tmp_path, files)).NAME

    assert found_name == name if name else found_name != "jekyll"


def test_facts(tmp_path: Path) -> None:
    """Title, address with its base, language, zone and author come from the configuration."""
    site = (
        "name: Quay\nurl: https://quay.example/\nbaseurl: /news/\ndescription: >\n  Of\n  boats\n"
        "locale: tr_TR\ntimezone: Europe/Istanbul\nauthor: {name: Deniz, email: d@quay.example}\n"
    )
    dialect = detect(fill(tmp_path, {"_config.yml": site}))

    assert {key: fact.value for key, fact in dialect.facts.items()} == {
        "site.url": "https://quay.example/news",
        "site.title": "Quay",
        "site.description": "Of boats",
        "site.language": "tr-TR",
        "site.timezone": "Europe/Istanbul",
        "site.author": "Deniz",
    }
    assert {fact.file for fact in dialect.facts.values()} == {"_config.yml"}


@pytest.mark.parametrize(
    ("site", "cname", "url"),
    [
        ("url: ''", "quay.example\n", "https://quay.example/"),
        ("url: http://localhost:4000", "quay.example", "https://quay.example/"),
        ("url: https://example.com", "", ""),
        ("repository: Quay/quay.github.io", "", "https://quay.github.io/"),
        ("repository: quay/boats", "", ""),
        ("url: https://boats.example", "quay.example", "https://boats.example"),
    ],
)
def test_address_of_pages(tmp_path: Path, site: str, cname: str, url: str) -> None:
    """Where the configuration names no public address, GitHub Pages has it in CNAME or in the repository's name."""
    files = {"_config.yml": site} | ({"CNAME": cname} if cname else {})

    assert detect(fill(tmp_path, files)).fact("site.url") == url


def test_roots_are_everywhere(tmp_path: Path) -> None:
    """`_posts` and `_drafts` count at any depth, but not below `_` folders, what is excluded, or the output."""
    names = ("", "tr/haber/", "_kept/", "_hidden/", "old/", "site/", "node_modules/x/")
    files = {f"{name}_posts/2026-01-02-a.md": POST for name in names}
    site = "exclude: [old]\ninclude: [_kept]\ndestination: site\n"
    dialect = detect(
        fill(tmp_path, {**files, "_drafts/b.md": POST, "_config.yml": SITE + site})
    )

    assert set(dialect.roots) == {
        "_posts",
        "_drafts",
        "_kept/_posts",
        "tr/haber/_posts",
    }


def test_links_in_circles_end(tmp_path: Path) -> None:
    """A folder that links to itself is not walked again and again."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b").symlink_to(tmp_path)
    (tmp_path / "a" / "c").symlink_to(tmp_path)

    dialect = detect(fill(tmp_path, {"a/_posts/2026-01-02-a.md": POST}))

    assert dialect.roots == ("a/_posts",)


def test_source_and_collections_dir(tmp_path: Path) -> None:
    """`source` and `collections_dir` stand above all folders, and are in no address."""
    site = (
        "source: src\ncollections_dir: all\n"
        "defaults:\n- scope: {path: all/_posts}\n  values: {lang: de}\n"
    )
    path = "src/all/haber/_posts/2026-01-02-a.md"
    files = {path: POST, "src/all/_posts/2026-01-03-b.md": POST}
    read_posts = found(tmp_path, {"_config.yml": SITE + site, **files})

    assert address(read_posts[path]) == "/haber/2026/01/02/a.html"
    assert read_posts["src/all/_posts/2026-01-03-b.md"].language == "de"
    assert detect(Files(tmp_path)).file_address("src/img/a.png") == "img/a.png"


def test_source_that_a_build_makes(tmp_path: Path) -> None:
    """A source that is not there is looked for by the end of its path."""
    path = "src/_posts/2026-01-02-a.md"

    assert address(one(tmp_path, "source: .tmp/src\n", path)) == "/2026/01/02/a.html"


def test_collection_of_posts(tmp_path: Path) -> None:
    """Without `_posts`, dated collections that are written out hold the posts; what goes with them is none."""
    site = (
        "permalink: pretty\ncollections:\n  episodes: {output: true, permalink: '/e/:title/'}\n"
        "  transcripts: {output: true}\n  people: {output: true}\n  notes: {output: false}\n"
    )
    dated = "---\ntitle: Lamps\ndate: 2026-01-02\n---\n"
    read_posts = found(
        tmp_path,
        {
            "_config.yml": SITE + site,
            "_episodes/one/2026-01-01-lamps.md": dated,
            "_transcripts/2026-01-01-lamps.md": POST,
            "_people/ayla.md": POST,
            "_notes/n.md": dated,
        },
    )

    assert [*map(address, read_posts.values())] == ["/e/lamps/"]
    assert detect(Files(tmp_path)).roots == ("_episodes",)


def test_collection_with_days_in_names(tmp_path: Path) -> None:
    """If no collection has dates in its front matter, days in names tell; addresses end as those of posts do."""
    site = "permalink: pretty\ncollections:\n  essays:\n    output: true\n"
    post = one(tmp_path, site, "_essays/old/2026-01-02-lamps.md")

    assert address(post) == "/essays/old/2026-01-02-lamps/"
    assert post.published == datetime(2026, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("date", "/sea/big-news/2024/12/31/Öğle-ve~Boats.html"),
        ("pretty", "/sea/big-news/2024/12/31/Öğle-ve~Boats/"),
        ("ordinal", "/sea/big-news/2024/366/Öğle-ve~Boats.html"),
        ("weekdate", "/sea/big-news/2024/W01/Tue/Öğle-ve~Boats.html"),
        ("none", "/sea/big-news/Öğle-ve~Boats.html"),
        (":title", "/Öğle-ve~Boats"),
        ("/:year_:i_month-:i_day/:slug:output_ext", "/2024_12-31/öğle-ve-boats.html"),
        ("/:short_year/:short_month/:long_month/:y_day/:name", "/24/Dec/December/366/2024-12-30-öğle-ve-boats"),
        ("/:hour/:minute/:second/:w_year/:week/:w_day", "/08/30/05/2025/01/2"),
        ("/:short_day/:long_day/:slugified_categories/", "/Tue/Tuesday/sea/big-news/"),
        ("/:collection/:nothing/", "/posts/:nothing/"),
    ],
)  # fmt: skip
def test_patterns(tmp_path: Path, pattern: str, path: str) -> None:
    """Styles and words of `permalink`; the day is that of the site's zone."""
    site = f'permalink: "{pattern}"\ntimezone: Asia/Tokyo\n'
    text = "---\ndate: 2024-12-30 23:30:05\ncategory: BIG-News\n---\n"
    post = one(tmp_path, site, "sea/_posts/2024-12-30-Öğle ve~Boats.md", text)

    assert address(post) == path


@pytest.mark.parametrize(
    ("front", "path"),
    [
        ("permalink: /own/:year/:title", "/own/2026/a"),
        ("permalink: boats", "/boats"),
        ("permalink: /a/../b./c/", "/a/bc/"),
        ("url: https://elsewhere.example/", "/tr/2026/01/02/a.html"),
        ("slug: My Own_x.y", "/tr/2026/01/02/My-Own_x.y.html"),
        ("categories: B a  b", "/tr/b/a/2026/01/02/a.html"),
        ("categories: [Big News, tr]\ncategory: One Two", "/tr/big news/one two/2026/01/02/a.html"),
        ("category: [x, y]", "/tr/x/y/2026/01/02/a.html"),
    ],
)  # fmt: skip
def test_keys_of_the_post(tmp_path: Path, front: str, path: str) -> None:
    """A post's own permalink may be a pattern; categories of folders and keys stand in the address once."""
    text = f"---\ntitle: A\n{front}\n---\n"

    assert address(one(tmp_path, "", "tr/_posts/2026-01-02-a.md", text)) == path


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("2026-1-2-a.markdown", "/2026/01/02/a.html"),
        ("98-01-02-a.md", "/1998/01/02/a.html"),
        ("26-01-02-a.html", "/2026/01/02/a.html"),
        ("2026-01-02-a...md", "/2026/01/02/a.html"),
        ("2026-01-02---a--b-.md", "/2026/01/02/a-b.html"),
        ("2026-01-02-50% #1 [a].md", "/2026/01/02/50-1-a.html"),
        ("deep/2026-01-02-a.htm", "/2026/01/02/a.htm"),
    ],
)
def test_names(tmp_path: Path, name: str, path: str) -> None:
    """A name tells day and title, whatever is in it."""
    assert address(one(tmp_path, "", f"_posts/{name}")) == path


@pytest.mark.parametrize(
    ("path", "text", "state"),
    [
        ("_posts/2026-01-02-a.md", POST, "published"),
        ("_posts/2026-01-02-a.md", "No front matter.\n", "published"),
        ("_posts/a.md", POST, "not a post"),
        ("_posts/2026-01-02/a.md", POST, "not a post"),
        ("_posts/2026-01-02-old.md", POST, "not a post"),
        ("_posts/2026-01-02-a.md", "---\npublished: false\n---\n", "draft"),
        ("_posts/2026-12-02-a.md", POST, "future"),
        ("_drafts/a.md", POST, "draft"),
    ],
)
def test_states(tmp_path: Path, path: str, text: str, state: str) -> None:
    """A post below `_posts` has its day in its name; drafts and what is excluded are held back."""
    site = "exclude: ['_posts/*-old.md']\n"
    files = {"_config.yml": SITE + site, "_posts/2026-01-01-z.md": POST, path: text}

    assert str(found(tmp_path, files)[path].state) == state


@pytest.mark.parametrize(
    "site", ["future: true", "collections: {posts: {future: true}}"]
)
def test_future(tmp_path: Path, site: str) -> None:
    """A site may show posts before their day."""
    post = one(tmp_path, f"{site}\n", "_posts/2026-12-02-a.md")

    assert str(post.state) == "published"


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("2026-01-02 23:30:00", "2026-01-02T23:30:00+00:00"),
        ("2026-01-02T23:30:00", "2026-01-02T23:30:00+00:00"),
        ("2026-01-02 23:30", "2026-01-02T20:30:00+00:00"),
        ("2026-01-02", "2026-01-01T21:00:00+00:00"),
        ("2026-01-02 23:30:00 -0400", "2026-01-03T03:30:00+00:00"),
        ("", "2025-12-31T21:00:00+00:00"),
    ],
)
def test_zones(tmp_path: Path, typed: str, moment: str) -> None:
    """A full time without a zone is UTC (YAML's rule), every other date in the site's zone (Ruby's)."""
    text = f"---\ntitle: A\ndate: {typed}\n---\n"
    post = one(tmp_path, "timezone: Europe/Istanbul\n", "_posts/2026-01-01-a.md", text)

    assert post.published
    assert post.published.astimezone(UTC).isoformat() == moment


def test_defaults(tmp_path: Path) -> None:
    """The longer path wins, then the one with a type; the post wins over all; categories are added up."""
    site = """permalink: none
defaults:
- scope: {path: _posts/sea, type: posts}
  values: {author: Ayla, permalink: /sea/:title/, categories: [boats]}
- scope: {path: "", type: posts}
  values: {author: Deniz, tags: harbour lamps}
- scope: {path: ""}
  values: {author: Nobody, lang: tr}
- scope: {path: "", type: drafts}
  values: {author: Draft}
- scope: {path: "_posts/*/deep"}
  values: {lang: de}
"""
    files = {
        "_posts/2026-01-01-a.md": POST,
        "_posts/sea/2026-01-02-b.md": POST,
        "_posts/sea/deep/2026-01-03-c.md": "---\nauthor: Own\n---\n",
    }
    a, b, c = found(tmp_path, {"_config.yml": SITE + site, **files}).values()

    assert [post.authors[0].name for post in (a, b, c)] == ["Deniz", "Ayla", "Own"]
    assert [*map(address, (a, b, c))] == ["/a.html", "/sea/b/", "/sea/c/"]
    assert [post.language for post in (a, b, c)] == ["tr", "tr", "de"]
    assert a.tags == ("harbour", "lamps")
    assert b.tags == ("harbour", "lamps", "boats")


def test_defaults_in_toml(tmp_path: Path) -> None:
    """A configuration may be TOML; its values are read as those of YAML."""
    site = (
        'url = "https://quay.example"\nfuture = true\npermalink = "none"\n'
        '[[defaults]]\nscope = {path = ""}\nvalues = {published = false, n = 1}\n'
    )
    path = "_posts/2026-01-02-a.md"
    post = found(tmp_path, {"_config.toml": site, path: POST})[path]

    assert str(post.state) == "draft"
    assert address(post) == "/a.html"


def test_authors_by_key(tmp_path: Path) -> None:
    """Posts and the site name authors by their keys in the data file."""
    data = (
        "ayla: {name: Ayla Quay, url: 'https://ayla.example/'}\n"
        "deniz: {name: Deniz, email: d@quay.example}\nbroken: nobody\n"
    )
    files = {
        "_config.yml": SITE + "author: deniz\n",
        "_data/authors.yml": data,
        "_posts/2026-01-01-a.md": "---\ntitle: A\nauthor: ayla\n---\n",
        "_posts/2026-01-02-b.md": POST,
    }
    a, b = found(tmp_path, files).values()

    assert [(one.name, one.url) for one in a.authors] == [
        ("Ayla Quay", "https://ayla.example/")
    ]
    assert [one.name for one in b.authors] == ["Deniz"]


def test_tags_and_excerpt(tmp_path: Path) -> None:
    """One text of tags is parted with blanks, or with commas if it has any; the excerpt's mark is known."""
    site = "excerpt_separator: <!--cut-->\n"
    text = "---\ntags: sea boats\nkeywords: night watch, lamps\n---\n"
    post = one(tmp_path, site, "sea/_posts/2026-01-02-a.md", text)

    assert post.tags == ("sea", "boats", "night watch", "lamps")
    assert detect(Files(tmp_path)).separator == "<!--cut-->"


@pytest.mark.parametrize(
    "site",
    [
        "[", "- a\n- b\n", "defaults: x\ncollections: [a, b]\n", "collections: {a: x}\n",
        "defaults: [x, {values: y}, {scope: z, values: {a: [[b], {c: d}], e: {f: {g: h}}}}]\n",
        "exclude: x\ninclude: {a: b}\npermalink: [a]\nsource: ../..\n", "url: {a: b}\nauthor: [x]\n",
        "defaults: [{scope: {path: {a: b}, type: [c]}, values: {d: e}}]\n", "collections_dir: /\n",
    ],
)  # fmt: skip
def test_odd_configurations(tmp_path: Path, site: str) -> None:
    """What cannot be used in a configuration is as if it were not there."""
    files = {"_config.yml": site, "_posts/2026-01-02-a.md": POST}
    dialect = detect(fill(tmp_path, files))

    assert dialect.NAME == "jekyll"
    assert dialect.roots == ("_posts",)
    assert not dialect.not_a_post("_posts/2026-01-02-a.md", {})


def entry(**given: object) -> Entry:
    """A post as far as its address goes."""
    made_up = {
        "path": "_posts/2026-01-02-a.md",
        "root": "_posts",
        "values": {},
        "title": "A",
        "language": "en",
        "zone": ZoneInfo("UTC"),
        "published": NOW,
    }
    return Entry(**(made_up | given))


def test_hostile_posts_take_no_time() -> None:
    """A megabyte of permalink, slug or categories is cut, not worked through."""
    long = "ş x/" * 250_000
    dialect = Jekyll(patterns={"posts": "/:categories/:title/"})
    start = perf_counter()

    made = [
        dialect.own_address(":title" * 170_000, entry(slug=long)),
        dialect.address(entry(slug=long, values={"categories": long})),
        dialect.own_address(":_" * 500_000, entry()),
    ]

    assert perf_counter() - start < 2
    assert max(map(len, made)) < 50_000_000


def test_undated_posts_have_no_address() -> None:
    """Where the day is not known, the address is not either."""
    dialect: Dialect = Jekyll()

    assert dialect.address(entry(published=None)) == ""
    assert dialect.own_address("/:year/:title", entry(published=None)) == "/:year/a"


@given(st.text(max_size=60))
def test_slugs(text: str) -> None:
    """A slug holds letters, marks and digits, single hyphens between them, and does not change again."""
    slug = slugify(text)

    assert "--" not in slug
    assert "/" not in slug
    assert slugify(slug) == slug


def test_globs_of_defaults() -> None:
    """`*` is one folder or a part of its name, `**` any number; a scope holds what is below it."""

    def covers(pattern: str, path: str) -> bool:
        return Scope(path=pattern, values={}).covers(path, "posts")

    assert covers("_posts/*/2026*", "_posts/sea/2026-01-02-a.md")
    assert covers("_posts/*", "_posts/sea/deep/a.md")
    assert covers("**/deep", "_posts/sea/deep/a.md")
    assert covers("tr/**/_posts/**", "tr/_posts/a.md")
    assert not covers("_posts/*/2026*", "_posts/2026-01-02-a.md")
    assert not covers("*/deep", "_posts/sea/deep/a.md")


def test_later_defaults_of_the_same_rank_win() -> None:
    """Of two entries with the same path, the one with a type wins, else the later one."""
    scopes = read(
        [
            {"scope": {"path": "", "type": "posts"}, "values": {"a": "1", "b": "1"}},
            {"scope": {"path": ""}, "values": {"a": "2", "c": "2"}},
            {"scope": {"path": "", "type": "post"}, "values": {"b": "3", "D_e": "3"}},
        ],
        "",
    )

    assert values(scopes, "_posts/a.md", "posts") == {"a": "1", "b": "3", "c": "2", "de": "3"}  # fmt: skip
    assert values(scopes, "_docs/a.md", "docs") == {"a": "2", "c": "2"}
