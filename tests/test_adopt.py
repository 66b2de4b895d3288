"""Readers who were there before: their feeds are taken over, and follow a folder through whatever happens to it."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.sax.saxutils import escape

import feedparser
import pytest

from envoi import adopt, ledger
from envoi.adopt import Adopted
from envoi.adopt.schemes import learn
from envoi.build import Request, build
from envoi.ledger import Ledger
from envoi.model import Post, Site, State
from envoi.problems import Exit, Level, Report, Stop

from .program import CONFIG, NOW, POST, environment, fill, run

MOMENT = datetime(2026, 11, 22, 12, tzinfo=UTC)
PLAIN_USER = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search")
SITE = Site(title="Harbour", url="https://harbour.example/")
Entry = tuple[str, str, str, str]
"""Id, address, title and day of an entry."""


def atom(*entries: Entry) -> str:
    """An Atom feed as another program wrote it."""
    said = "".join(
        f"<entry><id>{escape(id)}</id><title>{escape(title)}</title>"
        f'<link href="{escape(url)}"/><published>{day}T00:00:00Z</published>'
        f"<updated>{day}T06:00:00Z</updated></entry>\n"
        for id, url, title, day in entries
    )
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><id>old</id><title>Old</title>'
        f'<link href="http://old.example/"/><updated>{NOW}</updated>\n{said}</feed>\n'
    )


def rss(*entries: Entry) -> str:
    """The same as RSS 2.0."""
    said = "".join(
        f'<item><guid isPermaLink="false">{escape(id)}</guid><title>{escape(title)}</title>'
        f"<link>{escape(url)}</link><pubDate>{day}</pubDate></item>\n"
        for id, url, title, day in entries
    )
    return (
        '<rss version="2.0"><channel><title>Old</title><link>http://old.example/</link>'
        f"<description>Old</description>\n{said}</channel></rss>\n"
    )


def json_feed(*entries: Entry) -> str:
    """The same as JSON Feed 1.1."""
    items = [
        {"id": id, "url": url, "title": title, "date_published": f"{day}T00:00:00Z"}
        for id, url, title, day in entries
    ]
    said = {"version": "https://jsonfeed.org/version/1.1", "title": "Old"}
    return json.dumps({**said, "items": items})


def folder(top: Path, *days: int) -> Path:
    """A site with a post on each of `days` of November, at `/posts/DAY/`."""
    posts = {
        f"posts/{day}.md": POST.replace("quay", f"quay on day {day}").replace(
            "2026-11-20", f"2026-11-{day}"
        )
        for day in days
    }
    return fill(top / "site", {"envoi.toml": CONFIG, **posts})


def entry(number: int, id: str = "", **other: str) -> Entry:
    """The entry of the post of a day, as the old site had it."""
    url = other.get("url", f"http://old.example/posts/{number}.html")
    title = other.get("title", f"The quay on day {number}")
    day = other.get("day", f"2026-11-{number}")
    return (id or f"urn:old:{number}", url, title, day)


def take(
    site: Path, *feeds: str, replacing: bool = False, report: Report | None = None
) -> Adopted:
    """Adopt feeds with these texts."""
    files = [site.parent / f"old-{number}" for number, _ in enumerate(feeds)]
    for file, text in zip(files, feeds, strict=True):
        file.write_text(text, encoding="utf-8")
    return adopt.adopt(
        [str(file) for file in files],
        site,
        report if report is not None else Report(),
        url="",
        now=MOMENT,
        replacing=replacing,
    )


def known(site: Path) -> dict[str, str]:
    """The ids of the ledger by the path of the post, or, where it is gone, `gone` and its id."""
    lines = ledger.load(site).posts.values()
    return {f"gone {k.id}" if k.gone else k.path: k.id for k in lines}


@pytest.mark.parametrize("write", [atom, rss, json_feed])
def test_ids_and_dates_are_taken_over(
    tmp_path: Path, write: Callable[..., str]
) -> None:
    """Of each format the ids and dates of entries come into the ledger; an entry without a post keeps its id from all."""
    site = folder(tmp_path, 11, 12, 13)
    lost = entry(10, title="Fog")
    done = take(site, write(entry(11, "one"), entry(12, "another"), lost))
    lines = ledger.load(site).posts

    assert (done.entries, done.matched, done.ruled) == (3, 2, 0)
    assert known(site) == {
        "posts/11.md": "one",
        "posts/12.md": "another",
        "gone urn:old:10": "urn:old:10",
    }
    assert lines["one"].first.isoformat() >= "2026-11-10T21:00:00+00:00"
    assert lines["one"].first <= lines["one"].updated <= MOMENT
    assert lines["one"].fingerprint
    assert lines["urn:old:10"].address == "http://old.example/posts/10.html"


@pytest.mark.parametrize(
    "old",
    [
        pytest.param(entry(11, url="https://harbour.example/posts/11/"), id="as it is"),
        pytest.param(entry(11, url="http://old.example/posts/11"), id="no slash"),
        pytest.param(entry(11, url="http://a.example/posts/11.html"), id="html"),
        pytest.param(entry(11, url="http://a.example/posts/11/index.html"), id="index"),
        pytest.param(
            entry(11, url="http://a.example/posts/11/?utm_source=feed"), id="counted"
        ),
        pytest.param(
            entry(11, "http://a.example/posts/11/", url="http://proxy.example/x7"),
            id="address as id",
        ),
        pytest.param(
            entry(11, url="http://a.example/?p=7", title="The Quay on Day 11!"),
            id="title and day",
        ),
        pytest.param(
            entry(11, url="http://a.example/?p=7", day="2020-01-01"), id="title"
        ),
    ],
)
def test_an_entry_finds_its_post(tmp_path: Path, old: Entry) -> None:
    """By its address, wherever the site was and however its server wrote it; else by its title."""
    site = folder(tmp_path, 11, 12)
    other = entry(12, url="http://a.example/x", title="Another", day="2025-01-01")
    fine = replace_title(old, "Changed") if "posts" in old[1] else old

    take(site, atom(fine, other))

    assert known(site)["posts/11.md"] == old[0]
    assert "posts/12.md" not in known(site)


def replace_title(old: Entry, title: str) -> Entry:
    """`old` with another title, so that it is found by its address only."""
    return (old[0], old[1], title, "2020-01-01")


def test_what_is_not_certain_is_not_taken(tmp_path: Path) -> None:
    """Two entries that may both be one post, or two posts that may be one entry, stay apart."""
    site = folder(tmp_path, 11, 12)
    same = POST.replace("2026-11-20", "2026-11-01")
    fill(site, {"posts/a.md": same, "posts/b.md": same})
    take(
        site,
        atom(
            entry(11),
            ("urn:a", "http://old.example/1", "The quay", "2026-11-01"),
            ("urn:b", "http://old.example/2", "The quay on day 12", "2026-11-12"),
            ("urn:c", "http://old.example/3", "The quay on day 12", "2026-11-12"),
        ),
    )

    assert set(known(site)) == {"posts/11.md", "gone urn:a", "gone urn:b", "gone urn:c"}


def test_one_title_on_many_days(tmp_path: Path) -> None:
    """Notes that are all called alike are told apart by the instant of their publication."""
    site = folder(tmp_path)
    notes = {
        f"posts/{name}.md": f"---\ntitle: Note\ndate: {day}T00:00:00Z\n---\n\nRain.\n"
        for name, day in (("a", "2026-11-11"), ("b", "2026-11-12"))
    }
    fill(site, notes)
    take(
        site,
        atom(
            ("urn:1", "http://a.example/?p=1", "Note", "2026-11-11"),
            ("urn:2", "http://a.example/?p=2", "Note", "2026-11-12"),
        ),
    )

    assert known(site) == {"posts/a.md": "urn:1", "posts/b.md": "urn:2"}


def test_entries_without_a_post_are_named(tmp_path: Path) -> None:
    """What no post was found for is said; `envoi rename` tells by its id which post it is."""
    site, old = folder(tmp_path, 11, 12), tmp_path / "old.xml"
    lost = ("urn:lost", "http://a.example/?p=1", "Fog", "2026-11-12")
    old.write_text(atom(entry(11), lost), encoding="utf-8")
    done = run("adopt", old, "--folder", site)
    run("rename", "urn:lost", "posts/12.md", "--folder", site)

    assert done.returncode == Exit.PUBLISHED
    assert 'notice[adopt]: 1 entry is no post of this folder: "Fog" (urn:lost)' in (
        done.stderr
    )
    assert known(site) == {"posts/11.md": "urn:old:11", "posts/12.md": "urn:lost"}


OLDER = "older than the newest entry and in no feed that was adopted"


@pytest.mark.parametrize(("limit", "count"), [(20, 3), (3, 1), (2, 0), (0, 3)], ids=str)
def test_older_posts_that_no_feed_had_are_counted(
    tmp_path: Path, limit: int, count: int
) -> None:
    """What the next feed would show and readers may know already is counted, unless it is newer, or its id is known."""
    site, report = folder(tmp_path, 11, 12, 13, 14, 15), Report()
    own = "---\ntitle: Own\ndate: 2026-11-10\nid: urn:own\n---\nText.\n"
    draft = "---\ntitle: Draft\ndate: 2026-11-09\ndraft: true\n---\nText.\n"
    fill(site, {"posts/10.md": own, "posts/09.md": draft})
    fill(site, {"envoi.toml": f"{CONFIG}[feeds]\nlimit = {limit}\n"})
    take(site, atom(entry(14)), report=report)
    said = [p for p in report if OLDER in p.message]

    assert [p.message.split(" ")[0] for p in said] == ([str(count)] if count else [])
    for problem in said:
        assert (problem.level, problem.code) == (Level.WARNING, "adopt")
        assert "paged=2" in problem.hint
        assert "feeds.limit" in problem.hint


def test_older_posts_that_are_known_are_no_matter(tmp_path: Path) -> None:
    """Posts of a rule, of a second page, or of `envoi.lock` are known to readers as what they are."""
    site = folder(tmp_path, 11, 12, 13, 14)
    pages = (atom(entry(14), entry(13, "x")), atom(entry(12, "y"), entry(11, "z")))
    for feeds in (pages, (atom(entry(14), entry(13)),), pages[:1]):
        report = Report()
        take(site, *feeds, report=report)
        assert not [p for p in report if OLDER in p.message]
        if feeds is pages:
            (site / "envoi.lock").unlink()


@pytest.mark.parametrize(
    "space",
    [
        "https://podcastindex.org/namespace/1.0",
        "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md",
    ],
)
def test_the_guid_of_a_podcast_is_named(tmp_path: Path, space: str) -> None:
    """What Podcasting 2.0 knows the old podcast by is told with the line to write, until it is written."""
    site, uuid = folder(tmp_path, 11), "917393e3-1b1e-5cef-ace4-edaa54e1f810"
    feed = rss(entry(11)).replace(
        "<channel>",
        f'<channel><podcast:guid xmlns:podcast="{space}"> {uuid.upper()} </podcast:guid>',
    )
    asked, done = Report(), Report()
    take(site, feed, report=asked)
    fill(site, {"envoi.toml": f'{CONFIG}[podcast]\nguid = "{uuid}"\n'})
    take(site, feed, report=done)

    [problem] = asked
    assert (problem.level, problem.code) == (Level.NOTICE, "adopt")
    assert f'guid = "{uuid}" below [podcast]' in problem.hint
    assert done.problems == []


def test_what_is_to_come_came_never(tmp_path: Path) -> None:
    """An entry that dates itself into the future and is no post does not put off what comes out after it."""
    site = folder(tmp_path, 11, 12)
    pinned = entry(10, "urn:pin", title="Pinned", day="2099-01-01")
    take(site, atom(entry(11), pinned))
    build(Request(folder=site, now=MOMENT), Report())

    assert all(line.first <= MOMENT for line in ledger.load(site).posts.values())


def test_a_base_may_change(tmp_path: Path) -> None:
    """Addresses are compared below that of the old site too."""
    site = folder(tmp_path, 11)
    text = atom(("urn:a", "http://old.example/blog/posts/11.html", "New", "2020-01-01"))
    take(site, text.replace('"http://old.example/"', '"http://old.example/blog/"'))

    assert known(site) == {"posts/11.md": "urn:a"}


@pytest.mark.parametrize(
    ("one", "two", "three"),
    [
        ["https://harbour.example/posts/{}/"] * 3,
        ["http://old.example/posts/{}/"] * 3,
        ["http://old.example/posts/{}"] * 3,
        ["http://old.example/blog/posts/{}.html"] * 3,
        ["http://old.example/posts/{}/index.html"] * 3,
        ["tag:old.example,2026-11-{}:/posts/{}/"] * 3,
        ["tag:old.example,2026:/posts/{}"] * 3,
        ["http://old.example/2026/11/{}/{}"] * 3,
        ["urn:old:{}"] * 3,
    ],
)
def test_the_rule_is_learnt(tmp_path: Path, one: str, two: str, three: str) -> None:
    """A feed holds the newest posts only: older ones have the id that the rule of the others gives them."""
    site = folder(tmp_path, 11, 12, 13)
    own = "---\ntitle: Own\ndate: 2026-11-15\nid: urn:own\n---\nText.\n"
    draft = "---\ntitle: Draft\ndate: 2026-11-16\ndraft: true\n---\nText.\n"
    fill(site, {"posts/15.md": own, "posts/16.md": draft})
    done = take(
        site,
        atom(entry(13, three.format(13, 13)), entry(12, two.format(12, 12))),
    )

    assert (done.matched, done.ruled) == (2, 1)
    assert known(site) == {
        f"posts/{day}.md": rule.format(day, day)
        for day, rule in ((11, one), (12, two), (13, three))
    }
    assert any("{" in line for line in done.lines())


def test_no_rule_is_guessed(tmp_path: Path) -> None:
    """One pair alone, or pairs that no rule explains, tell nothing of other posts."""
    site = folder(tmp_path, 11, 12, 13)
    alone = take(site, atom(entry(13, "http://old.example/posts/13")))
    shutil.copy(site / "envoi.lock", tmp_path / "one")
    (site / "envoi.lock").unlink()
    mixed = take(
        site,
        atom(
            entry(13, "http://old.example/posts/13"),
            entry(12, "http://old.example/posts/12/"),
        ),
    )

    assert (alone.scheme, alone.ruled, mixed.scheme, mixed.ruled) == ("", 0, "", 0)
    assert set(known(site)) == {"posts/12.md", "posts/13.md"}


def test_a_rule_tells_letters_of_other_scripts_apart() -> None:
    """Ids may hold an address as it is typed, or percent-encoded."""
    posts = [
        Post(
            path=f"{name}.md",
            slug=name,
            title=name,
            state=State.PUBLISHED,
            url=f"https://harbour.example/{encoded}/",
            published=MOMENT + timedelta(days=number),
        )
        for number, (name, encoded) in enumerate(
            (("ışık", "%C4%B1%C5%9F%C4%B1k"), ("deniz", "deniz"), ("su", "su"))
        )
    ]
    typed = learn({"http://a/ışık": posts[0], "http://a/deniz": posts[1]}, SITE)
    encoded = learn(
        {"http://a/%C4%B1%C5%9F%C4%B1k": posts[0], "http://a/deniz": posts[1]}, SITE
    )

    assert typed is not None
    assert encoded is not None
    assert typed.id(posts[2]) == encoded.id(posts[2]) == "http://a/su"
    assert typed.id(posts[0]) != encoded.id(posts[0])


def test_a_post_that_is_known_otherwise_stays(tmp_path: Path) -> None:
    """After a build the ledger is in use: its ids stay, unless they are to be replaced."""
    site = folder(tmp_path, 11, 12)
    build(Request(folder=site, now=MOMENT), Report())
    before, report = known(site), Report()
    kept = take(site, atom(entry(11), entry(12)), report=report)
    assert (
        "Kept 2 under another id: readers of the old feed would see them again. "
        "--replace gives them the old one, if nobody has read the new feed."
    ) in kept.lines()
    after_first = known(site)
    replaced = take(site, atom(entry(11), entry(12)), replacing=True)

    assert kept.kept == 2
    assert {problem.code for problem in report} == {"adopt"}
    assert str(report.problems[0].place) == "posts/11.md:1"
    assert after_first == before | {
        f"gone urn:old:{day}": f"urn:old:{day}" for day in (11, 12)
    }
    assert replaced.kept == 0
    assert known(site) == {
        "posts/11.md": "urn:old:11",
        "posts/12.md": "urn:old:12",
        **{f"gone {id}": id for id in before.values()},
    }


def test_an_id_in_the_post_stays(tmp_path: Path) -> None:
    """What the front matter says is not overruled, but said."""
    site, report = folder(tmp_path, 11), Report()
    fill(site, {"posts/12.md": POST.replace("title", "id: urn:mine\ntitle")})
    done = take(site, atom(entry(11), entry(12)), report=report, replacing=True)

    assert (
        "Kept 1 under another id: readers of the old feed would see it again."
    ) in done.lines()
    assert known(site) == {
        "posts/11.md": "urn:old:11",
        "gone urn:old:12": "urn:old:12",
    }
    [problem] = report
    assert (problem.code, problem.message) == (
        "adopt",
        "the old feed has it as urn:old:12; it stays urn:mine",
    )


def test_many_warnings(tmp_path: Path) -> None:
    """Of many posts that stay under another id three are named; nothing is promised that `envoi adopt` does not have."""
    days = range(11, 17)
    site, old = folder(tmp_path, *days), tmp_path / "old.xml"
    run("build", site, "--now", NOW)
    fill(site, {"posts/10.md": "---\ntitle: A\ndate: 2026-11-10\n---\nText.\n"})
    lost = entry(20, title="Lost")
    entries = [entry(day, f"urn:{day * day}") for day in days]
    old.write_text(atom(*entries, lost), encoding="utf-8")
    done = run("adopt", old, "--folder", site)

    assert done.stderr.count("it stays https://harbour.example/") == 1
    assert OLDER in done.stderr
    assert "… and 5 more [adopt]\n" in done.stderr


def test_several_feeds_and_twice(tmp_path: Path) -> None:
    """Of two feeds with one post the first one counts; a second run changes nothing."""
    site = folder(tmp_path, 11, 12)
    feeds = (atom(entry(11, "a")), rss(entry(11, "b"), entry(12, "c")))
    take(site, *feeds)
    before = (site / "envoi.lock").read_bytes()
    take(site, *feeds, replacing=True)

    assert known(site) == {"posts/11.md": "a", "gone b": "b", "posts/12.md": "c"}
    assert (site / "envoi.lock").read_bytes() == before


def test_nothing_in_common(tmp_path: Path) -> None:
    """A feed of another site writes nothing and ends with 1."""
    site, old = folder(tmp_path, 11), tmp_path / "old.xml"
    old.write_text(atom(("x", "http://a.example/x", "X", "2020-01-01")))
    done = run("adopt", "old.xml", "--folder", "site", cwd=tmp_path)

    assert done.returncode == Exit.PROBLEMS
    assert done.stderr.startswith(
        "error[adopt]: none of 1 entries is a post of this folder: old.xml\n"
    )
    assert not (site / "envoi.lock").exists()


class Server(BaseHTTPRequestHandler):
    """Serves one feed."""

    def do_GET(self) -> None:
        """The feed."""
        self.send_response(200)
        self.end_headers()
        self.wfile.write(atom(entry(11)).encode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def served() -> Iterator[str]:
    """The address of a feed on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/feed.xml"
    server.shutdown()
    thread.join()
    server.server_close()


