"""A podcast: what its feed says in the namespaces of Apple and of Podcasting 2.0, and what directories would refuse."""

from collections.abc import Callable
from dataclasses import replace

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from envoi import masthead
from envoi.feeds import FORMATS, Written
from envoi.feeds.categories import CATEGORIES, category, nearest
from envoi.feeds.format import Kind, Offer
from envoi.feeds.podcast import (
    check,
    guid,
    is_episode,
    podcast,
    suggest,
    with_podcast,
)
from envoi.masthead import PodcastConfig
from envoi.model import (
    Enclosure,
    Episode,
    Feed,
    Image,
    Person,
    Podcast,
    Post,
    Transcript,
)
from envoi.problems import Level, Report
from envoi.table import parse

from . import samples
from .samples import feed, post

ADDRESS = "https://lantern.example.org/feeds/podcast/rss.xml"
NAMES = {
    "a": "http://www.w3.org/2005/Atom",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
}
COVER = Image(url="https://lantern.example.org/img/cover.png", width=1400, height=1400)
SOUND = Enclosure(
    url="https://lantern.example.org/media/7.mp3",
    type="audio/mpeg",
    length=45_286_296,
    duration=2830,
)
PAPER = Enclosure(url="https://lantern.example.org/7.pdf", type="application/pdf")
FILM = replace(SOUND, url="https://lantern.example.org/7.mp4", type="video/mp4")
LINES = (
    'image = "img/cover.png"',
    'category = ["Society & Culture > Documentary", "News"]',
)


def configured(*lines: str) -> PodcastConfig:
    """`[podcast]` with these lines, the first of them on line 4."""
    text = "\n".join(("", "[podcast]", 'title = "Lantern Radio"', *lines))
    found = masthead.read(parse(text), samples.SITE, tuple(FORMATS)).podcast
    assert found
    return found


def made(
    *lines: str,
    picture: Callable[[str], Image | None] = lambda _: COVER,
    origin: str = "",
) -> tuple[Podcast, list[tuple[str, int]]]:
    """The podcast of such a configuration, and codes and lines of what was said."""
    report = Report()
    found = podcast(configured(*lines), ADDRESS, origin, picture, report)
    assert all(p.level is Level.WARNING for p in report)
    assert all(p.place and p.place.path == "envoi.toml" for p in report)
    return found, [(p.code, p.place.line) for p in report]


def aired(*posts: Post, podcast: Podcast | None = None) -> Feed:
    """A podcast of these episodes."""
    return feed(*posts, stem="feeds/podcast", podcast=podcast or made(*LINES)[0])


def an_episode(episode: Episode | None = None, **given: object) -> Post:
    """A post with sound."""
    return post(**({"enclosures": (SOUND,), "episode": episode or Episode()} | given))


def texts(feed: Feed, path: str) -> list[str]:
    """What `path` finds in the RSS of `feed`."""
    return etree.fromstring(Written().write(FORMATS["rss"], feed)).xpath(
        path, namespaces=NAMES
    )


def attributes(feed: Feed, path: str) -> list[dict[str, str]]:
    """The attributes of the elements that `path` finds."""
    return [dict(element.attrib) for element in texts(feed, path)]


def test_guid_is_that_of_the_specification() -> None:
    """The UUID is the one that the podcast namespace gives for its own example, whatever the scheme."""
    known = "917393e3-1b1e-5cef-ace4-edaa54e1f810"

    assert guid("https://mp3s.nashownotes.com/pc20rss.xml") == known
    assert guid("http://mp3s.nashownotes.com/pc20rss.xml/") == known
    assert guid("mp3s.nashownotes.com/pc20rss.xml") == known


def test_guid_outlives_a_new_domain() -> None:
    """The UUID is made of the feed's first address, so it stays where the feed goes; one that is given wins."""
    own = "9b024349-ccf0-5f69-a609-6b82873eab3c"
    first = made(*LINES, origin="https://old.example/feeds/podcast")[0].guid

    assert made(*LINES)[0].guid == guid(ADDRESS)
    assert first == guid("https://old.example/feeds/podcast/rss.xml")
    assert made(*LINES, f'guid = "{own.upper()}"')[0].guid == own


