"""`[[links]]` and `![[embeds]]` of a vault in a clean tree -> links to where the notes are published, and pictures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

from envoi.patterns import pattern
from envoi.posts import headings, runs
from envoi.posts.links import Links
from envoi.posts.markup import MARKUPS
from envoi.posts.runs import CHILD
from envoi.problems import Level

_LINK = pattern(r"(!?)\[\[([^\[\]\n]{1,300})\]\]")
_SIZE = pattern(r"([0-9]{1,5})(?:x([0-9]{1,5}))?")
_NO_NAME = pattern(r"[\"'<>*?=,;(){}$\\]|^[^\w./#]|^[.]{2}")
_PICTURES: Final = frozenset(
    {".avif", ".bmp", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"}
)


@dataclass(frozen=True, slots=True)
class Wikilinks:
    """Replaces those of one post. What is in brackets and cannot be the name of a note stays as it is."""

    links: Links

    def replace(self, tree: HtmlElement) -> None:
        """Put links, pictures and words in the place of all in `tree`."""
        if not runs.holds(tree, "[["):
            return
        for element in list(runs.prose(tree)):
            if "[[" in runs.text(element):
                above = (element, *element.iterancestors())
                linked = any(each.tag == "a" for each in above)
                made = partial(self._made, linked)
                runs.substitute(element, _LINK, made)

    def _made(
        self, linked: bool, found: re.Match[str], within: Sequence[HtmlElement]
    ) -> Sequence[runs.Part] | None:
        inner = found[2]
        for child in within:
            inner = inner.replace(CHILD, child.text_content(), 1)
        target, bar, alias = inner.partition("|")
        name, _, heading = target.partition("#")
        if inner != inner.strip() or not target.strip():
            return None
        if inner.isdigit():
            return [f"[{inner}]"]
        element = self._element(
            name.strip(), heading, alias if bar else "", bool(found[1])
        )
        if element is None:
            return self._words(found[0], target, alias, name.strip())
        if linked and element.tag == "a":
            return [element.text or ""]
        return [element]

    def _element(
        self, name: str, heading: str, alias: str, embed: bool
    ) -> HtmlElement | None:
        """The link or picture for `name`; None if there is nothing of that name."""
        words = alias.strip() or " > ".join(part for part in (name, heading) if part)
        if not name:
            return _link(f"{self.links.post.url}#{headings.anchor(heading)}", words)
        if url := self.links.places.post(name):
            part = heading.rpartition("#")[2]
            end = (
                f"#{headings.anchor(part)}" if part and not part.startswith("^") else ""
            )
            return _link(url + end, words)
        suffix = PurePosixPath(name).suffix.lower()
        path = self.links.places.file(name) if suffix and suffix not in MARKUPS else ""
        if not path:
            return None
        url = self.links.place(path)
        if not embed or suffix not in _PICTURES:
            return _link(url, words)
        return _picture(url, alias, PurePosixPath(name).stem)

    def _words(
        self, typed: str, target: str, alias: str, name: str
    ) -> Sequence[runs.Part] | None:
        if _NO_NAME.search(target):
            return None
        there = self.links.places.file(f"{name}.md") or self.links.places.file(name)
        self.links.say(
            "wikilink",
            f'"{typed[:80]}": {f"{there[:120]} is not published" if there else "no post has this name"}; words kept',
            "write the name of a published post, or mark it as code",
            re.escape(typed),
            0,
            Level.WARNING,
        )
        return [alias.strip() or target]


def _link(url: str, words: str) -> HtmlElement:
    element = etree.Element("a")
    element.set("href", url)
    element.text = words
    return element


def _picture(url: str, alias: str, name: str) -> HtmlElement:
    """`|300` is a width, `|300x200` a size, anything else an alternative text."""
    element = etree.Element("img")
    element.set("src", url)
    *texts, last = alias.split("|")
    if found := _SIZE.fullmatch(last.strip()):
        element.set("width", found[1])
        if found[2]:
            element.set("height", found[2])
    elif last.strip():
        texts.append(last)
    element.set("alt", " ".join(part.strip() for part in texts) or name)
    return element
