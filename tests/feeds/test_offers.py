"""Selections and what the ledger says -> the feeds on offer."""

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from lxml import etree

from envoi import masthead, table
from envoi.feeds import (
    FORMATS,
    Written,
    archives,
    left,
    offers,
    select,
    write_ahead,
    write_archives,
    write_offer,
)
from envoi.feeds.channel import Entry
from envoi.feeds.entries import Entries
from envoi.feeds.format import Kind, Offer, Parts
from envoi.identity import record
from envoi.ledger import FeedMark, Ledger
from envoi.model import Artifact, Catalogue, Enclosure, Feed, Post
from envoi.problems import Report

from .samples import SITE, post

START = datetime(2025, 1, 1, 9, tzinfo=UTC)
LATER = datetime(2025, 6, 1, 9, tzinfo=UTC)
NOW = datetime(2025, 9, 1, 9, tzinfo=UTC)
OLD_HOME = "http://old.example.org/feeds"
POSTS = tuple(
    post(path=f"{n}.md", id=f"urn:x:{n}", published=START + timedelta(n), tags=("tea",))
    for n in reversed(range(5))
)


def in_turn(held: Iterable[Feed], use: Callable[[Feed], Entries]) -> Generator[Entries]:
    """All posts have their bodies."""
    return (use(feed) for feed in held)


def offered(
    toml: str,
    ledger: Ledger | None = None,
    posts: tuple[Post, ...] = POSTS,
    *,
    ahead: bool = False,
) -> tuple[dict[str, Offer], list[Artifact]]:
    """The feeds under a configuration, and all their files."""
    config = masthead.read(table.parse(toml), SITE, tuple(FORMATS))
    catalogue = Catalogue(site=SITE, posts=posts, published=posts)
    selections = select(catalogue, config, ledger or Ledger(), Report())
    known = record(ledger or Ledger(), posts, SITE).with_moved(left(selections))
    held = archives(selections, known)
    shown = {post.path: post for post in posts}
    found = offers(selections, held, catalogue, config, known, NOW, shown)
    files: list[Artifact] = []
    entries = Written()
    if ahead:
        write_ahead(found.values(), config.budget, in_turn, entries)
    for selection in selections:
        offer = found[selection.stem]
        files += write_offer(offer, selection.moved, config.budget, Report(), entries)
        own = held.get(selection.stem, ())
        files += write_archives(offer, own, in_turn, entries)
    return found, files


def ids(files: list[Artifact]) -> dict[str, str]:
    """The ids of the Atom feeds, by path."""
    return {
        file.path: str(etree.fromstring(file.content).findtext("{*}id"))
        for file in files
        if file.path.endswith("atom.xml")
    }


def marked(**stems: str) -> Ledger:
    """A ledger that knows feeds by their stems, with the addresses that they first had."""
    return Ledger(
        feeds={
            stem.replace("_", "/"): FeedMark(origin=origin, updated=LATER)
            for stem, origin in stems.items()
        }
    )


def test_offer() -> None:
    """A feed on offer says which kind it is, what it is called, and what the configuration says of all."""
    toml = (
        'feeds = {tags = true, limit = 2, hub = "https://hub.example/", license = "CC-BY-4.0", '
        'formats = ["json"]}\n[[feed]]\ntitle = "Tea"\ndescription = "Of tea."\n'
    )
    found, files = offered(toml)

    assert [(one.kind, one.name, one.formats) for one in found.values()] == [
        (Kind.MAIN, "", ("json",)),
        (Kind.TAG, "tea", ("json",)),
        (Kind.OWN, "Tea", ("json",)),
    ]
    feed = found["feeds/tea"].feed
    assert (feed.title, feed.description, feed.full) == ("Tea", "Of tea.", 2)
    assert feed.posts == POSTS[:2]
    assert feed.hubs == ("https://hub.example/",)
    assert feed.license == "https://creativecommons.org/licenses/by/4.0/"
    assert feed.updated == POSTS[0].published
    assert [file.path for file in files] == [
        "feeds/feed.json", "feeds/tags/tea/feed.json", "feeds/tea/feed.json"
    ]  # fmt: skip
    assert b'"description": "Of tea."' in files[2].content


def test_first_address_is_the_id() -> None:
    """A feed keeps the id that it was first published under, and so do its archives; addresses are those of now."""
    toml = "[feeds]\nlimit = 2\narchives = true"
    _, files = offered(toml, marked(feeds=OLD_HOME))

    assert ids(files) == {
        "feeds/atom.xml": f"{OLD_HOME}/atom.xml",
        "feeds/archive/1/atom.xml": f"{OLD_HOME}/archive/1/atom.xml",
        "feeds/archive/2/atom.xml": f"{OLD_HOME}/archive/2/atom.xml",
        "feeds/archive/3/atom.xml": f"{OLD_HOME}/archive/3/atom.xml",
    }
    for file in files:
        assert b"old.example.org" not in file.content or file.path.endswith("atom.xml")


