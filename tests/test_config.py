"""What `envoi.toml` and its neighbours say, and how mistakes in them are named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envoi.config import KEYS, UNKNOWN, Config, load
from envoi.dialects import Files, detect
from envoi.keys import LISTS, PERMALINK_WORDS
from envoi.language import language_tag
from envoi.model import Author, Layout
from envoi.problems import Exit, Place, Report, Stop
from envoi.table import parse

from .program import fill

FORMATS = ("rss", "atom", "json")
SITE = '[site]\nurl = "https://harbour.example/"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder without anything in it."""
    return tmp_path


def read(
    folder: Path, text: str, report: Report | None = None, url: str = ""
) -> Config:
    """What `text`, as the folder's `envoi.toml`, comes to."""
    (folder / "envoi.toml").write_text(text, encoding="utf-8")
    return load(folder, report or Report(), url=url, formats=FORMATS)


def refused(folder: Path, text: str) -> Stop:
    """Why `text` is refused."""
    with pytest.raises(Stop) as stop:
        read(folder, text)
    assert stop.value.exit is Exit.USAGE
    assert stop.value.problem.hint
    return stop.value


def test_nothing_but_the_address(folder: Path) -> None:
    """With nothing but an address, everything else has a value that works."""
    config = load(folder, Report(), url="https://harbour.example", formats=FORMATS)

    assert config.site.url == "https://harbour.example/"
    assert config.site.title == "harbour.example"
    assert config.site.language == "en"
    assert config.site.zone.key == "UTC"
    assert not config.zone_given
    assert config.roots == ("",)
    assert config.permalink == ""
    assert (config.feeds.limit, config.feeds.full, config.feeds.formats) == (
        20,
        True,
        FORMATS,
    )
    assert config.feeds.languages
    assert config.newsletter.title == "harbour.example"
    assert config.newsletter.name == "harbour.example"
    assert config.newsletter.address == "newsletter@harbour.example"
    assert config.newsletter.theme == "bulletin"
    assert config.newsletter.sections == ()


def test_every_key(folder: Path) -> None:
    """Each key says what it says."""
    (folder / "texts").mkdir()
    config = read(
        folder,
        """\
[site]
title = "Harbour  Relief"
url = "https://harbour.example/blog?x#y"
description = '''
What came in,
what went out.
'''
language = "pt_BR"
timezone = "Europe/Istanbul"
author = ["Ada Rıhtım", "Bo Quay"]
[posts]
folder = "texts"
permalink = "/:year/:month/:day/:slug/"
[feeds]
limit = 0
content = "summary"
formats = ["json", "rss", "json"]
languages = false
[newsletter]
title = "Letters"
from = "Harbour, Inc. <letter@harbour.example>"
reply_to = "Office <office@harbour.example>"
postal_address = '''
1 Quay Street
Harbourtown'''
unsubscribe = "mailto:letter@harbour.example?subject=unsubscribe"
theme = "evening"
[[newsletter.section]]
title = "Press"
tag = "press"
limit = 3
layout = "list"
[[newsletter.section]]
""",
    )

    site, letter = config.site, config.newsletter
    assert site.title == "Harbour Relief"
    assert site.url == "https://harbour.example/blog/"
    assert site.description == "What came in, what went out."
    assert site.language == "pt-BR"
    assert site.zone.key == "Europe/Istanbul"
    assert config.zone_given
    assert site.authors == (Author(name="Ada Rıhtım"), Author(name="Bo Quay"))
    assert config.roots == ("texts",)
    assert config.permalink == "/:year/:month/:day/:slug/"
    assert (config.feeds.limit, config.feeds.full) == (0, False)
    assert config.feeds.formats == ("json", "rss")
    assert not config.feeds.languages
    assert letter.title == "Letters"
    assert (letter.name, letter.address) == ("Harbour, Inc.", "letter@harbour.example")
    assert letter.reply_to == "office@harbour.example"
    assert letter.postal_address == "1 Quay Street\nHarbourtown"
    assert letter.unsubscribe == "mailto:letter@harbour.example?subject=unsubscribe"
    assert letter.theme == "evening"
    press, rest = letter.sections
    assert (press.title, press.filter.tags, press.limit) == ("Press", ("press",), 3)
    assert press.layout is Layout.LIST
    assert (rest.title, rest.filter.tags, rest.limit) == ("", (), 5)
    assert rest.layout is Layout.CARDS


