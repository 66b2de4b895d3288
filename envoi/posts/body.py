"""A post and its text -> its Body: one clean tree with absolute addresses, HTML for feeds, a plain summary."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from envoi.addresses import absolute, host_of
from envoi.model import Body, Image, Post
from envoi.posts import clean, folder, markdown
from envoi.posts.markup import MARKUPS
from envoi.problems import Place, Report

SUMMARY_AT_MOST: Final = 300
"""Characters of a summary that is made from the body."""

_MARKED_AT_MOST: Final = 1000
"""Characters of a summary whose end the author marked."""

_BLOCK_ENDS: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "caption",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    ]
)
_NOT_IN_SUMMARY: Final = frozenset(
    [
        "audio",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "picture",
        "pre",
        "rp",
        "rt",
        "table",
        "video",
    ]
)
_ACTIVE = re.compile(
    r"<(script|object|embed|applet|form|input(?! type=\"checkbox\")|button|select|textarea|svg"
    r"|style|link|meta|base|frame)\b",
    re.IGNORECASE,
)
_HANDLER = re.compile(r"<[a-z][^<>]*?\s(on[a-z]{3,20})\s*=", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…。！？؟۔][\"'”’»)\]]*(?=\s|$)|[。！？]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Renderer:
    """Renders posts of one folder. `addresses` is where each published source file is found on the site."""

    folder: Path
    addresses: Mapping[str, str]
    report: Report

    def body(self, post: Post, text: str) -> Body:
        """The body of `post`, whose source below the front matter is `text`."""
        one = _One(self, post, text)
        html = MARKUPS[PurePosixPath(post.path).suffix.lower()].render(text)
        cleaned = clean.parse(html)
        tree = cleaned.tree
        one.report_unsafe(html)
        if cleaned.too_deep:
            one.warn(
                "too-deep",
                f"elements nested more than {clean.DEPTH_AT_MOST} deep were flattened",
                "close the elements that were left open",
                None,
            )
        for char in cleaned.illegal:
            one.warn(
                "control-character",
                f"U+{ord(char):04X}, written as a reference, removed",
                "delete it",
                rf"&#(?:{ord(char)}|x0*{ord(char):x});?",
            )
        one.tidy_headings(tree)
        one.link_embeds(tree)
        one.resolve(tree)
        one.size_pictures(tree)
        image = one.image(tree)
        summary = one.summary(tree)
        for mark in list(tree.iter(clean.MORE)):
            _drop_mark(mark)
        return Body(
            tree=tree, html=clean.inner_html(tree), summary=summary, image=image
        )


@dataclass(frozen=True, slots=True)
class _One:
    renderer: Renderer
    post: Post
    text: str

    def warn(self, code: str, message: str, hint: str, pattern: str | None) -> None:
        """A warning at the line on which `pattern` is first met."""
        found = re.search(pattern, self.text, re.IGNORECASE) if pattern else None
        line = self.post.line + (
            self.text.count("\n", 0, found.start()) if found else 0
        )
        self.renderer.report.warn(
            code, message, hint, Place(path=self.post.path, line=line)
        )

    def report_unsafe(self, html: str) -> None:
        """Name what cleaning took out: elements that run, load or ask, and event handlers."""
        for name in dict.fromkeys(found[1].lower() for found in _ACTIVE.finditer(html)):
            self.warn(
                "unsafe-html",
                f"<{name}> removed: feed readers and mail clients refuse it",
                "show it on your site, and link to it here",
                rf"<{name}\b",
            )
        for name in dict.fromkeys(
            found[1].lower() for found in _HANDLER.finditer(html)
        ):
            self.warn(
                "unsafe-html",
                f"{name}= removed: it would run a script",
                "delete it",
                rf"\s{name}\s*=",
            )

    def tidy_headings(self, tree: HtmlElement) -> None:
        """Drop the empty anchors of headings, and the heading that only repeats the title."""
        for anchor in list(tree.iter("a")):
            if (
                len(anchor) == 0
                and not (anchor.text or "").strip()
                and _is_heading(anchor.getparent())
            ):
                anchor.drop_tree()
        first = next(iter(tree), None)
        lead = (tree.text or "").strip()
        if first is not None and not lead and _is_heading(first):
            same = _folded(first.text_content()) == _folded(self.post.title)
            if same:
                first.drop_tree()

    def link_embeds(self, tree: HtmlElement) -> None:
        """Put a link where a frame of another page was: no reader or mail client shows frames."""
        for embed in list(tree.iter(clean.EMBED)):
            target = absolute(embed.get("src", ""), self.post.url)
            title = " ".join(embed.get("title", "").split())
            for child in list(embed):
                embed.remove(child)
            embed.text = None
            if not target or target.startswith(("mailto:", "tel:")):
                embed.drop_tree()
                continue
            embed.tag = "a"
            embed.attrib.clear()
            embed.set("href", target)
            embed.text = title or host_of(target)
            self.renderer.report.notice(
                "embed",
                f"frame of {host_of(target)} replaced by a link",
                'give it a title="…", which becomes the text of the link',
                Place(
                    path=self.post.path,
                    line=self.post.line + _line_of(self.text, "<iframe"),
                ),
            )

    def resolve(self, tree: HtmlElement) -> None:
        """Make every address absolute; links to source files go to where these are published.

        A link or picture that has no address left is named, and its words stay.
        """
        lost = clean.resolve_addresses(tree, self.address)
        for element in list(tree.iter("a", "img")):
            needs = "href" if element.tag == "a" else "src"
            if needs not in element.attrib and "id" not in element.attrib:
                lost.append(element)
        for element in dict.fromkeys(lost):
            said = " ".join(element.text_content().split()) or element.get("alt", "")
            self.warn(
                "unsafe-address",
                f'address of "{said[:60]}" removed: only http, https, mailto and tel are kept',
                "write an address that begins with https://",
                re.escape(said[:60]) if said else None,
            )
            if element.tag == "img":
                clean.replace_by_text(element, element.get("alt", ""))
            elif element.tag == "a":
                element.drop_tag()

    def address(self, typed: str) -> str | None:
        path, hash_mark, fragment = typed.strip().partition("#")
        if (
            path
            and not _is_elsewhere(path)
            and PurePosixPath(unquote(path)).suffix.lower() in MARKUPS
        ):
            source = posixpath.normpath(
                posixpath.join(posixpath.dirname(self.post.path), unquote(path))
            )
            if found := self.renderer.addresses.get(source.lstrip("/")):
                return absolute(hash_mark + fragment, found) if fragment else found
            if source.startswith("../"):
                self.warn(
                    "link-outside",
                    f'link to "{path}" leads out of the folder',
                    "link to the address of the page",
                    re.escape(path),
                )
            elif folder.exists(self.renderer.folder, source):
                self.warn(
                    "link-unpublished",
                    f"link to {source}, which is not published",
                    "publish it first, or take the link out",
                    re.escape(path),
                )
        return absolute(typed, self.post.url)

    def size_pictures(self, tree: HtmlElement) -> None:
        """Give every picture an alt, and its size where its file is at hand, so that pages do not jump."""
        for picture in tree.iter("img"):
            picture.set("alt", picture.get("alt", ""))
            if "width" in picture.attrib or "height" in picture.attrib:
                continue
            width, height = self.size(picture.get("src", ""))
            if width:
                picture.set("width", str(width))
                picture.set("height", str(height))

    def size(self, url: str) -> tuple[int, int]:
        return folder.picture_size(self.renderer.folder, self.files(url))

    def files(self, url: str) -> Iterator[str]:
        """Where the file behind an address on the site may lie, relative to the folder."""
        if not url or host_of(url) != host_of(self.post.url):
            return
        path = unquote(urlsplit(url).path)
        beside = unquote(urlsplit(self.post.url).path)
        if path.startswith(beside):
            yield posixpath.join(posixpath.dirname(self.post.path), path[len(beside) :])
        yield path.lstrip("/")
        yield f"static{path}"

    def image(self, tree: HtmlElement) -> Image | None:
        """The picture of the front matter, else the first one of the body."""
        if self.post.image:
            url = absolute(self.post.image.url, self.post.url)
            if url and url.startswith("http"):
                width, height = self.size(url)
                return Image(
                    url=url, alt=self.post.image.alt, width=width, height=height
                )
            self.warn(
                "unsafe-address",
                f'address of the image "{self.post.image.url[:60]}" removed',
                "write a path, or an address that begins with https://",
                None,
            )
        for picture in tree.iter("img"):
            if src := picture.get("src"):
                return Image(
                    url=src,
                    alt=picture.get("alt", ""),
                    width=int(picture.get("width", 0)),
                    height=int(picture.get("height", 0)),
                )
        return None

    def summary(self, tree: HtmlElement) -> str:
        """The author's own words as plain text, else what stands before the mark, else the beginning."""
        if self.post.summary:
            own = clean.parse(markdown.render(self.post.summary)).tree
            return " ".join(_text(own, lambda _: False).split())
        marked = next(tree.iter(clean.MORE), None)
        if marked is not None:
            text = _text(
                tree, lambda element: element.tag in ("pre", "table"), until=marked
            )
            if text.strip():
                return shorten(" ".join(text.split()), _MARKED_AT_MOST)
        text = _text(
            tree, lambda e: e.tag in _NOT_IN_SUMMARY or "footnote" in e.get("class", "")
        )
        return shorten(" ".join(text.split()), SUMMARY_AT_MOST)


