"""A quotation -> the same with its marks, and its source set apart, or told where only an attribute knew it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from envoi.addresses import host_of
from envoi.words import Words

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_DASHES = ("—", "–", "―", "--")

_MARKS = {
    "ar": "« » “ ”",
    "de": "„ “ ‚ ‘",
    "en": "“ ” ‘ ’",
    "es": "« » “ ”",
    "fr": "«\u00a0 \u00a0» “ ”",
    "ja": "「 」 『 』",
}
"""The quotation marks of a language, and those within a quotation."""


def name_source(quote: HtmlElement, words: Words) -> None:
    """Give who said it, in the last line of `quote`, the class `source`; add a link to where, if it has no such link."""
    *said, last = quote if len(quote) else (None,)
    if last is not None and last.tag == "p" and said and not _opens(said[-1]):
        cited = (last.findtext("cite") or "").strip()
        if _opens(last) or (cited and cited == last.text_content().strip()):
            last.set("class", "source")
    if address := cited_at(quote):
        line = etree.SubElement(quote, "p", {"class": "source"})
        link = etree.SubElement(line, "a", {"href": address})
        link.text = f"{words.say('source')}: {host_of(address)}"


def _opens(line: HtmlElement) -> bool:
    """Whether `line` begins with a dash, as a name below a quotation does, and as lines of a dialogue do."""
    return bool(line.text_content().lstrip().startswith(_DASHES))


def mark(root: HtmlElement, language: str) -> None:
    """Put marks around each `<q>` in `root`, which is in `language`: Outlook draws none."""
    for quotation in reversed(list(root.iter("q"))):
        opening, closing = marks_of(quotation, language)
        quotation.tag = "span"
        quotation.text = opening + (quotation.text or "")
        if len(quotation):
            quotation[-1].tail = (quotation[-1].tail or "") + closing
        else:
            quotation.text += closing


def marks_of(quotation: HtmlElement, language: str) -> tuple[str, str]:
    """The marks before and behind a `<q>`, in the language that it is said to be in, else in `language`."""
    tags = (place.get("lang") for place in (quotation, *quotation.iterancestors()))
    spoken = next(filter(None, tags), language).lower().split("-")[0]
    *outer, opening, closing = _MARKS.get(spoken, _MARKS["en"]).split(" ")
    deep = sum(1 for _ in quotation.iterancestors("q")) % 2
    return (opening, closing) if deep else (outer[0], outer[1])


def cited_at(quote: HtmlElement) -> str:
    """The address that `quote` is from, if it says one and does not link to it."""
    address = quote.get("cite", "")
    linked = any(link.get("href") == address for link in quote.iter("a"))
    return address if address.startswith(("http:", "https:")) and not linked else ""
