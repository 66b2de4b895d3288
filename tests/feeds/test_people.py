"""What people see of feeds: the page, the style sheet, OPML, and the lines for the head of every page."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import html5lib
import pytest
from lxml import etree
from lxml.html import HtmlElement, document_fromstring, fragments_fromstring

import envoi
from envoi.feeds import FORMATS, Kind, Offer, people, stylesheet
from envoi.feeds.languages import own_name
from envoi.feeds.page import FEW, LATEST
from envoi.model import Feed, Site
from envoi.problems import Exit, Place, Stop
from envoi.templating import Templates
from envoi.words import words

from . import samples
from .samples import SITE, feed, post

BUILT_IN = Path(envoi.__file__).parent / "templates"
ALL = tuple(FORMATS)
HOSTILE = """<script>alert("1")</script> & 'x' ]]> {{ 7 * 7 }}"""


def selection(main: Feed, name: str, **given: object) -> Feed:
    """A part of `main`, at an address of its own."""
    return replace(main, title=f"{main.title}: {name}", stem=f"feeds/{name}", **given)


def feed_of(language: str, main: Feed) -> Feed:
    """`main` in a language, as a feed of its own."""
    return replace(
        main,
        site=replace(main.site, language=language),
        title=f"{main.title} ({own_name(language)})",
        stem=f"feeds/{language}",
    )


def offers(main: Feed = samples.KIND) -> list[Offer]:
    """One feed of each kind, the main one not in front."""
    turkish = feed_of("tr", main)
    talk = selection(main, "talk", description="An hour on the quay.")
    return [
        Offer(feed=talk, formats=("rss",), kind=Kind.PODCAST, name="talk"),
        Offer(feed=turkish, formats=ALL, kind=Kind.LANGUAGE, name="Türkçe"),
        Offer(feed=main, formats=ALL, kind=Kind.MAIN),
        *(
            Offer(feed=selection(main, kind), formats=ALL, kind=kind, name=f"A {kind}")
            for kind in (Kind.SECTION, Kind.TAG, Kind.AUTHOR, Kind.OWN)
        ),
    ]


def made(
    given: list[Offer] | None = None, folder: Path | None = None, site: Site = SITE
) -> dict[str, bytes]:
    """All files for people, by path."""
    artifacts = people(offers() if given is None else given, site, folder)
    return {artifact.path: artifact.content for artifact in artifacts}


def page(given: list[Offer] | None = None, site: Site = SITE) -> HtmlElement:
    """The page, parsed."""
    return document_fromstring(made(given, site=site)["feeds/index.html"])


def addresses(given: list[Offer]) -> list[str]:
    """Every address of every feed."""
    return [
        f"{SITE.url}{offer.feed.stem}/{FORMATS[name].filename}"
        for offer in given
        for name in offer.formats
    ]


def test_four_files() -> None:
    """The page, the style sheet at its address, the list for programs and the lines to include."""
    assert sorted(made()) == [
        "feeds/feed.css",
        "feeds/feeds.opml",
        "feeds/head.html",
        "feeds/index.html",
    ]


@pytest.mark.parametrize("base", ["/", "/news/", "/k%C3%B6y/"])
def test_style_sheet_is_found_on_any_host(base: str) -> None:
    """Its address names no host, so that feeds can be looked at before they are on the web."""
    site = replace(SITE, url=f"https://lantern.example.org{base}")
    assert stylesheet.address(site) == f"{base}feeds/feed.css"


def test_page_lists_every_address() -> None:
    """Each address of each feed is a link that says what it is, and a text to copy."""
    given = offers()
    found = page(given)
    rows = found.xpath("//li[@data-format]")

    assert sorted(row.xpath("string(code)") for row in rows) == sorted(addresses(given))
    assert [row.xpath("string(a/@href)") for row in rows] == [
        row.xpath("string(code)") for row in rows
    ]
    names = found.xpath("//li[@data-format]/a")
    assert len({name.text_content() for name in names}) == len(names)
    assert [row.get("data-format") for row in rows[:3]] == ["RSS", "Atom", "JSON Feed"]


def test_page_is_in_order() -> None:
    """The main feed comes first whatever the order of the offers, one h1 and no level left out."""
    headings = [
        (each.tag, " ".join(each.text_content().split()))
        for each in page().iter("h1", "h2", "h3")
    ]

    assert headings[:9] == [
        ("h1", "Subscribe"),
        ("h2", "All posts"),
        ("h2", "By language"),
        ("h2", "By section"),
        ("h2", "By tag"),
        ("h2", "By author"),
        ("h2", "More selections"),
        ("h2", "Podcast"),
        ("h3", "Lantern & Ladle: talk"),
    ]
    assert headings[9:] == [
        ("h2", "Latest posts"),
        *(("h3", " ".join(each.title.split())) for each in samples.KIND.posts),
    ]


def test_page_shows_the_latest_posts() -> None:
    """Title, date, authors, summary and picture, each post in its own language and direction."""
    first, turkish, arabic, quiet = page().xpath("//ol/li")

    assert first.xpath("string(.//h3/a/@href)") == samples.BOATS.url
    assert first.xpath("string(.//time/@datetime)") == "2025-06-02"
    assert "2 June 2025 · Ayşe Kaya, Tom O’Dell" in first.text_content()
    image = first.find("img")
    assert dict(image.attrib) == {
        "src": "https://lantern.example.org/img/boats.jpg?w=600&h=300",
        "alt": "Two rowing boats at a flooded door",
        "width": "600",
        "height": "300",
        "loading": "lazy",
        "decoding": "async",
    }
    assert (turkish.get("lang"), turkish.get("dir")) == ("tr", None)
    assert "19 Mayıs 2025" in turkish.text_content()
    assert (arabic.get("lang"), arabic.get("dir")) == ("ar", "rtl")
    assert (first.get("lang"), quiet.find("img")) == (None, None)


def test_page_shows_a_few_posts_only() -> None:
    """A feed of many posts does not make the page long."""
    many = feed(*(post(id=f"urn:x:{n}") for n in range(LATEST + 5)))

    found = page([Offer(feed=many, formats=ALL, kind=Kind.MAIN)])

    assert len(found.xpath("//ol/li")) == LATEST


def test_many_tags_are_folded_away() -> None:
    """A thousand tags take one line until they are asked for; a few are shown."""
    main = samples.KIND
    for count, folded in ((FEW, False), (1000, True)):
        given = [
            Offer(
                feed=selection(main, f"{n}"), formats=ALL, kind=Kind.TAG, name=f"t{n}"
            )
            for n in range(count)
        ]
        found = page([Offer(feed=main, formats=ALL, kind=Kind.MAIN), *given])
        outer = found.xpath("//details[.//details]/summary")

        assert [each.text_content() for each in outer] == ["Show all (1,000)"] * folded
        assert len(found.xpath("//li[@data-format]")) == 3 * (count + 1)
        assert not found.xpath("//details[@open]")


@pytest.mark.parametrize(
    ("language", "direction", "heading", "copy"),
    [
        ("en", "ltr", "Subscribe", "Copy"),
        ("tr", "ltr", "Abone olun", "Kopyala"),
        ("ar", "rtl", "الاشتراك", "نسخ"),
        ("nl", "ltr", "Subscribe", "Copy"),
    ],
)
def test_page_speaks_the_language_of_the_site(
    language: str, direction: str, heading: str, copy: str
) -> None:
    """Its words and its direction are those of the site's language; English where that is not known."""
    site = replace(SITE, language=language)
    main = replace(samples.KIND, site=site)

    found = page([Offer(feed=main, formats=ALL, kind=Kind.MAIN)], site)

    assert (found.get("lang"), found.get("dir")) == (language, direction)
    assert found.xpath("string(//h1)") == heading
    assert found.xpath("string(//body/@data-copy)") == copy


