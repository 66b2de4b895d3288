"""Tags that enclose Markdown or code -> quotations, notes, details, code, or only what they enclose."""

from __future__ import annotations

import re
from collections.abc import Mapping
from textwrap import dedent
from typing import Final

from envoi.posts.shortcodes import outputs
from envoi.posts.shortcodes.syntax import Call, Handler

_HEX = re.compile(r"(?:lang|language)[:=](\S+)", re.IGNORECASE)
_OPTION = re.compile(r"[a-z_]+:\S*|.*[=/].*|\d[\d,-]*", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z][\w+#.-]*\Z")
_URL = re.compile(r"https?://\S+")
_TAB = re.compile(r"<!--\s*(?:end)?tab\b([^<>]*?)-->", re.IGNORECASE)
_LEVELS: Final = frozenset(
    {"note", "info", "tip", "warning", "danger", "success", "primary", "default", "light", "dark",
     "secondary", "error", "caution", "important", "warn", "abstract", "example", "question", "bug",
     "failure", "simple", "modern", "flat", "disabled", "no-icon", "true", "false"}
)  # fmt: skip


def note(call: Call) -> str | None:
    """A note: a quotation, which begins with its title if it has one."""
    title = call.get("title", "header", "heading", "summary")
    if not title:
        title = " ".join(text for text in call.args if not _is_level(text))
    inner = call.inner
    if inner is None:
        inner = call.get("content", "text", "message", "body")
        inner, title = (inner, title) if inner else (title, "")
        if not inner:
            return None
    return _box("blockquote", _bold(title), inner)


def quotation(call: Call) -> str | None:
    """A quotation with whom and what it is of: Hexo's `blockquote`, and `quote` of others."""
    if call.inner is None:
        text = call.get("text", "quote", "content")
        call = Call(
            name=call.name, page=call.page, named=call.named, inner=text or None
        )
    if call.inner is None:
        return None
    author = call.get("author", "cite", "name", "attribution", "by")
    source = call.get("source", "title", "work")
    url = call.get("url", "link", "href", "sourcelink")
    if not call.named and call.arguments:
        typed = call.arguments.strip()
        if found := _URL.search(typed):
            url, source = found[0], typed[found.end() :].strip()
            typed = typed[: found.start()].strip()
        author, _, more = typed.partition(",")
        source = source or more.strip()
    shown = outputs.words(author.strip().strip("\"'")) if author.strip() else ""
    if url or source:
        of = outputs.words(source or _host(url))
        of = f'<a href="{outputs.address(url)}">{of}</a>' if url else of
        shown = f"{shown}, {of}" if shown else of
    return _box("blockquote", "", call.text, f"<p>— {shown}</p>" if shown else "")


def details(call: Call) -> str | None:
    """Something folded: a summary and what is behind it."""
    title = call.get("title", "summary", "label", "header", "name")
    title = title or " ".join(text for text in call.args if not _is_level(text))
    if call.inner is None:
        return None
    return _box(
        "details", f"<summary>{outputs.words(title or '…')}</summary>", call.inner
    )


def tab(call: Call) -> str | None:
    """One of several tabs: its name in bold, and what is in it."""
    if call.inner is None:
        return None
    title = call.get("title", "label", "name", "header", "value") or " ".join(
        call.args[-1:]
    )
    return f"\n\n{_bold(title)}\n\n{_tidy(call.inner)}\n\n"


def tabs(call: Call) -> str | None:
    """All tabs, one below the other; Hexo's are marked in comments."""
    if call.inner is None:
        return None
    return _TAB.sub(
        lambda found: f"\n\n{_bold(found[1].partition('@')[0].strip())}\n\n", call.inner
    )


def inside(call: Call) -> str | None:
    """What it encloses, without more."""
    return call.inner


def paragraphs(call: Call) -> str | None:
    """What it encloses, set apart."""
    return None if call.inner is None else f"\n\n{_tidy(call.inner)}\n\n"


def nothing(call: Call) -> str | None:
    """Nothing, without a word: what only shapes a page."""
    return ""


def line_break(call: Call) -> str | None:
    """A line break."""
    return "<br>"


def words(call: Call) -> str | None:
    """A label: its words. Hexo's themes write `primary@words`."""
    if call.inner is not None:
        return call.inner
    given = call.get("text", "content", "title", "name") or " ".join(call.args)
    return outputs.words(given.rpartition("@")[2]) if given else None


def code(call: Call) -> str | None:
    """Code, as it stands, with its language, after its title: `highlight`, `codeblock`."""
    if call.inner is None:
        text = call.get("code", "content")
        return outputs.code(text, call.get("lang", "language")) if text else None
    language, title = (
        call.get("lang", "language", "type", "syntax"),
        call.get("title", "caption", "file", "filename"),
    )
    rest = []
    for text in call.args:
        if found := _HEX.match(text):
            language = found[1]
        elif not _OPTION.fullmatch(text):
            rest.append(text)
    if not language and rest and _LANGUAGE.match(rest[0]) and call.name != "codeblock":
        language = rest.pop(0)
    elif call.name == "codeblock":
        title = title or " ".join(rest)
    shown = outputs.code(dedent(call.inner), language)
    return f"\n\n{_bold(title)}\n\n{shown}\n\n" if title else f"\n{shown}\n"


def diagram(call: Call) -> str | None:
    """A diagram as the text it is drawn from."""
    return (
        None
        if call.inner is None
        else f"\n{outputs.code(dedent(call.inner), call.name)}\n"
    )


def formula(call: Call) -> str | None:
    """A formula, in the marks of TeX."""
    if call.inner is None:
        typed = call.args[0] if call.args else ""
        return f"${typed}$" if typed else None
    text = call.inner.strip()
    if "$" in text or text.startswith(("\\(", "\\[")):
        return text
    return f"\n$$\n{text}\n$$\n" if "\n" in call.inner.strip(" ") else f"${text}$"


def _box(name: str, lead: str, inner: str, after: str = "") -> str:
    parts = [f"<{name}>", lead, _tidy(inner), after, f"</{name}>"]
    return "\n\n" + "\n\n".join(filter(None, parts)) + "\n\n"


def _tidy(inner: str) -> str:
    return dedent(inner).strip("\n").rstrip()


def _bold(title: str) -> str:
    return f"<p><strong>{outputs.words(title)}</strong></p>" if title.strip() else ""


def _is_level(text: str) -> bool:
    return all(word.lower() in _LEVELS for word in text.split())


def _host(url: str) -> str:
    return url.partition("//")[2].partition("/")[0].removeprefix("www.")


def _all(handler: Handler, names: str) -> dict[str, Handler]:
    return dict.fromkeys(names.split(), handler)


VERBATIM: Final = frozenset(
    [
        "raw",
        "verbatim",
        "comment",
        "highlight",
        "codeblock",
        "code",
        "math",
        "katex",
        "mathjax",
        "latex",
        "tex",
        "mermaid",
        "plantuml",
        "graphviz",
        "dot",
        "chart",
    ]
)
"""Tags that enclose text which is not looked into."""

HANDLERS: Final[Mapping[str, Handler]] = {
    **_all(note, "note notice info tip warning warn alert callout admonition danger caution important hint success "
                 "error hintbox infobox message aside box panel card attention alertbox"),
    **_all(quotation, "quote blockquote pullquote epigraph pull quotation"),
    **_all(paragraphs, "cq centerquote"),
    **_all(details, "details expand fold hidetoggle folding spoiler collapse accordion toggle hiddenblock detail accordionitem"),
    **_all(tab, "tab tabitem tabpane tabpanel step"),
    **_all(tabs, "tabs tabgroup codetabs tabset steps"),
    **_all(inside, "span style sup small kbd u color font mark text lead markdown rawhtml html unsafe safe noformat "
                   "highlighttext i18n htmlraw asis fragment"),
    **_all(paragraphs, "center div wrapper row column columns col cols grid gridcolumn section left right rendertemplate "
                       "content container flex article markdownify block cards accordions filesystem"),
    **_all(nothing, "comment clear clearfix toc tableofcontents tocmachine more newpage pagebreak anchor icon fa fas fab "
                    "addtoany seo feedmeta prettierignore"),
    **_all(line_break, "br linebreak newline nl"),
    **_all(words, "label badge abbr"),
    **_all(code, "highlight codeblock code syntax sourcecode"),
    **_all(diagram, "mermaid plantuml graphviz dot"),
    **_all(formula, "math katex mathjax latex tex"),
}  # fmt: skip
