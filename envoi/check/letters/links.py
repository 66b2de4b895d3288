"""The links of a letter: where they lead, what they are called, and whether the text has them as well."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any, Final

from envoi.check.letters.letter import PLACEHOLDER, Letter, line_of, spoken
from envoi.check.places import host_of_or_nothing
from envoi.check.subject import Finding, error, notice, short, warn

_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_KNOWN: Final = ("http", "https", "mailto", "tel", "cid", "data")
_BAD: Final = re.compile(r"[\s<>\"{}|\\^`\x00-\x1f\x7f]")
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"`]+")
_AFTER: Final = ".,;:!?…)>]}'’”»*_~"
"""What ends a sentence, or the marks of plain text around it, rather than an address."""
_NOWHERE: Final = (".local", ".localhost", ".internal", ".test", ".invalid", ".lan")

EMPTY_WORDS: Final = frozenset(
    {
        # en
        "click", "click here", "continue", "here", "learn more", "link", "more", "read", "read more", "see more",
        "this", "this link",
        # tr
        "bağlantı", "buraya tıklayın", "burada", "buradan", "daha fazla", "devamı", "devamını oku", "tıkla", "tıklayın",
        # ar
        "أكثر", "اضغط هنا", "اقرأ المزيد", "المزيد", "انقر هنا", "رابط", "هنا",
        # de
        "hier", "hier klicken", "klicken", "mehr", "mehr lesen", "weiter", "weiterlesen",
        # fr
        "cliquez ici", "en savoir plus", "ici", "lien", "lire la suite", "lire plus", "plus",
        # es
        "aquí", "clic aquí", "enlace", "haz clic aquí", "leer más", "más", "ver más",
    }
)  # fmt: skip
"""What says nothing about where it leads."""


def targets(letter: Letter) -> Iterator[Finding]:
    """A letter has no address of its own, so nothing in it can be relative; and it is read on another machine."""
    ends = {tag.get(name) for tag in letter.tags for name in ("id", "name")}
    for tag, name, url in letter.addresses():
        if PLACEHOLDER.search(url):
            continue
        message, hint = _wrong(tag, name, url, ends, letter.site)
        if message:
            yield error(
                "letter-link",
                f'{name} of <{tag.tag}> {message}: "{short(url)}"',
                hint,
                line=line_of(tag),
                node=tag,
                needle=url or f'{name}=""',
            )
        elif _BAD.search(url) and not url.startswith("data:"):
            yield warn(
                "letter-link",
                f'{name} of <{tag.tag}> holds what no address may: "{short(url)}"',
                "write it percent-encoded (RFC 3986)",
                line=line_of(tag),
                node=tag,
                needle=url,
            )


def secure(letter: Letter) -> Iterator[Finding]:
    """What is asked for without encryption: a page of a site that has it, and pictures, which load by themselves."""
    for tag, name, url in letter.addresses():
        if not url.lower().startswith("http:"):
            continue
        own = letter.site.startswith("https:") and host_of_or_nothing(
            url
        ) == host_of_or_nothing(letter.site)
        if own or tag.tag == "img":
            yield warn(
                "letter-http",
                f"{name} of <{tag.tag}> is not https{', as the site is' if own else ''}: {short(url)}",
                "write https://",
                line=line_of(tag),
                node=tag,
                needle=url,
            )


def called(letter: Letter) -> Iterator[Finding]:
    """Readers who do not see a letter go from link to link, and hear nothing but their words."""
    for tag in letter.named("a", "area"):
        href = tag.get("href", "")
        if not href:
            continue
        words = _name(tag)
        if not words:
            yield error(
                "letter-link-text",
                f"a link has no words: {short(href)}",
                "write where it leads; of a picture, into alt",
                line=line_of(tag),
                node=tag,
                needle=href,
            )
        elif words.casefold().strip(" .…:!>»→←-") in EMPTY_WORDS:
            yield warn(
                "letter-link-text",
                f'a link is called "{words}", which does not say where it leads: {short(href)}',
                "write where it leads",
                line=line_of(tag),
                node=tag,
                needle=href,
            )


def apart(letter: Letter) -> Iterator[Finding]:
    """WCAG 2.2, 2.4.9: links of one name lead to one place."""
    places: dict[str, dict[str, Any]] = defaultdict(dict)
    for tag in letter.named("a"):
        href = tag.get("href", "").strip()
        words = _name(tag).casefold()
        if words and href and not href.startswith("#"):
            places[words].setdefault(href, tag)
    for words, found in places.items():
        if len(found) > 1 and words not in EMPTY_WORDS:
            first, other = list(found)[:2]
            tag = found[other]
            yield notice(
                "letter-link-text",
                f'links called "{short(_name(tag))}" lead to different places: {short(first)}, {short(other)}',
                "give each words of its own",
                line=line_of(tag),
                node=tag,
                needle=other,
            )


def same(letter: Letter) -> Iterator[Finding]:
    """Whoever reads the plain part gets wherever the others do."""
    if letter.html is None:
        return
    written = {url.rstrip(_AFTER) for url in _ADDRESS.findall(letter.words)}
    linked = {tag.get("href", "").strip() for tag in letter.named("a")}
    linked = {url for url in linked if url.startswith(("http://", "https://"))}
    for url in sorted(linked):
        if url not in written and url not in letter.words:
            yield warn(
                "letter-link",
                f"the text lacks a link that the HTML has: {short(url)}",
                "build the letter anew",
            )
    for url in sorted(written - linked):
        if url not in letter.page:
            line = letter.words.count("\n", 0, letter.words.find(url)) + 1
            yield warn(
                "letter-link",
                f"the text has a link that the HTML lacks: {short(url)}",
                "build the letter anew",
                line=line,
            )


def _wrong(
    tag: Any, name: str, url: str, ends: set[str | None], site: str
) -> tuple[str, str]:
    """What makes `url` lead nowhere, and what to do; two empty texts if nothing does."""
    scheme = _SCHEME.match(url)
    if not url or url == "#":
        if tag.tag == "img":
            return "", ""  # said of the picture
        return "is empty", "write where it leads, or take out the link"
    if url.startswith("#"):
        if url[1:] in ends:
            return "", ""
        return "leads to nothing in the letter", "write the address of a page"
    if scheme is None:
        return "is relative", "write the whole address"
    kind = scheme[1].lower()
    if kind in ("javascript", "vbscript") or url.lower().startswith("data:text"):
        return "may run, and works nowhere", "write the address of a page"
    if kind not in _KNOWN:
        return f"is of a kind that readers cannot open ({kind})", "write https://"
    if kind in ("http", "https"):
        host = host_of_or_nothing(url)
        if not host:
            return "names no host", "write the whole address"
        if _is_nowhere(host) and host != host_of_or_nothing(site):
            return "is on this machine, or in this house, only", "write a public one"
    return "", ""


def _is_nowhere(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith(_NOWHERE)


def _name(tag: Any) -> str:
    label = " ".join((tag.get("aria-label") or "").split())
    return label or spoken(tag) or " ".join((tag.get("alt") or "").split())
