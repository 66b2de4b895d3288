"""The configuration and the sections of a Hugo site -> its facts, its authors, and which sections hold posts."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence

from envoi.dialects import hugo_config, hugo_permalink, sections
from envoi.dialects.dialect import Fact, facts
from envoi.dialects.files import Files, line
from envoi.dialects.hugo_config import Settings
from envoi.dialects.sections import Section
from envoi.language import language_tag
from envoi.model import Author

_IS_DATED = re.compile(
    r"""^[ \t]*["']?(?:date|publishdate|pubdate|published)["']?\s*[:=]\s*["']?(?:\d|[a-z]{3,9}\.?,?[ ]+\d)""",
    re.IGNORECASE | re.MULTILINE,
)


def language_of(settings: Settings | None, key: str) -> str:
    """The tag of the language `key`: what its `locale` says, if that is no other language."""
    typed = settings and (settings.text("locale") or settings.text("languagecode"))
    found = language_tag(typed or "")
    same = found.partition("-")[0] == language_tag(key).partition("-")[0]
    return found if found and (same or not language_tag(key)) else language_tag(key)


def site_facts(settings: Settings) -> dict[str, Fact]:
    """What the whole configuration and that of the default language say on the site."""
    key = settings.default_language
    named = "defaultcontentlanguage" in settings.values or settings.table("languages")
    site = settings.over(settings.languages.get(key, {}))
    params = site.table("params")
    author = site.values.get("author") or params.get("author")
    if isinstance(author, dict):
        author = author.get("name")
    # "//example.org" leaves the scheme to the browser
    url = re.sub("^//", "https://", site.text("baseurl"))
    said = {
        "url": (url, "baseurl"),
        "title": (site.text("title"), "title"),
        "description": (
            line(params.get("description")) or site.text("description"),
            "params" if "description" in params else "description",
        ),
        "language": (
            language_of(site, key if named else ""),
            "languagecode",
        ),
        "timezone": (site.zone, "timezone"),
        "author": (line(author), "params"),
    }
    files = settings.origin
    of_language = files.get(f"languages.{key}", files.get("languages", ""))
    usual = files.get("baseurl") or next(iter(files.values()), "")
    found: dict[str, Fact] = {}
    for name, (value, origin) in said.items():
        own = of_language if name in ("title", "language", "description") else ""
        found |= facts(files.get(origin) or own or usual, **{name: value})
    return found


def shown_pattern(settings: Settings, chosen: frozenset[str]) -> str:
    """The pattern for the first section of posts that has one."""
    rules = hugo_permalink.rules(settings.values.get("permalinks"))
    return next(
        (
            rule.pattern
            for name in sorted(chosen)
            for rule in rules
            if any(
                hugo_permalink.matches(glob, f"/{name.lower()}/x".replace("//", "/"))
                for glob in rule.globs
            )
        ),
        "",
    )


def is_dated(path: str, text: str) -> bool:
    """Whether the front matter at the beginning of `text` gives a date; Hugo does not ask the path."""
    return bool(_IS_DATED.search(text))


def chosen(there: Sequence[Section], settings: Settings) -> frozenset[str]:
    """The sections that hold posts: those of `mainSections`, else the usual ones, else the one with most dated files."""
    named = settings.texts("mainsections") or hugo_config.texts(
        settings.table("params").get("mainsections")
    )
    asked = {section.name for section in there if section.name in named}
    if asked:
        return frozenset(asked)
    dated = [section for section in there if section.mostly_dated]
    if usual := {section.name for section in dated if section.usual}:
        return frozenset(usual)
    likely = [one for one in dated if one.name.lower() not in sections.OTHERS] or dated
    most = max(likely, key=lambda section: section.dated, default=None)
    return frozenset({most.name}) if most else frozenset()


def roots(
    files: Files, sources: Sequence[str], chosen: frozenset[str]
) -> tuple[str, ...]:
    """The folders of the `chosen` sections; those of all content where posts are in no section, or nothing is chosen."""
    if not chosen or "" in chosen:
        return tuple(filter(files.is_folder, sources)) or ("",)
    places = (posixpath.join(source, name) for source in sources for name in chosen)
    return tuple(sorted(filter(files.is_folder, places)))


def authors(files: Files, sources: Sequence[str]) -> dict[str, Author]:
    """Authors by key, from `data/authors` and from `content/authors/*/_index.md`."""
    found = {}
    for name in files.names("data/authors"):
        path = f"data/authors/{name}"
        table = files.toml(path) if name.endswith(".toml") else files.yaml(path)
        found[name.rpartition(".")[0]] = line(table.get("name"))
    for source in sources:
        for key in files.names(f"{source}/authors"):
            values = sections.head(files.text(f"{source}/authors/{key}/_index.md"))
            found.setdefault(key, line(values.get("title")))
    return {
        key: Author(name=name)
        for key, name in found.items()
        if name and "@" not in name
    }
