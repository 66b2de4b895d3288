"""An export of Ghost (JSON) -> Export: its posts with the HTML that Ghost made of them."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from lxml import etree
from lxml.html import HtmlElement, document_fromstring

from envoi.imports.entry import Entry, Export, Passed, names
from envoi.language import language_tag
from envoi.problems import Exit, Place, Report, Stop
from envoi.tree import inner_html

LARGEST: Final = 500_000_000
"""Bytes of the largest export that is read; it is held in memory as a whole."""

_ADDRESS: Final = "__GHOST_URL__"
_OBJECT_ID: Final = re.compile(r"[0-9a-f]{24}")
_PLAYER: Final = re.compile(r"\bkg-(?:audio|video)-card\b")

Row = Mapping[str, Any]


def read(file: Path, url: str, report: Report) -> Export:
    """The posts of the export `file`, of a site at `url`, which the export does not name.

    Without `url` pictures and links of the site become relative to it. Raises Stop for what is
    no such export.
    """
    tables = _tables(file)
    settings = {_text(row, "key"): _text(row, "value") for row in tables("settings")}
    if not url:
        report.warn(
            "no-site-url",
            "an export of Ghost does not name the address of its site",
            "write url below [site] in envoi.toml",
            Place(path=str(file)),
        )
    language = settings.get("locale") or settings.get("lang") or ""
    site = {
        "title": settings.get("title", ""),
        "url": url,
        "description": settings.get("description", ""),
        "language": language_tag(language or settings.get("default_locale", "")),
        "timezone": settings.get("timezone") or settings.get("active_timezone", ""),
    }
    place = Place(path=str(file))
    return Export(site=site, contents=_contents(tables, url.rstrip("/"), report, place))


@dataclass(frozen=True, slots=True)
class _Tables:
    """The tables of Ghost's database, each a list of rows."""

    data: Mapping[str, Any]

    def __call__(self, name: str) -> list[Row]:
        found = self.data.get(name)
        rows = found if isinstance(found, list) else []
        return [row for row in rows if isinstance(row, dict)]

    def by_id(self, name: str) -> dict[str, Row]:
        return {_text(row, "id"): row for row in self(name)}

    def joined(self, name: str, other: str) -> dict[str, list[str]]:
        """The ids that table `name` has for each post below the key `other`, in their order."""
        found: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for row in self(name):
            order = row.get("sort_order")
            number = order if isinstance(order, int) else 0
            found[_text(row, "post_id")].append((number, _text(row, other)))
        return {
            post: [key for _, key in sorted(keys, key=lambda pair: pair[0])]
            for post, keys in found.items()
        }


