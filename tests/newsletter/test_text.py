"""The plain text part: each element, the frame of the letter, and what always holds."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import HtmlElement, fragment_fromstring

from envoi.model import (
    Author,
    Body,
    Enclosure,
    Issue,
    Layout,
    Post,
    Section,
    Sender,
    Site,
    State,
)
from envoi.newsletter import prose, text
from envoi.newsletter.lines import COLUMNS, width, wrap
from envoi.words import words

ADDRESS = "https://relief.example.org/posts/road/"
SITE = Site(title="Lantern Relief", url="https://relief.example.org/")
SENDER = Sender(
    name="Lantern Letters",
    address="letters@relief.example.org",
    postal_address="Lantern Relief\n12 Harbour Street, Kıyıkent",
    unsubscribe="https://relief.example.org/leave",
)


def tree(html: str) -> HtmlElement:
    """A clean tree as the posts stage makes it."""
    return fragment_fromstring(html, create_parent="div")


def printed(html: str, language: str = "en", title: str = "") -> str:
    """The text of a post's `html` alone."""
    blocks = prose.write(tree(html), words=words(language), base=ADDRESS, title=title)
    return "\n\n".join("\n".join(block) for block in blocks)


def post(title: str, html: str = "<p>Snow.</p>", **more: object) -> Post:
    """A published post of 12 November 2026."""
    body = tree(html)
    facts: dict[str, object] = {
        "path": "road.md",
        "slug": "road",
        "title": title,
        "state": State.PUBLISHED,
        "url": ADDRESS,
        "published": datetime(2026, 11, 12, 9, tzinfo=UTC),
        "body": Body(tree=body, html=html, summary=body.text_content()),
    }
    return Post(**(facts | more))


def written(
    *sections: Section,
    title: str = "Lantern Letters",
    preheader: str = "",
    language: str = "en",
    sender: Sender = SENDER,
    **more: Any,
) -> str:
    """The text of an issue of `sections`."""
    issue = Issue(
        name="next",
        title=title,
        subject="News",
        preheader=preheader,
        date=datetime(2026, 11, 12, tzinfo=UTC),
        language=language,
        sections=sections,
        **more,
    )
    url = "https://relief.example.org/newsletter/next/"
    return text.write(issue, sender, url=url, site=SITE)