NEEDED = ("site.url", "newsletter.edition.language")


@pytest.mark.parametrize("key", [key for key in KEYS if key not in NEEDED])
def test_every_key_is_optional(folder: Path, key: str) -> None:
    """No key but the address is needed, and no table either; an edition needs its language."""
    head, _, name = key.rpartition(".")
    values = {
        "text": '""',
        "text or list": "[]",
        "number": "1",
        "list": '["rss"]',
        "true or false": "true",
        "true, false or list": "true",
    }
    value = values[KEYS[key].type]
    if name in ("content", "layout"):
        value = '"full"'
    if name in ("type", "pictures"):
        value = {"type": '"serial"', "pictures": '"embed"'}[name]
    brackets = f"[[{head}]]" if head in LISTS else f"[{head}]"
    if head == "newsletter.edition":
        brackets += '\nlanguage = "tr"'
    text = SITE + (
        f"{name} = {value}" if head == "site" else f"{brackets}\n{name}={value}"
    )

    assert read(folder, SITE).site.url == "https://harbour.example/"
    assert read(folder, text).site.url == "https://harbour.example/"


def test_byte_order_mark_and_line_ends(folder: Path) -> None:
    """A byte order mark and the line ends of another system are nothing to complain of."""
    text = SITE.replace("\n", "\r\n")
    (folder / "envoi.toml").write_bytes(b"\xef\xbb\xbf" + text.encode())
    config = load(folder, Report(), formats=FORMATS)

    assert config.site.url == "https://harbour.example/"


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        ('[site]\nurl = "x"\ntitel = "x"\n', 3, "site.titel", "title below [site]"),
        ('url = "x"\n', 1, "url", "url below [site]"),
        ('[feeds]\n\nfrom = "x"\n', 3, "feeds.from", "from below [newsletter]"),
        ("[newsleter]\n", 1, "newsleter", "[newsletter]?"),
        ("[newsletter.sender]\nx = 1", 1, "newsletter.sender", "[newsletter]?"),
        ("[sit.e]\nx = 1", 1, "sit", "[site]?"),
        ("[elsewhere]\nx = 1", 1, "elsewhere", "docs/configuration.md"),
        ("[feeds]\nqwertz = 1", 2, "feeds.qwertz", "docs/configuration.md"),
        (
            "[[newsletter.section]]\nlimit = 1\n[[newsletter.section]]\nlimt = 1\n",
            4,
            "newsletter.section.limt",
            "limit below [[newsletter.section]]",
        ),
        (
            '[newsletter]\nsection = [{title = "x"}, {tagg = "y"}]\n',
            2,
            "newsletter.section.tagg",
            "tag below [[newsletter.section]]",
        ),
        (
            '[newsletter]\npostal_address = """\nA\n[B]\nfrom = 1\n"""\nfrm = "x"\n',
            7,
            "newsletter.frm",
            "from below [newsletter]",
        ),
        ('[[feed]]\ntags = "x"\n', 2, "feed.tags", "tag below [[feed]]?"),
        ("[[feed]]\nlimits = 1\n", 2, "feed.limits", "limit below [[feed]]?"),
        ("[feeds]\ntag = true\n", 2, "feeds.tag", "tags below [feeds]?"),
        ('[podcast]\nauthors = "x"\n', 2, "podcast.authors", "author below [podcast]?"),
        ('[podcast]\nhub = "x"\n', 2, "podcast.hub", "hub below [feeds]?"),
        (
            "[[newsletter.sections]]\nlimit = 1\n",
            1,
            "newsletter.sections",
            "[[newsletter.section]]?",
        ),
        (
            "[newsletter.sections]\nx = 1\n",
            1,
            "newsletter.sections",
            "[[newsletter.section]]?",
        ),
        ("[podcasts]\nx = 1\n", 1, "podcasts", "[podcast]?"),
        ("[[podcasts]]\nx = 1\n", 1, "podcasts", "[podcast]?"),
        ('["site"]\n"titel" = "x"\n', 2, "site.titel", "title below [site]"),
        ('site.titel = "x"\n', 1, "site.titel", "title below [site]"),
    ],
)
def test_unknown_key(
    folder: Path, text: str, line: int, message: str, hint: str
) -> None:
    """An unknown key is named with its line, and with the one that was likely meant."""
    problem = refused(folder, text).problem

    assert str(problem) == f"envoi.toml:{line}: error[config]: unknown key {message}"
    assert hint in problem.hint


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("site.title = 1984", "1984 is not text"),
        ("site.title = true", "true is not text"),
        ("site.title = 2026-11-30", "2026-11-30 is not text"),
        ('site.title = "a\\nBcc: b"', "holds a line end"),
        ('site.title = "a\\u2028b"', "holds a line end"),
        ('site.title = "a\\rb"', "holds the control character U+000D"),
        ('site.title = "a\\u001bb"', "holds the control character U+001B"),
        ('site.title = "a\\uFFFEb"', "holds the control character U+FFFE"),
        ('site.description = "a\\u0000b"', "holds the control character U+0000"),
        ('site.author = ["a", 1]', "is not a list of texts"),
        ('site.author = {name = "a"}', "is not a list of texts"),
        ('site.author = "Ada <ada@harbour.example>"', "holds an e-mail address"),
        ('site.author = ["a\\u0007b"]', "holds the control character U+0007"),
        ('site.language = "Türkçe"', '"Türkçe" is no language'),
        ('site.timezone = "Istanbul"', '"Istanbul" is no zone'),
        ('site.timezone = "../../etc/passwd"', '"../../etc/passwd" is no zone'),
        ('site.timezone = "Europe"', '"Europe" is no zone'),
        ("feeds.limit = -1", "-1 is not a number from 0"),
        ('feeds.limit = "20"', "20 is not a number from 0"),
        ("feeds.limit = true", "true is not a number from 0"),
        ("feeds.limit = 1.5", "1.5 is not a number from 0"),
        ('feeds.content = "some"', '"some" is unknown'),
        ('feeds.formats = ["rdf"]', '"rdf" is unknown'),
        ("feeds.formats = []", "names no format"),
        ('posts.folder = "nowhere"', 'there is no folder "nowhere"'),
        ('posts.folder = ".."', '".." leads out of the folder'),
        ('posts.folder = "/"', '"/" leads out of the folder'),
        ('posts.folder = "link"', '"link" leads out of the folder'),
        ('posts.permalink = "/:yaer/"', ":yaer is unknown"),
        ('posts.permalink = "https://x/:slug"', "is a whole address"),
        ('newsletter.from = "Harbour"', '"Harbour" is no e-mail address'),
        ('newsletter.from = "A <a@b> C <c@d>"', "is no e-mail address"),
        ('newsletter.from = "a@harbour.example, b@c"', "is no e-mail address"),
        ('newsletter.from = "rıhtım@harbour.example"', "is no e-mail address"),
        ('newsletter.from = "A\\nBcc: x@y <a@b>"', "holds a line end"),
        ('newsletter.reply_to = "@"', '"@" is no e-mail address'),
        ('newsletter.unsubscribe = "http://x.example/"', "is no address that a reader"),
        ('newsletter.unsubscribe = "mailto:"', "is no address that a reader"),
        ('newsletter.unsubscribe = "unsubscribe"', "is no address that a reader"),
        ('newsletter.unsubscribe = "{{ unsubscribe_url }}"', "is a placeholder"),
        ('newsletter.unsubscribe = "https://x.example/{{id}}"', "is a placeholder"),
        ('newsletter.unsubscribe = "*|UNSUB|*"', "is a placeholder"),
        ("newsletter.section = 1", "is not a list of tables"),
        ("newsletter.section = {title = 'x'}", "is not a list of tables"),
        ("feeds = 1", "is a table"),
    ],
)
def test_unusable_value(folder: Path, value: str, message: str) -> None:
    """A value of another type, or that cannot be, is named with its line and a remedy."""
    (folder / "link").symlink_to("/")
    key, _, right = value.partition(" = ")
    table, _, name = key.rpartition(".")
    lines = ['site.url = "https://harbour.example/"', ""]
    lines += (
        [f"{key} = {right}"]
        if table in ("", "site")
        else [f"[{table}]", f"{name} = {right}"]
    )

    problem = refused(folder, "\n".join(lines)).problem

    assert problem.place == Place(path="envoi.toml", line=len(lines))
    assert problem.message.startswith(f"{key}: ")
    assert message in problem.message


