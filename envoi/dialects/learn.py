"""Posts, and the addresses of a built site -> the pattern of `posts.permalink` that explains most of them."""

from __future__ import annotations

import json
import os
import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, product
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from envoi.problems import Exit, Place, Stop

if TYPE_CHECKING:
    from lxml.etree import _Element

LARGEST: Final = 50_000_000
"""Bytes of the largest sitemap or feed that is read, as sitemaps.org allows."""

_MOST: Final = 200_000
_SAMPLE: Final = 500
_VARIANTS: Final = 64
_TRIED: Final = 40
_FEW: Final = 6
_HINT: Final = (
    "name a sitemap.xml, an RSS, Atom or JSON feed, or the folder of the built site"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """A post of which the address is looked for: its file, its slug, its day, its language."""

    path: str
    slug: str
    published: datetime | None = None
    language: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Learnt:
    """A pattern, empty if none explains half of the posts, and how many of the posts it, or the best one, explains."""

    pattern: str
    explained: int
    posts: int


def learn(posts: Sequence[Known], addresses: Iterable[str], site: str = "") -> Learnt:
    """The pattern that fits most of `posts`, whose addresses are among `addresses`, below the address `site`."""
    paths = {_path(address, urlsplit(site).path) for address in addresses}
    ends: dict[str, list[str]] = {}
    for path in sorted(paths):
        ends.setdefault(_stem(path.rstrip("/")), []).append(path)
    seen: Counter[str] = Counter()
    step = max(1, len(posts) // _SAMPLE)
    for post in posts[::step][:_SAMPLE]:
        words = _words(post)
        near = (ends.get(end, ()) for end in _ends(words))
        found = {path for paths in near for path in paths[:5]}
        seen.update({one for path in found for one in _patterns(path, words)})
    best, explained = "", 0
    for pattern, _ in sorted(seen.most_common(_TRIED), key=_merit):
        fits = sum(_filled(pattern, _words(post)) in paths for post in posts)
        if fits > explained:
            best, explained = pattern, fits
    # a feed names the newest posts only; a handful of addresses proves nothing
    seen_at_most = min(len(posts), max(len(paths), _FEW))
    enough = explained * 2 >= seen_at_most > 0 and explained > 0
    return Learnt(pattern=best if enough else "", explained=explained, posts=len(posts))


def addresses_in(path: Path) -> tuple[str, ...]:
    """The addresses in a sitemap or a feed, or of the pages in a folder; raises Stop for what is none of them."""
    if path.is_dir():
        return tuple(islice(_pages(path), _MOST))
    try:
        if path.stat().st_size > LARGEST:
            raise _stop(path, f"is larger than {LARGEST // 1_000_000} MB")
        data = path.read_bytes()
    except OSError as error:
        raise _stop(path, f"cannot be read: {error.strerror}") from error
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        found = tuple(_of_json(data))
    else:
        found = tuple(_of_xml(path, data, follow=True))
    if not found:
        raise _stop(path, "names no page")
    return found[:_MOST]


def _path(address: str, base: str) -> str:
    """The path of an address below the path of the site, without `index.html` and escapes."""
    path = unquote(urlsplit(address).path) or "/"
    start = f"/{base.strip('/')}/" if base.strip("/") else "/"
    inner = path[len(start) - 1 :] if path.startswith(start) else path
    return re.sub(r"/index\.html?$", "/", inner)


def _stem(path: str) -> str:
    return re.sub(r"\.html?$", "", posixpath.basename(path))


def _ends(words: Mapping[str, str]) -> set[str]:
    day = f"{words['year']}-{words['month']}-{words['day']}-{words['slug']}"
    return {words["name"], words["slug"], day} - {""}


def _words(post: Known) -> dict[str, str]:
    """What the words of a pattern stand for, as `posts.permalink` has it."""
    file = PurePosixPath(post.path)
    single = file.stem == "index" and bool(file.parent.name)
    name = file.parent.name if single else file.stem
    folders = "/".join(file.parent.parts[:-1] if single else file.parent.parts)
    day = post.published
    return {
        "path": f"{folders}/{name}".strip("/"),
        "folders": folders,
        "name": name,
        "slug": post.slug,
        "year": f"{day:%Y}" if day else "",
        "month": f"{day:%m}" if day else "",
        "day": f"{day:%d}" if day else "",
        "lang": post.language,
    }


def _patterns(path: str, words: Mapping[str, str]) -> Iterator[str]:
    """All patterns that `path` may be made with; a part that no word gives stands as it is."""
    folders = words["folders"]
    inner = path.strip("/")
    if folders and f"/{inner}/".find(f"/{folders}/") >= 0:
        before, _, after = f"/{inner}".partition(f"/{folders}/")
        yield from _built(path, words, before, ":folders", after)
    yield from _built(path, words, "", "", inner)


def _built(
    path: str, words: Mapping[str, str], before: str, middle: str, after: str
) -> Iterator[str]:
    parts = [*before.split("/"), middle, *after.split("/")]
    choices = [
        [part] if part == middle and middle else list(_choices(part, words))
        for part in filter(None, parts)
    ]
    slash = "/" if path.endswith("/") else ""
    for made in islice(product(*choices), _VARIANTS):
        pattern = "/" + "/".join(made) + slash
        if re.search(":(?:slug|name|path)", pattern):
            yield pattern


def _choices(part: str, words: Mapping[str, str]) -> Iterator[str]:
    stem = _stem(part)
    end = part[len(stem) :]
    day = f"{words['year']}-{words['month']}-{words['day']}"
    if words["slug"] and stem == f"{day}-{words['slug']}":
        yield f":year-:month-:day-:slug{end}"
    fits = [word for word, value in words.items() if value and value == stem]
    for word in ("slug", "name", "year", "month", "day", "lang"):
        if word in fits:
            yield f":{word}{end}"
    if not fits:
        yield part


def _merit(found: tuple[str, int]) -> tuple[int, int, int, bool, str]:
    """Patterns seen often first; then those with fewer parts that stand as they are, then with fewer words."""
    pattern, count = found
    fixed = sum(not part.startswith(":") for part in pattern.strip("/").split("/"))
    return -count, fixed, pattern.count(":"), ":name" in pattern, pattern


def _filled(pattern: str, words: Mapping[str, str]) -> str:
    filled = re.sub(r":([a-z]+)", lambda word: words.get(word[1], word[0]), pattern)
    return re.sub(r"/{2,}", "/", filled)


def _pages(folder: Path) -> Iterator[str]:
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.endswith((".html", ".htm")):
                yield f"/{(Path(place) / name).relative_to(folder).as_posix()}"


def _of_json(data: bytes) -> Iterator[str]:
    """JSON Feed: `items`, each with its `url`, or an `id` that is one."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return
    items = found.get("items") if isinstance(found, dict) else None
    for item in items if isinstance(items, list) else ():
        url = (item.get("url") or item.get("id")) if isinstance(item, dict) else ""
        if isinstance(url, str) and url:
            yield url


def _of_xml(path: Path, data: bytes, *, follow: bool) -> Iterator[str]:
    """RSS, Atom or a sitemap; an index of sitemaps leads to the files beside it."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _stop(path, "is no XML that can be read") from error
    index = _name(root) == "sitemapindex"
    for element in root.iter():
        name, text = _name(element), (element.text or "").strip()
        parent = element.getparent()
        inside = _name(parent) if parent is not None else ""
        if index and name == "loc" and follow:
            beside = path.parent / posixpath.basename(urlsplit(text).path)
            if beside.is_file() and beside != path and beside.stat().st_size <= LARGEST:
                yield from _of_xml(beside, beside.read_bytes(), follow=False)
        elif (inside, name) in (("url", "loc"), ("item", "link")) and text:
            yield text
        elif (inside, name) == ("entry", "link"):
            href = element.get("href", "")
            if href and element.get("rel", "alternate") == "alternate":
                yield href


def _name(element: _Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _stop(path: Path, message: str) -> Stop:
    return Stop("learn", message, _HINT, exit=Exit.USAGE, place=Place(path=str(path)))
