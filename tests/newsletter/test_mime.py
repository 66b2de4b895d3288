"""The .eml: what is in its headers and parts, and what holds for every byte of it."""

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.policy import default
from email.quoprimime import body_encode
from email.utils import parseaddr

import fast_mail_parser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envoi.addresses import ascii_host
from envoi.model import Letter, Sender
from envoi.newsletter.mime import _quoted, message
from envoi.problems import Exit, Stop

SITE = "https://relief.example.org/blog/"
SENDER = Sender(
    name="Fener Mektupları",
    address="mektup@relief.example.org",
    reply_to="soru@relief.example.org",
    postal_address="12 Harbour Street",
    unsubscribe="https://relief.example.org/leave?list=1",
    archive="https://relief.example.org/newsletter/",
)
LETTER = Letter(
    title="Fener Mektupları",
    subject="İlk kar",
    html='<!doctype html>\n<html lang="tr"><body><p>Kar yağdı.</p></body></html>\n',
    text="Kar yağdı.\n\n-- \nHoşça kal\n",
    language="tr",
    date=datetime(2026, 11, 12, 9, tzinfo=timezone(timedelta(hours=3))),
    url="https://relief.example.org/newsletter/next/",
    key="3f9a0c11d2",
    sender=SENDER,
)
HEADERS = """
    From To Reply-To Subject Date Message-ID List-Id List-Unsubscribe
    List-Unsubscribe-Post List-Archive Archived-At Auto-Submitted
    X-Auto-Response-Suppress Content-Language MIME-Version Content-Type
"""
ONCE = HEADERS.split()


def sent_by(**more: str) -> Letter:
    """The letter from a sender of which something else is said."""
    return replace(LETTER, sender=replace(SENDER, **more))


def written(letter: Letter = LETTER) -> bytes:
    """The bytes of the letter's .eml."""
    return message(letter, site_url=SITE)


def parsed(letter: Letter = LETTER) -> EmailMessage:
    """The letter as Python's newer parser reads it."""
    mail = message_from_bytes(written(letter), policy=default)
    assert isinstance(mail, EmailMessage)
    assert mail.defects == []
    return mail


def contents(letter: Letter) -> list[str]:
    """What is in the parts of the letter, with the line ends of a letter."""
    parts = message_from_bytes(written(letter)).get_payload()
    return [
        part.get_payload(decode=True).decode().replace("\r\n", "\n") for part in parts
    ]


def legacy(letter: Letter = LETTER) -> Message:
    """The letter as Python's older parser reads it, headers still encoded."""
    return message_from_bytes(written(letter))


def decoded(mail: Message, name: str) -> str:
    """A header with its encoded-words put into characters."""
    return str(make_header(decode_header(re.sub(r"\r?\n", "", mail[name]))))


def check_bytes(raw: bytes) -> None:
    """What every .eml must keep, whatever the letter says."""
    assert raw.isascii()
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    lines = raw.split(b"\r\n")
    assert max(map(len, lines)) <= 998
    head, _, body = raw.partition(b"\r\n\r\n")
    assert all(len(line) <= 76 for line in body.split(b"\r\n"))
    for line in head.split(b"\r\n"):
        words = line.split(b" ")
        assert line.strip(b" ")
        assert len(line) <= 78 or (len(words) <= 2 and not words[-1].startswith(b"=?"))
        assert all(len(word) <= 75 for word in words if word.startswith(b"=?"))
    assert all(not re.match(rb"From |\.", line) for line in body.split(b"\r\n"))
    names = Counter(
        line.partition(b":")[0].decode()
        for line in head.split(b"\r\n")
        if not line.startswith(b" ")
    )
    assert set(names) <= set(ONCE)
    assert set(names.values()) == {1}


