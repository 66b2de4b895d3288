"""What a Jekyll site says about itself: its configuration and folders -> roots, patterns, facts, authors."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import islice
from typing import Any, Final

from envoi.addresses import absolute, host_of, is_web
from envoi.dialects.dialect import Fact, facts
from envoi.dialects.files import Files, line
from envoi.keys import POSTS_FOLDERS
from envoi.model import Author

POSTS: Final = ("_posts", "_drafts")
"""Folders of posts, wherever they are."""

STYLES: Final[Mapping[str, str]] = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
"""The permalink styles of jekyllrb.com/docs/permalinks."""

_FILES: Final = ("_config.yml", "_config.yaml", "_config.toml")
_DEPTH: Final = 12
_SAMPLE: Final = 40
_NEVER: Final = ("node_modules", "vendor/bundle/", "vendor/cache/", "vendor/gems/", "vendor/ruby/")  # fmt: skip
_OTHERS: Final = (
    "astro.config.", "config.toml", "docusaurus.config.", ".eleventy.js", "eleventy.config.",
    "gatsby-config.", "hugo.", "next.config.", "nuxt.config.", "pelicanconf.py", "zola.toml", "conf.py",
)  # fmt: skip
_DATE_KEY: Final = re.compile(r"^date[ \t]*:[ \t]*\S", re.MULTILINE)
_DATED: Final = re.compile(r"\d{2,4}-\d{1,2}-\d{1,2}-")
_NOWHERE: Final = frozenset({"localhost", "127.0.0.1", "0.0.0.0", "example.com", "yourdomain.com"})  # fmt: skip
"""Hosts of the author's own machine, and those that `jekyll new` and themes write."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Filter:
    """What the configuration passes over (`exclude`, and names with `_`), and takes in all the same (`include`)."""

    source: str = ""
    exclude: tuple[str, ...] = ()
    include: tuple[str, ...] = ()

    def excludes(self, path: str, name: str) -> bool:
        """Whether `exclude` has the file or folder at `path`, and `include` has not its name."""
        place = path.removeprefix(f"{self.source}/") if self.source else path
        return _is_among(self.exclude, place) and not self.includes(name)

    def includes(self, name: str) -> bool:
        """Whether `include` has `name`."""
        return _is_among(self.include, name)

    def enters(self, path: str, name: str) -> bool:
        """Whether Jekyll looks for posts in the folder at `path`."""
        if self.excludes(path, name):
            return False
        return self.includes(name) or not name.startswith(("_", ".", "#", "~"))


def _is_among(patterns: Iterable[str], path: str) -> bool:
    """Jekyll takes a pattern as the beginning of a path too, and `*` as any number of folders."""
    return any(
        path.startswith(pattern) or f"{path}/" == pattern or fnmatchcase(path, pattern)
        for pattern in patterns
    )


def configuration(files: Files) -> tuple[str, Mapping[str, Any]]:
    """The name of the configuration and what it holds."""
    file = files.first(*_FILES)
    return file, files.toml(file) if file.endswith("toml") else files.yaml(file)


def variables(found: Mapping[str, Any]) -> dict[str, Any]:
    """What template code may ask for below `site`, by plain key; nothing with a mail address in it."""
    return {
        re.sub(r"[-_\s]", "", key): value
        for key, value in found.items()
        if "@" not in str(value)[:1000]
    }


def text(found: Mapping[str, Any], key: str) -> str:
    """The text below `key`; nothing if there is none."""
    value = found.get(key)
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) and value not in ("~", "null") else ""


def joined(*parts: str) -> str:
    """Folders below one another as one path; nothing for the folder itself, or for what leads out of it."""
    path = posixpath.normpath(
        posixpath.join("/", *(part.lstrip("/") for part in parts))
    )
    return path.strip("/")


def filter_of(files: Files, found: Mapping[str, Any]) -> Filter:
    """What the configuration passes over.

    A `source` that is not there is made by a build step, of the folder that is called as it ends.
    """
    typed = joined(text(found, "source")).split("/")
    ends = ("/".join(typed[at:]) for at in range(len(typed)))
    return Filter(
        source=next(filter(files.is_folder, ends), ""),
        exclude=(
            *_NEVER,
            *_paths(found.get("exclude")),
            *_paths([text(found, "destination")]),
        ),
        include=_paths(found.get("include")),
    )


def _paths(value: Any) -> tuple[str, ...]:
    parts = value if isinstance(value, list) else []
    tidied = (part.removeprefix("./").lstrip("/") for part in parts if isinstance(part, str))  # fmt: skip
    return tuple(filter(None, tidied))


def posts_roots(files: Files, home: str, filter: Filter) -> tuple[str, ...]:
    """All `_posts` and `_drafts` at any depth below `home`, but where Jekyll does not look."""
    found: list[str] = []
    level = [home]
    for _ in range(_DEPTH):
        below = []
        for folder in level:
            folders = {*POSTS, *files.folders(folder)}
            for name in [one for one in files.names(folder) if one in folders]:
                path = f"{folder}/{name}" if folder else name
                if name in POSTS:
                    if files.is_folder(path):
                        found.append(path)
                elif filter.enters(path, name):
                    below.append(path)
        level = below
    return tuple(found)


