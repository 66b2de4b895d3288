"""From a folder to its feeds: where they stand, what becomes of them, and that history is whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from lxml import etree

from envoi import config
from envoi.build import Outcome, Request, build, make
from envoi.feeds import FORMATS, adapter
from envoi.issue import Request as Single
from envoi.issue import issue
from envoi.posts.body import Renderer
from envoi.problems import Exit, Level, Report

from .program import CONFIG, fill

MOMENT = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOME = "https://harbour.example/"
ATOM = "{http://www.w3.org/2005/Atom}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
FILES = {"rss": "rss.xml", "atom": "atom.xml", "json": "feed.json"}


def written(number: int, **more: str) -> dict[str, str]:
    """The file of a post, dated by its number."""
    day = datetime(2024, 1, 1, 9, tzinfo=UTC) + timedelta(days=number)
    header = "".join(f"{key}: {value}\n" for key, value in more.items())
    return {
        f"posts/{number:04}.md": f"---\ntitle: Post {number}\ndate: {day.isoformat()}\n"
        f"{header}---\n\nBoat {number} came in.\n"
    }


def posts(count: int) -> dict[str, str]:
    """Files of as many posts."""
    return {path: text for n in range(count) for path, text in written(n).items()}


def publish(
    site: Path, toml: str = "", report: Report | None = None, **asked: Any
) -> Outcome:
    """A build of `site` with `toml` in its configuration, at a fixed moment."""
    (site / "envoi.toml").write_text(f"{CONFIG}\n{toml}")
    return build(Request(folder=site, now=MOMENT, **asked), report or Report())


def below(public: Path, address: str) -> Path:
    """The file that is at an address of the site."""
    assert address.startswith(HOME)
    return public / unquote(address.removeprefix(HOME))


def self_link(path: Path) -> str:
    """The address by which a feed calls itself."""
    if path.suffix == ".json":
        return str(json.loads(path.read_text())["feed_url"])
    (link,) = etree.parse(path).iterfind(f".//{ATOM}link[@rel='self']")
    return str(link.get("href"))


def feed_files(public: Path) -> list[Path]:
    """All feeds that were published, but for older paths."""
    return sorted(p for name in FILES.values() for p in public.rglob(name))


def entries(path: Path) -> list[str]:
    """The ids of the entries of a feed, in order."""
    if path.suffix == ".json":
        return [item["id"] for item in json.loads(path.read_text())["items"]]
    root = etree.parse(path).getroot()
    return [
        str(found.text)
        for found in (*root.iter("guid"), *root.iterfind(f"{ATOM}entry/{ATOM}id"))
    ]


def link(path: Path, rel: str) -> str:
    """Where a feed's link of that relation goes, if it has one."""
    if path.suffix == ".json":
        return str(json.loads(path.read_text()).get("next_url", ""))
    root = etree.parse(path).getroot()
    head = root.find("channel") if root.tag == "rss" else root
    assert head is not None
    found = [
        str(found.get("href")) for found in head.iterfind(f"{ATOM}link[@rel='{rel}']")
    ]
    assert len(found) <= 1
    return "".join(found)


