"""The preview in a real browser: it follows each change, keeps its place, and asks for nothing from elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from ..delivery.servers import mail_server
from ..program import CONFIG, copy, fill
from .served import Served, leave, serving

LINES = "\n\n".join(f"Wave {number} came in at noon." for number in range(60))
POST = f"---\ntitle: The quay\ndate: 2026-11-20\n---\n\nThe first boat.\n\n{LINES}\n"
PATH = "posts/quay.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a long post."""
    return fill(tmp_path / "site", {"envoi.toml": CONFIG, PATH: POST})


def write(folder: Path, text: str) -> None:
    """Write the post."""
    (folder / PATH).write_text(text, encoding="utf-8")


def test_page_follows(page, served: Served, folder: Path) -> None:
    """What is written is on the page and in the letter's frame, without the page being loaded again."""
    page.goto(served.address)
    page.evaluate("window.same = document.querySelector('main')")
    page.frame_locator("main iframe").locator(
        "p", has_text="The first boat."
    ).wait_for()

    write(folder, POST.replace("The quay", "The pier").replace("first", "second"))

    page.locator("main h1", has_text="The pier").wait_for()
    page.frame_locator("main iframe").locator(
        "p", has_text="The second boat."
    ).wait_for()
    assert page.evaluate("window.same === document.querySelector('main')")
    assert "The pier" in page.title()


def test_place_is_kept(page, served: Served, folder: Path) -> None:
    """The page stays where it was scrolled to."""
    page.goto(served.address)
    page.frame_locator("main iframe").locator(
        "p", has_text="The first boat."
    ).wait_for()
    page.evaluate("window.scrollTo(0, 300)")
    top = page.evaluate("window.scrollY")
    assert top > 0

    write(folder, POST.replace("The quay", "The pier"))
    page.locator("main h1", has_text="The pier").wait_for()

    assert page.evaluate("window.scrollY") == top


def test_focus_is_kept(page, served: Served, folder: Path) -> None:
    """A control that has the focus keeps it when the page changes around it."""
    page.goto(served.address)
    page.locator("main .chips a").nth(1).focus()
    name = page.evaluate("document.activeElement.textContent")

    write(folder, POST.replace("The quay", "The pier"))
    page.locator("main h1", has_text="The pier").wait_for()

    assert page.evaluate("document.activeElement.textContent") == name


def test_frame_keeps_its_place(page, served: Served, folder: Path) -> None:
    """A letter that changes is where it was scrolled to; one that did not change is not loaded again."""
    page.goto(served.address)
    frame = page.frame_locator("main iframe")
    frame.locator("p", has_text="The first boat.").wait_for()
    page.evaluate(
        "window.at = document.querySelector('main iframe').contentDocument.body"
    )

    (folder / "posts" / "draft.md").write_text(
        "---\ntitle: Low tide\ndraft: true\n---\n\nNot yet.\n", encoding="utf-8"
    )
    state = page.evaluate("document.documentElement.dataset.state")
    page.wait_for_function(
        "state => document.documentElement.dataset.state !== state", arg=state
    )

    same = "window.at === document.querySelector('main iframe').contentDocument.body"
    assert page.evaluate(same)
    inner = "document.querySelector('main iframe').contentWindow"
    page.evaluate(f"{inner}.scrollTo(0, 200)")
    top = page.evaluate(f"{inner}.scrollY")
    assert top > 0
    write(folder, POST.replace("first", "second"))
    frame.locator("p", has_text="The second boat.").wait_for()
    assert not page.evaluate(same)
    page.wait_for_function(f"top => {inner}.scrollY === top", arg=top)


def test_banner_comes_and_goes(page, served: Served, folder: Path) -> None:
    """What is broken is named with file and line above the last good state; once mended, it goes by itself."""
    page.goto(served.address)
    page.locator("main h1", has_text="The quay").wait_for()

    write(folder, POST.replace("2026-11-20", "32.11.2026"))
    page.locator("#banner .place", has_text=f"{PATH}:3").wait_for()
    assert page.locator("main h1", has_text="The quay").count() == 1

    write(folder, POST.replace("The quay", "The pier"))
    page.locator("main h1", has_text="The pier").wait_for()
    assert page.locator("#banner .place").count() == 0