def names(files: Files, roots: Iterable[str]) -> Iterator[str]:
    """The names of all files in `roots`."""
    for root in roots:
        yield from (path.rpartition("/")[2] for path in files.walk(root))


def other_roots(
    files: Files, home: str, found: Mapping[str, Any], roots: tuple[str, ...]
) -> tuple[str, ...]:
    """Where posts are on a site whose `_posts` (`roots`) has none: in collections, else where they usually are.

    These are written out, and dated. Dates in front matter tell a collection of posts from
    one that goes with it, transcripts say, whose names may have the same days.
    """
    folders = [
        joined(home, f"_{label}")
        for label, said in _collections(found).items()
        if text(said, "output") == "true" and label != "posts"
    ]
    for is_dated in (_has_date, _has_day):
        dated = [folder for folder in folders if _is_mostly(is_dated, files, folder)]
        if dated:
            return (*roots, *dated)
    usual = (joined(home, name) for name in POSTS_FOLDERS)
    return roots or (next(filter(files.is_folder, usual), home),)


def _is_mostly(is_dated: Any, files: Files, folder: str) -> bool:
    sample = [is_dated(files, path) for path in islice(files.walk(folder), _SAMPLE)]
    return bool(sample) and sum(sample) * 2 > len(sample)


def _has_date(files: Files, path: str) -> bool:
    start, _, rest = files.text(path).partition("\n")
    head = rest.partition("\n---")[0] if start.rstrip() == "---" else ""
    return _DATE_KEY.search(head) is not None


def _has_day(files: Files, path: str) -> bool:
    return _DATED.match(path.rpartition("/")[2]) is not None


def is_another(files: Files) -> bool:
    """Whether the configuration of another generator is in the folder."""
    return any(name.startswith(_OTHERS) for name in files.names())


def _collections(found: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    said = found.get("collections")
    if isinstance(said, list):
        return {name: {} for name in said if isinstance(name, str)}
    parts = said.items() if isinstance(said, dict) else ()
    return {str(label): part if isinstance(part, dict) else {} for label, part in parts}


def patterns(found: Mapping[str, Any]) -> dict[str, str]:
    """The pattern of addresses of each collection, by its name."""
    style = text(found, "permalink") or "date"
    made = {
        label: text(said, "permalink") or _collection_pattern(style)
        for label, said in _collections(found).items()
    }
    posts = _collections(found).get("posts", {})
    made["posts"] = text(posts, "permalink") or STYLES.get(style, style)
    return made


def _collection_pattern(style: str) -> str:
    """Addresses of a collection end as those of posts do."""
    start = "/:collection/:path"
    if style == "pretty":
        return f"{start}/"
    if style in ("date", "ordinal", "none"):
        return f"{start}:output_ext"
    ends = ("/" * style.endswith("/"), ":output_ext" * style.endswith(":output_ext"))
    return start + "".join(ends)


def facts_of(
    files: Files, file: str, found: Mapping[str, Any], known: Mapping[str, Author]
) -> dict[str, Fact]:
    """Facts on the site; its author may be one of the `known` ones by key."""
    author = found.get("author")
    author = author.get("name") if isinstance(author, dict) else author
    named = known.get(line(author))
    languages = ("lang", "language", "locale", "default_lang")
    said = facts(
        file,
        url=_url(found),
        title=found.get("title") or found.get("name"),
        description=found.get("description"),
        language=next(filter(None, (line(found.get(key)) for key in languages)), ""),
        timezone=found.get("timezone"),
        author=named.name if named else author,
    )
    if "site.url" not in said:
        said |= _pages_url(files, file, found)
    return said


def _url(found: Mapping[str, Any]) -> str:
    """The site's address, which Jekyll splits into url and baseurl."""
    url, base = line(found.get("url")), line(found.get("baseurl"))
    if not is_web(url) or host_of(absolute(url, "") or "") in _NOWHERE:
        return ""
    return f"{url.rstrip('/')}/{base.strip('/')}" if base.strip("/") else url


def _pages_url(files: Files, file: str, found: Mapping[str, Any]) -> dict[str, Fact]:
    """GitHub Pages knows the address by the file CNAME, or by the name of the repository (jekyll-github-metadata)."""
    base = line(found.get("baseurl")).strip("/")
    if host := line(files.text("CNAME").partition("\n")[0]):
        return facts("CNAME", url=f"https://{host}/{base}")
    repository = line(found.get("repository")).lower()
    if pages := re.fullmatch(r"([\w-]+)/(\1\.github\.io)", repository, re.ASCII):
        return facts(file, url=f"https://{pages[2]}/{base}")
    return {}


def authors(files: Files, source: str, found: Mapping[str, Any]) -> dict[str, Author]:
    """Authors by key, from the data file `authors` (jekyll-feed's and jekyll-seo-tag's rule)."""
    data = joined(source, text(found, "data_dir") or "_data")
    file = files.first(*(f"{data}/authors.{end}" for end in ("yml", "yaml", "json")))
    made = {}
    for key, said in files.yaml(file).items() if file else ():
        if isinstance(said, dict) and (name := line(said.get("name"))):
            given = (line(said.get(word)) for word in ("url", "uri", "website", "web", "home", "site"))  # fmt: skip
            url = next(filter(is_web, given), "")
            made[key] = Author(name=name, url=absolute(url, "") or "" if url else "")
    return made
