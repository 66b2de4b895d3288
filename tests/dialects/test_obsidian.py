"""Vaults, plain folders, Gatsby and Zine: which notes are posts, where they are, and what is refused."""

from pathlib import Path

import pytest

from envoi.model import State
from envoi.problems import Stop

from .folders import addresses, dialect, read

NOTE = "---\ndate: 2026-03-04\n---\nLit.\n"


def states(folder: Path, files: dict[str, str]) -> dict[str, State]:
    """The states of all notes of a vault by their paths."""
    found = read(folder, {".obsidian/app.json": "{}", **files})
    return {path: post.state for path, post in found.items()}


def test_only_dated_notes_are_posts(tmp_path: Path) -> None:
    """A note with a key or a name that tells a day is a post; all others are notes."""
    assert states(
        tmp_path,
        {
            "Lamps.md": NOTE,
            "2026-03-04 Boats.md": "Boats.",
            "Thoughts.md": "Nothing yet.",
            "Board.md": NOTE.replace("date", "kanban-plugin: basic\ndate"),
        },
    ) == {
        "Lamps.md": State.PUBLISHED,
        "2026-03-04 Boats.md": State.PUBLISHED,
        "Thoughts.md": State.PAGE,
        "Board.md": State.PAGE,
    }


@pytest.mark.parametrize("flag", ["dg-publish", "publish", "share"])
def test_a_vault_with_flags_publishes_nothing_else(tmp_path: Path, flag: str) -> None:
    """Where one note says that it is to be published, those that do not say so are private."""
    assert states(
        tmp_path,
        {
            "Lamps.md": NOTE.replace("date", f"{flag}: true\ndate"),
            "Private.md": NOTE,
            "No.md": NOTE.replace("date", f"{flag}: false\ndate"),
        },
    ) == {
        "Lamps.md": State.PUBLISHED,
        "Private.md": State.PAGE,
        "No.md": State.PAGE,
    }


def test_the_diary_is_private(tmp_path: Path) -> None:
    """Daily notes, whose name is but a day, are no posts."""
    assert states(
        tmp_path,
        {
            ".obsidian/daily-notes.json": '{"folder": "Diary"}',
            "Diary/2026-03-04.md": "Rain.",
            "2026-03-05.md": "Sun.",
            "2026-03-05 Boats.md": "Boats.",
        },
    ) == {
        "Diary/2026-03-04.md": State.PAGE,
        "2026-03-05.md": State.PAGE,
        "2026-03-05 Boats.md": State.PUBLISHED,
    }


def test_folders_of_templates_are_passed_over(tmp_path: Path) -> None:
    """The settings name the folders of templates and of attachments."""
    found = dialect(
        tmp_path,
        {
            ".obsidian/templates.json": '{"folder": "Forms/"}',
            ".obsidian/app.json": '{"attachmentFolderPath": "Files"}',
        },
    )
    assert (found.NAME, found.SYNTAX) == ("obsidian", "obsidian")
    assert found.passes_over("Forms")
    assert found.passes_over("Files")
    assert not found.passes_over("Notes")


def test_a_generator_in_a_vault_wins(tmp_path: Path) -> None:
    """A site whose folder is a vault too is the site."""
    files = {".obsidian/app.json": "{}", "astro.config.mjs": "export default {}"}
    assert dialect(tmp_path, files).NAME == "astro"


@pytest.mark.parametrize(
    ("paths", "root"),
    [
        (["posts/a.md", "blog/b.md"], "posts"),
        (["src/posts/2025/a.md", "src/posts/2026/b.md", "docs/x.md"], "src/posts"),
        (["blog/a.md", "blog/b/index.md", "talks/c.md"], "blog"),
        (["notes/a.md"], "notes"),
        (["travel/a.md", "food/b.md"], ""),
        (["texts/a/a.md", "texts/b/b.md"], "texts"),
        (["2026-01-02-a.md", "b.md"], ""),
        ([], ""),
    ],
)
def test_posts_of_a_plain_folder(tmp_path: Path, paths: list[str], root: str) -> None:
    """The usual folder, else that with most dated files; never one that would leave dated files out unseen."""
    found = dialect(tmp_path, {path: NOTE for path in paths} | {"README.md": "Hello."})
    assert (found.NAME, found.roots) == ("plain", (root,))


GATSBY = """
module.exports = {
  siteMetadata: { title: `Quay`, siteUrl: `https://quay.example/`, author: { name: `Ada` } },
  plugins: [ `other`, { resolve: `gatsby-source-filesystem`, options: { path: `${__dirname}/content/blog`, name: `blog` } } ],
}
"""


@pytest.mark.parametrize(
    ("node", "address"),
    [
        ("const value = createFilePath({ node, getNode });\ncreatePage({ path: node.fields.slug })", "/lamps/"),
        ("createFilePath({ node }); createPage({ path: `/blog${node.fields.slug}` })", "/blog/lamps/"),
        ("createPage({ path: node.frontmatter.slug })", ""),
    ],
)  # fmt: skip
def test_gatsby(tmp_path: Path, node: str, address: str) -> None:
    """Gatsby's posts are in the folder of its file plugin; where they are found is known if their path tells it."""
    path = "content/blog/lamps/index.md"
    files = {"gatsby-config.js": GATSBY, "gatsby-node.js": node, path: NOTE}
    found = dialect(tmp_path, files)
    assert (found.NAME, found.roots) == ("gatsby", ("content/blog",))
    assert found.fact("site.author") == "Ada"
    assert addresses(tmp_path, files).get(path, "") == address


@pytest.mark.parametrize("path", ["zine.ziggy", "content/blog/a.smd"])
def test_zine_is_refused_by_name(tmp_path: Path, path: str) -> None:
    """The front matter of Zine is not read, and that is said with its name."""
    with pytest.raises(Stop, match="Zine") as stop:
        dialect(tmp_path, {path: "---\n.title = \"A\",\n---\n"})  # fmt: skip
    assert stop.value.problem.code == "config"