ELEMENTS = {
    "paragraphs": ("<p>One\n two.</p><p>Three.</p>", "One two.\n\nThree."),
    "loose words beside blocks": ("a<p>b</p>c", "a\n\nb\n\nc"),
    "line end": ("<p>Snow <br> falls</p>", "Snow\nfalls"),
    "many line ends": ("<p>Snow<br><br><br><br>falls</p>", "Snow\n\nfalls"),
    "empty": ("<p> </p><ul></ul><blockquote></blockquote><pre>\n</pre>", ""),
    "comment": ("<p>a<!-- b -->c</p>", "ac"),
    "quotation with its source": (
        '<blockquote cite="https://old.example/a"><p>Snow.</p></blockquote>',
        "> Snow.\n>\n> Source: https://old.example/a",
    ),
    "h1": ("<h1>İşgal</h1>", "İşgal\n~~~~~"),
    "h2": ("<h2>Şehir <em>ışığı</em></h2>", "Şehir _ışığı_\n~~~~~~~~~~~~~"),
    "h3": ("<h3>山の道</h3>", "山の道\n......"),
    "emphasis": (
        "<p><strong>a</strong> <b>b</b> <em>c</em> <i>d</i> <cite>e</cite></p>",
        "*a* *b* _c_ _d_ _e_",
    ),
    "emphasis with blanks at its edge": ("<p>a<b> b </b>c</p>", "a *b* c"),
    "emphasis twice": ("<p><strong><b>a</b></strong></p>", "*a*"),
    "emphasis of nothing": ("<p>a<b></b></p>", "a"),
    "deleted, inserted": ("<p><del>a</del><s>b</s><ins>c</ins></p>", "~a~~b~c"),
    "code words": ("<p><code>a_b</code> <kbd>Esc</kbd></p>", "`a_b` `Esc`"),
    "plain inlines": (
        (
            '<p><abbr title="x">WHO</abbr> <time>12</time> <mark>m</mark> <u>u</u>'
            " <small>s</small> <span>p</span> <var>v</var> <dfn>d</dfn> <bdi>b</bdi></p>"
        ),
        "WHO 12 m u s p v d b",
    ),
    "powers": ("<p>m<sup>2</sup> 10<sup>-3</sup></p>", "m² 10⁻³"),
    "ordinals": ("<p>1<sup>st</sup></p>", "1st"),
    "other powers": ("<p>2<sup>a+b</sup> 2<sup>a b</sup></p>", "2^a+b 2^(a b)"),
    "indices": ("<p>H<sub>2</sub>O x<sub>i</sub></p>", "H₂O x_i"),
    "ruby": (
        "<p><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rt>じ</rt></ruby></p>",
        "漢(かん)字(じ)",
    ),
    "quotation": ("<p><q>a <q>b</q></q></p>", "“a ‘b’”"),
    "quotation in its language": ('<p><q lang="de-AT">a <q>b</q></q></p>', "„a ‚b‘“"),
    "word breaks": ("<p>Donau<wbr></wbr>dampf&shy;schiff</p>", "Donaudampfschiff"),
    "odd blanks": (
        "<p>a\u2028b\x0a\tc</p><p><wbr></wbr></p><p>d<br><wbr></wbr><br><br>e</p>",
        "a b c\n\nd\n\ne",
    ),
    "heading of a mark alone": ("<h2>\u200f</h2><p>a</p>", "\u200f\n~\n\na"),
    "link": (
        '<p>See <a href="https://a.example/x">the map</a>.</p>',
        "See the map [1].\n\n[1] https://a.example/x",
    ),
    "links of one address": (
        (
            '<p><a href="https://a.example/">a</a> <a href="https://b.example/">b</a>'
            ' <a href="https://a.example/">c</a></p>'
        ),
        "a [1] b [2] c [1]\n\n[1] https://a.example/\n[2] https://b.example/",
    ),
    "link that says its address": (
        (
            '<p><a href="https://a.example/x/">a.example/x</a>,'
            ' <a href="https://a.example/y">https://a.example/y</a></p>'
        ),
        "https://a.example/x/, https://a.example/y",
    ),
    "link without words": (
        '<p><a href="https://a.example/"><img alt="" src="x"></a></p>',
        "https://a.example/",
    ),
    "link in Japanese": (
        '<p>この<a href="https://a.example/">地図</a>を</p>',
        "この地図[1]を\n\n[1] https://a.example/",
    ),
    "link around blocks": (
        '<a href="https://a.example/"><h3>Title</h3><p>Words</p></a>',
        "Title\n.....\n\nWords\n\nhttps://a.example/",
    ),
    "mail address": (
        (
            '<p><a href="mailto:a@b.example">mailto:a@b.example</a>'
            ' <a href="mailto:c@b.example?subject=x">Write</a></p>'
        ),
        "a@b.example Write <c@b.example>",
    ),
    "telephone": (
        (
            '<p><a href="tel:+903121234567">+90 312 123 45 67</a>'
            ' <a href="tel:112">Call</a></p>'
        ),
        "+90 312 123 45 67 Call <112>",
    ),
    "dead links": ('<p><a>a</a> <a href="#b">b</a></p>', "a b"),
    "link to a place on the page": (
        f'<p><a href="{ADDRESS}#map">map</a></p>',
        f"map [1]\n\n[1] {ADDRESS}#map",
    ),
    "list": ("<ul><li>a</li><li>b</li><li></li></ul>", "- a\n- b\n-"),
    "nested list": (
        "<ol><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ol>",
        "1. a\n   - b\n     - c\n2. d",
    ),
    "list of paragraphs": (
        "<ul><li><p>a</p><p>b</p></li><li><p>c</p></li></ul>",
        "- a\n\n  b\n\n- c",
    ),
    "numbers line up": (
        '<ol start="9"><li>a</li><li>b</li></ol>',
        " 9. a\n10. b",
    ),
    "numbers backwards": (
        "<ol reversed><li>a</li><li>b</li></ol>",
        "2. a\n1. b",
    ),
    "numbers of their own": (
        '<ol><li value="4">a</li><li>b</li></ol>',
        "4. a\n5. b",
    ),
    "tasks": (
        "<ul><li>☑ done</li><li><p>☐ open</p></li></ul>",
        "☑ done\n\n☐ open",
    ),
    "terms": (
        "<dl><dt>a</dt><dt>b</dt><dd>c</dd><dd>d</dd><div><dt>e</dt><dd>f</dd></div></dl>",
        "a\nb\n    c\n    d\n\ne\n    f",
    ),
    "quote": (
        "<blockquote><p>a</p><blockquote><p>b</p></blockquote><p>c</p></blockquote>",
        "> a\n>\n> > b\n>\n> c",
    ),
    "code": (
        "<pre><code>a  b\n\n\n\tc  \n<span>d</span>\n</code></pre>",
        "    a  b\n\n\n    \tc\n    d",
    ),
    "code with a link": (
        '<pre>a<br><a href="https://a.example/">b</a></pre>',
        "    a\n    b\n\n[1] https://a.example/",
    ),
    "table": (
        (
            '<table><thead><tr><th>Köy</th><th align="right">Boots</th></tr></thead>'
            '<tbody><tr><td>山の道</td><td align="right">7</td></tr></tbody></table>'
        ),
        "Köy     Boots\n------  -----\n山の道      7",
    ),
    "table with caption, spans, no head": (
        (
            "<table><caption>Boots</caption><tr><td rowspan=2>a</td><td>b</td></tr>"
            "<tr><td>c</td></tr><tr><td colspan=2>d</td></tr><tr></tr></table>"
        ),
        "Boots\n\na  b\n   c\nd",
    ),
    "table that is too wide": (
        (
            f"<table><tr><th>A</th><th>B</th></tr><tr><td>a</td><td>{'word ' * 16}</td></tr>"
            "<tr><td></td><td>b</td></tr></table>"
        ),
        (
            "A: a\nB: word word word word word word word word word word word word word\n"
            "  word word word\n\nB: b"
        ),
    ),
    "wide table without head": (
        f"<table><tr><td>a</td><td>{'word ' * 16}</td></tr></table>",
        (
            "a\nword word word word word word word word word word word word word word\n"
            "  word word"
        ),
    ),
    "empty table": ("<table><tr></tr></table>", ""),
    "picture without a file": (
        '<p><a href="https://a.example/"><img src="data:image/gif;base64,R0lGODlh" alt="A road"></a></p>',
        "[A road] [1]\n\n[1] https://a.example/",
    ),
    "picture": ('<p><img src="x" alt="A  road"><img src="x" alt=""></p>', "[A road]"),
    "figure": (
        '<figure><img src="x" alt="A road"><figcaption>By night</figcaption></figure>',
        "[A road]\nBy night",
    ),
    "figure that says it twice": (
        '<figure><img src="x" alt="A road"><figcaption>A road</figcaption></figure>',
        "A road",
    ),
    "rule": ("<p>a</p><hr><p>b</p>", "a\n\n* * *\n\nb"),
    "containers": (
        (
            "<section><header>a</header><div>b<address>c</address></div>"
            "<details><summary>d</summary>e</details></section>"
        ),
        "a\n\nb\n\nc\n\nd\n\ne",
    ),
    "sound": (
        '<audio controls src="https://a.example/a.mp3"></audio>',
        "Listen to the recording: https://a.example/a.mp3",
    ),
    "film": (
        (
            '<video><source src="https://a.example/a.mp4"><source src="x">Old? '
            '<a href="https://a.example/a.mp4">a</a>'
            '<a href="https://a.example/words">words</a></video>'
        ),
        (
            "Watch the video: https://a.example/a.mp4 words [1]"
            "\n\n[1] https://a.example/words"
        ),
    ),
    "picture with sources": (
        '<picture><source srcset="x"></source><img src="x" alt="a"></picture>',
        "[a]",
    ),
    "link that shows nothing": (
        '<p><a href="https://a.example/"></a><a href="https://a.example/"><i></i></a>Snow</p>',
        "Snow",
    ),
    "address before other words": (
        (
            '<p><a href="https://a.example/">a.example</a><a href="https://b.example/">Ice</a>, '
            '<i><a href="https://c.example/">c.example</a></i>; <a href="https://d/">d</a>は</p>'
        ),
        (
            "https://a.example/ Ice [1], _https://c.example/_; https://d/ は"
            "\n\n[1] https://b.example/"
        ),
    ),
    "bidi marks": ("<p>\u200fعربي\u200e abc</p>", "\u200fعربي\u200e abc"),
    "signature line in content": (
        "<pre>\n-- \n</pre><p>-- <br>x</p>",
        "    --\n\n--\nx",
    ),
}


