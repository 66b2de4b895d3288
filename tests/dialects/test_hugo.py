"""Hugo's folders: which files are posts, when they were published, in which language, and where the site has them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envoi import config, posts
from envoi.dialects import Dialect, Files, detect
from envoi.dialects.hugo import Hugo
from envoi.dialects.hugo_permalink import Page, Spelling, braces, fill, matches, rules
from envoi.model import Post, State
from envoi.problems import Report

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SITE = 'baseURL = "https://harbour.example/"\n'


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write files by path."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def head(**keys: str) -> str:
    """A post with these keys, and a date if it gives none."""
    lines = [
        f"{key}: {value}" for key, value in ({"date": "2026-05-06"} | keys).items()
    ]
    return "\n".join(["---", *lines, "---", "Words.", ""])


def dialect(folder: Path, files: Mapping[str, str]) -> Dialect:
    """What is found in a folder with these files."""
    write(folder, files)
    return detect(Files(folder))


def read(folder: Path, files: Mapping[str, str]) -> dict[str, Post]:
    """The posts of a folder with these files, by path."""
    write(folder, files)
    report = Report()
    loaded = config.load(folder, report, formats=("rss",))
    assert loaded.dialect.NAME == "hugo"
    found = posts.read(
        loaded, NOW, folder / "public", report, lambda _, paths: list(paths)
    )
    return {post.path: post for post in found}


def addresses(folder: Path, files: Mapping[str, str]) -> dict[str, str]:
    """Where the posts of a folder are found, by the last part of their path, without the host."""
    found = read(folder, files)
    return {
        path.rpartition("/")[2]: post.url.removeprefix("https://harbour.example")
        for path, post in found.items()
    }


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("hugo.toml", 'BaseURL = "https://harbour.example/"\ntitle = "Harbour"'),
        ("hugo.yml", "baseURL: https://harbour.example/\ntitle: Harbour"),
        ("config.json", '{"baseurl": "https://harbour.example/", "title": "Harbour"}'),
        ("config.yaml", "---\nbaseURL: https://harbour.example/\ntitle: Harbour\n---\n"),
        ("config/_default/config.toml", 'baseURL = "//harbour.example/"\ntitle = "Harbour"'),
    ],
)  # fmt: skip
def test_configuration_is_found(tmp_path: Path, file: str, text: str) -> None:
    """A configuration in any of its forms and places tells title and address."""
    found = dialect(tmp_path, {file: text, "content/post/a.md": head()})

    assert isinstance(found, Hugo)
    assert found.fact("site.title") == "Harbour"
    assert found.fact("site.url") == "https://harbour.example/"


def test_other_config_is_not_hugo(tmp_path: Path) -> None:
    """A `config.toml` without a baseURL belongs to something else."""
    assert dialect(tmp_path, {"config.toml": "title = 'x'"}).NAME != "hugo"


def test_files_of_a_configuration_are_merged(tmp_path: Path) -> None:
    """Each file below `config/_default` is the table it is called by; those for production overrule them."""
    found = dialect(
        tmp_path,
        {
            "config/_default/hugo.toml": 'baseURL = "https://draft.example/"\ntimeZone = "Asia/Tokyo"',
            "config/_default/languages.toml": '[tr]\nlocale = "tr-TR"\ntitle = "Liman"\n[de]\n',
            "config/_default/params.toml": 'mainSections = ["diary"]\nauthor = {name = "Ayla"}',
            "config/production/config.toml": SITE + 'defaultContentLanguage = "tr"',
            "content/diary/a.md": head(),
            "content/blog/b.md": head(),
        },
    )

    assert found.roots == ("content/diary",)
    said = {key: fact.value for key, fact in found.facts.items()}
    assert said == {
        "site.url": "https://harbour.example/",
        "site.title": "Liman",
        "site.language": "tr-TR",
        "site.timezone": "Asia/Tokyo",
        "site.author": "Ayla",
    }
    assert found.facts["site.url"].file == "config/production/config.toml"


@pytest.mark.parametrize(
    ("settings", "language"),
    [
        ('languageCode = "pt-br"', "pt-BR"),
        ('languageCode = "en-us"\ndefaultContentLanguage = "zh"', "zh"),
        ('locale = "de-AT"\ndefaultContentLanguage = "de"', "de-AT"),
    ],
)
def test_site_language(tmp_path: Path, settings: str, language: str) -> None:
    """The language is what `locale` or `languageCode` says, unless the default language is another one."""
    found = dialect(tmp_path, {"hugo.toml": SITE + settings, "content/a.md": head()})

    assert found.fact("site.language") == language


@pytest.mark.parametrize(
    ("names", "roots"),
    [
        (["post/a", "docs/a", "docs/b"], ("content/post",)),
        (["blog/a", "news/a", "about/a"], ("content/blog", "content/news")),
        (["2025/a", "2026/a", "talks/a"], ("content/2025", "content/2026")),
        (["garden/a", "garden/b", "docs/a", "docs/b", "docs/c"], ("content/garden",)),
        (["a", "b", "about/a"], ("content",)),
    ],
)
def test_section_of_posts(
    tmp_path: Path, names: list[str], roots: tuple[str, ...]
) -> None:
    """Posts are in the sections that are usually called so, else in the one with most dated files."""
    files = {f"content/{name}.md": head() for name in names}

    assert dialect(tmp_path, {"hugo.toml": SITE, **files}).roots == roots


def test_sections_beside_posts_in_none_are_passed_over(tmp_path: Path) -> None:
    """Where posts lie in no section, other sections are not looked into, but bundles are."""
    files = {f"content/{name}.md": head() for name in ("a", "b", "c/index", "docs/x")}
    found = dialect(tmp_path, {"hugo.toml": SITE, **files})

    assert found.passes_over("content/docs")
    assert not found.passes_over("content/c")
    assert not found.passes_over("content/docs/deeper")


def test_default_addresses(tmp_path: Path) -> None:
    """The folders and the name, in lower case, with hyphens for blanks; a bundle is its folder; the slug overrules."""
    assert addresses(
        tmp_path,
        {
            "hugo.toml": SITE,
            "content/post/_index.md": head(),
            "content/post/Old Days/İzmir & Åland.md": head(),
            "content/post/trip/index.md": head(title="Elsewhere"),
            "content/post/c.markdown": head(slug="-My Slug-"),
            "content/post/page.html": head(),
        },
    ) == {
        "İzmir & Åland.md": "/post/old-days/izmir-%C3%A5land/",
        "index.md": "/post/trip/",
        "c.markdown": "/post/my-slug/",
        "page.html": "/post/page/",
    }


PAGE = Page(
    date=datetime(2026, 5, 6, 23, 30, tzinfo=ZoneInfo("Asia/Tokyo")),
    title="C++ & the Sea: a/b #1",
    slug="",
    section="news",
    sections=("news", "harbour", "pier"),
    base="2026-report",
)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("/:year/:month/:day/:slug/", "/2026/05/06/c  -the-sea-a-b-#1/"),
        ("/:monthname/:weekday-:weekdayname/:yearday", "/May/3-Wednesday/126"),
        (":section/:slugorfilename", "news/2026-report"),
        ("/:slugorcontentbasename/:contentbasename/:filename", "/2026-report/2026-report/2026-report"),
        ("/:sections/", "/news/harbour/pier/"),
        ("/:sections[1:]/:sections[0]/:sections[last]", "/harbour/pier/news/pier"),
        ("/:sections[:last]/:sections[9]/x", "/news/harbour//x"),
        (r"/a\:year/:year", "/a:year/2026"),
        ("/fixed/", "/fixed/"),
        ("/:unknown/", ""),
    ],
)  # fmt: skip
def test_tokens(pattern: str, path: str) -> None:
    """Every token of the documentation is filled in; the day is as it was typed; an unknown one gives nothing."""
    assert fill(pattern, PAGE, Spelling()) == path


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("Ünal  –  Şiir!", "ünal-şiir"),
        ("a_b~c@d.e: f -- g", "a_b~c@d.e-f--g"),
        ("ΣΑΣ İstanbul", "σασ-istanbul"),
        ("हिन्दी में", "हिन्दी-में"),
        ("½ ² x 🎉 ", "x"),
        ("100%20 50%", "100%20-50"),
    ],
)
def test_spelling(typed: str, cleaned: str) -> None:
    """Letters of all scripts stay, what is neither letter nor digit goes, blanks are one hyphen."""
    assert Spelling().clean(typed) == cleaned


def test_spelling_by_configuration() -> None:
    """`disablePathToLower` keeps capitals, `removePathAccents` takes marks off letters."""
    assert Spelling(keep_case=True).clean("Old Çay") == "Old-Çay"
    assert Spelling(plain=True).clean("Old Çay") == "old-cay"


@given(st.text())
def test_spelling_is_settled_after_one_time(text: str) -> None:
    """What has been cleaned is not changed by cleaning it again, and holds no blanks."""
    once = Spelling().clean(text)

    assert Spelling().clean(once) == once
    assert not any(char.isspace() for char in once)


@given(st.text(), st.text(), st.text(alphabet=":[]slugtionearyx1/\\{}", max_size=40))
def test_any_pattern_is_filled(title: str, slug: str, pattern: str) -> None:
    """No pattern, title or slug raises anything."""
    page = Page(
        date=PAGE.date, title=title, slug=slug, section="", sections=(), base=slug
    )

    assert isinstance(fill(pattern, page, Spelling()), str)


def test_permalinks_of_sections_and_kinds(tmp_path: Path) -> None:
    """Rules are for a section and all below it; those for the kind `page` overrule; the root is for pages in none."""
    found = rules(
        {
            "posts": "/p/:slug",
            "posts/sea": "/sea/:slug",
            "/": "/:slug",
            "page": {"notes": "/n/:slug"},
            "term": {"posts": "/t"},
        }
    )

    def pattern(path: str) -> str:
        return next(
            (r.pattern for r in found if any(matches(g, path) for g in r.globs)), ""
        )

    assert pattern("/posts/a/b") == "/p/:slug"
    assert pattern("/posts/sea/a") == "/sea/:slug"
    assert pattern("/about") == "/:slug"
    assert pattern("/notes/a") == "/n/:slug"
    assert pattern("/docs/a") == ""


def test_permalinks_as_a_list() -> None:
    """Rules may be a list with targets, of which those for pages count."""
    found = rules(
        [
            {"target": {"kind": "section"}, "pattern": "/s"},
            {"target": {"kind": "page", "path": "/{a,b}/**"}, "pattern": "/ab"},
            {"pattern": "/rest"},
            "nonsense",
        ]
    )

    assert [(rule.globs, rule.pattern) for rule in found] == [
        (("/a/**", "/b/**"), "/ab"),
        (("/**",), "/rest"),
    ]
    assert len(braces("{a,b}" * 30)) == 1


def test_permalinks_with_the_title(tmp_path: Path) -> None:
    """`:slug` falls back to the title; ugly addresses end in `.html`, of some sections or of all."""
    assert addresses(
        tmp_path,
        {
            "hugo.toml": SITE
            + '[permalinks]\npost = "/:year/:month/:day/:slug/"\n[uglyURLs]\npost = true',
            "content/post/a.md": head(
                title="'Fish & Chips'", date="2026-05-06T23:30:00-05:00"
            ),
            "content/post/B.html": head(slug="Root-Shirt"),
        },
    ) == {
        "a.md": "/2026/05/06/fish-chips.html",
        "B.html": "/2026/05/06/root-shirt.html",
    }


def test_sections_need_an_index(tmp_path: Path) -> None:
    """A folder below the first is a section when it has an `_index` file."""
    assert addresses(
        tmp_path,
        {
            "hugo.toml": SITE + '[permalinks]\nblog = "/:sections[1:]/:filename"',
            "content/blog/sea/_index.md": head(),
            "content/blog/sea/a.md": head(),
            "content/blog/land/b.md": head(),
        },
    ) == {"a.md": "/sea/a/", "b.md": "/b/"}


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("/Own/Place", "/Own/Place/"),
        ("own/place/", "/tr/own/place/"),
        ("tr/own/", "/tr/tr/own/"),
        ("/own/page.html", "/own/page.html"),
        ("/v1.0/x", "/v1.0/x"),
        ("/a//b/index.html", "/a/b/"),
        ("/:year/:title/", "/2026/two-words/"),
        ("/a/../../b/", "/b/"),
    ],
)
def test_url(tmp_path: Path, url: str, address: str) -> None:
    """The key `url` is kept as it is typed, with tokens; without a first slash it is below the language."""
    files = {
        "hugo.toml": SITE + "[languages.en]\n[languages.tr]\n",
        "content/blog/a.tr.md": head(title="Two Words", url=url),
    }

    assert addresses(tmp_path, files) == {"a.tr.md": address}


def test_languages_by_name(tmp_path: Path) -> None:
    """The language behind the name goes first in the address, but for the default one; disabled ones are not built."""
    settings = """
        defaultContentLanguage = "tr"
        [languages.tr]
        [languages.de]
        locale = "de-CH"
        [languages.de.permalinks]
        blog = "/beitrag/:slugorfilename/"
        [languages.fr]
        disabled = true
    """
    files = {
        "hugo.toml": SITE + settings,
        "content/blog/a.md": head(),
        "content/blog/a.de.md": head(),
        "content/blog/a.fr.md": head(),
        "content/blog/b/index.de.md": head(),
        "content/blog/v1.2.md": head(),
    }
    found = read(tmp_path, files)

    assert addresses(tmp_path, files) == {
        "a.md": "/blog/a/",
        "a.de.md": "/de/beitrag/a/",
        "a.fr.md": "",
        "index.de.md": "/de/beitrag/b/",
        "v1.2.md": "/blog/v1.2/",
    }
    assert found["content/blog/a.de.md"].language == "de-CH"
    assert found["content/blog/a.md"].language == "tr"
    assert found["content/blog/a.fr.md"].state is State.PAGE


def test_languages_by_folder(tmp_path: Path) -> None:
    """Each language may have a folder of content; the default one may be in a folder of the site, too."""
    settings = """
        defaultContentLanguageInSubdir = true
        [languages.en]
        contentDir = "content/english"
        [languages.ar]
        contentDir = "content/arabic"
    """
    files = {
        "hugo.toml": SITE + settings,
        "content/english/blog/a.md": head(),
        "content/arabic/blog/b.md": head(),
    }

    assert addresses(tmp_path, files) == {"a.md": "/en/blog/a/", "b.md": "/ar/blog/b/"}
    assert dialect(tmp_path, files).roots == (
        "content/arabic/blog",
        "content/english/blog",
    )


def test_languages_with_hosts(tmp_path: Path) -> None:
    """Where every language has an address of its own, none has a folder more than that says."""
    settings = """
        [languages.en]
        baseURL = "https://harbour.example/"
        [languages.tr]
        baseURL = "https://harbour.example/turkce/"
    """
    files = {
        "hugo.toml": settings,
        "content/blog/a.md": head(),
        "content/blog/a.tr.md": head(),
    }

    assert addresses(tmp_path, files) == {
        "a.md": "/blog/a/",
        "a.tr.md": "/turkce/blog/a/",
    }


def test_mounted_content(tmp_path: Path) -> None:
    """Mounts say which folder is content, where in it, and in which language; and which is static."""
    settings = """
        [languages.en]
        [languages.tr]
        [[module.mounts]]
        source = "writing"
        target = "content/blog"
        [[module.mounts]]
        source = "yazi"
        target = "content/blog"
        lang = "tr"
        [[module.mounts]]
        source = "files"
        target = "static/dl"
    """
    files = {
        "hugo.toml": SITE + settings,
        "writing/a.md": head(),
        "yazi/b.md": head(),
    }

    assert addresses(tmp_path, files) == {"a.md": "/blog/a/", "b.md": "/tr/blog/b/"}
    assert dialect(tmp_path, files).file_address("files/a.pdf") == "dl/a.pdf"


def test_dates_are_in_the_zone_of_the_site(tmp_path: Path) -> None:
    """A date without a zone is in `timeZone`, whatever the key's case; the day of the address is as typed."""
    files = {
        "hugo.toml": SITE
        + 'timezone = "Asia/Tokyo"\n[permalinks]\nblog = "/:day/:filename/"',
        "content/blog/a.md": head(date="2026-05-06"),
        "content/blog/b.md": head(date="2026-05-06T23:30:00-05:00"),
    }
    found = read(tmp_path, files)

    assert found["content/blog/a.md"].published == datetime(
        2026, 5, 5, 15, 0, tzinfo=UTC
    )
    assert addresses(tmp_path, files) == {"a.md": "/06/a/", "b.md": "/06/b/"}


