"""A message goes out once, by real servers; what keeps it is said in a sentence that names the key to change."""

from __future__ import annotations

import re
from base64 import b64encode
from typing import Any

import pytest

from envoi.delivery import smtp
from envoi.postbox import SmtpConfig, Tls
from envoi.problems import Exit, Stop

from .servers import (
    HANGS_UP,
    HOST,
    NOT_YET,
    PASSWORD,
    SAYS_NOTHING,
    USER,
    certificate,
    free_port,
    mail_server,
    scripted,
    trust,
)

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # fmt: skip

MESSAGE = b"From: a@relief.example\r\nSubject: Test\r\n\r\nHello.\r\n.. and a dot\r\n"
SENDER, RECIPIENT = "letter@relief.example", "feride@valley.example"


def send(port: int, tls: Tls = Tls.NONE, **more: Any) -> str:
    """Send the message to the server at `port`."""
    settings = SmtpConfig(
        host=more.get("host", HOST),
        port=port,
        tls=tls,
        user=more.get("user", ""),
        timeout=more.get("timeout", 10),
    )
    return smtp.send(
        more.get("message", MESSAGE),
        settings,
        sender=SENDER,
        recipient=more.get("recipient", RECIPIENT),
        password=more.get("password", PASSWORD if settings.user else ""),
        trust=more.get("trust", trust()),
    )


def refused(port: int, tls: Tls = Tls.NONE, **more: Any) -> str:
    """What is said to be wrong, with its remedy."""
    with pytest.raises(Stop) as stop:
        send(port, tls, **more)
    found = stop.value
    assert (found.exit, found.problem.code) == (Exit.ENVIRONMENT, "smtp")
    assert str(port) in found.problem.message
    assert found.problem.hint
    text = f"{found.problem.message}\n{found.problem.hint}"
    assert PASSWORD not in text
    assert "\r" not in text
    return text


def test_without_encryption_on_this_machine() -> None:
    """The message comes as it was, once, in the envelope that was asked for."""
    with mail_server() as post:
        answer = send(post.port)

    assert answer == "2.0.0 queued as 4711"
    assert [(mail.mail_from, mail.rcpt_tos, mail.original_content) for mail in post.mails] == [
        (SENDER, [RECIPIENT], MESSAGE)
    ]  # fmt: skip


@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.IMPLICIT])
def test_encrypted_and_logged_in(tls: Tls) -> None:
    """Nothing but a greeting is said in the clear, and a password may be in any script."""
    own = certificate(HOST)
    settings: dict[str, Any] = {"auth_required": True}
    if tls is Tls.IMPLICIT:
        settings |= {"implicit": own, "auth_require_tls": False}
    else:
        settings |= {"tls_context": own, "require_starttls": True}
    with mail_server(**settings) as post:
        send(post.port, tls, user=USER)

    assert post.users == [USER.encode()]
    assert len(post.mails) == 1


@pytest.mark.parametrize("password", ["Kar-Yagiyor", "Kar-yağıyor"])
def test_wrong_password(password: str) -> None:
    """The login is named, and the variable that holds the password; the password is not."""
    with mail_server(auth_required=True, auth_require_tls=False) as post:
        text = refused(post.port, user=USER, password=password)

    assert "refuses the login of office@relief.example: 535" in text
    assert "ENVOI_SMTP_PASSWORD" in text
    assert "Kar" not in text
    assert post.mails == []


def test_server_that_repeats_the_password() -> None:
    """Whatever a server says, the password is not shown, in none of the forms in which it was sent."""
    token = b64encode(f"\0{USER}\0{PASSWORD}".encode()).decode()
    alone = b64encode(PASSWORD.encode()).decode()
    with scripted(AUTH=f"535 no: {token} {alone} {PASSWORD}") as post:
        text = refused(post.port, user=USER)

    assert "535 no: … … …" in text
    assert token not in text
    assert alone not in text


def test_no_login_wanted() -> None:
    """A server that takes no logins says so before the password is out."""
    with scripted(EHLO="250 here") as post:
        assert "takes no logins" in refused(post.port, user=USER)


def test_login_missing() -> None:
    """A server that lets nobody in without a login names the key that is missing."""
    with mail_server(auth_required=True, auth_require_tls=False) as post:
        text = refused(post.port)

    assert "refuses to send without a login: 530" in text
    assert "smtp.user" in text


def test_only_other_ways_to_log_in() -> None:
    """Some services want a token from a browser, which nobody has here."""
    with scripted(EHLO="250-here\r\n250 AUTH XOAUTH2") as post:
        assert "app password" in refused(post.port, user=USER, password="winter")


def test_encrypted_port_spoken_to_in_the_clear() -> None:
    """Both sides would wait for the other; the remedy is the other mode."""
    with mail_server(implicit=certificate(HOST)) as post:
        for tls in (Tls.STARTTLS, Tls.NONE):
            assert 'write tls = "implicit"' in refused(post.port, tls, timeout=1)


def test_clear_port_spoken_to_encrypted() -> None:
    """The other way round."""
    with mail_server() as post:
        text = refused(post.port, Tls.IMPLICIT)

    assert "does not begin encrypted" in text
    assert 'write tls = "starttls"' in text


