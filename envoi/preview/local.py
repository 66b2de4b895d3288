"""What readers get -> the same with addresses of this machine, so that a look at it fetches nothing from elsewhere and leads nowhere by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from html import escape, unescape
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from envoi import posts
from envoi.addresses import absolute, host_of
from envoi.config import Config
from envoi.model import Artifact, Body, Post, State
from envoi.posts.places import Places
from envoi.preview.snapshot import Snapshot
from envoi.preview.view import File

FILES: Final = "/files"
"""Below this address is what the build makes (`site/`, by its path on the site) and what is in the folder (`folder/`)."""

TYPES: Final[Mapping[str, str]] = {
    ".avif": "image/avif",
    ".bmp": "image/bmp",
    ".gif": "image/gif",
    ".ico": "image/x-icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
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

_ATTRIBUTES: Final = r"""(?:[^"'>]|"[^"]*"|'[^']*')*+"""
_PART: Final = re.compile(
    rf"<!--(?:-?>|.*?-->)|<(?P<of>style|script)\b(?P<with>{_ATTRIBUTES})>(?P<text>.*?)</(?P=of)\s*>"
    rf"|<(?P<tag>[a-z][^\s/>]*)(?P<attributes>{_ATTRIBUTES})>",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE: Final = re.compile(
    r"""\s+(?P<name>[^\s=>"'/]+)(?:\s*=\s*(?P<value>"[^"]*"|'[^']*'|[^\s"'>]+))?"""
)
_URL: Final = re.compile(r"""url\(\s*("[^"]*"|'[^']*'|[^"'()\s]*)\s*\)""")

_SHOWN: Final = frozenset(
    {"audio", "embed", "img", "input", "source", "track", "video"}
)
"""Elements whose `src` is a file that is shown or heard."""

_DROPPED: Final = frozenset({"action", "formaction", "http-equiv", "ping", "srcset"})
"""Attributes by which a page goes elsewhere by itself, or fetches another file than the one that is at hand."""


def localized(html: str, snapshot: Snapshot) -> str:
    """The page `html` with pictures and recordings that this machine has, a mark in the place of others, and no script.

    Links to posts of the site lead to the view Posts; others open beside the preview, if they lead to the web at all.
    """

    def part(found: re.Match[str]) -> str:
        if found["of"]:
            if found["of"].lower() == "script":
                return ""
            sheet = _sheet(found["text"], snapshot)
            return f"<style{found['with']}>{sheet}</style>"
        if not found["tag"]:
            return found[0]
        made = _tag(found["tag"].lower(), found["attributes"], snapshot)
        return f"<{found['tag']}{made}>"

    return _PART.sub(part, html)


def picture(url: str, snapshot: Snapshot) -> str:
    """The address on this machine of the picture or recording at `url`, else that of a small picture that says where it is."""
    if url.startswith("data:"):
        return url
    ground = _ground(snapshot)
    if ground is None:
        return _mark(url, "")
    path = ground.file(url)
    return (
        f"{FILES}/{quote(path)}?v={ground.version(path)}"
        if path
        else _mark(url, ground.site)
    )


def post(url: str, snapshot: Snapshot) -> str:
    """The address in the view Posts of the post at `url`; nothing if that is none of the site."""
    ground = _ground(snapshot)
    path = ground.posts.get(url.partition("#")[0], "") if ground else ""
    return f"/posts/{quote(path)}" if path else ""


def file(path: str, snapshot: Snapshot) -> File | None:
    """The file at `path` below `FILES`; None if there is none that is shown."""
    kind = TYPES.get(PurePosixPath(path).suffix.lower())
    ground = _ground(snapshot)
    content = ground.content(path) if ground and kind else None
    if kind is None or content is None:
        return None
    return File(content=content, media_type=kind, framed=True)


def artifacts(snapshot: Snapshot) -> Mapping[str, Artifact]:
    """What the build publishes, by its path."""
    made = snapshot.made.artifacts if snapshot.made else ()
    return snapshot.once("artifacts", lambda: {one.path: one for one in made})


def copies(snapshot: Snapshot) -> dict[str, Artifact]:
    """Copies of pictures that were made for a look alone, by their path; whoever makes one adds it."""
    return snapshot.once("copies", dict[str, Artifact])


def framed(address: str, content: str | bytes, **asked: str) -> str:
    """The `address` of a frame with what is `asked` of it. It changes when, and only when, `content` does."""
    data = content.encode() if isinstance(content, str) else content
    said = {**asked, "v": sha256(data).hexdigest()[:12]}
    return f"{address}?{'&'.join(f'{name}={quote(value)}' for name, value in said.items())}"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Ground:
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
        nobody = Post(path="-", slug="", title="", state=State.PAGE, url=self.site)
        for inner in self.places.behind(url, nobody):
            if not _is_hidden(inner) and self.places.exists(inner):
                return f"folder/{inner}"
        return ""

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


def _ground(snapshot: Snapshot) -> _Ground | None:
    made = snapshot.made
    if made is None:
        return None

    def ground() -> _Ground:
        addresses = made.arranged.addresses
        return _Ground(
            site=made.settings.site.url,
            settings=made.settings,
            target=snapshot.target,
            built=artifacts(snapshot),
            copied=copies(snapshot),
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

    return snapshot.once("ground", ground)


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


def _tag(tag: str, typed: str, snapshot: Snapshot) -> str:
    """The attributes of an element `tag`."""
    made, more = [], ""
    for found in _ATTRIBUTE.finditer(typed):
        name, given = found["name"].lower(), found["value"]
        if name.startswith("on") or name in _DROPPED:
            continue
        if given is None:
            made.append(found[0])
            continue
        value = unescape(given[1:-1] if given[0] in "\"'" else given)
        fresh: str | None = value
        if name == "style":
            fresh = _sheet(value, snapshot)
        elif name in ("poster", "background") or (name == "src" and tag in _SHOWN):
            fresh = picture(value.strip(), snapshot)
        elif (
            name in ("src", "data") and tag in ("iframe", "object", "frame", "script")
        ) or (tag in ("a", "area") and name in ("target", "rel")):
            fresh = None
        elif name in ("href", "xlink:href"):
            fresh, more = _link(tag, value.strip(), snapshot)
        if fresh == value:
            made.append(found[0])
        elif fresh is not None:
            made.append(f' {found["name"]}="{escape(fresh)}"')
    closed = "/" if typed.endswith("/") else ""
    return f"{''.join(made)}{more}{closed}"


def _link(tag: str, href: str, snapshot: Snapshot) -> tuple[str | None, str]:
    """Where a link leads, and where it opens; None if it leads nowhere, such as a placeholder that a service fills in."""
    if tag not in ("a", "area"):
        return None, ""
    if inner := post(href, snapshot):
        return inner, ' target="_top"'
    found = absolute(href, "")
    if href.startswith("#") or (found and not found.startswith("http")):
        return href, ""
    if found is None:
        return None, f' title="{escape(href)}"'
    return href, ' target="_blank" rel="noopener noreferrer"'


def _sheet(css: str, snapshot: Snapshot) -> str:
    def one(found: re.Match[str]) -> str:
        url = found[1].strip("\"'")
        return f'url("{picture(url, snapshot)}")' if url else found[0]

    return re.sub(r"@import\b[^;]*;?", "", _URL.sub(one, css))


def _mark(url: str, site: str) -> str:
    """A picture that says why there is none: a file of the `site` that is not there, or one of somebody else."""
    host = host_of(url)
    own = bool(site) and url.startswith(site)
    name = unquote(PurePosixPath(urlsplit(url).path).name) if own else host
    words = "not found in this folder" if own else "not fetched by the preview"
    said = escape(f"{name[:60] or 'Picture'}")
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="600" height="240" viewBox="0 0 600 240">'
        '<rect width="600" height="240" fill="#e4e4df"/><g font-family="sans-serif" text-anchor="middle" fill="#55585f">'
        f'<text x="300" y="116" font-size="22">{said}</text><text x="300" y="148" font-size="17">{words}</text></g></svg>'
    )
    return f"data:image/svg+xml,{quote(svg)}"
