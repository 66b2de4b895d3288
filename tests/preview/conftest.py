"""What tests of the preview share: a page of a browser that shows the preview of a `folder`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .served import Served, leave, serving


@pytest.fixture
def served(folder: Path) -> Iterator[Served]:
    """The preview of the `folder` of the test."""
    with serving(folder) as running:
        yield running


@pytest.fixture
def window() -> dict[str, int]:
    """A window on a desk, in pixels."""
    return {"width": 1280, "height": 700}


@pytest.fixture
def page(browser, served: Served, window: dict[str, int]) -> Iterator[object]:
    """A page of the browser, which asks for nothing from elsewhere and says nothing on its console."""
    context = browser.new_context(viewport=window)
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    leave(page)
    elsewhere = [url for url in asked if not url.startswith((served.address, "data:"))]
    assert (elsewhere, said) == ([], [])
