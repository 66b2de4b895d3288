"""An issue that is longer than Gmail shows: what gives way, in which order, and how little of it."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import document_fromstring

from envoi.letterhead import NewsletterConfig
from envoi.model import Body, Issue, Layout, Post, Section
from envoi.newsletter import Gallery, load, write
from envoi.newsletter.compose import compose
from envoi.newsletter.fit import Fitted, capped, fit
from envoi.newsletter.mailbody import print_body
from envoi.problems import Level, Report

from .samples import FEEDS, SENDER, SITE, URL, issue, post, section, tree

CARDS, LIST, FULL = Layout.CARDS, Layout.LIST, Layout.FULL
THEME = load("bulletin", None)
WORDS = {
    "tr": "şehir ışık değişim köprü yağmur çocuk güneş çiğdem yolculuğu öğle",
    "ar": "المدينة الضوء الجسر المطر الطفل الشمس البحر الطريق مفتوح الميناء",
    "en": "harbour lantern bridge rain village parcel winter road open letter",
}
CONFIG = NewsletterConfig(
    title="Deniz Notes",
    name=SENDER.name,
    address=SENDER.address,
    postal_address=SENDER.postal_address,
    unsubscribe=SENDER.unsubscribe,
)


def told(name: str, size: int, language: str = "en") -> Post:
    """A post of about `size` bytes of text."""
    line = WORDS[language]
    paragraph = f"<p>{' '.join([line] * 6)}</p>"
    html = paragraph * max(1, size // len(paragraph.encode()))
    return post(name, html, language=language, summary=" ".join([line] * 4))


def made(part: Issue) -> str:
    """The letter's HTML."""
    return compose(part, SENDER, SITE, THEME, url=URL, web=False, feeds=FEEDS)


def fitted(
    given: Issue, limit: int = 100_000, writing: Callable[[Issue], str] = made
) -> tuple[Fitted, Report]:
    """`given` in at most `limit` bytes, and what was said about it."""
    report = Report()
    return fit(given, writing, report, name="letter.html", url=URL, limit=limit), report


def linked(html: str) -> list[str]:
    """The addresses of posts that a letter links to, each once, in order."""
    found = [link.get("href") for link in document_fromstring(html).iter("a")]
    return list(dict.fromkeys(each for each in found if "/posts/" in each))


def shown(given: Issue) -> list[Layout]:
    """How each post of an issue is shown."""
    return [
        given.layout_of(part, each) for part in given.sections for each in part.posts
    ]


def codes(report: Report) -> list[str]:
    """The codes of all problems."""
    return [problem.code for problem in report]


@pytest.mark.parametrize("language", ["tr", "ar"])
def test_sixty_whole_posts_become_a_letter_that_gmail_shows(language: str) -> None:
    """400 kB in two-byte scripts: all are linked in HTML and text, the way out is there, the page has all, it is said."""
    posts = [told(f"Post {at:02}", 7000, language) for at in range(60)]
    report = Report()
    given = issue(section("", FULL, *posts), language=language)
    gallery = Gallery(site=SITE.url, read=lambda _: None, report=report)
    parts = {
        each.path.rpartition("/")[2]: each.content.decode()
        for each in write(
            given, SITE, CONFIG, THEME, report, feeds=FEEDS, gallery=gallery
        )
    }
    letter = parts["letter.html"]

    assert len(letter.encode()) <= 100_000
    assert len(parts["index.html"].encode()) > 400_000
    assert linked(letter) == [each.url for each in posts]
    assert all(each.url in parts["letter.txt"] for each in posts)
    assert SENDER.unsubscribe in letter
    assert "1 Harbour Street" in letter
    (said,) = report
    assert (said.code, said.level) == ("letter-fit", Level.NOTICE)
    assert re.search(r"shows (\d+ of its posts as excerpts|.*titles)", said.message)
    assert said.message.endswith('"Post 00", "Post 01", "Post 02" and 57 more')


