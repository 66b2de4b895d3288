"""The example -> docs/_static/preview-*.png: each view of its preview on a phone and on a desk.

Run `python tools/preview_pictures.py` in a checkout, with Chromium and the extras `dev` installed, when a view looks different.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT: Final = Path(__file__).parent.parent
PICTURES: Final = ROOT / "docs" / "_static"
NOW: Final = "2026-11-22T12:00:00Z"
BYTES_AT_MOST: Final = 80_000
BROKEN: Final = "posts/voices/2026-07-30-the-baker.md"
CARELESS: Final = "posts/activities/2026-11-17-winter-parcels.md"
"""Files of the example in which something is made wrong, so that there are problems to show."""

VIEWS: Final = {
    "newsletter": "newsletter/",
    "feeds": "feeds/feeds",
    "posts": "posts/",
    "problems": "problems/",
}
SIZES: Final = {360: 720, 1280: 800}


def main() -> None:
    """Serve a copy of the example, make something in it wrong once all else was seen, and write the pictures."""
    with tempfile.TemporaryDirectory() as top:
        example = Path(top) / "relief"
        shutil.copytree(ROOT / "examples" / "relief", example)
        command = [sys.executable, "-m", "envoi", "preview", str(example), "--now", NOW]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            try:
                _draw(_address(server), example)
            finally:
                server.terminate()


def _address(server: subprocess.Popen[str]) -> str:
    assert server.stdout
    for line in server.stdout:
        if found := re.search(r"http://127\.0\.0\.1:\d+/", line):
            return found[0]
    raise SystemExit("the preview did not start")


def _draw(address: str, example: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        pages = {
            width: browser.new_page(viewport={"width": width, "height": height})
            for width, height in SIZES.items()
        }
        for view, path in VIEWS.items():
            if view == "problems":
                _break(example, pages[1280], address)
            for width, page in pages.items():
                page.goto(address + path)
                _save(page.screenshot(), PICTURES / f"preview-{view}-{width}.png")
        browser.close()


def _break(example: Path, page: Any, address: str) -> None:
    """Forget a bracket, and what is in a picture, and wait until the page tells of both."""
    page.goto(f"{address}problems/")
    for path, good, bad in (
        (CARELESS, "\n---\n\n", "\n---\n\n![](/images/harbour.jpg)\n\n"),
        (BROKEN, "tags: [voices]", "tags: [voices"),
    ):
        file = example / path
        text = file.read_text(encoding="utf-8")
        assert good in text
        file.write_text(text.replace(good, bad, 1), encoding="utf-8")
    page.locator("#banner .place").wait_for()
    page.get_by_text("still being checked").wait_for(state="detached")


def _save(png: bytes, file: Path) -> None:
    """Write `png` in as many colours as fit into `BYTES_AT_MOST`."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for colours in (256, 128, 64, 32, 16):
        out = io.BytesIO()
        few = picture.quantize(colours, dither=Image.Dither.NONE)
        few.save(out, "PNG", optimize=True)
        if out.tell() <= BYTES_AT_MOST:
            break
    file.write_bytes(out.getvalue())
    print(f"{file.relative_to(ROOT)}  {out.tell():,} bytes, {colours} colours")


if __name__ == "__main__":
    main()