def chain(public: Path, start: Path) -> Iterator[Path]:
    """The archives of a feed, by following its links."""
    seen = {start}
    while address := link(start, "prev-archive"):
        start = below(public, address)
        assert start not in seen
        seen.add(start)
        yield start


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder that holds no post yet."""
    (tmp_path / "site").mkdir()
    return tmp_path / "site"


HISTORY_TOML = "[feeds]\nlimit = 20\narchives = true\n"


@pytest.mark.parametrize("name", FILES)
def test_all_history(site: Path, name: str) -> None:
    """By following the links of a feed every one of 500 posts is found, once, in archives of 20."""
    fill(site, posts(500))
    publish(site, f'{HISTORY_TOML}formats = ["{name}"]\n')
    public = site / "public"
    main = public / "feeds" / FILES[name]
    found = list(chain(public, main))
    held = [id for path in found for id in entries(path)]

    assert [len(entries(path)) for path in found] == [20] * 25
    assert held == [f"{HOME}posts/{n:04}/" for n in reversed(range(500))]
    assert entries(main) == held[:20]


def test_archives_say_what_they_are(site: Path) -> None:
    """An archive calls itself by its own address, leads to the feed that it is of, and says that it will not change."""
    fill(site, posts(50))
    publish(site, f'{HISTORY_TOML}hub = "https://hub.example/"\n')
    public = site / "public"
    for name in ("rss.xml", "atom.xml"):
        main = public / "feeds" / name
        newest, *full = chain(public, main)
        assert [path.parent.name for path in (newest, *full)] == ["3", "2", "1"]
        for path in (newest, *full):
            root = etree.parse(path).getroot()
            assert below(public, link(path, "current")) == main
            assert link(path, "hub") == ""
            assert len(list(root.iter(f"{HISTORY}archive"))) == (path in full)
        assert below(public, link(full[-1], "next-archive")) == full[0]
        assert link(newest, "next-archive") == link(full[0], "next-archive") == ""
        assert link(main, "current") == ""
        assert link(main, "hub") == "https://hub.example/"
        assert not list(etree.parse(main).iter(f"{HISTORY}archive"))
    assert json.loads((public / "feeds/feed.json").read_text())["hubs"] == [
        {"type": "WebSub", "url": "https://hub.example/"}
    ]
    atom = etree.parse(public / "feeds/archive/2/atom.xml")
    assert atom.findtext(f"{ATOM}id") == f"{HOME}feeds/archive/2/atom.xml"
    assert atom.findtext(f"{ATOM}updated") == "2024-02-09T09:00:00+00:00"


def state(public: Path) -> dict[str, tuple[int, bytes]]:
    """Inode and bytes of each file of a feed."""
    return {
        str(path.relative_to(public)): (path.stat().st_ino, path.read_bytes())
        for path in feed_files(public)
    }


@pytest.mark.parametrize(
    ("count", "touched"), [(500, {"feeds", "feeds/archive/26"}), (499, {"feeds", "feeds/archive/25"})]
)  # fmt: skip
def test_one_more_post(site: Path, count: int, touched: set[str]) -> None:
    """A new post changes the feed and its open archive; no byte and no inode of another."""
    fill(site, posts(count))
    publish(site, HISTORY_TOML)
    before = state(site / "public")
    fill(site, written(count))
    publish(site, HISTORY_TOML)
    after = state(site / "public")

    assert len(before) == 3 * 26
    assert {
        str(Path(path).parent) for path in after if after[path] != before.get(path)
    } == touched
    assert before.keys() <= after.keys()


EVERYTHING = """\
[feeds]
limit = 2
tags = true
authors = true
sections = true
archives = true

[[feed]]
title = "Çay & çadır"
tag = "çay"

