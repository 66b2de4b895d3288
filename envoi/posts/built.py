"""The address of a post -> its body as HTML, from the page that the site's own generator built."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from unicodedata import normalize
from urllib.parse import unquote, urlsplit

import nh3
from lxml import etree
from lxml.html import HtmlElement, XHTMLParser

from envoi.posts import clean
from envoi.posts.listings import plain_listings
from envoi.posts.source import ILLEGAL
from envoi.tree import VOID, inner_html

LARGEST: Final = 4_000_000
"""Bytes of the largest page that is read."""

FOLDERS: Final = ("_site", "public", "output", "dist", "build", "out")
"""Where site generators put what they build."""

_CONTENT_NAMES = """
    e-content post-content entry-content article-content post__content entry__content article__content
    post-body entry-body article-body post__body article__body article-entry blog-post-content blog-content
    post_content post-text story-body gh-content __blog-post-container td-content markdown-body theme-doc-markdown md-content
    prose rst-content page-content page__content content-body body-content markdown content
"""
_CONTENT: Final = tuple(_CONTENT_NAMES.split())
"""Classes of the element that holds what the author wrote, the surest first: h-entry's, then those of well-known themes."""

_SURE: Final = frozenset(_CONTENT[: _CONTENT.index("td-content") + 1])
"""Those that hold the text however short it is; of the others, only what is half of the page at least."""

_ANCHORS_NAMES = """
    anchor anchor-link anchorjs-link direct-link hash-link hanchor header-anchor headerlink heading-anchor
    heading__anchor headline-hash permalink-anchor td-heading-self-link zola-anchor
"""
_ANCHORS: Final = frozenset(_ANCHORS_NAMES.split())
_ANCHOR_SIGN = re.compile(
    r"(?:[#¶§∞⚓🔗\u200b\ufe0e\ufe0f\s]|permalink|anchor|link)*", re.IGNORECASE
)

_CHROME: Final = re.compile(
    r"""(?x)(?:post-|entry-|article-|page-)(?:info|date|actions|author|time|header|title)
    |(?:post-|entry-|article-|page-)?(?:
        shar(?:e|ing)(?:[-_].*)? | social(?:[-_].*)? | sharedaddy | sd-sharing.* | addtoany.* | addthis.*
        | comments?(?:[-_](?:area|list|section|form|wrapper|container|thread))? | respond | webmentions?
        | disqus.* | giscus.* | utterances.* | gitalk.*
        | related(?:[-_].*)? | jp-relatedposts | yarpp.* | read-?next | recommended(?:[-_].*)?
        | toc(?:[-_].*)? | table-of-contents | tableofcontents
        | nav | navigation | pagination | pager | paginav | breadcrumbs? | (?:links-)?(?:prev-?next|next-?prev)(?:[-_].*)?
        | meta | metadata | byline | reading-?time | read-?time | tags? | tag-?list | categories | footer
        | author[-_](?:box|bio|card|info) | about-author | subscribe.* | newsletter.* | signup
        | edit-?(?:this-)?(?:page|post|link) | back-to-top | skip-link
        | copy[-_]?(?:btn|button|code|code-button|to-clipboard) | clipboard.*
        | sr-only | visually-hidden | screen-reader-text | noprint | d-print-none
    )"""
)
"""Classes of what themes and plugins put around a text, or into it."""

_CHROME_IDS: Final = frozenset(
    {"disqus_thread", "jp-relatedposts", "markdown-toc", "tableofcontents", "toc"}
)
"""The same by id; docutils gives sections the words of their headings as ids, so these are few."""

_MEANT = re.compile(
    r"(?i)note|tip|warn|info|caution|danger|important|callout|admonition|alert|message|quote|example|definition|sidenote|marginnote|footnote"
)
"""What the class of an `<aside>` says that belongs to the text."""

_DROPPED_NAMES = "button form nav select textarea dialog menu object embed"
_DROPPED: Final = frozenset(_DROPPED_NAMES.split())
_ABOVE_AT_MOST: Final = 400
"""Characters above the heading of a page that are no text of the post."""

_DATED: Final = frozenset({"div", "hr", "p", "time", "ul"})
_OWN: Final = frozenset({"code", "pre", "h1", "h2", "h3", "h4", "h5", "h6"})
"""Elements that are never a theme's, whatever their class."""

_DROP, _LEAVE = "envoi-drop", "envoi-leave"
_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")