def test_words(tmp_path: Path, served: str) -> None:
    """`envoi adopt` fetches an address that was typed, and says what it did and what is next."""
    site = folder(tmp_path, 11)
    done = run("adopt", served, "--folder", site)
    missing = run("adopt", tmp_path / "none.xml", "--folder", site)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "Found 1 of 1 entries among the posts.\nCommit envoi.lock, then: envoi build\n"
    )
    assert known(site) == {"posts/11.md": "urn:old:11"}
    assert missing.returncode == Exit.ENVIRONMENT
    assert "none.xml: error[feed-file]" in missing.stderr


def rewritten(site: Path) -> None:
    """A post under another name, with another date and text: nobody can tell that it is the same."""
    (site / "posts/11.md").unlink()
    text = "---\ntitle: The quay on day 11\ndate: 2026-11-19\n---\n\nAll is new.\n"
    fill(site, {"posts/pier.md": text})


@pytest.mark.parametrize(
    "old",
    [
        "posts/11.md",
        "/posts/11/",
        "https://harbour.example/posts/11/",
    ],
)
def test_rename(tmp_path: Path, old: str) -> None:
    """What a build asks is answered with `envoi rename`, and asked no more."""
    site = folder(tmp_path, 11, 12)
    before = run("build", site, "--now", NOW)
    rewritten(site)
    asked = run("build", site, "--now", NOW)
    done = run("rename", old, "posts/pier.md", "--folder", site)
    after = run("build", site, "--now", NOW)

    assert before.returncode == after.returncode == done.returncode == 0
    assert asked.returncode == Exit.PROBLEMS
    assert "pier.md:1: error[new-id]: may be posts/11.md" in asked.stderr
    assert "https://harbour.example/posts/11/" in done.stdout
    assert known(site)["posts/pier.md"] == "https://harbour.example/posts/11/"