def test_nothing_is_said_where_nothing_is_known() -> None:
    """A site without description and authors, a feed with one format and no picture, a post without a summary."""
    site = replace(SITE, description="", authors=())
    bare = feed(samples.QUIET, site=site, title="")

    found = made([Offer(feed=bare, formats=("json",), kind=Kind.MAIN)], site=site)
    html = document_fromstring(found["feeds/index.html"])

    assert b"None" not in found["feeds/index.html"]
    assert [each for each in html.iter("p", "h2", "h3", "a", "li") if not each.text_content().strip() and not each.get("role")] == []  # fmt: skip
    assert etree.fromstring(found["feeds/feeds.opml"]).xpath("//@xmlUrl") == [
        f"{SITE.url}feeds/feed.json"
    ]
    assert b'title="Lantern &amp; Ladle"' in found["feeds/head.html"]


def test_hostile_texts_stay_texts() -> None:
    """What titles, names and descriptions say is shown, never run, in each of the files."""
    site = replace(SITE, title=HOSTILE, description=HOSTILE)
    evil = post(title=HOSTILE, body=samples.body("<p>x</p>", HOSTILE))
    main = feed(evil, site=site, title=HOSTILE, description=HOSTILE)
    given = [
        Offer(feed=main, formats=ALL, kind=Kind.MAIN),
        Offer(
            feed=replace(main, stem="feeds/x"), formats=ALL, kind=Kind.OWN, name=HOSTILE
        ),
    ]

    found = made(given, site=site)
    html = document_fromstring(found["feeds/index.html"])
    opml = etree.fromstring(found["feeds/feeds.opml"])
    lines = fragments_fromstring(found["feeds/head.html"].decode())

    assert len(html.findall(".//script")) == 1
    assert html.xpath("string(//h3)") == HOSTILE
    assert html.xpath("string(//summary/bdi)") == HOSTILE
    assert html.xpath("string(//ul/@data-title)") == HOSTILE
    assert opml.xpath("//@title") == [HOSTILE] * 2
    assert [line.get("title") for line in lines] == [HOSTILE] * 4


