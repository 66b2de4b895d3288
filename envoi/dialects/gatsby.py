"""Gatsby: `gatsby-config.js`, its folders of Markdown."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import ClassVar, Final, Self

from envoi.dialects import dated, javascript, sitedata
from envoi.dialects.dialect import Dialect, Entry, Value, facts
from envoi.dialects.files import Files

_FILES: Final = tuple(f"gatsby-config.{end}" for end in ("js", "ts", "mjs"))
_NODES: Final = tuple(f"gatsby-node.{end}" for end in ("js", "ts", "mjs"))
_MADE = re.compile(r"\bcreateFilePath\s*\(")
_PREFIX = re.compile(r"path\s*:\s*`?/?([\w/-]*)\$\{\s*[\w.]*fields\.slug\s*\}")
_PATH: Final = re.compile(r"path\s*:\s*[\w.]*frontmatter\.(path|slug|permalink|url)")


@dataclass(frozen=True, kw_only=True)
class Gatsby(Dialect):
    """A site made by Gatsby.

    `made` says that the path of a file is its address, as in the starter for blogs, `prefix`
    what that begins with.
    """

    NAME: ClassVar = "gatsby"
    TITLE: ClassVar = "Gatsby"
    SUFFIXES: ClassVar = {".mdx": ".md"}
    ADDRESS_KEYS: ClassVar = ("path", "permalink")

    made: bool = False
    prefix: str = ""

    @classmethod
    def find(cls, files: Files, *, asked: bool) -> Self | None:
        """By its configuration."""
        file = files.first(*_FILES)
        if not file and not asked:
            return None
        said = javascript.load(files, file).table() if file else {}
        site = said.get("siteMetadata")
        told = sitedata.facts_in(site, file) if isinstance(site, dict) else {}
        prefix = javascript.text_at(said, "pathPrefix")
        if "site.url" in told and prefix.strip("/"):
            url = f"{told['site.url'].value.rstrip('/')}/{prefix.strip('/')}"
            told |= facts(file, url=url)
        node = files.text(files.first(*_NODES) or "gatsby-node.js")
        begins = _PREFIX.search(node)
        sources = tuple(dict.fromkeys(filter(files.is_folder, _sources(said))))
        counts = dated.count(
            files, (path for source in sources or ("content", "src") for path in files.walk(source))
        )  # fmt: skip
        usual = [source for source in sources if counts and _holds(source, dated.richest(counts))]  # fmt: skip
        return cls(
            file=file,
            facts=facts(file, timezone="UTC") | sitedata.homepage(files) | told,
            roots=(usual[0] if usual else dated.home(counts) or "content",),
            pattern="/<folder>/" if _MADE.search(node) else "",
            made=bool(_MADE.search(node)) and not _PATH.search(node),
            prefix=begins[1].strip("/") if begins else "",
        )

    def not_a_post(self, path: str, values: Mapping[str, Value]) -> str:
        """Pages of the program, which have no date."""
        return "it is a page" if path.startswith("src/pages/") and not values.get("date") else ""  # fmt: skip

    def address(self, entry: Entry) -> str:
        """The path below the source folder, `index` left out (gatsby-source-filesystem, createFilePath)."""
        if not self.made:
            return ""
        below = entry.path[len(entry.root) + 1 :] if entry.root else entry.path
        file = PurePosixPath(below)
        place = file.parent if file.stem == "index" else file.with_suffix("")
        inner = "" if str(place) == "." else f"{place}/"
        return "/" + (f"{self.prefix}/" if self.prefix else "") + inner


def _sources(said: Mapping[str, Value]) -> Iterator[str]:
    """The folders of `gatsby-source-filesystem`, those of posts first."""
    plugins = said.get("plugins")
    found: list[tuple[int, str]] = []
    for plugin in plugins if isinstance(plugins, list) else ():
        options = javascript.at(plugin, "options")
        path = javascript.text_at(options, "path")
        if "filesystem" in javascript.text_at(plugin, "resolve") and path:
            clean = posixpath.normpath(path.lstrip("/"))
            name = javascript.text_at(options, "name")
            found.append((not (dated.is_usual(clean) or dated.is_usual(name)), clean))
    return (path for _, path in sorted(found))


def _holds(source: str, folder: str) -> bool:
    return folder == source or folder.startswith(f"{source}/")
