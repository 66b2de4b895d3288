"""`[smtp]`: what it says, what is refused, and where the password is."""

from __future__ import annotations

from pathlib import Path

import pytest

from envoi import config, postbox
from envoi.keys import KEYS
from envoi.postbox import SmtpConfig, Tls
from envoi.problems import Exit, Report, Stop
from envoi.table import parse

from . import program


def read(text: str) -> SmtpConfig:
    """What `[smtp]` with `text` below it says."""
    return postbox.read(parse(f"[smtp]\n{text}\n"))


def test_nothing_is_said(tmp_path: Path) -> None:
    """Most folders name no mail server, and only who wants to send misses it."""
    for text in ("", "[smtp]\nuser = 'a'\n"):
        site = program.fill(tmp_path, {"envoi.toml": f"{program.CONFIG}\n{text}"})
        found = config.load(site, Report(), formats=("rss",)).smtp
        assert found is None
        with pytest.raises(Stop) as stop:
            postbox.needed(found)
        assert 'host = "smtp.' in stop.value.problem.hint


@pytest.mark.parametrize(
    ("typed", "host", "port", "tls"),
    [
        ('host = "smtp.relief.example"', "smtp.relief.example", 587, Tls.STARTTLS),
        ('host = "Posta.Öğlesu.example"\ntls = "implicit"', "posta.xn--lesu-4qa0w.example", 465, Tls.IMPLICIT),
        ('host = "smtp.relief.example"\nport = 2525', "smtp.relief.example", 2525, Tls.STARTTLS),
        ('host = "localhost"', "localhost", 25, Tls.NONE),
        ('host = "127.0.0.1"\nport = 1025', "127.0.0.1", 1025, Tls.NONE),
        ('host = "[::1]"', "::1", 25, Tls.NONE),
        ('host = "localhost"\ntls = "starttls"', "localhost", 587, Tls.STARTTLS),
    ],
)  # fmt: skip
def test_port_and_encryption_follow(typed: str, host: str, port: int, tls: Tls) -> None:
    """A host is enough; only this machine does without encryption."""
    found = read(typed)

    assert (found.host, found.port, found.tls) == (host, port, tls)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ('host = "https://relief.example/"', "smtp.host"),
        ('host = "smtp..example"', "smtp.host"),
        ('host = "smtp.relief.example:587"', "smtp.host"),
        ('host = "smtp.relief.example"\ntls = "none"', "smtp.tls: without encryption"),
        ('host = "smtp.relief.example"\ntls = "ssl"', 'smtp.tls: "ssl" is unknown'),
        ('host = "example.org"\ntls = "none"', "smtp.tls: without encryption"),
        ('host = "localhost"\nport = 0', "smtp.port"),
        ('host = "localhost"\nport = 65536', "smtp.port"),
        ('host = "localhost"\ntimeout = 0', "smtp.timeout"),
        ('host = "localhost"\ntimeout = 601', "smtp.timeout"),
    ],
)  # fmt: skip
def test_what_cannot_be_used(typed: str, said: str) -> None:
    """The key is named, and its line."""
    with pytest.raises(Stop) as stop:
        read(typed)

    assert said in stop.value.problem.message
    assert stop.value.problem.place


def test_password_stands_nowhere() -> None:
    """Neither as a key nor in the place of a variable's name; and no message shows it."""
    for typed in ('password = "Kar-1"', 'password_env = "Kar-1"'):
        with pytest.raises(Stop) as stop:
            read(f'host = "localhost"\n{typed}')
        said = f"{stop.value.problem} {stop.value.problem.hint}"
        assert "Kar-1" not in said
        assert "password_env" in said
    assert "smtp.password" not in KEYS


def test_password_is_in_the_environment() -> None:
    """Where it is to be, or in the variable that is named; without a user nobody asks for one."""
    environ = {"ENVOI_SMTP_PASSWORD": "one\n", "OTHER": "two"}

    assert read('host = "localhost"').password(environ) == ""
    assert read('host = "localhost"\nuser = "a"').password(environ) == "one"
    other = read('host = "localhost"\nuser = "a"\npassword_env = "OTHER"')
    assert other.password(environ) == "two"
    with pytest.raises(Stop) as stop:
        other.password({})
    assert stop.value.exit is Exit.ENVIRONMENT
    assert "OTHER is not set" in stop.value.problem.message