def shorten(text: str, limit: int) -> str:
    """`text` in at most `limit` characters: whole sentences if they are half of that, else whole words and `…`."""
    if len(text) <= limit:
        return text
    ends = [found.end() for found in _SENTENCE_END.finditer(text, 0, limit)]
    if ends and ends[-1] * 2 >= limit:
        return text[: ends[-1]].rstrip()
    cut = text.rfind(" ", limit // 2, limit)
    if cut < 0:
        cut = limit - 1
        while cut > 1 and re.match(r"[\W_]", text[cut]) and not text[cut].isspace():
            cut -= 1
    return text[:cut].rstrip(" ,;:–—-") + "…"


def _is_elsewhere(path: str) -> bool:
    """Whether `path` names a scheme or a host, so that it is no path beside this post."""
    return (
        path.startswith("//") or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", path) is not None
    )


def _text(
    tree: HtmlElement,
    skip: Callable[[HtmlElement], bool],
    until: HtmlElement | None = None,
) -> str:
    """The words of `tree` in reading order, blocks set apart by a blank, up to the element `until`."""
    parts: list[str] = []
    stack: list[tuple[HtmlElement, bool]] = [(tree, False)]
    while stack:
        element, left = stack.pop()
        if left:
            if element.tag in _BLOCK_ENDS:
                parts.append(" ")
            if element is not tree:
                parts.append(element.tail or "")
            continue
        if element is until:
            break
        stack.append((element, True))
        if element is not tree and skip(element):
            continue
        if element.tag in _BLOCK_ENDS:
            parts.append(" ")
        parts.append(element.text or "")
        stack.extend((child, False) for child in reversed(element))
    return "".join(parts)


def _drop_mark(mark: HtmlElement) -> None:
    parent = mark.getparent()
    mark.drop_tag()
    if parent.tag == "p" and len(parent) == 0 and not (parent.text or "").strip():
        parent.drop_tree()


def _is_heading(element: HtmlElement | None) -> bool:
    return element is not None and re.fullmatch("h[1-6]", element.tag) is not None


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _line_of(text: str, mark: str) -> int:
    at = text.lower().find(mark)
    return text.count("\n", 0, at) if at > 0 else 0
