"""What a post's tree becomes in mail."""

import re
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import fragment_fromstring, tostring

from envoi.newsletter.mailbody import KEPT, print_body
from envoi.words import words

from .samples import tree


def mail(html: str, *, language: str = "en", level: int = 2, width: int = 536) -> str:
    """The mail HTML of a body."""
    return print_body(
        tree(html),
        words=words(language),
        level=level,
        width=width,
        narrow=232,
        phone=254,
    )


def levels(html: str) -> list[int]:
    """The levels of the headings in `html`."""
    found = fragment_fromstring(html, create_parent="div").iter(
        "h1", "h2", "h3", "h4", "h5", "h6"
    )
    return [int(each.tag[1]) for each in found]


def test_the_tree_stays_as_it_is():
    """Feeds and plain text are printed from the same tree."""
    body = tree("<h1>A</h1><figure><img src='https://a.example/x'></figure><q>b</q>")
    before = tostring(body)
    print_body(body, words=words("en"), level=1, width=536, narrow=232, phone=254)
    assert tostring(body) == before


@pytest.mark.parametrize(
    ("html", "level", "expected"),
    [
        ("<h1>a</h1><h2>b</h2>", 1, [2, 3]),
        ("<h3>a</h3><h4>b</h4><h3>c</h3>", 3, [4, 5, 4]),
        ("<h2>a</h2><h5>b</h5><h3>c</h3>", 2, [3, 4, 4]),
        ("<h4>a</h4><h2>b</h2>", 1, [2, 2]),
        ("<h1>a</h1><h2>b</h2><h3>c</h3><h4>d</h4><h5>e</h5>", 3, [4, 5, 6, 6, 6]),
        ("<h2></h2><h3>b</h3>", 1, [2]),
    ],
)
def test_headings_follow_the_title(html, level, expected):
    """Headings begin one below the post's title and skip no level."""
    assert levels(mail(html, level=level)) == expected


@given(st.lists(st.integers(1, 6)), st.integers(1, 3))
def test_no_heading_level_is_skipped(given_levels, level):
    """Whatever levels a post uses, each heading is at most one below the one before it."""
    found = levels(
        mail("".join(f"<h{each}>x</h{each}>" for each in given_levels), level=level)
    )
    for before, after in zip([level, *found], found, strict=False):
        assert level < after <= before + 1


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            '<p><img src="https://a.example/x" alt="X" width="1200" height="9"></p>',
            ('width="536"', 'height="4"', 'class="pic"', "max-width:536px"),
        ),
        (
            '<p><img src="https://a.example/x" width="200"></p>',
            ('width="200"', "max-width:200px", 'alt=""'),
        ),
        ('<p><img src="https://a.example/x"></p>', ('width="536"', 'class="pic"')),
        (
            '<p>A <img src="https://a.example/x" width="20"> b</p>',
            ('width="20"', 'class="icon"'),
        ),
        (
            '<figure><img src="https://a.example/x"><figcaption>C</figcaption></figure>',
            ('class="pic"', '<div class="caption">C</div>'),
        ),
        (
            '<picture><source srcset="https://a.example/y"><img src="https://a.example/x" srcset="z"></picture>',
            ('src="https://a.example/x"',),
        ),
    ],
)
def test_pictures_are_never_wider_than_the_column_or_themselves(html, expected):
    """Outlook draws a picture as wide as its attribute says."""
    found = mail(html)
    assert all(part in found for part in expected)
    assert ("height=" in found) == ("height=" in html)
    assert "srcset" not in found
    assert "picture" not in found


GIF = "data:image/gif;base64,R0lGODlh"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"<p>A <img src='{GIF}' alt='b &lt; c'> d.</p>", "<p>A b &lt; c d.</p>"),
        (f"<figure><img src='{GIF}' alt='b'><figcaption>c</figcaption></figure>", '<div>b<div class="caption">c</div></div>'),
        (f"<h2><img src='{GIF}' alt='b'></h2>", '<h3 class="sub">b</h3>'),
        (f"<a href='https://a.example/'><img src='{GIF}' alt='b'></a>", '<p><a href="https://a.example/">b</a></p>'),
        (f"<a href='https://a.example/'><img src='{GIF}' alt=''></a>", '<p><a href="https://a.example/">https://a.example/</a></p>'),
        (f"<a href='https://a.example/'>b<img src='{GIF}' alt=''></a>", '<p><a href="https://a.example/">b</a></p>'),
        (f"<p>A<img src='{GIF}' alt=''> b</p>", "<p>A b</p>"),
    ],
)  # fmt: skip
def test_pictures_without_a_file_give_way_to_their_words(html, expected):
    """Gmail and Outlook do not show what is written into an address."""
    assert mail(html) == expected