def test_page_asks_for_nothing_but_pictures() -> None:
    """Style and script are in it; its policy forbids all else."""
    html = made()["feeds/index.html"].decode()
    found = document_fromstring(html)
    policy = found.xpath("string(//meta[@http-equiv]/@content)")

    html5lib.HTMLParser(strict=True).parse(html)
    assert found.xpath("//@src") == [samples.BOATS.body.image.url]
    assert found.xpath("//link/@rel") == ["canonical", *["alternate"] * 7]
    assert "url(" not in html
    assert "@import" not in html
    assert policy.startswith("default-src 'none';")


def test_head_announces_the_feeds_of_the_whole_site() -> None:
    """The main feed first in each format, then the page's language; those of tags and authors are left to their pages."""
    given = offers()
    english = feed_of("en-GB", samples.KIND)
    given.append(Offer(feed=english, formats=ALL, kind=Kind.LANGUAGE, name="English"))

    found = made(given)
    lines = fragments_fromstring(found["feeds/head.html"].decode())

    assert [line.get("href").removeprefix(SITE.url) for line in lines] == [
        "feeds/rss.xml",
        "feeds/atom.xml",
        "feeds/feed.json",
        "feeds/talk/rss.xml",
        "feeds/section/rss.xml",
        "feeds/own/rss.xml",
        "feeds/en-GB/rss.xml",
        "feeds/tr/rss.xml",
    ]  # fmt: skip
    assert lines[1].attrib == {
        "rel": "alternate",
        "type": "application/atom+xml",
        "title": "Lantern & Ladle",
        "href": f"{SITE.url}feeds/atom.xml",
    }
    head = document_fromstring(found["feeds/index.html"]).xpath("//head/link")[1:]
    assert [dict(link.attrib) for link in head] == [dict(line.attrib) for line in lines]


def test_snippet_is_there_to_copy() -> None:
    """The page shows the lines of head.html byte for byte."""
    found = made()
    shown = document_fromstring(found["feeds/index.html"]).xpath("string(//pre)")

    assert shown == found["feeds/head.html"].decode()


def test_opml_lists_every_feed_once() -> None:
    """Each feed is an outline with one address, and the list is as new as the newest entry."""
    given = offers()

    opml = etree.fromstring(made(given)["feeds/feeds.opml"])
    outlines = opml.findall("body/outline")

    assert opml.get("version") == "2.0"
    assert opml.findtext("head/dateModified") == "Wed, 04 Jun 2025 17:05:09 +0300"
    assert [each.get("xmlUrl") for each in outlines] == [
        f"{SITE.url}{offer.feed.stem}/rss.xml" for offer in given
    ]
    assert dict(outlines[0].attrib) == {
        "type": "rss",
        "text": "Lantern & Ladle: talk",
        "title": "Lantern & Ladle: talk",
        "description": "An hour on the quay.",
        "language": "en-GB",
        "htmlUrl": SITE.url,
        "xmlUrl": f"{SITE.url}feeds/talk/rss.xml",
    }
    assert outlines[1].get("language") == "tr"


def test_same_bytes() -> None:
    """Nothing depends on when it was made."""
    assert made() == made()


