"""A file in WordPress's export format (WXR) -> its site and items, in a stream: however large it is, one item is held at a time."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html.entities import html5
from pathlib import Path
from typing import Any, Final

from lxml import etree

from envoi.dialects.files import line
from envoi.problems import Exit, Place, Report, Stop

_CHUNK: Final = 1 << 18
_HEAD_AT_MOST: Final = 1 << 20
"""Characters before the first element; exports have twenty lines of comments there."""

_FORMAT: Final = ("http://wordpress.org/export/", "https://wordpress.org/export/")
_BEFORE_ROOT: Final = re.compile(
    r"(?:\s++|<\?(?:[^?]|\?(?!>))*+\?>|<!--(?:[^-]|-(?!->))*+-->)*+<rss[\s>]"
)
_DECLARED: Final = re.compile(
    rb"""<\?xml[^<>]{0,80}?encoding\s*=\s*["']([\w.-]{1,20})"""
)
_ENCODING: Final = re.compile(
    r"utf-?8|us-ascii|(?:iso-8859-|windows-125)[0-9]{1,2}", re.IGNORECASE
)
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffd-\uffff]")
_REFERENCE: Final = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z]\w{1,31});")
_PREFIXES: Final = {
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/dc/elements/1.1/": "dc:",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """A category, tag or other term of an item: its taxonomy, its slug and its name."""

    domain: str
    slug: str
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One item: a post, a page, a picture, an entry of a menu.

    `values` are its elements by name, with the prefixes that WordPress uses; `meta` the custom
    fields (`postmeta`), the first one of each name.
    """

    values: Mapping[str, str]
    terms: tuple[Term, ...]
    meta: Mapping[str, str]

    def text(self, key: str) -> str:
        """The text of an element without blanks around it; nothing if it is not there."""
        return self.values.get(key, "").strip()


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """What stands before the items: elements of the channel by name, and names of authors by their login."""

    values: Mapping[str, str]
    authors: Mapping[str, str]


def read(file: Path, report: Report) -> Iterator[Site | Item]:
    """The items of `file` in their order, and at the end its Site.

    Characters that XML forbids, which real exports hold, are taken out and named in `report`;
    entities of HTML, too, are read as what they stand for. Raises Stop for what is no such
    export, or is broken.
    """
    parser = etree.XMLPullParser(
        events=("start", "end"),
        tag=("rss", "channel", "item", "{*}author"),
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
    )
    authors: dict[str, str] = {}
    channel = None
    try:
        for text in _Texts(file, report):
            parser.feed(text.encode())
            for event, element in _events(parser):
                parent = element.getparent()
                if event == "start":
                    if element.tag == "rss" and parent is None:
                        _check(element, file)
                    elif element.tag == "channel":
                        channel = element if channel is None else channel
                elif channel is None or parent is not channel:
                    continue
                elif element.tag == "item":
                    yield _item(element)
                    _forget(element, channel)
                elif element.tag != "channel":
                    author = _values(element)
                    authors[author.get("wp:author_login", "")] = _name(author)
        parser.close()
    except etree.XMLSyntaxError as error:
        where = Place(path=str(file), line=error.lineno or 0)
        message = f"is broken: {line(error.msg or '')[:200]}"
        raise Stop("export", message, "export it again", place=where) from error
    if channel is None:
        raise _other(file)
    yield Site(values=_values(channel), authors=authors)


def _events(parser: Any) -> Iterator[tuple[str, Any]]:
    """What the parser has met so far: the begin or the end of an element, and the element."""
    yield from parser.read_events()


def _check(root: Any, file: Path) -> None:
    if not any(uri.startswith(_FORMAT) for uri in root.nsmap.values()):
        raise _other(file)


def _other(file: Path) -> Stop:
    return Stop(
        "export",
        "is no export of WordPress",
        "make one there: Tools, Export, All content",
        place=Place(path=str(file)),
    )


def _forget(item: Any, channel: Any) -> None:
    """Let go of `item` and of all before it but for the facts on the site."""
    item.clear()
    while (before := item.getprevious()) is not None and (
        before.tag == "item" or not isinstance(before.tag, str)
    ):
        channel.remove(before)


def _item(item: Any) -> Item:
    values: dict[str, str] = {}
    terms: list[Term] = []
    meta: dict[str, str] = {}
    for child in item:
        name = _prefixed(child.tag)
        if name == "category":
            domain, slug = child.get("domain", ""), child.get("nicename", "")
            terms.append(Term(domain=domain, slug=slug, name=_text(child)))
        elif name == "wp:postmeta":
            pair = _values(child)
            key = pair.get("wp:meta_key", "").strip()
            meta.setdefault(key, pair.get("wp:meta_value", ""))
        elif name and name != "wp:comment":
            values.setdefault(name, _text(child))
    return Item(values=values, terms=tuple(terms), meta=meta)


def _values(element: Any) -> dict[str, str]:
    """The texts of the children by name, the first one of each."""
    values: dict[str, str] = {}
    for child in element:
        if name := _prefixed(child.tag):
            values.setdefault(name, _text(child))
    return values


def _text(element: Any) -> str:
    return str(element.xpath("string()")) if len(element) else element.text or ""


@lru_cache(maxsize=1000)
def _prefixed(tag: Any) -> str:
    """The name of an element as WordPress writes it, whatever version of the format it is in; nothing for a comment."""
    if not isinstance(tag, str):
        return ""
    name = etree.QName(tag)
    uri = name.namespace or ""
    if uri.startswith(_FORMAT):
        prefix = "excerpt:" if uri.rstrip("/").endswith("excerpt") else "wp:"
    else:
        prefix = _PREFIXES.get(uri, uri and "?:")
    return f"{prefix}{name.localname}"


def _name(author: Mapping[str, str]) -> str:
    """How an author wants to be called; never the e-mail address."""
    first, last = author.get("wp:author_first_name"), author.get("wp:author_last_name")
    shown = author.get("wp:author_display_name", "").strip()
    if shown and "@" not in shown:
        return shown
    return " ".join(filter(None, (first, last))).strip()


class _Texts:
    """The text of `file` in parts that an XML parser takes: decoded, without what XML forbids."""

    def __init__(self, file: Path, report: Report) -> None:
        self.file, self.report, self.removed = file, report, 0

    def __iter__(self) -> Iterator[str]:
        try:
            with self.file.open("rb") as stream:
                head = stream.read(_CHUNK)
                decoder = codecs.getincrementaldecoder(_encoding(head, self.file))(
                    errors="replace"
                )
                text, rooted = decoder.decode(head).lstrip("\ufeff \t\r\n"), False
                while data := stream.read(_CHUNK):
                    rooted = rooted or self._is_rooted(text)
                    # a reference may be cut in two
                    end = text.rfind("&", max(0, len(text) - 40)) if rooted else 0
                    end = len(text) if end < 0 else end
                    if end:
                        yield self._legal(text[:end])
                    text = text[end:] + decoder.decode(data)
                if not rooted and not _BEFORE_ROOT.match(text):
                    raise _other(self.file)
                yield self._legal(text + decoder.decode(b"", final=True))
        except OSError as error:
            raise Stop(
                "unreadable",
                f"cannot be read: {error.strerror}",
                "check the file and its permissions",
                exit=Exit.ENVIRONMENT,
                place=Place(path=str(self.file)),
            ) from error
        if self.removed:
            self.report.warn(
                "control-character",
                f"{self.removed} character{'s' if self.removed > 1 else ''} that XML forbids removed",
                "they came out of the database of the site, and are of no use",
                Place(path=str(self.file)),
            )

    def _is_rooted(self, text: str) -> bool:
        """Whether `text` has come to the root element; no document type stands before it, which could make much of little."""
        if _BEFORE_ROOT.match(text):
            return True
        if len(text) > _HEAD_AT_MOST:
            raise _other(self.file)
        return False

    def _legal(self, text: str) -> str:
        text, count = _FORBIDDEN.subn("", text)
        self.removed += count
        return _REFERENCE.sub(self._meant, text)

    def _meant(self, found: re.Match[str]) -> str:
        """A reference as XML has it; one that only HTML knows as what it stands for."""
        name = found[0][1:]
        if name.startswith("#"):
            forbidden = _FORBIDDEN.search(_character(name[1:-1]))
            self.removed += bool(forbidden)
            return "" if forbidden else found[0]
        meant = html5.get(name, "&")
        return found[0] if set("<>&\"'") & set(meant) else meant


def _character(digits: str) -> str:
    number = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    return chr(number) if number <= 0x10FFFF else "\0"


def _encoding(head: bytes, file: Path) -> str:
    """The encoding that the XML declaration names; UTF-8 if there is none."""
    found = _DECLARED.search(head[:200])
    name = found[1].decode() if found else "utf-8"
    try:
        if _ENCODING.fullmatch(name):
            return codecs.lookup(name).name
    except LookupError:
        pass
    raise Stop(
        "export",
        f"is in the encoding {name}, which is not read",
        "save it as UTF-8",
        place=Place(path=str(file)),
    )
