"""A folder -> its Dialect: which site generator it belongs to, and what that generator would make of it.

One file a generator; a new one is its file and its line in `DIALECTS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from envoi.dialects.ablog import ABlog
from envoi.dialects.astro import Astro
from envoi.dialects.dialect import Dialect, Entry, Fact, Value
from envoi.dialects.docusaurus import Docusaurus
from envoi.dialects.eleventy import Eleventy
from envoi.dialects.files import Files
from envoi.dialects.gatsby import Gatsby
from envoi.dialects.hexo import Hexo
from envoi.dialects.hugo import Hugo
from envoi.dialects.jekyll import Jekyll
from envoi.dialects.nikola import Nikola
from envoi.dialects.obsidian import Obsidian
from envoi.dialects.pelican import Pelican
from envoi.dialects.plain import Plain
from envoi.dialects.zine import Zine
from envoi.dialects.zola import Zola

__all__ = ["DIALECTS", "Dialect", "Entry", "Fact", "Files", "Value", "detect"]

DIALECTS: Final[Mapping[str, type[Dialect]]] = {
    dialect.NAME: dialect
    for dialect in (
        Hexo,
        Jekyll,
        Hugo,
        Zola,
        Pelican,
        Nikola,
        ABlog,
        Eleventy,
        Docusaurus,
        Astro,
        Gatsby,
        Zine,
        Obsidian,
        Plain,
    )
}
"""All dialects by name, in the order in which they are looked for; the last one takes every folder."""


def detect(files: Files, name: str = "") -> Dialect:
    """The dialect of the folder: the one called `name`, else the first that finds itself in it."""
    if name:
        return DIALECTS[name].find(files, asked=True) or DIALECTS[name]()
    found = (dialect.find(files, asked=False) for dialect in DIALECTS.values())
    return next(filter(None, found))
