"""The data files of a site whose templates are programs -> its title, address, language and authors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import PurePosixPath
from typing import Final

from envoi.addresses import is_web
from envoi.dialects import sections
from envoi.dialects.dialect import Fact, Value, facts
from envoi.dialects.files import Files, line
from envoi.language import language_tag
from envoi.model import Author

STEMS: Final = ("site", "metadata", "meta", "siteconfig", "sitemetadata", "sitedata", "config", "settings",
    "global", "globals", "general", "consts", "constants", "website", "blog", "data", "info", "seo", "index")  # fmt: skip
"""What people call the file that tells of their site, in its plain form."""

_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "url": ("url", "siteurl", "baseurl", "site", "host", "origin", "website", "canonical", "canonicalurl", "domain", "root"),
    "title": ("title", "sitetitle", "sitename", "name", "blogtitle"),
    "description": ("description", "sitedescription", "tagline", "subtitle", "desc"),
    "language": ("language", "lang", "locale", "defaultlocale", "sitelang", "sitelanguage"),
    "author": ("author", "siteauthor", "authorname"),
}  # fmt: skip
_HOSTS: Final = ("github.com", "gitlab.com", "npmjs.com", "bitbucket.org", "codeberg.org")  # fmt: skip
_HTML_LANG = re.compile(r"<html\b[^<>]{0,300}?\blang=[\"']([A-Za-z-]{2,12})[\"']")
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_LAYOUTS: Final = (".astro", ".njk", ".html", ".liquid", ".webc", ".tsx", ".jsx", ".vto", ".hbs")  # fmt: skip
_MOST: Final = 200


def table(files: Files, path: str) -> dict[str, Value]:
    """What a data file holds: YAML, TOML, JSON, or the literals of a script; empty if that is no table."""
    if path.endswith(".toml"):
        found = sections.typed(files.toml(path))
    elif path.endswith((".yaml", ".yml", ".json", ".json5", ".jsonc")):
        found = sections.typed(files.yaml(path))
    else:
        from envoi.dialects import javascript

        script = javascript.load(files, path)
        found = script.table() or dict(script.names)
    return found if isinstance(found, dict) else {}


def head(files: Files, path: str) -> dict[str, Value]:
    """The front matter of the file at `path`."""
    found = sections.typed(sections.head(files.text(path)))
    return found if isinstance(found, dict) else {}


def said(files: Files, paths: Iterable[str]) -> dict[str, Fact]:
    """What the files at `paths` say of the site; the first one that says something counts, those in `STEMS` first."""
    found: dict[str, Fact] = {}
    for path in sorted(paths, key=lambda path: (_rank(path), path)):
        if _rank(path) < len(STEMS) or "site.url" not in found:
            for key, fact in facts_in(table(files, path), path).items():
                if _rank(path) < len(STEMS) or key == "site.url":
                    found.setdefault(key, fact)
    return found


def facts_in(values: Mapping[str, Value], path: str) -> dict[str, Fact]:
    """What one table, read from `path`, says of the site; a table inside it may say it."""
    tables = [values, *(part for part in values.values() if isinstance(part, dict))]
    told: dict[str, Fact] = {}
    for one in tables:
        plain = {re.sub("[-_]", "", key).lower(): value for key, value in one.items()}
        if one is values or _tells(plain):
            for key, fact in _of(plain, path).items():
                told.setdefault(key, fact)
    return told


def _tells(plain: Mapping[str, Value]) -> bool:
    """Whether a table is about the site, and not about one thing on it: a title, and an address or a language."""
    has = {key for key, names in _KEYS.items() if any(name in plain for name in names)}
    return "title" in has and bool(has & {"url", "language", "description"})


def _of(plain: Mapping[str, Value], path: str) -> dict[str, Fact]:
    values = {
        key: next((text for name in names if (text := _text(plain.get(name)))), "")
        for key, names in _KEYS.items()
    }
    urls = (_text(plain.get(name)) for name in _KEYS["url"])
    values["url"] = next((url for url in map(_web, urls) if url), "")
    language = language_tag(values["language"])
    values["language"] = language if len(language.split("-")[0]) <= 3 else ""
    return facts(path, **values)


def homepage(files: Files) -> dict[str, Fact]:
    """The site's address as `package.json`, or the file `CNAME` of GitHub Pages, has it."""
    url = line(files.json("package.json").get("homepage", ""))
    if is_web(url) and not any(host in url for host in _HOSTS):
        return facts("package.json", url=url)
    file = files.first("CNAME", "public/CNAME", "static/CNAME", "src/CNAME")
    host = files.text(file).strip().lower() if file else ""
    return facts(file, url=_web(host)) if host else {}


def page_language(files: Files, folder: str) -> dict[str, Fact]:
    """The language that a layout below `folder` gives its pages."""
    pages = (path for path in files.walk(folder) if path.endswith(_LAYOUTS))
    for path in islice(pages, _MOST):
        found = _HTML_LANG.search(files.text(path)[:20_000])
        if found:
            return facts(path, language=found[1])
    return {}


def authors_in(values: Mapping[str, Value]) -> dict[str, Author]:
    """Authors by key: a table of tables with a name, or of names."""
    found = {}
    for key, value in values.items():
        if isinstance(value, str):
            name, url = value, ""
        elif isinstance(value, dict):
            name, url = _text(value.get("name")), _text(value.get("url"))
        else:
            continue
        if name and "@" not in name and not is_web(name):
            found[key] = Author(name=line(name), url=url if is_web(url) else "")
    return found


def _rank(path: str) -> int:
    stem = re.sub("[-_.]", "", PurePosixPath(path).stem).lower()
    return STEMS.index(stem) if stem in STEMS else len(STEMS)


def _text(value: Value | None) -> str:
    """A text, or the name or address in a table; one with a template, or a text that is filled in later, is none."""
    if isinstance(value, dict):
        return _text(value.get("name", value.get("en", "")))
    found = line(value) if isinstance(value, str) else ""
    return "" if "{{" in found else found


def _web(typed: str) -> str:
    if _HOST.fullmatch(typed):
        return f"https://{typed}/"
    return typed if is_web(typed) and "localhost" not in typed else ""