_MORE_ELEMENTS = "article aside button center dialog footer form header iframe input main nav section select font tt big"
_KEPT_ATTRIBUTES = (
    "aria-hidden aria-label class data-lang data-language data-original data-src data-srcset"
    " dir hidden id itemprop itemtype lang role title"
)
_MATH = re.compile(
    r"</?(?:math|semantics|m(?:error|fenced|frac|i|n|o|over|padded|phantom|root|row|s|space|sqrt|style"
    r"|sub|subsup|sup|table|td|text|tr|under|underover))\b[^<>]*>",
    re.IGNORECASE,
)
_FORMULA = re.compile(r"<(/?)annotation\b", re.IGNORECASE)
_SOURCE = "envoi-formula"
"""Stands for the `<annotation>` in which KaTeX keeps the source of a formula; no cleaner keeps MathML."""

_CLEANER: Final = nh3.Cleaner(
    tags={*clean.ELEMENTS, *_MORE_ELEMENTS.split(), _SOURCE},
    clean_content_tags={
        "head",
        "noscript",
        "script",
        "style",
        "svg",
        "template",
        "textarea",
        "title",
    },
    attributes={
        **{tag: set(names) for tag, names in clean.ATTRIBUTES.items()},
        "*": set(_KEPT_ATTRIBUTES.split()),
        "iframe": {"src", "title"},
        "input": {"type", "checked"},
    },
    url_schemes={"data", "http", "https", "mailto", "tel"},
    url_relative="pass_through",
    link_rel=None,
)
_VOID_TAG = re.compile(rf'<({"|".join(sorted(VOID))})((?: [^\s"=<>]+="[^"]*")*)>')
_PARSER = XHTMLParser(huge_tree=True, resolve_entities=False, no_network=True)


def built_folder(folder: Path) -> Path | None:
    """The folder below `folder`, and no link to another one, into which a generator seems to have built the site, or None."""
    found = (folder / name for name in FOLDERS)
    there = (one for one in found if not one.is_symlink())
    return next((one for one in there if (one / "index.html").is_file()), None)


@dataclass(frozen=True, slots=True)
class Built:
    """A site as its generator built it into `folder`."""

    folder: Path

    def body(self, url: str, site: str, title: str = "") -> str | None:
        """What the page at `url`, on the site at `site`, says as the post called `title`; addresses as the page has them.

        None if there is no such page, it is larger than `LARGEST`, or nothing in it can be
        told to be the text of the post.
        """
        page = self._page(url, site)
        return extract(page, title) if page else None

    def _page(self, url: str, site: str) -> str:
        root = Path(os.path.realpath(self.folder))
        for path in _files(url, site):
            try:
                file = Path(os.path.realpath(root / path))
                status = file.stat()
                inside = file.is_relative_to(root) and stat.S_ISREG(status.st_mode)
                if inside and status.st_size <= LARGEST:
                    return file.read_bytes().decode("utf-8-sig", "replace")
            except (OSError, ValueError):
                continue
        return ""


def _files(url: str, site: str) -> Iterator[str]:
    """Where the page of an address may lie, relative to the folder of the site."""
    full = urlsplit(url).path
    base = urlsplit(site).path.rstrip("/")
    paths = [full[len(base) :]] if full.startswith(f"{base}/") else []
    for path in dict.fromkeys((*paths, full)):
        for spelt in dict.fromkeys(
            (
                unquote(path),
                normalize("NFC", unquote(path)),
                normalize("NFD", unquote(path)),
                path,
            )
        ):
            plain = spelt.strip("/")
            if ".." in plain.split("/") or "\\" in plain or "\0" in plain:
                continue
            if not spelt.endswith("/") and plain:
                if plain.lower().endswith((".html", ".htm")):
                    yield plain
                yield f"{plain}.html"
            yield f"{plain}/index.html".lstrip("/")


def extract(page: str, title: str = "") -> str | None:
    """The text of the post called `title` in the HTML of its page, without what the theme puts around it; None if it cannot be told."""
    tree = _tree(page)
    content, sure = _content(tree)
    if content is None:
        return None
    _drop_above(content, title)
    _drop_chrome(content, sure)
    etree.strip_elements(content, _DROP, with_tail=False)
    _tidy_headings(content)
    _tidy_pictures(content)
    etree.strip_elements(content, _DROP, with_tail=False)
    etree.strip_tags(content, _LEAVE, _SOURCE)
    plain_listings(content)
    if not content.text_content().strip() and content.find(".//img") is None:
        return None
    return inner_html(content)


def _tree(page: str) -> HtmlElement:
    """A page as one tree, read as browsers read it; see `clean.parse`."""
    capped, _ = clean.cap_depth(_FORMULA.sub(rf"<\1{_SOURCE}", _MATH.sub("", page)))
    html = ILLEGAL.sub("", _CLEANER.clean(capped).replace("&nbsp;", "\xa0"))
    xml = _VOID_TAG.sub(r"<\1\2/>", html)
    return etree.fromstring(f"<div>{xml}</div>", _PARSER)


