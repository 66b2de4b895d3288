"""A finished message, two addresses and a server -> the message sent once, or a sentence on what keeps it; opens connections."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final, NoReturn

from envoi.postbox import PORTS, SmtpConfig, Tls
from envoi.problems import Exit, Stop

_ME: Final = "[127.0.0.1]"
"""What the server is greeted with: a number (RFC 5321 section 4.1.3), since asking for the machine's name may take a minute."""

_LATER: Final = "the server asks to try again; wait some minutes, and send once more"
_SHOWN: Final = 200
"""Characters of an answer that a message shows."""

_TOO_LARGE: Final = re.compile(
    r"552 (?!.*5\.2\.2)|5\d\d .*(?:\b5\.3\.4\b|too (?:large|big)|size.*exceed|exceed.*size)",
    re.IGNORECASE,
)
"""The code and words that refuse a message for its size; 5.2.2 is a full mailbox (RFC 3463)."""


def send(
    message: bytes,
    settings: SmtpConfig,
    *,
    sender: str,
    recipient: str,
    password: str,
    trust: ssl.SSLContext | None = None,
) -> str:
    """Send `message` (its lines end in CRLF) to `recipient` -> what the server said when it took it.

    Certificates are always verified, by those that the machine trusts or by `trust`. Raises Stop with code `smtp` for
    whatever keeps the message; nothing that it says holds the password.
    """
    talk = _Talk(settings, password)
    with talk.open(trust or ssl.create_default_context()) as server:
        talk.log_in(server)
        return talk.hand_over(server, message, sender, recipient)


