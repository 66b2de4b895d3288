"""The page of feeds, and a feed with its style sheet, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from envoi.build import Request, build
from envoi.problems import Exit, Report

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "relief"
ELEMENTS = """elements => [...document.querySelectorAll(elements)]
    .filter(each => getComputedStyle(each).display != "none")
    .map(each => each.textContent.trim())"""


class Quiet(SimpleHTTPRequestHandler):
    """Serves XML as browsers show it: as application/xml, with its style sheet."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".xml": "application/xml"
    }

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, published."""
    out = tmp_path_factory.mktemp("public")
    now = datetime(2026, 11, 22, tzinfo=UTC)
    request = Request(folder=EXAMPLE, output=out, now=now)
    assert build(request, Report()).exit is Exit.PUBLISHED
    return out


@pytest.fixture(scope="module")
def address(public: Path) -> Iterator[str]:
    """Where it is served, on this machine."""
    handler = partial(Quiet, directory=str(public))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def shown(browser, address: str, **context: object):
    """The page at `address`, and what it complains of; all that is not on this machine is refused."""
    page = browser.new_context(**context).new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on(
        "console",
        lambda message: "ERR_FAILED" in message.text or said.append(message.text),
    )
    page.route(
        lambda url: not url.startswith("http://127.0.0.1"),
        lambda route: (
            route.abort()
            if route.request.resource_type == "image"
            else said.append(f"asks for {route.request.url}")
        ),
    )
    page.goto(address)
    return page, said


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 768, 1280])
def test_page_fits(browser, address: str, scheme: str, width: int) -> None:
    """It is not wider than the window with everything open, has its colours, and complains of nothing."""
    page, said = shown(
        browser,
        f"{address}/feeds/",
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
    )
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    wide = page.evaluate("document.documentElement.scrollWidth")
    ink = page.evaluate("getComputedStyle(document.querySelector('h1')).color")
    page.context.close()
    light = sum(map(int, re.findall(r"\d+", ink)[:3])) > 380

    assert wide <= width
    assert light == (scheme == "dark")
    assert said == []


@pytest.mark.parametrize("way", ["clipboard", "without https"])
def test_button_copies_the_address(browser, address: str, way: str) -> None:
    """It has a name of its own, puts the address beside it into the clipboard, and says so."""
    page, said = shown(
        browser,
        f"{address}/feeds/",
        permissions=["clipboard-read", "clipboard-write"],
    )
    if way != "clipboard":
        page.evaluate("navigator.clipboard.writeText = undefined")
    name = "Copy the address: Öğlesu Relief Association, Atom"
    page.get_by_role("button", name=name, exact=True).click()
    page.get_by_role("button", name="Copied", exact=True).wait_for()
    status = page.get_by_role("status").text_content()
    copied = page.evaluate("navigator.clipboard.readText()")
    page.context.close()

    assert copied == "https://relief.example.org/feeds/atom.xml"
    assert status == "Copied"
    assert said == []


def test_page_works_without_script(browser, address: str) -> None:
    """Then there is no button that does nothing, and the addresses are there as text."""
    page, _ = shown(browser, f"{address}/feeds/", java_script_enabled=False)
    buttons = page.locator("button").count()
    text = page.locator("main").inner_text()
    page.context.close()

    assert buttons == 0
    assert "https://relief.example.org/feeds/rss.xml" in text


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(
    ("name", "titles", "texts", "hidden"),
    [
        ("rss.xml", "item > title", "item > description", "guid, link, encoded"),
        ("atom.xml", "entry > title", "summary", "id, link, content, updated"),
    ],
)
def test_feed_can_be_read(
    browser,
    address: str,
    width: int,
    name: str,
    titles: str,
    texts: str,
    hidden: str,
) -> None:
    """Titles and summaries are shown, ids and markup are not, and it fits a phone."""
    page, said = shown(
        browser,
        f"{address}/feeds/{name}",
        viewport={"width": width, "height": 900},
    )
    shown_titles, shown_texts = (page.evaluate(ELEMENTS, each) for each in (titles, texts))  # fmt: skip
    others = page.evaluate(ELEMENTS, hidden)
    intro = page.evaluate(
        "getComputedStyle(document.documentElement, '::before').content"
    )
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.context.close()

    assert len(shown_titles) == len(shown_texts) == 16
    assert "Two hundred and ninety-four parcels, in one long day" in shown_titles
    assert others == []
    assert intro == '"This is a feed"'
    assert wide <= width
    assert said == []


def test_arabic_feed_runs_from_right_to_left(browser, address: str) -> None:
    """What a feed says of its language turns the page, and its explanation into that language."""
    page, _ = shown(browser, f"{address}/feeds/ar/atom.xml")
    style = page.evaluate(
        "(({direction}) => direction)(getComputedStyle(document.documentElement))"
    )
    intro = page.evaluate(
        "getComputedStyle(document.documentElement, '::before').content"
    )
    page.context.close()

    assert style == "rtl"
    assert intro == '"هذا موجز"'


@pytest.mark.parametrize("name", ["rss.xml", "atom.xml"])
def test_archive_invites_nobody(browser, address: str, public: Path, name: str) -> None:
    """An archive says that it is one; nobody is told to subscribe to it."""
    link = '<link xmlns="http://www.w3.org/2005/Atom" rel="current" href="x"/>'
    feed = (public / "feeds" / name).read_text(encoding="utf-8")
    head = "<channel>" if name == "rss.xml" else "</title>"
    archive = public / "feeds" / "archive"
    archive.mkdir(exist_ok=True)
    made = feed.replace(head, head + link, 1)
    (archive / name).write_text(made, encoding="utf-8")
    page, said = shown(browser, f"{address}/feeds/archive/{name}")
    before, after = page.evaluate(
        "['::before', '::after'].map(each => getComputedStyle(document.documentElement, each).content)"
    )
    page.context.close()

    assert before == '"This is an archive of a feed"'
    assert after == "none"
    assert said == []
