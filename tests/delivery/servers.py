"""Mail servers on this machine, as long as a test needs them: a real one, and one that says what it is told to."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope

HOST = "localhost"
USER, PASSWORD = "office@relief.example", "Kış-yok 7"
NOT_YET = datetime(2126, 1, 1, tzinfo=UTC), datetime(2127, 1, 1, tzinfo=UTC)
AUTHORITY = trustme.CA()


def trust(authority: trustme.CA = AUTHORITY) -> ssl.SSLContext:
    """What a client trusts: certificates of `authority`, and no others."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority.configure_trust(context)
    return context


def certificate(
    *names: str, valid: tuple[datetime, datetime] | None = None
) -> ssl.SSLContext:
    """What a server called `names` shows."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    since, until = valid or (None, None)
    AUTHORITY.issue_cert(*names, not_before=since, not_after=until).configure_cert(context)  # fmt: skip
    return context


@dataclass
class Post:
    """A server's port, and what came in there."""

    port: int = 0
    mails: list[Envelope] = field(default_factory=list)
    users: list[bytes] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, mail: Envelope) -> str:
        """Take each mail."""
        self.mails.append(mail)
        return "250 2.0.0 queued as 4711"

    def let_in(
        self, _server: Any, _session: Any, _envelope: Any, _how: str, login: Any
    ) -> AuthResult:
        """Let in who knows the password."""
        self.users.append(login.login)
        known = login.login == USER.encode() and login.password == PASSWORD.encode()
        return AuthResult(success=known, handled=False)


@contextmanager
def mail_server(
    *, implicit: ssl.SSLContext | None = None, **settings: Any
) -> Iterator[Post]:
    """A real server (aiosmtpd), which takes what it is sent; `settings` are its own, `implicit` is TLS from the start on."""
    post = Post()
    loop = asyncio.new_event_loop()
    if settings.get("auth_required"):
        settings["authenticator"] = post.let_in

    async def listen() -> asyncio.Server:
        return await loop.create_server(
            lambda: SMTP(post, hostname=HOST, loop=loop, **settings),
            "127.0.0.1",
            0,
            ssl=implicit,
        )

    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        server = asyncio.run_coroutine_threadsafe(listen(), loop).result()
        post.port = server.sockets[0].getsockname()[1]
        try:
            yield post
        finally:
            asyncio.run_coroutine_threadsafe(_ended(server), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _ended(server: asyncio.Server) -> None:
    server.close()
    rest = asyncio.all_tasks() - {asyncio.current_task()}
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)
    await asyncio.get_running_loop().shutdown_asyncgens()


TAKES = {
    "": "220 here",
    "EHLO": "250-here\r\n250-AUTH PLAIN LOGIN\r\n250-8BITMIME\r\n250 SIZE 1000000",
    "AUTH": "235 2.7.0 welcome",
    "MAIL": "250 fine",
    "RCPT": "250 fine",
    "DATA": "354 go on",
    ".": "250 2.0.0 taken",
    "QUIT": "221 farewell",
}
"""What is said to each word, `""` before the first and `.` after the message."""

HANGS_UP = "hangs up"
SAYS_NOTHING = "says nothing"


@contextmanager
def scripted(**said: str) -> Iterator[Post]:
    """A server that says what `TAKES` says, unless `said` says otherwise; `greeting` and `dot` stand for the two without a word."""
    words = {"greeting": "", "dot": "."}
    answers = TAKES | {words.get(word, word): answer for word, answer in said.items()}
    done = threading.Event()

    class Talk(StreamRequestHandler):
        """One conversation."""

        def handle(self) -> None:
            """Answer word by word."""
            word = ""
            while True:
                answer = answers.get(word, "502 what")
                if answer == SAYS_NOTHING:
                    done.wait()
                if answer in (HANGS_UP, SAYS_NOTHING):
                    return
                self.wfile.write(f"{answer}\r\n".encode())
                if answer.startswith("354"):
                    while self.rfile.readline() not in (b".\r\n", b""):
                        pass
                    word = "."
                    continue
                line = self.rfile.readline()
                if not line or word == "QUIT":
                    return
                word = line.split()[0].decode().upper()

    with ThreadingTCPServer(("127.0.0.1", 0), Talk) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield Post(port=running.server_address[1])
        finally:
            done.set()
            running.shutdown()
            thread.join()


def free_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