def test_new_ids(tmp_path: Path) -> None:
    """`--new-ids` says that it is another post; `--keep-going` publishes the rest and keeps the question."""
    site = folder(tmp_path, 11, 12)
    run("build", site, "--now", NOW)
    rewritten(site)
    rest = run("build", site, "--now", NOW, "--keep-going")
    between = known(site)
    done = run("build", site, "--now", NOW, "--new-ids")

    assert rest.returncode == Exit.PROBLEMS
    assert "Published 1 post all the same" in rest.stdout
    assert between["posts/11.md"] == "https://harbour.example/posts/11/"
    assert done.returncode == Exit.PUBLISHED
    assert known(site) == {
        "gone https://harbour.example/posts/11/": "https://harbour.example/posts/11/",
        "posts/12.md": "https://harbour.example/posts/12/",
        "posts/pier.md": "https://harbour.example/posts/pier/",
    }


def test_the_answer_can_be_copied(tmp_path: Path) -> None:
    """The command that a build suggests is the one that answers it, wherever the folder is."""
    site = folder(tmp_path / "my letters", 11)
    run("build", site, "--now", NOW)
    rewritten(site)
    asked = run("build", site, "--now", NOW).stderr
    suggested = next(line for line in asked.splitlines() if "envoi rename" in line)
    rename, again = (part.split(" if it is")[0] for part in suggested.split("; "))

    assert shlex.split(again) == ["envoi", "build", "--new-ids", str(site)]
    assert run(*shlex.split(rename)[1:]).returncode == 0
    assert run("build", site, "--now", NOW).returncode == 0


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("posts/none.md", "posts/12.md", "nothing that envoi.lock knows"),
        ("posts/11.md", "posts/none.md", "posts/none.md is no post"),
        ("posts/12.md", "posts/pier.md", "posts/12.md is posts/12.md now"),
        ("posts/11.md", "posts/12.md", "known as https://harbour.example/posts/12/"),
        ("posts/11.md", "posts/own.md", "says that its id is urn:own"),
    ],
)
def test_rename_refuses(tmp_path: Path, old: str, new: str, said: str) -> None:
    """What is not known, not lost, no post or somebody else is not renamed."""
    site = folder(tmp_path, 11, 12)
    build(Request(folder=site, now=MOMENT), Report())
    rewritten(site)
    fill(site, {"posts/own.md": POST.replace("title", "id: urn:own\ntitle")})
    before = (site / "envoi.lock").read_bytes()

    with pytest.raises(Stop) as stopped:
        adopt.rename(old, new, site, Report(), now=MOMENT)

    assert said in stopped.value.problem.message
    assert stopped.value.exit is Exit.PROBLEMS
    assert (site / "envoi.lock").read_bytes() == before