def test_zone_below_another_table(tmp_path: Path) -> None:
    """A zone that is typed below the head of another table still tells where the site is."""
    text = SITE + '[security]\nallow = ["x"]\ntimezone = "Asia/Tokyo"'
    found = dialect(tmp_path, {"hugo.toml": text, "content/a.md": head()})

    assert found.fact("site.timezone") == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("order", "day", "address"),
    [
        ('[":filename", ":default"]', 1, "/blog/slug/"),
        ('[":default", ":filename"]', 6, "/blog/2026-05-01-slug/"),
        ('["born", ":default"]', 3, "/blog/2026-05-01-slug/"),
        ('["publishDate", ":default"]', 4, "/blog/2026-05-01-slug/"),
    ],
)
def test_order_of_dates(tmp_path: Path, order: str, day: int, address: str) -> None:
    """`frontmatter.date` says what the date is taken from; with the date, the name gives the slug."""
    files = {
        "hugo.toml": SITE + f"[frontmatter]\ndate = {order}",
        "content/blog/2026-05-01-slug.md": head(
            born="2026-05-03", publishDate="2026-05-04"
        ),
    }
    (post,) = read(tmp_path, files).values()

    assert post.published == datetime(2026, 5, day, tzinfo=UTC)
    assert post.url == f"https://harbour.example{address}"