def test_server_without_starttls() -> None:
    """Nothing is sent in the clear where encryption was asked for."""
    with mail_server() as post:
        text = refused(post.port, Tls.STARTTLS, user=USER)

    assert "offers no encryption" in text
    assert (post.mails, post.users) == ([], [])


@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.IMPLICIT])
@pytest.mark.parametrize(
    ("names", "valid", "known", "said"),
    [
        (("other.example",), None, True, "smtp.host as the mail service names it"),
        ((HOST,), NOT_YET, True, "not yet valid"),
        ((HOST,), None, False, "SSL_CERT_FILE"),
    ],
    ids=["name", "time", "issuer"],
)
def test_certificate_is_verified(
    tls: Tls, names: tuple[str, ...], valid: Any, known: bool, said: str
) -> None:
    """A certificate for another name, of another time, or by nobody known ends it before a password is out."""
    own = certificate(*names, valid=valid)
    settings: dict[str, Any] = {"implicit": own} if tls is Tls.IMPLICIT else {"tls_context": own}  # fmt: skip
    with mail_server(**settings, auth_required=True, auth_require_tls=False) as post:
        text = refused(post.port, tls, user=USER, trust=trust() if known else None)

    assert "certificate that is not valid" in text
    assert said in text
    assert (post.mails, post.users) == ([], [])


def test_nobody_listens() -> None:
    """The usual ports are named."""
    text = refused(free_port())

    assert "nobody listens" in text
    assert "587 for starttls, 465 for implicit" in text


def test_name_that_leads_nowhere() -> None:
    """`.invalid` is nobody's (RFC 6761)."""
    assert "its name leads nowhere" in refused(25, host="mail.invalid")


@pytest.mark.parametrize("word", ["greeting", "AUTH", "MAIL", "RCPT", "DATA", "dot"])  # fmt: skip
@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (HANGS_UP, "hangs up in the middle"),
        ("450 4.7.1 greylisted, try later", "450 4.7.1 greylisted, try later\nthe server asks to try again"),
        ("421 4.3.2 going down", "421 4.3.2 going down\nthe server asks to try again"),
    ],
)  # fmt: skip
def test_server_in_trouble(word: str, answer: str, said: str) -> None:
    """Wherever it happens, it is said what happened, and that it may be tried again where the server says so."""
    with scripted(**{word: answer}) as post:
        assert said in refused(post.port, user=USER, password="winter")


@pytest.mark.parametrize("word", ["greeting", "MAIL", "dot"])
def test_server_that_says_nothing(word: str) -> None:
    """Nobody is waited for longer than smtp.timeout."""
    with scripted(**{word: SAYS_NOTHING}) as post:
        text = refused(post.port, timeout=0.2)

    assert "is silent for 0.2 seconds" in text
    assert "smtp.timeout" in text
    assert ("came all the same" in text) == (word == "dot")


@pytest.mark.parametrize(
    ("word", "answer", "said"),
    [
        ("greeting", "554 5.7.1 no", "refuses the connection: 554 5.7.1 no"),
        ("MAIL", "553 5.7.1 not yours", "refuses the sender letter@relief.example: 553"),
        ("RCPT", "550 5.1.1 no such user", "refuses the recipient feride@valley.example: 550"),
        ("DATA", "554 no valid recipients", "refuses the letter: 554"),
        ("RCPT", "552 5.2.2 mailbox full", "check the address"),
        ("MAIL", "552 5.3.4 message too big", "the letter is too large for it"),
        ("dot", "554 message size exceeds the limit", "the letter is too large for it"),
        ("dot", "554 5.7.1 looks like spam", "refuses the letter: 554 5.7.1 looks like spam"),
        ("greeting", "SSH-2.0-OpenSSH", "refuses the connection"),
    ],
)  # fmt: skip
def test_server_that_refuses(word: str, answer: str, said: str) -> None:
    """Its own words are shown, with what it has something against."""
    with scripted(**{word: answer}) as post:
        assert said in refused(post.port)


def test_too_large_for_the_server() -> None:
    """It is known before the letter is on its way."""
    with mail_server(data_size_limit=1000) as post:
        text = refused(post.port, message=MESSAGE + b"a\r\n" * 500)

    assert "takes messages of 1,000 bytes, and the letter has 1,5" in text
    assert post.mails == []


def test_words_of_a_server_stay_on_their_line() -> None:
    """Colours of a terminal and long speeches are shown for what they are."""
    with scripted(RCPT=f"550-one\r\n550 \x1b[31mred {'x' * 900}") as post:
        text = refused(post.port)

    assert re.search(r"550 one �\[31mred x{150,200}\n", text)


def test_recipient_in_another_script() -> None:
    """SMTPUTF8 (RFC 6531) is asked for where it is there, and missed where it is not."""
    with mail_server(enable_SMTPUTF8=True) as post:
        send(post.port, recipient="şirin@valley.example")
    assert post.mails[0].rcpt_tos == ["şirin@valley.example"]
    with scripted() as post:
        assert "it lacks SMTPUTF8" in refused(post.port, recipient="şirin@valley.example")  # fmt: skip
