"""An export of WordPress (WXR) -> Export: its posts as HTML, whichever editor they were written in."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from envoi.addresses import absolute
from envoi.imports import wxr
from envoi.imports.entry import Entry, Export, Passed, names, plain
from envoi.imports.paragraphs import paragraphs
from envoi.imports.shortcodes import Picture, Shortcodes, link
from envoi.imports.verbatim import between
from envoi.imports.wxr import Item, Site
from envoi.language import language_tag
from envoi.problems import Report

_LARGEST: Final = 4_000_000
"""Characters of a post once its reusable blocks are filled in."""

_OFFSET_AT_MOST: Final = timedelta(hours=15)
_SHOWN: Final = frozenset({"publish", "future"})
_PASSED: Final = frozenset({"trash", "auto-draft", "inherit"})

_BLOCK = re.compile(r"<!--\s{0,9}(/?)wp:([\w/-]++)([^<>]*?)(/?)-->\n?")
_REFERENCE = re.compile(r'"ref":([0-9]{1,18})\b')
_MORE = re.compile(r"<!--more[^<>]*>")
_NEXT_PAGE = re.compile(r"<!--(?:nextpage|noteaser)-->")
_LONE = re.compile(
    r"^[ \t]*+(https?://[^\s<>\"]++)[ \t]*+$|<p\b[^<>]*>\s*+(https?://[^\s<>\"]++)\s*+</p>",
    re.MULTILINE,
)
_DURATION = re.compile(r's:8:"duration";s:[0-9]{1,3}:"([0-9:]{1,12})"')


def read(file: Path, url: str, report: Report) -> Export:
    """The posts of the export `file`, of a site at `url` (as the export says, if empty).

    The file is read twice, so that pictures and authors are known wherever they stand; nothing
    is handed on of a file that is broken. Raises Stop for that.
    """
    around = _around(file, report)
    return Export(site=around.facts(url), contents=_contents(file, around, url))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Around:
    """What posts refer to: the site, its attachments and its reusable blocks, by number."""

    site: Site
    pictures: dict[str, Picture]
    blocks: dict[str, str]
    added: dict[str, tuple[str, ...]]

    def facts(self, url: str) -> dict[str, str]:
        """What `envoi.toml` is to say of the site."""
        said = self.site.values
        return {
            "title": plain(said.get("title", "")),
            "url": url or self.address,
            "description": plain(said.get("description", "")),
            "language": language_tag(said.get("language", "").strip()),
        }

    @property
    def address(self) -> str:
        """Where the site is, with a slash at the end."""
        said = self.site.values
        typed = said.get("link") or said.get("wp:base_blog_url") or ""
        found = absolute(typed.strip(), "") if typed.strip() else ""
        return f"{found.rstrip('/')}/" if found else ""


def _around(file: Path, report: Report) -> _Around:
    pictures: dict[str, Picture] = {}
    blocks: dict[str, str] = {}
    added: dict[str, list[str]] = defaultdict(list)
    site = Site(values={}, authors={})
    for found in wxr.read(file, report):
        if isinstance(found, Site):
            site = found
        elif found.text("wp:post_type") == "wp_block":
            blocks[found.text("wp:post_id")] = found.text("content:encoded")
        elif found.text("wp:post_type") == "attachment":
            number, address = found.text("wp:post_id"), found.text("wp:attachment_url")
            if re.search(r"\.(?:avif|gif|jpe?g|png|svg|webp)$", address, re.IGNORECASE):
                parent = found.text("wp:post_parent")
                added[parent].append(number)
                pictures[number] = Picture(
                    url=address,
                    alt=plain(found.meta.get("_wp_attachment_image_alt", "")),
                    caption=found.text("excerpt:encoded"),
                    parent=parent,
                )
    return _Around(
        site=site,
        pictures=pictures,
        blocks=blocks,
        added={parent: tuple(numbers) for parent, numbers in added.items()},
    )


def _contents(file: Path, around: _Around, url: str) -> Iterator[Entry | Passed]:
    for found in wxr.read(file, Report()):
        if isinstance(found, Site):
            continue
        kind = found.text("wp:post_type") or "post"
        status = found.text("wp:status")
        if kind != "post":
            yield Passed(kind=kind)
        elif status in _PASSED:
            yield Passed(kind=f"post ({status})")
        else:
            yield from _post(found, around, url)


def _post(item: Item, around: _Around, url: str) -> Iterator[Entry | Passed]:
    number = item.text("wp:post_id")
    shortcodes = Shortcodes(around.pictures, around.added.get(number, ()))
    body = _html(item.values.get("content:encoded", ""), shortcodes, around)
    title = plain(item.values.get("title", ""))
    for name in shortcodes.left:
        yield Passed(kind=f"[{name}]")
    published, updated = _dates(item)
    status = _status(item)
    picture = around.pictures.get(item.meta.get("_thumbnail_id", "").strip())
    yield Entry(
        title=title,
        slug=item.text("wp:post_name"),
        html=body,
        number=number,
        id=item.text("guid"),
        address=_address(item, url or around.address),
        published=published,
        updated=updated,
        status=status,
        language=_language(item),
        tags=_tags(item),
        authors=_authors(item, around.site),
        summary=plain(item.values.get("excerpt:encoded", "")),
        image=picture.url if picture else "",
        image_alt=picture.alt if picture else "",
        enclosure=_enclosure(item),
        canonical=item.meta.get("_yoast_wpseo_canonical", "").strip(),
    )


def _status(item: Item) -> str:
    """What holds a post back. One with a password is for those who have it; another state of a plugin's is no `publish`."""
    status = item.text("wp:status")
    if item.text("wp:post_password"):
        return "private"
    if status in _SHOWN:
        return ""
    return status if status in ("pending", "private") else "draft"


