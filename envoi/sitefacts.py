"""A folder with a site generator's configuration -> what that says about the site."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from envoi.addresses import is_web
from envoi.language import language_tag


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteFacts:
    """What a configuration states about its site; empty where it is silent. `file` is its name."""

    file: str = ""
    url: str = ""
    title: str = ""
    description: str = ""
    language: str = ""


def neighbour(folder: Path) -> SiteFacts:
    """What the first known configuration in `folder` states; nothing if there is none that can be read.

    `url` is there only if it is absolute, `language` only if it is a language tag.
    """
    for name, read in SITE_FILES.items():
        try:
            found = read((folder / name).read_text(encoding="utf-8-sig"))
        except (OSError, ValueError, RecursionError):
            continue
        facts = _facts(name, {str(key).lower(): found[key] for key in found})
        if facts.url or facts.title:
            return facts
    return SiteFacts()


def _facts(name: str, found: Mapping[str, Any]) -> SiteFacts:
    url = next(filter(is_web, (_line(found.get(key)) for key in _URLS)), "")
    if name == "_config.yml" and url and (base := _line(found.get("baseurl"))):
        # Jekyll splits the address of the site into url and baseurl.
        url = url if is_web(base) else f"{url.rstrip('/')}/{base.strip('/')}"
    return SiteFacts(
        file=name,
        url=url,
        title=_line(found.get("title")),
        description=_line(found.get("description")),
        language=next(
            filter(None, (language_tag(_line(found.get(key))) for key in _LANGUAGES)),
            "",
        ),
    )


def _line(value: Any) -> str:
    """`value` as one line of text; of a list its first part, as Hexo lists languages."""
    first = value[0] if isinstance(value, list) and value else value
    if isinstance(first, bool) or not isinstance(first, (str, int)):
        return ""
    text = re.sub(r"[\x00-\x1f\x7f-\x9f\ufffd-\uffff]", " ", str(first))
    return "" if text in ("~", "null") else " ".join(text.split())


def _yaml(text: str) -> dict[Any, Any]:
    import yaml

    try:
        found = yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error
    return found if isinstance(found, dict) else {}


_URLS: Final = ("url", "base_url", "baseurl")
_LANGUAGES: Final = ("language", "default_language", "languagecode", "lang")

SITE_FILES: Final[Mapping[str, Callable[[str], Mapping[Any, Any]]]] = {
    "_config.yml": _yaml,
    "hugo.toml": tomllib.loads,
    "hugo.yaml": _yaml,
    "config.toml": tomllib.loads,
    "config.yaml": _yaml,
}
"""Configurations of site generators that name the site's address: Jekyll, Hexo, Hugo, Zola."""