def test_parts() -> None:
    """Plain text first, HTML last, both as they were written."""
    mail = parsed()
    plain, html = mail.iter_parts()

    assert mail.get_content_type() == "multipart/alternative"
    assert plain.get_content_type() == "text/plain"
    assert html.get_content_type() == "text/html"
    assert {part.get_content_charset() for part in (plain, html)} == {"utf-8"}
    assert {part["Content-Transfer-Encoding"] for part in (plain, html)} == {
        "quoted-printable"
    }
    assert contents(LETTER) == [LETTER.text, LETTER.html]


def test_headers() -> None:
    """Each header that a list letter needs, once."""
    mail = parsed()

    assert {name: mail[name] for name in mail if name != "Content-Type"} == {
        "From": "Fener Mektupları <mektup@relief.example.org>",
        "To": "Fener Mektupları <mektup@relief.example.org>",
        "Reply-To": "soru@relief.example.org",
        "Subject": "İlk kar",
        "Date": "Thu, 12 Nov 2026 09:00:00 +0300",
        "Message-ID": "<3f9a0c11d2@relief.example.org>",
        "List-Id": "Fener Mektupları <newsletter.relief.example.org>",
        "List-Unsubscribe": "<https://relief.example.org/leave?list=1>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Archive": "<https://relief.example.org/newsletter/>",
        "Archived-At": "<https://relief.example.org/newsletter/next/>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "Content-Language": "tr",
        "MIME-Version": "1.0",
    }
    assert Counter(mail.keys()) == Counter(ONCE)


def test_headers_that_are_not_needed() -> None:
    """Without address to unsubscribe, answer, or read on: without those headers."""
    names = parsed(sent_by(unsubscribe="", reply_to="", archive="")).keys()

    assert not {"Reply-To", "List-Archive"} & set(names)
    assert not [name for name in names if name.startswith("List-Unsub")]


@pytest.mark.parametrize(
    ("unsubscribe", "expected", "one_click"),
    [
        ("https://a.example/x", "<https://a.example/x>", True),
        ("mailto:leave@a.example", "<mailto:leave@a.example>", False),
        ("http://a.example/x", None, False),
        ("https://a.example/a b>,<", "<https://a.example/a%20b%3E%2C%3C>", True),
    ],
)
def test_unsubscribe(unsubscribe: str, expected: str | None, one_click: bool) -> None:
    """RFC 8058 allows one click for https only; an http address is worth nothing."""
    mail = legacy(sent_by(unsubscribe=unsubscribe))

    assert mail["List-Unsubscribe"] == expected
    assert ("List-Unsubscribe-Post" in mail) == one_click


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Lantern Letters", b"From: Lantern Letters <mektup"),
        ("Lantern, Inc.", b'From: "Lantern, Inc." <mektup'),
        ('The "Lantern"', b'From: "The \\"Lantern\\"" <mektup'),
        ("Fener, Ltd.ş", b"From: =?utf-8?b?RmVuZXIsIEx0ZC7Fnw==?= <mektup"),
        ("", b"From: <mektup@"),
    ],
)
def test_display_name(name: str, expected: bytes) -> None:
    """A name is words, a quoted string, or encoded, and always comes back whole."""
    raw = written(sent_by(name=name))

    assert raw.startswith(expected)
    assert parsed(sent_by(name=name))["From"].addresses[0].display_name == name


def test_international_domain_becomes_ascii() -> None:
    """The domain of an address goes in A-labels, a German sharp s kept as one."""
    mail = legacy(sent_by(address="a@Örnek.example", reply_to="b@straße.example"))

    assert parseaddr(mail["From"])[1] == "a@xn--rnek-4qa.example"
    assert mail["Reply-To"] == "b@xn--strae-oqa.example"


@pytest.mark.parametrize(
    "address",
    ["ayşe@relief.example.org", "a b@c.example", "a@b@", "ab", "a@b\r\nBcc: c@d", "a@"],
)
def test_address_that_no_header_takes(address: str) -> None:
    """Such an address stops the build with the key to change."""
    with pytest.raises(Stop) as sender:
        written(sent_by(address=address))
    with pytest.raises(Stop) as answers:
        written(sent_by(reply_to=address))

    assert sender.value.exit == Exit.USAGE
    assert sender.value.problem.code == "from"
    assert answers.value.problem.code == "reply_to"
    assert sender.value.problem.hint