def test_name_with_a_clock(tmp_path: Path) -> None:
    """A name may hold the time, too."""
    files = {
        "hugo.toml": SITE + '[frontmatter]\ndate = [":filename"]',
        "content/blog/2026-05-01 10-11-12 slug.md": head(),
    }
    (post,) = read(tmp_path, files).values()

    assert post.published == datetime(2026, 5, 1, 10, 11, 12, tzinfo=UTC)
    assert post.url == "https://harbour.example/blog/slug/"


@pytest.mark.parametrize(
    ("keys", "why"),
    [
        ({"headless": "true"}, "is headless"),
        ({"build": "{render: never}"}, "says build.render: never"),
        ({"_build": "{render: false}"}, "says build.render: false"),
        ({"build": "{list: never}"}, "says build.list: never"),
        ({"build": "{list: local}"}, ""),
        ({"build": "always"}, ""),
    ],
)
def test_what_is_not_built(tmp_path: Path, keys: dict[str, str], why: str) -> None:
    """Pages that Hugo does not publish, or does not list, are no posts."""
    found = read(tmp_path, {"hugo.toml": SITE, "content/blog/a.md": head(**keys)})

    state = found["content/blog/a.md"].state
    assert state is (State.PAGE if why else State.PUBLISHED)


def test_html_without_front_matter_is_no_post(tmp_path: Path) -> None:
    """Hugo copies it."""
    files = {
        "hugo.toml": SITE,
        "content/blog/a.md": head(),
        "content/blog/b.html": "<p>x",
    }

    assert read(tmp_path, files)["content/blog/b.html"].state is State.PAGE


