"""Every SVG scene below relief/art -> a JPEG of its size below relief/images.

Needs Debian's chromium and Pillow (the `dev` extra).
"""

import re
import subprocess
import tempfile
from pathlib import Path

from PIL import Image

RELIEF = Path(__file__).parent / "relief"


def render(scene: Path, picture: Path) -> None:
    """Draw `scene` with chromium and save it as the JPEG `picture`."""
    found = re.search(r'width="(\d+)" height="(\d+)"', scene.read_text("utf-8"))
    width, height = map(int, found.groups()) if found else (1200, 675)
    with tempfile.TemporaryDirectory() as folder:
        shot = Path(folder) / "shot.png"
        options = ["--headless", "--no-sandbox", "--hide-scrollbars", "--disable-gpu"]
        size = [f"--window-size={width},{height}", "--force-device-scale-factor=2"]
        command = ["chromium", *options, *size, f"--screenshot={shot}", scene.as_uri()]
        subprocess.run(command, check=True, capture_output=True)
        with Image.open(shot) as image:
            small = image.convert("RGB").resize(
                (width, height), Image.Resampling.LANCZOS
            )
    small.save(picture, quality=82, optimize=True, progressive=True)


if __name__ == "__main__":
    for scene in sorted((RELIEF / "art").resolve().glob("*.svg")):
        render(scene, RELIEF / "images" / f"{scene.stem}.jpg")
