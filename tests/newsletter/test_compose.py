"""The finished letter and its page on the site."""

import re
from dataclasses import replace

import html5lib
import pytest
from lxml.html import document_fromstring

from envoi.model import Layout, Sender, Site
from envoi.newsletter.compose import compose
from envoi.newsletter.theme import load

from .samples import FEEDS, PICTURE, SITE, URL, issue, letter, post, section

CARDS, LIST, FULL = Layout.CARDS, Layout.LIST, Layout.FULL

DIGEST = (
    section("Press", CARDS, post(image=PICTURE)),
    section(
        "Our activities",
        CARDS,
        post("Kışlık yardım", language="tr"),
        post("افتتاح فصل", language="ar"),
    ),
)
SINGLE = section("", FULL, post("Report", "<h3>A</h3><p>b</p><h4>C</h4>"))


def outline(html: str) -> list[tuple[str, str]]:
    """The headings of a page: element and text."""
    found = document_fromstring(html).iter("h1", "h2", "h3", "h4", "h5", "h6")
    return [(each.tag, each.text_content()) for each in found]


@pytest.mark.parametrize("web", [False, True])
def test_a_digest_has_one_h1_and_skips_no_level(web):
    """The newsletter's title is h1, sections are h2, posts h3."""
    assert outline(letter(*DIGEST, web=web)) == [
        ("h1", "Deniz Notes"),
        ("h2", "Press"),
        ("h3", "The road must open"),
        ("h2", "Our activities"),
        ("h3", "Kışlık yardım"),
        ("h3", "افتتاح فصل"),
    ]


def test_posts_of_a_section_without_heading_are_h2():
    """There is no level between the newsletter's title and theirs."""
    assert outline(letter(section("", LIST, post()), section("", FULL, post("b")))) == [
        ("h1", "Deniz Notes"),
        ("h2", "The road must open"),
        ("h2", "b"),
    ]


def test_a_single_post_is_the_letter():
    """Its title is the h1 and its headings follow."""
    assert outline(letter(SINGLE)) == [("h1", "Report"), ("h2", "A"), ("h3", "C")]


def test_the_frame_of_the_letter():
    """What mail clients look for in the head and around the text."""
    found = letter(*DIGEST, preheader="A road and parcels.")
    head = document_fromstring(found).find("head")
    assert found.startswith('<!DOCTYPE html><html lang="en" dir="ltr">')
    assert head[0].get("charset") == "utf-8"
    assert {meta.get("name") for meta in head.iter("meta")} >= {
        "viewport",
        "x-apple-disable-message-reformatting",
        "format-detection",
        "color-scheme",
        "supported-color-schemes",
    }
    assert head.findtext("title") == "The road"
    assert "<o:PixelsPerInch>96</o:PixelsPerInch>" in found
    assert found.count("<!--[if mso]>") == found.count("<![endif]-->") == 3 + 2 * 3
    assert 'role="article" aria-roledescription="email" aria-label="The road"' in found
    assert "A road and parcels.<span" in found
    assert "&#8199;&#65279;&#847;" in found
    kept = re.findall(
        r"<style>(.*?)</style>", re.sub(r"<!--.*?-->", "", found, flags=re.DOTALL)
    )
    assert sum(map(len, kept)) <= 16_384
    assert len(kept) == 4
    assert not re.search(r"!(?! ?important)|\S!important", "".join(kept))


def test_each_table_of_the_layout_is_marked_as_such():
    """A screen reader reads no table where there is no data."""
    for table in document_fromstring(letter(*DIGEST)).iter("table"):
        assert table.get("role") == "presentation"


def test_links_say_where_they_lead():
    """No two links with the same words lead to two places."""
    words: dict[str, str] = {}
    for link in document_fromstring(letter(*DIGEST)).iter("a"):
        assert words.setdefault(link.text_content(), link.get("href")) == link.get(
            "href"
        )
    assert "Devamını oku: Kışlık yardım" in words


def test_posts_speak_their_own_language():
    """Its direction stands on each post, as Word takes none from further out; its language where it is not the letter's."""
    page = document_fromstring(letter(*DIGEST))
    cells = {h3.text_content(): h3.getparent() for h3 in page.iter("h3")}
    assert cells["The road must open"].get("lang") is None
    assert cells["The road must open"].get("dir") == "ltr"
    assert cells["Kışlık yardım"].get("lang") == "tr"
    assert cells["Kışlık yardım"].get("dir") == "ltr"
    assert cells["افتتاح فصل"].get("lang") == "ar"
    assert cells["افتتاح فصل"].get("dir") == "rtl"
    assert "12 Kasım 2026" in cells["Kışlık yardım"].text_content()