def test_channel() -> None:
    """A channel says all that it was told, and no address of a person but the one that was given for that."""
    told, said = made(
        *LINES,
        'author = "Ada Reyes"',
        'owner_name = "Ada"',
        'owner_email = "radio@lantern.example.org"',
        'type = "serial"',
        "explicit = true",
        'copyright = "© Lantern"',
        "locked = true",
        'funding = "https://lantern.example.org/give/"',
        'funding_text = "Give"',
        'person = ["Ada Reyes (Host)", "Bo"]',
        'new_feed_url = "https://new.example/rss.xml"',
        "complete = true",
    )
    given = aired(an_episode(), podcast=told)

    def channel(name: str) -> list[str]:
        return texts(given, f"/rss/channel/{name}/text()")

    assert said == []
    assert channel("copyright") == ["© Lantern"]
    assert channel("itunes:author") == ["Ada Reyes"]
    assert channel("itunes:explicit") == ["true"]
    assert channel("itunes:type") == ["serial"]
    assert channel("itunes:owner/itunes:name") == ["Ada"]
    assert channel("itunes:owner/itunes:email") == ["radio@lantern.example.org"]
    assert channel("itunes:new-feed-url") == ["https://new.example/rss.xml"]
    assert channel("itunes:complete") == ["Yes"]
    assert channel("podcast:guid") == [guid(ADDRESS)]
    assert channel("podcast:locked") == ["yes"]
    assert channel("podcast:medium") == ["podcast"]
    assert channel("podcast:person") == ["Ada Reyes", "Bo"]
    assert channel("podcast:funding") == ["Give"]
    assert attributes(given, "//itunes:image") == [{"href": COVER.url}]
    assert attributes(given, "//channel/podcast:person") == [{"role": "host"}, {}]
    assert attributes(given, "//channel/itunes:category") == [
        {"text": "Society & Culture"},
        {"text": "News"},
    ]
    assert attributes(given, "//itunes:category/itunes:category") == [
        {"text": "Documentary"}
    ]


def test_what_nobody_said_is_not_there() -> None:
    """Without an e-mail address there is no owner; nothing is moved, complete, blocked or for sale by default."""
    content = Written().write(FORMATS["rss"], aired(an_episode())).decode()
    absent = "owner", "new-feed-url", "complete", "block", "funding", "copyright"

    assert [word for word in absent if word in content] == []
    assert "<itunes:explicit>false<" in content
    assert "<podcast:locked>no<" in content
    assert "@" not in content


def test_item() -> None:
    """An episode says its number, season, length, kind, people, chapters and transcripts in both namespaces."""
    told = Episode(
        number=7,
        season=2,
        type="bonus",
        explicit=False,
        image="https://lantern.example.org/7.png",
        chapters="https://lantern.example.org/7.json",
        transcripts=(
            Transcript(url="https://lantern.example.org/7.vtt", type="text/vtt"),
            Transcript(url="https://lantern.example.org/7/", type="text/html", language="tr"),
        ),
        persons=(
            Person(name="Cem", role="guest", url="https://cem.example/", image="https://cem.example/c.jpg"),
        ),
    )  # fmt: skip
    given = aired(an_episode(told, enclosures=(PAPER, SOUND)))

    def item(name: str) -> list[str]:
        return texts(given, f"//item/{name}/text()")

    assert item("itunes:duration") == ["2830"]
    assert item("itunes:episode") == item("podcast:episode") == ["7"]
    assert item("itunes:season") == item("podcast:season") == ["2"]
    assert item("itunes:episodeType") == ["bonus"]
    assert item("itunes:explicit") == ["false"]
    assert attributes(given, "//item/enclosure") == [
        {"url": SOUND.url, "length": "45286296", "type": "audio/mpeg"}
    ]
    assert attributes(given, "//item/itunes:image") == [{"href": told.image}]
    assert attributes(given, "//podcast:chapters") == [
        {"url": told.chapters, "type": "application/json+chapters"}
    ]
    assert attributes(given, "//podcast:transcript") == [
        {"url": "https://lantern.example.org/7.vtt", "type": "text/vtt"},
        {"url": "https://lantern.example.org/7/", "type": "text/html", "language": "tr"},
    ]  # fmt: skip
    assert attributes(given, "//item/podcast:person") == [
        {"role": "guest", "img": "https://cem.example/c.jpg", "href": "https://cem.example/"}
    ]  # fmt: skip


def test_plain_episode_says_little() -> None:
    """What is not known of an episode is left out; its explicitness is then that of the podcast."""
    given = aired(an_episode(enclosures=(replace(SOUND, duration=0),)))
    names = [
        etree.QName(element).localname
        for element in texts(given, "//item/itunes:* | //item/podcast:*")
    ]

    assert names == ["episodeType"]


def test_episode_always_has_a_title() -> None:
    """Apple takes no episode without a title, so an untitled post has its made-up one here."""
    given = aired(an_episode(title="How it begins…", titled=False))

    assert texts(given, "//item/title/text()") == ["How it begins…"]


