"""What a post may include: files of the folder, but nothing hidden, and no post that readers do not have."""

from pathlib import Path

import pytest

from envoi.dialects.plain import Plain
from envoi.posts.places import Places

SITE = "https://harbour.example.org/"


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("_includes/note.md", True),
        ("data/table.html", True),
        ("posts/known.md", True),
        ("posts/_snippets/part.md", True),
        ("posts/secret.md", False),
        ("_drafts/idea.md", False),
        ("posts/drafts/idea.md", False),
        (".env", False),
        (".git/config", False),
        ("posts/.private/a.html", False),
    ],
)
def test_includes(tmp_path: Path, path: str, shown: bool) -> None:
    """Hidden files, drafts and posts that are not published are as if they were not there."""
    file = tmp_path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("SECRET", encoding="utf-8")
    places = Places(
        folder=tmp_path,
        site=SITE,
        dialect=Plain(roots=("posts",)),
        addresses={"posts/known.md": f"{SITE}known/"},
    )

    assert places.text(path) == ("SECRET" if shown else "")
