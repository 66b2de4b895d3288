"""An XML element -> the texts, links and people in it that RSS and Atom have alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from lxml.etree import _Element

ATOM: Final = "http://www.w3.org/2005/Atom"
ATOM_03: Final = "http://purl.org/atom/ns#"
CONTENT: Final = "http://purl.org/rss/1.0/modules/content/"
DC: Final = "http://purl.org/dc/elements/1.1/"
DCTERMS: Final = "http://purl.org/dc/terms/"
HISTORY: Final = "http://purl.org/syndication/history/1.0"
ITUNES: Final = "http://www.itunes.com/dtds/podcast-1.0.dtd"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XHTML: Final = "http://www.w3.org/1999/xhtml"
XML: Final = "http://www.w3.org/XML/1998/namespace"
RSS_NAMESPACES: Final = (
    "",
    "http://purl.org/rss/1.0/",
    "http://my.netscape.com/rdf/simple/0.9/",
    "http://backend.userland.com/rss2",
    "http://blogs.law.harvard.edu/tech/rss",
)
"""What the elements of RSS were put into over the years; 2.0 has no namespace."""


def local(element: _Element) -> str:
    """The name of `element` without its namespace; nothing for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def namespace(element: _Element) -> str:
    """The namespace of `element`, if it has one."""
    tag = element.tag
    return tag[1:].partition("}")[0] if isinstance(tag, str) and tag[0] == "{" else ""


def line(element: _Element) -> int:
    """The line on which `element` begins; 0 if that is not known."""
    found: Any = element.sourceline
    return found or 0


def text(element: _Element | None) -> str:
    """The text in `element` and all below it, without blanks at its ends. Entities stand for nothing."""
    if element is None:
        return ""
    parts = []
    for node in element.iter():
        parts.append(node.text or "" if isinstance(node.tag, str) else "")
        parts.append(node.tail or "" if node is not element else "")
    return "".join(parts).strip()


def children(element: _Element, name: str, *namespaces: str) -> list[_Element]:
    """The children of that name in one of `namespaces`: those of RSS if none is given."""
    wanted = namespaces or RSS_NAMESPACES
    return [
        child
        for child in element
        if local(child) == name and namespace(child) in wanted
    ]


def first(element: _Element, name: str, *namespaces: str) -> str:
    """The text of the first child of that name that has one."""
    return next(iter(texts(element, name, *namespaces)), "")


def texts(element: _Element, name: str, *namespaces: str) -> tuple[str, ...]:
    """The texts of the children of that name."""
    found = map(text, children(element, name, *namespaces))
    return tuple(filter(None, found))


def links(element: _Element) -> dict[str, str]:
    """The first address of each relation among the Atom links of `element`."""
    found: dict[str, str] = {}
    for link in children(element, "link", ATOM, ATOM_03):
        found.setdefault(link.get("rel", "alternate"), link.get("href", ""))
    return found


def hubs(element: _Element) -> tuple[str, ...]:
    """The addresses of the hubs among the Atom links of `element`."""
    return tuple(
        link.get("href", "")
        for link in children(element, "link", ATOM, ATOM_03)
        if link.get("rel") == "hub"
    )


def names(element: _Element) -> tuple[str, ...]:
    """Who wrote it: people in Atom, else dc:creator, else what RSS and Apple have."""
    people = children(element, "author", ATOM, ATOM_03)
    names = tuple(
        name
        for person in people
        if (name := first(person, "name", ATOM, ATOM_03) or text(person))
    )
    return (
        names
        or texts(element, "creator", DC)
        or texts(element, "author")
        or texts(element, "author", ITUNES)
    )
