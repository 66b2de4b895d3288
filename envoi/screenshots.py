"""A letter that was built -> pictures of it on phone, tablet and desktop, in light, dark and inverted; the one file that knows playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from envoi import config, feeds, guises
from envoi.addresses import host_of
from envoi.config import Config
from envoi.mediatypes import PICTURES
from envoi.output import NAME
from envoi.posts.folder import picture
from envoi.posts.places import Places
from envoi.problems import Exit, Report, Stop

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route

WIDTHS: Final = (360, 768, 1280)
"""Pixels of a phone, a tablet and a desktop."""

BROWSERS: Final = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
"""What an installed Chromium is called, the first that is there."""

_HEIGHT: Final = 900
_LETTER: Final = "letter.html"
_ALONE: Final = (
    "--disable-background-networking",
    "--disable-component-update",
    "--dns-prefetch-disable",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-proxy-server",
)
"""No name leads anywhere, so that nothing is asked of the web, whatever the letter or the browser itself want of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """What the user asked for: pictures of the letter `issue` (the name of an issue, `next`, or a file) in the folder `out`.

    `path` is where programs are (PATH). Without `pictures` the letter is as it is until the reader asks for them.
    """

    issue: str
    out: Path
    path: str
    folder: Path = Path()
    output: Path | None = None
    url: str = ""
    widths: tuple[int, ...] = WIDTHS
    schemes: tuple[str, ...] = tuple(guises.SCHEMES)
    pictures: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """The files that were written, in order, and the addresses of pictures that are not on this machine."""

    written: tuple[Path, ...]
    missing: tuple[str, ...] = ()
    exit: Exit = Exit.PUBLISHED


@dataclass(kw_only=True)
class _Gate:
    """What becomes of the browser's questions: pictures of the site come from disk, and nothing from anywhere else."""

    settings: Config
    output: Path
    missing: dict[str, None] = field(default_factory=dict)

    def answer(self, route: Route) -> None:
        """Answer one of them."""
        url = route.request.url
        found = self._picture(url) if route.request.resource_type == "image" else None
        if found is None:
            if route.request.resource_type == "image":
                self.missing[url] = None
            route.abort()
        else:
            route.fulfill(body=found[0], content_type=found[1])

    def _picture(self, url: str) -> tuple[bytes, str] | None:
        site, folder = self.settings.site.url, self.settings.folder
        path = unquote(urlsplit(url).path)
        kind = PICTURES.get(Path(path).suffix.lower())
        if kind is None or host_of(url) != host_of(site):
            return None
        inner = path.removeprefix(urlsplit(site).path).lstrip("/")
        dialect = self.settings.dialect
        places = Places(folder=folder, site=site, dialect=dialect, addresses={})
        roots = (f"{root}/{inner}" for root in self.settings.roots)
        inside = (picture(folder, each) for each in (*places.anywhere(url), *roots))
        data = next(filter(None, chain([picture(self.output, inner)], inside)), None)
        return (data, kind) if data else None


def take(request: Request) -> Outcome:
    """Write a picture for each width and scheme, called `NAME-WIDTH-SCHEME.png`; no other file is touched.

    Nothing is asked of the web, and nothing in the letter is run. Raises Stop where there is no such letter, for lack of playwright or
    of a browser, and where the system refuses a file.
    """
    settings = config.load(
        request.folder,
        Report(),
        url=request.url,
        formats=tuple(feeds.FORMATS),
        lenient=True,
    )
    output = request.output or request.folder / "public"
    name, html = _letter(request.issue, output)
    if not request.pictures:
        name, html = f"{name}-no-pictures", guises.pictureless(html)
    gate = _Gate(settings=settings, output=output)
    written = []
    with _browser(request.path) as browser:
        for width in dict.fromkeys(request.widths):
            for scheme in dict.fromkeys(request.schemes):
                page = guises.SCHEMES[scheme](html)
                file = request.out / f"{name}-{width}-{scheme}.png"
                _write(file, _drawn(browser, page, width, gate))
                written.append(file)
    return Outcome(written=tuple(written), missing=tuple(gate.missing))


def _letter(issue: str, output: Path) -> tuple[str, str]:
    """What the letter is called, and its HTML."""
    if issue.endswith((".html", ".htm")):
        file = Path(issue)
        name = file.absolute().parent.name if file.name == _LETTER else file.stem
    elif NAME.fullmatch(issue):
        file, name = output / "newsletter" / issue / _LETTER, issue
    else:
        raise Stop("screenshot", f'"{issue}" is no name of an issue', "write one as newsletter/ has it, or next")  # fmt: skip
    try:
        return name, file.read_bytes().decode("utf-8", "replace")
    except FileNotFoundError as error:
        there = sorted(each.parent.name for each in output.glob(f"newsletter/*/{_LETTER}"))  # fmt: skip
        hint = f"there are {', '.join(there[-5:])}" if there else "build first, or say with --output where it was built"  # fmt: skip
        raise Stop("screenshot", f"there is no letter {file}", hint) from error
    except OSError as error:
        raise _refused(file, error) from error


@contextmanager
def _browser(path: str) -> Iterator[Browser]:
    try:
        from playwright import sync_api
    except ImportError as error:
        raise Stop(
            "screenshot",
            "pictures of a letter need playwright, which is not installed",
            "pip install 'envoi[screenshots]'",
            exit=Exit.ENVIRONMENT,
        ) from error
    found = next(filter(None, (shutil.which(name, path=path) for name in BROWSERS)), "")
    if not found:
        raise Stop(
            "screenshot",
            f"no browser is there that could draw the letter ({', '.join(BROWSERS)})",
            "install Chromium: apt install chromium, brew install --cask chromium, or as your system has it",
            exit=Exit.ENVIRONMENT,
        )
    # Chromium has no sandbox for root, as programs are in containers
    bare = ("--no-sandbox",) if os.geteuid() == 0 else ()
    try:
        with sync_api.sync_playwright() as play:
            browser = play.chromium.launch(executable_path=found, args=[*_ALONE, *bare])
            try:
                yield browser
            finally:
                browser.close()
    except sync_api.Error as error:
        raise Stop(
            "screenshot",
            f"{found} fails: {str(error).strip().splitlines()[0]}",
            "see whether it starts by itself, and whether it is one that playwright knows",
            exit=Exit.ENVIRONMENT,
        ) from error


def _drawn(browser: Browser, html: str, width: int, gate: _Gate) -> bytes:
    """The whole page as a PNG, `width` pixels wide."""
    context = browser.new_context(
        viewport={"width": width, "height": _HEIGHT},
        java_script_enabled=False,
        service_workers="block",
    )
    try:
        page = context.new_page()
        page.route("**/*", gate.answer)
        page.set_content(html)
        return page.screenshot(full_page=True, animations="disabled")
    finally:
        context.close()


def _write(file: Path, content: bytes) -> None:
    aside = file.with_name(f".{file.name}-{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        aside.write_bytes(content)
        aside.replace(file)
    except OSError as error:
        with suppress(OSError):
            aside.unlink()
        raise _refused(file, error) from error


def _refused(file: Path, error: OSError) -> Stop:
    return Stop(
        "screenshot",
        f"{file}: {(error.strerror or str(error)).lower()}",
        "check what is there, and its permissions",
        exit=Exit.ENVIRONMENT,
    )