def _tables(file: Path) -> _Tables:
    """The tables in `file`, whether or not they lie in `db`."""
    place = Place(path=str(file))
    other = Stop(
        "export",
        "is no export of Ghost",
        "make one there: Settings, Import/Export, Export content & settings",
        place=place,
    )
    try:
        if file.stat().st_size > LARGEST:
            message = f"is larger than {LARGEST // 1_000_000} MB"
            raise Stop("export", message, "export posts only", place=place)
        found = json.loads(file.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise Stop(
            "unreadable",
            f"cannot be read: {error.strerror}",
            "check the file and its permissions",
            exit=Exit.ENVIRONMENT,
            place=place,
        ) from error
    except (ValueError, RecursionError) as error:
        raise other from error
    if isinstance(found, dict) and "db" in found:
        found = found["db"]
    if isinstance(found, list):
        found = found[0] if found else None
    data = found.get("data") if isinstance(found, dict) else None
    if not isinstance(data, dict) or not isinstance(data.get("posts"), list):
        raise other
    return _Tables(data)


def _contents(
    tables: _Tables, url: str, report: Report, place: Place
) -> Iterator[Entry | Passed]:
    meta = {_text(row, "post_id"): row for row in tables("posts_meta")}
    tags, users = tables.by_id("tags"), tables.by_id("users")
    tags_of = tables.joined("posts_tags", "tag_id")
    users_of = tables.joined("posts_authors", "author_id")
    for post in tables("posts"):
        number = _text(post, "id")
        kind = _text(post, "type") or "post"
        if kind != "post" or post.get("page") in (1, True):
            yield Passed(kind="page" if kind == "post" else kind)
            continue
        body = _text(post, "html")
        if not body and any(_text(post, key) for key in ("lexical", "mobiledoc")):
            title = " ".join(_text(post, "title").split())[:80]
            report.error(
                "export",
                f'"{title}" has no HTML in the export; not written',
                "open and save it in Ghost, then export again",
                place,
            )
            yield Passed(kind="post (without HTML)")
            continue
        yield _post(
            post,
            body,
            meta.get(number, {}),
            [tags[key] for key in tags_of.get(number, ()) if key in tags],
            [
                users[key]
                for key in users_of.get(number) or [_text(post, "author_id")]
                if key in users
            ],
            url,
        )


def _post(
    post: Row, body: str, meta: Row, tags: list[Row], users: list[Row], url: str
) -> Entry:
    number, slug = _text(post, "id"), _text(post, "slug")
    published, updated = _moment(post, "published_at"), _moment(post, "updated_at")
    late = published and updated and updated > published
    status = _status(post, meta)

    def here(typed: str) -> str:
        return typed.replace(_ADDRESS, url)

    return Entry(
        title=_text(post, "title"),
        slug=slug,
        html=_without_players(here(body)),
        number=number,
        # Ghost's RSS has the id as guid, and before 1.0, whose ids are numbers, it had the UUID.
        id=number if _OBJECT_ID.fullmatch(number) else _text(post, "uuid"),
        address=f"/{slug}/" if slug and status in ("", "unlisted") else "",
        published=published,
        updated=updated if late else None,
        status=status,
        language=language_tag(_text(post, "locale") or _text(post, "language")),
        tags=_names(tags),
        authors=names(*(_text(user, "name") for user in users)),
        summary=_text(post, "custom_excerpt")
        or _text(meta, "meta_description")
        or _text(post, "meta_description"),
        image=here(_text(post, "feature_image") or _text(post, "image")),
        image_alt=_text(meta, "feature_image_alt"),
        canonical=here(_text(post, "canonical_url")),
    )


def _status(post: Row, meta: Row) -> str:
    """What holds a post back: one for members, or for the newsletter only, is in no open feed."""
    if _text(post, "status") not in ("published", "scheduled", "sent"):
        return "draft"
    apart = _text(post, "visibility") not in ("", "public")
    only_mail = _text(post, "status") == "sent" or meta.get("email_only") in (1, True)
    return "unlisted" if apart or only_mail else ""


def _names(tags: list[Row]) -> tuple[str, ...]:
    """The names of tags but for the internal ones, which begin with `#`."""
    return tuple(
        name
        for tag in tags
        if (name := _text(tag, "name")) and not name.startswith("#")
        if _text(tag, "visibility") != "internal"
    )


def _moment(row: Row, key: str) -> datetime | None:
    """A moment: text of ISO 8601, or of a database in UTC, or milliseconds since 1970 in old exports."""
    value = row.get(key)
    try:
        if isinstance(value, int) and not isinstance(value, bool):
            return datetime.fromtimestamp(value / 1000, UTC).replace(microsecond=0)
        if not isinstance(value, str) or not value.strip():
            return None
        moment = datetime.fromisoformat(value.strip()).replace(microsecond=0)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _text(row: Row, key: str) -> str:
    value = row.get(key)
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return ""
    return str(value).strip()


def _without_players(text: str) -> str:
    """`text` with its sound and film, without the buttons and times that Ghost draws around them."""
    if not _PLAYER.search(text):
        return text
    tree: Any = document_fromstring(f"<div>{text}</div>")
    for card in list(tree.iter("div", "figure")):
        if not _PLAYER.search(card.get("class", "")):
            continue
        player = next(card.iter("audio", "video"), None)
        if player is None or not player.get("src"):
            continue
        title = card.find_class("kg-audio-title")
        caption = next(card.iter("figcaption"), None)
        words = caption.text_content() if caption is not None else ""
        words = words or " ".join(part.text_content() for part in title)
        _show(card, player.tag, player.get("src"), words)
    return inner_html(tree.body[0])


def _show(card: HtmlElement, tag: str, src: str, words: str) -> None:
    tail = card.tail
    card.clear()
    card.tag, card.tail = "figure", tail
    etree.SubElement(card, tag, controls="", src=src)
    if words.strip():
        etree.SubElement(card, "figcaption").text = " ".join(words.split())
