"""HTML in which nothing has to be mended or taken out -> the same as XML, if it is that.

What Markdown makes of most texts is so: few kinds of tags, each where HTML wants it, and closed there.
"""

from __future__ import annotations

import re
from typing import Final

from envoi.posts.source import is_legal

AT_MOST: Final = 1_000
"""Elements within a line; more are counted as `clean.cap_depth` does it."""

_TAG = re.compile(r"<[^>]*+>")
_COMMENT = re.compile("<!--(?:[^<>-]|-(?!-))*+-->")
"""A comment of which nobody can think that it ends elsewhere."""

_UNSETTLED = re.compile(r"<(?:/?(?:thead|tbody|tr)|table|/t[dh])>(?![ \t\n]*+<)")
"""Where words would stand in a table, but in no cell."""
KINDS: Final = {
    "i": "b code del em i kbd small span strong sub sup envoi-more",
    "l": "a",
    "p": "h1 h2 h3 h4 h5 h6 p pre",
    "b": "blockquote details div figcaption figure section summary",
    "u": "ol ul",
    "m": "li",
    "d": "dl",
    "t": "dt",
    "n": "dd",
    "x": "table",
    "h": "tbody thead",
    "r": "tr",
    "c": "td th",
}
"""The elements that are told apart by where they may stand; `_Signs` gives their end tags the same letter, small."""

_OPEN: Final = {
    f"<{name}>": kind.upper() for kind, names in KINDS.items() for name in names.split()
}
_CLOSE: Final = {
    f"</{name}>": kind for kind, names in KINDS.items() for name in names.split()
}
_HOST: Final = r"(?:[a-z0-9]++[.-])++[a-z][a-z0-9]*+"
"""One that is no number and needs no look at how it is encoded."""

_ADDRESS: Final = (
    rf"(?:https?://{_HOST}(?:[/?#][^\"<>\s]*+)?|mailto:[A-Za-z0-9][^\"<>\s]*+"
    r"|[/?#.][^\"<>\s]*+|[^\":<>\s]++)"
)
_WORDS: Final = r"[^\"<>]*+"
_TITLE: Final = rf"(?: title=\"{_WORDS}\")?"
_WITH_ATTRIBUTES = re.compile(
    rf"<(?:(?P<L>a) href=\"{_ADDRESS}\"{_TITLE}>|(?P<V>img) src=\"{_ADDRESS}\" alt=\"{_WORDS}\"{_TITLE} />"
    r"|(?P<I>code) class=\"language-[A-Za-z0-9+#._-]++\">|(?P<U>ol) start=\"[0-9]{1,5}\">"
    r"|(?P<C>t[dh]) align=\"(?:left|center|right)\">)"
)


class _Signs(dict[str, str]):
    """A letter for each tag: of those in `KINDS`, large where it opens, `V` for what is empty in a line, `Y` for a rule.

    Nothing for a comment, and `?` for all others.
    """

    def __missing__(self, tag: str) -> str:
        if found := _WITH_ATTRIBUTES.fullmatch(tag):
            return found.lastgroup or "?"
        return "" if _COMMENT.fullmatch(tag) else "?"


_SIGNS = _Signs({**_OPEN, **_CLOSE, "<br />": "V", "<br/>": "V", "<hr />": "Y"})


def _words(depth: int, *, linked: bool) -> str:
    """The pattern of what may stand in a line, `depth` elements deep; there is no link in a link."""
    if not depth:
        return "V*+"
    inner = _words(depth - 1, linked=linked)
    link = "" if linked else f"|L{_words(depth - 1, linked=True)}l"
    return f"(?:V|I{inner}i{link})*+"


_LINE: Final = _words(4, linked=False)
_ORDERLY = re.compile(
    rf"(?:{_LINE}(?:P{_LINE}p|[BbUumDdnY]|(?<=[Um])M|(?<=[Dtn])(?:T{_LINE}t|N)|X(?:H(?:R(?:C{_LINE}c)*+r)*+h)*+x))*+{_LINE}"
)
"""Blocks in no line, items in lists, terms in lists of them, rows in tables, cells in rows."""


def xml(html: str) -> str | None:
    """`html` itself, if a browser's parser makes of it what it says as XML without comments, all of that clean; else None.

    It may yet be no XML at all, as where ends of tags are missing, and be nested too deep.
    """
    if "&#" in html or "\ufeff" in html or not is_legal(html):
        return None
    signs = "".join(map(_SIGNS.__getitem__, _TAG.findall(html)))
    inline = signs.count("I") + signs.count("V")
    if inline > AT_MOST or not _ORDERLY.fullmatch(signs):
        return None
    if "X" in signs and _UNSETTLED.search(_COMMENT.sub("", html)):
        return None
    return html
