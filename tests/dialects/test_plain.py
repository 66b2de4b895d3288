"""A folder without a site generator: where its posts are."""

from pathlib import Path

import pytest

from .folders import dialect

POST = "---\ntitle: Quay\ndate: 2026-03-02\n---\nText.\n"


@pytest.mark.parametrize(
    ("paths", "root"),
    [
        (["posts/a.md", "blog/b.md", "blog/c.md"], "posts"),
        (["posts/.keep", "blog/b.md", "blog/c.md"], "blog"),
        (["posts/.keep"], "posts"),
        (["content/a.html", "posts/.keep"], "content"),
        (["a.md", "b.md"], ""),
        ([], ""),
    ],
)
def test_root(tmp_path: Path, paths: list[str], root: str) -> None:
    """A usual folder that holds texts, else the folder of the dated files, else a usual one that waits for them."""
    assert dialect(tmp_path, dict.fromkeys(paths, POST)).roots == (root,)
