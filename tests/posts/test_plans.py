"""Files in `issues/`: what they say of an issue, in any form of front matter, and the words above its posts."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from envoi import catalogue, config, posts
from envoi.filters import Filter
from envoi.letterhead import SectionConfig
from envoi.model import Body, Layout
from envoi.plan import Named, Order, Plan
from envoi.problems import Report

from ..program import CONFIG, POST, fill

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
YAML = """\
---
subject: "Snow: what it did"
Preheader: In short
pick:
  - quay
  - posts/mill.md
omit: [a, b]
order: oldest
date: 2026-11-30
lang: tr
blurbs:
  quay: Open  again.
sections:
  - {title: Press, tag: [press], limit: 2, layout: list}
---
"""
TOML = """\
+++
subject = "Snow: what it did"
preheader = "In short"
pick = ["quay",
 "posts/mill.md"]
omit = ["a", "b"]
order = "oldest"
date = 2026-11-30
lang = "tr"

[[sections]]
title = "Press"
tag = ["press"]
limit = 2
layout = "list"
[blurbs]
quay = "Open  again."
+++
"""


def read(folder: Path, files: dict[str, str], report: Report) -> tuple[Plan, ...]:
    """The plans of a site that has one post."""
    fill(folder, {"envoi.toml": CONFIG, "posts/quay.md": POST, **files})
    settings = config.load(folder, report, formats=("rss",))
    return tuple(posts.plans(settings, report))


@pytest.mark.parametrize(
    ("text", "lines"), [(YAML, (5, 6, 7, 7, 12)), (TOML, (4, 5, 6, 6, 17))]
)
def test_a_plan_says(tmp_path: Path, text: str, lines: tuple[int, ...]) -> None:
    """Every key is read, with the line of each post it names; no text is no intro."""
    report = Report()
    (plan,) = read(tmp_path, {"issues/2026-11.md": text}, report)
    where = iter(lines)

    def named(name: str) -> Named:
        return Named(text=name, line=next(where))

    assert list(report) == []
    assert plan.date
    assert plan.date.isoformat() == "2026-11-30T00:00:00+03:00"
    assert plan == Plan(
        name="2026-11",
        path="issues/2026-11.md",
        language="tr",
        date=plan.date,
        subject="Snow: what it did",
        preheader="In short",
        pick=(named("quay"), named("posts/mill.md")),
        omit=(named("a"), named("b")),
        order=Order.OLDEST,
        blurbs=((named("quay"), "Open again."),),
        sections=(
            SectionConfig(
                title="Press",
                filter=Filter(tags=("press",)),
                limit=2,
                layout=Layout.LIST,
            ),
        ),
    )


def test_plans_stand_in_the_order_of_their_names(tmp_path: Path) -> None:
    """Numbers in names are numbers; hidden files, README, folders and files without a key of an issue are passed over."""
    report = Report()
    head = "---\nsubject: x\n---\n"
    names = (
        "10.md",
        "9.md",
        "2.html",
        ".3.md",
        "_4.md",
        "README.md",
        "a/5.md",
        "6.txt",
    )
    files = {f"issues/{name}": head for name in names}
    plans = read(tmp_path, {**files, "issues/notes.md": "Bring bread.\n"}, report)

    assert [plan.name for plan in plans] == ["2", "9", "10"]
    assert [(p.code, str(p.place)) for p in report] == [
        ("issue-key", "issues/notes.md:1")
    ]


def test_a_link_that_leads_out_is_no_plan(tmp_path: Path) -> None:
    """A file of somebody else does not get into a letter by a link in the file system."""
    outside = tmp_path / "outside.md"
    outside.write_text("---\nsubject: x\n---\n")
    (tmp_path / "site/issues").mkdir(parents=True)
    (tmp_path / "site/issues/1.md").symlink_to(outside)

    assert read(tmp_path / "site", {}, Report()) == ()


def test_the_words_above_the_posts(tmp_path: Path) -> None:
    """They are rendered and cleaned as posts are, and lead to posts by their files."""
    text = "---\nsubject: x\n---\n\nSee *[it](../posts/quay.md)*.\n\n<script>alert(1)</script>\n"
    report = Report()
    (plan,) = read(tmp_path, {"issues/1.md": text}, report)
    settings = config.load(tmp_path, report, formats=("rss",))
    found = posts.read(settings, NOW, tmp_path / "public", report, lambda _, p: p)
    arranged = catalogue.arrange(found, settings.site, True, report)
    assert plan.intro
    body = posts.rendering(arranged, settings, report)([plan.intro])[plan.path].body

    assert isinstance(body, Body)
    assert body.html.strip() == (
        '<p>See <em><a href="https://harbour.example/posts/quay/">it</a></em>.</p>'
    )
    assert [(p.code, str(p.place)) for p in report] == [
        ("unsafe-html", "issues/1.md:7")
    ]