@pytest.mark.parametrize(("html", "expected"), ELEMENTS.values(), ids=list(ELEMENTS))
def test_element(html: str, expected: str) -> None:
    """Each element of a clean tree has one form in plain text."""
    assert printed(html) == expected


def test_footnotes() -> None:
    """References and notes carry the same number, and nothing leads back or to `#`."""
    html = (
        f'<p>A<sup class="footnote-ref"><a href="{ADDRESS}#fn-x" id="fnref-x">1</a></sup>'
        f' b<sup class="footnote-ref"><a href="{ADDRESS}#fn-y">2</a></sup>.</p>'
        '<section class="footnotes"><ol><li id="fn-x"><p>One.</p><p>More'
        f' <a href="{ADDRESS}#fnref-x" class="footnote-backref">↩</a>'
        f' <a href="{ADDRESS}#fnref-x-2" class="footnote-backref">↩<sup>2</sup></a></p>'
        '</li><li id="fn-y"><p>See <a href="https://a.example/">it</a>.'
        f' <a href="{ADDRESS}#fnref-y" class="footnote-backref">↩</a></p></li></ol>'
        "</section>"
    )

    assert printed(html) == (
        "A[^1] b[^2].\n\n[^1] One.\n\n     More\n\n[^2] See it [1]."
        "\n\n[1] https://a.example/"
    )


