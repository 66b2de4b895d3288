"""A checkout of hteumeuleu/caniemail -> `envoi/check/letters/caniemail.json` and its licence.

git clone https://github.com/hteumeuleu/caniemail
python tools/caniemail.py caniemail
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import yaml

CLIENTS: Final = (
    "gmail.desktop-webmail",
    "gmail.ios",
    "gmail.android",
    "outlook.windows",
    "outlook.outlook-com",
    "outlook.macos",
    "outlook.ios",
    "outlook.android",
    "apple-mail.macos",
    "apple-mail.ios",
    "yahoo.desktop-webmail",
    "yahoo.ios",
    "yahoo.android",
    "samsung-email.android",
    "thunderbird.macos",
)
"""The mail programs that a letter has to be right in, as caniemail names them."""

KINDS: Final = ("css", "html", "image")
TARGET: Final = Path(__file__).parent.parent / "envoi" / "check" / "letters"


def feature(page: str) -> dict[str, str] | None:
    """What one file of `_features` says: kind, title, and the newest value of each client, a letter each.

    `y` works, `a` works in part, `n` does not, `u` is not known, `-` was never tried.
    """
    front = re.split(r"^---\s*$", page, maxsplit=2, flags=re.MULTILINE)[1]
    # some of them are indented with tabs, which YAML does not take
    said: dict[str, Any] = yaml.safe_load(front.replace("\t", " "))
    if said["category"] not in KINDS:
        return None
    values = ""
    for client in CLIENTS:
        family, _, platform = client.partition(".")
        tried = (said["stats"].get(family) or {}).get(platform) or {}
        values += str([*tried.values()][-1]).split()[0] if tried else "-"
    return {"kind": said["category"], "title": said["title"], "values": values}


def vendored(checkout: Path) -> dict[str, Any]:
    """All that is needed of `checkout`, and which one it is."""

    def git(*words: str) -> str:
        done = subprocess.run(
            ["git", "-C", checkout, *words], capture_output=True, text=True, check=True
        )
        return done.stdout

    commit, date = git("log", "-1", "--format=%H %cs").split()
    paths = git("ls-tree", "-r", "--name-only", "HEAD", "_features").split("\n")
    features = {
        Path(path).stem: feature(git("show", f"HEAD:{path}"))
        for path in paths
        if path.endswith(".md") and not Path(path).stem.startswith("_")
    }
    return {
        "source": "https://github.com/hteumeuleu/caniemail",
        "license": "MIT, see caniemail.LICENSE",
        "commit": commit,
        "date": date,
        "clients": CLIENTS,
        "features": {slug: said for slug, said in sorted(features.items()) if said},
    }


def main() -> None:
    """Write both files anew."""
    checkout = Path(sys.argv[1])
    data = vendored(checkout)
    # one line a feature, so that a change can be read
    lines = ",\n".join(
        f"  {json.dumps(slug)}: {json.dumps(said, ensure_ascii=False)}"
        for slug, said in data.pop("features").items()
    )
    head = json.dumps(data, indent=1, ensure_ascii=False).removesuffix("\n}")
    text = f'{head},\n "features": {{\n{lines}\n }}\n}}\n'
    (TARGET / "caniemail.json").write_text(text, encoding="utf-8")
    licence = subprocess.run(
        ["git", "-C", checkout, "show", "HEAD:LICENSE"], capture_output=True, check=True
    )
    (TARGET / "caniemail.LICENSE").write_bytes(licence.stdout)


if __name__ == "__main__":
    main()
