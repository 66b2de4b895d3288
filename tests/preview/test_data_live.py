"""Feeds, posts and problems in a real browser: links lead where they should, and a change is marked where it is seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from ..program import CONFIG, fill
from .looks import post, publish
from .served import Served

HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=1</script>'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that was published, of two posts, one of which links to the other."""
    link = f"See [the other](two.md) and <https://elsewhere.example/>.\n\n{HOSTILE}"
    files = {
        "envoi.toml": CONFIG,
        "posts/one.md": post("One", "2026-11-20", link),
        "posts/two.md": post("Two", "2026-11-19"),
    }
    site = fill(tmp_path / "site", files)
    publish(site)
    return site


@pytest.fixture
def window() -> dict[str, int]:
    """A phone."""
    return {"width": 360, "height": 700}


def test_a_link_to_a_post_leads_to_its_page(page, served: Served) -> None:
    """In the frame of an entry, a link to a post of the site opens that post in the preview; nothing else in it runs."""
    page.goto(f"{served.address}feeds/feeds")
    page.get_by_role("link", name="One").click()

    frame = page.frame_locator("iframe.content")
    frame.get_by_role("link", name="the other").click()

    page.wait_for_url("**/posts/posts/two.md")
    assert page.locator("h1").inner_text() == "Two"


def test_a_change_is_marked_while_it_is_read(
    page, served: Served, folder: Path
) -> None:
    """An open entry follows its post, and is marked as changed against what is published."""
    page.goto(f"{served.address}feeds/feeds")
    assert "As published" in page.locator(".compared").inner_text()
    page.get_by_role("link", name="Two").click()

    text = post("Two", "2026-11-19", "It left again at dusk.")
    (folder / "posts/two.md").write_text(text, encoding="utf-8")

    page.frame_locator("iframe.content").get_by_text("at dusk").wait_for()
    assert "0 new, 1 changed, 0 gone" in page.locator(".compared").inner_text()
    page.get_by_role("link", name="All entries").click()
    page.locator(".entries .tag", has_text="changed").wait_for()


@pytest.mark.parametrize("format", ["rss", "atom"])
def test_a_browser_shows_the_feed(page, served: Served, format: str) -> None:
    """The frame shows entries as the style sheet has them: titles are seen, what it does not name is not."""
    page.goto(f"{served.address}feeds/feeds?show=browser&format={format}")

    frame = page.frame_locator("iframe.browser").first

    frame.locator("title", has_text="Two").wait_for(state="visible")
    assert not frame.locator("generator").is_visible()


def test_search_is_a_key_away(page, served: Served) -> None:
    """The key / leads to the search, which finds a post; its link leads to it, and back to the same list."""
    page.goto(f"{served.address}posts/")
    page.keyboard.press("/")
    page.keyboard.type("TWO")
    page.keyboard.press("Enter")

    page.wait_for_url("**/posts/?q=TWO")
    links = page.locator(".list.posts .name > a")
    assert links.all_inner_texts() == ["Two"]


def test_a_problem_leads_to_its_line(page, served: Served) -> None:
    """From the list to the line, and from there to what becomes of the post."""
    page.goto(f"{served.address}problems/")
    page.locator("a.place", has_text="posts/one.md:8").first.click()

    assert "onerror" in page.locator(".line.here").inner_text()
    page.get_by_role("link", name="What it becomes").click()
    page.wait_for_url("**/posts/posts/one.md")


@pytest.mark.parametrize(
    "path", ["feeds/", "feeds/feeds", "posts/", "posts/posts/one.md", "problems/"]
)
def test_pages_fit_a_phone(page, served: Served, path: str) -> None:
    """Nothing is wider than a small phone."""
    page.goto(f"{served.address}{path}")

    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth - {root}.clientWidth") <= 0