def test_what_is_gone_is_told_once(tmp_path: Path) -> None:
    """A known post that is not there any more is named in that build, with the answer if it is a new one; the answer works."""
    site = folder(tmp_path, 11, 12, 13)
    run("build", site, "--now", NOW)
    (site / "posts/11.md").unlink()
    alone, again = run("build", site, "--now", NOW), run("build", site, "--now", NOW)
    (site / "posts/12.md").unlink()
    other = "---\ntitle: Fog\ndate: 2026-11-19\n---\n\nNobody saw the sea.\n"
    fill(site, {"posts/fog.md": other})
    exchanged = run("build", site, "--now", NOW).stderr
    hint = next(line for line in exchanged.splitlines() if "envoi rename" in line)
    answer = run(*shlex.split(hint.partition(": ")[2])[1:])
    after = run("build", site, "--now", NOW)

    said = (
        "notice[gone]: posts/11.md is gone; its id is kept, and no other post gets it\n"
    )
    assert said in alone.stderr
    assert "envoi rename" not in alone.stderr
    assert "[gone]" not in again.stderr
    assert exchanged.count("notice[gone]: posts/12.md is gone") == 1
    assert hint.startswith("  if it is posts/fog.md now: ")
    assert answer.returncode == after.returncode == 0
    assert known(site)["posts/fog.md"] == "https://harbour.example/posts/12/"
    assert "[gone]" not in after.stderr


