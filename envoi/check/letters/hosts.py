"""What a letter loads by itself, and from whom: whoever is asked learns who opens it, and when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from envoi.check.letters.letter import Letter, line_of
from envoi.check.places import host_of_or_nothing
from envoi.check.request import Hosts
from envoi.check.subject import Finding, notice, short, warn

_URL: Final = re.compile(
    r"url\(\s*[\"']?([^\"')]+)|@import\s+[\"']([^\"']+)", re.IGNORECASE
)


def loaded(letter: Letter) -> Iterator[tuple[str, Any, str]]:
    """Each address that is asked for when the letter is opened: its host, the element and itself."""
    for tag, name, url in letter.addresses():
        if name in ("src", "srcset", "background", "poster", "data") or tag.tag in (
            "link",
            "image",
            "use",
        ):
            yield from _told(tag, url)
    for tag in letter.tags:
        css = (tag.text or "") if tag.tag == "style" else tag.get("style", "")
        for one, other in _URL.findall(css):
            yield from _told(tag, one or other)


def linked(letter: Letter) -> frozenset[str]:
    """The hosts that are asked once a reader follows a link."""
    hosts = {host_of_or_nothing(tag.get("href", "")) for tag in letter.named("a")}
    return frozenset(hosts - {""})


def asked(letter: Letter) -> Hosts:
    """Who is asked, by and by."""
    loads = {host for host, _, _ in loaded(letter)}
    return Hosts(loads=tuple(sorted(loads)), links=tuple(sorted(linked(letter))))


def listed(letter: Letter) -> Iterator[Finding]:
    """All others than the site itself that learn who reads the letter."""
    own = host_of_or_nothing(letter.site)
    others = sorted({host for host, _, _ in loaded(letter)} - {own})
    if others and own:
        yield notice(
            "letter-host",
            f"loads from other hosts than {own}: {', '.join(others)}",
            "each of them learns who opens the letter, and when",
        )


def asked_for(letter: Letter) -> Iterator[Finding]:
    """Nothing loads from somebody else whom the post does not name."""
    own = host_of_or_nothing(letter.site)
    told: set[tuple[str, str]] = set()
    for host, tag, url in loaded(letter) if letter.posts and own else ():
        post = letter.post_of(tag)
        if host == own or (post, host) in told or host in letter.source(post):
            continue
        told.add((post, host))
        yield warn(
            "letter-host",
            f"loads from {host}, which {'its post does not name' if post else 'no post names'}: {short(url)}",
            "take it out, or put the file on your own site",
            line=line_of(tag),
            node=tag,
            needle=url,
        )


def _told(tag: Any, url: str) -> Iterator[tuple[str, Any, str]]:
    if host := host_of_or_nothing(url):
        yield host, tag, url