def test_a_letter_that_fits_stays_as_it_is() -> None:
    """It is composed once, and nothing is said."""
    calls: list[Issue] = []
    given = issue(
        section("", FULL, told("One", 9000)), section("B", CARDS, told("Two", 9))
    )
    found, report = fitted(given, writing=lambda part: calls.append(part) or made(part))

    assert found.issue is calls[0]
    assert len(calls) == 1
    assert not report.problems


def test_full_texts_give_way_from_the_end() -> None:
    """The first posts stay whole, later ones become excerpts; none is a title while a full text is there."""
    found, report = fitted(
        issue(section("", FULL, *(told(f"P{at}", 9000) for at in range(20))))
    )
    layouts = shown(found.issue)
    whole = layouts.count(FULL)

    assert 5 < whole < 20
    assert layouts == [FULL] * whole + [CARDS] * (20 - whole)
    assert f"{20 - whole} of its posts as excerpts" in report.problems[0].message


def test_then_excerpts_become_titles_from_the_end() -> None:
    """In whatever section they are."""
    sections = [
        section(f"S{at}", CARDS, *(told(f"P{at}-{n}", 9) for n in range(13)))
        for at in range(6)
    ]
    found, report = fitted(issue(*sections))
    layouts = shown(found.issue)
    cards = layouts.count(CARDS)

    assert 0 < cards < 78
    assert layouts == [CARDS] * cards + [LIST] * (78 - cards)
    assert codes(report) == ["letter-fit"]


def test_a_text_longer_than_a_letter_gives_way_before_the_others() -> None:
    """Whatever its place: the others could all become titles, and it would still not fit."""
    posts = [told(f"P{at}", 4000) for at in range(6)]
    posts[1] = told("Long", 150_000)
    found, _ = fitted(issue(section("", FULL, *posts)))

    assert shown(found.issue) == [FULL, CARDS, FULL, FULL, FULL, FULL]


def test_a_note_shorter_than_its_excerpt_stays_whole() -> None:
    """What saves nothing is not done."""
    note = replace(post("Note", "<p>Snow.</p>", summary="Snow. " * 30))
    posts = [*(told(f"P{at}", 9000) for at in range(20)), note]
    found, _ = fitted(issue(section("", FULL, *posts)))

    assert shown(found.issue)[-2:] == [CARDS, FULL]


def test_posts_of_which_not_even_titles_fit_are_counted() -> None:
    """As many as fit are there, then one link to the web version that says how many more there are, also in text."""
    posts = [told(f"Post {at:03}", 9, "tr") for at in range(300)]
    given = issue(section("Haberler", CARDS, *posts), language="tr")
    found, report = fitted(given)
    there = linked(found.html)

    assert len(found.html.encode()) <= 100_000
    assert there == [each.url for each in posts[: len(there)]]
    assert 50 < len(there) < 300
    assert f">Devamı tarayıcıda ({300 - len(there)})</a>" in found.html
    assert (
        f"{300 - len(there)} by one link to the web version"
        in report.problems[0].message
    )
    assert SENDER.unsubscribe in found.html


def test_what_stands_around_the_posts_gives_way_before_a_post_is_left_out() -> None:
    """The list of earlier posts first, then all of the introduction but its beginning."""
    text = f"<p>{'words of welcome ' * 8000}</p>"
    intro = Body(tree=tree(text), html=text, summary="Words of welcome.")
    given = replace(
        issue(section("", LIST, told("One", 9), told("Two", 9))),
        intro=intro,
        keep_reading=(told("Earlier", 9),),
    )

    def writing(part: Issue) -> str:
        words = part.intro.tree.text_content() if part.intro else ""
        return made(part) + words + "".join(each.url for each in part.keep_reading)

    found, report = fitted(given, writing=writing)

    assert found.issue.intro
    assert found.issue.intro.tree.text_content() == "Words of welcome."
    assert len(found.issue.posts) == 2
    assert (
        "no earlier posts and the beginning of its introduction"
        in report.problems[0].message
    )


