"""Which feeds there are, what is in them, and where they stand."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest

from envoi import masthead, table
from envoi.feeds import FORMATS, select
from envoi.feeds.format import Kind
from envoi.feeds.selection import Selection
from envoi.ledger import FeedMark, Ledger
from envoi.model import Author, Catalogue, Enclosure, Post
from envoi.problems import Level, Report

from .samples import SITE, post

START = datetime(2025, 1, 1, 9, tzinfo=UTC)


def dated(*posts: dict[str, object]) -> tuple[Post, ...]:
    """Posts a day apart, the first given being the oldest; newest first."""
    made = [
        post(path=f"posts/{n}.md", id=f"urn:x:{n}", published=START + timedelta(n), **it)
        for n, it in enumerate(posts)
    ]  # fmt: skip
    return tuple(reversed(made))


def tagged(*tags: str) -> tuple[Post, ...]:
    """A post for each of `tags`, the oldest first; `|` parts several of one post."""
    return dated(*({"tags": tuple(given.split("|"))} for given in tags))


def found(
    posts: Iterable[Post],
    toml: str,
    report: Report | None = None,
    ledger: Ledger | None = None,
) -> dict[str, Selection]:
    """The feeds of `posts` under a configuration, by stem."""
    posts = tuple(posts)
    heard = Report() if report is None else report
    config = masthead.read(table.parse(toml), SITE, tuple(FORMATS))
    catalogue = Catalogue(site=SITE, posts=posts, published=posts)
    selections = select(catalogue, config, ledger or Ledger(), heard)
    by_stem = {selection.stem: selection for selection in selections}
    assert len(by_stem) == len(selections)
    return by_stem


def test_a_feed_keeps_its_place() -> None:
    """Of two feeds of a like name each stays where it was, whichever has the oldest post now; also once it is alone."""

    def built(*posts: Post, ledger: Ledger) -> tuple[dict[str, Selection], Ledger]:
        feeds = found(posts, "[feeds]\ntags = true", ledger=ledger)
        marks = {
            stem: FeedMark(origin=stem, updated=START, about=feed.about)
            for stem, feed in feeds.items()
        }
        return feeds, ledger.with_feeds(marks, {})

    newest, middle, oldest = tagged("a-b", "a b", "a-b")
    begun, known = built(newest, middle, ledger=Ledger())
    assert begun["feeds/tags/a-b"].name == "a b"
    assert begun["feeds/tags/a-b-2"].name == "a-b"

    grown, known = built(newest, middle, oldest, ledger=known)
    assert grown["feeds/tags/a-b"].name == "a b"
    assert grown["feeds/tags/a-b-2"].name == "a-b"

    alone, _ = built(newest, oldest, ledger=known)
    assert alone["feeds/tags/a-b-2"].name == "a-b"
    assert "feeds/tags/a-b" not in alone


def ids(selection: Selection) -> list[str]:
    """The posts that a feed shows, by the last part of their ids."""
    return [post.id.removeprefix("urn:x:") for post in selection.newest]


def codes(report: Report, *levels: Level) -> list[str]:
    """What was said, as codes."""
    return [problem.code for problem in report if problem.level in (levels or Level)]


def test_main_alone() -> None:
    """Without a word on others there is the feed of all posts, as the site calls itself."""
    (main,) = found(tagged("a", "b", "c"), "[feeds]\nlimit = 2").values()

    assert (main.kind, main.stem, main.title) == (Kind.MAIN, "feeds", SITE.title)
    assert ids(main) == ["2", "1"]
    assert len(main.posts) == 3
    assert main.formats == tuple(FORMATS)


def test_tags() -> None:
    """Each tag has a feed, called by its most frequent spelling, below its name in small letters."""
    posts = tagged("Press", "press|Tea & tents", "Press|press", "", "أخبار")
    feeds = found(posts, "[feeds]\ntags = true\nlimit = 2")

    assert list(feeds) == [
        "feeds", "feeds/tags/press", "feeds/tags/tea-tents", "feeds/tags/أخبار"
    ]  # fmt: skip
    press = feeds["feeds/tags/press"]
    assert (press.name, press.title) == ("Press", "Lantern & Ladle (Press)")
    assert ids(press) == ["2", "1"]
    assert [post.id for post in press.posts] == ["urn:x:2", "urn:x:1", "urn:x:0"]


def test_spelling_does_not_depend_on_order() -> None:
    """Of two spellings as frequent as one another the first in order of characters stands for both."""
    for tags in (("tea", "TEA"), ("TEA", "tea")):
        assert found(tagged(*tags), "[feeds]\ntags = true")[
            "feeds/tags/tea"
        ].name == "TEA"  # fmt: skip


def test_listed_tags() -> None:
    """A list names the tags that have a feed, however they are spelt; one that no post has is said to be so."""
    report = Report()
    feeds = found(
        tagged("Press", "Tea"), '[feeds]\ntags = ["press", "boats"]', report
    )  # fmt: skip

    assert list(feeds) == ["feeds", "feeds/tags/press"]
    assert codes(report, Level.NOTICE) == codes(report) == ["no-group"]
    assert '"boats"' in report.problems[0].message


def test_authors_and_sections() -> None:
    """Authors and folders have feeds too."""
    ada, can = Author(name="Ada Şen"), Author(name="Can")
    posts = dated(
        {"authors": (ada,), "section": "News"},
        {"authors": (ada, can), "section": "news"},
        {"section": "Çay ve çadır"},
    )
    feeds = found(posts, "[feeds]\nauthors = true\nsections = true")

    assert {stem: ids(feed) for stem, feed in feeds.items()} == {
        "feeds": ["2", "1", "0"],
        "feeds/sections/news": ["1", "0"],
        "feeds/sections/çay-ve-çadır": ["2"],
        "feeds/authors/ada-şen": ["1", "0"],
        "feeds/authors/can": ["1"],
    }
    assert feeds["feeds/authors/can"].title == "Lantern & Ladle (Can)"


def test_languages() -> None:
    """Several languages have a feed each, in that language and called by its own name."""
    posts = dated({"language": "tr"}, {"language": "en"})
    feeds = found(posts, "")

    assert {stem: feed.language for stem, feed in feeds.items()} == {
        "feeds": "en-GB", "feeds/en": "en", "feeds/tr": "tr"
    }  # fmt: skip
    assert feeds["feeds/tr"].title == "Lantern & Ladle (Türkçe)"
    assert list(found(posts, "[feeds]\nlanguages = false")) == ["feeds"]


OWN = [
    ('tag = "press"', ["3", "1", "0"]),
    ('tag = ["press", "tea"]', ["3", "2", "1", "0"]),
    ('without_tag = "tea"', ["4", "3", "0"]),
    ('tag = "PRESS"\nwithout_tag = ["tea"]', ["3", "0"]),
    ('author = "ada"', ["3"]),
    ('section = "news"', ["2", "1"]),
    ('section = ["NEWS", "newsroom"]', ["3", "2", "1"]),
    ('language = "en"', ["4", "3", "2", "0"]),
    ('language = "en-US"', ["4"]),
    ('language = ["tr", "en-US"]', ["4", "1"]),
    ('language = "tr"\ntag = "tea"\nsection = "news"', ["1"]),
    ("", ["4", "3", "2", "1", "0"]),
    ("limit = 1", ["4"]),
]


@pytest.mark.parametrize(("filters", "expected"), OWN)
def test_own_feed(filters: str, expected: list[str]) -> None:
    """A post is in a feed of the user's own if each of its filters takes it."""
    posts = dated(
        {"tags": ("Press",)},
        {"tags": ("press", "tea"), "language": "tr", "section": "news"},
        {"tags": ("tea",), "language": "en-GB", "section": "news"},
        {"tags": ("press",), "authors": (Author(name="Ada"),), "section": "newsroom"},
        {"language": "en-US"},
    )
    feeds = found(posts, f'[feeds]\nlanguages = false\n[[feed]]\npath = "x"\n{filters}')

    assert list(feeds) == ["feeds", "x"]
    assert ids(feeds["x"]) == expected