@pytest.mark.parametrize(
    ("reference", "back"), [("fn:x", "fnref:x"), ("fn1", "fnref1"), ("fn-1", "fnref-1")]
)
def test_footnotes_of_other_programs(reference: str, back: str) -> None:
    """HTML posts keep the footnotes of Python-Markdown, Pandoc and comrak, by address."""
    html = (
        f'<p>A<sup><a href="{ADDRESS}#{reference}">[1]</a></sup>'
        f' b<sup><a href="{ADDRESS}#{reference}">[1:1]</a></sup></p><hr><ol>'
        f'<li>Note.&nbsp;<a href="{ADDRESS}#{back}">↩</a></li></ol>'
    )

    assert printed(html) == "A[^1] b[^1]\n\n* * *\n\n[^1] Note."


def test_note_on_another_page_is_a_link() -> None:
    """A link to a footnote of someone else stays a link."""
    html = '<p><a href="https://a.example/#fn-1">there</a></p>'

    assert printed(html) == "there [1]\n\n[1] https://a.example/#fn-1"


def test_heading_that_repeats_the_title_is_left_out() -> None:
    """A first `h1` that says the title is not printed twice; another one is."""
    assert printed("<h1>Snow</h1><p>a</p>", title="Snow") == "a"
    assert printed("<h1>Ice</h1><p>a</p>", title="Snow") == "Ice\n~~~\n\na"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", "Écouter l’enregistrement\u00a0: https://a.example/a.mp3"),
        ("tr", "Kaydı dinle: https://a.example/a.mp3"),
    ],
)
def test_colon_follows_the_language(language: str, expected: str) -> None:
    """French puts a blank that does not break before a colon."""
    html = '<audio src="https://a.example/a.mp3"></audio>'

    assert printed(html, language) == expected


def test_width_is_what_a_terminal_shows() -> None:
    """Wide characters take two columns; marks, joiners and directions none."""
    assert width("abc") == 3
    assert width("山の道") == 6
    assert width("한글") == 4
    assert width("\u1112\u1161\u11ab") == 2
    assert width("i\u0307\u200f\u200d") == 1
    assert width("❤") == 1
    assert width("❤\ufe0f🏔\ufe0f⌚\ufe0f🇹🇷👍🏽") == 10
    assert width("👩\u200d👩\u200d👧 🧑🏽\u200d⚕\ufe0f") == 5
    assert width("क्\u200dष") == 2


def test_japanese_breaks_between_characters_by_its_rules() -> None:
    """No line starts with a closing mark or ends with an opening one."""
    assert wrap("山の道から、谷へ「帰る」", 10) == ["山の道か", "ら、谷へ", "「帰る」"]
    assert wrap("山の道Envoiを読む", 10) == ["山の道", "Envoiを読", "む"]


def test_korean_and_long_words_stay_whole() -> None:
    """Korean has blanks; a word without a place to break is not cut."""
    assert wrap("산길에서 마을로", 8) == ["산길에서", "마을로"]
    assert wrap(f"a {'x' * 20} b", 10) == ["a", "x" * 20, "b"]


def test_no_line_starts_with_a_dash_between_words() -> None:
    """A dash stays with the word before it, or it would look like a list."""
    assert wrap("snow – and ice", 4) == ["snow –", "and", "ice"]
    assert wrap("a - - - b", 3) == ["a -", "- -", "b"]


