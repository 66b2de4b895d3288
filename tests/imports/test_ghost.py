"""Exports of Ghost: every post in a file with the id its feed had, without what is for members or the newsletter only."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from envoi.imports import Imported, run
from envoi.problems import Report, Stop
from tests import program

SAMPLE = Path(__file__).parent / "samples/dock-letters.ghost.2026-11-18.json"
URL = "https://dock.example/"
NOW = "2026-11-20T00:00:00Z"
POST: dict[str, Any] = {
    "id": "64f0c2a1b7e4d90001a30001",
    "uuid": "0b1c2d3e-1111-4222-8333-000000000001",
    "title": "Fog",
    "slug": "fog",
    "html": "<p>Fog.</p>",
    "type": "post",
    "status": "published",
    "visibility": "public",
    "published_at": "2026-05-04T09:30:00.000Z",
}


def done(
    folder: Path, posts: list[dict[str, Any]], url: str = URL, **tables: Any
) -> tuple[Imported, Report]:
    """What became of an export with these posts, imported into `folder`."""
    file = folder.parent / f"{folder.name}.json"
    data = {"posts": posts, "settings": [], **tables}
    file.write_text(json.dumps({"db": [{"meta": {}, "data": data}]}), encoding="utf-8")
    report = Report()
    return run("ghost", file, folder, report, url=url), report


def text(folder: Path, post: dict[str, Any], **tables: Any) -> str:
    """The file that is made of a post."""
    made, _ = done(folder, [POST | post], **tables)
    return (folder / made.written[0]).read_text(encoding="utf-8")


def test_build_publishes_all_with_their_ids(tmp_path: Path) -> None:
    """After an import the real program publishes every public post, under the guid and the address it had."""
    site, report = tmp_path / "site", Report()
    made = run("ghost", SAMPLE, site, report, url=URL)

    built = program.run("build", site, "--now", NOW)

    assert list(report) == []
    assert len(made.written) == 8
    assert made.passed_over == {"page": 1}
    assert built.returncode == 0, built.stderr
    assert "Published 3 posts (not: 1 draft, 1 future, 2 unlisted)" in built.stdout
    rss = (site / "public/feeds/rss.xml").read_text(encoding="utf-8")
    assert re.findall('<guid isPermaLink="false">(.*?)</guid>', rss) == [
        f"64f0c2a1b7e4d90001a3000{number}" for number in (8, 1, 2)
    ]
    assert "<link>https://dock.example/cable-and-crane/</link>" in rss
    assert "@dock.example" not in rss
    assert "__GHOST_URL__" not in rss
    assert "1×" not in rss


def test_second_run_changes_nothing(tmp_path: Path) -> None:
    """The same import again leaves every file as it is."""
    run("ghost", SAMPLE, tmp_path / "site", Report(), url=URL)
    before = program.times(tmp_path / "site")

    again = run("ghost", SAMPLE, tmp_path / "site", Report(), url=URL)

    assert again.written == ()
    assert program.times(tmp_path / "site") == before


def test_front_matter(tmp_path: Path) -> None:
    """Authors and public tags in their order, picture with its words, excerpt; internal tags and e-mail addresses stay out."""
    run("ghost", SAMPLE, tmp_path, Report(), url=URL)

    assert (
        (tmp_path / "posts/2026-05-04-cable-and-crane.html")
        .read_text(encoding="utf-8")
        .startswith(
            "---\n"
            "title: 'Cable & crane: A < B'\n"
            "date: 2026-05-04 09:30:00+00:00\n"
            "updated: 2026-05-05 10:00:00+00:00\n"
            "slug: cable-and-crane\n"
            "id: 64f0c2a1b7e4d90001a30001\n"
            "permalink: /cable-and-crane/\n"
            "authors:\n- Ada Lund\n- Mira Sol\n"
            "tags:\n- Boats\n- Tools & rope\n"
            "summary: A crane, at last.\n"
            "image: https://dock.example/content/images/2026/05/dock.jpg\n"
            "image_alt: The dock at noon\n"
            "---\n\n"
            '<p>The <a href="https://dock.example/first-boat/">first boat</a> is in.</p>'
        )
    )
    assert 'timezone = "Europe/Oslo"' in (tmp_path / "envoi.toml").read_text()
    assert 'permalink = "/:slug/"' in (tmp_path / "envoi.toml").read_text()


def test_players_lose_their_buttons(tmp_path: Path) -> None:
    """Of a card of sound, the sound and its title are left."""
    run("ghost", SAMPLE, tmp_path, Report(), url=URL)

    made = (tmp_path / "posts/2026-05-01-first-boat.html").read_text(encoding="utf-8")
    assert made.endswith(
        '<p>Listen:</p><figure><audio controls="" src="https://dock.example/content/media/2026/05/horn.mp3"></audio>'
        "<figcaption>The horn</figcaption></figure><p>That was it.</p>\n"
    )


def test_site_without_address(tmp_path: Path) -> None:
    """Without --url the address of the site is asked for, and its pictures are relative to it."""
    html = '<img src="__GHOST_URL__/content/a.png">'

    made, report = done(tmp_path / "site", [POST | {"html": html}], url="")

    assert [p.code for p in report] == ["no-site-url"]
    assert "url" not in (tmp_path / "site/envoi.toml").read_text()
    assert (
        '<img src="/content/a.png">'
        in (tmp_path / "site" / made.written[0]).read_text()
    )


@pytest.mark.parametrize(
    ("post", "meta", "line"),
    [
        ({"status": "draft"}, {}, "status: draft"),
        ({"status": "sent"}, {}, "unlisted: true"),
        ({"visibility": "members"}, {}, "unlisted: true"),
        ({"visibility": "tiers"}, {}, "unlisted: true"),
        ({}, {"email_only": 1}, "unlisted: true"),
        ({}, {"email_only": True}, "unlisted: true"),
    ],
)
def test_what_is_held_back(
    tmp_path: Path, post: dict[str, Any], meta: dict[str, Any], line: str
) -> None:
    """Drafts, and what is for members or the newsletter only, reach no feed."""
    tables = {"posts_meta": [{"post_id": POST["id"], **meta}]}

    assert f"\n{line}\n" in text(tmp_path / "site", post, **tables)


def test_old_exports(tmp_path: Path) -> None:
    """Before Ghost 1.0 ids were numbers and the guid was the UUID, dates were milliseconds, and a post had one author."""
    old = {
        "id": 5,
        "type": None,
        "page": 0,
        "image": "/content/images/a.png",
        "author_id": 1,
        "published_at": 1_462_354_200_000,
        "visibility": None,
    }
    made = text(tmp_path / "site", old, users=[{"id": 1, "name": "Ada"}])

    assert f"\nid: {POST['uuid']}\n" in made
    assert "\ndate: 2016-05-04 09:30:00+00:00\n" in made
    assert "\nauthors:\n- Ada\n" in made
    assert "\nimage: /content/images/a.png\n" in made


def test_post_without_html(tmp_path: Path) -> None:
    """A post of which the export holds only the editor's own form is an error that names it; the others are written."""
    bare = {"title": "Bare", "html": None, "lexical": "{}", "slug": "bare"}

    made, report = done(tmp_path / "site", [POST, POST | bare])

    assert made.written == ("posts/2026-05-04-fog.html", "envoi.toml")
    assert made.passed_over == {"post (without HTML)": 1}
    assert [(p.level, p.code) for p in report] == [("error", "export")]
    assert '"Bare"' in next(iter(report)).message


