"""A folder -> its Dialect: which site generator it belongs to, and what that generator would make of it.

One file a generator; a new one is its file and its line in `DIALECTS`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Final, cast

from envoi.dialects.dialect import Dialect, Entry, Fact, Value
from envoi.dialects.files import Files

__all__ = ["DIALECTS", "Dialect", "Entry", "Fact", "Files", "Generator", "Value", "detect"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Generator:
    """A dialect that is imported when a folder may be of it: `module` and `name` of its class.

    `signs` are what a name at the top of a folder begins with, in lower case, where it is of this one, or `*` and what
    stands in the path of a file at any depth; without any, the dialect itself has to look.
    """

    module: str
    name: str
    signs: tuple[str, ...]

    def may_own(self, files: Files, names: Sequence[str]) -> bool:
        """Whether the folder may be of this one; `names` are those at its top, in lower case."""
        anywhere = [sign[1:] for sign in self.signs if sign[0] == "*"]
        return (
            not self.signs
            or any(name.startswith(self.signs) for name in names)
            or any(sign in path for sign in anywhere for path in files.walk())
        )

    @property
    def dialect(self) -> type[Dialect]:
        """The class."""
        return cast("type[Dialect]", getattr(import_module(self.module), self.name))


DIALECTS: Final[Mapping[str, Generator]] = {
    name.lower(): Generator(f"{__name__}.{name.lower()}", name, tuple(signs))
    for name, *signs in (
        ("Hexo", "_config."),
        ("Jekyll",),
        ("Hugo", "hugo.", "config"),
        ("Zola", "zola.toml", "config.toml"),
        ("Pelican", "pelicanconf.py"),
        ("Nikola", "conf.py"),
        ("ABlog", "conf.py", "source", "docs", "doc", "src"),
        ("Eleventy", ".eleventy.", "eleventy.config.", "package.json", "*.11tydata."),
        ("Docusaurus", "docusaurus.config."),
        ("Astro", "astro.config."),
        ("Gatsby", "gatsby-config."),
        ("Zine", "zine.ziggy", "content"),
        ("Obsidian", ".obsidian"),
        ("Plain",),
    )
}
"""All dialects by name, in the order in which they are looked for; the last one takes every folder."""


def detect(files: Files, name: str = "") -> Dialect:
    """The dialect of the folder: the one called `name`, else the first that finds itself in it."""
    if name:
        asked = DIALECTS[name].dialect
        return asked.find(files, asked=True) or asked()
    names = [name.lower() for name in files.names()]
    likely = (one.dialect for one in DIALECTS.values() if one.may_own(files, names))
    found = (dialect.find(files, asked=False) for dialect in likely)
    return next(filter(None, found))
