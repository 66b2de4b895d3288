"""The feeds that were built -> their hubs, told of those that changed (WebSub, w3.org/TR/websub)."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from envoi import config, feedfile, feeds, published, web
from envoi.addresses import is_web
from envoi.problems import Exit, Report, Stop
from envoi.table import FILE_NAME

MEMORY: Final = "feeds/.envoi-pinged"
"""What the hubs were told, below the output: the SHA-256 of each file by its path and the hub."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """What the user asked for. `hub` is used instead of those of the configuration; `dry` says that nobody is told."""

    folder: Path
    output: Path | None = None
    hub: str = ""
    dry: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What hubs were told (or would be), each `news` a hub and the address of a feed; how many feeds did not change, and the exit code."""

    news: tuple[tuple[str, str], ...] = ()
    unchanged: int = 0
    exit: Exit

    @property
    def told(self) -> tuple[str, ...]:
        """The addresses of the feeds that a hub was told of."""
        return tuple(dict.fromkeys(address for _, address in self.news))


@dataclass(frozen=True, kw_only=True, slots=True)
class _File:
    path: str
    address: str
    hubs: tuple[str, ...]
    digest: str


def ping(request: Request, report: Report) -> Outcome:
    """Tell each hub of the feeds that changed since it was last told, and remember what it took.

    A hub that refuses is an error in `report`, and is told again the next time; one that cannot be reached is not tried
    for the next feed. Raises Stop where there is no hub, and nothing that was built.
    """
    if request.hub and not is_web(request.hub):
        message = f'--hub "{request.hub}" is no address'
        raise Stop("hub", message, "write it whole, with https://")
    settings = config.load(
        request.folder, Report(), formats=tuple(feeds.FORMATS), lenient=True
    )
    wanted = (request.hub,) if request.hub else settings.feeds.hubs
    if not wanted:
        raise Stop(
            "hub",
            "no hub is named that could be told",
            f'write hub = "https://…" below [feeds] in {FILE_NAME}, and build',
        )
    public = request.output or request.folder / "public"
    files = _files(request.folder, public, request.hub, wanted)
    if not files:
        raise Stop(
            "hub",
            f"no feed in {public} names the hub {wanted[0]}",
            "write it below [feeds], and build",
            exit=Exit.NOTHING,
        )
    known = _known(public / MEMORY)
    news: list[tuple[str, str]] = []
    away: set[str] = set()
    failed = False
    changed: set[str] = set()
    for file in files:
        for hub in file.hubs:
            key = f"{file.path} {hub}"
            if known.get(key) == file.digest:
                continue
            changed.add(file.path)
            if request.dry or (hub not in away and _told(hub, file, report, away)):
                news.append((hub, file.address))
                known[key] = file.digest
            else:
                failed = True
    if news and not request.dry:
        listed = {f"{file.path} {hub}" for file in files for hub in file.hubs}
        _remember(public / MEMORY, {key: known[key] for key in listed & known.keys()})
    succeeded = Exit.PUBLISHED if news else Exit.NOTHING
    return Outcome(
        news=tuple(news),
        unchanged=len(files) - len(changed),
        exit=Exit.PROBLEMS if failed else succeeded,
    )


def _files(
    folder: Path, public: Path, asked: str, wanted: tuple[str, ...]
) -> tuple[_File, ...]:
    """The feeds that name one of the hubs `wanted`, or any if one is `asked` for; but archives do not change."""
    found = []
    for path, data in published.files(public):
        # feeds have folders of their own: at the top are copies
        if "/" not in path or not feedfile.is_feed(data):
            continue
        feed = feedfile.read(data, published.shown(public / path, folder))
        hubs = tuple(hub for hub in wanted if hub == asked or hub in feed.hubs)
        # a copy at an old address says that it is elsewhere: hubs know it by that
        here = unquote(feed.address).endswith(f"/{path}")
        if hubs and feed.hubs and here and not feed.archive:
            digest = sha256(data).hexdigest()
            found.append(
                _File(path=path, address=feed.address, hubs=hubs, digest=digest)
            )
    return tuple(found)


def _told(hub: str, file: _File, report: Report, away: set[str]) -> bool:
    """Whether the hub took the news; one that cannot be reached is `away`, so that nobody waits for it once for each feed.

    Hubs differ on what they call the address: the two names cover them.
    """
    fields = {"hub.mode": "publish", "hub.url": file.address, "hub.topic": file.address}
    try:
        status = web.post_form(hub, fields)
    except Stop as stop:
        report.error("hub", stop.problem.message, "it is told again the next time")
        away.add(hub)
        return False
    if not 200 <= status < 300:
        report.error(
            "hub",
            f"{hub} answers {status} to the news of {file.address}",
            "it is told again the next time",
        )
        return False
    return True


def _known(memory: Path) -> dict[str, str]:
    """What hubs were told; nothing if that is lost or damaged, and then they are told once more."""
    try:
        found = json.loads(memory.read_bytes())
        told = found["told"] if found["version"] == 1 else {}
        return {key: value for key, value in dict(told).items()}
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return {}


def _remember(memory: Path, told: Mapping[str, str]) -> None:
    text = json.dumps({"version": 1, "told": told}, indent=1, sort_keys=True)
    aside = memory.with_name(f"{memory.name}-{os.getpid()}")
    try:
        aside.write_bytes(f"{text}\n".encode())
        aside.replace(memory)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise Stop(
            "output",
            f"the hubs were told, but {memory} cannot be written: {error.strerror}",
            "put that right; until then they are told again",
            exit=Exit.ENVIRONMENT,
        ) from error
