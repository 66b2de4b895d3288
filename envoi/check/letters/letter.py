"""The files of one issue -> the letter as its rules see it: read once, and only what is asked for."""

from __future__ import annotations

import email
import json
import re
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from functools import cached_property
from typing import Any, Final

from envoi.check.letters import css
from envoi.check.markup import ADDRESSES, candidates
from envoi.check.subject import Finding
from envoi.letterhead import NewsletterConfig

Tag = Any
"""An element of lxml."""

HTML: Final = "letter.html"
TEXT: Final = "letter.txt"
MAIL: Final = "letter.eml"
NAMES: Final = (HTML, TEXT, MAIL)

SILENT: Final = frozenset({"head", "noscript", "script", "style", "template", "title"})
"""Elements whose text nobody sees."""

ACTIVE: Final = frozenset(
    {
        "applet", "audio", "button", "dialog", "embed", "form", "frame", "frameset", "iframe", "input", "object",
        "script", "select", "textarea", "video",
    }
)  # fmt: skip
"""Elements that no mail program lets work."""

PLACEHOLDER: Final = re.compile(
    r"\{\{.*?\}\}|\{%.*?%\}|\*\|.*?\|\*|<%.*?%>|%%\{.*?\}%%|%%.*?%%|\{\$.*?\}|%[a-z_]+(?:\.[\w-]+)?%|\[[\w:.-]+\]"
)
"""What mailing services fill in for each reader."""

_SAFE: Final = re.compile(r"\{\{ Safe (\"(?:[^\"\\]|\\.)*\") \}\}")
"""How listmonk is told what to leave as it is."""

HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")

