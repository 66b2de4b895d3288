"""The addresses in a clean tree as typed -> absolute ones: where posts and the files beside them are on the site."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import unquote, urlsplit

from lxml import etree
from lxml.html import HtmlElement

from envoi.addresses import absolute
from envoi.model import Image, Post
from envoi.paths import parts
from envoi.posts import attachments, clean, inlined
from envoi.posts.attachments import Attachment, gone
from envoi.posts.enclosures import TYPES
from envoi.posts.markup import MARKUPS
from envoi.posts.places import Places
from envoi.problems import Level

_PICTURES: Final = frozenset(
    {".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"}
)
_NOT_IN_MAIL: Final = frozenset({".avif", ".svg", ".webp"})
"""Outlook for Windows shows none of these; Gmail and Yahoo no SVG (caniemail.com)."""

_COPIED: Final = frozenset({".avif", ".webp"})
"""Of these, those that a letter shows a copy of where the file is at hand."""

_FOR_MAIL: Final = (".png", ".jpg", ".jpeg", ".gif")
_SOURCES: Final = frozenset(MARKUPS) - {".htm", ".html"}
"""Suffixes that no page of a site has, so that an address with one means the file it is made of."""

_FILES: Final = (
    _PICTURES
    | frozenset(TYPES)
    | {
        ".csv",
        ".doc",
        ".docx",
        ".odp",
        ".ods",
        ".odt",
        ".ppt",
        ".pptx",
        ".xls",
        ".xlsx",
    }
)
"""Suffixes of what people put into folders themselves; pages, feeds and lists are made by generators."""

_NEEDED: Final = {"a": ("href", "id"), "img": ("src", "srcset")}
"""Of these attributes a link or picture has one; else it is none."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")

Say = Callable[[str, str, str, str, int, Level], None]
"""Keeps a problem: code, message, hint, pattern of its place, the how many-th, level."""