def test_what_is_gone_and_many_are_new(tmp_path: Path) -> None:
    """Where several posts are new, the answer names no file; a trial and a failed build tell nothing of it."""
    site = folder(tmp_path, 11, 12)
    run("build", site, "--now", NOW)
    (site / "posts/11.md").unlink()
    day = "---\ntitle: {0}\ndate: 2026-11-1{0}\n---\n\n{0}\n"
    fill(site, {f"posts/n{n}.md": day.format(n) for n in (3, 4)})
    fill(site, {"posts/bad.md": "---\ntitle: A\ndate: 31.31.2026\n---\nText.\n"})
    failed = run("build", site, "--now", NOW)
    (site / "posts/bad.md").unlink()
    trial = run("build", site, "--now", NOW, "--url", "http://localhost/")
    done = run("build", site, "--now", NOW)

    assert "[gone]" not in failed.stderr + trial.stderr
    rename = f"envoi rename --replace posts/11.md FILE --folder {site}"
    assert f"  if it is one of the new posts: {rename}\n" in done.stderr


@pytest.mark.parametrize("replacing", [False, True])
def test_rename_of_what_was_built_anew(tmp_path: Path, replacing: bool) -> None:
    """A file that got an id of its own gives that up only if nobody has read it; the refusal says how."""
    site = folder(tmp_path, 11, 12)
    run("build", site, "--now", NOW)
    rewritten(site)
    run("build", site, "--now", NOW, "--new-ids")
    words = ["posts/11.md", "posts/pier.md", "--folder", site]
    done = run("rename", *(["--replace"] if replacing else []), *words)
    run("build", site, "--now", NOW)

    old, new = (f"https://harbour.example/posts/{name}/" for name in ("11", "pier"))
    assert done.returncode == (Exit.PUBLISHED if replacing else Exit.PROBLEMS)
    assert ("--replace, if nobody has read it" in done.stderr) is not replacing
    assert known(site)["posts/pier.md"] == (old if replacing else new)
    gone = new if replacing else old
    assert known(site)[f"gone {gone}"] == gone


