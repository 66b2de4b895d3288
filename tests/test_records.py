"""A feed of which nothing has changed stands as it was published, and never longer."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from envoi import output, stamps
from envoi.model import Body, Post, Standing
from envoi.posts.body import Renderer
from envoi.problems import Exit, Stop
from envoi.spool import Spool

from .program import CONFIG, files, fill
from .test_cache import made

FEEDS = """
[[newsletter.section]]
limit = 1

[feeds]
limit = 2
tags = true
archives = true
"""


@pytest.fixture(autouse=True)
def old(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that were written before a build began count as old ones."""
    monkeypatch.setattr(stamps, "LATE", 0)


def a_post(day: int, text: str = "") -> str:
    """The post of one day, in one of two feeds of tags."""
    tag = "odd" if day % 2 else "even"
    text = text or f"The boat of day {day}."
    head = f"---\ntitle: Day {day}\ndate: 2026-10-{day:02}\ntags: [{tag}]\n---"
    return f"{head}\n\n{text}\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder of thirty posts, with a feed of two of them, its archives, and feeds of tags with theirs."""
    texts = {
        2: "As on [day 1](1.md), and ![so](../pictures/boat.png).",
        4: "Before [day 31](31.md).",
        6: "{% include notice.md %}",
        8: "{% include_relative 7.md %}",
        10: "{{< sign >}}",
        12: "{{< unheard >}}",
        14: "![A sail](../node_modules/sail.svg)",
    }
    posts = {f"posts/{day}.md": a_post(day, texts.get(day, "")) for day in range(1, 31)}
    return fill(
        tmp_path / "site",
        {
            "envoi.toml": CONFIG + FEEDS,
            "pictures/boat.png": "no picture",
            "_includes/notice.md": "The bridge is up.\n",
            "templates/shortcodes/sign.html": "<p>Mind the step.</p>",
            **posts,
        },
    )


@pytest.fixture
def rendered(site: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], set[int]]:
    """What builds `site`, as one builds it that knows nothing, and tells the days of the posts that were rendered for that."""
    days: list[int] = []
    body = Renderer.body

    def heard(self: Renderer, post: Post, *of: Any, **more: Any) -> Body:
        days.append(int(Path(post.path).stem))
        return body(self, post, *of, **more)

    monkeypatch.setattr(Renderer, "body", heard)

    def built() -> set[int]:
        days.clear()
        again = site.with_name("again")
        shutil.copytree(site, again, ignore=shutil.ignore_patterns("public", ".envoi"))
        outcome, report = made(site, site / "public", cached=True)
        found = set(days)
        told, afresh = made(again, again / "public", cached=False)
        assert (outcome.files, [*report]) == (told.files, [*afresh])
        assert files(site / "public") == files(again / "public")
        shutil.rmtree(again)
        return found

    return built


NEWEST = {29, 30}
"""Posts that the page of feeds and the letter show."""


def test_all_stands(rendered: Callable[[], set[int]]) -> None:
    """Where nothing changed, no post is rendered but for the letter and the page of feeds."""
    assert rendered() == {*range(1, 31)}
    assert rendered() == NEWEST


@pytest.mark.parametrize(
    ("name", "text", "days"),
    [
        ("posts/5.md", a_post(5, "Fog."), {5, 6, 7}),
        ("posts/15.md", a_post(15).replace("odd", "even"), {13, 14, 15, 16}),
        ("posts/31.md", a_post(31), {2, 3, 4, 31}),
        ("posts/7.md", a_post(7, "Fog."), {5, 6, 7, 8}),
        ("_includes/notice.md", "Fog.\n", {5, 6, 8}),
        ("pictures/boat.png", None, {1, 2, 4}),
        ("pictures/other.png", "other", set()),
        ("_site/index.html", "<p>A page.</p>", {10, 11, 12}),
        ("node_modules/sail.svg", '<svg width="3" height="4"/>', set()),
        ("templates/shortcodes/sign.html", "<p>Fog.</p>", {*range(1, 31)}),
        ("public/feeds/tags/odd/archive/1/rss.xml", "no feed", {1, 3}),
        ("public/feeds/tags/odd/archive/1/rss.xml", None, {1, 3}),
        ("envoi.toml", f"{CONFIG}{FEEDS}authors = true\n", set()),
    ],
)
def test_what_changed(
    site: Path,
    rendered: Callable[[], set[int]],
    name: str,
    text: str | None,
    days: set[int],
) -> None:
    """One change, and those posts are rendered that a feed or archive shows which shows what changed, however it does."""
    rendered()
    if text is None:
        (site / name).unlink()
    else:
        fill(site, {name: text})
    assert rendered() - NEWEST == days - NEWEST
    assert rendered() <= {*NEWEST, 31}