@dataclass(frozen=True, slots=True)
class Links:
    """Resolves what is typed in `post`, and remembers which file each address stood for (nothing: none that is at hand).

    `named` counts how often something was said of each path.
    """

    post: Post
    places: Places
    say: Say
    files: dict[str, str] = field(default_factory=dict)
    named: Counter[str] = field(default_factory=Counter)

    def resolve(self, tree: HtmlElement, *, of_page: bool = False) -> None:
        """Make every address absolute; links to source files go to where these are published.

        A link or picture that has no address left gives way to its words. Those `of_page`, one
        of the built site, are addresses already, as a browser reads them.
        """
        clean.resolve_addresses(tree, self._on_page if of_page else self.address)
        bare = [
            element
            for element in tree.iter("a", "img")
            if all(element.get(name) is None for name in _NEEDED[element.tag])
        ]
        for element in bare:
            if element.tag == "img":
                clean.replace_by_text(element, element.get("alt", ""))
            else:
                clean.leave(element)
        if bare:
            clean.strip_left(tree)

    def address(self, typed: str) -> str | None:
        """The absolute address that `typed` means in this post; None if it is none."""
        typed = typed.strip()
        if typed.startswith(("https://", "http://")):
            return absolute(typed, self.post.url)
        if typed[:1] in "{|%":
            typed = self.places.dialect.link(self.post.path, unquote(typed)) or typed
        path, hash_mark, fragment = typed.partition("#")
        if not path or path.startswith("//") or _SCHEME.match(path):
            return absolute(typed, self.post.url)
        plain = unquote(path.partition("?")[0])
        sources = self.places.sources(plain, self.post)
        for source in sources:
            if found := self.places.published(source):
                return absolute(hash_mark + fragment, found) if fragment else found
        return self._file(path, typed, plain, sources[0])

    def _on_page(self, typed: str) -> str | None:
        return absolute(typed, self.post.url)

    def place(self, source: str) -> str:
        """The address of the file at the path `source` of the folder."""
        url = self.places.address(source, self.post)
        self.files[url] = source
        return url

    def size_pictures(self, tree: HtmlElement) -> None:
        """Give every picture an alt, and its size where its file is at hand, so that pages do not jump.

        One that Outlook will not show is kept for readers, with the PNG or JPEG that lies beside it for mail.
        """
        unseen: list[str] = []
        written: list[str] = []
        for picture in list(tree.iter("img")):
            picture.set("alt", picture.get("alt", ""))
            src = picture.get("src", "")
            if inlined.is_data(src):
                written.append(src)
            else:
                suffix = parts(urlsplit(src).path.rstrip("/")).suffix.lower()
                lost = suffix in _NOT_IN_MAIL and not self._with_another(
                    picture, suffix
                )
                if lost and not (suffix in _COPIED and self.source(src)):
                    unseen.append(src)
            if not {"width", "height"} <= set(picture.attrib):
                self._complete(picture)
        if unseen:
            name = unquote(PurePosixPath(urlsplit(unseen[0]).path).name)
            self._say_unseen(
                f"image {name[:80]}{_and_more(unseen)} will not show in Outlook",
                f"put {PurePosixPath(name).stem[:80]}.png beside it",
                re.escape(name),
            )
        if written:
            self._say_unseen(
                f"image written into the text{_and_more(written)} will not show in Gmail and Outlook",
                "put it into a file beside the post; letters have its alt instead",
                "data:image/",
            )

    def _complete(self, picture: HtmlElement) -> None:
        """Set the size of `picture`, or the one side of it that was typed to the other, as its file has them."""
        width, height = self.size(picture.get("src", ""))
        if not width:
            return
        typed = {name: int(picture.get(name, 0)) for name in ("width", "height")}
        share = typed["width"] / width or typed["height"] / height or 1
        picture.set("width", str(typed["width"] or max(1, round(width * share))))
        picture.set("height", str(typed["height"] or max(1, round(height * share))))

    def size(self, url: str) -> tuple[int, int]:
        """Width and height in pixels of the picture at `url`; zeros if its file is not at hand."""
        if inlined.is_data(url):
            picture = inlined.read(url)
            return picture.size if picture else (0, 0)
        return self.places.picture_size(self.source(url))

    def source(self, url: str) -> str:
        """The path of the file at the address `url`; nothing if it is not at hand."""
        if inlined.is_data(url):
            return ""
        if url not in self.files:
            behind = self.places.behind(url, self.post)
            self.files[url] = next(filter(self.places.exists, behind), "")
        return self.files[url]

    def pictures(self, tree: HtmlElement, image: Image | None) -> dict[str, str]:
        """The files of those pictures that a letter may show and that are at hand, by address."""
        urls = [each.get("src", "") for each in tree.iter("img")]
        urls += [each.get("poster", "") for each in tree.iter("video")]
        urls += [image.url] if image else []
        return {url: source for url in urls if (source := self.source(url))}

    def attach(self, typed: str) -> Attachment | None:
        """What is behind `typed` in the front matter; None if it is no address."""
        found = attachments.find(typed, self.post, self.places)
        if found and found.file:
            self.files[found.url] = found.file
        return found

    def image(self, tree: HtmlElement, given: Image | None) -> Image | None:
        """The picture `given`, that of the front matter, else the first one of the body that has an address."""
        if given:
            url = given.url
            width, height = self.size(url)
            shown = (each for each in tree.iter("img") if each.get("src") == url)
            alt = given.alt or next((each.get("alt", "") for each in shown), "")
            return Image(url=url, alt=alt, width=width, height=height)
        for picture in tree.iter("img"):
            src = picture.get("src", "")
            if src and not inlined.is_data(src):
                return Image(
                    url=src,
                    alt=picture.get("alt", ""),
                    width=int(picture.get("width", 0)),
                    height=int(picture.get("height", 0)),
                )
        return None

    def _file(self, path: str, typed: str, plain: str, source: str) -> str | None:
        """The address of the file at `source`, which is no published post, or of what the site may have there."""
        suffix = parts(source).suffix.lower()
        url = absolute(typed, self.post.url)
        rooted = path.startswith("/")
        if rooted and suffix not in MARKUPS and suffix not in _FILES:
            return url
        there = self.places.exists(source)
        if source.startswith("../") and (
            suffix in MARKUPS or _is_above(path, self.post.url)
        ):
            self._say_outside(path)
        elif (
            there
            and suffix in MARKUPS
            and (suffix in _SOURCES or not self.places.belongs(source, self.post))
        ):
            self._warn(
                "link-unpublished",
                f"link to {source}, which is not published",
                "publish it first, or take the link out",
                path,
            )
            return None
        elif there and not rooted:
            return self.place(source)
        elif not rooted and (own := self.places.own(plain, self.post)):
            return self.place(own)
        elif suffix in _SOURCES:
            self._say_missing(path, source, url or "")
        elif suffix in _FILES and (place := self.places.lacks(plain, self.post)):
            self._say_gone(path, place)
        return url

    def _with_another(self, picture: HtmlElement, suffix: str) -> bool:
        """Whether there is a picture for mail: in the source of a `<picture>`, or put there because it lies beside."""
        parent = picture.getparent()
        src = picture.get("src", "")
        source = self.source(src)
        if not source or parent.tag == "picture" or "srcset" in picture.attrib:
            return False
        stem = source[: -len(suffix)]
        for other in _FOR_MAIL:
            if self.places.exists(stem + other):
                holder = etree.Element("picture")
                parent.replace(picture, holder)
                holder.tail, picture.tail = picture.tail, None
                etree.SubElement(holder, "source").set(
                    "srcset", src.replace(",", "%2C")
                )
                holder.append(picture)
                url = src[: src.lower().rindex(suffix)] + other
                picture.set("src", url)
                self.files[url] = stem + other
                return True
        return False

    def _say_unseen(self, message: str, hint: str, pattern: str) -> None:
        self.say("image-mail", message, hint, pattern, 0, Level.NOTICE)

    def _say_outside(self, path: str) -> None:
        self._warn(
            "link-outside",
            f'link to "{path[:80]}" leads out of the folder',
            "link to the address of the page",
            path,
        )

    def _say_missing(self, path: str, source: str, url: str) -> None:
        if not any(map(self.places.exists, self.places.behind(url, self.post))):
            self._say_gone(path, source)

    def _say_gone(self, path: str, place: str) -> None:
        message, hint = gone(path, place)
        self._warn("missing-file", message, hint, path)

    def _warn(self, code: str, message: str, hint: str, path: str) -> None:
        """A warning where `path` stands; if it stands there again, and is named again, where it does so."""
        self.say(code, message, hint, _typed(path), self.named[path], Level.WARNING)
        self.named[path] += 1


def _and_more(pictures: list[str]) -> str:
    return f" and {len(pictures) - 1} more" if len(pictures) > 1 else ""


def _typed(path: str) -> str:
    """A pattern for `path`, which Markdown may have encoded."""
    shown = path[:200]
    return f"{re.escape(shown)}|{re.escape(unquote(shown))}"


def _is_above(path: str, base: str) -> bool:
    """Whether the relative `path`, seen from the page `base`, climbs above the root of the site."""
    depth = urlsplit(base).path.count("/") - 1
    for part in path.split("/")[:-1]:
        depth += -1 if part == ".." else part != "."
        if depth < 0:
            return True
    return False