def test_section_value_is_named_by_its_own_line(folder: Path) -> None:
    """A mistake in the second section carries the line of the second section."""
    section = '[[newsletter.section]]\nlayout = "cards"\n'
    text = f"{SITE}{section}{section.replace('cards', 'tiles')}"

    assert str(refused(folder, text).problem.place) == "envoi.toml:6"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[site\n", 1),
        ("[site]\nurl = https://x\n", 2),
        ('[site]\nurl = "x\n', 2),
        ('[site]\nurl = "x"\nurl = "y"\n', 3),
        (f"x = {'[' * 5000}", 1),
        (f"x = {'9' * 5000}", 1),
    ],
)
def test_not_toml(folder: Path, text: str, line: int) -> None:
    """What is not TOML is named with the line on which it stops to be."""
    problem = refused(folder, text).problem

    assert problem.place == Place(path="envoi.toml", line=line)
    assert problem.message.startswith("is not TOML: ")


def test_not_text(folder: Path) -> None:
    """A file in another encoding, and a folder in its place, are each said in a sentence."""
    (folder / "envoi.toml").write_bytes(b'[site]\ntitle = "R\xfdht\xfdm"\n')
    with pytest.raises(Stop, match="is not UTF-8 text"):
        load(folder, Report(), formats=FORMATS)
    (folder / "envoi.toml").unlink()
    (folder / "envoi.toml").mkdir()
    with pytest.raises(Stop, match="cannot be read") as stop:
        load(folder, Report(), formats=FORMATS)
    assert stop.value.exit is Exit.ENVIRONMENT


