"""What is found at an address, from a real server on this machine."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Iterator
from contextlib import suppress
from typing import ClassVar

import pytest

from envoi import __version__, web
from envoi.problems import Exit, Stop

from .server import Quiet, serving


class Server(Quiet):
    """Answers by path, and remembers what it was asked."""

    seen: ClassVar[list[tuple[str, str, bytes, str]]] = []

    def do_GET(self) -> None:
        """Answer, or lead on."""
        self.answer(b"")

    def do_POST(self) -> None:
        """Take what was sent, and answer."""
        length = int(self.headers.get("Content-Length", 0))
        self.answer(self.rfile.read(length))

    def answer(self, body: bytes) -> None:
        """One answer for each path."""
        agent = self.headers.get("User-Agent", "")
        self.seen.append((self.command, self.path, body, agent))
        kind, _, rest = self.path.strip("/").partition("/")
        if kind in ("to", "to301", "to307", "to308"):
            self.send_response(int(kind[2:] or 302))
            self.send_header("Location", rest.replace("+", ":"))
            self.end_headers()
        elif kind == "round":
            self.send_response(301)
            self.send_header("Location", f"/round/{rest}x")
            self.end_headers()
        elif kind == "status":
            self.send_response(int(rest))
            self.end_headers()
        elif kind == "cut":
            self.send_response(200)
            self.send_header("Content-Length", "100")
            self.end_headers()
            self.wfile.write(b"short")
        elif kind == "drops":
            self.send_response(200)
            self.end_headers()
            with suppress(ConnectionError):
                while True:
                    self.wfile.write(b".")
        elif kind == "packed":
            size, _, cut = rest.partition("/")
            packed = gzip.compress(b"hello" * int(size)) if size else b"hello"
            self.send_response(200)
            self.send_header("Content-Encoding", "gzip")
            self.end_headers()
            self.wfile.write(packed[: int(cut or len(packed))])
        else:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"hello")


@pytest.fixture
def server() -> Iterator[str]:
    """The address of a server that runs as long as the test."""
    Server.seen.clear()
    with serving(Server) as address:
        yield address


def test_fetch(server: str) -> None:
    """What is there comes back, and the server is told who asks."""
    assert web.fetch(f"{server}/feed.xml?a=b#top") == b"hello"
    assert Server.seen == [("GET", "/feed.xml?a=b", b"", f"Envoi/{__version__}")]


def test_redirection(server: str) -> None:
    """One address may lead to another on the web."""
    assert web.fetch(f"{server}/to//feed.xml") == b"hello"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/round/x", "more than 5 times"),
        ("/to/file+///etc/hostname", "not allowed"),
        ("/to/ftp+//127.0.0.1/x", "not on the web"),
        ("/status/302", "answers 302 Found"),
    ],
)
def test_redirection_refused(server: str, path: str, said: str) -> None:
    """It may not lead on for ever, nor off the web, nor nowhere."""
    with pytest.raises(Stop, match=said) as stopped:
        web.fetch(server + path)

    assert stopped.value.problem.code == "web"
    assert stopped.value.exit is Exit.ENVIRONMENT
    assert len(Server.seen) <= web.REDIRECTIONS + 1


@pytest.mark.parametrize("kind", ["to", "to301", "to307", "to308"])
def test_redirected_form(server: str, kind: str) -> None:
    """A form that is led elsewhere would arrive empty or not at all: the address that would take it is told."""
    with pytest.raises(Stop, match="and takes nothing"):
        web.post_form(f"{server}/{kind}//feed.xml", {"a": "b"})

    assert [(method, body) for method, _, body, _ in Server.seen] == [("POST", b"a=b")]


def test_status(server: str) -> None:
    """An answer that is none is told with its number."""
    with pytest.raises(Stop, match="answers 404 Not Found"):
        web.fetch(f"{server}/status/404")


def test_too_large(server: str) -> None:
    """Nobody has to take more than they asked for."""
    assert web.fetch(server, largest=5) == b"hello"
    with pytest.raises(Stop, match="larger than 4 bytes"):
        web.fetch(server, largest=4)


def test_packed(server: str) -> None:
    """Storage services send files packed as they got them, asked or not; what is in them is no larger than wanted."""
    assert web.fetch(f"{server}/packed/1") == b"hello"
    with pytest.raises(Stop, match="larger than 100,000 bytes"):
        web.fetch(f"{server}/packed/10000000", largest=100_000)
    with pytest.raises(Stop, match="was cut"):
        web.fetch(f"{server}/packed/1/15")
    with pytest.raises(Stop, match="no gzip"):
        web.fetch(f"{server}/packed//5")
    assert web.post_form(f"{server}/packed/1", {}) == 200


def test_cut_off(server: str) -> None:
    """An answer that ends too early is none."""
    with pytest.raises(Stop):
        web.fetch(f"{server}/cut")


def test_nobody_there() -> None:
    """A server that is not there is said to be out of reach."""
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        port = reserved.getsockname()[1]
    with pytest.raises(Stop, match="cannot be reached: connection refused"):
        web.fetch(f"http://127.0.0.1:{port}/")


def test_silence() -> None:
    """A server that says nothing is not waited for without end."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(Stop, match="does not answer in time"):
            web.fetch(f"http://127.0.0.1:{silent.getsockname()[1]}/", timeout=0.05)


def test_drop_by_drop(server: str) -> None:
    """An answer that never ends is not waited for without end, though it never stops either."""
    with pytest.raises(Stop, match="does not answer in time"):
        web.fetch(f"{server}/drops", timeout=0.02)


def test_certificate(server: str) -> None:
    """A server that does not speak TLS is not trusted."""
    with pytest.raises(Stop) as stopped:
        web.fetch(server.replace("http:", "https:"))

    assert stopped.value.exit is Exit.ENVIRONMENT


@pytest.mark.parametrize(
    "url", ["file:///etc/hostname", "ftp://h.example/", "posts", ""]
)
def test_not_on_the_web(url: str) -> None:
    """Nothing but the web is asked, and no file of this machine is read."""
    with pytest.raises(Stop, match="no address on the web") as stopped:
        web.fetch(url)

    assert stopped.value.exit is Exit.USAGE


def test_post_form(server: str) -> None:
    """Fields go out as a form has them; any status is an answer."""
    fields = {"hub.mode": "publish", "hub.url": "https://h.example/ş"}

    assert web.post_form(f"{server}/hub", fields) == 200
    assert web.post_form(f"{server}/status/503", {}) == 503
    assert Server.seen[0][:3] == (
        "POST",
        "/hub",
        b"hub.mode=publish&hub.url=https%3A%2F%2Fh.example%2F%C5%9F",
    )