class _Talk:
    """One conversation with a server: what goes wrong in it becomes a sentence with a remedy."""

    def __init__(self, settings: SmtpConfig, password: str) -> None:
        self.settings = settings
        self.password = password
        self.given = False

    @contextmanager
    def open(self, trust: ssl.SSLContext) -> Iterator[smtplib.SMTP]:
        """A connection, encrypted as the settings say."""
        settings = self.settings
        server = None
        try:
            server = self._connected(trust)
            server.ehlo_or_helo_if_needed()
            if settings.tls is Tls.STARTTLS:
                self._start_tls(server, trust)
            yield server
            # what it thinks of the farewell changes nothing: the message is taken
            with suppress(OSError, smtplib.SMTPException):
                server.quit()
        except ssl.SSLCertVerificationError as error:
            self._distrust(error)
        except ssl.SSLError as error:
            self._speaks_otherwise(error)
        except TimeoutError as error:
            self._silent(error)
        except smtplib.SMTPResponseException as error:
            self._refuses("the connection", error.smtp_code, _bytes(error.smtp_error), self._port_hint())  # fmt: skip
        except smtplib.SMTPServerDisconnected as error:
            # smtplib says so as well when it gave up waiting
            if isinstance(error.__context__, TimeoutError):
                if server is None:
                    self._ask_whether_encrypted(error)
                self._silent(error)
            self._stop("hangs up in the middle", self._lost_hint(), error)
        except (OSError, UnicodeError, ValueError, smtplib.SMTPException) as error:
            self._unreachable(error)
        finally:
            if server is not None:
                server.close()

    def _connected(self, trust: ssl.SSLContext) -> smtplib.SMTP:
        host, port = self.settings.host, self.settings.port
        if self.settings.tls is Tls.IMPLICIT:
            return smtplib.SMTP_SSL(
                host,
                port,
                local_hostname=_ME,
                timeout=self.settings.timeout,
                context=trust,
            )
        return smtplib.SMTP(
            host, port, local_hostname=_ME, timeout=self.settings.timeout
        )

    def _start_tls(self, server: smtplib.SMTP, trust: ssl.SSLContext) -> None:
        if not server.has_extn("starttls"):
            self._stop(
                "offers no encryption (STARTTLS), so nothing was said to it",
                f'check smtp.port; where it is encrypted from the start on, write tls = "implicit" (port {PORTS[Tls.IMPLICIT]})',
            )
        code, answer = server.starttls(context=trust)
        if code != 220:
            self._refuses("to encrypt", code, answer, self._port_hint())
        server.ehlo()

    def log_in(self, server: smtplib.SMTP) -> None:
        """Say who we are, if the settings name somebody."""
        user = self.settings.user
        if not user:
            return
        if not server.has_extn("auth"):
            self._stop(
                f"takes no logins, so {user} cannot log in",
                "check smtp.port and smtp.tls; or take smtp.user out, if the server asks nobody",
            )
        try:
            if (user + self.password).isascii():
                server.login(user, self.password)
            else:
                # smtplib knows ASCII only; RFC 4616 says UTF-8
                code, answer = server.docmd("AUTH", f"PLAIN {self._plain()}")
                if code not in (235, 503):
                    raise smtplib.SMTPAuthenticationError(code, answer)
        except smtplib.SMTPAuthenticationError as error:
            hint = (
                f"check smtp.user and the password in {self.settings.password_env}; "
                "many services want a password made for one program (app password)"
            )
            self._refuses(f"the login of {user}", error.smtp_code, _bytes(error.smtp_error), hint)  # fmt: skip
        except (smtplib.SMTPServerDisconnected, smtplib.SMTPResponseException):
            raise
        except smtplib.SMTPException as error:
            self._stop(
                "knows no way to log in with a password",
                "ask the service for one (app password), or use another server",
                error,
            )

    def hand_over(
        self, server: smtplib.SMTP, message: bytes, sender: str, recipient: str
    ) -> str:
        """Give the message to the server -> its answer."""
        size = server.esmtp_features.get("size", "")
        if size.isdecimal() and 0 < int(size) < len(message):
            self._stop(
                f"takes messages of {int(size):,} bytes, and the letter has {len(message):,}",
                'send fewer or smaller pictures with it, or write pictures = "link" below [newsletter]',
            )
        options = [f"SIZE={len(message)}"] if server.has_extn("size") else []
        if not recipient.isascii():
            if not server.has_extn("smtputf8"):
                self._stop(
                    f"cannot write to {recipient}, whose name is not in ASCII (it lacks SMTPUTF8)",
                    "try another address, or a server that can",
                )
            options += ["SMTPUTF8", "BODY=8BITMIME"]
        code, answer = server.mail(sender, options)
        if code == 530:
            self._refuses("to send without a login", code, answer, self._login_hint())
        self._expect(250, code, answer, f"the sender {sender}", "write from below [newsletter] with an address that the server may send for")  # fmt: skip
        code, answer = server.rcpt(recipient)
        if code != 251:
            self._expect(250, code, answer, f"the recipient {recipient}", "check the address; a server that knows nobody of it wants a login (smtp.user)")  # fmt: skip
        self.given = True
        try:
            code, answer = server.data(message)
        except smtplib.SMTPDataError as error:
            code, answer = error.smtp_code, _bytes(error.smtp_error)
        self._expect(250, code, answer, "the letter", "the answer says why; the letter itself, its sender or its links displease the server")  # fmt: skip
        return self._clean(answer)

    def _expect(
        self, wanted: int, code: int, answer: bytes, what: str, hint: str
    ) -> None:
        if code == wanted:
            return
        if code < 0:
            raise smtplib.SMTPServerDisconnected("no code")
        if _TOO_LARGE.match(f"{code} {self._clean(answer)}"):
            hint = 'the letter is too large for it: write pictures = "link" below [newsletter], or show fewer posts'
        self._refuses(what, code, answer, hint)

    def _login_hint(self) -> str:
        if self.settings.tls is Tls.NONE:
            return 'set smtp.tls = "starttls", and smtp.user with its password'
        return f"set smtp.user, and its password in {self.settings.password_env}"

    def _port_hint(self) -> str:
        ports = ", ".join(f"{port} for {tls}" for tls, port in PORTS.items())
        return f"check smtp.host, smtp.port and smtp.tls; usual ports are {ports}"

    def _lost_hint(self) -> str:
        """What to do where the server is gone: it may be so after it took the letter (RFC 1047)."""
        if self.given:
            return "look whether the letter came all the same, before you send it again"
        return f"{self._port_hint()}; some networks keep mail back"

    def _distrust(self, error: ssl.SSLCertVerificationError) -> NoReturn:
        said = (error.verify_message or "it cannot be verified").rstrip(".")
        hint = "check smtp.host, and whether the network is one that looks into mail; SSL_CERT_FILE may name the certificates to trust"
        if "mismatch" in said.lower() or "not valid for" in said.lower():
            hint = "write smtp.host as the mail service names it; the certificate is for another name"
        self._stop(f"has a certificate that is not valid: {said}", hint, error)

    def _speaks_otherwise(self, error: ssl.SSLError) -> NoReturn:
        if self.settings.tls is Tls.IMPLICIT and "WRONG_VERSION" in str(error.reason or ""):  # fmt: skip
            self._stop(
                "does not begin encrypted",
                f'write tls = "starttls" below [smtp], or another port; encrypted from the start on is usually {PORTS[Tls.IMPLICIT]}',
                error,
            )
        reason = (error.reason or "no common way").replace("_", " ").lower()
        self._stop(f"cannot agree on encryption: {reason}", self._port_hint(), error)

    def _silent(self, error: OSError) -> NoReturn:
        hint = f"{self._lost_hint()}; smtp.timeout is how long to wait"
        self._stop(f"is silent for {self.settings.timeout:g} seconds", hint, error)

    def _ask_whether_encrypted(self, error: OSError) -> None:
        """Of a server that does not greet: stop if it waits for TLS. Nothing is said there, so nobody needs to be trusted."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        address = self.settings.host, self.settings.port
        try:
            with socket.create_connection(address, self.settings.timeout) as plain:
                context.wrap_socket(plain, server_hostname=self.settings.host).close()
        except (OSError, ValueError):
            return
        self._stop(
            "is encrypted from the start on, and waits for that",
            f'write tls = "implicit" below [smtp], or port = {PORTS[self.settings.tls]}',
            error,
        )

    def _unreachable(self, error: Exception) -> NoReturn:
        if isinstance(error, (socket.gaierror, UnicodeError)):
            self._stop("is not known: its name leads nowhere", "check smtp.host, and the connection to the internet", error)  # fmt: skip
        if isinstance(error, ConnectionRefusedError):
            self._stop("takes no connection: nobody listens there", self._port_hint(), error)  # fmt: skip
        if isinstance(error, OSError) and error.strerror:
            self._stop(f"cannot be reached: {error.strerror.lower()}", self._port_hint(), error)  # fmt: skip
        self._stop("answers what no mail server does", self._port_hint(), error)

    def _refuses(self, what: str, code: int, answer: bytes, hint: str) -> NoReturn:
        said = f"refuses {what}: {code} {self._clean(answer)}".rstrip(" :")
        self._stop(said, _LATER if 400 <= code < 500 else hint)

    def _stop(
        self, message: str, hint: str, cause: Exception | None = None
    ) -> NoReturn:
        raise Stop(
            "smtp",
            f"{self.settings.server} {message}",
            hint,
            exit=Exit.ENVIRONMENT,
        ) from cause

    def _clean(self, answer: bytes) -> str:
        """An answer in one line, without the password, which a server might repeat."""
        text = " ".join(answer.decode("utf-8", "replace").split())
        for secret in self._secrets():
            text = text.replace(secret, "…")
        return "".join(sign if sign.isprintable() else "�" for sign in text)[:_SHOWN]

    def _secrets(self) -> Iterator[str]:
        if self.password:
            yield self._plain()
            yield b64encode(self.password.encode()).decode()
            yield self.password

    def _plain(self) -> str:
        """User and password as AUTH PLAIN sends them (RFC 4616)."""
        return b64encode(f"\0{self.settings.user}\0{self.password}".encode()).decode()


def _bytes(answer: bytes | str) -> bytes:
    return answer if isinstance(answer, bytes) else answer.encode()
