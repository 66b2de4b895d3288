"""What all tests share: --accept, hypothesis profiles, and programs a machine may lack."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
ON_CI = bool(os.environ.get("CI"))

settings.register_profile("default", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if ON_CI else "default")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--accept`."""
    parser.addoption(
        "--accept",
        action="store_true",
        help="write what came out over the expected files, for git diff to show",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by what they need, so that `-m 'not browser'` leaves them out."""
    for item in items:
        needs = getattr(item, "fixturenames", ())
        if "chromium" in needs:
            item.add_marker("browser")
        if "debian" in needs:
            item.add_marker("debian")


@pytest.fixture(scope="session")
def accept(pytestconfig: pytest.Config) -> bool:
    """Whether expected files are to be rewritten rather than compared."""
    return bool(pytestconfig.getoption("--accept"))


@pytest.fixture(scope="session")
def debian() -> Callable[[str], str]:
    """The path of a program by its name; without it the test is skipped, on CI it fails."""
    return _program


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Debian's Chromium; without it the test is skipped, on CI it fails."""
    return _program("chromium")


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[object]:
    """Debian's Chromium, running."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        running = play.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield running
        running.close()


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The repository that holds these tests; skips where only the tests were copied."""
    if not (ROOT / "docs" / "conf.py").is_file():
        pytest.skip("needs the whole repository around the tests")
    return ROOT


def _program(name: str) -> str:
    path = shutil.which(name)
    if path:
        return path
    reason = f"needs the program {name}: apt-get install it, or let .ci/run do so"
    if ON_CI:
        pytest.fail(reason)
    pytest.skip(reason)
