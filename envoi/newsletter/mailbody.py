"""A post's clean tree -> the HTML of it that mail clients render; its looks come from the theme's style sheet."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from envoi.newsletter.breaks import break_lines
from envoi.newsletter.heads import settle_heads
from envoi.newsletter.highlight import affordable, highlight
from envoi.newsletter.longwords import loosen
from envoi.newsletter.quotes import mark, name_source
from envoi.newsletter.records import stack
from envoi.tree import inner_html, shows_nothing
from envoi.words import Words

if TYPE_CHECKING:
    from lxml.html import HtmlElement


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")

BLOCKS = _names(
    "address article aside details div dl figure figcaption fieldset footer header hgroup main nav search section"
    " summary"
)
"""Elements that become a `<div>`: Yahoo and Outlook take sectioning elements out, and Outlook gives figures margins."""

HOLDERS = BLOCKS | {"blockquote", "dd", "li", "td"}

KEPT = _names(
    "a b bdo blockquote br caption cite dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i img ins"
    " li ol p s span strong sub sup table tbody td tfoot th thead tr u ul var"
)
"""Elements that go into the letter; of any other one only its content does."""

ATTRIBUTES = {
    "": frozenset(("class", "dir", "lang", "title")),
    "a": frozenset(("href",)),
    "img": frozenset(("alt", "height", "src", "style", "width")),
    "li": frozenset(("value",)),
    "ol": frozenset(("start", "reversed", "type")),
    "table": frozenset(("border", "cellpadding", "cellspacing", "role", "width")),
    "td": frozenset(("colspan", "rowspan", "style")),
    "th": frozenset(("colspan", "rowspan", "scope", "style")),
}
"""What stays on an element; under no name, on every one."""

SIDED = frozenset(("blockquote", "dd", "li", "ol", "td", "th", "ul"))
"""Elements whose looks have a left and a right: logical properties (`margin-inline-start`) fail in Outlook and Gmail."""

INLINE = _names(
    "a abbr b bdi bdo cite code del dfn em i ins kbd mark q s samp small span strong sub sup u var"
)

NONE: frozenset[str] = frozenset()

_RECORD = "data-record"

BOXES = ("☐", "☑")
"""What a task begins with."""

SPANS = {
    "abbr": "",
    "bdi": "",
    "code": "mono",
    "dfn": "",
    "kbd": "kbd",
    "mark": "mark",
    "samp": "mono",
    "tt": "mono",
}
"""Elements that some clients drop and that become a `<span>`, and its class."""

PRESENTATION = {
    "role": "presentation",
    "width": "100%",
    "cellpadding": "0",
    "cellspacing": "0",
    "border": "0",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Setting:
    words: Words
    width: int
    coloured: list[HtmlElement]


def print_body(
    tree: HtmlElement, *, words: Words, level: int, width: int, narrow: int, phone: int
) -> str:
    """The content of `tree` as mail HTML; `tree` itself stays as it is.

    Its headings begin one below `level` (that of the post's title) and skip none. Pictures are at most `width`
    pixels wide; words fit into `narrow`, which is what the narrowest screen has room for, and tables into `phone`, which it has where the
    style sheet makes edges smaller there, and a phone of today where it is dropped. `words` are those of the post's language
    and give the direction it starts from. Classes of the post are dropped; those in the result are `rtl` (an element
    with sides in text that runs right to left), `pic` and `icon` (a picture alone, a picture in a line), `caption`,
    `source` (of a quotation), `summary`, `notes`, `task`, `mark`, `kbd`, `code` (a block), `mono` (code in a line),
    `data` (a table) and `record` (one that was too wide), `sub` (a heading), `breaks` (a word that was too wide) and the kinds of `highlight`.
    """
    root = deepcopy(tree)
    _put_words(root)
    mark(root, words.language)
    for table in reversed(list(root.iter("table"))):
        if stack(table, phone):
            table.set(_RECORD, "")
    coloured = affordable(root.iter("pre"))
    setting = _Setting(words=words, width=width, coloured=coloured)
    _shift_headings(root, level)
    for element in list(root.iterdescendants()):
        if not isinstance(element.tag, str):
            element.drop_tree()
            continue
        if element.getparent() is None:
            continue
        classes = element.attrib.pop("class", "").split()
        if element.tag in HEADINGS:
            element.set("class", "sub")
        prepare = PREPARE.get(element.tag)
        if prepare:
            prepare(element, classes, setting)
        elif element.tag in BLOCKS:
            _block(element, classes)
    for quote in root.iter("blockquote"):
        name_source(quote, words)
    _mark_sides(root, words.direction == "rtl")
    _clear(root)
    loosen(root, narrow)
    return inner_html(root)


def _put_words(root: HtmlElement) -> None:
    """Gmail and Outlook show no picture that is written into its own address: its words stand there instead."""
    for image in list(root.iter("img")):
        if not image.get("src", "").startswith("data:"):
            continue
        link = next(image.iterancestors("a"), None)
        words = image.get("alt", "")
        image.clear(keep_tail=True)
        image.tag, image.text = "span", words
        if link is not None and not link.text_content().strip():
            image.text = link.get("href", "")
        image.drop_tag()


def _shift_headings(root: HtmlElement, level: int) -> None:
    open_: list[tuple[int, int]] = []
    for heading in list(root.iter(*HEADINGS)):
        if not heading.text_content().strip() and heading.find(".//img") is None:
            heading.drop_tree()
            continue
        own = int(heading.tag[1])
        while open_ and open_[-1][0] >= own:
            open_.pop()
        new = open_[-1][1] + 1 if open_ else level + 1
        open_.append((own, new))
        heading.tag = f"h{min(new, 6)}"


def _block(element: HtmlElement, classes: list[str]) -> None:
    if element.tag in ("summary", "figcaption"):
        element.set("class", "summary" if element.tag == "summary" else "caption")
    elif "footnotes" in classes or (element.tag == "section" and _returns(element)):
        element.set("class", "notes")
    elif element.tag == "footer" and element.xpath("parent::blockquote"):
        element.set("class", "source")
    if element.tag != "dl":
        element.tag = "div"


def _returns(element: HtmlElement) -> list[HtmlElement]:
    """The links that lead from a footnote back to its place in the text."""
    return [
        link
        for link in element.iter("a")
        if link.text_content().lstrip().startswith("↩")
    ]


def _link(link: HtmlElement, classes: list[str], setting: _Setting) -> None:
    """In mail a footnote is in sight, and a jump within it is dead in half the clients."""
    address = link.get("href", "")
    parent = link.getparent()
    if "footnote-backref" in classes or _returns(link):
        link.drop_tree()
        return
    to_note = parent is not None and parent.tag == "sup" and "#fn" in address
    if to_note or not address or shows_nothing(link):
        link.drop_tag()
    elif parent is not None and parent.tag in BLOCKS and not _in_line(link):
        _set_apart(link)


def _in_line(link: HtmlElement) -> bool:
    """Whether words stand in one line with `link`, which then was no frame that became a link to what it showed."""
    before = link.getprevious()
    beside = [child for child in (before, link.getnext()) if child is not None]
    text = link.getparent().text if before is None else before.tail
    inline = any(child.tag in INLINE or child.tag in ("br", "img") for child in beside)
    return inline or bool((text or "").strip() or (link.tail or "").strip())


def _image(image: HtmlElement, classes: list[str], setting: _Setting) -> None:
    """Outlook shows a picture as large as its attributes say, whatever the style: so never wider than the column."""
    if not image.get("src"):
        image.drop_tree()
        return
    width, height = (
        _pixels(image.attrib.pop(side, "")) for side in ("width", "height")
    )
    holder = image.getparent()
    while holder is not None and holder.tag in ("a", "picture", "source", "span"):
        holder = holder.getparent()
    alone = holder is not None and not _line(holder) and holder.tag not in INLINE
    image.set("alt", image.get("alt", ""))
    image.set("class", "pic" if alone else "icon")
    shown = min(width or setting.width, setting.width)
    if width:
        image.set("style", f"width:100%;max-width:{shown}px")
        if height:
            image.set("height", str(max(1, round(height * shown / width))))
    if width or alone:
        image.set("width", str(shown))


def _pixels(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() else 0


def _line(holder: HtmlElement) -> str:
    """The words that stand in one line with a picture right within `holder`."""
    parts = [holder.text, *(child.tail for child in holder)]
    parts += [child.text_content() for child in holder if child.tag in INLINE]
    return "".join(part for part in parts if part).strip()


def _film(film: HtmlElement, classes: list[str], setting: _Setting) -> None:
    """No mail client but Apple's plays anything: a link to it, over its poster where it has one."""
    sources = [film.get("src"), *(each.get("src") for each in film.iter("source"))]
    address = next(filter(None, sources), "")
    if not address:
        return
    label = setting.words.say("video" if film.tag == "video" else "audio")
    named = film.get("title") or film.get("aria-label")
    poster = film.get("poster", "")
    for child in list(film):
        film.remove(child)
    film.tag, film.text = "a", None
    film.set("href", address)
    text = f"{label}: {named}" if named else label
    if poster:
        image = film.makeelement(
            "img",
            {"src": poster, "alt": "", "class": "pic", "width": str(setting.width)},
        )
        image.tail = text
        film.append(image)
    else:
        film.text = text
    parent = film.getparent()
    if parent is not None and parent.tag in HOLDERS:
        _set_apart(film)


def _set_apart(link: HtmlElement) -> None:
    """Put `link` into a paragraph of its own."""
    paragraph = link.makeelement("p")
    paragraph.tail, link.tail = link.tail, None
    link.getparent().replace(link, paragraph)
    paragraph.append(link)


def _code(block: HtmlElement, classes: list[str], setting: _Setting) -> None:
    """Outlook gives only cells a padding."""
    inner = block.find("code")
    named = [*classes, *(inner.get("class", "").split() if inner is not None else ())]
    language = next(
        (each[9:] for each in named if each.startswith("language-")),
        block.attrib.pop("lang", ""),
    )
    if inner is not None:
        inner.drop_tag()
    if language and not len(block) and block in setting.coloured:
        highlight(block, language)
    table = block.makeelement("table", {**PRESENTATION, "class": "code", "dir": "ltr"})
    row = block.makeelement("tr")
    table.tail, block.tail = block.tail, None
    block.getparent().replace(block, table)
    table.append(row)
    row.append(block)
    block.tag = "td"
    block.set("class", "code")
    break_lines(block)


def _table(table: HtmlElement, classes: list[str], setting: _Setting) -> None:
    stacked = _RECORD in table.attrib
    table.attrib.clear()
    table.set("class", "data record" if stacked else "data")
    table.set("width", "100%")
    settle_heads(table)


def _cell(cell: HtmlElement, classes: list[str], setting: _Setting) -> None:
    side = cell.get("align", "").lower()
    if side in ("left", "right", "center"):
        cell.set("style", f"text-align:{side}")


def _item(item: HtmlElement, classes: list[str], setting: _Setting) -> None:
    """A task has its box in the place of a bullet."""
    paragraph = item.find("p")
    first = item.text or "" if paragraph is None else paragraph.text or ""
    if first.lstrip().startswith(BOXES):
        item.set("class", "task")


def _reading(reading: HtmlElement, classes: list[str], setting: _Setting) -> None:
    """Gmail and Outlook drop `<ruby>`: the reading stands in brackets after its word."""
    ruby = reading.getparent()
    if ruby is not None and ruby.find(".//rp") is None:
        reading.text = f"({reading.text or ''}"
        if len(reading):
            reading[-1].tail = f"{reading[-1].tail or ''})"
        else:
            reading.text += ")"


def _span(element: HtmlElement, classes: list[str], setting: _Setting) -> None:
    if SPANS[element.tag]:
        element.set("class", SPANS[element.tag])
    elif element.tag == "bdi" and "dir" not in element.attrib:
        element.set("dir", "auto")
    element.tag = "span"


def _mark_sides(root: HtmlElement, rtl: bool) -> None:
    """Give each element with sides the class `rtl` where its text runs right to left."""
    runs = {root: rtl}
    for element in root.iterdescendants():
        parent = element.getparent()
        own = element.get("dir", "").lower()
        runs[element] = own == "rtl" if own in ("ltr", "rtl") else runs[parent]
        if runs[element] and element.tag in SIDED:
            element.set("class", f"{element.get('class', '')} rtl".strip())


def _clear(root: HtmlElement) -> None:
    for element in list(root.iterdescendants()):
        if element.tag not in KEPT:
            element.drop_tag()
            continue
        for name in (
            set(element.attrib) - ATTRIBUTES[""] - ATTRIBUTES.get(element.tag, NONE)
        ):
            del element.attrib[name]
        if element.tag == "p" and not len(element) and not (element.text or "").strip():
            element.drop_tree()


PREPARE: dict[str, Callable[[HtmlElement, list[str], _Setting], None]] = {
    "a": _link,
    "audio": _film,
    "img": _image,
    "pre": _code,
    "rt": _reading,
    "table": _table,
    "td": _cell,
    "th": _cell,
    "video": _film,
    "li": _item,
    **dict.fromkeys(SPANS, _span),
}