[[feed]]
path = "press/releases"
without_tag = "çay"
archives = false
"""


def mixed() -> dict[str, str]:
    """Posts with tags in several scripts, authors and languages."""
    told = [
        {"tags": "[Çay, İstanbul]", "author": "Ada Şen", "lang": "tr"},
        {"tags": "[çay, istanbul]", "author": "Ada Şen"},
        {"tags": "[C#, أخبار]", "lang": "ar"},
        {"tags": "[C++, '???']", "author": "Can"},
        {"tags": "[çay]"},
    ]
    return {p: t for n, more in enumerate(told) for p, t in written(n, **more).items()}


def test_each_is_where_it_says(site: Path) -> None:
    """Each feed and archive is at the address by which it calls itself, whatever the script of its name."""
    fill(site, mixed())
    report = Report()
    outcome = publish(site, EVERYTHING, report)
    public = site / "public"
    found = feed_files(public)

    assert outcome.exit is Exit.PUBLISHED
    assert [below(public, self_link(path)) for path in found] == found
    stems = {
        str(path.parent.relative_to(public)) for path in found if "archive" not in str(path)
    }  # fmt: skip
    assert stems == {
        "feeds", "feeds/ar", "feeds/en", "feeds/tr", "feeds/çay-çadır", "press/releases",
        "feeds/tags/c-plus-plus", "feeds/tags/c-sharp", "feeds/tags/istanbul",
        "feeds/tags/istanbul-2", "feeds/tags/u3f-u3f-u3f", "feeds/tags/çay",
        "feeds/tags/أخبار", "feeds/authors/ada-şen", "feeds/authors/can",
    }  # fmt: skip
    assert [p.code for p in report if p.level is not Level.NOTICE] == ["feed-collision"]


def test_removed_feeds_go(site: Path) -> None:
    """Feeds that are no longer wanted are taken away wherever they were, and nothing of anybody else."""
    theirs = {"press/index.html": "theirs", "feeds/tags/theirs.xml": "theirs"}
    fill(site, mixed())
    fill(site / "public", theirs)
    publish(site, f'{EVERYTHING}moved_from = ["feed.xml", "blog/atom.xml"]\n')
    public = site / "public"
    assert (public / "press/releases/rss.xml").exists()
    assert (public / "feed.xml").exists()
    letter = set(public.rglob("newsletter/**/*.*ml")) | set(public.rglob("letter.*"))
    assert len(letter) > 3
    publish(site, '[feeds]\nlanguages = false\nformats = ["rss"]')

    left = {p for p in public.rglob("*") if p.is_file() and p.name[0] != "."}
    for_people = ("feed.css", "feeds.opml", "head.html", "index.html")
    assert left == letter | {
        public / "feeds/rss.xml",
        *(public / "feeds" / name for name in for_people),
        *(public / path for path in theirs),
    }
    assert not (public / "blog").exists()


def gone(report: Report) -> list[str]:
    """What was said of feeds that are gone."""
    return [p.message for p in report if p.code == "feed-gone"]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            '[[feed]]\ntitle = "Tea"\ntag = "çay"\n',
            "",
            "1 feed that readers may have is gone: feeds/tea/",
        ),
        (
            "",
            '[feeds]\nformats = ["rss"]\nlanguages = false\n',
            (
                "5 feeds that readers may have are gone: feeds/atom.xml, "
                "feeds/feed.json, feeds/ar/, feeds/en/, feeds/tr/"
            ),
        ),
        (
            '[feeds]\nmoved_from = "feed.xml"\n',
            "",
            "1 feed that readers may have is gone: feed.xml",
        ),
        (
            "[feeds]\ntags = true\n",
            "",
            (
                "7 feeds that readers may have are gone: feeds/tags/c-plus-plus/, "
                "feeds/tags/c-sharp/, feeds/tags/istanbul-2/, feeds/tags/istanbul/, "
                "feeds/tags/u3f-u3f-u3f/ and 2 more"
            ),
        ),
        ("[feeds]\nlimit = 2\narchives = true\n", "", ""),
    ],
    ids=["feed", "formats", "older path", "tags", "archives"],
)
def test_feeds_that_vanish_are_named(
    site: Path, before: str, after: str, said: str
) -> None:
    """A feed that was published and is gone with this build is named in one warning, and not a second time."""
    fill(site, mixed())
    first, second, third = Report(), Report(), Report()
    publish(site, before, first)
    had = {str(path) for path in (site / "public").rglob("*.xml")}
    outcome = publish(site, after, second)
    publish(site, after, third)

    assert gone(first) == gone(third) == []
    assert gone(second) == ([said] if said else [])
    removed = {str(site / "public" / path) for path in outcome.removed}
    assert had - {str(path) for path in (site / "public").rglob("*.xml")} == {
        path for path in removed if path.endswith(".xml")
    }


def test_a_vanished_feed_fails_a_strict_build(site: Path) -> None:
    """With --strict it stays as it was, until somebody has said what is meant."""
    fill(site, mixed())
    publish(site, '[[feed]]\ntitle = "Tea"\ntag = "çay"\n')
    assert publish(site, strict=True).exit is Exit.PROBLEMS
    assert (site / "public/feeds/tea/rss.xml").exists()


@pytest.mark.parametrize("path", ["", 'path = "press"\n', 'moved_from = "tea.xml"\n'])
def test_a_feed_that_takes_no_post_any_more_stays(site: Path, path: str) -> None:
    """What was published of a feed that the configuration names is kept, and the feed goes on where it was."""
    toml = f'[[feed]]\ntitle = "Tea"\n{path}tag = '
    fill(site, mixed())
    publish(site, f'{toml}"çay"\n')
    before = state(site / "public")
    older = {p: p.read_bytes() for p in (site / "public").glob("tea.xml")}
    report = Report()
    outcome = publish(site, f'{toml}"cay"\n', report)

    assert state(site / "public") == before
    assert all(p.read_bytes() == content for p, content in older.items())
    assert outcome.removed == ()
    [problem] = (p for p in report if p.code == "empty-feed")
    assert problem.level is Level.WARNING
    assert "takes no published post any more" in problem.message
    assert gone(report) == []

    publish(site, f'{toml}"çay"\n')
    assert state(site / "public") == before
    publish(site, report=report)
    assert gone(report)
    assert not list((site / "public").rglob("*tea*"))


def test_older_issues_stay(site: Path) -> None:
    """The issues of the newsletter are no feeds: they stay."""
    fill(site, mixed())
    publish(site)
    for slug in ("0001", "0002"):
        wanted = Request(folder=site, now=MOMENT, post=slug)
        assert issue(Single(wanted=wanted), Report()).exit is Exit.PUBLISHED
    publish(site)
    assert len(list((site / "public").rglob("letter.eml"))) == 3


def test_moved(site: Path) -> None:
    """At an older path stands the same feed, which calls itself by its new address."""
    fill(site, posts(3))
    outcome = publish(
        site, '[feeds]\nmoved_from = ["feed.xml", "blog/atom.xml", "old"]\n'
    )
    public = site / "public"

    assert outcome.exit is Exit.PUBLISHED
    for old, new in {
        "feed.xml": "feeds/rss.xml",
        "blog/atom.xml": "feeds/atom.xml",
        "old/rss.xml": "feeds/rss.xml",
        "old/atom.xml": "feeds/atom.xml",
        "old/feed.json": "feeds/feed.json",
    }.items():
        assert (public / old).read_bytes() == (public / new).read_bytes()
        assert self_link(public / old) == HOME + new


def test_moved_into_the_way(site: Path) -> None:
    """A file of somebody else at an older path is not touched; the build stops and says so."""
    fill(site, posts(3))
    fill(site / "public", {"feed.xml": "theirs"})
    with pytest.raises(Exception, match=r"feed\.xml is in the way and not ours"):
        publish(site, '[feeds]\nmoved_from = "feed.xml"\n')
    assert (site / "public/feed.xml").read_text() == "theirs"
    assert not (site / "public/feeds").exists()


def test_wrong_path_fails(site: Path) -> None:
    """A path that cannot be used fails the build with its line; with --keep-going the others are published."""
    fill(site, posts(3))
    toml = '[[feed]]\npath = "newsletter/press"\n'
    report = Report()
    assert publish(site, toml, report).exit is Exit.PROBLEMS
    assert not (site / "public").exists()
    (problem,) = (p for p in report if p.level is Level.ERROR)
    line = (site / "envoi.toml").read_text().split("\n").index("[[feed]]") + 1
    assert (problem.code, str(problem.place)) == ("feed-path", f"envoi.toml:{line}")
    publish(site, toml, keep_going=True)
    assert (site / "public/feeds/rss.xml").exists()


def test_budget(site: Path) -> None:
    """No feed file exceeds the budget; archives, which are read once, have all in full."""
    text = "<p>A boat &amp; a quay.</p>\n\n" * 100
    fill(site, {path: post + text for path, post in posts(12).items()})
    report = Report()
    publish(site, "[feeds]\nbudget = 20000\nlimit = 10\narchives = true\n", report)
    public = site / "public"

    for path in (public / "feeds").iterdir():
        assert path.stat().st_size <= 20_000
    items = json.loads((public / "feeds/feed.json").read_text())["items"]
    full = ["content_html" in item for item in items]
    assert full == sorted(full, reverse=True)
    assert 0 < sum(full) < 10
    archive = json.loads((public / "feeds/archive/1/feed.json").read_text())
    assert all("content_html" in item for item in archive["items"])
    assert [p.code for p in report if p.level is Level.NOTICE] == ["feed-budget"]


def test_problems_of_archived_posts_are_told_once(site: Path) -> None:
    """A post that is in many archives is named once for what is wrong with it."""
    fill(site, posts(9))
    fill(site, written(0, tags="[a, b]"))
    post = site / "posts/0000.md"
    post.write_text(f"{post.read_text()}<script>x()</script>\n")
    for number in range(1, 5):
        fill(site, written(number, tags="[a, b]"))
    report = Report()
    toml = "[feeds]\nlimit = 2\narchives = true\ntags = true\n"
    publish(site, toml, report)

    assert len(list((site / "public").rglob("archive/1/rss.xml"))) == 3
    assert [p.code for p in report if p.place and "0000" in p.place.path] == [
        "unsafe-html"
    ]


def test_thousand_tags(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a thousand tags each post is rendered once, and its entry written once for all feeds that it is in."""
    work = {"rendered": 0, "entries": 0}
    render, entry = Renderer.body, adapter._fill

    def rendered(*given: Any) -> Any:
        work["rendered"] += 1
        return render(*given)

    def filled(*given: Any) -> None:
        work["entries"] += 1
        entry(*given)

    monkeypatch.setattr(Renderer, "body", rendered)
    monkeypatch.setattr(adapter, "_fill", filled)
    for number in range(500):
        fill(site, written(number, tags=f"[tag-{number * 2}, tag-{number * 2 + 1}]"))
    publish(site, '[feeds]\ntags = true\nformats = ["rss"]\n')

    assert len(feed_files(site / "public")) == 1001
    assert work == {"rendered": 500, "entries": 500}


