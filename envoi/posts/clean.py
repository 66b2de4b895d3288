"""HTML that someone wrote -> one clean tree: allowed elements and attributes only, bounded depth, absolute addresses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import nh3
from lxml import etree
from lxml.html import HtmlElement, XHTMLParser

from envoi.language import language_tag
from envoi.patterns import pattern
from envoi.posts import inlined, orderly
from envoi.posts.source import ILLEGAL
from envoi.tree import VOID

DEPTH_AT_MOST: Final = 100
"""Nested elements; css-inline and many readers fail on thousands."""

FORMATTING_AT_MOST: Final = 10
"""Open elements like `<b>`: HTML opens them again in every paragraph until they are closed."""

COPIES_AT_MOST: Final = 5_000
"""How often that may happen in one post."""

EMBED: Final = "envoi-embed"
"""Stands for an iframe, whose content browsers do not parse, until it becomes a link."""

MORE: Final = "envoi-more"
"""Stands for `<!-- more -->`, since comments do not survive cleaning."""

_LEFT = "envoi-left"

_BLOCKS = """
    address article aside blockquote caption col colgroup dd details div dl dt figcaption figure
    footer h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot
    th thead tr ul
"""
_INLINES = """
    a abbr b bdi bdo br cite code del dfn em i img ins kbd mark q rp rt ruby s samp small
    span strong sub sup time u var wbr
"""
_MEDIA = "audio picture source track video"

BLOCKS: Final = frozenset(_BLOCKS.split())
"""Elements that set their words apart from those around them."""

ELEMENTS: Final = frozenset(f"{_BLOCKS} {_INLINES} {_MEDIA}".split())
"""All that a post's body may consist of once it is clean."""

ATTRIBUTES: Final[Mapping[str, frozenset[str]]] = {
    "*": frozenset({"class", "dir", "id", "lang", "title"}),
    "a": frozenset({"href", "hreflang"}),
    "audio": frozenset({"controls", "src"}),
    "blockquote": frozenset({"cite"}),
    "col": frozenset({"span"}),
    "colgroup": frozenset({"span"}),
    "del": frozenset({"cite", "datetime"}),
    "details": frozenset({"open"}),
    "img": frozenset({"alt", "height", "sizes", "src", "srcset", "width"}),
    "ins": frozenset({"cite", "datetime"}),
    "li": frozenset({"value"}),
    "ol": frozenset({"reversed", "start", "type"}),
    "q": frozenset({"cite"}),
    "source": frozenset({"media", "sizes", "src", "srcset", "type"}),
    "td": frozenset({"align", "colspan", "rowspan"}),
    "th": frozenset({"align", "colspan", "rowspan", "scope"}),
    "time": frozenset({"datetime"}),
    "track": frozenset({"kind", "label", "src", "srclang"}),
    "video": frozenset({"controls", "height", "poster", "src", "width"}),
}

ADDRESSES: Final = ("cite", "href", "poster", "src")
"""Attributes that hold one address; `srcset` holds several."""

_CLASSES = pattern(r"language-[\w+#.-]+|footnote-ref|footnote-backref|footnotes")
_ADDRESSED: Final = {
    tag: tuple(name for name in ADDRESSES if name in names)
    for tag, names in (*ATTRIBUTES.items(), (EMBED, {"src"}))
    if not names.isdisjoint(ADDRESSES)
}
"""The elements that have addresses, and in which attributes."""

_DEEP = etree.XPath(f"boolean({'/'.join('*' * DEPTH_AT_MOST)})")
_PASSES_AT_MOST = 5
_DIRECTIONS = frozenset({"auto", "ltr", "rtl"})
_NUMBER = pattern(r"[0-9]{1,5}")
_NUMBERS = frozenset(
    {"colspan", "height", "rowspan", "span", "start", "value", "width"}
)
_DROPPED_WHOLE = frozenset(
    {"noscript", "script", "style", "svg", "template", "textarea", "title", "select"}
)
_VOID_TAG = pattern(rf'<({"|".join(sorted(VOID))})((?: [^\s"=<>]+="[^"]*")*)>')
_PARSER = XHTMLParser(
    huge_tree=True, resolve_entities=False, no_network=True, remove_comments=True
)
# The classes that lxml.html has for forms and the like are looked up in Python, each time an element is met.
_PARSER.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))