@pytest.mark.parametrize(
    ("filters", "title", "stem"),
    [
        ('tag = "Press"', "Lantern & Ladle (Press)", "feeds/press"),
        ('title = "For the press"\ntag = "press"', "For the press", "feeds/for-the-press"),
        ('tag = ["Press", "Tea"]', "Lantern & Ladle (Press, Tea)", "feeds/press-tea"),
        ('without_tag = "tea"', "Lantern & Ladle (without tea)", "feeds/without-tea"),
        ('language = "en"', "Lantern & Ladle (English)", "feeds/english"),
        ('content = "summary"', "Lantern & Ladle (all)", "feeds/all"),
        ('path = "/blog/"', "Lantern & Ladle (all)", "blog"),
    ],
)  # fmt: skip
def test_own_feed_is_called(filters: str, title: str, stem: str) -> None:
    """It has the title and path that it is given, else those that its filters make."""
    (_, own) = found(tagged("Press"), f"[[feed]]\n{filters}").values()

    assert (own.title, own.stem) == (title, stem)


def test_own_feed_says_the_rest() -> None:
    """What a feed of the user's own says of itself holds for it alone, and what it does not say is as for all."""
    toml = (
        'feeds = {limit = 3, archives = true}\n[[feed]]\ntag = "a"\nlanguage = "tr"\ncontent = "summary"\n'
        'formats = ["json"]\ndescription = "Of tea."\narchives = false\n[[feed]]\ntag = "b"\n'
    )
    feeds = found(dated({"tags": ("a", "b"), "language": "tr"}), toml)
    one, other = feeds["feeds/a-türkçe"], feeds["feeds/b"]

    assert (one.full, one.formats, one.description, one.archives, one.limit) == (
        False, ("json",), "Of tea.", False, 3
    )  # fmt: skip
    assert (one.language, other.language) == ("tr", "en-GB")
    assert (other.full, other.formats, other.archives) == (True, tuple(FORMATS), True)


