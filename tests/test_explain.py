"""`envoi build --explain`: one screen on what was found, by which file, and how to say otherwise."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

from envoi.keys import KEYS
from envoi.problems import Exit

from .program import NOW, POST, fill, run

JEKYLL = {
    "_config.yml": "title: Quay\nurl: https://quay.example\ntimezone: Europe/Istanbul\n",
    "_posts/2026-11-20-boat.md": "---\ntitle: Boat\n---\n\nText.\n",
    "_posts/2026-11-19-tug.md": "---\ntitle: Tug\ndate: 2026-11-19 10:00 +0200\n---\n\nText.\n",
    "_posts/2026-11-18-ebb.md": "---\ntitle: Ebb\npublished: false\n---\n\nText.\n",
    "_posts/data.json": "{}",
    "_posts/more.json": "{}",
    "_posts/notes.txt": "x",
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A small site of Jekyll."""
    return fill(tmp_path / "site", JEKYLL)


def rows(folder: Path, *words: str) -> dict[str, dict[str, str]]:
    """What `--explain --json` found, by what it is on."""
    done = run("build", folder, "--now", NOW, "--explain", "--json", *words)
    assert (done.returncode, done.stderr) == (Exit.PUBLISHED, "")
    return {row["what"]: row for row in json.loads(done.stdout)["explain"]}


def columns(line: str) -> int:
    """The columns that a line takes in a terminal."""
    return sum(1 + (unicodedata.east_asian_width(char) in "WF") for char in line)


def test_one_screen(site: Path) -> None:
    """It fits on a screen of 24 lines and 100 columns, says nothing else, and writes nothing."""
    done = run("build", site, "--now", NOW, "--explain")

    assert (done.returncode, done.stderr) == (Exit.PUBLISHED, "")
    lines = done.stdout.splitlines()
    assert len(lines) <= 24
    assert max(map(columns, lines)) <= 100
    assert "Nothing was written." in done.stdout
    assert not (site / "public").exists()


def test_findings(site: Path) -> None:
    """Each finding names the file it is from and the key that says otherwise."""
    found = rows(site)

    for what, says, file, key in (
        ("generator", "Jekyll", "_config.yml", "posts.dialect"),
        ("title", "Quay", "_config.yml", "site.title"),
        ("address", "https://quay.example/", "_config.yml", "site.url"),
        ("language", "en", "by default", "site.language"),
        ("zone", "Europe/Istanbul", "_config.yml", "site.timezone"),
        ("author", "nobody, unless a post says", "by default", "site.author"),
        ("posts", "_posts: 2 published, 1 draft", "_config.yml", "posts.folder"),
        ("newest", "_posts/2026-11-20-boat.md", "", "permalink in a post"),
        ("not read", "2 .json, 1 .txt", "", "--json names them"),
    ):
        assert found[what] == {"what": what, "says": says, "file": file, "key": key}
    assert found[""]["says"].startswith("→ https://quay.example/")
    assert found["date"]["says"] == (
        "in its path → 2026-11-20 00:00:00+03:00, the site's zone"
    )
    keys = {row["key"] for row in found.values()}
    assert {key for key in keys if "." in key and "/" not in key} <= set(KEYS)


def test_overruled(site: Path) -> None:
    """What envoi.toml and --url say is shown as theirs."""
    fill(
        site,
        {
            "envoi.toml": '[site]\ntitle = "Mine"\n[posts]\npermalink = "/:slug/"\n'
            '[feeds]\nlimit = 0\nformats = ["json"]\n'
        },
    )
    found = rows(site, "--url", "https://mine.example")

    assert (found["title"]["says"], found["title"]["file"]) == ("Mine", "envoi.toml")
    assert found["address"]["file"] == "--url"
    assert found["addresses"]["says"] == "/:slug/"
    assert found["addresses"]["file"] == "envoi.toml"
    assert found[""]["says"] == "→ https://mine.example/boat/"
    assert found["feeds"]["says"] == "all posts as json"
    assert found["feeds"]["file"] == "envoi.toml"