def test_address_is_never_broken() -> None:
    """What could end a line in an address is percent-encoded."""
    html = '<p><a href="https://a.example/山 道/">map</a></p>'

    assert printed(html).endswith("[1] https://a.example/%E5%B1%B1%20%E9%81%93/")


def test_digest() -> None:
    """Cards and lists under their headings, between the head and the foot of a letter."""
    cards = Section(
        title="Haberler",
        layout=Layout.CARDS,
        posts=(
            post(
                "Işıklar Vadisi’nde kar",
                "<p>Kar yağdı.</p>",
                language="tr",
                authors=(Author(name="Ayşe"), Author(name="Can")),
            ),
            post("Silence", "<p></p>", published=None),
        ),
    )
    more = Section(title="More", layout=Layout.LIST, posts=(post("Snow"), post("Ice")))
    empty = Section(title="Nothing", layout=Layout.LIST, posts=())

    assert written(cards, more, empty, preheader="Snow has come early.") == (
        """\
Snow has come early.

Lantern Letters
===============

Read it in your browser: https://relief.example.org/newsletter/next/

Haberler
========

* Işıklar Vadisi’nde kar
  12 Kasım 2026 · Ayşe, Can

  Kar yağdı.

  https://relief.example.org/posts/road/

* Silence

  https://relief.example.org/posts/road/

More
====

* Snow
  November 12, 2026
  Snow.
  https://relief.example.org/posts/road/

* Ice
  November 12, 2026
  Snow.
  https://relief.example.org/posts/road/

-- \n\
You receive this letter because you subscribed to Lantern Letters.

Lantern Relief
12 Harbour Street, Kıyıkent

Unsubscribe: https://relief.example.org/leave
Lantern Relief: https://relief.example.org/
"""
    )


def test_full_posts() -> None:
    """A post in full is followed by its links, numbered from one, and its address."""
    html = '<p>See <a href="https://a.example/">it</a>.</p>'
    full = Section(
        title="", layout=Layout.FULL, posts=(post("Snow", html), post("Ice", html))
    )

    assert written(full).split("\n\n")[2:10] == [
        "Snow\n----\nNovember 12, 2026",
        "See it [1].",
        "[1] https://a.example/",
        ADDRESS,
        "Ice\n---\nNovember 12, 2026",
        "See it [1].",
        "[1] https://a.example/",
        ADDRESS,
    ]


def test_letter_of_one_post_has_no_title_twice() -> None:
    """A title equal to the newsletter's stands there once, and no preheader repeats it."""
    full = Section(title="", layout=Layout.FULL, posts=(post("Snow"),))

    assert "early" not in written(full, preheader="Snow has come early.")
    assert written(full, title="Snow").count("Snow\n") == 1


def test_post_without_body_is_shown_by_its_title() -> None:
    """A post that was not rendered is named all the same."""
    bare = post("Snow", body=None)
    full = Section(title="", layout=Layout.FULL, posts=(bare,))
    cards = Section(title="", layout=Layout.CARDS, posts=(bare,))

    assert "Snow" in written(full)
    assert "Snow" in written(cards)


def test_what_an_issue_says_itself() -> None:
    """Its intro stands above the sections, its words on a post in the place of the summary, earlier posts at the end."""
    intro = tree("<p>Dear <a href='https://a.example/'>reader</a>.</p>")
    posts = [
        post(name, path=name, url=f"https://relief.example.org/{name}/")
        for name in ("one", "two", "three")
    ]
    found = written(
        Section(title="Press", layout=Layout.CARDS, posts=tuple(posts)),
        intro=Body(tree=intro, html="", summary=""),
        blurbs={"one": "The one to read.", "three": "Ours."},
        layouts={"two": Layout.LIST, "three": Layout.FULL},
        keep_reading=(post("Old", url="https://relief.example.org/old/"),),
    )
    told = (
        "Dear reader [1].", "[1] https://a.example/", "Press\n=====", "* one", "The one to read.", "* two", "Snow.",
        "three\n-----", "Ours.", "Snow.", "Keep reading\n============", "* Old\n  https://relief.example.org/old/",
    )  # fmt: skip
    at = 0
    for words_ in told:
        at = found.index(words_, at) + len(words_)