_CLEANER = nh3.Cleaner(
    tags={*ELEMENTS, EMBED, MORE, "input"},
    clean_content_tags=set(_DROPPED_WHOLE),
    attributes={
        **{tag: set(names) for tag, names in ATTRIBUTES.items()},
        EMBED: {"src"},
        "input": {"type", "checked"},
    },
    url_schemes={"data", "http", "https", "mailto", "tel"},
    url_relative="pass_through",
    link_rel=None,
)

_TAG = pattern(
    r"""<!--(?:.*?-->|.*\Z)
    |<(?P<slash>/?)(?P<name>[a-zA-Z][^\s/>]*+)
     (?P<attributes>(?:[\s/]*+[^\s/>][^\s/>=]*+
        (?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+)?+)*+)""",
    re.DOTALL | re.VERBOSE,
)
"""A tag up to its `>`, or a comment, as the HTML standard's tokenizer has them; linear in the text."""

_IFRAME = pattern(r"<(/?)iframe\b", re.IGNORECASE)
_CLOSED_IFRAME = pattern(r"<iframe\b([^<>]*)/>", re.IGNORECASE)
_MORE_MARK = re.compile(
    r"<!--\s*+(?:more|read[ -]?more|truncate|excerpt|(?:teaser|excerpt)[ _-]?end|end[ _-]?excerpt)"
    r"\s*+(?::[^<>]{0,200}?)?-->",
    re.IGNORECASE,
)
_EMPTY = "area base br col embed hr img input link meta param source track wbr"
_CLOSED_BY_THE_NEXT = """
    p li dt dd tr td th thead tbody tfoot colgroup option optgroup rb rt rtc rp
"""
_WITHOUT_DEPTH = frozenset(f"{_EMPTY} {_CLOSED_BY_THE_NEXT}".split())
"""Elements that have no content, or that HTML closes when the next one of their kind begins."""

_FORMATTING_NAMES = "a b big code em font i nobr s small strike strong tt u"
_FORMATTING = tuple(_FORMATTING_NAMES.split())
"""What HTML's list of active formatting elements holds."""

_FORMATS = frozenset(_FORMATTING)


@dataclass(frozen=True, kw_only=True, slots=True)
class Cleaned:
    """A `<div>` that holds the cleaned HTML, addresses still as typed, and what had to go that nobody typed as such.

    `illegal` are the characters that were written as references (`&#27;`), `too_deep` says
    that elements were nested deeper than `DEPTH_AT_MOST`. `xml` is what the tree was read from, if nothing had to be
    cleaned.
    """

    tree: HtmlElement
    illegal: tuple[str, ...]
    too_deep: bool
    xml: str = ""


def parse(html: str) -> Cleaned:
    """`html` as a clean tree.

    Sanitised by nh3, which also makes well-formed HTML5 of it; so XML can carry it over into
    lxml without another opinion on what the markup meant.
    """
    html = _MORE_MARK.sub(f"<{MORE}></{MORE}>", html)
    cleaned = _orderly(html) or _cleaned(html)
    for code in cleaned.tree.iter("pre"):
        code.text = (code.text or "").lstrip("\n")
    return cleaned


def _orderly(html: str) -> Cleaned | None:
    """What `_cleaned` gives, at a third of the time; None where there may be something to clean."""
    if (xml := orderly.xml(html)) is None:
        return None
    try:
        tree = _tree(xml)
    except etree.XMLSyntaxError:
        return None
    if _DEEP(tree):
        return None
    return Cleaned(tree=tree, illegal=(), too_deep=False, xml=xml)


