"""A good letter, of which nobody complains, and one change to it that some reader would suffer from."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envoi.check import letters
from envoi.check.letters import RULES, contrast, support
from envoi.check.letters.cascade import runs
from envoi.check.letters.colours import BLACK, WHITE, inverted, read
from envoi.check.letters.letter import Letter
from envoi.check.subject import Finding
from envoi.letterhead import NewsletterConfig
from envoi.problems import Level

from .letter_samples import HTML, TEXT, mail

ERROR, WARNING, NOTICE = Level.ERROR, Level.WARNING, Level.NOTICE
SITE = "https://harbour.example/"
SETTINGS = NewsletterConfig(
    title="The harbour",
    name="Harbour",
    address="letter@harbour.example",
    postal_address="1 Quay Street, Harbourtown",
    unsubscribe="https://harbour.example/unsubscribe",
)
POST = "Of ropes, with a map of https://maps.example/quay"


def letter(html: str = HTML, text: str = TEXT, message: str = "") -> Letter:
    """A letter to judge; its message says what the other files say unless it is given."""
    return Letter(
        html=html.encode(),
        text=text.encode(),
        mail=(message or mail(html, text)).encode(),
        site=SITE,
        settings=SETTINGS,
        posts=frozenset({"https://harbour.example/quay/"}),
        source=lambda url: POST if url else "",
    )


def told(one: Letter) -> list[tuple[str, str, Level]]:
    """The file, the code and the level of all that is said of a letter."""
    return [(name, found.code, found.level) for name, found in letters.judged(one)]


def changed(file: str, old: str, new: str) -> Letter:
    """The good letter with one change to one of its files."""
    files = {"letter.html": HTML, "letter.txt": TEXT, "letter.eml": mail()}
    assert old in files[file]
    files[file] = files[file].replace(old, new, 1)
    if file == "letter.eml":
        return letter(message=files[file])
    return letter(files["letter.html"], files["letter.txt"])


END = "</td></tr></table>\n</div>"
"""Where the frame of the letter ends."""

PICTURE = '<img src="https://harbour.example/a.png" alt="A rope" width="9" height="9">'
HEAD = "</head>"
SUBJECT = "Subject: News of the quay"


def styled(css: str) -> str:
    """One more style sheet at the end of the head."""
    return f"<style>{css}</style></head>"


HTML_MUTATIONS = [
    # size
    ("</body>", f"<!-- {'x' * 100_000} --></body>", "letter-size", ERROR),
    (HEAD, styled("p{margin:0}" * 1500), "letter-size", ERROR),
    # what mail programs know
    ("max-width:100%", "max-width:100%;object-fit:cover", "letter-support", WARNING),
    ("padding:24px", "padding:1rem", "letter-support", WARNING),
    ("padding:24px", "padding:calc(1px + 2px)", "letter-support", WARNING),
    ("padding:24px", "display:flex", "letter-support", WARNING),
    ("padding:24px", "padding:24px;position:absolute", "letter-support", WARNING),
    ("padding:24px", "margin-inline-start:24px", "letter-support", WARNING),
    (HEAD, styled("p:nth-child(2){margin:0}"), "letter-support", WARNING),
    (HEAD, styled("p::before{content:none}"), "letter-support", WARNING),
    (HEAD, styled("@font-face{font-family:x;src:url(https://harbour.example/x.woff)}"), "letter-support", WARNING),
    (HEAD, styled("@supports (gap:1px){p{margin:0}}"), "letter-support", WARNING),
    (HEAD, styled("@media (hover:hover){p{margin:0}}"), "letter-support", WARNING),
    (HEAD, styled(".edge > p{margin:0}"), "letter-support", WARNING),
    (HEAD, styled(":root{--ink:#1d2529}"), "letter-support", WARNING),
    ("boat.jpg", "boat.webp", "letter-support", WARNING),
    ("boat.jpg", "boat.svg", "letter-support", WARNING),
    ('alt="A grey boat', 'srcset="https://harbour.example/b.jpg 2x" alt="A grey boat', "letter-support", WARNING),
    ("<p>The first", '<p id="top"><a href="#top">Top</a> The first', "letter-support", WARNING),
    ("<p>The first", "<section>x</section><p>The first", "letter-support", WARNING),
    # Gmail
    (END, f"<svg></svg>{END}", "letter-gmail", ERROR),
    (HEAD, f'<link rel="stylesheet" href="https://harbour.example/a.css">{HEAD}', "letter-gmail", ERROR),
    (END, f"<picture>{PICTURE}</picture>{END}", "letter-gmail", ERROR),
    (HEAD, styled("@media screen{@media (max-width:9px){p{margin:0}}}"), "letter-gmail", ERROR),
    (HEAD, styled("/* x */p{margin:0}"), "letter-gmail", WARNING),
    (HEAD, styled("p{margin:0!important}"), "letter-gmail", WARNING),
    (HEAD, styled("p{margin:0 !IMPORTANT}"), "letter-gmail", WARNING),
    ("padding:24px", "padding:24px !important", "letter-gmail", WARNING),
    ("color:#1d2529", "color:rgb(29 37 41)", "letter-gmail", ERROR),
    ("color:#1d2529", "color:hwb(200 10% 80%)", "letter-gmail", ERROR),
    ("padding:24px", "background:#f2f0ea url(https://harbour.example/a.png)", "letter-gmail", WARNING),
    ("<body", '<body background="https://harbour.example/a.png"', "letter-gmail", WARNING),
    (END, f"<style>p{{margin:0}}</style>{END}", "letter-gmail", ERROR),
    # what nobody shows
    (END, f'<p style="display:none">viagra</p>{END}', "letter-hidden", ERROR),
    (END, f'<p style="font-size:0">viagra</p>{END}', "letter-hidden", ERROR),
    (END, f"<p hidden>viagra</p>{END}", "letter-hidden", ERROR),
    (HEAD, styled(".muted{display:none}"), "letter-hidden", ERROR),
    # what works nowhere
    ("</body>", "<script>x</script></body>", "letter-html", ERROR),
    ("</body>", "<form></form></body>", "letter-html", ERROR),
    ("</body>", "<iframe></iframe></body>", "letter-html", ERROR),
    ("</body>", "<video></video></body>", "letter-html", ERROR),
    ("</body>", "<object></object></body>", "letter-html", ERROR),
    ("<p>The", '<p onclick="x">The', "letter-html", ERROR),
    ("<title>News of the quay", "<title>", "letter-html", WARNING),
    ("</h1>", "</h3>", "letter-html", WARNING),
    # languages and frame
    ('<html lang="en"', "<html", "letter-language", WARNING),
    ('<html lang="en" dir="ltr"', '<html lang="en"', "letter-language", WARNING),
    ('quay" lang="en"', 'quay"', "letter-language", WARNING),
    ('quay" lang="en" dir="ltr"', 'quay" lang="en"', "letter-language", WARNING),
    ("<p>The", '<p lang="english">The', "letter-language", WARNING),
    ("<p>The", '<p dir="left">The', "letter-language", WARNING),
    ('role="article"', "", "letter-structure", WARNING),
    ('aria-label="News of the quay"', "", "letter-structure", WARNING),
    # tables
    ('<table role="presentation"', "<table", "letter-structure", WARNING),
    ('<table border="1"', '<table role="presentation" border="1"', "letter-structure", WARNING),
    ('<th scope="col">What</th><th scope="col">', "<td>What</td><th>", "letter-structure", WARNING),
    # headings
    ("<h1", "<h1>Again</h1><h1", "letter-structure", WARNING),
    ("<p>The", "<h4>x</h4><p>The", "letter-structure", WARNING),
    ("<p>The", "<h3></h3><p>The", "letter-structure", WARNING),
    ('<h1 class="ink" style="font-size:30px;color:#1d2529">The harbour</h1>', "", "letter-structure", WARNING),
    # pictures
    ('alt="A grey boat at the quay" ', "", "letter-alt", WARNING),
    ('alt="A grey boat at the quay"', 'alt=""', "letter-alt", NOTICE),
    ('width="536" ', "", "letter-picture", WARNING),
    ('width="536"', 'width="1200"', "letter-picture", WARNING),
    ("https://harbour.example/boat.jpg", "", "letter-picture", ERROR),
    ("https://harbour.example/boat.jpg", "data:image/png;base64,iVBORw0KGgo=", "letter-picture", WARNING),
    (END, f"{PICTURE * 60}{END}", "letter-picture", WARNING),
    (END, f'<img src="https://harbour.example/o.gif" alt="" width="1" height="1">{END}', "letter-pixel", ERROR),
    # texts that cannot be read
    ("color:#1d2529", "color:#9aa0a2", "letter-contrast", WARNING),
    ("background-color:#f1f4f1", "background-color:#777777", "letter-contrast", WARNING),
    ("background-color:#f1f4f1", "background-color:#f1f4f1;background:#777777", "letter-contrast", WARNING),
    (".muted{color:#aeb1ad", ".muted{color:#555555", "letter-contrast", WARNING),
    ("font-size:14px;color:#585f60;", "font-size:12px;color:#585f60;", "letter-text-size", WARNING),
    ("<p>The first", "<p><small>noon</small> The first", "letter-text-size", WARNING),
    (".edge{padding:8px !important}", ".muted{font-size:11px !important}", "letter-text-size", WARNING),
    # links
    ("https://maps.example/quay", "/quay", "letter-link", ERROR),
    ("https://maps.example/quay", "", "letter-link", ERROR),
    ("https://maps.example/quay", "#", "letter-link", ERROR),
    ("https://maps.example/quay", "#none", "letter-link", ERROR),
    ("https://maps.example/quay", "javascript:x()", "letter-link", ERROR),
    ("https://maps.example/quay", "http://localhost:1313/quay", "letter-link", ERROR),
    ("https://maps.example/quay", "http://192.168.1.4/quay", "letter-link", ERROR),
    ("https://maps.example/quay", "file:///home/a/quay.html", "letter-link", ERROR),
    ("https://maps.example/quay", "https:///quay", "letter-link", ERROR),
    ("https://maps.example/quay", "https://maps.example/the quay", "letter-link", WARNING),
    ("https://harbour.example/quay/", "http://harbour.example/quay/", "letter-http", WARNING),
    ("https://harbour.example/boat.jpg", "http://harbour.example/boat.jpg", "letter-http", WARNING),
    ("map of the quay</a>", "</a>", "letter-link-text", ERROR),
    ("map of the quay</a>", "Read more …</a>", "letter-link-text", WARNING),
    ("map of the quay</a>", "buraya tıklayın</a>", "letter-link-text", WARNING),
    ("map of the quay</a>", "The first boat of the winter</a>", "letter-link-text", NOTICE),
    # who is asked
    ("https://harbour.example/boat.jpg", "https://pictures.example/boat.jpg", "letter-host", NOTICE),
    ("https://harbour.example/boat.jpg", "https://pictures.example/boat.jpg", "letter-host", WARNING),
    # the law
    ("1 Quay Street, ", "", "letter-footer", WARNING),
    ('<a href="https://harbour.example/unsubscribe"', '<a href="https://harbour.example/leave"', "letter-footer", WARNING),
    # words
    ("Ropes, and the first boat of the winter", "News of the Quay", "letter-preheader", WARNING),
]  # fmt: skip
TEXT_MUTATIONS = [
    ("[1] https://maps.example/quay", "", "letter-link", WARNING),
    ("[1] https", "[1] https://other.example/ https", "letter-link", WARNING),
    ("1 Quay Street", "1 Street", "letter-footer", WARNING),
    ("harbour.example/unsubscribe", "harbour.example/", "letter-footer", WARNING),
    (TEXT[: TEXT.index("[1]")], "Read it in your browser.\n", "letter-text", WARNING),
    ("--", f"{' '.join(f'quay{number}' for number in range(99))}\n--", "letter-text", WARNING),
]  # fmt: skip
MAIL_MUTATIONS = [
    ("From: Harbour <letter@harbour.example>\r\n", "", "letter-mail", ERROR),
    ("From: Harbour <", "From: a@a.example, Harbour <", "letter-mail", ERROR),
    ("From: Harbour <letter@", "From: Harbour <noreply@", "letter-mail", WARNING),
    ("To: The", "From: a@a.example\r\nTo: The", "letter-mail", ERROR),
    (f"{SUBJECT}\r\n", "", "letter-mail", ERROR),
    ("Date: Fri, 20 Nov", "Date: 20 of Nov", "letter-mail", ERROR),
    ("2026 09:00:00 +0300", "2026 09:00:00", "letter-mail", ERROR),
    ("Message-ID: <20261120.1@harbour.example>", "Message-ID: <20261120.1>", "letter-mail", ERROR),
    ("Message-ID:", "X-Message-ID:", "letter-mail", ERROR),
    ("List-Id:", "X-List-Id:", "letter-mail", WARNING),
    ("<newsletter.harbour.example>", "newsletter", "letter-mail", ERROR),
    ("List-Unsubscribe:", "X-List-Unsubscribe:", "letter-mail", WARNING),
    ("<https://harbour.example/unsubscribe>", "https://harbour.example/unsubscribe", "letter-mail", ERROR),
    ("List-Unsubscribe-Post: List-Unsubscribe=One-Click", "X-One: Click", "letter-mail", WARNING),
    ("<https://harbour.example/unsubscribe>", "<mailto:leave@harbour.example>", "letter-mail", ERROR),
    ("Content-Type: text/html", "Content-Type: text/rtf", "letter-mail", ERROR),
    ("Content-Type: text/plain", "Content-Type: text/html", "letter-mail", ERROR),
    ('charset="utf-8"', 'charset="iso-8859-9"', "letter-mail", ERROR),
    ("whole", "half", "letter-mail", WARNING),
    ("\r\nTo:", "\nTo:", "letter-mail", ERROR),
    ("To: The", f"X-Long: {'x' * 991}\r\nTo: The", "letter-mail", ERROR),
    (SUBJECT, "Subject: Kıyı", "letter-mail", ERROR),
    (SUBJECT, f"Subject: =?utf-8?q?{'a' * 64}?=", "letter-mail", ERROR),
    ("<https://harbour.example/unsubscribe>", "=?utf-8?q?=3Chttps=3A//a.example/=3E?=", "letter-mail", ERROR),
    ("The first boat came in at noon", f"{'x' * 40} The first boat came in at noon", "letter-mail", ERROR),
    (SUBJECT, "Subject: NEWS OF THE QUAY", "letter-subject", WARNING),
    (SUBJECT, "Subject: News of the quay!!!", "letter-subject", WARNING),
    (SUBJECT, "Subject: Re: News of the quay", "letter-subject", WARNING),
    (SUBJECT, f"Subject: News of the{' quay' * 25}", "letter-subject", NOTICE),
]  # fmt: skip
MUTATIONS = [
    (file, *one)
    for file, some in (
        ("letter.html", HTML_MUTATIONS),
        ("letter.txt", TEXT_MUTATIONS),
        ("letter.eml", MAIL_MUTATIONS),
    )
    for one in some
]
BARE = '<html lang="en"><body><img src="https://harbour.example/a.png" alt="Prices"></body></html>'


def test_good_letter() -> None:
    """A good letter is not complained of."""
    assert told(letter()) == []


@pytest.mark.parametrize(("file", "old", "new", "code", "level"), MUTATIONS)
def test_bad_letter(file: str, old: str, new: str, code: str, level: Level) -> None:
    """What somebody would suffer from is found, in the file in which it is."""
    assert (file, code, level) in told(changed(file, old, new))


def test_every_rule_is_broken_by_a_letter() -> None:
    """No rule is silent on all of the bad letters."""
    large = letter(message=mail() + "x" * 10_000_000)
    bad = [changed(file, old, new) for file, old, new, *_ in MUTATIONS]
    bad += [large, letter(html=BARE)]

    silent = [
        rule
        for rules in RULES.values()
        for rule in rules
        if not any(True for one in bad for _ in rule(one))
    ]

    assert silent == []


def found(one: Letter, code: str) -> list[Finding]:
    """All findings of one code."""
    return [finding for _, finding in letters.judged(one) if finding.code == code]


@pytest.mark.parametrize(
    "placeholder",
    [
        "{{ unsubscribe_url }}", "{{{RESEND_UNSUBSCRIBE_URL}}}", "*|UNSUB|*", "[unsubscribe]", "{$unsubscribe}",
        "%%{unsubscribe_url}%%", "&lt;%asm_group_unsubscribe_raw_url%&gt;", "%unsubscribe_url%",
    ],
)  # fmt: skip
def test_placeholders_of_services(placeholder: str) -> None:
    """What a mailing service fills in stands for an address, and for the way out."""
    plain = placeholder.replace("&lt;", "<").replace("&gt;", ">")
    html = HTML.replace("https://harbour.example/unsubscribe", placeholder)
    text = TEXT.replace("https://harbour.example/unsubscribe", plain)

    assert told(letter(html, text)) == []


def test_what_listmonk_leaves_as_it_is() -> None:
    """A text in quotes that a service is told to write out is judged as it will be."""
    html = HTML.replace(
        "</head>",
        r'{{ Safe "<!--[if mso]>\n<style>p{x:y}</style><![endif]-->" }}</head>',
    )
    text = TEXT.replace("[1] https://maps", '{{ Safe "[1] <https:" }}//maps')

    assert told(letter(html, text)) == []


def test_nobody_who_never_spoke_of_a_newsletter_is_asked_for_a_footer() -> None:
    """Without a configuration, no address and no way out is missed."""
    html = HTML.replace("1 Quay Street, Harbourtown", "").replace("unsubscribe", "x")

    assert found(letter(html), "letter-footer")
    assert not found(Letter(html=html.encode(), site=SITE), "letter-footer")


def test_an_anchor_that_is_there() -> None:
    """A link within the letter leads somewhere, though not in every program."""
    html = HTML.replace("<p>The", '<p><a href="#end">End</a><a name="end"></a> The')

    assert [(one.code, one.level) for _, one in letters.judged(letter(html))] == [
        ("letter-support", WARNING)
    ]


@pytest.mark.parametrize("around", ["`{}`", "(`{}`),", "`{}`-like", "*{}*", "_{}_.", "“{}”", "{}!"])  # fmt: skip
def test_an_address_in_the_words_ends_where_it_ends(around: str) -> None:
    """A mark or a sign behind an address in the plain part is none of its letters."""
    address = "https://harbour.example/of/ropes"
    html = HTML.replace("at noon", f"at <b>{address}</b> at noon")
    text = TEXT.replace("at noon", f"at {around.format(address)} at noon")

    assert found(letter(html, text), "letter-link") == []


def test_what_is_for_outlook_alone() -> None:
    """A comment with a condition is read by Outlook only, and is not judged by the rules of others."""
    mso = "<!--[if mso]><style>@font-face{x:y}p{margin-inline:0}</style><table><tr><td><![endif]-->"

    assert told(letter(HTML.replace("</head>", f"{mso}</head>"))) == []


def test_pictures_alone() -> None:
    """A letter of pictures says nothing to those who do not see them."""
    assert found(letter(BARE), "letter-text")[0].message.startswith("shows pictures")


def test_a_name_in_every_language() -> None:
    """Turkish capitals and Arabic letters are compared as they are read."""
    html = HTML.replace("ropes and lamps", "İPLİK ve IŞIK, حبال ومصابيح")
    text = TEXT.replace("ropes and lamps", "iplik ve ışık, حبال ومصابيح")

    assert told(letter(html, text)) == []


@pytest.mark.parametrize(
    ("dark", "ink", "ground"),
    [(False, "#585f60", "#f1f4f1"), (True, "#aeb1ad", "#252c2e")],
)
def test_cascade(dark: bool, ink: str, ground: str) -> None:
    """Each text has the colours that a mail program paints it with, and those around it where it has none."""
    one = letter()
    shown = {run.text.strip(): run for run in runs(one, dark=dark, width=800)}

    footer = shown["1 Quay Street, Harbourtown"]
    assert (str(footer.colour), str(footer.background)) == (ink, ground)
    noon = next(run for text, run in shown.items() if "noon" in text)
    assert str(noon.background) == ("#14181a" if dark else "#f2f0ea")
    assert (footer.size, noon.size, shown["What"].bold) == (14, 16, True)
    assert shown["Ropes, and the first boat of the winter"].hidden


def test_a_letter_that_never_heard_of_dark() -> None:
    """Without `color-scheme`, a page stays white in the dark, and its links stay blue."""
    one = Letter(html=b'<p>Ink <a href="https://a.example/">link</a></p>')

    ink, link = runs(one, dark=True, width=800)

    assert (str(ink.colour), str(ink.background)) == ("#000000", "#ffffff")
    assert str(link.colour) == "#0000ee"


def test_inverting() -> None:
    """Light becomes dark, what is in the middle stays, and a hue is kept."""
    assert (str(inverted(WHITE)), str(inverted(BLACK))) == ("#000000", "#ffffff")
    middle = read("#777777")
    assert middle
    assert str(inverted(middle[0])) == "#777777"
    red = read("#4a0000")
    assert red
    light = inverted(red[0])
    assert light.red > light.green
    assert light.red > 0.9


def test_contrast_of_large_text() -> None:
    """Large text needs less."""
    grey = HTML.replace("color:#1d2529", "color:#808080").replace(".ink{color:#e9e6df", ".ink{color:#808080")  # fmt: skip

    said = found(letter(grey), "letter-contrast")

    assert said
    assert not any("The harbour" in one.message for one in said)
    assert contrast.SMALLEST == 14


def test_the_data_of_caniemail() -> None:
    """It is there with its source and licence, and each enhancement that is let pass is one of its features."""
    data = support.data()

    assert len(data["clients"]) == 15
    assert len(data["features"]) > 300
    assert all(
        len(one["values"]) == len(data["clients"])
        and set(one["values"]) <= set("yanu-")
        for one in data["features"].values()
    )
    assert data["commit"]
    assert data["license"].startswith("MIT")
    assert support.GRACEFUL.keys() - data["features"].keys() == set()


@given(st.lists(st.sampled_from(re.findall(r"<[^>]*>|[^<]+", HTML)), max_size=40))
def test_any_page(parts: list[str]) -> None:
    """However the pieces of a page are put together, it is judged, and alike each time."""
    one, same = (Letter(html="".join(parts).encode(), site=SITE) for _ in range(2))

    assert told(one) == told(same)


def test_any_bytes() -> None:
    """Whatever is in the files, it is judged, not stumbled over."""
    for data in (
        b"",
        b"\xff\x00",
        b"<" * 5000,
        b"<div>" * 3000,
        b"<style>@media{{{",
        b"<p style='a:b;;}{'",
    ):
        one = Letter(html=data, text=data, mail=data, site=SITE, settings=SETTINGS)

        assert told(one)
