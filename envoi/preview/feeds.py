"""The view Feeds: all feeds, and each as a reader shows it, as a browser opens it, and as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from envoi import feedfile
from envoi.feedfile import FeedEntry, FeedFile
from envoi.feeds import FORMATS
from envoi.model import Artifact
from envoi.preview import changes, entries, local, reading
from envoi.preview.entries import Shown
from envoi.preview.files import excerpt
from envoi.preview.ground import FILES, artifacts
from envoi.preview.listing import Choice, address, all_of, choices, size, sliced
from envoi.preview.register import holds, plain
from envoi.preview.shelf import TITLES, Shelved, shelf
from envoi.preview.snapshot import Snapshot
from envoi.preview.view import Asked, File, Page, View
from envoi.problems import Stop

_AT: Final = "/feeds/"
_PAGE: Final = "feeds/index.html"
_SHEET: Final = "feeds/feed.css"
_SOURCE_LINES: Final = 3000

_NAMES: Final = {"rss": "RSS", "atom": "Atom", "json": "JSON Feed"}
_WAYS: Final = {"reader": "In a reader", "browser": "In a browser", "source": "Source"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A feed in the list of all; `state` tells it from what is published."""

    shelved: Shelved
    address: str
    size: str
    newest: datetime | None
    state: str
    formats: tuple[Choice, ...]
    archives: tuple[Choice, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """An entry that is open: its frame, and its files; `source` is an address on this machine, or empty."""

    entry: Shown
    frame: str
    post: str
    files: tuple[tuple[entries.Heard, str, str], ...]


def show(asked: Asked) -> Page | File | None:
    """All feeds, or one."""
    all = shelf(asked.snapshot)
    if not asked.path:
        return _all(asked, all)
    found = all.get(asked.path)
    return _one(asked, found) if found else None


def _all(asked: Asked, all: Mapping[str, Shelved]) -> Page:
    snapshot, query = asked.snapshot, asked.query
    kind, wanted = query.get("kind", ""), query.get("q", "")
    feeds = [one for one in all.values() if not one.of]
    words = plain(wanted).split()
    fitting = [
        one
        for one in feeds
        if kind in ("", one.kind) and holds(plain(f"{one.title} {one.stem}"), words)
    ]
    kinds = Counter(one.kind for one in feeds)
    titles = {each: TITLES[each] for each in kinds}
    here = {"kind": kind, "q": wanted}
    page = sliced(fitting, _AT, {**here, "page": query.get("page", "")})
    rows = tuple(_row(snapshot, one) for one in page.things)
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(TITLES[row.shelved.kind], []).append(row)
    return Page(
        template="feeds.html.j2",
        title="Feeds",
        values={
            "groups": groups,
            "page": page,
            "total": len(feeds),
            "zone": _zone(snapshot),
            "q": wanted,
            "kind": kind,
            "searched": len(feeds) > 20,
            "kinds": (
                all_of(_AT, here, "kind", len(feeds)),
                *choices(_AT, here, "kind", titles, kind, kinds),
            ),
        },
    )


def _row(snapshot: Snapshot, one: Shelved) -> Row:
    file = next(iter(one.files.values()))
    same = changes.is_same(snapshot.target, file.path, file.content)
    at = f"{_AT}{one.stem}"
    return Row(
        shelved=one,
        address=address(at, {}),
        size=size(one.size),
        newest=one.newest,
        state={None: "new", False: "changed", True: ""}[same],
        formats=choices(at, {}, "format", _formats(one)),
        archives=tuple(
            Choice(
                title=stem.rpartition("/")[2],
                address=address(f"{_AT}{stem}", {}),
                chosen=False,
            )
            for stem in one.archives
        ),
    )


def _one(asked: Asked, one: Shelved) -> Page | File | None:
    snapshot, query = asked.snapshot, asked.query
    name = query.get("format", "")
    name = name if name in one.files else next(iter(one.files))
    way = query.get("show", "") if query.get("show", "") in _WAYS else "reader"
    file = one.files[name]
    at = f"{_AT}{one.stem}"
    here = {"format": query.get("format", ""), "show": query.get("show", "")}
    if query.get("frame") == "browser":
        return _in_browser(snapshot, file, name)
    if query.get("frame") == "page":
        return _list_page(snapshot)
    try:
        feed = read(file.content, file.path)
    except Stop as stop:
        return _page(asked, one, name, way, file, {"fault": stop.problem})
    if query.get("frame") == "entry":
        entry = _entry(feed, query.get("entry", ""))
        return reading.frame(_html(entry, feed, snapshot)) if entry else None
    values: dict[str, object] = {"fault": None, "feed": feed}
    if way == "reader":
        values |= _in_reader(asked, feed, file, at, here)
    elif way == "browser":
        values |= _browsing(snapshot, one, at, name, file)
    else:
        text = file.content.decode("utf-8", "replace")
        values["excerpt"] = excerpt(text, most=_SOURCE_LINES)
    return _page(asked, one, name, way, file, values)


def _page(
    asked: Asked,
    one: Shelved,
    name: str,
    way: str,
    file: Artifact,
    values: Mapping[str, object],
) -> Page:
    at, here = f"{_AT}{one.stem}", asked.query
    known = {key: here.get(key, "") for key in ("format", "show", "entry")}
    made = asked.snapshot.made
    assert made
    return Page(
        template="feed.html.j2",
        title=one.title,
        values={
            "one": one,
            "way": way,
            "kind": TITLES.get(one.kind, "Archive"),
            "address": f"{made.settings.site.url}{file.path}",
            "size": size(len(file.content)),
            "zone": made.settings.site.zone,
            "of": address(f"{_AT}{one.of}", {}) if one.of else "",
            "formats": choices(at, known, "format", _formats(one), name),
            "ways": choices(at, {**known, "entry": ""}, "show", _WAYS, way),
            **values,
        },
    )


def _formats(one: Shelved) -> Mapping[str, str]:
    """What the formats are called in which the feed is."""
    return {name: _NAMES.get(name, name) for name in one.files}


def _in_reader(
    asked: Asked, feed: FeedFile, file: Artifact, at: str, here: Mapping[str, str]
) -> dict[str, object]:
    """The entries, and the one that is open: the newest, if none was chosen."""
    snapshot, query = asked.snapshot, asked.query
    made = snapshot.made
    assert made
    published = made.arranged.published
    known = snapshot.once(
        "known", lambda: {one.id for one in published} | {one.url for one in published}
    )
    changed = changes.compare(
        feed, file.content, changes.at(snapshot.target, file.path), known
    )
    chosen = query.get("entry", "")
    page = sliced(
        feed.entries, at, {**here, "entry": chosen, "page": query.get("page", "")}
    )
    entry = _entry(feed, chosen) or next(iter(page.things), None)
    rows = [
        (
            each := entries.shown(found, feed),
            address(at, {**here, "page": query.get("page", "")}, entry=each.key),
            each.picture and _here(each.picture, snapshot),
            changed.marks.get(found.id, ""),
            found is entry,
        )
        for found in page.things
    ]
    return {
        "rows": rows,
        "page": page,
        "changes": changed,
        "target": _target(snapshot),
        "chosen": bool(chosen),
        "back": address(at, {**here, "page": query.get("page", "")}),
        "opened": _opened(entry, feed, at, here, snapshot) if entry else None,
    }


def _opened(
    entry: FeedEntry,
    feed: FeedFile,
    at: str,
    here: Mapping[str, str],
    snapshot: Snapshot,
) -> Opened:
    each = entries.shown(entry, feed)
    asked = {key: value for key, value in here.items() if value and key != "show"}
    return Opened(
        entry=each,
        frame=local.framed(
            address(at, {}),
            _html(entry, feed, snapshot),
            **asked,
            entry=each.key,
            frame="entry",
        ),
        post=local.post(entry.url, snapshot),
        files=tuple(
            (file, _here(file.url, snapshot), size(file.length) if file.length else "")
            for file in each.files
        ),
    )


def _browsing(
    snapshot: Snapshot, one: Shelved, at: str, name: str, file: Artifact
) -> dict[str, object]:
    """The frames that show a feed as a browser does; those in JSON have none."""
    frames = []
    made = _in_browser(snapshot, file, name)
    if made:
        said = local.framed(address(at, {}), made.content, format=name, frame="browser")
        note = f"{file.path}, with the style sheet that it names"
        frames.append(("The feed itself", said, note))
    listed = _list_page(snapshot)
    if listed and one.kind == "main":
        said = local.framed(address(at, {}), listed.content, frame="page")
        note = f"{_PAGE}: no script runs here, so its buttons do nothing"
        frames.append(("The page of all feeds", said, note))
    return {"frames": frames}


def _in_browser(snapshot: Snapshot, file: Artifact, name: str) -> File | None:
    if not FORMATS[name].media_type.endswith("xml"):
        return None
    sheet = artifacts(snapshot).get(_SHEET)
    content = reading.as_browser(file.content, sheet.content if sheet else b"")
    return reading.frame(content, "application/xml")


def _list_page(snapshot: Snapshot) -> File | None:
    page = artifacts(snapshot).get(_PAGE)
    if page is None:
        return None
    return reading.frame(local.localized(page.content.decode("utf-8"), snapshot))


@lru_cache(maxsize=8)
def read(data: bytes, path: str) -> FeedFile:
    """What the feed in `data` says; raises Stop if it is none."""
    return feedfile.read(data, path)


def _entry(feed: FeedFile, key: str) -> FeedEntry | None:
    return next((one for one in feed.entries if entries.key(one) == key), None)


def _html(entry: FeedEntry, feed: FeedFile, snapshot: Snapshot) -> str:
    language = entry.language or feed.language
    return reading.as_reader(entries.content(entry), entry.title, language, snapshot)


def _here(url: str, snapshot: Snapshot) -> str:
    """The address on this machine of what is at `url`; nothing if it is not here."""
    found = local.picture(url, snapshot)
    return found if found.startswith(f"{FILES}/") else ""


def _target(snapshot: Snapshot) -> str:
    """What the output folder is called."""
    target, folder = snapshot.target, snapshot.request.folder
    inside = target.is_relative_to(folder)
    return f"{target.relative_to(folder) if inside else target}/"


def _zone(snapshot: Snapshot) -> object:
    return snapshot.made.settings.site.zone if snapshot.made else None


VIEW: Final = View(name="feeds", title="Feeds", show=show)