def test_podcast() -> None:
    """The podcast has the posts with sound or film, of the tag if one is named."""
    sound = Enclosure(url="https://x.example/a.mp3", type="audio/mpeg")
    paper = Enclosure(url="https://x.example/a.pdf", type="application/pdf")
    posts = dated(
        {"enclosures": (sound,), "tags": ("Talk",)},
        {"enclosures": (paper,), "tags": ("talk",)},
        {"enclosures": (paper, sound)},
        {},
    )
    feeds = found(posts, '[podcast]\ntitle = "Lantern Talk"\nlanguage = "tr"')
    podcast = feeds["feeds/podcast"]

    assert (podcast.kind, podcast.title, podcast.language) == (
        Kind.PODCAST, "Lantern Talk", "tr"
    )  # fmt: skip
    assert ids(podcast) == ["2", "0"]
    assert ids(found(posts, '[podcast]\ntag = "talk"')["feeds/podcast"]) == ["0"]


def test_empty_feeds() -> None:
    """A feed that takes no post is not there; one that the user asked for is named with its line."""
    report = Report()
    toml = '[podcast]\ntitle = "Talk"\n\n[[feed]]\ntitle = "Boats"\ntag = "boats"\n'
    feeds = found(tagged("tea"), toml, report)

    assert list(feeds) == ["feeds"]
    assert codes(report, Level.NOTICE) == codes(report) == ["empty-feed"] * 2
    assert str(report.problems[1].place) == "envoi.toml:4"
    assert '"Boats"' in report.problems[1].message
    assert found((), "") == {}


@pytest.mark.parametrize("older", ["a b", "a-b"])
def test_collision_of_tags(older: str) -> None:
    """Of two tags that would be at one path the one in use longer keeps it; both are named, and both are there."""
    newer = {"a b": "a-b", "a-b": "a b"}[older]
    report = Report()
    feeds = found(tagged(older, newer, newer), "[feeds]\ntags = true", report)

    assert feeds["feeds/tags/a-b"].name == older
    assert feeds["feeds/tags/a-b-2"].name == newer
    (problem,) = report
    assert (problem.code, problem.level) == ("feed-collision", Level.WARNING)
    assert f'the tag "{older}" and the tag "{newer}"' in problem.message
    assert problem.hint


def test_collisions_of_many() -> None:
    """Numbers go on, and none takes the path of a tag that is called so itself."""
    tags = ("İstanbul", "istanbul!", "istanbul", "Istanbul-2", "Istanbul?")
    report = Report()
    feeds = found(tagged(*tags), "[feeds]\ntags = true", report)

    assert {feed.name: stem for stem, feed in feeds.items() if feed.name} == {
        "İstanbul": "feeds/tags/istanbul",
        "istanbul!": "feeds/tags/istanbul-3",
        "istanbul": "feeds/tags/istanbul-4",
        "Istanbul-2": "feeds/tags/istanbul-2",
        "Istanbul?": "feeds/tags/istanbul-5",
    }
    assert codes(report) == ["feed-collision"] * 3


def test_marks_tell_tags_apart() -> None:
    """C, C# and C++ are three, and none is renamed."""
    report = Report()
    feeds = found(tagged("C", "C#", "C++", ".NET"), "[feeds]\ntags = true", report)

    assert [stem.rpartition("/")[2] for stem in feeds] == [
        "feeds", "dot-net", "c", "c-sharp", "c-plus-plus"
    ]  # fmt: skip
    assert not report.problems


def test_collision_with_a_language() -> None:
    """A title that makes the path of another feed goes elsewhere; a path that is given stays."""
    posts = dated({"language": "en"}, {"language": "tr"}, {"tags": ("tea",)})
    report = Report()
    feeds = found(posts, '[[feed]]\ntitle = "TR"\ntag = "tea"', report)
    assert feeds["feeds/tr"].kind is Kind.LANGUAGE
    assert feeds["feeds/tr-2"].title == "TR"
    assert codes(report) == ["feed-collision"]
    assert str(report.problems[0].place) == "envoi.toml:1"

    feeds = found(posts, '[[feed]]\npath = "feeds/TR"\ntag = "tea"', report)
    assert feeds["feeds/TR"].kind is Kind.OWN
    assert feeds["feeds/tr-2"].kind is Kind.LANGUAGE