def test_cascade(tmp_path: Path) -> None:
    """Sections and the configuration pass values on; the nearest one counts, and what the post says itself."""
    files = {
        "hugo.yaml": "baseURL: https://harbour.example/\n"
        "cascade:\n- target: {path: '/blog/**'}\n  params: {author: Ayla}\n"
        "- _target: {kind: section}\n  author: Nobody\n",
        "content/blog/_index.md": head(cascade="{draft: true}"),
        "content/blog/sea/_index.md": '+++\n[[cascade]]\ndraft = false\nauthor = "Cem"\n+++\n',
        "content/blog/a.md": head(),
        "content/blog/b.md": head(draft="false"),
        "content/blog/sea/c.md": head(),
        "content/blog/sea/d.md": head(author="Defne"),
    }
    found = read(tmp_path, files)

    assert {
        path.rpartition("/")[2]: (post.state.value, post.authors[0].name)
        for path, post in found.items()
    } == {
        "a.md": ("draft", "Ayla"),
        "b.md": ("published", "Ayla"),
        "c.md": ("published", "Cem"),
        "d.md": ("published", "Defne"),
    }


def test_authors_by_key(tmp_path: Path) -> None:
    """Posts may name authors by the key of a file of data, or of a section."""
    files = {
        "hugo.toml": SITE,
        "data/authors/ayla.yaml": "name: Ayla Deniz",
        "content/authors/cem/_index.md": "---\ntitle: Cem Kaya\n---\n",
        "content/blog/a.md": head(authors="[ayla, cem, Defne]"),
    }
    (post,) = read(tmp_path, files).values()

    assert [author.name for author in post.authors] == [
        "Ayla Deniz",
        "Cem Kaya",
        "Defne",
    ]


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("static/img/a.png", "img/a.png"),
        ("content/Post/a.PNG", "post/a.PNG"),
        ("content/post/Sub Dir/A b.png", "post/Sub Dir/A b.png"),
        ("content/a.png", "a.png"),
        ("assets/a.png", "assets/a.png"),
    ],
)
def test_files(tmp_path: Path, path: str, address: str) -> None:
    """Files beside posts are below their section, those in the static folder at the root."""
    found = dialect(tmp_path, {"hugo.toml": SITE, "content/post/a.md": head()})

    assert found.file_address(path) == address