def test_films_and_recordings_are_links():
    """No mail client but Apple's plays them."""
    found = mail(
        '<video src="https://a.example/v" poster="https://a.example/p" title="T"></video>'
        '<audio><source src="https://a.example/s"></audio>'
    )
    assert '<p><a title="T" href="https://a.example/v"' in found
    assert 'src="https://a.example/p"' in found
    assert "Watch the video: T</a></p>" in found
    assert '<p><a href="https://a.example/s">Listen to the recording</a></p>' in found


def code(html: str) -> str:
    """What a browser copies of the code in mail HTML: lines, and a blank for each no-break space."""
    cell = fragment_fromstring(html, create_parent="div").find(".//td")
    for end in cell.iter("br"):
        end.tail = f"\n{end.tail or ''}"
    return cell.text_content().replace("\xa0", " ")


def test_code_keeps_every_sign():
    """Highlighting changes no sign but tabs, which become four blanks."""
    typed = "\n\ndef f(x):\n\treturn x &lt; 3  # Ş\n\n"
    html = mail(f'<pre><code class="language-python">{typed}</code></pre>')
    assert code(html) == "\n\ndef f(x):\n    return x < 3  # Ş"
    found = fragment_fromstring(html)
    kinds = {span.get("class"): span.text_content() for span in found.iter("span")}
    assert kinds == {"k": "return", "n": "f", "m": "3", "c": "# Ş"}
    assert found.get("role") == "presentation"
    assert found.get("dir") == "ltr"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("a\nb", "a<br>b"),
        ("a\n\n  b c", "a<br><br>\xa0 b c"),
        ("a   b", "a \xa0 b"),
        ("a <b> b</b>  c", "a <b>\xa0b</b> \xa0c"),
        ("<b>a\n b</b>\n\n", "<b>a<br>\xa0b</b>"),
        ("<b> a</b> b<br>  c\n", "<b>\xa0a</b> b<br>\xa0 c"),
        ("\ta", "\xa0 \xa0 a"),
        ("", ""),
    ],
)
def test_lines_of_code_are_kept_without_pre(typed, expected):
    """Blanks that HTML would leave out are fast, all others may be broken at."""
    assert f'<td class="code">{expected}</td>' in mail(f"<pre>{typed}</pre>")


def typed(parts: list[tuple[str, str]]) -> tuple[str, str]:
    """Code of texts in and between elements, as HTML, and as one text."""
    html = "".join(
        f"{escape(before)}<b>{escape(within)}</b>" for before, within in parts
    )
    return html, "".join(before + within for before, within in parts)


TEXT = st.text("abc<>&\"' \n\t=#{}%", max_size=12)


@given(st.lists(st.tuples(TEXT, TEXT)))
def test_code_of_any_text_survives(parts):
    """No text of a post is lost or run, whatever it looks like, and no blank may collapse."""
    html, text = typed(parts)
    body = tree(f"<pre>.{html}</pre>")
    found = print_body(
        body, words=words("en"), level=1, width=536, narrow=232, phone=254
    )
    assert code(found) == f".{text}".replace("\t", "    ").rstrip("\n")
    cell = re.sub(r"</?b>", "", found[found.index('<td class="code') :])
    assert not re.search(r"  |(?:<br>|<td class=\"[a-z ]*\">) ", cell)


@pytest.mark.parametrize("language", ["nosuchlanguage", ""])
def test_code_of_no_known_language_stays_plain(language):
    """An unknown language is no fault."""
    found = mail(f'<pre><code class="language-{language}">def f</code></pre>')
    assert '<td class="code">def f</td>' in found


def test_a_long_block_is_not_highlighted():
    """Some lexers take a time that grows with the square of the text."""
    found = mail(f'<pre><code class="language-python">{"x = 1 " * 5000}</code></pre>')
    assert "<span" not in found


def test_only_so_much_code_is_highlighted():
    """Many short blocks together must not take the time that one long block may not."""
    block = f'<pre><code class="language-python">{"x = 1" + " " * 1500}</code></pre>'
    found = mail(block * 10)
    assert 0 < found.count('class="m"') <= 4


def test_data_tables_are_marked_and_aligned():
    """Tables of data are told from those of the layout; an empty head is no head."""
    found = mail(
        '<table><thead><tr><th></th><th align="right">N</th></tr></thead>'
        '<tbody><tr><td>a</td><td align="right">1</td></tr></tbody></table>'
    )
    assert '<table class="data" width="100%">' in found
    assert '<th style="text-align:right">N</th>' in found
    assert "<td></td>" in found
    assert "presentation" not in found