def test_a_letter_that_cannot_fit_is_a_warning() -> None:
    """A title of 200 kB: nothing helps, and it is said."""
    _, report = fitted(
        issue(section("", LIST, told("long " * 40_000, 9), told("b", 9)))
    )

    assert codes(report) == ["letter-too-long", "letter-fit"]


def test_few_letters_are_composed() -> None:
    """Most of the steps are reckoned from the posts' own bytes."""
    calls: list[Issue] = []
    posts = [told(f"P{at}", 500 + at * 300, "tr") for at in range(60)]
    fitted(
        issue(section("", FULL, *posts)),
        writing=lambda part: calls.append(part) or made(part),
    )

    assert len(calls) <= 12


def test_full_texts_may_be_capped_by_words() -> None:
    """Longer ones are excerpts in the letter, whatever its size; 0 is no limit."""
    given = issue(
        section(
            "",
            FULL,
            post("a", "<p>one two three</p>"),
            post("b", "<p>one two three four</p>"),
        ),
        section("", LIST, post("c", "<p>one two three four</p>")),
    )

    assert shown(capped(given, 3)) == [FULL, CARDS, LIST]
    assert shown(capped(given, 0)) == [FULL, FULL, LIST]


LENGTHS = st.integers(2_000, 9_000)
POSTS = st.tuples(
    st.sampled_from([FULL, FULL, CARDS, LIST]),
    LENGTHS,
    st.sampled_from(["tr", "ar", "en"]),
)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(POSTS, min_size=1, max_size=9), min_size=1, max_size=4),
    st.integers(40_000, 60_000),
)
def test_any_mix_of_posts_fits(
    mix: list[list[tuple[Layout, int, str]]], limit: int
) -> None:
    """In order, all linked, never longer than allowed, and with the last step taken back it would be."""
    sections: list[Section] = []
    layouts: dict[str, Layout] = {}
    for at, part in enumerate(mix):
        posts = [
            told(f"Post {at}-{n}", size, language)
            for n, (_, size, language) in enumerate(part)
        ]
        layouts |= {
            each.path: layout for each, (layout, _, _) in zip(posts, part, strict=True)
        }
        sections.append(section(f"S{at}" if at % 2 else "", CARDS, *posts))
    whole = replace(issue(*sections), layouts=layouts)
    found, report = fitted(whole, limit)
    before, after = shown(whole), shown(found.issue)

    assert len(found.html.encode()) <= limit
    assert linked(found.html) == [each.url for each in whole.posts]
    assert found.issue.posts == whole.posts
    assert bool(report.problems) is (before != after)
    if before == after:
        return
    titles = [
        at
        for at, layout in enumerate(after)
        if layout is LIST and before[at] is not LIST
    ]
    excerpts = [
        at for at, layout in enumerate(after) if layout is CARDS and before[at] is FULL
    ]
    last = min(titles or excerpts)
    earlier = CARDS if titles else FULL
    back = {**found.issue.layouts, whole.posts[last].path: earlier}
    assert len(made(replace(found.issue, layouts=back)).encode()) > limit
    assert not titles or FULL not in after


def test_a_text_is_printed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The letter, the page of it and all that is tried to make it fit have their texts in common."""
    printed: list[object] = []

    def counting(tree: object, **setting: object) -> str:
        printed.append(tree)
        return print_body(tree, **setting)

    # the package has a function of the module's name
    monkeypatch.setattr(sys.modules["envoi.newsletter.compose"], "print_body", counting)
    posts = [told(f"Post {at:02}", 7000) for at in range(30)]
    report = Report()
    gallery = Gallery(site=SITE.url, read=lambda _: None, report=report)
    given = issue(section("", FULL, *posts))
    list(write(given, SITE, CONFIG, THEME, report, feeds=FEEDS, gallery=gallery))

    assert codes(report) == ["letter-fit"]
    assert len(printed) == len(posts)
