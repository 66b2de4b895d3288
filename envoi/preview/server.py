"""A Studio -> its pages, files and events on this machine, over HTTP."""

from __future__ import annotations

import asyncio
import json
import re
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from functools import lru_cache
from importlib import resources
from types import FrameType
from typing import Final
from urllib.parse import parse_qsl, quote, urlencode

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from envoi.preview import letters
from envoi.preview.desk import Desk, Sent
from envoi.preview.guard import FRAME, LONGEST, Guard
from envoi.preview.page import draw
from envoi.preview.snapshot import Snapshot
from envoi.preview.studio import Studio, fault
from envoi.preview.view import Asked, File, Page, View
from envoi.preview.views import VIEWS
from envoi.preview.worker import Worker
from envoi.problems import Stop

_STATIC: Final = re.compile(r"[a-z][a-z0-9-]*\.(css|js)")
_TYPES: Final = {"css": "text/css", "js": "text/javascript"}


class Site:
    """Answers requests from the newest look of `studio`. `files` finds what is below `/files/`; `desk` sends letters."""

    def __init__(
        self,
        studio: Studio,
        *,
        views: tuple[View, ...] = VIEWS,
        files: Callable[[str, Snapshot], File | None] = lambda path, snapshot: None,
        desk: Desk | None = None,
    ) -> None:
        self._studio = studio
        self._desk = desk
        self._mail = Worker()
        self._views = views
        self._files = files

    def app(self) -> Starlette:
        """The application, without its guard."""
        routes = [
            Route("/", self._home),
            Route("/static/{name}", self._static),
            Route("/events", self._events),
            Route("/files/{path:path}", self._file),
            Route("/send", self._send, methods=["POST"]),
            Route("/{view}", self._entry),
            Route("/{view}/{path:path}", self._view),
        ]
        app = Starlette(routes=routes, exception_handlers={404: self._missing})
        app.router.redirect_slashes = False
        return app

    async def _home(self, request: Request) -> Response:
        return RedirectResponse(f"/{self._views[0].name}/", 302)

    async def _static(self, request: Request) -> Response:
        name = request.path_params["name"]
        found = _STATIC.fullmatch(name)
        content = _static(name) if found else None
        if found is None or content is None:
            raise HTTPException(404)
        return Response(content, media_type=_TYPES[found[1]])

    async def _events(self, request: Request) -> Response:
        headers = {"Content-Type": "text/event-stream"}
        return StreamingResponse(self._stream(), headers=headers)

    async def _stream(self) -> AsyncIterator[str]:
        state, name = self._studio.state, "hello"
        while not self._studio.closed:
            yield _event(name, state)
            state, name = await self._studio.after(state), "look"

    async def _file(self, request: Request) -> Response:
        path, snapshot = request.path_params["path"], self._studio.snapshot
        found = await self._studio.worker.do(lambda: self._files(path, snapshot))
        if found is None:
            raise HTTPException(404)
        return _as_it_is(found)

    async def _send(self, request: Request) -> Response:
        """Send the letter that the form names, and lead to its page, which says what came of it."""
        form = dict(parse_qsl(await _body(request)))
        desk, snapshot = self._desk, self._studio.snapshot
        if desk is None or not desk.knows(form.get("token", "")):
            raise HTTPException(404)
        name, theme = form.get("issue", ""), form.get("theme", "")
        smtp = snapshot.made.settings.smtp if snapshot.made else None
        address, now = form.get("address", ""), self._studio.now
        try:
            eml = await self._studio.worker.do(
                lambda: letters.message(snapshot, name, theme)
            )
        except Stop as stop:
            sent = Sent(address=address, problem=stop.problem)
        else:
            sent = await self._mail.do(lambda: desk.send(eml, smtp, address, now))
        query = urlencode({"theme": theme, "sent": desk.keep(sent)})
        return RedirectResponse(f"/newsletter/{quote(name)}?{query}", 303)

    async def _entry(self, request: Request) -> Response:
        """A view without the slash at its end."""
        view = self._named(request.path_params["view"])
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/{view.name}/{query}", 302)

    async def _view(self, request: Request) -> Response:
        view = self._named(request.path_params["view"])
        asked = Asked(
            snapshot=self._studio.snapshot,
            path=request.path_params["path"].strip("/"),
            query=dict(request.query_params),
        )
        shown = await self._studio.worker.do(lambda: self._shown(view, asked))
        if shown is None:
            raise HTTPException(404)
        return shown

    async def _missing(self, request: Request, error: Exception) -> Response:
        asked = Asked(snapshot=self._studio.snapshot)
        page = Page(
            template="missing.html.j2",
            title="There is no such page",
            values={"message": "It may have been renamed, or taken away."},
            status=404,
        )
        return await self._studio.worker.do(lambda: self._drawn(page, None, asked))

    def _named(self, name: str) -> View:
        view = next((one for one in self._views if one.name == name), None)
        if view is None:
            raise HTTPException(404)
        return view

    def _shown(self, view: View, asked: Asked) -> Response | None:
        """What `view` answers; a page that says so where it cannot."""
        try:
            found = view.show(asked)
            if isinstance(found, File):
                return _as_it_is(found)
            return self._drawn(found, view, asked) if found else None
        except Stop as stop:
            problem, status = stop.problem, 200
        except Exception as error:  # noqa: BLE001
            problem, status = fault(error), 500
        page = Page(
            template="stopped.html.j2",
            title=view.title,
            values={"problem": problem},
            status=status,
        )
        return self._drawn(page, view, asked)

    def _drawn(self, page: Page, view: View | None, asked: Asked) -> Response:
        html = draw(page, view, asked, self._views, self._studio.state, self._desk)
        return Response(html, page.status, media_type="text/html")


async def _body(request: Request) -> str:
    """What was sent, if it is short and text; else nothing."""
    data = b""
    async for part in request.stream():
        data += part
        if len(data) > LONGEST:
            return ""
    return data.decode("ascii", "replace")


def _event(name: str, state: str) -> str:
    return f"event: {name}\ndata: {json.dumps(state)}\n\n"


def _as_it_is(found: File) -> Response:
    headers: Mapping[str, str] = (
        {"Content-Security-Policy": FRAME} if found.framed else {}
    )
    return Response(
        found.content, found.status, headers=headers, media_type=found.media_type
    )


@lru_cache(maxsize=64)
def _static(name: str) -> bytes | None:
    file = resources.files("envoi") / "templates" / "preview" / name
    return file.read_bytes() if file.is_file() else None


class Server(uvicorn.Server):
    """Serves `site` at a socket until a signal comes, and then ends at once, whoever still listens."""

    def __init__(self, site: Site, studio: Studio, port: int) -> None:
        super().__init__(
            uvicorn.Config(
                Guard(site.app(), port),
                access_log=False,
                http="h11",
                lifespan="off",
                log_config=None,
                loop="asyncio",
                server_header=False,
                timeout_graceful_shutdown=1,
                ws="none",
            )
        )
        self._studio = studio

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End; a second signal does not wait for answers that are under way."""
        self.force_exit = self.should_exit
        self.should_exit = True
        asyncio.get_running_loop().call_soon_threadsafe(self._studio.close)


def listen(port: int) -> socket.socket:
    """A socket of this machine alone at `port` (0: any that is free). Raises OSError where it is taken."""
    opened = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(("127.0.0.1", port))
        opened.listen(128)
    except OSError:
        opened.close()
        raise
    return opened
