"""An address of the site -> the file of this machine that is found there: what the build makes, what it made before, what the posts show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import unquote, urlsplit

from envoi import posts
from envoi.config import Config
from envoi.mediatypes import PICTURES
from envoi.model import Artifact, Body
from envoi.posts.places import Places
from envoi.preview.snapshot import Snapshot
from envoi.preview.view import File

FILES: Final = "/files"
"""Below this address is what the build makes (`site/`, by its path on the site) and what is in the folder (`folder/`)."""

TYPES: Final[Mapping[str, str]] = {
    **PICTURES,
    ".bmp": "image/bmp",
    ".ico": "image/x-icon",
    ".aac": "audio/aac",
    ".flac": "audio/flac",
    ".m4a": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".wav": "audio/wav",
    ".m4v": "video/mp4",
    ".mp4": "video/mp4",
    ".ogv": "video/ogg",
    ".webm": "video/webm",
    ".vtt": "text/vtt",
}
"""What is shown of files, by the end of their name."""


def file(path: str, snapshot: Snapshot) -> File | None:
    """The file at `path` below `FILES`; None if there is none that is shown."""
    kind = TYPES.get(PurePosixPath(path).suffix.lower())
    where = ground(snapshot)
    content = where.content(path) if where and kind else None
    if kind is None or content is None:
        return None
    return File(content=content, media_type=kind, framed=True)


def artifacts(snapshot: Snapshot) -> Mapping[str, Artifact]:
    """What the build publishes, by its path."""
    made = snapshot.made.artifacts if snapshot.made else ()
    return snapshot.once("artifacts", lambda: {one.path: one for one in made})


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """Where addresses of the site at `site` are found. `files` are the paths in the folder of pictures that posts show."""

    site: str
    settings: Config
    target: Path
    built: Mapping[str, Artifact]
    copied: Mapping[str, Artifact]
    files: Mapping[str, str]
    posts: Mapping[str, str]
    places: Places

    def file(self, url: str) -> str:
        """The path below `FILES` of what is at `url`; nothing if this machine does not have it."""
        if url in self.files:
            return f"folder/{self.files[url]}"
        if not url.startswith(self.site):
            return ""
        path = unquote(urlsplit(url).path.removeprefix(urlsplit(self.site).path))
        if self._made(path) is not None or self._published(path):
            return f"site/{path}"
        there = filter(self.places.exists, self.places.anywhere(url))
        return next((f"folder/{inner}" for inner in there), "")

    def version(self, path: str) -> str:
        """A word that changes when the file at `path` does."""
        where, _, inner = path.partition("/")
        if where == "site" and (made := self._made(inner)):
            return sha256(made).hexdigest()[:12]
        root = self.target if where == "site" else self.settings.folder
        try:
            found = (root / inner).stat()
        except OSError:
            return ""
        return f"{found.st_mtime_ns:x}-{found.st_size:x}"

    def content(self, path: str) -> bytes | None:
        """The bytes of the file at `path` below `FILES`; None if there is none that may be seen."""
        where, _, inner = path.partition("/")
        if _is_hidden(inner):
            return None
        if where == "folder":
            return posts.picture_file(self.settings, inner)
        if where != "site":
            return None
        made = self._made(inner)
        return made if made is not None else self._read(inner)

    def _made(self, path: str) -> bytes | None:
        found = self.built.get(path) or self.copied.get(path)
        return found.content if found else None

    def _published(self, path: str) -> Path | None:
        """The file at `path` in the output folder, if it is there and does not lead out of it."""
        try:
            file = (self.target / path).resolve()
            inside = file.is_relative_to(self.target.resolve()) and file.is_file()
        except (OSError, RuntimeError, ValueError):
            return None
        return file if inside and not _is_hidden(path) else None

    def _read(self, path: str) -> bytes | None:
        file = self._published(path)
        try:
            return file.read_bytes() if file else None
        except OSError:
            return None


def ground(snapshot: Snapshot) -> Ground | None:
    """Where the addresses of the site of this look are found; None where nothing was made."""
    made = snapshot.made
    if made is None:
        return None

    def found() -> Ground:
        addresses = made.arranged.addresses
        return Ground(
            site=made.settings.site.url,
            settings=made.settings,
            target=snapshot.target,
            built=artifacts(snapshot),
            copied=snapshot.copies,
            files={
                url: path
                for body in _bodies(snapshot)
                for url, path in body.files.items()
            },
            posts={url: path for path, url in addresses.items()},
            places=Places(
                folder=made.settings.folder,
                site=made.settings.site.url,
                dialect=made.settings.dialect,
                addresses=addresses,
            ),
        )

    return snapshot.once("ground", found)


def _bodies(snapshot: Snapshot) -> Iterator[Body]:
    """The texts that the build rendered."""
    assert snapshot.made
    for issue in snapshot.made.issues:
        yield from (
            each.body for each in (*issue.posts, *issue.keep_reading) if each.body
        )
        if issue.intro:
            yield issue.intro
    seen = set()
    for offer in snapshot.made.offers.values():
        for each in offer.feed.posts:
            if each.body and each.path not in seen:
                seen.add(each.path)
                yield each.body


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))
