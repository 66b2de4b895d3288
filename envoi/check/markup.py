"""The HTML of an entry or a letter -> its tags in order, what it leaves open, and its text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from typing import Final

VOID: Final = frozenset(
    {
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta",
        "param", "source", "track", "wbr",
    }
)  # fmt: skip
_OPTIONAL: Final = frozenset(
    {
        "body", "colgroup", "dd", "dt", "head", "html", "li", "optgroup", "option", "p",
        "rp", "rt", "tbody", "td", "tfoot", "th", "thead", "tr",
    }
)  # fmt: skip
"""Elements whose end tag HTML lets you leave out."""

KNOWN: Final = VOID | _OPTIONAL | frozenset(
    {
        "a", "abbr", "acronym", "address", "applet", "article", "aside", "audio", "b",
        "bdi", "bdo", "big", "blockquote", "button", "canvas", "caption", "center", "cite",
        "code", "data", "datalist", "del", "details", "dfn", "dialog", "div", "dl", "em",
        "fieldset", "figcaption", "figure", "font", "footer", "form", "frame", "frameset",
        "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "i", "iframe", "ins",
        "kbd", "label", "legend", "main", "map", "mark", "math", "menu", "meter", "nav",
        "nobr", "noscript", "object", "ol", "output", "picture", "pre", "progress", "q",
        "rb", "rtc", "ruby", "s", "samp", "script", "search", "section", "select", "slot",
        "small", "span", "strike", "strong", "style", "sub", "summary", "sup", "svg",
        "table", "template", "textarea", "time", "title", "tt", "u", "ul", "var", "video",
    }
)  # fmt: skip
"""All elements of HTML, also those of former days."""

ADDRESSES: Final[dict[str, frozenset[str]]] = {
    "href": frozenset({"a", "area", "link", "base", "use", "image"}),
    "src": frozenset(
        {"audio", "embed", "iframe", "img", "input", "script", "source", "track", "video"}
    ),
    "poster": frozenset({"video"}),
    "cite": frozenset({"blockquote", "del", "ins", "q"}),
    "data": frozenset({"object"}),
    "action": frozenset({"form"}),
    "formaction": frozenset({"button", "input"}),
    "background": frozenset({"body", "table", "td", "th", "tr"}),
}  # fmt: skip
"""Attributes that hold an address, and the elements on which they do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tag:
    """A start tag and its attributes."""

    name: str
    attributes: dict[str, str]


@dataclass(kw_only=True, slots=True)
class Markup:
    """The tags of some HTML, the names of elements that do not fit together and on which lines it shows, and its text."""

    tags: list[Tag] = field(default_factory=list)
    unbalanced: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def addresses(self) -> Iterator[tuple[Tag, str, str]]:
        """Each address as it stands: its tag, its attribute and itself; those of `srcset` one by one."""
        for tag in self.tags:
            for name, value in tag.attributes.items():
                if name == "xlink:href" or tag.name in ADDRESSES.get(name, ()):
                    yield tag, name, value.strip()
                elif name in ("srcset", "imagesrcset"):
                    for one in candidates(value):
                        yield tag, name, one


def candidates(srcset: str) -> list[str]:
    """The addresses in a `srcset`, in which a comma may be part of one (WHATWG HTML, 4.8.4.2.2)."""
    found, rest = [], srcset
    while rest := rest.lstrip(" \t\r\n\f,"):
        url, _, rest = rest.partition(" ")
        bare = url.rstrip(",")
        found.append(bare)
        if bare == url:
            rest = rest.partition(",")[2]
    return found


@lru_cache(maxsize=8192)
def markup(html: str) -> Markup:
    """What is in `html`; a fragment or a whole page."""
    parser = _Parser()
    parser.feed(html)
    parser.close()
    return parser.ended()


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found = Markup()
        self.open: list[str] = []
        self.count: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in reversed(attrs)}
        self.found.tags.append(Tag(name=tag, attributes=attributes))
        if tag not in VOID:
            self.open.append(tag)
            self.count[tag] += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID and (self.count["svg"] or self.count["math"]):
            self._close()

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.count[tag]:
            self._misfit(f"</{tag}>")
            return
        while (top := self._close()) != tag:
            if top not in _OPTIONAL:
                self._misfit(f"<{top}>")

    def _misfit(self, name: str) -> None:
        self.found.unbalanced.append(name)
        self.found.lines.append(self.getpos()[0])

    def _close(self) -> str:
        top = self.open.pop()
        self.count[top] -= 1
        return top

    def handle_data(self, data: str) -> None:
        self.found.words.append(data)

    def ended(self) -> Markup:
        for name in self.open:
            if name not in _OPTIONAL:
                self._misfit(f"<{name}>")
        return self.found
