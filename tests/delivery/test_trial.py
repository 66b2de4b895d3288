"""A letter becomes a test: marked, unique, to one address alone, and otherwise as readers get it."""

from __future__ import annotations

import email
import re
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import Message

import pytest
from hypothesis import given
from hypothesis import strategies as some

from envoi.build import Request, build
from envoi.delivery import send_test, trial
from envoi.postbox import SmtpConfig, Tls
from envoi.problems import Report, Stop
from envoi.words import languages

from ..program import CONFIG, POST, fill
from .servers import mail_server

NOW = datetime(2026, 11, 22, 14, 5, 9, tzinfo=UTC)
EML = (
    b"From: Harbour <letter@harbour.example>\r\nTo: Readers <letter@harbour.example>\r\nCc: all@harbour.example\r\n"
    b"Subject: The quay,\r\n and what came of it\r\nDate: Fri, 20 Nov 2026 00:00:00 +0300\r\n"
    b"Message-ID: <1@harbour.example>\r\nList-Id: Harbour <newsletter.harbour.example>\r\n"
    b"List-Unsubscribe: <https://harbour.example/unsubscribe>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    b"Content-Language: en\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHello.\r\n\r\nBye.\r\n"
)


def prepare(eml: bytes = EML, address: str = "feride@valley.example") -> trial.Trial:
    """The test of a letter, which does not depend on chance here."""
    return trial.prepare(eml, address, now=NOW, random=lambda count: b"\7" * count)


def said(mail: Message, name: str) -> str:
    """What a header says, as a mail program shows it."""
    return str(make_header(decode_header(str(mail[name]).replace("\r\n", ""))))


def test_what_is_of_the_test_alone() -> None:
    """Subject, recipient, date and id are new; nobody else gets it."""
    test = prepare()
    mail = email.message_from_bytes(test.content)

    assert said(mail, "Subject") == "[Test 14:05:09] The quay, and what came of it"
    assert mail["To"] == "feride@valley.example"
    assert mail["Date"] == "Sun, 22 Nov 2026 14:05:09 +0000"
    assert mail["Message-ID"] == f"<{'07' * 16}@harbour.example>"
    assert "Cc" not in mail
    assert (test.sender, test.recipient) == ("letter@harbour.example", "feride@valley.example")  # fmt: skip
    assert (test.subject, test.message_id) == (said(mail, "Subject"), mail["Message-ID"])  # fmt: skip
    assert test.problems == ()


def test_what_readers_get_is_there() -> None:
    """All other headers and the body stay byte for byte."""
    test = prepare()
    own = (b"To", b"Cc", b"Subject", b"Date", b"Message-ID", b" and")
    kept = [line for line in EML.splitlines(True) if not line.startswith(own)]

    assert [line for line in test.content.splitlines(True) if line in kept] == kept


@pytest.mark.parametrize("language", languages())
def test_mark_speaks_the_language_of_the_letter(language: str) -> None:
    """The mark and the subject are whole, with one blank between, whatever script each is in."""
    for subject in ("Kışlık yardım ve köprü", "The quay"):
        encoded = (
            subject
            if subject.isascii()
            else "=?utf-8?q?K=C4=B1=C5=9Fl=C4=B1k_yard=C4=B1m_ve?=\r\n =?utf-8?q?_k=C3=B6pr=C3=BC?="
        )
        eml = EML.replace(b"The quay,\r\n and what came of it", encoded.encode())
        test = prepare(eml.replace(b"Language: en", f"Language: {language}".encode()))
        mail = email.message_from_bytes(test.content)

        assert re.fullmatch(rf"\[\w+ 14:05:09\] {subject}", said(mail, "Subject"))
        assert test.subject == said(mail, "Subject")
        assert test.content.isascii()