def test_templates_behind_a_link(site: Path, rendered: Callable[[], set[int]]) -> None:
    """Where templates are shared, and `templates` is a link to them, all texts are made anew when one of them changed."""
    (site / "templates").rename(site / "shared")
    (site / "templates").symlink_to("shared")
    rendered()
    assert rendered() == NEWEST
    fill(site, {"shared/shortcodes/sign.html": "<p>Fog.</p>"})
    assert rendered() == {*range(1, 31)}


def test_a_link_that_leads_elsewhere(
    site: Path, rendered: Callable[[], set[int]]
) -> None:
    """A link to a folder that is laid anew is told from the one before, though no file changed."""
    (site / "pictures").rename(site / "drawn")
    fill(site, {"painted/boat.jpg": "no picture either"})
    (site / "pictures").symlink_to("drawn")
    rendered()
    (site / "pictures").unlink()
    (site / "pictures").symlink_to("painted")
    assert rendered() - NEWEST == {1, 2, 4}


def test_a_template_that_is_broken(
    site: Path, rendered: Callable[[], set[int]]
) -> None:
    """It is named also where the post goes that was rendered first, and nothing is rendered that may hold template code."""
    for day in range(16, 31):
        (site / f"posts/{day}.md").unlink()
        fill(site, {f"posts/{day}.rst": f"Day {day}\n======\n\n:date: 2026-10-{day}\n"})
    fill(
        site,
        {
            "envoi.toml": CONFIG + FEEDS.replace("limit = 2", "limit = 1"),
            "templates/shortcodes/wrong.html": "{% wrong",
        },
    )
    rendered()
    (site / "posts/1.md").unlink()
    rendered()


@pytest.mark.parametrize("at", [0, 9, 700, -700, -40, -9, -3])
def test_damaged(site: Path, rendered: Callable[[], set[int]], at: int) -> None:
    """Of what is kept, one byte that is another one makes all of it useless or only less useful, and nothing is said of it."""
    rendered()
    kept = site / ".envoi" / "feeds"
    whole = kept.read_bytes()
    kept.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 or None :])
    rendered()
    assert rendered() == NEWEST
    for left in (b"", whole[:900], b"[]\n", b"null\n[]", b'["","",0]\n'):
        kept.write_bytes(left)
        assert rendered() == {*range(1, 31)}


def test_another_output(
    site: Path, tmp_path: Path, rendered: Callable[[], set[int]]
) -> None:
    """What stands in one output is written to another one."""
    rendered()
    made(site, tmp_path / "elsewhere", cached=True)
    assert files(tmp_path / "elsewhere") == files(site / "public")


def test_the_output_is_gone(site: Path, rendered: Callable[[], set[int]]) -> None:
    """Nothing stands in an output that was deleted."""
    rendered()
    shutil.rmtree(site / "public")
    assert rendered() == {*range(1, 31)}


def test_a_file_of_just_now(
    site: Path, rendered: Callable[[], set[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that may change once more and bear the same times is asked for, whatever its times are."""
    monkeypatch.setattr(stamps, "LATE", 10**15)
    rendered()
    assert rendered() == {*range(1, 31)}  # templates are too young

    shutil.rmtree(site / "templates")
    fill(site, {"posts/10.md": a_post(10)})
    rendered()
    assert rendered() == NEWEST
    (site / "pictures/boat.png").unlink()
    assert rendered() - NEWEST == {1, 2, 4}


def test_a_file_that_is_changed_meanwhile(tmp_path: Path) -> None:
    """What should stand and does not any more is not made up: the output is as it was, and the next build makes it anew."""
    public = tmp_path / "public"
    fill(public, {"feeds/rss.xml": "of somebody else"})
    (public / "feeds/.envoi-manifest").write_text(
        '{"version": 1, "files": {"feeds/rss.xml": ""}}'
    )
    before = files(public)
    stands = Standing(
        path="feeds/rss.xml", media_type="application/rss+xml", digest="0" * 64, size=9
    )

    with output.claim(public), Spool(public) as spool:
        spool.take([stands])
        with pytest.raises(Stop, match="was changed meanwhile") as stopped:
            output.publish(spool, public, scope=("feeds",))
    assert stopped.value.exit is Exit.ENVIRONMENT
    assert files(public) == before

    (public / "feeds/rss.xml").unlink()
    with output.claim(public), Spool(public) as spool:
        spool.take([stands])
        with pytest.raises(Stop, match="was changed meanwhile"):
            output.publish(spool, public, scope=("feeds",))
