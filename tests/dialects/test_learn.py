"""Learning an address pattern from a built site: its sitemap, its feeds, or its folder."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envoi.dialects.learn import Known, Learnt, addresses_in, learn
from envoi.problems import Stop

POSTS = [
    Known(
        path=f"content/posts/2026-0{n}-11-{name}.md",
        slug=name,
        published=datetime(2026, n, 11, tzinfo=UTC),
        language="en",
    )
    for n, name in enumerate(("lamps", "boats", "ropes", "tides"), 1)
]
SITE = "https://quay.example/"


@pytest.mark.parametrize(
    ("made", "pattern"),
    [
        ("/blog/{slug}/", "/blog/:slug/"),
        ("/{slug}.html", "/:slug.html"),
        ("/{year}/{month}/{day}/{slug}/", "/:year/:month/:day/:slug/"),
        ("/{lang}/{year}/{slug}", "/:lang/:year/:slug"),
        ("/log/{year}-{month}-{day}-{slug}/", "/log/:name/"),
        ("/content/posts/{slug}/index.html", "/:folders/:slug/"),
    ],
)
def test_the_pattern_that_explains_all(made: str, pattern: str) -> None:
    """Each pattern that made the addresses is found again."""
    addresses = [
        SITE.rstrip("/")
        + made.format(
            slug=post.slug,
            lang=post.language,
            year=f"{post.published:%Y}",
            month=f"{post.published:%m}",
            day=f"{post.published:%d}",
        )
        for post in POSTS
    ]
    found = learn(POSTS, [*addresses, SITE, f"{SITE}about/"], SITE)
    assert found == Learnt(pattern=pattern, explained=4, posts=4)


def test_a_pattern_must_explain_half() -> None:
    """What explains less than half of the posts is no pattern, and it is said how many it explained."""
    assert learn(POSTS, [f"{SITE}a/lamps/"], SITE) == Learnt(
        pattern="", explained=1, posts=4
    )
    assert learn(POSTS, [], SITE) == Learnt(pattern="", explained=0, posts=4)
    assert learn([], [SITE], SITE) == Learnt(pattern="", explained=0, posts=0)


def test_the_path_of_the_site_is_no_part_of_the_pattern() -> None:
    """The pattern is below `site.url`, which may have a path of its own."""
    addresses = [f"https://quay.example/notes/{post.slug}/" for post in POSTS]
    assert learn(POSTS, addresses, "https://quay.example/notes/").pattern == "/:slug/"


def test_bundles_and_escaped_names() -> None:
    """`index` files are called as their folder; addresses are compared without escapes."""
    posts = [Known(path=f"posts/{name}/index.md", slug=name) for name in ("çay", "su")]
    addresses = ["https://quay.example/%C3%A7ay/", "https://quay.example/su/"]
    assert learn(posts, addresses).pattern == "/:slug/"


@pytest.mark.parametrize(
    "text",
    [
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://quay.example/a/</loc></url></urlset>',
        "<rss><channel><link>https://quay.example/</link><item><link>https://quay.example/a/</link></item></channel></rss>",
        (
            '<feed xmlns="http://www.w3.org/2005/Atom"><link href="/"/><entry><link rel="alternate" href="https://quay.example/a/"/>'
            '<link rel="enclosure" href="/x.mp3"/></entry></feed>'
        ),
        '{"items": [{"url": "https://quay.example/a/"}, {"id": 7}, 3]}',
    ],
)
def test_what_addresses_are_read_from(tmp_path: Path, text: str) -> None:
    """A sitemap, RSS, Atom and JSON Feed name the pages; channels and sounds are none."""
    file = tmp_path / "file"
    file.write_text(text)
    assert addresses_in(file) == ("https://quay.example/a/",)


def test_an_index_of_sitemaps_leads_to_those_beside_it(tmp_path: Path) -> None:
    """The sitemaps that an index names are read from its folder, never from the network."""
    index = tmp_path / "sitemap-index.xml"
    index.write_text(
        "<sitemapindex><sitemap><loc>https://quay.example/sitemap-0.xml</loc></sitemap>"
        "<sitemap><loc>https://quay.example/../../etc/passwd</loc></sitemap>"
        "<sitemap><loc>https://quay.example/sitemap-index.xml</loc></sitemap></sitemapindex>"
    )
    (tmp_path / "sitemap-0.xml").write_text(
        "<urlset><url><loc>https://quay.example/a/</loc></url></urlset>"
    )
    assert addresses_in(index) == ("https://quay.example/a/",)


def test_a_built_site_is_a_folder_of_pages(tmp_path: Path) -> None:
    """The paths of all pages of a built site are its addresses."""
    for path in ("blog/lamps/index.html", "blog/boats.html", "blog/x.css", "index.html"):  # fmt: skip
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("")
    found = addresses_in(tmp_path)
    assert found == ("/index.html", "/blog/boats.html", "/blog/lamps/index.html")
    assert learn(POSTS[:1], found).pattern == "/blog/:slug/"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "words",
        "<a><b></a>",
        "{",
        "[]",
        '{"items": 3}',
        "<html/>",
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><urlset><url><loc>&b;</loc></url></urlset>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><rss><item><link>&a;</link></item></rss>',
    ],
)
def test_what_is_no_list_of_pages_is_refused(tmp_path: Path, text: str) -> None:
    """What is none of these ends with a word on what to name; entities are not followed."""
    file = tmp_path / "file.xml"
    file.write_text(text)
    with pytest.raises(Stop) as stop:
        addresses_in(file)
    assert stop.value.problem.code == "learn"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """A path to nothing ends with a word on what to name."""
    with pytest.raises(Stop, match="cannot be read"):
        addresses_in(tmp_path / "none.xml")


@given(st.lists(st.text(alphabet="/:abc.2026%-html", max_size=40), max_size=10))
def test_any_addresses_end_in_a_pattern_or_none(addresses: list[str]) -> None:
    """Whatever the addresses are, what is learnt explains as many posts as it says."""
    found = learn(POSTS, addresses, SITE)
    assert bool(found.pattern) == (found.explained * 2 >= 4)