def test_files_of_a_post() -> None:
    """What comes with a post is named with its address, in each layout, and once where the text has it too."""
    sound = Enclosure(url="https://a.example/s.mp3", type="audio/mpeg", duration=7)
    film = Enclosure(url="https://a.example/f.mp4", type="video/mp4")
    paper = Enclosure(
        url="https://a.example/ka%C4%9F%C4%B1t.pdf", type="application/pdf"
    )
    one = post("Snow", enclosures=(sound, film, paper))
    for layout in Layout:
        found = written(Section(title="", layout=layout, posts=(one,)))
        for name, url in (
            ("Listen: Snow (7 sec)", sound.url),
            ("Watch: Snow", film.url),
            ("Download: kağıt.pdf", paper.url),
        ):
            assert re.search(
                rf"^ *{re.escape(name)}\n *{re.escape(url)}$", found, re.MULTILINE
            )
    heard = post("Snow", f'<audio src="{sound.url}"></audio>', enclosures=(sound,))
    found = written(Section(title="", layout=Layout.FULL, posts=(heard,)))
    assert found.count(sound.url) == 1


def test_foot_without_addresses() -> None:
    """What the sender does not give leaves no trace."""
    sender = Sender(name="", address="a@relief.example.org")
    section = Section(title="", layout=Layout.LIST, posts=(post("Snow"),))

    assert written(section, sender=sender).endswith(
        "to Lantern Letters.\n\nLantern Relief: https://relief.example.org/\n"
    )


VOCABULARY = """
    road kış ışığı İzmir şehir مغلق طريق \u200fقرية 山の道から、 「毛布」 谷へ 한글 🏔️
    naïve i\u0307 -- – - · From * > 1. [x]
"""
WORDS = st.sampled_from(VOCABULARY.split())
ADDRESSES = st.builds(
    "https://a.example/{}".format,
    st.text("abcdefgh/-_~.", max_size=90).map(lambda path: path.strip("/")),
) | st.builds("mailto:{}@a.example?subject=x".format, st.text("abc", min_size=1))
RUNS = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)
INLINES = st.recursive(
    RUNS,
    lambda inner: (
        st.builds(
            "<{0}>{1}</{0}>".format,
            st.sampled_from(["b", "em", "del", "q", "sup", "sub", "span", "code"]),
            inner,
        )
        | st.builds('<a href="{}">{}</a>'.format, ADDRESSES, RUNS)
        | st.lists(inner, min_size=2, max_size=4).map(" ".join)
        | st.sampled_from(["<br>", "<wbr></wbr>", "\u2028", "\u200f", "&nbsp;"])
        | st.builds('<img src="x" alt="{}">'.format, RUNS)
    ),
    max_leaves=5,
)


def _rows(cells: list[list[str]]) -> str:
    head, *rows = ("".join(f"<td>{cell}</td>" for cell in row) for row in cells)
    names = head.replace("td>", "th>")
    return (
        f"<table><tr>{names}</tr>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
    )


TREES = st.recursive(
    st.builds("<p>{}</p>".format, INLINES)
    | st.builds("<h2>{}</h2>".format, INLINES)
    | st.lists(st.lists(INLINES, max_size=4), min_size=1, max_size=3).map(_rows),
    lambda inner: (
        st.builds(
            "<{0}>{1}</{0}>".format,
            st.sampled_from(["blockquote", "div", "figure"]),
            inner,
        )
        | st.builds("<ul><li>{}</li><li>{}</li></ul>".format, INLINES, inner)
        | st.builds('<ol start="98"><li>{}</li><li>x</li></ol>'.format, inner)
        | st.builds("<dl><dt>{}</dt><dd>{}</dd></dl>".format, INLINES, inner)
        | st.lists(inner, min_size=2, max_size=3).map("".join)
    ),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(TREES)
def test_letter_keeps_its_promises(html: str) -> None:
    """Whatever a post holds: every link, no wide line, no stray blank, the same twice."""
    content = tree(html)
    section = Section(title="", layout=Layout.FULL, posts=(post("Snow", html),))

    letter = written(section)

    for link in content.iter("a"):
        address = (link.get("href") or "").removeprefix("mailto:")
        assert address.removesuffix("?subject=x") in letter
    for line in letter.splitlines():
        assert width(line) <= COLUMNS or "a.example" in line
        assert line == line.rstrip(" \t") or line == "-- "
    assert letter.count("\n-- \n") == 1
    assert not re.search("\n\n\n|[\x1f\u200b]", letter)
    assert letter.endswith("\n")
    assert not letter.endswith("\n\n")
    assert letter == written(section)
