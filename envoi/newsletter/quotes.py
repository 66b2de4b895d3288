"""A quotation -> the same with its marks, and its source set apart, or told where only an attribute knew it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from envoi.addresses import host_of
from envoi.words import Words

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_DASHES = ("—", "–", "―", "--")


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


def mark(quotation: HtmlElement, words: Words) -> None:
    """Put the marks of its language around a `<q>`: Outlook draws none."""
    quotation.tag = "span"
    quotation.text = words.say("quote_open") + (quotation.text or "")
    close = words.say("quote_close")
    if len(quotation):
        quotation[-1].tail = (quotation[-1].tail or "") + close
    else:
        quotation.text += close


def cited_at(quote: HtmlElement) -> str:
    """The address that `quote` is from, if it says one and does not link to it."""
    address = quote.get("cite", "")
    linked = any(link.get("href") == address for link in quote.iter("a"))
    return address if address.startswith(("http:", "https:")) and not linked else ""
