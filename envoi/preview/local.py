"""What readers get -> the same with addresses of this machine, so that a look at it fetches nothing from elsewhere and leads nowhere by itself."""

from __future__ import annotations

import re
from hashlib import sha256
from html import escape
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from envoi import elements
from envoi.addresses import absolute, host_of
from envoi.elements import ATTRIBUTE, ATTRIBUTES
from envoi.preview.ground import FILES, ground
from envoi.preview.snapshot import Snapshot

_PART: Final = re.compile(
    rf"<!--(?:-?>|.*?-->)|<(?P<of>style|script)\b(?P<with>{ATTRIBUTES})>(?P<text>.*?)</(?P=of)\s*>"
    rf"|<(?P<tag>[a-z][^\s/>]*)(?P<attributes>{ATTRIBUTES})>",
    re.DOTALL | re.IGNORECASE,
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
    where = ground(snapshot)
    if where is None:
        return _mark(url, "")
    path = where.file(url)
    return (
        f"{FILES}/{quote(path)}?v={where.version(path)}"
        if path
        else _mark(url, where.site)
    )


def post(url: str, snapshot: Snapshot) -> str:
    """The address in the view Posts of the post at `url`; nothing if that is none of the site."""
    where = ground(snapshot)
    path = where.posts.get(url.partition("#")[0], "") if where else ""
    return f"/posts/{quote(path)}" if path else ""


def framed(address: str, content: str | bytes, **asked: str) -> str:
    """The `address` of a frame with what is `asked` of it. It changes when, and only when, `content` does."""
    data = content.encode() if isinstance(content, str) else content
    said = {**asked, "v": sha256(data).hexdigest()[:12]}
    return f"{address}?{'&'.join(f'{name}={quote(value)}' for name, value in said.items())}"


def _tag(tag: str, typed: str, snapshot: Snapshot) -> str:
    """The attributes of an element `tag`."""
    made, more = [], ""
    for found in ATTRIBUTE.finditer(typed):
        name, value = found["name"].lower(), elements.value(found)
        if name.startswith("on") or name in _DROPPED:
            continue
        if value is None:
            made.append(found[0])
            continue
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