@pytest.mark.parametrize("moved", ["feeds/old", "feeds/old/rss.xml"])
def test_moved_feed_keeps_its_id(moved: str) -> None:
    """A feed that names the folder or a file of the one it was has that one's id, and its last update."""
    toml = f'[[feed]]\npath = "blog"\nmoved_from = "{moved}"\n'
    found, files = offered(toml, marked(feeds=OLD_HOME, feeds_old=f"{OLD_HOME}/old"))

    assert ids(files)["blog/atom.xml"] == f"{OLD_HOME}/old/atom.xml"
    assert found["blog"].feed.updated == LATER


def test_another_file_is_another_feed() -> None:
    """A path that was no feed of Envoi's, though in a folder of one, gives no id."""
    toml = '[[feed]]\npath = "blog"\nmoved_from = "feeds/old.xml"\n'
    _, files = offered(toml, marked(feeds=OLD_HOME))

    assert ids(files)["blog/atom.xml"] == "https://lantern.example.org/blog/atom.xml"


def test_updated_never_goes_back() -> None:
    """A feed is as new as its newest entry, and as it was when that entry is gone."""
    found, _ = offered("", marked(feeds=OLD_HOME))
    assert found["feeds"].feed.updated == LATER
    newer = (post(path="9.md", id="urn:x:9", published=LATER + timedelta(1)), *POSTS)
    found, _ = offered("", marked(feeds=OLD_HOME), newer)
    assert found["feeds"].feed.updated == LATER + timedelta(1)


def test_empty_archive() -> None:
    """An archive whose posts are all gone is a feed without entries, as old as it was."""
    began = (START - timedelta(9), START)
    toml = '[feeds]\nlimit = 5\narchives = true\nformats = ["atom"]'
    _, files = offered(toml, Ledger(archives={"feeds": began}))
    by_path = {file.path: etree.fromstring(file.content) for file in files}
    empty = by_path["feeds/archive/1/atom.xml"]

    assert not empty.findall("{*}entry")
    assert empty.findtext("{*}updated") == began[0].isoformat()
    assert len(by_path["feeds/archive/2/atom.xml"].findall("{*}entry")) == 5


def test_no_budget_for_a_podcast() -> None:
    """The notes of an episode stay whole: apps show listeners all of them."""
    sound = Enclosure(url="https://lantern.example.org/a.mp3", type="audio/mpeg")
    made = tuple(
        post(path=f"{n}.md", id=f"urn:x:{n}", enclosures=(sound,)) for n in "ab"
    )
    _, files = offered('[feeds]\nbudget = 1\n[podcast]\ntitle = "Talk"', posts=made)
    (main,) = (file for file in files if file.path == "feeds/rss.xml")
    (podcast,) = (file for file in files if file.path == "feeds/podcast/rss.xml")

    assert main.content.count(b"<content:encoded>") == 1
    assert podcast.content.count(b"<content:encoded>") == 2


@pytest.mark.parametrize("ahead", [False, True])
def test_no_entry_is_written_twice(
    ahead: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Feeds and archives that show a post alike have its entry from one writing, and the bytes that each would have alone."""
    written: Counter[str] = Counter()
    for name, format in FORMATS.items():

        def parts(
            feed: Feed,
            entries: Sequence[Entry],
            name: str = name,
            plain: Callable[[Feed, Sequence[Entry]], Parts] = format.parts,
        ) -> Parts:
            written.update(f"{name} {post.path}" for post in feed.posts)
            return plain(feed, entries)

        monkeypatch.setitem(FORMATS, name, replace(format, parts=parts))
    posts = tuple(replace(post, language="tr") for post in POSTS[:2]) + POSTS[2:]
    toml = "[feeds]\ntags = true\narchives = true\nlimit = 3"
    files = {
        file.path: file.content for file in offered(toml, posts=posts, ahead=ahead)[1]
    }

    assert len(files) == 8 * len(FORMATS)
    assert set(written.values()) == {1}
    assert len(written) == len(POSTS) * len(FORMATS)
    for name, format in FORMATS.items():
        for offer in offered(toml, posts=posts)[0].values():
            alone = Written().write(format, offer.feed)
            assert files[f"{offer.feed.stem}/{format.filename}"] == alone, name
