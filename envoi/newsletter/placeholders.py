"""A letter with marks where a service fills in what is each reader's own -> the same letter as the service reads it."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Final

from envoi.model import Body, Issue, Letter, Sender
from envoi.services import Service
from envoi.tree import inner_html

# XML has no U+FFFF, so no post does. U+FDD0 is no character either, but lxml takes it.
_LEAVE: Final = "\uffffleave\uffff"
_WEB: Final = "\uffffweb\uffff"
_ADDRESS: Final = "\uffffaddress\uffff"
_PERSON: Final = "\ufdd0person\ufdd0"


def marked(sender: Sender, url: str, service: Service) -> tuple[Sender, str]:
    """`sender` and the address of the web version, with marks for what `service` fills in.

    The marks are made of what no post can hold, and pass the templates and the CSS inliner unchanged, as placeholders do not.
    """
    if not service.unsubscribe:
        return sender, url
    address = sender.postal_address or (_ADDRESS if service.address else "")
    own = replace(sender, unsubscribe=_LEAVE, postal_address=address)
    return own, _WEB if service.web else url


def greeted(issue: Issue, greeting: str) -> Issue:
    """`issue` with `greeting` before its introduction; a `{name}` in it is the reader's."""
    if not greeting:
        return issue
    from lxml.html import Element

    intro = issue.intro
    tree = deepcopy(intro.tree) if intro else Element("div")
    words = Element("p")
    words.text, words.tail = greeting.replace("{name}", _PERSON), tree.text
    tree.text = None
    tree.insert(0, words)
    begun = intro or Body(tree=tree, html="", summary="")
    return replace(issue, intro=replace(begun, tree=tree, html=inner_html(tree)))


def filled(letter: Letter, service: Service) -> Letter:
    """`letter`, whose HTML is `html_filled`, with the placeholders of `service` for its marks elsewhere too.

    Nothing else is left that `service` takes for one.

    This comes last of all: an inliner and a line breaker would change placeholders, and undo what keeps a word from being one.
    """
    if not service.unsubscribe:
        return letter
    sender = letter.sender
    return replace(
        letter,
        title=service.quiet(letter.title),
        subject=service.quiet(letter.subject),
        text=_put(service.text(service.quiet(letter.text)), service),
        sender=replace(sender, name=service.quiet(sender.name), unsubscribe=""),
        list_unsubscribe=service.header,
    )


def html_filled(html: str, service: Service) -> str:
    """The finished `html` of a letter with the placeholders of `service`, and with nothing else that it takes for one."""
    if not service.unsubscribe:
        return html
    return _put(service.html(service.quiet_html(html)), service)


def _put(text: str, service: Service) -> str:
    for mark, placeholder in (
        (_LEAVE, service.unsubscribe),
        (_WEB, service.web),
        (_ADDRESS, service.address),
        (_PERSON, service.person),
    ):
        text = text.replace(mark, placeholder)
    return text