def test_podcast_keeps_its_place() -> None:
    """A feed of the user's own whose title is that of the podcast's path goes elsewhere, though it is older."""
    sound = Enclosure(url="https://x.example/a.mp3", type="audio/mpeg")
    posts = dated({}, {"enclosures": (sound,)})
    toml = '[podcast]\ntitle = "Talk"\n[[feed]]\n'
    report = Report()
    feeds = found(posts, f'{toml}title = "Podcast"', report)
    assert feeds["feeds/podcast"].kind is Kind.PODCAST
    assert feeds["feeds/podcast-2"].kind is Kind.OWN
    assert codes(report) == ["feed-collision"]

    report = Report()
    feeds = found(posts, f'{toml}path = "feeds/podcast"', report)
    assert [feed.kind for feed in feeds.values()] == [Kind.MAIN, Kind.PODCAST]
    assert codes(report, Level.ERROR) == ["feed-path"]


@pytest.mark.parametrize(
    ("toml", "line", "says"),
    [
        ('[[feed]]\npath = "blog"\n[[feed]]\npath = "Blog"', 3, "is that of the feed"),
        ('[[feed]]\npath = "feeds"', 1, 'is that of the feed "Lantern & Ladle"'),
        ('[[feed]]\npath = "newsletter/feed"', 1, "is where the newsletter is"),
        ('[[feed]]\npath = "Newsletter"', 1, "is where the newsletter is"),
        ('[[feed]]\npath = "blog/feed.xml"', 1, "is the name of a file"),
        ('[[feed]]\npath = "feeds/archive/3"', 1, "is where archives are"),
    ],
)
def test_path_that_cannot_be(toml: str, line: int, says: str) -> None:
    """A path that another feed has, or that is not one for feeds, is an error with its line."""
    report = Report()
    feeds = found(tagged("a"), toml, report)

    (problem,) = report
    assert (problem.code, problem.level) == ("feed-path", Level.ERROR)
    assert says in problem.message
    assert str(problem.place) == f"envoi.toml:{line}"
    assert len(feeds) == toml.count("[[feed]]")


@pytest.mark.parametrize(
    ("path", "formats", "moved"),
    [
        ("feed.xml", "", {"feed.xml": "rss"}),
        ("blog/index.rdf", "", {"blog/index.rdf": "rss"}),
        ("atom.xml", "", {"atom.xml": "atom"}),
        ("Atom.XML", 'formats = ["json", "rss"]', {"Atom.XML": "rss"}),
        ("feed.xml", 'formats = ["json", "atom"]', {"feed.xml": "atom"}),
        ("feed.json", "", {"feed.json": "json"}),
        ("blog/feed/", 'formats = ["rss", "json"]',
         {"blog/feed/rss.xml": "rss", "blog/feed/feed.json": "json"}),
    ],
)  # fmt: skip
def test_moved(path: str, formats: str, moved: dict[str, str]) -> None:
    """At an older path stands the format that its name speaks of; in an older folder all do."""
    report = Report()
    feeds = found(tagged("a"), f'[feeds]\nmoved_from = "{path}"\n{formats}', report)

    assert feeds["feeds"].moved == moved
    assert not report.problems


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ('moved_from = "feed.json"\nformats = ["rss"]', "no format"),
        ('moved_from = "feed.xml"\nformats = ["json"]', "no format"),
        ('moved_from = "newsletter/feed.xml"', "the newsletter is there"),
        ('moved_from = "feeds/index.html"', "the page of feeds is there"),
        ('moved_from = "feeds/feed.css"', "the page of feeds is there"),
        ('moved_from = "feeds/archive/1/rss.xml"', "an archive is there"),
        ('moved_from = "feeds/RSS.xml"', 'the feed "Lantern & Ladle" is there'),
        ('moved_from = ["feed.xml", "Feed.xml"]', "is there"),
        ('tags = true\nmoved_from = "feeds/tags/a"', 'the tag "a" is there'),
    ],
)
def test_not_moved(toml: str, says: str) -> None:
    """Where a feed cannot stay, that is a warning, and what is there stays."""
    report = Report()
    found(tagged("a"), f"[feeds]\n{toml}", report)

    (problem,) = report
    assert (problem.code, problem.level) == ("moved-from", Level.WARNING)
    assert says in problem.message


def test_cost_grows_with_the_posts() -> None:
    """With a thousand tags the posts that feeds hold are as many as the tags that posts have."""
    posts = tagged(*(f"tag {n % 1000}|tag {n * 7 % 1000}" for n in range(2000)))
    feeds = found(posts, "[feeds]\ntags = true\nlimit = 0")
    held = sum(len(feed.newest) for stem, feed in feeds.items() if stem != "feeds")

    assert len(feeds) == 1001
    assert held == sum(len(set(post.tags)) for post in posts)