def changed(before: dict[str, tuple[int, bytes]], public: Path) -> set[str]:
    """The folders of the feeds that are not what they were."""
    after = state(public)
    return {
        str(Path(path).parent)
        for path in before.keys() | after.keys()
        if before.get(path) != after.get(path)
    }


@pytest.mark.parametrize(
    ("path", "text", "touched"),
    [
        ("posts/0035.md", None, {"feeds/archive/4"}),
        ("posts/0000.md", None, {"feeds/archive/1"}),
        ("posts/0095.md", None, {"feeds", "feeds/archive/10"}),
        ("posts/0035.md", "---\ntitle: Mended\ndate: 2024-02-05T09:00:00Z\n---\n\nYes.\n", {"feeds/archive/4"}),
        ("posts/0035.md", "---\ntitle: Later\ndate: 2024-03-05T09:00:00Z\n---\n\nYes.\n", {"feeds/archive/4"}),
        ("posts/late.md", "---\ntitle: Found\ndate: 2024-02-05T10:00:00Z\n---\n\nYes.\n", {"feeds/archive/10"}),
    ],
    ids=["deleted", "oldest", "newest", "edited", "redated", "backdated"],
)  # fmt: skip
def test_history_stays(
    site: Path, path: str, text: str | None, touched: set[str]
) -> None:
    """Whatever becomes of a post changes the archive that it is in, and the feed if that shows it; nothing else."""
    toml = "[feeds]\nlimit = 10\narchives = true\n"
    fill(site, posts(98))
    publish(site, toml)
    before = state(site / "public")
    if text is None:
        (site / path).unlink()
    else:
        fill(site, {path: text})
    publish(site, toml)

    assert changed(before, site / "public") == touched


