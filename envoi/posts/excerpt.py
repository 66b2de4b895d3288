"""The mark that ends the excerpt of a post, in the spellings of all generators -> one element, and its removal."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from envoi.posts import clean, fences

_LINE = re.compile(
    r"\s*(?:\{/\*\s*(?:truncate|more)\s*\*/\}|\.\.\s+TEASER_END(?::[^\n]*)?)\s*",
    re.IGNORECASE,
)
"""Docusaurus in MDX, and Nikola in reStructuredText."""

_MARKED = re.compile(r"/\*\s*(?i:truncate|more)|_(?i:end)")
"""What is in every such line."""

_MARK = "<!-- more -->"


def mark_lines(text: str, separator: str) -> str:
    """`text` with a line that is `separator`, or one of the marks that are no comments, as the common mark."""
    separator = separator.strip()
    found = separator and separator in text
    if not found and not (("/*" in text or "_" in text) and _MARKED.search(text)):
        return text
    lines = list(fences.mark(text.split("\n")))
    for at, line in enumerate(lines):
        typed = line.text.strip()
        if line.prose and ((found and typed == separator) or _LINE.fullmatch(typed)):
            marked = [*(each.text for each in lines[:at]), _MARK]
            return "\n".join([*marked, *(each.text for each in lines[at + 1 :])])
    return text


def mark_comments(html: str, separator: str) -> str:
    """`html` with `separator`, where that is a comment, as the common mark; in code its `<` is written otherwise."""
    separator = separator.strip()
    return html.replace(separator, _MARK, 1) if separator.startswith("<!--") else html


def drop(tree: HtmlElement) -> None:
    """Take the marks out of `tree`, and the paragraphs that hold nothing else."""
    for mark in list(tree.iter(clean.MORE)):
        parent = mark.getparent()
        mark.drop_tag()
        if parent.tag == "p" and len(parent) == 0 and not (parent.text or "").strip():
            parent.drop_tree()