def test_films_only_is_video() -> None:
    """A podcast of films says so; one with both is a podcast."""
    film, sound = an_episode(enclosures=(FILM,)), an_episode()

    assert texts(aired(film), "//podcast:medium/text()") == ["video"]
    assert texts(aired(film, sound), "//podcast:medium/text()") == ["podcast"]


def test_other_feeds_say_nothing_of_it() -> None:
    """In a feed that is no podcast the namespaces are not there, whatever the posts say."""
    content = (
        Written().write(FORMATS["rss"], feed(an_episode(Episode(number=3)))).decode()
    )

    assert "itunes" not in content
    assert "podcast" not in content


def test_a_reader_knows_the_podcast() -> None:
    """feedparser reads author, artwork, season and number."""
    told = Episode(number=3, season=1)
    found = feedparser.parse(Written().write(FORMATS["rss"], aired(an_episode(told))))

    assert not found.bozo
    assert found.feed.image.href == COVER.url
    assert found.feed.itunes_type == "episodic"
    assert [tag.term for tag in found.feed.tags] == [
        "Society & Culture", "Documentary", "News",
    ]  # fmt: skip
    (entry,) = found.entries
    assert (entry.itunes_season, entry.itunes_episode) == ("1", "3")
    assert entry.itunes_duration == "2830"
    assert entry.enclosures[0].href == SOUND.url


@pytest.mark.parametrize(
    ("image", "said"),
    [
        (COVER, ""),
        (replace(COVER, width=0, height=0), ""),
        (replace(COVER, width=3000, height=3000), ""),
        (replace(COVER, url="https://cdn.example/C.JPEG?x=1"), ""),
        (replace(COVER, height=1399), "not square: 1,400 × 1,399 pixels"),
        (replace(COVER, width=1399, height=1399), "too small: 1,399 × 1,399 pixels"),
        (replace(COVER, width=3001, height=3001), "too large: 3,001 × 3,001 pixels"),
        (replace(COVER, url="https://cdn.example/c.webp"), "no JPEG or PNG (.webp)"),
        (None, 'no file "img/cover.png"'),
    ],
)
def test_artwork(image: Image | None, said: str) -> None:
    """Artwork is a square JPEG or PNG of 1,400 to 3,000 pixels; another one is named on its line and kept."""
    report = Report()
    found = podcast(configured(*LINES), ADDRESS, "", lambda _: image, report)

    assert found.image == (image.url if image else "")
    assert [(p.code, p.place.line) for p in report] == (
        [("podcast-image", 4)] if said else []
    )
    assert all(said in p.message for p in report)


def test_nothing_required_is_there() -> None:
    """A podcast without artwork and category is named as such, on the line of its table."""
    found, said = made()

    assert said == [("podcast-image", 2), ("podcast-category", 2)]
    assert (found.image, found.categories) == ("", ())
    assert texts(aired(an_episode(), podcast=found), "//itunes:image") == []


def test_odd_configuration() -> None:
    """A long description, and too many or unknown categories are named on their lines."""
    found, said = made(
        'image = "img/cover.png"',
        'category = ["Arts", "Musick", "News", "History", "Comedy"]',
        f'description = "{"ş" * 2001}"',
    )

    assert sorted(said) == [
        ("podcast-category", 5),
        ("podcast-category", 5),
        ("podcast-text", 6),
    ]
    assert found.categories == (("Arts",), ("News",), ("History",))


def test_new_address() -> None:
    """A podcast says where it has moved to: on leaving, and on arriving, as Apple wants it in the new feed too."""
    left, _ = made(*LINES, 'new_feed_url = "https://new.example/rss.xml"')
    came, said = made(*LINES, 'moved_from = "podcast.xml"')
    both, _ = made(
        *LINES, 'moved_from = "a.xml"', 'new_feed_url = "https://b.example/"'
    )

    assert left.new_feed_url == "https://new.example/rss.xml"
    assert (came.new_feed_url, said) == (ADDRESS, [])
    assert both.new_feed_url == "https://b.example/"
    assert made(*LINES)[0].new_feed_url == ""


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("Arts", ("Arts",)),
        ("Society & Culture > Documentary", ("Society & Culture", "Documentary")),
        ("society and culture>documentary", ("Society & Culture", "Documentary")),
        ("Documentary", ("Society & Culture", "Documentary")),
        ("Arts > Documentary", ()),
        ("Podcasting", ()),
        ("", ()),
    ],
)
def test_category(typed: str, path: tuple[str, ...]) -> None:
    """A category is found by its whole name or its last part, in any case."""
    assert category(typed) == path


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Musick", "Music"),
        ("Society > Documentary", "Society & Culture > Documentary"),
        ("Documentery", "Society & Culture > Documentary"),
    ],
)
def test_nearest_category(typed: str, meant: str) -> None:
    """What is in no list may be a slip, and the hint names what was meant."""
    assert nearest(typed) == meant