def test_retagged_post_changes_one_archive(site: Path) -> None:
    """An old post that gets a tag comes into the archive of its time, and into no other document of that tag."""
    toml = "[feeds]\nlimit = 3\narchives = true\ntags = true\n"
    for number in range(20):
        fill(site, written(number, **({} if number == 4 else {"tags": "[tea]"})))
    publish(site, toml)
    before = state(site / "public")
    fill(site, written(4, tags="[tea]"))
    publish(site, toml)

    assert changed(before, site / "public") == {
        "feeds/archive/2", "feeds/tags/tea/archive/2"
    }  # fmt: skip


def atom_ids(public: Path) -> dict[str, str | None]:
    """The ids of all Atom feeds, by path."""
    return {
        str(path.relative_to(public)): etree.parse(path).findtext(f"{ATOM}id")
        for path in feed_files(public)
        if path.name == "atom.xml"
    }


def test_ids_outlive_the_domain(site: Path) -> None:
    """At a new address of the site feeds and archives have the ids that they had."""
    fill(site, posts(9))
    publish(site, "[feeds]\nlimit = 3\narchives = true\n")
    before = atom_ids(site / "public")
    publish(site, "[feeds]\nlimit = 3\narchives = true\n", url="https://quay.example/")

    assert len(before) == 4
    assert atom_ids(site / "public") == before
    assert self_link(site / "public/feeds/atom.xml").startswith("https://quay.example/")