def test_states_of_the_configuration(tmp_path: Path) -> None:
    """`buildFuture` and `buildExpired` show what others hold back; one text of tags is one tag."""
    text = SITE + "buildFuture = true\nbuildExpired = true"
    found = dialect(tmp_path, {"hugo.toml": text, "content/a.md": head()})

    assert (found.future, found.expired) == (True, True)
    assert found.split_tags("sea, land", "tags") == ("sea, land",)


@pytest.mark.parametrize(
    "text",
    [
        "a: &a {b: 1}\nc: &c [*a,*a]\nd: &d [*c,*c]\nbaseURL: https://h.example",
        "baseURL: [1]\nlanguages: 7\npermalinks: [1, {}]\nmodule: {mounts: [1, {source: x}]}\nfrontmatter: {date: 1}\ncascade: [1, {}]",
    ],
)
def test_odd_configurations(tmp_path: Path, text: str) -> None:
    """What YAML allows and nobody means raises nothing."""
    found = dialect(tmp_path, {"hugo.yaml": text, "content/blog/a.md": head()})

    assert found.NAME == "hugo"
    assert not found.not_a_post("content/blog/a.md", {"date": "2026-01-01"})


def test_settled_by_name_only(tmp_path: Path) -> None:
    """Who names the dialect needs no configuration."""
    write(tmp_path, {"content/blog/a.md": head()})
    found = detect(Files(tmp_path), "hugo")

    assert (found.NAME, found.roots) == ("hugo", ("content/blog",))