_PARAGRAPHS: Final = frozenset(
    {
        "address", "article", "blockquote", "body", "br", "caption", "center", "dd", "div", "dl", "dt", "figcaption",
        "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "ol", "p", "pre", "section",
        "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    }
)  # fmt: skip


def _nothing(_: str) -> str:
    return ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Letter:
    """A letter to judge: its files, each None where there is none.

    `site` is the address of the site, and `settings` are what the configuration says of the newsletter, both empty
    where that is not known; `out` says that it went out under what was said then. `posts` are the addresses of all posts, and `source` the text of a post's file by its address.
    """

    html: bytes | None = None
    text: bytes | None = None
    mail: bytes | None = None
    site: str = ""
    settings: NewsletterConfig | None = None
    out: bool = False
    posts: AbstractSet[str] = frozenset()
    source: Callable[[str], str] = _nothing

    @cached_property
    def page(self) -> str:
        """The HTML as text."""
        return _SAFE.sub(_unpacked, (self.html or b"").decode("utf-8", "replace"))

    @cached_property
    def words(self) -> str:
        """The plain part as text."""
        return _SAFE.sub(_unpacked, (self.text or b"").decode("utf-8", "replace"))

    @cached_property
    def tree(self) -> Tag:
        """The root of the HTML."""
        return parsed(self.page)

    @cached_property
    def tags(self) -> tuple[Tag, ...]:
        """All elements in their order."""
        return tuple(self.tree.iter("*"))

    @cached_property
    def sheets(self) -> tuple[tuple[Tag, css.Sheet], ...]:
        """Each `<style>`; those within comments for Outlook are not among them."""
        return tuple(
            (tag, css.sheet(tag.text or "")) for tag in self.tags if tag.tag == "style"
        )

    @cached_property
    def message(self) -> Message:
        """The mail, its headers as they stand."""
        return email.message_from_bytes(self.mail or b"")

    @cached_property
    def subject(self) -> str:
        """The subject of the mail, decoded and unfolded; nothing if it has none."""
        said = str(self.message.get("Subject", ""))
        with suppress(HeaderParseError, LookupError, ValueError):
            said = str(make_header(decode_header(said)))
        return " ".join(said.split())

    def named(self, *names: str) -> Iterator[Tag]:
        """All elements that have one of `names`."""
        return (tag for tag in self.tags if tag.tag in names)

    def addresses(self) -> Iterator[tuple[Tag, str, str]]:
        """Each address in an attribute: its element, the attribute and itself; those of `srcset` one by one."""
        for tag in self.tags:
            for name, value in tag.items():
                if tag.tag in ADDRESSES.get(name, ()):
                    yield tag, name, value.strip()
                elif name in ("srcset", "imagesrcset"):
                    for one in candidates(value):
                        yield tag, name, one

    def post_of(self, tag: Tag) -> str:
        """The address of the post that `tag` is part of; nothing for what is of none.

        That is the one post to which headings link in the smallest element around `tag` that has such a heading.
        """
        for around in (tag, *tag.iterancestors()):
            if found := self._headed.get(around):
                return next(iter(found)) if len(found) == 1 else ""
        return ""

    @cached_property
    def _headed(self) -> dict[Tag, set[str]]:
        """The posts to which headings below an element link."""
        found: dict[Tag, set[str]] = {}
        for heading in self.named(*HEADINGS):
            links = {link.get("href", "") for link in heading.iter("a")} & self.posts
            for around in (heading, *heading.iterancestors()) if links else ():
                if around.tag != "body" and around.tag != "html":
                    found.setdefault(around, set()).update(links)
        return found

    def styled(self) -> Iterator[tuple[Tag, css.Declaration]]:
        """Each declaration in a `style` attribute."""
        for tag in self.tags:
            for one in css.declarations(tag.get("style", "")):
                yield tag, one


def of_file(name: str, data: bytes) -> Letter:
    """The letter in one file: a message with its parts, a page of HTML, or a text."""
    if not name.endswith(".eml"):
        text = name.endswith(".txt")
        return Letter(text=data) if text else Letter(html=data)
    message = email.message_from_bytes(data)
    found: dict[str, bytes] = {}
    for part in message.walk():
        payload = None if part.is_multipart() else part.get_payload(decode=True)
        if isinstance(payload, bytes):
            found.setdefault(part.get_content_type(), payload)
    return Letter(html=found.get("text/html"), text=found.get("text/plain"), mail=data)


Rule = Callable[[Letter], Iterator[Finding]]
"""Judges one file of a letter."""


def parsed(page: str) -> Tag:
    """The root of the HTML `page`, whatever that is."""
    from lxml import etree

    # a declared encoding is of no meaning to a text, and lxml refuses it
    page = re.sub(r"^\s*<\?xml[^>]*>", "", page)
    root: Any = None
    with suppress(etree.LxmlError):
        root = etree.fromstring(page, etree.HTMLParser())
    return etree.fromstring("<html></html>") if root is None else root


def _unpacked(found: re.Match[str]) -> str:
    """What listmonk makes of it, on one line as it was."""
    try:
        return " ".join(str(json.loads(found[1])).splitlines())
    except ValueError:
        return found[0]


def line_of(tag: Tag) -> int:
    """The line on which `tag` begins."""
    return int(getattr(tag, "sourceline", 0) or 0)


def spoken(tag: Tag, *, pictures: bool = True) -> str:
    """What a screen reader says of `tag`: its text, with the words for its pictures."""
    parts: list[str] = []
    _speak(tag, pictures, parts)
    return " ".join("".join(parts).split())


def _speak(tag: Tag, pictures: bool, parts: list[str]) -> None:
    if not isinstance(tag.tag, str) or tag.tag in SILENT:
        return
    if tag.get("aria-hidden") == "true":
        return
    if tag.tag == "img" and pictures:
        parts.append(tag.get("alt", ""))
    edge = " " if tag.tag in _PARAGRAPHS else ""
    parts.append(edge + (tag.text or ""))
    for child in tag:
        _speak(child, pictures, parts)
        parts.append(child.tail or "")
    parts.append(edge)