class Reader:
    """A feed reader that knows entries by their ids alone, as most do."""

    def __init__(self, feed: str) -> None:
        self.feed = feed
        self.store: dict[str, str] = {}

    def poll(self, public: Path) -> list[str]:
        """Titles of the entries that are new to it."""
        parsed = feedparser.parse((public / "feeds" / self.feed).read_bytes())
        assert not parsed.bozo
        new = [found.title for found in parsed.entries if found.id not in self.store]
        assert len({found.id for found in parsed.entries}) == len(parsed.entries)
        self.shown = {found.title for found in parsed.entries}
        self.store |= {found.id: found.title for found in parsed.entries}
        return new


def published(site: Path, *, url: str = "", **asked: bool) -> Path:
    """The output of a build that went well."""
    report = Report()
    outcome = build(Request(folder=site, now=MOMENT, url=url, **asked), report)
    assert outcome.exit is Exit.PUBLISHED, report.problems
    return site / "public"


def jekyll(top: Path, count: int) -> tuple[Path, dict[str, Entry]]:
    """A site by Jekyll, and the entry of each post in the feed that jekyll-feed wrote, newest first."""
    files, entries = {}, {}
    for number in range(count, 0, -1):
        day, name = f"2026-{1 + number // 2:02}-15", f"letter-{number}"
        title = f"Letter {number}"
        text = f"Of week {number} this is what we have to say: " + "rain, " * number
        files[f"_posts/{day}-{name}.md"] = f"---\ntitle: {title}\n---\n\n{text}\n"
        address = f"http://old.example/{day.replace('-', '/')}/{name}"
        entries[title] = (address, f"{address}.html", title, day)
    settings = "title: Old\nurl: http://old.example\n"
    return fill(top / "site", {"_config.yml": settings, **files}), entries


