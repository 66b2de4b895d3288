"""A test letter, from the command line and from the page: it comes once, marked, and what keeps it is said."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest

from ..delivery.servers import PASSWORD, USER, Post, free_port, mail_server
from ..program import CONFIG, NOW, fill, run
from .served import PATIENCE, Served, serving

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # fmt: skip

POSTS = {
    f"posts/{name.lower()}.md": f"---\ntitle: The {name}\ndate: 2026-11-{day}\n---\n\nIt is {name}.\n"
    for name, day in (("Quay", 20), ("Ferry", 19))
}
TO = "feride@valley.example"


def smtp(port: int, user: str = "") -> str:
    """A configuration with a mail server at `port`."""
    login = f'user = "{user}"\n' if user else ""
    return f'{CONFIG}\n[smtp]\nhost = "localhost"\nport = {port}\ntls = "none"\n{login}'


@pytest.fixture
def post() -> Iterator[Post]:
    """A real mail server, which lets all in."""
    with mail_server() as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path, post: Post) -> Path:
    """A folder with two posts, and that server."""
    return fill(tmp_path / "site", {"envoi.toml": smtp(post.port), **POSTS})


def ask(folder: Path, *words: str, **environ: str) -> tuple[int, str, str]:
    """How the program ends, and what it says."""
    done = run("preview", folder, "--now", NOW, *words, env=environ)
    return done.returncode, done.stdout, done.stderr


def test_next_letter_is_sent_once(folder: Path, post: Post) -> None:
    """The letter of the build comes in the envelope that was asked for; a receipt names it. Nothing is written."""
    before = sorted(folder.rglob("*"))

    code, out, err = ask(folder, "--send-test", TO)

    assert (code, err) == (0, "")
    [mail] = post.mails
    assert mail.rcpt_tos == [TO]
    message = message_from_bytes(mail.original_content, policy=policy.default)
    assert "It is Quay." in message.get_body(("plain",)).get_content()
    assert "The Quay" in message["Subject"]
    assert f"Sent to {TO} through localhost:{post.port}" in out
    assert "queued as 4711" in out
    assert message["Message-ID"] in out
    assert sorted(folder.rglob("*")) == before


def test_letter_of_one_post_is_sent(folder: Path, post: Post) -> None:
    """`--issue` takes the slug of a post."""
    assert ask(folder, "--send-test", TO, "--issue", "ferry")[0] == 0

    text = message_from_bytes(post.mails[0].original_content, policy=policy.default)
    plain = text.get_body(("plain",)).get_content()
    assert "It is Ferry." in plain
    assert "It is Quay." not in plain


def test_refused_login_is_said(tmp_path: Path) -> None:
    """A wrong password is an answer with its remedy, and nothing is sent."""
    with mail_server(auth_required=True, auth_require_tls=False) as post:
        folder = fill(tmp_path, {"envoi.toml": smtp(post.port, USER), **POSTS})
        code, out, err = ask(folder, "--send-test", TO, ENVOI_SMTP_PASSWORD="wrong")
        said = out + err
        assert code != 0
        assert f"refuses the login of {USER}" in said
        assert "ENVOI_SMTP_PASSWORD" in said
        assert "Nothing was sent." in said
        assert post.mails == []

        code, *_ = ask(folder, "--send-test", TO, ENVOI_SMTP_PASSWORD=PASSWORD)
        assert (code, len(post.mails)) == (0, 1)


@pytest.mark.parametrize(
    ("config", "words", "said"),
    [
        (CONFIG, ["--send-test", TO], "[smtp]"),
        (None, ["--send-test", "nobody"], "nobody"),
        (None, ["--send-test", TO, "--issue", "nowhere"], "nowhere"),
    ],
)
def test_what_cannot_be_sent(
    folder: Path, post: Post, config: str | None, words: list[str], said: str
) -> None:
    """No server, no address, no letter: each is named."""
    if config:
        fill(folder, {"envoi.toml": config})

    code, out, err = ask(folder, *words)

    assert code != 0
    assert said in out + err
    assert "Traceback" not in err
    assert post.mails == []


def submit(
    served: Served, form: dict[str, str], **headers: str
) -> tuple[int, str, str]:
    """Send a form: the status, where it leads, and what is said there."""
    line = http.client.HTTPConnection("127.0.0.1", served.port, timeout=PATIENCE)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    named.setdefault("Content-Type", "application/x-www-form-urlencoded")
    line.request("POST", "/send", urlencode(form), named)
    answer = line.getresponse()
    text = answer.read().decode()
    line.close()
    where = answer.headers.get("Location", "")
    return answer.status, where, served.ask(where)[2] if where else text


def form(served: Served) -> dict[str, str]:
    """The form on the page, filled in."""
    page = served.ask()[2]
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {**{name: unescape(value) for name, value in fields}, "address": TO}


def test_page_sends(folder: Path, post: Post) -> None:
    """The form sends the letter that is shown, in its theme, once; the page that follows may be loaded again."""
    with serving(folder) as served:
        status, where, text = submit(served, form(served))
        assert (status, where.partition("?")[0]) == (303, "/newsletter/next")
        assert f"Sent to {TO}" in text
        assert "queued as 4711" in text
        assert served.ask(where)[0] == 200

    assert [mail.rcpt_tos for mail in post.mails] == [[TO]]


def test_page_says_why_not(folder: Path) -> None:
    """A server that is not there is named on the page."""
    port = free_port()
    fill(folder, {"envoi.toml": smtp(port)})
    with serving(folder) as served:
        text = submit(served, form(served))[2]

    assert "Nothing was sent" in text
    assert f"localhost:{port}" in text


def test_form_is_there_where_it_is_of_use(tmp_path: Path) -> None:
    """Without `[smtp]` there is none."""
    with serving(fill(tmp_path, {"envoi.toml": CONFIG, **POSTS})) as served:
        assert "/send" not in served.ask()[2]


@pytest.mark.parametrize(
    ("change", "headers", "status"),
    [
        ({"token": ""}, {}, 404),
        ({"token": "ğ" * 43}, {}, 404),
        ({"filler": "x" * 10_000}, {}, 404),
        ({}, {"Origin": "https://evil.example"}, 403),
        ({}, {"Origin": "null"}, 403),
        ({}, {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document"}, 403),
        ({}, {"Host": "evil.example"}, 421),
    ],
)  # fmt: skip
def test_other_sites_send_nothing(
    folder: Path,
    post: Post,
    change: dict[str, str],
    headers: dict[str, str],
    status: int,
) -> None:
    """Who does not know the token, or comes from elsewhere, is refused; the server lives on."""
    with serving(folder) as served:
        assert submit(served, form(served) | change, **headers)[0] == status
        assert post.mails == []
        assert served.ask()[0] == 200


def test_odd_forms(folder: Path, post: Post) -> None:
    """No letter, theme or address of that name: a sentence, and nothing is sent."""
    with serving(folder) as served:
        good = form(served)
        for change in (
            {"theme": "nowhere"},
            {"theme": "../letter"},
            {"address": "nobody"},
            {"address": f"{TO}\r\nBcc: all@valley.example"},
        ):
            assert "Nothing was sent" in submit(served, good | change)[2], change
        assert submit(served, good | {"issue": "../../x"})[0] == 303
        assert post.mails == []
        assert served.ask()[0] == 200