@pytest.mark.parametrize(
    "content",
    [
        "",
        "no JSON",
        "[]",
        "{}",
        '{"db": []}',
        '{"db": [{"data": {"posts": {}}}]}',
        "[" * 100_000,
        '{"db": [{"data": {"posts": [{"id": 1' + "0" * 5000 + "}]}}]}",
        "\x00\x01",
    ],
)
def test_what_is_no_export(tmp_path: Path, content: str) -> None:
    """Another file, and a broken one, is named; nothing is written."""
    (tmp_path / "x.json").write_text(content)

    with pytest.raises(Stop) as stop:
        run("ghost", tmp_path / "x.json", tmp_path / "site", Report(), url=URL)

    assert stop.value.problem.code == "export"
    assert not (tmp_path / "site").exists()


def test_rows_of_other_types(tmp_path: Path) -> None:
    """Rows and values that are not what Ghost writes are passed over, not stumbled on."""
    odd = {
        "title": ["x"],
        "slug": None,
        "published_at": "soon",
        "html": 3,
        "feature_image": {},
    }

    made, _ = done(
        tmp_path / "site",
        [POST | odd, "row", None],  # type: ignore[list-item]
        posts_tags=[{"post_id": POST["id"], "tag_id": "none", "sort_order": "x"}, 7],
        tags="none",
        users=[{"id": None}],
    )

    assert len(made.written) == 2


def test_address_that_is_none(tmp_path: Path) -> None:
    """--url has to be the address of a site."""
    with pytest.raises(Stop) as stop:
        run("ghost", SAMPLE, tmp_path / "site", Report(), url="dock")

    assert stop.value.problem.code == "no-site-url"


def test_deep_players(tmp_path: Path) -> None:
    """Ten thousand open elements around a player end nothing."""
    html = (
        "<div>" * 10_000
        + '<div class="kg-audio-card"><audio src="/a.mp3"></audio></div>'
    )

    assert "---" in text(tmp_path / "site", {"html": html})


def test_command_knows_all_imports() -> None:
    """`envoi import` takes each kind there is."""
    from envoi.cli import import_
    from envoi.imports import IMPORTS

    kinds = next(word.type for word in import_.params if word.name == "kind")

    assert list(kinds.choices) == list(IMPORTS)