def _cleaned(html: str) -> Cleaned:
    html = _CLOSED_IFRAME.sub(rf"<{EMBED}\1></{EMBED}>", html)
    html, too_deep = _settled(_IFRAME.sub(rf"<\1{EMBED}", html))
    html = html.replace("&nbsp;", "\xa0")
    illegal = tuple(dict.fromkeys(ILLEGAL.findall(html)))
    xml = _VOID_TAG.sub(r"<\1\2/>", ILLEGAL.sub("", html))
    tree = _tree(xml)
    _enforce(tree)
    return Cleaned(tree=tree, illegal=illegal, too_deep=too_deep)


def _tree(xml: str) -> HtmlElement:
    return etree.fromstring(f"<div>{xml}</div>", _PARSER)


def _settled(html: str) -> tuple[str, bool]:
    """`html` sanitised until that changes nothing more, and whether it was too deep.

    Where an element was taken out, what is left may nest as HTML cannot be written, a link
    in a link or a paragraph in a paragraph, and every reader would make another tree of it.
    """
    too_deep = False
    for _ in range(_PASSES_AT_MOST):
        before = html
        capped, cut = cap_depth(html)
        html = _CLEANER.clean(capped)
        too_deep = too_deep or cut
        if html == before:
            break
    return html, too_deep


def cap_depth(html: str) -> tuple[str, bool]:
    """`html` with start tags beyond the limits made harmless, in one pass, and whether there were any.

    Parsers take time that grows with the square of the depth, and some die of it; open
    formatting is copied into every paragraph that follows. A tag too many is renamed to a
    void element that cleaning removes; so is the end tag that belongs to it. Content stays.
    """
    if html.count("<") <= DEPTH_AT_MOST or _is_shallow(html):
        return html, False
    opened: Counter[str] = Counter()
    dropped: Counter[str] = Counter()
    depth, formatting, copies, cut = 0, 0, 0, False

    def pass_on(found: re.Match[str]) -> str:
        nonlocal depth, formatting, copies, cut
        name = (found["name"] or "").lower()
        formats = name in _FORMATS
        closing = ""
        if not formats and not found["slash"]:
            copies += formatting
            if formatting and copies > COPIES_AT_MOST:
                left = [(tag, opened.pop(tag)) for tag in _FORMATTING if opened[tag]]
                closing = "".join(f"</{tag}>" * count for tag, count in left)
                depth, formatting, cut = depth - formatting, 0, True
        if not name or name in _WITHOUT_DEPTH:
            return closing + found[0]
        if found["slash"]:
            if dropped[name]:
                dropped[name] -= 1
                return "</wbr"
            if opened[name]:
                opened[name] -= 1
                depth -= 1
                formatting -= formats
            return found[0]
        if depth >= DEPTH_AT_MOST or (formats and formatting >= FORMATTING_AT_MOST):
            dropped[name] += 1
            cut = True
            return f"{closing}<embed{found['attributes']}"
        opened[name] += 1
        depth += 1
        formatting += formats
        return closing + found[0]

    capped = _TAG.sub(pass_on, html)
    return (capped, True) if cut else (html, False)


def _is_shallow(html: str) -> bool:
    """Whether no tag of `html` is beyond the limits, reckoned as `cap_depth` does."""
    opened: Counter[str] = Counter()
    depth, formatting, copies = 0, 0, 0
    for slash, typed, _ in _TAG.findall(html):
        name = typed.lower()
        formats = name in _FORMATS
        if not formats and not slash:
            copies += formatting
        if not name or name in _WITHOUT_DEPTH:
            continue
        if not slash:
            opened[name] += 1
            depth += 1
            formatting += formats
        elif opened[name]:
            opened[name] -= 1
            depth -= 1
            formatting -= formats
        if (
            depth > DEPTH_AT_MOST
            or formatting > FORMATTING_AT_MOST
            or copies > COPIES_AT_MOST
        ):
            return False
    return True