def test_footnotes_do_not_jump():
    """Jumps within a mail are dead in half the clients; the note itself is in sight."""
    found = mail(
        '<p>Water<sup class="footnote-ref"><a href="https://a.example/#fn-1">1</a></sup></p>'
        '<section class="footnotes"><ol><li><p>So. '
        '<a href="https://a.example/#fnref-1" class="footnote-backref">↩</a></p></li></ol></section>'
    )
    assert "<sup>1</sup>" in found
    assert '<div class="notes"><ol><li><p>So. </p></li></ol></div>' in found
    assert "href" not in found


def test_small_things_that_mail_lacks():
    """Quotation marks, tasks, keys, marks, readings and folded parts are shown with what every client has."""
    found = mail(
        "<ul><li>☑ Done</li></ul>"
        "<p><q>a<b>b</b></q> <kbd>K</kbd> <mark>m</mark> <code>c</code>"
        " <ruby>漢<rt>kan</rt></ruby> <abbr title='T'>t</abbr></p>"
        "<details><summary>More</summary><p>Here</p></details>"
    )
    assert '<li class="task">☑ Done</li>' in found
    assert "<span>“a<b>b</b>”</span>" in found
    assert '<span class="kbd">K</span>' in found
    assert '<span class="mark">m</span>' in found
    assert '<span class="mono">c</span>' in found
    assert "漢(kan)" in found
    assert '<span title="T">t</span>' in found
    assert '<div><div class="summary">More</div><p>Here</p></div>' in found


def test_sides_follow_the_direction():
    """Sides are told to the style sheet, also where the direction changes within a post."""
    found = mail(
        "<blockquote><p>a</p></blockquote><div dir='ltr'><ul><li>b</li></ul></div>",
        language="ar",
    )
    assert '<blockquote class="rtl">' in found
    assert "<ul><li>" in found
    assert '<ul class="rtl">' in mail("<ul dir='rtl'><li>a</li></ul>").replace(
        ' dir="rtl"', ""
    )


@given(
    st.sampled_from(["section", "article", "center", "font", "object", "form", "x-y"])
)
def test_only_known_elements_come_out(tag):
    """Elements that mail clients drop come out as others or not at all, their text always does."""
    found = mail(f"<{tag} id='a' onclick='b'>words</{tag}>")
    assert "words" in found
    assert "id=" not in found
    assert "onclick" not in found
    whole = fragment_fromstring(found, create_parent="div")
    assert {each.tag for each in whole.iter()} <= KEPT


@pytest.mark.parametrize(
    ("html", "language", "expected"),
    [
        ("<q>a <q>b</q></q>", "en", "“a <span>‘b’</span>”"),
        ("<q>a <q>b</q></q>", "de", "„a <span>‚b‘</span>“"),
        ("<q lang='fr'>a</q>", "en", "«\u00a0a\u00a0»"),
        ("<q>a <q>b <q>c</q></q></q>", "tr", "“c”"),
    ],
)
def test_quotation_marks(html, language, expected):
    """They are those of the language, inner ones inside others, as in the plain text."""
    assert expected in mail(f"<p>{html}</p>", language=language)


def test_classes_of_a_post_are_dropped():
    """A post's classes do not meet those of the theme."""
    assert mail('<p class="panel" id="x">a</p><p></p><!-- c -->') == "<p>a</p>"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a</p><p>— B</p>", '<p>a</p><p class="source">— B</p>'),
        ("<p>a</p><p><cite>B</cite></p>", '<p class="source"><cite>B</cite></p>'),
        ("<p>a</p><footer>B</footer>", '<div class="source">B</div>'),
        ("<p>— Who is it?</p><p>— I.</p>", "<p>— Who is it?</p><p>— I.</p>"),
        ("<p>— B</p>", "<p>— B</p>"),
        ("<p>a</p><p>b <cite>C</cite></p>", "<p>b <cite>C</cite></p>"),
    ],
)
def test_the_source_of_a_quotation_is_marked(html, expected):
    """A last line that names who said it is set apart; a dialogue, whose lines begin alike, is not."""
    assert expected in mail(f"<blockquote>{html}</blockquote>")