def _content(tree: HtmlElement) -> tuple[HtmlElement | None, bool]:
    """The element that holds the text, and whether it holds little else."""
    articles = [
        element
        for element in tree.iter("article")
        if next(element.iterancestors("article", "aside", "nav", "footer"), None)
        is None
        and not _is_chrome(element)
    ]
    mains = list(tree.iter("main"))
    scope = max(articles or mains or [tree], key=_size)
    named: dict[str, list[HtmlElement]] = {}
    for element in scope.iter():
        if not element.attrib:
            continue
        names = element.get("class", "").lower().split()
        if "articlebody" in element.get("itemprop", "").lower().split():
            names.append(_CONTENT[0])
        for name in {*names, element.get("id", "").lower()}:
            named.setdefault(name, []).append(element)
    for name in _CONTENT:
        found = [one for one in named.get(name, ()) if one is not scope]
        if found:
            best = max(found, key=_size)
            if name in _SURE or _size(best) * 2 >= _size(scope):
                return best, True
    return (scope, False) if articles or mains else (None, False)


def _size(element: HtmlElement) -> int:
    return sum(map(len, element.itertext()))


def _is_chrome(element: HtmlElement) -> bool:
    if not element.attrib:
        return False
    if element.get("id", "").lower() in _CHROME_IDS:
        return True
    return any(map(_CHROME.fullmatch, element.get("class", "").lower().split()))


def _drop_above(content: HtmlElement, title: str) -> None:
    """Mark the heading that repeats the title, and the little that stands above it: date, tags, a picture."""
    wanted = _folded(title)
    for heading in content.iter("h1", "h2"):
        if _folded(heading.text_content()) != wanted and (title or heading.tag != "h1"):
            continue
        above: list[HtmlElement] = []
        around = [heading]
        while (parent := around[-1].getparent()) is not content:
            around.append(parent)
        for element in around:
            above.extend(element.itersiblings(preceding=True))
        words = any(one.tag == "p" or one.find(".//p") is not None for one in above)
        if sum(map(_size, above)) > _ABOVE_AT_MOST or (heading.tag == "h2" and words):
            return
        below = heading.getnext()
        if below is not None and below.tag in _DATED and _size(below) < _ABOVE_AT_MOST:
            dated = below.tag in ("hr", "time") or below.find(".//time") is not None
            below.tag = _DROP if dated else below.tag
        for element in above:
            element.tag, element.tail = _DROP, None
        heading.tag = _DROP
        return


def _drop_chrome(content: HtmlElement, sure: bool) -> None:
    """Mark what belongs to the page, not to the text."""
    for element in content.iterdescendants():
        said = element.attrib
        if (
            element.tag in _DROPPED
            or (said and (said.get("aria-hidden") == "true" or "hidden" in said))
            or (element.tag == "input" and element.get("type") != "checkbox")
            or (element.tag == "aside" and not sure and not _is_meant(element))
            or (
                element.tag not in _OWN
                and (element.tag in ("footer", "header") or _is_chrome(element))
                and next(element.iterancestors("blockquote", "figure"), None) is None
            )
        ):
            element.tag = _DROP
    for formula in content.find_class("katex"):
        source = formula.find(f".//{_SOURCE}")
        if source is not None:
            words, tail = f"\\({source.text or ''}\\)", formula.tail
            formula.clear()
            formula.text, formula.tail = words, tail


def _is_meant(element: HtmlElement) -> bool:
    return (
        _MEANT.search(f"{element.get('class', '')} {element.get('role', '')}")
        is not None
    )


def _tidy_headings(content: HtmlElement) -> None:
    """Drop the links by which headings point at themselves, or leave their words."""
    for link in content.iter("a"):
        names = set(link.get("class", "").lower().split())
        heading = next(link.iterancestors(*_HEADINGS), None)
        here = "#" in link.get("href", "")
        words = link.text_content().strip()
        if (heading is not None and here) or names & _ANCHORS:
            if _ANCHOR_SIGN.fullmatch(words):
                link.tag = _DROP if link.find(".//img") is None else link.tag
            elif heading is not None and words == heading.text_content().strip():
                link.tag = _LEAVE


def _tidy_pictures(content: HtmlElement) -> None:
    """Give pictures that a script loads late their address at once; emoji that are pictures become characters."""
    for picture in content.iter("img", "source"):
        late = picture.get("data-src") or picture.get("data-original")
        src = picture.get("src", "")
        if late and (not src or src.startswith("data:")):
            picture.set("src", late)
        if picture.get("data-srcset"):
            picture.set("srcset", picture.get("data-srcset"))
        names = picture.get("class", "").split()
        if {"emoji", "wp-smiley"} & set(names) and picture.get("alt"):
            words, tail = picture.get("alt"), picture.tail
            picture.clear()
            picture.tag, picture.text, picture.tail = _LEAVE, words, tail


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
