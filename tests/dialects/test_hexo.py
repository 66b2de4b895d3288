"""Hexo: what makes a folder one, which files are posts, their days, addresses and states."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envoi import config, posts
from envoi.dialects import Files, detect
from envoi.dialects.hexo import Hexo, slugize
from envoi.model import Post
from envoi.problems import Report

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
POST = "---\ntitle: Lamps! & Boats\ndate: 2024-12-31 23:30:05\n---\nLit.\n"
SITE = "title: Quay\nurl: https://quay.example\ntimezone: Asia/Shanghai\n"


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


def one(folder: Path, site: str, name: str = "lamps.md", text: str = POST) -> Post:
    """The post called `name` on a site with this configuration."""
    path = f"source/_posts/{name}"
    return found(folder, {"_config.yml": SITE + site, path: text})[path]


@pytest.mark.parametrize(
    ("files", "is_hexo"),
    [
        ({"_config.yml": SITE, "source/_posts/a.md": POST}, True),
        ({"_config.yml": SITE + "source_dir: src", "src/_posts/a.md": POST}, True),
        ({"_config.yml": SITE + "theme: sea\nnew_post_name: ':title.md'"}, True),
        ({"_config.yml": SITE, "_posts/2026-01-02-a.md": POST}, False),
        ({"source/_posts/a.md": POST}, False),
    ],
)
def test_detection(tmp_path: Path, files: dict[str, str], is_hexo: bool) -> None:
    """A configuration beside `source/_posts`, or with keys that only Hexo has."""
    assert (detect(fill(tmp_path, files)).NAME == "hexo") == is_hexo


def test_facts(tmp_path: Path) -> None:
    """Title, address, the first language, zone and author come from the configuration; its example of an address does not."""
    site = SITE + "language: [zh-cn, en]\nauthor: Deniz\nsubtitle: Of boats\n"
    files = fill(tmp_path, {"_config.yml": site, "source/_posts/a.md": POST})

    assert {key: fact.value for key, fact in detect(files).facts.items()} == {
        "site.url": "https://quay.example",
        "site.title": "Quay",
        "site.description": "Of boats",
        "site.language": "zh-CN",
        "site.timezone": "Asia/Shanghai",
        "site.author": "Deniz",
    }
    fill(tmp_path, {"_config.yml": "url: http://example.com\n"})
    assert detect(files).fact("site.url") == ""


@pytest.mark.parametrize(
    ("site", "path"),
    [
        ("", "/2024/12/31/sea/Öğle vakti/"),
        ("permalink: ':year_:i_month-:i_day/:hour:minute:second/:name.html'", "/2024_12-31/233005/Öğle vakti.html"),
        ("permalink: ':category/:post_title/'", "/Big-News/Kucuk/lamps-boats/"),
        ("permalink: ':category/'\nfilename_case: 1\ncategory_map: {Küçük: small one}", "/big-news/small-one/"),
        ("permalink: p/:hash/", "/p/bd70bb1e599d/"),
        ("permalink: ':timestamp/'", "/1735659005/"),
        ("permalink: ':kind/:abbrlink.html'\npermalink_defaults: {kind: notes}", "/notes/4a17b156.html"),
        ("permalink: ':title.html'\npretty_urls: {trailing_html: false}", "/sea/Öğle vakti"),
        ("permalink: ':title/index.html'\npretty_urls: {trailing_index: false, trailing_html: false}", "/sea/Öğle vakti/"),
        ("permalink: ':title/index.html'\npretty_urls: {trailing_html: false}", "/sea/Öğle vakti/index.html"),
        ("permalink: ':name'\npost_asset_folder: true", "/Öğle vakti/"),
        ("permalink: ':id/'", "/source/_posts/sea/Öğle-vakti/"),
    ],
)  # fmt: skip
def test_patterns(tmp_path: Path, site: str, path: str) -> None:
    """Words of `permalink`; what only the author's machine knows leaves the address open."""
    text = POST.replace("---\nL", "abbrlink: 4a17b156\ncategories: [Big News, Küçük]\n---\nL")  # fmt: skip

    assert address(one(tmp_path, site, "sea/Öğle vakti.md", text)) == path


@pytest.mark.parametrize(
    ("categories", "path"),
    [
        ("categories: A", "/A/"),
        ("category: A", "/A/"),
        ("categories:\n- [A, B]\n- C", "/C/"),
        ("categories:\n- C\n- [A, B]", "/A/B/"),
        ("categories: []", "/none-yet/"),
    ],
)
def test_categories(tmp_path: Path, categories: str, path: str) -> None:
    """`:category` is the last one, below those it is in; a site has one for posts without."""
    site = "permalink: ':category/'\ndefault_category: none-yet\n"
    text = f"---\ndate: 2026-01-02\n{categories}\n---\n"

    assert address(one(tmp_path, site, text=text)) == path


@pytest.mark.parametrize(
    ("typed", "path"),
    [("our/own", "/our/own/"), ("/own.html", "/own.html"), ("/own/", "/own/")],
)
def test_own_permalink(tmp_path: Path, typed: str, path: str) -> None:
    """A post's own permalink stands as typed; where posts have a folder for files, it is one."""
    text = POST.replace("---\nL", f"permalink: {typed}\n---\nL")

    assert address(one(tmp_path, "post_asset_folder: true", text=text)) == path