def test_a_quotation_links_to_where_it_is_from():
    """An address that only an attribute tells becomes a link, unless one is there."""
    where = "https://old.example/book"
    link = f'<p class="source"><a href="{where}">Source: old.example</a></p>'
    assert link in mail(f'<blockquote cite="{where}"><p>a</p></blockquote>')
    linked = f'<blockquote cite="{where}"><p>a <a href="{where}">b</a></p></blockquote>'
    assert mail(linked).count("<a ") == 1
    assert "<a" not in mail(
        '<blockquote cite="mailto:a@b.example"><p>a</p></blockquote>'
    )


WIDE = (
    "<tr><th>Station</th><th align='right'>Morning</th><th>Remark</th><th>Keeper</th></tr>"
    "<tr><td>Bridge</td><td align='right'>12</td><td><a href='https://a.example/'>up</a></td><td></td></tr>"
    "<tr><th>Quay</th><td>9</td><td colspan='2'>ice <img src='https://a.example/i' width='900' alt='I'></td></tr>"
)


def test_a_wide_table_becomes_records():
    """Each row is a record whose cells are named; empty cells are left out, links and pictures stay."""
    found = fragment_fromstring(
        mail(f"<table><caption>All</caption>{WIDE}</table>"), create_parent="div"
    )
    table = found.find("table")
    assert table.get("class") == "data record"
    assert table.findtext("caption") == "All"
    records = [
        [[(cell.tag, cell.text_content().strip()) for cell in row] for row in record]
        for record in table.iter("tbody")
    ]
    assert records == [
        [
            [("th", "Station"), ("th", "Bridge")],
            [("th", "Morning"), ("td", "12")],
            [("th", "Remark"), ("td", "up")],
        ],
        [
            [("th", "Station"), ("th", "Quay")],
            [("th", "Morning"), ("td", "9")],
            [("th", "Remark"), ("td", "ice")],
        ],
    ]
    assert table.find(".//a").get("href") == "https://a.example/"
    assert table.find(".//img").get("width") == "536"
    assert table.find(".//*[@colspan]") is None


def test_a_link_in_the_head_of_an_empty_column_stays():
    """What the plain text names, the HTML links to."""
    head = "<a href='https://a.example/'>Keepersofthequay</a>"
    found = mail(
        f"<table><tr><th>Stationonthebridge</th><th>{head}</th></tr>"
        "<tr><td>Bridgeoverthewater</td><td></td></tr></table>"
    )
    assert '<tr><td></td><th><a href="https://a.example/">' in found


SCOPES = [
    ("<tr>{col}{col}</tr><tr>{td}{td}</tr>", 0),
    ("<tr><td></td>{col}</tr><tr>{row}{td}</tr>", 0),
    ("<tr>{row}{td}</tr><tr>{row}{td}</tr>", 0),
    ("<tr>{row}{td}</tr><tr>{td}{td}</tr>", 1),
    ("<tr>{col}{td}</tr>", 1),
    ("<tr>{td}{row}</tr>", 1),
]


@pytest.mark.parametrize(("html", "kept"), SCOPES)
def test_what_a_head_heads_is_only_said_where_html_does_not_know_it(html, kept):
    """Roundcube takes `scope` out, so it is left out where the place of a head says the same."""
    cells = {"col": "<th scope='col'>a</th>", "row": "<th scope='row'>a</th>"}
    found = mail(f"<table>{html.format(td='<td>a</td>', **cells)}</table>")
    assert found.count("scope=") == kept


def test_a_wide_table_without_heads_becomes_one_column():
    """Nothing can name its cells, and a validator misses a second column."""
    words = "unpronounceable"
    found = mail(f"<table><tr>{f'<td>{words}</td>' * 3}</tr></table>")
    assert found.count(f"<tr><td>{words}</td></tr>") == 3


@pytest.mark.parametrize(
    ("cell", "stacked"),
    [("12", False), ("averyverylongword", True), ("a b c d e f g h", False)],
)
def test_a_table_is_stacked_only_where_a_phone_has_no_room(cell, stacked):
    """What counts is the longest word of each column."""
    found = mail(
        f"<table><tr>{'<th>h</th>' * 2}</tr><tr>{f'<td>{cell}</td>' * 2}</tr></table>"
    )
    assert ("record" in found) == stacked


VILLAGES = ("Değirmendere", "Kuzuluk", "Çamlıca", "Soğanlı", "Ilıca", "Yenidere")


