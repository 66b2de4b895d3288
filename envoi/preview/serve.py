"""A folder -> its preview, served on this machine until somebody ends it."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from envoi.outcome import Request
from envoi.preview import ground
from envoi.preview.desk import Desk
from envoi.preview.judge import judge
from envoi.preview.server import Server, Site, listen
from envoi.preview.studio import Look, Studio
from envoi.preview.watch import watch
from envoi.preview.workshop import Workshop
from envoi.problems import Exit, Stop

PORT = 8737
"""The port that is taken if it is free, so that a bookmark finds the preview again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Teller:
    """What is told meanwhile: `ready` at which address and with which first look, `look` of each one after it, `say` anything else."""

    ready: Callable[[str, Look], None]
    look: Callable[[Look], None]
    say: Callable[[str], None]


def serve(
    wanted: Request,
    clock: Callable[[], datetime],
    port: int,
    teller: Teller,
    environ: Mapping[str, str],
) -> None:
    """Serve the preview of what is `wanted` at `port` (0: at a usual one), and return once it was ended by a signal.

    `environ` holds the password of the mail server, where letters are sent from the page.

    Raises Stop where the port is taken (code `port`), and where the folder or the output cannot be looked at.
    """
    opened = _listen(port)
    try:
        asyncio.run(_serve(wanted, clock, opened, teller, environ))
    finally:
        opened.close()


async def _serve(
    wanted: Request,
    clock: Callable[[], datetime],
    opened: socket.socket,
    teller: Teller,
    environ: Mapping[str, str],
) -> None:
    workshop = Workshop(wanted, clock)
    studio = Studio(workshop, clock=clock, tell=teller.look, judge=judge)
    folders = [wanted.folder, workshop.last.target, wanted.built]
    watching = asyncio.create_task(
        watch(filter(None, folders), studio.changed, teller.say)
    )
    await asyncio.sleep(0)  # from here on nothing is missed
    try:
        first = await studio.first()
        port: int = opened.getsockname()[1]
        working = asyncio.create_task(studio.work())
        site = Site(studio, files=ground.file, desk=Desk(environ))
        server = Server(site, studio, port)
        serving = asyncio.create_task(server.serve(sockets=[opened]))
        teller.ready(f"http://127.0.0.1:{port}/", first)
        ended, _ = await asyncio.wait(
            {serving, working, watching}, return_when=asyncio.FIRST_COMPLETED
        )
        server.should_exit = True
        studio.close()
        await serving
        for task in ended:
            task.result()
    finally:
        watching.cancel()


def _listen(port: int) -> socket.socket:
    """A socket at `port`; where none was asked for, at the usual one or any that is free."""
    try:
        return listen(port or PORT)
    except OSError as error:
        if not port and error.errno in (errno.EADDRINUSE, errno.EACCES):
            return listen(0)
        reason = (error.strerror or str(error)).lower()
        raise Stop(
            "port",
            f"cannot serve at port {port}: {reason}",
            "take another --port, or none, which finds one that is free",
            exit=Exit.ENVIRONMENT,
        ) from error
