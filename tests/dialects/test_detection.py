"""A generator is known by its files, whichever of them there are, and nothing is imported for the others."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from envoi.dialects import DIALECTS, Files, detect
from envoi.problems import Stop

PACKAGE = '{"devDependencies": {"@11ty/eleventy": "3"}}'
HOMES = [
    *(("hexo", f"_config.{end}", "theme: a\nnew_post_name: b") for end in ("yml", "yaml")),
    ("hexo", "_config.json", '{"theme": "a", "new_post_name": "b"}'),
    *(("jekyll", f"_config.{end}", "") for end in ("yml", "yaml", "toml")),
    ("jekyll", "notes/_posts/2026-11-20-quay.md", ""),
    *(("hugo", f"{stem}.toml", 'baseURL = "/"') for stem in ("hugo", "config")),
    *(("hugo", f"hugo.{end}", "baseURL: /") for end in ("yaml", "yml")),
    ("hugo", "config/_default/hugo.toml", 'baseURL = "/"'),
    *(("zola", f"{stem}.toml", 'base_url = "/"') for stem in ("zola", "config")),
    ("pelican", "pelicanconf.py", "AUTHOR = 'Ada'"),
    ("nikola", "conf.py", "POSTS = ()"),
    *(
        ("ablog", f"{folder}conf.py", "extensions = ['ablog']")
        for folder in ("", "source/", "docs/", "docs/source/", "doc/", "src/")
    ),
    *(("eleventy", f".eleventy.{end}", "") for end in ("js", "mjs", "cjs", "ts")),
    *(("eleventy", f"eleventy.config.{end}", "") for end in ("js", "mjs", "cjs", "ts")),
    ("eleventy", "package.json", PACKAGE),
    ("eleventy", "blog/blog.11tydata.json", "{}"),
    *(
        ("docusaurus", f"docusaurus.config.{end}", "")
        for end in ("js", "ts", "mjs", "cjs", "mts")
    ),
    *(("astro", f"astro.config.{end}", "") for end in ("mjs", "ts", "js", "mts", "cjs")),
    *(("gatsby", f"gatsby-config.{end}", "") for end in ("js", "ts", "mjs")),
    ("obsidian", ".obsidian/app.json", "{}"),
    ("plain", "posts/quay.md", ""),
]  # fmt: skip
LOADED = """
import sys
from pathlib import Path
from envoi.dialects import DIALECTS, Files, detect
detect(Files(Path(sys.argv[1])))
print(*(name for name in DIALECTS if DIALECTS[name].module in sys.modules))
"""


@pytest.mark.parametrize(("name", "path", "text"), HOMES)
def test_each_file_tells(tmp_path: Path, name: str, path: str, text: str) -> None:
    """Any of the files that a generator may have is enough, and no other generator takes it for its own."""
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text(text)
    if name == "jekyll" and path.startswith("_config"):
        (tmp_path / "_posts").mkdir()
        (tmp_path / "_posts/2026-11-20-quay.md").write_text("")

    assert name == detect(Files(tmp_path)).NAME


@pytest.mark.parametrize("path", ["zine.ziggy", "content/news/quay.smd"])
def test_a_site_of_zine_is_refused(tmp_path: Path, path: str) -> None:
    """Zine is known by its configuration or by a post, to say that it cannot be read."""
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text("")

    with pytest.raises(Stop):
        detect(Files(tmp_path))


def test_others_are_not_imported(tmp_path: Path) -> None:
    """In a plain folder only those dialects are imported that have to look for themselves."""
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts/quay.md").write_text("")

    done = subprocess.run(
        [sys.executable, "-c", LOADED, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.split() == ["jekyll", "plain"]
    assert all(name == DIALECTS[name].dialect.NAME for name in DIALECTS)