@pytest.mark.parametrize(
    "url", ["harbour.example", "ftp://x/", "https://", "https:///x"]
)
def test_address_that_is_none(folder: Path, url: str) -> None:
    """An address that is none is named where it stands; --url stands nowhere."""
    problem = refused(folder, f'[site]\nurl = "{url}"\n').problem
    assert str(problem.place) == "envoi.toml:2"
    assert problem.code == "no-site-url"
    with pytest.raises(Stop) as stop:
        load(folder, Report(), url=url, formats=FORMATS)
    assert stop.value.problem.place is None


def test_no_address(folder: Path) -> None:
    """Without an address the sentence says where to give it."""
    with pytest.raises(Stop) as stop:
        load(folder, Report(), formats=FORMATS)
    assert "--url" in stop.value.problem.hint
    assert "[site] in envoi.toml" in stop.value.problem.hint


def test_what_the_law_wants(folder: Path) -> None:
    """Sender, postal address and way out are each missed where there is a table for them."""
    codes = ["no-sender", "no-postal-address", "no-unsubscribe"]
    for table in ("", 'title = "x"\n', '[[newsletter.section]]\ntag = "x"\n'):
        text = f"{SITE}\n[newsletter]\n{table}"
        lacks = read(folder, text, Report()).newsletter.lacks
        assert [problem.code for problem in lacks] == codes
        assert {p.place for p in lacks} == {Place(path="envoi.toml", line=4)}
        assert all("below [newsletter]" in problem.hint for problem in lacks)