@pytest.mark.parametrize("feed", ["rss.xml", "atom.xml"])
def test_a_reader_sees_nothing_twice(tmp_path: Path, feed: str) -> None:
    """From Jekyll over to Envoi, and through rename, new title, date, slug, scheme and domain: not one entry twice, none lost."""
    site, entries = jekyll(tmp_path, 14)
    reader = Reader(feed)
    reader.store = {id: title for title, (id, *_) in entries.items()}
    newest = list(entries.values())[:10]

    done = take(site, atom(*newest))
    assert (done.matched, done.ruled) == (10, 4)
    assert reader.poll(published(site)) == []
    assert reader.shown == set(entries)

    posts = site / "_posts"
    (posts / "2026-08-15-letter-14.md").rename(posts / "2026-08-15-the-last.md")
    assert reader.poll(published(site)) == []

    (posts / "2026-07-15-letter-13.md").rename(posts / "2026-07-16-letter-13.md")
    assert reader.poll(published(site)) == []

    one = posts / "2026-07-15-letter-12.md"
    one.write_text(one.read_text().replace("Letter 12", "Twelfth letter"))
    assert reader.poll(published(site)) == []
    one.write_text(one.read_text().replace("---\n\n", "slug: twelve\n---\n\n"))
    assert reader.poll(published(site)) == []
    one.rename(posts / "2026-07-20-dozen.md")
    assert reader.poll(published(site)) == []
    assert "Twelfth letter" in reader.shown

    assert reader.poll(published(site, url="https://old.example/")) == []
    assert reader.poll(published(site, url="https://new.example/letters/")) == []
    (posts / "2026-06-15-letter-11.md").rename(posts / "2026-06-15-eleven.md")
    assert reader.poll(published(site, url="https://new.example/letters/")) == []

    fill(site, {"_posts/2026-11-01-news.md": "---\ntitle: News\n---\n\nSun.\n"})
    assert reader.poll(published(site, url="https://new.example/letters/")) == ["News"]
    assert len(reader.shown) == 15
    assert len(reader.store) == 15