def test_typed_date(tmp_path: Path) -> None:
    """A date is shown as it was typed, with the instant it comes to."""
    fill(
        tmp_path,
        {"posts/quay.md": POST.replace("2026-11-20", "Nov 20, 2026 8:00 PM UTC")},
    )

    found = rows(tmp_path)
    assert found["date"]["says"] == (
        "Nov 20, 2026 8:00 PM UTC → 2026-11-20 20:00:00+00:00"
    )


def test_address_is_not_needed(tmp_path: Path) -> None:
    """Where nobody gives the site's address, all else is explained."""
    found = rows(fill(tmp_path, {"posts/quay.md": POST}))

    assert found["address"]["says"] == found["title"]["says"] == "not known"
    assert found["addresses"]["says"] == "/:path/"
    assert found[""]["says"] == "→ /posts/quay/"


def test_languages(tmp_path: Path) -> None:
    """Several languages are counted, and their feeds named."""
    other = POST.replace("date:", "lang: tr\ndate:")
    found = rows(fill(tmp_path, {"posts/quay.md": POST, "posts/tr.md": other}))

    assert found["languages"]["says"] == "en 1, tr 1"
    assert found["feeds"]["says"] == "the 20 newest as rss, atom, json"
    assert found[""]["says"] == "2 by language: English, Türkçe"
    assert found[""]["key"] == "feeds.languages"


def test_feeds(site: Path) -> None:
    """Feeds are counted by what their posts have in common, and named with the key that asks for them."""
    toml = '[feeds]\ntags = true\n\n[[feed]]\ntitle = "For the press"\n'
    tags = ", ".join(f"tag-{number}" for number in range(10))
    fill(site, {"envoi.toml": toml})
    fill(
        site,
        {"_posts/2026-11-19-tags.md": POST.replace("date:", f"tags: [{tags}]\ndate:")},
    )
    done = run("build", site, "--now", NOW, "--explain", "--json")
    found = {row["key"]: row for row in json.loads(done.stdout)["explain"]}

    assert found["feeds.tags"]["says"] == (
        "10 by tag: tag-0, tag-1, tag-2, tag-3, tag-4, tag-5, …"
    )
    assert found["feeds.tags"]["file"] == "envoi.toml"
    assert found["[[feed]]"]["says"] == "For the press"


def test_nothing_there(tmp_path: Path) -> None:
    """A folder without a post is explained too."""
    found = rows(tmp_path)

    assert found["posts"]["says"] == "the folder itself: no post"
    assert "newest" not in found


def test_site_below(tmp_path: Path) -> None:
    """A repository is told in which folder its site is."""
    fill(tmp_path, {"docs/_config.yml": "title: Quay\n", "code/main.md": "# Main\n"})
    done = run("build", tmp_path, "--now", NOW, "--explain")

    assert "a site generator is at home in docs; build that folder" in done.stdout


def test_problems_are_counted(site: Path) -> None:
    """Errors and warnings of the front matter are counted on the screen, which says what it did not look at; --json has all."""
    fill(site, {"_posts/2026-11-20-broken.md": "---\ntitle: [\n---\n"})
    done = run("build", site, "--now", NOW, "--explain")
    assert (
        "1 error, and no text of a post looked at; envoi build does, and names all."
        in done.stdout
    )
    told = json.loads(run("build", site, "--now", NOW, "--explain", "--json").stdout)
    assert "front-matter" in {problem["code"] for problem in told["problems"]}
    assert {"path": "_posts/notes.txt", "state": "not read"} in told["files"]


def test_a_stop_is_told(site: Path) -> None:
    """What cannot be used at all ends as it does in a build."""
    fill(site, {"envoi.toml": "[site]\nurll = 1\n"})
    done = run("build", site, "--now", NOW, "--explain")

    assert done.returncode == Exit.USAGE
    assert "error[config]: unknown key site.urll" in done.stderr


def test_wide_and_long_words_fit(site: Path) -> None:
    """Words of any width and length, and what would steer a terminal, stay on their line."""
    title = "港" * 200 + "\\u202e\\u001b"
    fill(
        site,
        {"envoi.toml": f'[site]\ntitle = "{title[:-6]}"\nauthor = "{"x" * 5000}"\n'},
    )
    done = run("build", site, "--now", NOW, "--explain")

    assert max(map(columns, done.stdout.splitlines())) <= 100
    assert "\u202e" not in done.stdout
    assert "…" in done.stdout