@given(typed=st.text(max_size=40))
def test_nearest_is_a_category(typed: str) -> None:
    """Whatever is typed, the hint names what would be taken."""
    assert category(nearest(typed))


def test_every_category_is_found() -> None:
    """Each of Apple's categories, and each with each of its own, is itself."""
    paths = [(name,) for name in CATEGORIES]
    paths += [(name, part) for name, inner in CATEGORIES.items() for part in inner]

    assert len(paths) == 19 + 91
    assert [category(" > ".join(path)) for path in paths] == paths


def checked(*posts: Post, serial: bool = False) -> list[tuple[str, str]]:
    """Codes and paths of what is said of these episodes."""
    report = Report()
    check(posts, report, serial=serial)
    return [(p.code, p.place.path) for p in report]


def test_episodes_without_fault() -> None:
    """Episodes of two seasons, a trailer with the number of an episode, and one without a number pass."""
    assert checked(
        an_episode(Episode(number=1)),
        an_episode(Episode(number=1, season=1), path="b.md"),
        an_episode(Episode(number=1, type="trailer"), path="c.md"),
        an_episode(path="d.md", enclosures=(PAPER, SOUND)),
        an_episode(path="e.md"),
        an_episode(path="f.md", title="x" * 255),
    ) == []  # fmt: skip


def test_odd_episodes() -> None:
    """A number given twice, a file that Apple does not play, and a title that is too long are named with the post."""
    wave = replace(SOUND, type="audio/x-wav")

    assert checked(
        an_episode(Episode(number=1, season=2)),
        an_episode(Episode(number=1, season=2), path="b.md"),
        an_episode(path="c.md", enclosures=(wave,)),
        an_episode(path="d.md", title="x" * 256),
    ) == [
        ("podcast-episode", "b.md"),
        ("podcast-episode", "c.md"),
        ("podcast-text", "d.md"),
    ]


def test_serial_episodes_have_numbers() -> None:
    """Apple orders a serial podcast by number: a whole episode without one is named, a trailer may be."""
    assert checked(
        an_episode(Episode(number=1)),
        an_episode(Episode(type="trailer"), path="b.md"),
        an_episode(path="c.md"),
        serial=True,
    ) == [("podcast-episode", "c.md")]


def test_sound_without_a_podcast() -> None:
    """Who publishes sound and has no podcast learns that there could be one; who publishes none hears nothing."""
    report = Report()
    suggest([an_episode(), post(), post(enclosures=(PAPER,))], report)

    assert [(p.level, p.code) for p in report] == [(Level.NOTICE, "podcast")]
    assert "1 post comes" in report.problems[0].message
    quiet = Report()
    suggest([post()], quiet)
    assert quiet.problems == []


def test_offer_becomes_a_podcast() -> None:
    """Of the feeds on offer the one that is to be a podcast says so, and its episodes are checked; the others stay."""
    main = Offer(feed=feed(post()), formats=("rss",), kind=Kind.MAIN)
    sound = an_episode(enclosures=(replace(SOUND, type="audio/ogg"),))
    radio = Offer(
        feed=feed(
            sound, stem="feeds/podcast", origin="https://old.example/feeds/podcast"
        ),
        formats=("rss",),
        kind=Kind.PODCAST,
    )
    report = Report()
    offers = {"feeds": main, "feeds/podcast": radio}
    found = with_podcast(offers, configured(*LINES), (), lambda _: COVER, report)

    assert list(found) == ["feeds", "feeds/podcast"]
    assert found["feeds"] is main
    told = found["feeds/podcast"].feed.podcast
    assert told
    assert told.guid == guid("https://old.example/feeds/podcast/rss.xml")
    assert [p.code for p in report] == ["podcast-episode"]


def test_no_podcast_is_asked_for() -> None:
    """Without `[podcast]` all feeds stay, and only that there could be one is said."""
    offers = {"feeds": Offer(feed=feed(post()), formats=("rss",), kind=Kind.MAIN)}
    report = Report()

    assert with_podcast(offers, None, [an_episode()], lambda _: None, report) == offers
    assert [p.code for p in report] == ["podcast"]


def test_episode_is_what_comes_with_sound() -> None:
    """Only a post with sound or film is an episode."""
    assert is_episode(an_episode())
    assert not is_episode(post(enclosures=(PAPER,)))