@pytest.mark.parametrize("feed", ["rss.xml", "atom.xml"])
def test_an_id_that_is_no_address_outlives_the_domain(
    tmp_path: Path, feed: str
) -> None:
    """Atom has another word for an id like `0123`; a new domain does not change it."""
    site, reader = folder(tmp_path, 11), Reader(feed)
    fill(site, {"posts/12.md": POST.replace("title", 'id: "0123"\ntitle')})

    assert len(reader.poll(published(site))) == 2
    assert reader.poll(published(site, url="https://new.example/")) == []


def test_without_the_lock_a_reader_would(tmp_path: Path) -> None:
    """The same move without `envoi.lock` shows every entry again: the reader of these tests can tell."""
    site, entries = jekyll(tmp_path, 3)
    reader = Reader("rss.xml")
    reader.store = {id: title for title, (id, *_) in entries.items()}

    assert len(reader.poll(published(site))) == 3


def test_a_lock_with_a_conflict_builds(tmp_path: Path) -> None:
    """A merge that nobody resolved is read as both sides, and written as one."""
    site = folder(tmp_path, 11, 12)
    public = published(site)
    *lines, one, two = (site / "envoi.lock").read_text().splitlines()
    conflict = [*lines, "<<<<<<< HEAD", one, "=======", two, one, ">>>>>>> b", ""]
    whole = (site / "envoi.lock").read_bytes()
    (site / "envoi.lock").write_text("\n".join(conflict))
    before = {p: p.read_bytes() for p in public.rglob("*") if p.is_file()}
    published(site)

    assert (site / "envoi.lock").read_bytes() == whole
    assert {p: p.read_bytes() for p in public.rglob("*") if p.is_file()} == before


def test_a_read_only_folder_builds(tmp_path: Path) -> None:
    """A checkout that nobody may write to publishes elsewhere, with a warning while there are posts not in the lock."""
    before = PLAIN_USER if os.geteuid() == 0 else ()
    if before and not shutil.which("setpriv"):
        pytest.skip("as root it needs setpriv")
    site, out = folder(tmp_path, 11, 12), tmp_path / "out"

    def built() -> subprocess.CompletedProcess[str]:
        site.chmod(0o555)
        try:
            words = ["-m", "envoi", "build", site, "-o", out, "--now", NOW]
            return subprocess.run(
                [*before, sys.executable, *words],
                env=environment(),
                capture_output=True,
                text=True,
                check=False,
            )
        finally:
            site.chmod(0o755)

    first = built()
    ids = Reader("rss.xml")
    ids.poll(out)
    published(site)
    second = built()

    assert first.returncode == second.returncode == Exit.PUBLISHED, first.stderr
    assert "envoi.lock: warning[ledger-unwritten]" in first.stderr
    assert "ledger-unwritten" not in second.stderr
    assert ids.poll(out) == []


def test_a_build_that_fails_remembers_nothing(tmp_path: Path) -> None:
    """What was not published is not known: only then is the lock written, and an explanation writes none."""
    site = folder(tmp_path, 11)
    fill(site, {"posts/12.md": "---\ntitle: A\ndate: 31.31.2026\n---\nText.\n"})
    failed = run("build", site, "--now", NOW)
    shown = run("build", site, "--now", NOW, "--explain")

    assert failed.returncode == Exit.PROBLEMS
    assert shown.returncode == Exit.PUBLISHED
    assert not (site / "envoi.lock").exists()
    assert ledger.load(site) == Ledger()


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:8000/",
        "http://127.0.0.1:4000/",
        "https://example.org/",
        "https://staging.example/",
    ],
)
def test_a_trial_is_not_remembered(tmp_path: Path, url: str) -> None:
    """Nobody reads what is built for this machine, the example or a host of a try: ids begin with the address of the site."""
    site = folder(tmp_path, 11)
    tried = run("build", site, "--now", NOW, "--url", url)
    assert "notice[trial-address]" in tried.stderr
    assert not (site / "envoi.lock").exists()
    real = run("build", site, "--now", NOW)

    assert tried.returncode == real.returncode == Exit.PUBLISHED
    assert "trial-address" not in real.stderr
    assert known(site) == {"posts/11.md": f"{SITE.url}posts/11/"}
    fill(site, {"posts/12.md": POST})
    before = (site / "envoi.lock").read_bytes()
    run("build", site, "--now", NOW, "--url", url)
    assert (site / "envoi.lock").read_bytes() == before