def test_style_sheet_speaks_every_language() -> None:
    """A feed in a browser is explained in its own language, in that of the site where it says none."""
    turkish = replace(SITE, language="tr")
    css = made(site=turkish)["feeds/feed.css"].decode()
    tables = tomllib.loads((BUILT_IN / "words.toml").read_text(encoding="utf-8"))

    said = dict(re.findall(r':root(\S*) \{ direction: \w+; --what: "([^"]*)"', css))
    assert said == {
        "": tables["tr"]["feed_is"],
        **{f":lang({name})": table["feed_is"] for name, table in tables.items()},
    }
    assert ":root:lang(ar) { direction: rtl;" in css
    assert all(f'--archive: "{t["feed_archive"]}"' in css for t in tables.values())


def test_podcast_is_for_podcast_apps() -> None:
    """Beside the podcast the page says where its address belongs, and nowhere else."""
    say = words(SITE.language).say("podcast_how")
    without = [offer for offer in offers() if offer.kind is not Kind.PODCAST]

    assert say not in page(without).text_content()
    (section,) = page().xpath("//section[p[@class='hint']]")
    assert section.xpath("string(p)") == say
    assert section.xpath("string(h2)") == "Podcast"


def test_words_are_in_every_language() -> None:
    """Each language has the same keys, and each text the same gaps."""
    tables = tomllib.loads((BUILT_IN / "words.toml").read_text(encoding="utf-8"))
    gaps = {
        name: {key: sorted(re.findall(r"\{\w+\}", text)) for key, text in table.items()}
        for name, table in tables.items()
    }

    assert all(table == gaps["en"] for table in gaps.values())


def test_colours_are_those_of_the_letter() -> None:
    """The page and the feeds have the palette of the theme bulletin."""
    theme = tomllib.loads(
        (BUILT_IN / "bulletin" / "theme.toml").read_text(encoding="utf-8")
    )
    css = (BUILT_IN / "feeds" / "palette.css").read_text(encoding="utf-8")
    light, dark = css.split("@media")

    for scheme, text in (("light", light), ("dark", dark)):
        colours = dict(re.findall(r"--(\w+): (#\w{6})", text))
        assert colours.items() <= theme[scheme].items()
        assert len(colours) == 7


def test_a_users_template_shadows_the_built_in_one(tmp_path: Path) -> None:
    """One file is enough; the others stay built in."""
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds" / "subscribe.html.j2").write_text(
        "{{ site.title }} {{ main[0].addresses[0].url }}", encoding="utf-8"
    )

    found = made(folder=tmp_path)

    assert found["feeds/index.html"] == (
        b"Lantern &amp; Ladle https://lantern.example.org/feeds/rss.xml"
    )
    assert found["feeds/feed.css"] == made()["feeds/feed.css"]


def test_a_users_palette_colours_page_and_feeds(tmp_path: Path) -> None:
    """One file holds the colours of both."""
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds" / "palette.css").write_text(":root { --ink: #123456 }")

    found = made(folder=tmp_path)

    assert b"--ink: #123456" in found["feeds/index.html"]
    assert b"--ink: #123456" in found["feeds/feed.css"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\n{% if %}", 2),
        ("a\n\n{{ nosuch }}", 3),
        ("\n{{ words.say('nosuch') }}", 2),
        ("\n{% include 'nosuch' %}", 2),
        ("\n{{ ''.__class__.__mro__ }}", 2),
    ],
)
def test_a_broken_template_is_named_with_file_and_line(
    tmp_path: Path, text: str, line: int
) -> None:
    """It stops the build with the place to mend."""
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds" / "subscribe.html.j2").write_text(text, encoding="utf-8")

    with pytest.raises(Stop) as caught:
        made(folder=tmp_path)

    assert caught.value.problem.code == "theme"
    assert caught.value.exit is Exit.USAGE
    assert caught.value.problem.place == Place(
        path="templates/feeds/subscribe.html.j2", line=line
    )


def test_every_variable_of_the_template_is_documented(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The comment at the head of the template and docs/themes.md name what the template is given, and nothing else."""
    given: list[str] = []
    render = Templates.render

    def listen(self: Templates, file: str, values: Mapping[str, object]) -> str:
        given.extend(values)
        return render(self, file, values)

    monkeypatch.setattr(Templates, "render", listen)
    made()
    template = (BUILT_IN / "feeds" / "subscribe.html.j2").read_text(encoding="utf-8")
    comment = template.split("#}")[0]
    docs = (checkout / "docs" / "themes.md").read_text(encoding="utf-8")
    part = docs.split("## The page of feeds")[1]

    assert re.findall(r"^  (\w+) {2,}\S", comment, re.MULTILINE) == given
    assert re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE) == given