@pytest.mark.parametrize(
    ("pattern", "name", "day", "path"),
    [
        (":year-:month-:day-:title.md", "2026-01-02-a b.md", "2026-01-01T16:00", "/a b/"),
        (":year-:month-:day-:title.md", "sea/2026-01-02-a b.md", "2026-01-01T16:00", "/sea-2026-01-02-a-b/"),
        (":year/:i_month/:i_day/:title.md", "2026/1/2/a.md", "2026-01-01T16:00", "/a/"),
        (":title.md", "2026-01-02-a.md", "2026-01-01T16:00", "/2026-01-02-a/"),
        (":title-:title.md", "a-b.md", None, "/a-b/"),
        (":a:b:c:title.md", "a-b.md", None, "/a-b/"),
        (":year-:month-:day.md", "2026-01-02.md", "2026-01-01T16:00", "/2026-01-02/"),
    ],
)  # fmt: skip
def test_new_post_name(
    tmp_path: Path, pattern: str, name: str, day: str | None, path: str
) -> None:
    """`new_post_name` tells which part of a name is its day, and which its title; no other date is made up."""
    site = f'permalink: ":title/"\nnew_post_name: "{pattern}"\n'
    post = one(tmp_path, site, name, "---\ntitle: A\n---\n")

    if day is None:
        assert post.published is None
        return
    assert post.published
    assert post.published.astimezone(UTC) == datetime.fromisoformat(f"{day}+00:00")
    assert address(post) == path


def test_names_tell_more(tmp_path: Path) -> None:
    """Other words of `new_post_name` are values of the post, such as its language and category."""
    site = (
        "language: [zh-CN, en]\nnew_post_name: ':lang/:category/:title.md'\n"
        "permalink: ':lang/:category/:title/'\n"
    )
    post = one(tmp_path, site, "en/sea/lamps.md")

    assert address(post) == "/en/sea/lamps/"
    assert post.language == "en"
    assert post.tags == ("sea",)


def test_language_of_folders(tmp_path: Path) -> None:
    """A folder that is called as one of the site's languages tells that of its posts."""
    site = "language: [zh-CN, en]\n"

    assert one(tmp_path, site, "en/lamps.md").language == "en"
    assert one(tmp_path, site, "tr/lamps.md").language == "zh-CN"


@pytest.mark.parametrize(
    ("path", "front", "site", "state"),
    [
        ("_posts/a.md", "", "", "published"),
        ("_posts/a.mdwn", "", "", "published"),
        ("_posts/deep/a.html", "", "", "published"),
        ("_posts/a.html", "", "post_asset_folder: true", "not a post"),
        ("_posts/_hidden/a.md", "", "", "not a post"),
        ("_posts/old/a.md", "", "skip_render: _posts/old/*", "not a post"),
        ("_posts/a.md", "published: false", "", "draft"),
        ("_drafts/a.md", "", "", "draft"),
        ("_posts/a.md", "date: 2099-01-02", "", "published"),
        ("_posts/a.md", "date: 2099-01-02", "future: false", "future"),
    ],
)
def test_states(tmp_path: Path, path: str, front: str, site: str, state: str) -> None:
    """Every file below `_posts` is a post, even before its day, but in hidden folders and what the site skips."""
    date = "" if "date" in front else "date: 2026-01-02\n"
    files = {f"source/{path}": f"---\ntitle: A\n{date}{front}\n---\n"}
    read_posts = found(
        tmp_path, {"_config.yml": SITE + site, "source/_posts/z.md": POST, **files}
    )

    assert str(read_posts[f"source/{path}"].state) == state


def test_tags_and_files(tmp_path: Path) -> None:
    """One text is one tag, unless it has commas; the files of `source` are at the root of the site."""
    post = one(tmp_path, "", text=POST.replace("---\nL", "tags: night watch\n---\nL"))

    assert post.tags == ("night watch",)
    assert detect(Files(tmp_path)).file_address("source/img/a.png") == "img/a.png"


@pytest.mark.parametrize(
    "site",
    [
        "permalink: [a]\nnew_post_name: {a: b}\npretty_urls: x\n",
        "category_map: x\npermalink_defaults: [a]\nskip_render: {a: b}\n",
        "language: {a: b}\nurl: [x]\nsource_dir: [y]\n",
        "new_post_name: ''\npermalink: ~\n",
    ],
)
def test_odd_configurations(tmp_path: Path, site: str) -> None:
    """What cannot be used in a configuration is as if it were not there."""
    files = {"_config.yml": site, "source/_posts/a.md": POST}
    dialect = detect(fill(tmp_path, files))

    assert dialect.roots == ("source/_posts", "source/_drafts")
    assert dialect.pattern == ":year/:month/:day/:title/"


def test_long_names_take_no_time() -> None:
    """A name as long as names can be is matched at once, even if it does not match."""
    dialect = Hexo()
    start = perf_counter()

    dialect.date_in("source/_posts/" + "a-" * 2000 + ".md", {}, UTC)
    slugize("ş -" * 300_000)

    assert perf_counter() - start < 1


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Çağrı ışık İş", "Cagri-isik-Is"),
        ("ß æ Œ ø Łódź", "s-ae-OE-o-Lodz"),
        ("你好 世界", "你好-世界"),
        ("Ёлка", "Ёлка"),
        ("sea/a_b--c.", "sea-a-b-c"),
    ],
)
def test_slugs(text: str, slug: str) -> None:
    """Latin letters lose their marks, others stay; blanks and punctuation are hyphens."""
    assert slugize(text) == slug


@given(st.text(max_size=60))
def test_slugs_of_anything(text: str) -> None:
    """A slug has no blank, no slash and no two hyphens, and does not change again."""
    slug = slugize(text)

    assert not {" ", "/"} & set(slug)
    assert "--" not in slug
    assert slugize(slug) == slug