@pytest.mark.parametrize("text", ["", SITE, f"{SITE}\n# [newsletter]\n"])
def test_who_sends_no_letter(folder: Path, text: str) -> None:
    """Without a table for the newsletter nothing is missed; one notice says that there is a draft."""
    config = read(folder, text, Report(), url="https://harbour.example/")

    assert not config.newsletter.given
    (said,) = config.newsletter.lacks
    assert (said.level, said.code) == ("notice", "no-newsletter")
    assert "[newsletter]" in said.hint


@pytest.mark.parametrize(
    ("typed", "name", "address"),
    [
        ("a@b.example", "harbour.example", "a@b.example"),
        ("<a@b.example>", "harbour.example", "a@b.example"),
        ('\\"Ada, Bo\\" <a@b.example>', "Ada, Bo", "a@b.example"),
        ("Ada & Bo: news <a.b+c@b.example>", "Ada & Bo: news", "a.b+c@b.example"),
        ("Öğle <a@öğle.example>", "Öğle", "a@öğle.example"),
    ],
)
def test_sender(folder: Path, typed: str, name: str, address: str) -> None:
    """`from` is a name and an address, or an address; the name may hold what people write."""
    letter = read(folder, f'{SITE}[newsletter]\nfrom = "{typed}"\n').newsletter

    assert (letter.name, letter.address) == (name, address)


@pytest.mark.parametrize(
    ("typed", "profile"),
    [
        ("{{ unsubscribe_url }}", 'profile = "buttondown" or "kit"'),
        ("*|UNSUB|*", 'profile = "mailchimp"'),
        ("[unsubscribe]", 'profile = "sendy"'),
        ("{{ leave }}", 'profile = "…"'),
        ("${leave}", 'profile = "…"'),
    ],
)
def test_placeholder_names_its_service(folder: Path, typed: str, profile: str) -> None:
    """Who types a placeholder is told which profile fills it in."""
    stop = refused(folder, f'{SITE}[newsletter]\nunsubscribe = "{typed}"\n')

    assert profile in stop.problem.hint


def test_profile(folder: Path) -> None:
    """A service has its own way out, and some a postal address; that of the command line wins."""
    text = f'{SITE}[newsletter]\nfrom = "a@b.example"\nprofile = "Kit"\n'
    kit = read(folder, text).newsletter
    mailchimp = load(folder, Report(), formats=FORMATS, profile="mailchimp").newsletter

    assert (kit.profile, kit.way_out) == ("kit", "{{ unsubscribe_url }}")
    assert [problem.code for problem in kit.lacks] == ["no-postal-address"]
    assert (mailchimp.profile, mailchimp.lacks) == ("mailchimp", ())
    assert mailchimp.whereabouts == "*|LIST:ADDRESSLINE|*"


def test_unknown_profile(folder: Path) -> None:
    """An unknown service is named with its line and the nearest one, or with all of them."""
    stop = refused(folder, f'{SITE}[newsletter]\nprofile = "mailchip"\n')
    assert stop.problem.hint == "did you mean mailchimp?"
    assert stop.problem.place == Place(path="envoi.toml", line=4)
    assert "brevo, buttondown" in (
        refused(folder, f'{SITE}[newsletter]\nprofile = "x"\n').problem.hint
    )
    (folder / "envoi.toml").write_text(SITE, encoding="utf-8")
    with pytest.raises(Stop) as asked:
        load(folder, Report(), formats=FORMATS, profile="gost")
    assert asked.value.problem.code == "profile"
    assert asked.value.problem.hint == "did you mean ghost?"


def test_greeting(folder: Path) -> None:
    """Where nobody knows the reader's name, a greeting by name is left out, and that is said."""
    text = f'{SITE}[newsletter]\ngreeting = "Dear {{name}},"\n'
    plain = read(folder, text).newsletter
    served = read(folder, f'{text}profile = "kit"\n').newsletter
    nameless = read(folder, text.replace("Dear {name}", "Hello")).newsletter

    assert plain.greeting == ""
    assert (
        "nothing fills in the reader's name, so the letter begins without the greeting"
        in [problem.message for problem in plain.lacks]
    )
    assert served.greeting == "Dear {name},"
    assert nameless.greeting == "Hello,"