def test_every_line_ends_alike() -> None:
    """Bare line ends, by which one server sees one message and the next one two (SMTP smuggling), are none afterwards."""
    body = b"a\n.\nMAIL FROM:<b@c.example>\r.\rd"
    test = prepare(EML.replace(b"\r\n", b"\n") + body)

    assert re.search(rb"(?<!\r)\n|\r(?!\n)", test.content) is None
    assert prepare(EML + body).content == test.content


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "feride",
        "@valley.example",
        "feride@",
        "a b@valley.example",
        "feride@valley.example\r\nBcc: all@valley.example",
        "feride@valley.example,doğan@valley.example",
        "<feride@valley.example>",
        "feride@valley..example",
        "feride@-.example/",
        ".feride@valley.example",
        "feride@valley_.example",
        "fe\0ride@valley.example",
        "fe\ud800ride@valley.example",
        f"{'a' * 65}@valley.example",
        f"a@{'b.' * 130}example",
    ],
)
def test_address_that_is_none(typed: str) -> None:
    """Nothing that could reach somebody else, or nobody, is taken."""
    with pytest.raises(Stop) as stop:
        prepare(address=typed)

    assert stop.value.problem.code == "recipient"
    assert "\r" not in stop.value.problem.message


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (" feride@valley.example ", "feride@valley.example"),
        ("a+b.c@localhost", "a+b.c@localhost"),
        ("feride@Öğlesu.example", "feride@xn--lesu-4qa0w.example"),
        ("şirin@valley.example", "şirin@valley.example"),
    ],
)
def test_address_is_taken(typed: str, found: str) -> None:
    """Domains of every script, and names as well."""
    assert prepare(address=typed).recipient == found


@given(some.text(max_size=60), some.text(max_size=60))
def test_no_address_makes_a_header(local: str, domain: str) -> None:
    """Whatever is typed, the message has the headers that it has."""
    names = email.message_from_bytes(prepare().content).keys()
    try:
        test = prepare(address=f"{local}@{domain}")
    except Stop:
        return

    assert email.message_from_bytes(test.content).keys() == names


@pytest.mark.parametrize(
    "eml",
    [
        b"",
        b"Hello.",
        b"From: a@b.example\r\nno header\r\n\r\nbody",
        b"Subject: nobody's\r\n\r\nbody",
        b"From: a@b.example, c@d.example\r\n\r\nbody",
        b"From: a@b.example\r\nSubject: \0\r\n\r\nbody",
    ],
)
def test_file_that_is_no_letter(eml: bytes) -> None:
    """It is built anew, rather than sent."""
    with pytest.raises(Stop) as stop:
        prepare(eml)

    assert stop.value.problem.code == "letter"


def test_placeholders_are_named(tmp_path) -> None:
    """What a service fills in does not go out without a word, and nobody is taken off a list by one click on it."""
    config = f'{CONFIG}profile = "mailgun"\n'.replace(
        'unsubscribe = "https://harbour.example/unsubscribe"\n', ""
    )
    fill(tmp_path, {"envoi.toml": config, "posts/quay.md": POST})
    build(Request(folder=tmp_path, now=NOW), Report())
    eml = (tmp_path / "public/newsletter/next/letter.eml").read_bytes()
    test = prepare(eml)
    mail = email.message_from_bytes(test.content)

    assert [problem.code for problem in test.problems] == ["unfilled"]
    assert "Mailgun" in test.problems[0].message
    assert "List-Unsubscribe-Post" not in mail
    assert "%unsubscribe_url%" in mail["List-Unsubscribe"]
    assert "One-Click" in email.message_from_bytes(eml)["List-Unsubscribe-Post"]


def test_test_is_sent() -> None:
    """From the letter to the receipt; a second one is another mail to every program."""
    chances = iter((b"\1" * 16, b"\2" * 16))
    with mail_server() as post:
        receipts = [
            send_test(
                EML,
                SmtpConfig(host="localhost", port=post.port, tls=Tls.NONE),
                "feride@valley.example",
                password="",
                now=NOW,
                random=lambda _: next(chances),
            )
            for _ in range(2)
        ]

    came = [email.message_from_bytes(bytes(mail.content)) for mail in post.mails]
    assert [mail["Message-ID"] for mail in came] == [each.message_id for each in receipts]  # fmt: skip
    assert len({each.message_id for each in receipts}) == 2
    assert receipts[0].answer == "2.0.0 queued as 4711"
    assert receipts[0].server == f"localhost:{post.port}"