def test_address_longer_than_a_line() -> None:
    """What no mail server would take is said, not written."""
    with pytest.raises(Stop) as stop:
        written(sent_by(unsubscribe=f"https://a.example/{'x' * 990}"))

    assert stop.value.problem.code == "header"
    assert "List-Unsubscribe" in stop.value.problem.message


def test_list_id() -> None:
    """The list keeps its own identifier; a long name is cut to 255 octets in all."""
    letter = sent_by(list_id="haber.Örnek.example")
    mail = legacy(replace(letter, title="ğ" * 200))

    assert mail["List-Id"].endswith("<haber.xn--rnek-4qa.example>")
    assert 200 < len(re.sub(r"\r\n", "", mail["List-Id"])) <= 255


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("a\r\nBcc: b@c.example", "a Bcc: b@c.example"),
        ("a\x00\x1b\x85\u2028b", "a b"),
        ("  a   b  ", "a b"),
        ("=?utf-8?q?a?=", "=?utf-8?q?a?="),
        ("x" * 1200, "x" * 1200),
        ("", ""),
    ],
)
def test_subject_is_one_safe_line(subject: str, expected: str) -> None:
    """Control characters and line ends become blanks; nothing can add a header."""
    letter = replace(LETTER, subject=subject)

    check_bytes(written(letter))
    assert decoded(legacy(letter), "Subject") == expected


def test_addresses_in_other_scripts() -> None:
    """The host of an address goes in A-labels, the rest percent-encoded; a site without a name keeps a Message-ID."""
    letter = replace(LETTER, url="https://örnek.example/kış/")
    numbered = message_from_bytes(message(LETTER, site_url="https://[2001:db8::1]/"))

    assert legacy(letter)["Archived-At"] == (
        "<https://xn--rnek-4qa.example/k%C4%B1%C5%9F/>"
    )
    assert numbered["Message-ID"] == "<3f9a0c11d2@localhost>"
    assert numbered["List-Id"].endswith("<newsletter.localhost>")


def test_service_fills_in_the_way_out() -> None:
    """What a mailing service puts in place of a placeholder stands in the header word for word."""
    letter = replace(
        LETTER, sender=replace(SENDER, unsubscribe=""), list_unsubscribe="<%leave%>"
    )

    assert legacy(letter)["List-Unsubscribe"] == "<%leave%>"
    assert legacy(letter)["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_offset_with_seconds() -> None:
    """Local mean time of old posts is written as UTC, since mail has no seconds there."""
    zone = timezone(timedelta(hours=1, minutes=56, seconds=56))
    date = datetime(1899, 5, 1, 12, tzinfo=zone)

    assert legacy(replace(LETTER, date=date))["Date"].endswith("10:03:04 +0000")


def test_lines_that_mailers_take_for_something_else() -> None:
    """mbox's "From ", sendmail's dot and a blank at the end survive the way."""
    text = "From here\n.\n..\nblank \ntab\t\n-- \n"

    letter = replace(LETTER, text=text)

    check_bytes(written(letter))
    assert contents(letter)[0] == text


def test_boundary_is_in_no_part() -> None:
    """Not even a letter that quotes its own boundary breaks apart."""
    boundary = legacy().get_boundary() or ""
    text = f"--{boundary}\n\n--{boundary}--\n"
    letter = replace(LETTER, text=text, html=text)

    assert contents(letter) == [text, text]
    assert legacy(letter).get_boundary() == boundary
    assert legacy(replace(letter, key="other")).get_boundary() != boundary


PIECES = st.sampled_from(
    ["İyilik", "ışık", "şeker", "the road", "is closed", "مغلق", "طريق", "山の道から"]
) | st.sampled_from(
    [
        "🏔️",
        "👩‍👩‍👧",
        "한글",
        "é",
        "=?",
        "?=",
        "a_b",
        '"',
        ",",
        "(x)",
        "\\",
        "<b>",
        "1.",
        "x" * 90,
    ]
)
LINES = st.lists(PIECES, min_size=1, max_size=20).map(" ".join) | st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")),
    max_size=200,
).map(lambda line: re.sub(" +", " ", line).strip(" "))
ADDRESSES = st.text("abcxyz019-._~/?=&%", min_size=300, max_size=900).map(
    "https://a.example/{}".format
)
HOSTS = st.sampled_from(
    ["relief.example.org", "örnek.example", "straße.example", "山の道.example"]
)
BODIES = st.lists(LINES | st.just("From x") | st.just("."), max_size=12).map(
    lambda lines: "".join(f"{line}\n" for line in lines)
)