def _dates(item: Item) -> tuple[datetime | None, datetime | None]:
    """When a post was published and last changed, in the zone of the site, which the two forms of one date tell.

    Drafts have `0000-00-00` for the one in UTC, and no day of publication before they are published.
    """
    local, utc = _date(item, "wp:post_date"), _date(item, "wp:post_date_gmt")
    published = _in_zone(local, utc) if utc else local
    if item.text("wp:status") in ("draft", "pending") and not utc:
        published = None
    changed = _date(item, "wp:post_modified_gmt")
    updated = _in_zone(_date(item, "wp:post_modified"), changed) if changed else None
    if not updated or not published or not published.tzinfo or updated <= published:
        updated = None
    return published, updated


def _date(item: Item, key: str) -> datetime | None:
    try:
        return datetime.strptime(item.text(key), "%Y-%m-%d %H:%M:%S")
    except ValueError:
        return None


def _in_zone(local: datetime | None, utc: datetime) -> datetime:
    offset = (local or utc) - utc
    exact = offset % timedelta(minutes=15) == timedelta()
    if local is None or abs(offset) > _OFFSET_AT_MOST or not exact:
        return utc.replace(tzinfo=UTC)
    return local.replace(tzinfo=timezone(offset))


def _address(item: Item, site: str) -> str:
    """Where a post's page was: its path below the site, or all of it if it is elsewhere or has a query.

    What is not published yet has a `?p=12` that nobody has seen.
    """
    parts = urlsplit(absolute(item.text("link"), "") or "")
    home = urlsplit(site)
    if not parts.path or (parts.query and item.text("wp:status") != "publish"):
        return ""
    base = home.path.rstrip("/")
    own = parts.hostname == home.hostname and parts.path.startswith(f"{base}/")
    if not own or parts.query or re.search(r":[a-z]|\{", parts.path):
        return parts.geturl()
    return parts.path[len(base) :]


def _tags(item: Item) -> tuple[str, ...]:
    """Categories and tags; `uncategorized` is what WordPress gives to posts that have none."""
    found = (
        plain(term.name)
        for term in item.terms
        if term.domain in ("category", "post_tag") and term.slug != "uncategorized"
    )
    return tuple(dict.fromkeys(filter(None, found)))


def _language(item: Item) -> str:
    """The language that the plugin Polylang gives to a post."""
    found = (language_tag(t.slug) for t in item.terms if t.domain == "language")
    return next(found, "")


def _authors(item: Item, site: Site) -> tuple[str, ...]:
    """The authors that the plugin Co-Authors Plus gives to a post, else the one WordPress knows."""
    several = names(*(term.name for term in item.terms if term.domain == "author"))
    login = item.text("dc:creator")
    return several or names(site.authors.get(login, login) or login)


def _enclosure(item: Item) -> dict[str, str]:
    """The sound of an episode: `enclosure` is address, bytes and type, line by line; PowerPress adds the duration."""
    typed = item.meta.get("enclosure", "").strip()
    if not typed:
        return {}
    url, length, kind, *more = [part.strip() for part in typed.split("\n")] + [""] * 2
    duration = _DURATION.search("\n".join(more))
    found = {
        "url": url,
        "length": length if length.isdecimal() else "",
        "type": kind,
        "duration": duration[1] if duration else "",
    }
    return {key: value for key, value in found.items() if value}


def _html(content: str, shortcodes: Shortcodes, around: _Around) -> str:
    """The body of a post, its blocks, shortcodes and bare addresses written out."""
    text = _MORE.sub("<!--more-->", content.replace("\r\n", "\n").replace("\r", "\n"))
    blocks = "<!-- wp:" in text
    if blocks:
        text = _without_blocks(text, shortcodes.left, around)
    text = shortcodes.fill_in(_NEXT_PAGE.sub("", text))
    text = between(text, lambda part: _LONE.sub(_linked, part))
    return text if blocks else paragraphs(text)


def _linked(found: re.Match[str]) -> str:
    """An address alone on a line, which WordPress shows as what it leads to."""
    return link(html.unescape(found[1] or found[2]))


def _without_blocks(text: str, left: list[str], around: _Around) -> str:
    """`text` without the comments that mark blocks; what only the site can fill in is named in `left`."""
    size = len(text)

    def filled(found: re.Match[str], depth: int = 0) -> str:
        nonlocal size
        if not found[4] or found[1]:
            return ""
        known = _REFERENCE.search(found[3]) if found[2] == "block" else None
        inner = around.blocks.get(known[1]) if known else None
        if inner is None or depth > 3 or size + len(inner) > _LARGEST:
            left.append(f"wp:{found[2]}")
            return ""
        size += len(inner)
        return _BLOCK.sub(lambda deeper: filled(deeper, depth + 1), inner)

    return _BLOCK.sub(filled, text)
