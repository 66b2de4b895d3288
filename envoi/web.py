"""An address that the user typed -> what is found there, or what was told there; the one file that speaks to the web."""

from __future__ import annotations

import ssl
import zlib
from collections.abc import Mapping
from http.client import HTTPException, HTTPMessage, HTTPResponse
from time import monotonic
from typing import IO, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    UnknownHandler,
)

from envoi import __version__
from envoi.addresses import absolute, is_web
from envoi.problems import Exit, Stop

LARGEST: Final = 50_000_000
"""Bytes of the largest answer that is taken."""

PATIENCE: Final = 20.0
"""Seconds that a server may be silent."""

PATIENT: Final = 6
"""How many times as long a whole answer may take."""

REDIRECTIONS: Final = 5
"""How often an address may lead to another one."""


def fetch(
    url: str, *, timeout: float = PATIENCE, largest: int = LARGEST, accept: str = "*/*"
) -> bytes:
    """What is found at `url`. Raises Stop for whatever keeps it away, also an answer larger than `largest` bytes."""
    return find(url, timeout=timeout, largest=largest, accept=accept)[1]


def find(
    url: str, *, timeout: float = PATIENCE, largest: int = LARGEST, accept: str = "*/*"
) -> tuple[str, bytes]:
    """The address that `url` leads to in the end, and what is found there. Raises Stop as `fetch` does."""
    at, status, reason, content = _ask(url, None, timeout, largest, accept)
    if not 200 <= status < 300:
        raise _stop(url, f"answers {status} {reason}".rstrip())
    return at, content


def post_form(url: str, fields: Mapping[str, str], *, timeout: float = PATIENCE) -> int:
    """Send `fields` to `url` as a form does -> the status of the answer. Raises Stop where there is none."""
    _, status, _, _ = _ask(url, urlencode(fields).encode("ascii"), timeout, 0, "*/*")
    return status


class _Redirections(HTTPRedirectHandler):
    """Only the web leads on, and not for ever."""

    max_redirections = max_repeats = REDIRECTIONS

    def redirect_request(
        self,
        request: Request,
        file: IO[bytes],
        code: int,
        message: str,
        headers: HTTPMessage,
        new: str,
    ) -> Request | None:
        if not is_web(new):
            file.close()
            raise URLError(f"leads to {new}, which is not on the web")
        if request.data is not None:
            file.close()
            raise URLError(f"leads to {new}, and takes nothing: name that address")
        return super().redirect_request(request, file, code, message, headers, new)


def _ask(
    url: str, body: bytes | None, timeout: float, largest: int, accept: str
) -> tuple[str, int, str, bytes]:
    address = absolute(url, "")
    if not address or not is_web(url):
        raise Stop(
            "web",
            f'"{url}" is no address on the web',
            "write it whole, with https://",
        )
    request = Request(
        address.partition("#")[0],
        data=body,
        headers={
            "User-Agent": f"Envoi/{__version__}",
            "Accept": accept,
            "Accept-Encoding": "identity",
        },
    )
    try:
        with _opener().open(request, timeout=timeout) as answer:
            content = _content(answer, largest, timeout)
            at, status, reason = answer.url, answer.status, answer.reason
            cut = bool(largest and answer.length and len(content) <= largest)
            if largest and answer.headers.get("Content-Encoding") == "gzip":
                content, cut = _unpacked(content, largest)
    except HTTPError as error:
        with error:
            if str(error.reason).startswith(HTTPRedirectHandler.inf_msg):
                said = (
                    f"leads from one address to another more than {REDIRECTIONS} times"
                )
                raise _stop(url, said) from error
            return url, error.code, error.reason, b""
    except zlib.error as error:
        raise _stop(url, "says that it is gzip, and is no gzip") from error
    except (OSError, HTTPException, ValueError) as error:
        raise _stop(url, _said(error)) from error
    if cut:
        raise _stop(url, "ends before its end: the connection was cut")
    if len(content) > largest > 0:
        raise _stop(url, f"is larger than {largest:,} bytes")
    return at, status, reason, content


def _content(answer: HTTPResponse, largest: int, timeout: float) -> bytes:
    """The answer, up to a byte more than `largest`. Who sends it drop by drop is not waited for."""
    parts: list[bytes] = []
    left, deadline = largest + 1 if largest else 0, monotonic() + PATIENT * timeout
    while left and (part := answer.read1(left)):
        parts.append(part)
        left -= len(part)
        if monotonic() > deadline:
            raise TimeoutError
    return b"".join(parts)


def _unpacked(content: bytes, largest: int) -> tuple[bytes, bool]:
    """What was packed, up to a byte more than `largest`, and whether its end is missing.

    It was not asked for, but storage services send files as they got them.
    """
    packed = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    found = packed.decompress(content, largest + 1)
    return found, len(found) <= largest and not packed.eof


def _opener() -> OpenerDirector:
    """Without handlers for files and FTP, which urllib's own opener has."""
    opener = OpenerDirector()
    for handler in (
        ProxyHandler(),
        UnknownHandler(),
        HTTPHandler(),
        HTTPSHandler(context=ssl.create_default_context()),
        _Redirections(),
        HTTPDefaultErrorHandler(),
        HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener


def _said(error: Exception) -> str:
    """What went wrong, in words."""
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted: {reason.verify_message}"
    if isinstance(reason, TimeoutError):
        return "does not answer in time"
    if isinstance(reason, OSError) and reason.strerror:
        return f"cannot be reached: {reason.strerror.lower()}"
    return str(reason) or type(error).__name__


def _stop(url: str, message: str) -> Stop:
    hint = "check the address, and whether it opens in a browser"
    return Stop("web", f"{url} {message}", hint, exit=Exit.ENVIRONMENT)
