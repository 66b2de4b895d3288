"""Plain texts that hold markup, the names of people, and languages."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import chain
from typing import Any, Final

from envoi.check.subject import Finding, Subject, error, label, notice, short, warn
from envoi.feedfile import FeedEntry, xml
from envoi.language import language_tag
from envoi.scripts import foreign

_NAMES: Final = "a|abbr|b|big|br|code|del|div|em|font|h[1-6]|i|img|ins|li|p|script|small|span|strong|sub|sup|u"
_MARKUP: Final = re.compile(rf"</?(?:{_NAMES})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_CLOSED: Final = re.compile(rf"</(?:{_NAMES})>|<br ?/?>|<img\s[^<>]*>", re.IGNORECASE)
"""What is meant as markup, and not a word on it such as `<script>`."""
_ESCAPED: Final = re.compile(
    r"&(?:#\d+|#x[0-9A-Fa-f]+|amp|lt|gt|quot|apos|nbsp|[lr][sd]quo|[mn]dash|hellip);"
)
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")


def titles(subject: Subject) -> Iterator[Finding]:
    """A title is plain text: readers show tags and entities in it as they are, or drop them."""
    yield from _plain("title", subject.feed.title, "the feed", None)
    for entry in subject.feed.entries:
        yield from _plain("title", entry.title, label(entry), entry)
        if subject.feed.format == "atom":
            for title in xml.children(entry.node, "title", xml.ATOM):
                if title.get("type") == "html" and _MARKUP.search(xml.text(title)):
                    yield warn(
                        "feed-text",
                        f"the title of {label(entry)} holds markup, which readers drop or show as it is",
                        "write it as plain text",
                        entry,
                    )


def summaries(subject: Subject) -> Iterator[Finding]:
    """A summary is plain text in JSON Feed, and in Atom unless it says otherwise; there a content as well."""
    feed = subject.feed
    for entry in feed.entries:
        atom = feed.format == "atom"
        if feed.format == "json" or (atom and _is_text(entry.node, "summary")):
            yield from _plain("summary", entry.summary, label(entry), entry, _CLOSED)
        if atom and _is_text(entry.node, "content"):
            yield from _plain("content", entry.html, label(entry), entry, _CLOSED)


def people(subject: Subject) -> Iterator[Finding]:
    """Whoever can read a feed can harvest the addresses in it."""
    feed = subject.feed
    for who, entry, names in (
        ("the feed", None, feed.authors),
        *((label(entry), entry, entry.authors) for entry in feed.entries),
    ):
        mails = [*names, *_mails(entry.node if entry else feed.root, feed.format)]
        for name in names:
            yield from _plain("author", name, who, entry)
        for name in mails:
            if found := _MAIL.search(name):
                yield warn(
                    "feed-author",
                    f"an author of {who} shows an e-mail address to all who harvest them: {short(found[0])}",
                    "write the name alone",
                    entry,
                    needle=found[0],
                )


def languages(subject: Subject) -> Iterator[Finding]:
    """BCP 47: readers hyphenate, read aloud and translate by it."""
    feed = subject.feed
    if not feed.language and not any(entry.language for entry in feed.entries):
        yield notice(
            "feed-language", "the feed does not say in what language it is", "say it"
        )
    for who, entry, typed in (
        ("the feed", None, feed.language),
        *((label(entry), entry, entry.language) for entry in feed.entries),
    ):
        if typed and ("_" in typed or not language_tag(typed)):
            meant = language_tag(typed)
            yield error(
                "feed-language",
                f'the language of {who} is no tag: "{short(typed)}"',
                f"write {meant}" if meant else "write a tag like en or pt-BR",
                entry,
                needle=typed,
            )


def scripts(subject: Subject) -> Iterator[Finding]:
    """Letters that the language of an entry is never written in. RSS cannot say that of an entry in every case."""
    feed = subject.feed
    for entry in feed.entries:
        language = entry.language or (feed.format != "rss" and feed.language)
        if language and (letters := foreign(_prose(entry.html), language)):
            yield warn(
                "language-script",
                f'{label(entry)} is said to be in "{short(language)}", and is written in {letters} letters',
                "say its language",
                entry,
            )


def _prose(markup: str) -> str:
    """The text of some HTML without code, which has letters of its own."""
    first, *others = re.split(r"<(?:pre|code)\b", markup)
    after = (re.split(r"</(?:pre|code)>", other)[1:][-1:] for other in others)
    kept = "".join((first, *chain.from_iterable(after)))
    return html.unescape(re.sub(r"<[^<>]*>", " ", kept))


def _plain(
    what: str,
    text: str,
    who: str,
    entry: FeedEntry | None,
    markup: re.Pattern[str] = _MARKUP,
) -> Iterator[Finding]:
    for pattern, said in ((markup, "markup"), (_ESCAPED, "an escaped character")):
        if found := pattern.search(text):
            yield warn(
                "feed-text",
                f"the {what} of {who} holds {said}, and is plain text: {short(found[0])}",
                "write it as it is to be read",
                entry,
                needle=found[0],
            )


def _is_text(node: Any, name: str) -> bool:
    return any(
        found.get("type", "text") == "text"
        for found in xml.children(node, name, xml.ATOM)
    )


def _mails(node: Any, format: str) -> Iterator[str]:
    if format == "atom":
        for person in xml.children(node, "author", xml.ATOM):
            for mail in xml.children(person, "email", xml.ATOM):
                yield xml.text(mail)
