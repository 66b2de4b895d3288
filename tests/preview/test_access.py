"""Every page of the preview, judged by axe: names, roles, order, contrast, in light and in dark."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest

from ..program import copy
from .served import leave, serving

POST = "posts/activities/2026-11-17-winter-parcels.md"
BROKEN = "posts/press/2026-11-12-bridge-before-winter.md"
PAGES = [
    "newsletter/",
    "newsletter/?width=phone&look=dark",
    "newsletter/?tab=text",
    "newsletter/?tab=headers",
    "newsletter/?tab=source",
    "feeds/",
    "feeds/feeds",
    "feeds/feeds?show=browser",
    "feeds/feeds?show=source",
    "posts/",
    f"posts/{POST}",
    f"posts/{POST}?as=source",
    "posts/?q=nowhere",
    "problems/",
    "problems/?by=code",
    f"problems/place?path={BROKEN}&line=3",
    "nowhere/",
]


@pytest.fixture(scope="module")
def address(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The preview of the example, in which a post is broken and letters can be sent."""
    example = copy(
        checkout / "examples" / "relief", tmp_path_factory.mktemp("a") / "relief"
    )
    settings = example / "envoi.toml"
    smtp = '\n[smtp]\nhost = "localhost"\nport = 25\ntls = "none"\n'
    settings.write_text(settings.read_text("utf-8") + smtp, "utf-8")
    post = example / BROKEN
    post.write_text(post.read_text("utf-8").replace("date: 20", "date: 32.20"), "utf-8")
    with serving(example) as running:
        yield running.address


def test_every_page_is_open_to_all(browser, address: str) -> None:
    """Axe finds nothing on any page, in light; in dark nothing on its colours, which is all that is different."""
    axe = (resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    found = []
    for path in PAGES:
        page.goto(address + path)
        page.evaluate(axe)
        for scheme, rules in (("light", None), ("dark", ["color-contrast"])):
            page.emulate_media(color_scheme=scheme)
            report = page.evaluate(
                "runOnly => axe.run(document, { iframes: false, resultTypes: ['violations'], ...(runOnly && { runOnly }) })",
                rules,
            )
            assert report["passes"]
            found += [
                (path, scheme, one["id"], node["html"][:120])
                for one in report["violations"]
                for node in one["nodes"]
            ]
    leave(page)
    assert found == []


def test_axe_would_tell(browser, address: str) -> None:
    """A picture without words, and grey on grey, are found: the judge judges."""
    axe = (resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(address)
    page.evaluate(axe)
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend',"
        """ '<img src="data:,"><p style="color:#999;background:#aaa">Grey</p>')"""
    )
    report = page.evaluate("axe.run(document, { iframes: false })")
    leave(page)
    ids = {one["id"] for one in report["violations"]}
    assert {"image-alt", "color-contrast"} <= ids
