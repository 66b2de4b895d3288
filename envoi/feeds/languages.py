"""A feed of posts in several languages -> those languages, and how each is called."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from envoi.model import Post, Site


def languages(posts: Iterable[Post], site: Site) -> dict[str, tuple[Post, ...]]:
    """`posts` by language, in the order of its tags; empty where there is but one language.

    Tags are of one language if their first subtags are equal, and the scripts that go with
    them (`en` and `en-GB`, not `zh-CN` and `zh-TW`). It is called by the tag that all its
    posts have, else by that of the site, else by the first subtag.
    """
    found: dict[tuple[str, str], list[Post]] = {}
    for post in posts:
        found.setdefault(_written(post.language), []).append(post)
    if len(found) < 2:
        return {}
    named = {_tag(key, group, site): tuple(group) for key, group in found.items()}
    return dict(sorted(named.items()))


def own_name(language: str) -> str:
    """How the language is called in itself (`Türkçe`); its tag where that is not known."""
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return language
    name = locale.get_display_name(locale) or language
    return name.replace(" (", ", ").rstrip(")")


def _tag(key: tuple[str, str], posts: list[Post], site: Site) -> str:
    tags = {post.language for post in posts}
    if len(tags) == 1:
        return tags.pop()
    return site.language if _written(site.language) == key else "-".join(key).strip("-")


@lru_cache(maxsize=256)
def _written(language: str) -> tuple[str, str]:
    """The first subtag, and the script if it is not the one that the language alone goes with."""
    from babel.core import get_global

    first, *rest = language.split("-")
    likely = get_global("likely_subtags")

    def script(*subtags: str) -> str:
        full = likely.get("_".join(subtags), "").split("_")
        return full[1] if len(full) == 3 else ""

    typed = next((part for part in rest if len(part) == 4 and part.isalpha()), "")
    region = next((part for part in rest if len(part) == 2), "")
    own = typed or (script(first, region) if region else "")
    return first, own if own and own != script(first) else ""