def test_posts_folder(folder: Path) -> None:
    """`posts/` is taken if it is there, unless it is a link that leads out of the folder."""
    (folder / "site" / "posts").mkdir(parents=True)
    assert read(folder / "site", SITE).roots == ("posts",)
    (folder / "other").mkdir()
    (folder / "other" / "posts").symlink_to(folder / "site")
    assert '"posts" leads out' in refused(folder / "other", SITE).problem.message


@given(
    st.dictionaries(
        st.sampled_from([*KEYS, "site", "newsletter.section", "x.y"]),
        st.sampled_from(
            ['"x"', '"a@b.example"', "1", "[]", "{}", "[{}]", '["rss"]', "1.0"]
        ),
        max_size=4,
    )
)
def test_any_values(values: dict[str, str]) -> None:
    """Whatever is written, the file is read, or refused at a line that it has."""
    text = "".join(f"{key} = {value}\n" for key, value in values.items())
    try:
        parse(text)
        place = Place(path="envoi.toml", line=1)
    except Stop as stop:
        place = stop.problem.place or Place(path="")
    assert place.path == "envoi.toml"
    assert 1 <= place.line <= max(len(values), 1)


@pytest.mark.parametrize(
    ("name", "text", "url"),
    [
        (
            "_config.yml",
            'title: Harbour Relief\nurl: "https://harbour.example"\nbaseurl: /blog\nlang: tr\n',
            "https://harbour.example/blog",
        ),
        ("hugo.toml", "baseURL = 'https://h.example/'\ntitle='Harbour Relief'\nlanguageCode='tr'\n", "https://h.example/"),
        ("hugo.yaml", "baseURL: https://h.example/\ntitle: Harbour Relief\nlanguageCode: tr\n", "https://h.example/"),
        ("config.toml", "base_url = 'https://h.example'\ntitle='Harbour Relief'\ndefault_language='tr'\n", "https://h.example"),
        ("config.yaml", "baseURL: https://h.example/\ntitle: Harbour Relief\nlanguageCode: tr\n", "https://h.example/"),
        ("_config.yml", "title: Harbour\n  Relief\nurl: https://h.example\nlanguage:\n- tr\n- en\n", "https://h.example"),
    ],
)  # fmt: skip
def test_neighbour(folder: Path, name: str, text: str, url: str) -> None:
    """The configuration of a site generator tells title, address and language."""
    (folder / name).write_text(text, encoding="utf-8")
    report = Report()
    config = load(folder, report, formats=FORMATS)

    assert config.site.title == "Harbour Relief"
    assert config.site.url.rstrip("/") == url.rstrip("/")
    assert config.site.language == "tr"
    for key in ("site.title", "site.url", "site.language", "posts.dialect"):
        assert config.sources[key] == name
    assert "site.timezone" not in config.sources
    assert list(report) == []


def test_who_says_what(folder: Path) -> None:
    """Each key is known by who gave it: the option, envoi.toml, the neighbour, or nobody."""
    (folder / "_config.yml").write_text("title: Theirs\nurl: https://theirs.example\n")
    config = read(folder, '[site]\nlanguage = "tr"\n', url="https://mine.example")

    assert config.sources["site.url"] == "--url"
    assert config.sources["site.language"] == "envoi.toml"
    assert config.sources["site.title"] == "_config.yml"
    assert config.sources["posts.dialect"] == "_config.yml"
    assert "site.author" not in config.sources


def test_lenient(folder: Path) -> None:
    """Who only wants to look gets an address that is nobody's where none is given, and each one that is."""
    config = load(folder, Report(), formats=FORMATS, lenient=True)
    assert config.site.url == UNKNOWN
    assert "site.url" not in config.sources
    (folder / "envoi.toml").write_text(SITE)
    config = load(folder, Report(), formats=FORMATS, lenient=True)
    assert config.site.url == "https://harbour.example/"