def test_an_arabic_letter_runs_right_to_left():
    """The frame runs the other way, an English post in it its own."""
    page = document_fromstring(
        letter(section("", CARDS, post("x"), post("y", language="en")), language="ar")
    )
    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
    titles = {h2.text_content(): h2.getparent() for h2 in page.iter("h2")}
    assert titles["x"].get("dir") == "rtl"
    assert (titles["y"].get("lang"), titles["y"].get("dir")) == ("en", "ltr")
    assert "لأنك مشترك" in page.text_content()


def test_the_pictures_of_cards():
    """A wide picture fills the column, a small one is shown at its own width; a list shows none."""
    small = replace(PICTURE, width=300)
    wide = letter(section("", CARDS, post(image=PICTURE)))
    assert 'width="598"' in wide
    assert 'width="300"' in letter(section("", CARDS, post(image=small)))
    assert "<img" not in letter(section("", LIST, post(image=PICTURE)))


def test_a_full_post_shows_its_picture_once():
    """The picture above the text is left out where the text has it."""
    within = f'<p><img src="{PICTURE.url}" alt="x"></p>'
    assert (
        letter(section("", FULL, post(html=within, image=PICTURE))).count("<img") == 1
    )
    assert letter(section("", FULL, post(image=PICTURE))).count("<img") == 1


def test_a_list_shows_a_line_of_the_summary():
    """It ends with a whole word."""
    found = letter(section("", LIST, post(summary="word " * 60)))
    assert "word…" in found
    assert "word " * 30 not in found


def test_the_letter_can_be_left():
    """It says why one gets it, from whom, and how to leave; without an address there is no such link."""
    found = document_fromstring(letter(*DIGEST)).text_content()
    assert "because you subscribed to Deniz Notes" in found
    assert "1 Harbour Street" in found
    assert "Unsubscribe" in found


def test_an_issue_with_nothing_optional():
    """No empty element, no dead link, no trace of what is not there."""
    bare = replace(post("Plain", summary=""), url="", authors=(), published=None)
    found = compose(
        issue(section("", CARDS, bare), section("Empty", LIST)),
        Sender(name="N", address="n@notes.example"),
        Site(title="Notes", url="https://notes.example/"),
        load("bulletin", None),
        url="",
        web=False,
        feeds={},
    )
    page = document_fromstring(found)
    assert "Empty" not in found
    assert "Unsubscribe" not in found
    assert "None" not in found
    assert [link.get("href") for link in page.iter("a")] == ["https://notes.example/"]
    assert all(each.text_content().strip() for each in page.iter("p", "h1", "h2"))
    assert "&#8199;" not in found


def test_a_picture_in_the_introduction_is_as_wide_as_its_column():
    """In bulletin it stands on no panel, and has more room than one in a post."""
    html = '<p><img src="https://deniz.example.org/a.jpg" width="1200" height="600" alt="A"></p>'
    (shown,) = (
        image
        for image in document_fromstring(
            letter(*DIGEST, intro=post(html=html).body)
        ).iter("img")
        if image.get("src", "").endswith("a.jpg")
    )
    assert shown.get("width") == "584"


def test_a_draft_on_the_site_is_not_for_search_engines():
    """An issue that is out is."""
    noindex = '<meta name="robots" content="noindex">'
    assert noindex in letter(*DIGEST, web=True)
    assert noindex not in letter(*DIGEST)
    assert noindex not in letter(*DIGEST, web=True, key="k")


def test_the_page_on_the_site():
    """It has an address, the feeds and a way back; what only a mail needs is not there."""
    found = letter(*DIGEST, web=True, preheader="A road.")
    head = document_fromstring(found).find("head")
    links = {link.get("rel"): link.get("href") for link in head.iter("link")}
    assert links == {"canonical": URL, "alternate": FEEDS["application/atom+xml"]}
    assert f'href="{SITE.url}"' in found
    for absent in (
        "Unsubscribe",
        "in your browser",
        "<!--[if",
        "roledescription",
        "&#8199;",
    ):
        assert absent not in found
    assert 'role="main"' in found


@pytest.mark.parametrize("sections", [DIGEST, (SINGLE,)])
@pytest.mark.parametrize("web", [False, True])
def test_the_html_has_no_parse_error(sections, web):
    """A strict parser of HTML5 finds nothing to mend."""
    html5lib.HTMLParser(strict=True).parse(letter(*sections, web=web))


def test_thirty_cards_stay_far_below_what_gmail_clips():
    """At most 2,000 bytes a card and 10,000 for the frame."""
    posts = [
        post(
            f"Winter parcels reached the village of number {at}",
            image=PICTURE,
            summary="x " * 120,
        )
        for at in range(30)
    ]
    assert len(letter(section("Press", CARDS, *posts)).encode()) < 70_000


def test_the_same_issue_gives_the_same_bytes():
    """Nothing in a letter comes from outside it."""
    assert letter(*DIGEST) == letter(*DIGEST)
