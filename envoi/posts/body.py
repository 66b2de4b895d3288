"""A post and its text -> its Body: one clean tree with absolute addresses, HTML for feeds, a plain summary."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from envoi.addresses import absolute, below, host_of
from envoi.dialects import Dialect
from envoi.model import Body, Image, Post
from envoi.posts import clean, folder, unsafe
from envoi.posts.markup import MARKUPS
from envoi.posts.remarks import Remarks
from envoi.posts.summary import summarise
from envoi.problems import Level, Report
from envoi.tree import inner_html


@dataclass(frozen=True, kw_only=True, slots=True)
class Renderer:
    """Renders posts of one folder for the site at `site`. `addresses` is where each published source file is found on it."""

    site: str
    folder: Path
    dialect: Dialect
    addresses: Mapping[str, str]
    report: Report

    def body(self, post: Post, text: str) -> Body:
        """The body of `post`, whose source below the front matter is `text`."""
        remarks = Remarks(self.report, post.path)
        one = _One(self, post, text, remarks)
        html = MARKUPS[PurePosixPath(post.path).suffix.lower()].render(text)
        for found in unsafe.find(html):
            one.say(found.code, found.message, found.hint, found.pattern, found.nth)
        cleaned = clean.parse(html)
        tree = cleaned.tree
        one.report_changes(cleaned)
        one.report_templates(tree)
        one.tidy_headings(tree)
        one.link_embeds(tree)
        one.resolve(tree)
        one.size_pictures(tree)
        image = one.image(tree)
        summary = summarise(tree, post.summary)
        for mark in list(tree.iter(clean.MORE)):
            _drop_mark(mark)
        remarks.close()
        return Body(tree=tree, html=inner_html(tree), summary=summary, image=image)


@dataclass(frozen=True, slots=True)
class _One:
    renderer: Renderer
    post: Post
    text: str
    remarks: Remarks

    def say(
        self,
        code: str,
        message: str,
        hint: str,
        pattern: str,
        nth: int = 0,
        level: Level = Level.WARNING,
    ) -> None:
        """A problem on the line where `pattern` is met for the `nth` time (from 0), else where the body begins."""

        def line() -> int:
            found = re.finditer(pattern, self.text, re.IGNORECASE) if pattern else ()
            starts = [
                hit.start() for hit, _ in zip(found, range(nth + 1), strict=False)
            ]
            return self.post.line + (
                self.text.count("\n", 0, starts[min(nth, len(starts) - 1)])
                if starts
                else 0
            )

        self.remarks.say(code, message, hint, line, level)

    def report_changes(self, cleaned: clean.Cleaned) -> None:
        """Name what cleaning changed that nobody typed as such."""
        if cleaned.too_deep:
            self.say(
                "too-deep",
                f"elements left open, or nested more than {clean.DEPTH_AT_MOST} deep, were taken out",
                "close the elements that were left open",
                "",
            )
        for char in cleaned.illegal:
            self.say(
                "control-character",
                f"U+{ord(char):04X}, written as a reference, removed",
                "delete it",
                rf"&#(?:0*{ord(char)}|x0*{ord(char):x})(?![0-9a-f]);?",
            )

    def report_templates(self, tree: HtmlElement) -> None:
        """Name what a site generator or a note-taking program would have filled in; in code it is meant as it is."""
        for text in tree.xpath("//text()[not(ancestor::pre or ancestor::code)]"):
            for found in _TEMPLATE.finditer(text):
                snippet = " ".join(found[0].split())
                self.say(
                    "template-code",
                    f'"{snippet}" is shown as it stands',
                    "Envoi runs no templates: write it out, or mark it as code",
                    re.escape(found[0]),
                )

    def tidy_headings(self, tree: HtmlElement) -> None:
        """Drop the first heading if it only repeats the title; give the others an id, as GitHub does."""
        first = next(iter(tree), None)
        lead = (tree.text or "").strip()
        if first is not None and not lead and _is_heading(first):
            same = _folded(first.text_content()) == _folded(self.post.title)
            if same:
                first.drop_tree()
        taken = {element.get("id") for element in tree.iter() if "id" in element.attrib}
        counts: Counter[str] = Counter()
        for heading in filter(_is_heading, tree.iter()):
            if "id" in heading.attrib or heading.find(".//*[@id]") is not None:
                continue
            plain = re.sub(r"[^\w\s-]", "", _folded(heading.text_content()))
            base = name = plain.replace(" ", "-")[:80] or "section"
            while name in taken:
                counts[base] += 1
                name = f"{base}-{counts[base]}"
            taken.add(name)
            heading.set("id", name)

    def link_embeds(self, tree: HtmlElement) -> None:
        """Put a link where a frame of another page was: no reader or mail client shows frames."""
        for nth, embed in enumerate(list(tree.iter(clean.EMBED))):
            src = embed.get("src", "").strip()
            target = absolute(src, self.post.url) if src else None
            title = " ".join(embed.get("title", "").split())
            if not target or not target.startswith("http"):
                clean.replace_by_text(embed, "")
                continue
            words = title or host_of(target)
            if next(embed.iterancestors("a"), None) is not None:
                clean.replace_by_text(embed, words)
            else:
                for child in list(embed):
                    embed.remove(child)
                embed.tag = "a"
                embed.attrib.clear()
                embed.set("href", target)
                embed.text = words
            self.say(
                "embed",
                f"frame of {host_of(target)} replaced by a link",
                'give it a title="…", which becomes the text of the link',
                "<iframe",
                nth,
                Level.NOTICE,
            )
        clean.strip_left(tree)

    def resolve(self, tree: HtmlElement) -> None:
        """Make every address absolute; links to source files go to where these are published.

        A link or picture that has no address left gives way to its words.
        """
        clean.resolve_addresses(tree, self.address)
        for element in list(tree.iter("a", "img")):
            if element.tag == "img" and not {"src", "srcset"} & set(element.attrib):
                clean.replace_by_text(element, element.get("alt", ""))
            elif element.tag == "a" and not {"href", "id"} & set(element.attrib):
                clean.leave(element)
        clean.strip_left(tree)

    def address(self, typed: str) -> str | None:
        path, hash_mark, fragment = typed.strip().partition("#")
        if not path or _is_elsewhere(path):
            return absolute(typed, self.post.url)
        place = posixpath.join(posixpath.dirname(self.post.path), unquote(path))
        source = posixpath.normpath(place).lstrip("/")
        there = folder.exists(self.renderer.folder, source)
        suffix = PurePosixPath(source).suffix.lower()
        if suffix in MARKUPS and (found := self.renderer.addresses.get(source)):
            return absolute(hash_mark + fragment, found) if fragment else found
        if source.startswith("../") and (
            suffix in MARKUPS or _is_above(path, self.post.url)
        ):
            self.say(
                "link-outside",
                f'link to "{path[:80]}" leads out of the folder',
                "link to the address of the page",
                re.escape(path[:200]),
            )
        elif there and suffix in MARKUPS:
            self.say(
                "link-unpublished",
                f"link to {source}, which is not published",
                "publish it first, or take the link out",
                re.escape(path),
            )
        elif there and not path.startswith("/") and not self.beside(source):
            return below(self.renderer.site, source)
        elif suffix in _PICTURES | set(MARKUPS) and not path.startswith("/"):
            self.say_missing(path, absolute(typed, self.post.url) or "")
        return absolute(typed, self.post.url)

    def beside(self, source: str) -> bool:
        """Whether `source` is in the folder of a post that has one to itself, and so goes where the post goes."""
        own = PurePosixPath(self.post.path)
        return own.stem == "index" and source.startswith(f"{own.parent}/")

    def say_missing(self, path: str, url: str) -> None:
        if not any(folder.exists(self.renderer.folder, at) for at in self.files(url)):
            self.say(
                "missing-file",
                f'"{path[:80]}" is not there',
                "put the file there, or correct its name",
                re.escape(path[:200]),
            )

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
        if given := self.post.image:
            width, height = self.size(given.url)
            return Image(url=given.url, alt=given.alt, width=width, height=height)
        for picture in tree.iter("img"):
            if src := picture.get("src"):
                return Image(
                    url=src,
                    alt=picture.get("alt", ""),
                    width=int(picture.get("width", 0)),
                    height=int(picture.get("height", 0)),
                )
        return None


_TEMPLATE = re.compile(
    r"(?:\{\{|\{%)[^{}\n]{0,40}(?:\}\}|%\})?|!?\[\[[^\[\]\n]{1,60}\]\]"
)
_PICTURES = frozenset({".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"})


def _is_elsewhere(path: str) -> bool:
    """Whether `path` names a scheme or a host, so that it is no path beside this post."""
    return (
        path.startswith("//") or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", path) is not None
    )


def _is_above(path: str, base: str) -> bool:
    """Whether the relative `path`, seen from the page `base`, climbs above the root of the site."""
    depth = urlsplit(base).path.count("/") - 1
    for part in path.split("/")[:-1]:
        depth += -1 if part == ".." else part != "."
        if depth < 0:
            return True
    return False


def _drop_mark(mark: HtmlElement) -> None:
    parent = mark.getparent()
    mark.drop_tag()
    if parent.tag == "p" and len(parent) == 0 and not (parent.text or "").strip():
        parent.drop_tree()


def _is_heading(element: HtmlElement) -> bool:
    return re.fullmatch("h[1-6]", element.tag) is not None


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