def test_site_in_a_folder(folder: Path) -> None:
    """A repository whose site lives below it is told where; who named the posts is not."""
    fill(
        folder, {"website/_config.yml": "title: Theirs\nurl: https://theirs.example\n"}
    )
    with pytest.raises(Stop) as stop:
        load(folder, Report(), formats=FORMATS)
    assert stop.value.problem.code == "no-site-url"
    assert stop.value.problem.hint.endswith(f"envoi build {folder}/website")
    assert read(folder, SITE).inside == "website"
    assert read(folder, f'{SITE}[posts]\nfolder = "website"\n').inside == ""
    assert read(folder, f'{SITE}[posts]\ndialect = "plain"\n').inside == ""


def test_own_words_win(folder: Path) -> None:
    """What envoi.toml or --url say wins over a neighbour, which then fills in the rest."""
    (folder / "_config.yml").write_text("title: Theirs\nurl: https://theirs.example\n")
    mine = read(folder, '[site]\ntitle = "Mine"\n').site
    assert (mine.title, mine.url) == ("Mine", "https://theirs.example/")
    site = read(folder, "", url="https://mine.example").site
    assert (site.title, site.url) == ("Theirs", "https://mine.example/")
    site = read(folder, SITE).site
    assert (site.title, site.url) == ("Theirs", "https://harbour.example/")


@pytest.mark.parametrize(
    "name", ["_config.yml", "hugo.toml", "hugo.yaml", "config.toml", "config.yaml"]
)
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[",
        b"- a\n",
        b"{",
        b"title: [",
        b"a: &a [*a]\n",
        b"[" * 10_000,
        b"x = 1\n",
    ],
)
def test_unreadable_neighbour(folder: Path, name: str, content: bytes) -> None:
    """A neighbour that cannot be read, or says nothing, is passed over."""
    (folder / name).write_bytes(content)

    assert not detect(Files(folder)).facts


def test_hostile_neighbour(folder: Path) -> None:
    """What a neighbour says comes as plain lines, and only what can be used."""
    (folder / "_config.yml").write_text(
        'title: "a\\e[31m\\nb"\nurl: javascript:x\nlanguage: "x\\ny"\ndescription: {a: b}\n'
    )

    facts = detect(Files(folder)).facts
    assert {key: fact.value for key, fact in facts.items()} == {
        "site.title": "a [31m b"
    }


@given(st.text(st.sampled_from("aZ09-_ \n"), max_size=12))
def test_language_tag(typed: str) -> None:
    """A language tag comes out as one, or as nothing."""
    assert re.fullmatch(r"|[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*", language_tag(typed))


def test_permalink_words_are_those_of_posts(folder: Path) -> None:
    """Each word that a permalink may hold is filled in."""
    from datetime import UTC, datetime

    from envoi import catalogue, posts

    pattern = "".join(f"/:{word}" for word in PERMALINK_WORDS)
    config = read(folder, f'{SITE}[posts]\npermalink = "{pattern}"\n')
    (folder / "quay.md").write_text("---\ndate: 2026-11-20\n---\n\n# Quay\n")
    now, report = datetime(2026, 11, 30, tzinfo=UTC), Report()
    found = posts.read(config, now, folder / "public", report, lambda _, paths: paths)
    url = catalogue.arrange(found, config.site, True, report).posts[0].url

    assert ":" not in url.removeprefix("https:")
    assert url.endswith("/quay/quay/quay/2026/11/20/en")


def test_neighbour_in_html(folder: Path) -> None:
    """Titles and descriptions of a site are plain text, whatever HTML its configuration holds."""
    (folder / "_config.yml").write_text(
        "title: The <em>quay</em> &amp; co\nurl: https://h.example\n"
        'description: "<p>News, 3 < 4</p>"\n'
    )
    site = read(folder, "").site

    assert site.title == "The quay & co"
    assert site.description == "News, 3 < 4"
