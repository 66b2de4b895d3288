"""What a check finds in what would be published."""

from __future__ import annotations

from pathlib import Path

import pytest

from envoi.posts.memory import Memory
from envoi.preview import judge as module
from envoi.preview.judge import judge
from envoi.preview.problems import VIEW

from .looking import html as page
from .looking import look
from .looks import CONFIG, judged, post, write

LETTER = f'{CONFIG}\n[newsletter]\nfrom = "Harbour <letter@harbour.example>"\n'


def test_findings_are_those_of_a_check(tmp_path: Path) -> None:
    """A letter that names no postal address is found before there is one on the disk."""
    snapshot = judged(look(write(tmp_path, {"posts/a.md": post("A")}, LETTER)))

    assert snapshot.findings
    assert not (tmp_path / "public").exists()


def test_what_the_build_says_is_not_said_twice(tmp_path: Path) -> None:
    """A missing file is a finding of both, and named once."""
    body = "See [the list](list.md)."
    snapshot = judged(look(write(tmp_path, {"posts/a.md": post("A", body=body)})))

    assert [one.code for one in snapshot.problems].count("missing-file") == 1
    assert "missing-file" not in [one.code for one in snapshot.findings or ()]


def test_links_of_posts_that_no_feed_shows_are_looked_at(tmp_path: Path) -> None:
    """In a small folder the links of all posts are judged, and in a large one the page says that they are not."""
    config = f"{CONFIG}\n[feeds]\nlimit = 1\n"
    old = post("Old", "2020-01-01", "See [the list](list.md).")
    files = {f"posts/{n:02}.md": post(f"New {n}") for n in range(15)}
    folder = write(tmp_path, {**files, "posts/old.md": old}, config)

    found = judged(look(folder)).findings or ()

    assert "posts/old.md" in [one.place.path for one in found if one.place]


def test_a_large_folder_leaves_links_to_the_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Above a number of posts their links are left out, and the page says so."""
    monkeypatch.setattr(module, "LINKS_AT_MOST", 1)
    files = {"posts/a.md": post("A"), "posts/b.md": post("B")}
    snapshot = judged(look(write(tmp_path, files)))

    assert "The links of all 2 posts are looked at by" in page(VIEW, snapshot)


def test_judging_is_given_up_when_nobody_wants_it(tmp_path: Path) -> None:
    """A newer change ends it, at once or in the middle."""
    snapshot = look(write(tmp_path, {"posts/a.md": post("A"), "posts/b.md": post("B")}))
    answers = iter([True, True])

    assert judge(snapshot, lambda: False, Memory()) is None
    assert judge(snapshot, lambda: next(answers, False), Memory()) is None


def test_a_folder_of_nothing_is_judged(tmp_path: Path) -> None:
    """Where nothing was made there is nothing to find, and no check is waited for."""
    text = post("A").replace("---\n\n", "draft: true\n---\n\n")

    assert judged(look(write(tmp_path, {"posts/a.md": text}))).findings == ()