def test_a_small_table_of_numbers_stays_a_table():
    """Three columns of short words fit a phone, letters being as wide as they are."""
    heads = "<tr><th>Köy</th><th>Battaniye</th><th>Gıda kolisi</th></tr>"
    rows = "".join(
        f"<tr><td>{village}</td><td>120</td><td>45</td></tr>" for village in VILLAGES
    )
    assert 'class="data"' in mail(f"<table>{heads}{rows}</table>")
    more = rows.replace("<td>45</td>", "<td>45</td><td>Muhtarlık</td>")
    assert 'class="data record"' in mail(f"<table>{heads}{more}</table>")


@given(
    st.lists(
        st.lists(
            st.tuples(
                st.sampled_from(["td", "th"]),
                st.text("ab ", max_size=20),
                st.integers(1, 3),
            ),
            max_size=6,
        ),
        max_size=5,
    )
)
def test_no_word_of_a_table_is_lost(rows):
    """Stacked or not, all words of all cells are there."""
    html = "".join(
        "<tr>"
        + "".join(f'<{tag} colspan="{span}">{text}</{tag}>' for tag, text, span in row)
        + "</tr>"
        for row in rows
    )
    found = fragment_fromstring(mail(f"<table>{html}</table>"), create_parent="div")
    shown = {
        word for cell in found.iter("td", "th") for word in (cell.text or "").split()
    }
    given_words = {word for row in rows for _, text, _ in row for word in text.split()}
    head = next(filter(None, rows), [])
    heads = {word for _, text, _ in head for word in text.split()}
    assert given_words - heads <= shown <= given_words


LONG = "x" * 40


@pytest.mark.parametrize(
    ("html", "word"),
    [
        (f"<p>See {LONG}, or so</p>", f"{LONG},"),
        (f"<p>a <b>b</b> https://a.example/{LONG} c</p>", f"https://a.example/{LONG}"),
        (f"<p><a href='https://a.example/'>{LONG}</a></p>", LONG),
        (f"<p><code>{LONG}</code></p>", LONG),
        ("<ul><li><ul><li>Muvaffakiyetsizleştirici</li></ul></li></ul>", "Muvaffakiyetsizleştirici"),
        ("<table><tr><th>Keepersofthequay</th><th>b</th></tr><tr><td>a</td><td>Keepersofthebridge</td></tr></table>", "Keepersofthebridge"),
        (f"<p>{'ب' * 40} ج</p>", "ب" * 40),
    ],
)  # fmt: skip
def test_a_word_that_no_phone_has_room_for(html, word):
    """It may be broken anywhere; what is around it stays, and no letter is lost or added."""
    found = fragment_fromstring(mail(html), create_parent="div")
    assert word in [span.text for span in found.find_class("breaks")]
    plain = " ".join(found.text_content().split())
    assert plain in " ".join(tree(html).text_content().split()) or "table" in html


def test_code_that_no_phone_has_room_for():
    """It is broken at its right side if it has to be, though its parts are of several colours."""
    for code in (LONG, "a(b)<b>.c(d)</b>" * 4, f"a\n{LONG}"):
        assert '<td class="code breaks">' in mail(f"<pre>b {code}</pre>")
    for code in ("a " * 40, "abc\n" * 20):
        assert '<td class="code">' in mail(f"<pre>{code}</pre>")


@pytest.mark.parametrize(
    "html",
    [
        "<p>Muvaffakiyetsizleştirici</p>",
        f"<p>{'well-tried-' * 9}</p>",
        f"<p>{'橋が雪の下にある。' * 9}</p>",
        f"<p>{'สะพาน' * 20}</p>",
        "<table><tr><td>Keepers</td><td>Bridge</td></tr></table>",
        f"<p><img src='https://a.example/{LONG}' alt='{LONG}'></p>",
    ],
)
def test_a_word_that_fits_or_breaks_by_itself(html):
    """It is left alone."""
    assert "breaks" not in mail(html)


def test_tables_within_tables():
    """The inner ones are stacked too, and nothing is lost."""
    inner = f"<table>{WIDE}</table>"
    found = mail(f"<table>{WIDE.replace('Bridge', inner)}</table>")
    assert found.count("record") == 2
    assert "Quay" in found


def test_a_frame_that_became_a_link_is_a_paragraph():
    """A link between blocks has a line of its own; one among words stays there."""
    link = '<a href="https://v.example/1">The storm</a>'
    assert f"<p>{link}</p><p>b</p>" in mail(f"<p>a</p>{link}<p>b</p>")
    assert f"<div><p>{link}</p></div>" in mail(f"<figure>{link}</figure>")
    for line in (
        f"see {link}",
        f"{link} there",
        f"<b>a</b>{link}",
        f"<div>a {link}</div>",
    ):
        assert f"<p>{link}</p>" not in mail(line)
