"""A request to the preview -> the same, or a refusal: whatever comes from elsewhere, or wants to go elsewhere, ends here.

A page in a browser may send requests to this machine, and by DNS rebinding even read the answers, unless the server
asks for whom they are (Host) and from where they come (Origin, Fetch Metadata).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LONGEST: Final = 8192
"""Bytes of the longest address that is answered."""

PAGE: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; media-src 'self'; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""What a page may do (Content-Security-Policy)."""

FRAME: Final = (
    "default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'unsafe-inline'; "
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""What may be done in a frame: a link opens beside the preview, or leads to a page of it; nothing runs."""

_ALWAYS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": PAGE,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
}
"""Headers of each answer that does not set them itself."""

_ESCAPES: Final = (b"%00", b"%2f", b"%5c", b"\\", b"\0")
"""What no address of ours holds, and what might be read as something else behind the guard."""


class Guard:
    """Lets through what a browser on this machine asks the server at `port` for itself."""

    def __init__(self, app: ASGIApp, port: int, writable: str = "/send") -> None:
        self._app = app
        self._writable = writable
        names = ("127.0.0.1", "localhost", "[::1]")
        self._hosts = {f"{name}:{port}" for name in names}
        if port == 80:
            self._hosts |= set(names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _ALWAYS.items():
                    headers.setdefault(name, value)
            await send(message)

        refused = self._refusal(scope)
        await (refused or self._app)(scope, receive, with_headers)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        """What to answer instead; None where nothing is wrong."""
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return _no(421, "The preview answers on this machine only, at 127.0.0.1.")
        allowed = {"GET", "HEAD", *(["POST"] * (scope["path"] == self._writable))}
        if scope["method"] not in allowed:
            refusal = _no(405, "The preview only shows.")
            refusal.headers["Allow"] = ", ".join(sorted(allowed))
            return refusal
        if self._is_foreign(scope, headers):
            return _no(403, "The preview answers no other site.")
        raw = scope.get("raw_path", b"")
        if len(raw) + len(scope["query_string"]) > LONGEST:
            return _no(414, "This address is too long.")
        path = scope["path"]
        names = path.split("/")
        if (
            any(escape in raw.lower() for escape in _ESCAPES)
            or any(name in ("", ".", "..") for name in names[1:-1])
            or names[0]
            or names[-1] in (".", "..")
            or not path.isprintable()
        ):
            return _no(400, "There is no such address.")
        return None

    def _is_foreign(self, scope: Scope, headers: Headers) -> bool:
        """Whether the page of another site asks, unless somebody followed a link there."""
        site = headers.get("sec-fetch-site", "")
        origins = {f"http://{host}" for host in self._hosts}
        if site == "same-origin":
            origins.add("null")  # Referrer-Policy: no-referrer makes a form's that
        if any(origin not in origins for origin in headers.getlist("origin")):
            return True
        if site in ("", "none", "same-origin"):
            return False
        followed = (
            headers.get("sec-fetch-mode") == "navigate"
            and headers.get("sec-fetch-dest") == "document"
            and scope["method"] in ("GET", "HEAD")
        )
        return not followed


def _no(status: int, sentence: str) -> PlainTextResponse:
    return PlainTextResponse(f"{sentence}\n", status)