def test_feed_that_moves(site: Path) -> None:
    """A feed that goes elsewhere keeps its id and its archives, and stands where it was too."""
    own = '[feeds]\nlimit = 3\n[[feed]]\narchives = true\nwithout_tag = "tea"\n'
    fill(site, posts(9))
    publish(site, f'{own}path = "feeds/press"\n')
    public = site / "public"
    before = atom_ids(public)
    (site / "posts/0001.md").unlink()
    publish(site, f'{own}path = "press"\nmoved_from = "feeds/press"\n')
    after = atom_ids(public)

    assert after.pop("feeds/press/atom.xml") == before["feeds/press/atom.xml"]
    assert {f"feeds/{path}" if path[0] == "p" else path: id for path, id in after.items()} == before  # fmt: skip
    assert self_link(public / "feeds/press/atom.xml") == f"{HOME}press/atom.xml"
    assert len(entries(public / "press/archive/1/atom.xml")) == 2
    assert len(entries(public / "press/archive/2/atom.xml")) == 3


def test_feed_that_moves_on(site: Path) -> None:
    """A feed that names all its older paths is as new as it was at the last one, and goes on with its archives."""
    own = '[feeds]\nlimit = 3\n[[feed]]\narchives = true\ntitle = "All"\n'
    fill(site, posts(9))
    publish(site, f'{own}path = "one"\n')
    fill(site, written(9))
    publish(site, f'{own}path = "two"\nmoved_from = "one"\n')
    (site / "posts/0009.md").unlink()
    publish(site, f'{own}path = "two"\nmoved_from = "one"\n')
    before = etree.parse(site / "public/two/atom.xml")
    publish(site, f'{own}path = "three"\nmoved_from = ["one", "two"]\n')
    after = etree.parse(site / "public/three/atom.xml")

    for name in ("id", "updated"):
        assert after.findtext(f"{ATOM}{name}") == before.findtext(f"{ATOM}{name}")
    assert link(site / "public/three/atom.xml", "prev-archive").endswith("/4/atom.xml")
    publish(site, f'{own}path = "one"\nmoved_from = ["two", "three"]\n')
    assert etree.parse(site / "public/one/atom.xml").findtext(f"{ATOM}updated") == (
        before.findtext(f"{ATOM}updated")
    )


def test_a_place_that_is_free_again(site: Path) -> None:
    """A feed at the place that another one has left is a new one: it has an id of its own, and a date."""
    own = '[[feed]]\ntitle = "All"\n'
    fill(site, posts(9))
    publish(site, f'{own}path = "one"\n')
    publish(site, f'{own}path = "two"\nmoved_from = "one"\n')
    old = atom_ids(site / "public")["two/atom.xml"]
    new = '[[feed]]\ntitle = "Few"\npath = "one"\nlimit = 2\n'
    publish(site, f'{own}path = "two"\n{new}')
    found = atom_ids(site / "public")
    publish(site, f'{own}path = "two"\n{new}')

    assert old == f"{HOME}one/atom.xml" == found["two/atom.xml"]
    assert found["one/atom.xml"] == f"{HOME}one-2/atom.xml"
    assert atom_ids(site / "public") == found


def test_a_look_ahead_is_not_told(site: Path) -> None:
    """After a build as of a later day a feed is not from the future, nor does it change from day to day."""

    def contents() -> list[bytes]:
        return [path.read_bytes() for path in feed_files(site / "public")]

    fill(site, posts(3))
    ahead = "---\ntitle: Ahead\ndate: 2027-01-05\n---\n\nSoon.\n"
    fill(site, {"posts/ahead.md": ahead})
    publish(site)
    before = contents()
    later = MOMENT + timedelta(days=99)
    build(Request(folder=site, now=later), Report())
    publish(site)
    assert contents() == before

    fill(site, {"posts/ahead.md": ahead.replace("2027-01-05", "2026-11-01")})
    publish(site)
    before = contents()
    build(Request(folder=site, now=MOMENT + timedelta(days=1)), Report())
    assert contents() == before


def test_only_letters_keep_trees(site: Path) -> None:
    """Of the posts that feeds alone show no tree is kept, which would be most of the memory; a letter has its own."""
    for number in range(30):
        fill(site, written(number, tags=f"[tag-{number}]"))
    (site / "envoi.toml").write_text(f"{CONFIG}\n[feeds]\ntags = true\n")
    settings = config.load(site, Report(), formats=tuple(FORMATS))
    made, _ = make(Request(folder=site, now=MOMENT), settings, Report())
    assert made
    posts = [post for offer in made.offers.values() for post in offer.feed.posts]
    lettered = {post.path for issue in made.issues for post in issue.posts}

    assert {post.path for post in posts if hasattr(post.body, "tree")} == lettered
    assert len({post.path for post in posts}) == 30 > len(lettered) > 0
