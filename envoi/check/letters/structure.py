"""What a screen reader goes by: languages, the frame, tables, headings; and what no mail program lets work."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from envoi.check.letters.letter import ACTIVE, HEADINGS, Letter, line_of, spoken
from envoi.check.markup import markup
from envoi.check.subject import Finding, error, short, warn
from envoi.language import language_tag

_LAYOUT: Final = ("presentation", "none")


def working(letter: Letter) -> Iterator[Finding]:
    """Scripts, forms, frames and players are taken out, with what is in them."""
    told: set[str] = set()
    for tag in letter.tags:
        if tag.tag in ACTIVE and tag.tag not in told:
            told.add(tag.tag)
            yield error(
                "letter-html",
                f"holds a <{tag.tag}>, which no mail program lets work",
                "link to a page that has it",
                line=line_of(tag),
                node=tag,
                needle=f"<{tag.tag}",
            )
        handler = next((name for name in tag.attrib if name.startswith("on")), "")
        if handler:
            yield error(
                "letter-html",
                f"a <{tag.tag}> holds a script: {short(handler)}",
                "take it out",
                line=line_of(tag),
                node=tag,
                needle=f"{handler}=",
            )


def closed(letter: Letter) -> Iterator[Finding]:
    """What is not closed runs into the rest of the letter, or of the page that a webmail shows it on."""
    found = markup(letter.page)
    for name, line in zip(found.unbalanced[:1], found.lines, strict=False):
        yield warn(
            "letter-html",
            f"opens or closes {name} without the other",
            "write both tags",
            line=line,
        )


def titled(letter: Letter) -> Iterator[Finding]:
    """The title is what a browser shows, and what a screen reader says first."""
    title = next(letter.named("title"), None)
    if title is None or not (title.text or "").strip():
        yield warn("letter-html", "has no title", "write <title>", node=letter.tree)


def languages(letter: Letter) -> Iterator[Finding]:
    """Gmail and Outlook drop `<html>` with all it says; so its language and direction are said again below it."""
    frame = _frame(letter)
    for tag, what in ((letter.tree, "<html>"), (frame, "its frame")):
        if tag is None:
            continue
        for name in ("lang", "dir"):
            if not tag.get(name):
                yield warn(
                    "letter-language",
                    f"{what} has no {name}: it is read aloud by it",
                    f'write {name}="…" on <html> and on the element with role="article"',
                    line=line_of(tag),
                    node=tag,
                    needle="<html" if tag is letter.tree else 'role="article"',
                )
    for tag in letter.tags:
        typed = tag.get("lang")
        if typed and not language_tag(typed):
            yield warn(
                "letter-language",
                f'a <{tag.tag}> is in the language "{short(typed)}", which is no language tag',
                "write one like en or pt-BR",
                line=line_of(tag),
                node=tag,
                needle=typed,
            )
        if tag.get("dir", "ltr") not in ("ltr", "rtl", "auto"):
            yield warn(
                "letter-language",
                f'a <{tag.tag}> has the direction "{short(tag.get("dir"))}"',
                "write ltr, rtl or auto",
                line=line_of(tag),
                node=tag,
                needle=f'dir="{tag.get("dir")}"',
            )


def framed(letter: Letter) -> Iterator[Finding]:
    """One element around all of it says that this is a letter, and where it ends."""
    frame = _frame(letter)
    if frame is None:
        yield warn(
            "letter-structure",
            "is in no frame that says that it is a letter",
            'write <div role="article" aria-roledescription="email"> around all of it',
            node=letter.tree,
            needle="<body",
        )
    elif not (frame.get("aria-label") or frame.get("aria-labelledby")):
        yield warn(
            "letter-structure",
            "its frame has no name",
            "write the subject into aria-label",
            line=line_of(frame),
            node=frame,
            needle='role="article"',
        )


def tables(letter: Letter) -> Iterator[Finding]:
    """A table of data has heads that say for what; one of layout says that it is none."""
    for tag in letter.named("table"):
        if _is_hidden(tag):
            continue
        layout = tag.get("role") in _LAYOUT
        own = [cell for cell in tag.iter("th", "td", "caption") if _table_of(cell) is tag]  # fmt: skip
        heads = [cell for cell in own if cell.tag == "th"]
        message = ""
        if layout and (heads or any(cell.tag == "caption" for cell in own)):
            message, hint = (
                "is said to be layout, and has heads as one of data",
                'take out role="presentation", or write <td>',
            )
        elif not layout and not heads:
            message, hint = (
                "says neither that it is layout nor what its columns are",
                'write role="presentation", or <th scope="col"> in its first row',
            )
        elif not layout and any(map(_is_vague, heads)):
            message, hint = (
                "has a head that does not say for what it is one",
                'write <th scope="col"> or <th scope="row">',
            )
        if message:
            words = (spoken(cell) for cell in own)
            yield warn(
                "letter-structure",
                f"a table {message}: {short(spoken(tag))}",
                hint,
                line=line_of(tag),
                node=tag,
                needle=next(filter(None, words), ""),
            )


def headings(letter: Letter) -> Iterator[Finding]:
    """Readers who do not see a letter jump from heading to heading."""
    before = 0
    tops = 0
    for tag in letter.named(*HEADINGS):
        level = int(tag.tag[1])
        name = spoken(tag)
        tops += level == 1
        message = ""
        if not name:
            message, hint = "is empty", "write a title, or take it out"
        elif tops > 1 and level == 1:
            message, hint = "is a second <h1>", "write <h2>"
        elif level > before + 1:
            above = f"<h{before}> is the one above it" if before else "none is above it"
            message = f"is a <{tag.tag}>, and {above}"
            hint = f"write <h{before + 1}>"
        if message:
            yield warn(
                "letter-structure",
                f'the heading "{short(name)}" {message}',
                hint,
                line=line_of(tag),
                node=tag,
                needle=name,
            )
        before = level
    if not tops:
        yield warn(
            "letter-structure",
            "has no <h1>",
            "make its title one",
            node=letter.tree,
        )


def _frame(letter: Letter) -> Any:
    return next((tag for tag in letter.tags if tag.get("role") == "article"), None)


def _is_vague(head: Any) -> bool:
    """Whether neither `scope` tells what `head` is for, nor that it stands first in its row, or among heads alone."""
    row = head.getparent()
    cells = [cell for cell in row.iterchildren("td", "th") if spoken(cell)]
    plain = all(cell.tag == "th" for cell in cells)
    return not (head.get("scope") or plain or cells[:1] == [head])


def _table_of(cell: Any) -> Any:
    return next(cell.iterancestors("table"), None)


def _is_hidden(tag: Any) -> bool:
    return tag.get("aria-hidden") == "true" or bool(
        re.search(r"display\s*:\s*none", tag.get("style", ""), re.IGNORECASE)
    )