def _enforce(tree: HtmlElement) -> None:
    """Hold the tree to the allow-list once more, and to sensible values of what it allows."""
    allowed_anywhere = ATTRIBUTES["*"]
    for element in list(tree.iter()):
        if element is tree:
            continue
        if element.tag == "input":
            element.tail = (element.tail or "").lstrip()
            box = (
                "\N{BALLOT BOX WITH CHECK} "
                if "checked" in element.attrib
                else "\N{BALLOT BOX} "
            )
            replace_by_text(element, box if element.get("type") == "checkbox" else "")
        elif element.tag in ELEMENTS:
            own = ATTRIBUTES.get(element.tag, frozenset())
            for name, value in element.attrib.items():
                if (
                    (name not in allowed_anywhere and name not in own)
                    or (name in _NUMBERS and not _NUMBER.fullmatch(value))
                    or (name == "lang" and not language_tag(value))
                    or (name == "dir" and value.lower() not in _DIRECTIONS)
                ):
                    del element.attrib[name]
                elif name in ADDRESSES and inlined.is_data(value):
                    _replace(element, name, _inlined(element, name, value))
                elif name == "class":
                    kept = _CLASSES.findall(value)
                    if kept:
                        element.set(name, " ".join(kept))
                    else:
                        del element.attrib[name]
        elif element.tag not in (EMBED, MORE):
            leave(element)
    strip_left(tree)


def replace_by_text(element: HtmlElement, text: str) -> None:
    """Put `text` where `element` with all it holds stands, once `strip_left` has been called."""
    element.clear(keep_tail=True)
    element.tag, element.text = _LEFT, text


def leave(element: HtmlElement) -> None:
    """Take `element` away from around what it holds, once `strip_left` has been called."""
    element.tag = _LEFT


def strip_left(tree: HtmlElement) -> None:
    """Do what `replace_by_text` and `leave` ask for, all at once: one by one would take quadratic time."""
    etree.strip_tags(tree, _LEFT)


def resolve_addresses(tree: HtmlElement, resolve: Callable[[str], str | None]) -> None:
    """Replace every address in `tree` by what `resolve` makes of it; None takes the attribute away.

    A picture that is written into its own address is there already.
    """
    for element in tree.iter(*_ADDRESSED):
        for name in _ADDRESSED[element.tag]:
            if (typed := element.get(name)) is None:
                continue
            found = (
                _inlined(element, name, typed)
                if inlined.is_data(typed)
                else resolve(typed)
            )
            if found != typed:
                _replace(element, name, found)
        if (srcset := element.get("srcset")) is not None:
            candidates = _candidates(srcset, resolve)
            if candidates:
                element.set("srcset", candidates)
            else:
                del element.attrib["srcset"]


def _inlined(element: HtmlElement, name: str, typed: str) -> str | None:
    """The address `typed` as it may stand: a picture, and only where pictures are shown and nothing else."""
    picture = inlined.read(typed) if (element.tag, name) == ("img", "src") else None
    return picture.address if picture else None


def _replace(element: HtmlElement, name: str, value: str | None) -> None:
    if value is None:
        del element.attrib[name]
    else:
        element.set(name, value)


_CANDIDATE = re.compile(r"([^\s,]\S*)(?<!,)([^,]*)")
_DESCRIPTOR = re.compile(r"[0-9]+(?:\.[0-9]+)?[wx]|")


def _candidates(srcset: str, resolve: Callable[[str], str | None]) -> str:
    """The image candidates of HTML's srcset, each with its address resolved."""
    kept = []
    for found in _CANDIDATE.finditer(srcset):
        address, descriptor = resolve(found[1]), found[2].strip()
        if address and _DESCRIPTOR.fullmatch(descriptor):
            kept.append(f"{address.replace(',', '%2C')} {descriptor}".strip())
    return ", ".join(kept)