@settings(max_examples=3000, deadline=None)
@given(LINES, LINES, LINES, ADDRESSES, HOSTS)
def test_headers_come_back(
    subject: str, name: str, title: str, address: str, host: str
) -> None:
    """Any subject, name, long address and domain is read again as it was, by three parsers."""
    letter = replace(
        sent_by(
            name=name,
            unsubscribe=address,
            archive=address,
            address=f"letters@{host}",
        ),
        subject=subject,
        title=title,
        url=address,
    )
    raw = message(letter, site_url=f"https://{host}/")
    mail = message_from_bytes(raw)
    other = fast_mail_parser.parse_email(raw)

    check_bytes(raw)
    assert raw == message(letter, site_url=f"https://{host}/")
    assert decoded(mail, "Subject") == subject
    newer = message_from_bytes(raw, policy=default)
    assert newer["Subject"] == subject
    assert newer.defects == []
    assert len(newer["From"].addresses) == 1
    assert other.warnings == []
    assert other.subject == subject
    assert (other.from_.display_name or "").strip() == name.strip()
    assert other.from_.address == f"letters@{ascii_host(host)}"
    phrase, mailbox = parseaddr(re.sub(r"\r\n", "", mail["From"]))
    assert str(make_header(decode_header(phrase))) == name
    assert mailbox == f"letters@{ascii_host(host)}"
    assert mail["List-Id"].endswith(f"<newsletter.{ascii_host(host)}>")
    assert mail["Message-ID"] == f"<{LETTER.key}@{ascii_host(host)}>"
    for header in ("List-Unsubscribe", "List-Archive", "Archived-At"):
        assert mail[header] == f"<{address}>"
        assert other.headers[header] == [f"<{address}>"]


@settings(max_examples=300, deadline=None)
@given(BODIES, BODIES)
def test_parts_come_back(text: str, html: str) -> None:
    """Any text and HTML is read again as it was."""
    letter = replace(LETTER, text=text, html=html)

    check_bytes(written(letter))
    other = fast_mail_parser.parse_email(written(letter))
    assert contents(letter) == [text, html]
    assert [*other.text_plain, *other.text_html] == [
        part.replace("\n", "\r\n") for part in (text, html)
    ]


def test_dates_keep_their_offset() -> None:
    """The letter's date is in the zone of the site, or in UTC."""
    letter = replace(LETTER, date=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))

    assert legacy(letter)["Date"] == "Fri, 02 Jan 2026 03:04:05 +0000"


WIDE = st.text(st.sampled_from("abc. =é漢\t"), min_size=60, max_size=240)


@given(st.lists(WIDE | st.text(max_size=3), max_size=4).map("\n".join))
def test_lines_end_as_in_the_standard_library(text: str) -> None:
    """Quoted-printable is that of the standard library, to the byte, wherever an escape or a blank stands."""
    text = text.replace("\r", "").encode(errors="ignore").decode()

    assert _quoted(text) == body_encode(text.encode().decode("latin-1"), 74, "\n")
