"""The HTML of entries: what readers drop, break or cannot resolve."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from envoi.check.markup import KNOWN, markup
from envoi.check.places import as_uri
from envoi.check.subject import Finding, Subject, error, label, short, warn
from envoi.feedfile import FeedEntry

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_RUNS: Final = re.compile(
    r"\s*(?:javascript|vbscript)\s*:|\s*data:\s*text/html", re.IGNORECASE
)
_DATA: Final = re.compile(r"data:", re.IGNORECASE)
_PICTURE: Final = re.compile(
    r"data:image/(?:png;base64,iVBORw0KGgo|jpeg;base64,/9j/|gif;base64,R0lGOD[dl]h|webp;base64,UklGR.{6}XRUJQ"
    r"|avif;base64,.{6}Z0eXBhdml[mz])[A-Za-z0-9+/]*={0,2}"
)
"""The picture formats of browsers but SVG, by the first letters that their first bytes make in base64."""

_BAD: Final = re.compile(r"[\s<>\"{}|\\^`\x00-\x20\x7f-\U0010ffff]")
_ACTIVE: Final = frozenset({"script", "applet", "object", "embed"})
_DROPPED: Final = frozenset(
    {
        "button", "canvas", "font", "form", "frame", "frameset", "iframe", "input", "link",
        "math", "meta", "noscript", "select", "style", "svg", "template", "textarea",
    }
)  # fmt: skip
"""What Miniflux or FreshRSS take out, mostly with all that is in it."""


def _contents(subject: Subject) -> Iterator[tuple[FeedEntry, str]]:
    """The HTML of each entry; a description of RSS is HTML, whatever it holds."""
    for entry in subject.feed.entries:
        if entry.html:
            yield entry, entry.html
        if subject.feed.format == "rss" and entry.summary:
            yield entry, entry.summary


def filled(subject: Subject) -> Iterator[Finding]:
    """An entry with nothing in it."""
    for entry in subject.feed.entries:
        words = "".join(markup(f"{entry.html} {entry.summary}").words).strip()
        shown = any(
            tag.name in ("img", "audio", "video", "picture", "iframe")
            for tag in markup(entry.html or entry.summary).tags
        )
        if not (words or shown or entry.enclosures):
            yield warn(
                "feed-content",
                f"{label(entry)} says nothing",
                "give it a content or a summary",
                entry,
            )


def safe(subject: Subject) -> Iterator[Finding]:
    """What may run, and what readers take out because it might."""
    for entry, html in _contents(subject):
        found = markup(html)
        names = {tag.name for tag in found.tags}
        handlers = {
            name
            for tag in found.tags
            for name in tag.attributes
            if name.startswith("on")
        }
        for name in sorted(names & _ACTIVE):
            yield error(
                "feed-html",
                f"{label(entry)} holds a <{name}>, which may run: readers take it out",
                "show it on your site, and link to it",
                entry,
                needle=f"<{name}",
            )
        for name in sorted(handlers):
            yield error(
                "feed-html",
                f"{label(entry)} holds {name}=, which may run: readers take it out",
                "take it out",
                entry,
                needle=f"{name}=",
            )
        for name in sorted(names & _DROPPED):
            yield warn(
                "feed-html",
                f"{label(entry)} holds a <{name}>, which readers take out",
                "show it on your site, and link to it",
                entry,
                needle=f"<{name}",
            )
        unknown = names - KNOWN if not names & {"svg", "math"} else set()
        for name in sorted(unknown):
            yield warn(
                "feed-html",
                f"{label(entry)} holds a <{short(name)}>, which is no element of HTML",
                "write it as text, or take it out",
                entry,
                needle=f"<{name}",
            )
        if any("style" in tag.attributes for tag in found.tags):
            yield warn(
                "feed-html",
                f"{label(entry)} holds inline styles, which readers take out",
                "say it with elements: <em>, <strong>, <table>",
                entry,
                needle="style=",
            )


def balanced(subject: Subject) -> Iterator[Finding]:
    """What is not closed runs into the next entry of some readers."""
    for entry, html in _contents(subject):
        if found := markup(html).unbalanced:
            yield warn(
                "feed-html",
                f"{label(entry)} opens or closes {found[0]} without the other",
                "write both tags",
                entry,
                needle=found[0].rstrip(">"),
            )


def linked(subject: Subject) -> Iterator[Finding]:
    """Relative addresses lead nowhere in most readers, xml:base or not; `#x` leads away from the entry."""
    for entry, html in _contents(subject):
        for tag, name, url in markup(html).addresses():
            if _RUNS.match(url):
                yield error(
                    "feed-html",
                    f"an address in {label(entry)} may run: {short(url)}",
                    "take it out",
                    entry,
                    needle=url,
                )
            elif url.startswith("#"):
                yield warn(
                    "feed-relative",
                    f"{label(entry)} links to {short(url)}, which is on another page in a reader",
                    f"write {short(entry.url + url)}",
                    entry,
                    needle=url,
                )
            elif not _SCHEME.match(url):
                yield error(
                    "feed-relative",
                    f'{name} of <{tag.name}> in {label(entry)} is relative: "{short(url)}"',
                    "write the whole address",
                    entry,
                    needle=url,
                )
            elif _DATA.match(url):
                if (tag.name, name) != ("img", "src") or not _PICTURE.fullmatch(url):
                    yield warn(
                        "feed-address",
                        f"{name} of <{tag.name}> in {label(entry)} holds what it should lead to, "
                        f'and readers take it out: "{short(url)}"',
                        "put it into a file, and write the address of that",
                        entry,
                        needle=url,
                    )
            elif _BAD.search(url):
                said = (
                    "holds what no address may"
                    if _BAD.search(as_uri(url))
                    else "is an IRI, which not all readers can open"
                )
                yield warn(
                    "feed-address",
                    f'{name} of <{tag.name}> in {label(entry)} {said}: "{short(url)}"',
                    "write it percent-encoded (RFC 3986)",
                    entry,
                    needle=url,
                )


def pictures(subject: Subject) -> Iterator[Finding]:
    """Words for those who do not see a picture, and an address for those who know no srcset."""
    for entry, html in _contents(subject):
        for tag in markup(html).tags:
            if tag.name != "img":
                continue
            src = tag.attributes.get("src", "")
            if "alt" not in tag.attributes:
                yield warn(
                    "feed-alt",
                    f"a picture of {label(entry)} has no alt: {short(src)}",
                    'write what it shows, or alt="" where it adds nothing',
                    entry,
                    needle=src,
                )
            if not src:
                yield warn(
                    "feed-alt",
                    f"a picture of {label(entry)} has no src; readers know no srcset",
                    "write the picture to show into src",
                    entry,
                    needle=tag.attributes.get("srcset", ""),
                )