def test_keys_and_scheme(page, served: Served) -> None:
    """The first step by keyboard leads past the navigation; the colours can be chosen, and are remembered."""
    page.goto(served.address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"

    ground = "getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(ground)
    page.locator("#scheme").click()
    page.locator("#scheme").click()
    dark = page.evaluate(ground)
    assert dark != before
    page.reload()
    assert page.evaluate(ground) == dark

    page.goto(f"{served.address}posts/")
    page.keyboard.press("1")
    page.wait_for_url("**/newsletter/")


def test_letter_in_each_way(page, served: Served) -> None:
    """Width, colours and theme are chosen by a click, and the letter is shown so."""
    page.goto(served.address)
    frame = page.frame_locator("main iframe")
    shown = "document.querySelector('main iframe').contentDocument"
    wide = f"{shown}.documentElement.clientWidth"

    def choose(word: str) -> None:
        page.locator("main .chips a", has_text=word).first.click()
        page.locator("main .chips a[aria-current]", has_text=word).wait_for()
        frame.locator("p", has_text="The first boat.").wait_for()

    assert page.evaluate(wide) > 600
    choose("Phone")
    assert page.evaluate(wide) == 360
    ground = f"getComputedStyle({shown}.body).backgroundColor"
    light = page.evaluate(ground)
    choose("Dark")
    assert page.evaluate(ground) != light
    assert page.evaluate(wide) == 360
    before = page.evaluate(f"{shown}.documentElement.outerHTML")
    choose("statement")
    assert page.evaluate(f"{shown}.documentElement.outerHTML") != before
    assert "theme=statement" in page.url


def test_letter_is_sent(browser, folder: Path) -> None:
    """The form sends the letter that is shown; what came of it stands on the page, until something else is chosen."""
    with mail_server() as post:
        smtp = (
            f'{CONFIG}\n[smtp]\nhost = "localhost"\nport = {post.port}\ntls = "none"\n'
        )
        fill(folder, {"envoi.toml": smtp})
        with serving(folder) as running:
            page = browser.new_page()
            page.goto(running.address)
            page.locator("#send summary").click()
            page.locator("#address").fill("feride@valley.example")
            page.keyboard.press("Enter")
            page.locator(
                ".sent[role=status]", has_text="feride@valley.example"
            ).wait_for()
            assert len(post.mails) == 1
            page.locator("main .chips a", has_text="Phone").click()
            page.wait_for_url("**width=phone*")
            assert page.locator(".sent").count() == 0
            leave(page)


def test_end_is_told(browser, served: Served) -> None:
    """When the preview has ended, its page says so."""
    page = browser.new_page()
    page.goto(served.address)
    served.process.terminate()
    page.locator("#live[data-lost]").wait_for()
    assert "Ended" in page.locator("#live").inner_text()
    leave(page)


@pytest.mark.parametrize("width", [360, 1280])
def test_page_fits(browser, served: Served, width: int) -> None:
    """No view is wider than the window."""
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(served.address)
    views = page.evaluate("[...document.querySelectorAll('#views a')].map(a => a.href)")
    assert views
    for view in views:
        page.goto(view)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert (view, wide) <= (view, width)
    leave(page)


def test_example_asks_for_nothing(browser, checkout: Path, tmp_path: Path) -> None:
    """Each view of the example shows itself without a request that leaves this machine, or a word on the console."""
    example = copy(checkout / "examples" / "relief", tmp_path / "relief")
    with serving(example) as running:
        page = browser.new_page()
        asked: list[str] = []
        said: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.goto(running.address)
        links = "[...document.querySelectorAll('#views a')].map(link => link.href)"
        for view in page.evaluate(links):
            page.goto(view, wait_until="load")
        leave(page)

    assert len(asked) > 5
    own = (running.address, "data:")
    assert ([url for url in asked if not url.startswith(own)], said) == ([], [])
