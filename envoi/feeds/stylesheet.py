"""The CSS by which a browser shows a feed, and says in the reader's language what to do with it."""

from __future__ import annotations

from urllib.parse import urlsplit

from envoi.addresses import below
from envoi.model import Site
from envoi.templating import Templates
from envoi.words import languages, words

PATH = "feeds/feed.css"
"""Where it stands below the output: the name bears no version, so that no feed changes with it."""


def address(site: Site) -> str:
    """The address of the style sheet on its host, so that it is found on any other one too, such as localhost."""
    return urlsplit(below(site.url, PATH)).path


def write(files: Templates, site: Site) -> str:
    """The style sheet. Where a feed says no language (RSS has no attribute for it), it speaks that of the site."""
    spoken = {"": site.language, **{f":lang({each})": each for each in languages()}}
    said = "".join(
        _says(f":root{which}", language) for which, language in spoken.items()
    )
    return f"{files.read('feed.css')}\n{files.read('palette.css')}\n{said}"


def _says(selector: str, language: str) -> str:
    say = words(language)
    said = {"what": "feed_is", "how": "feed_how", "archive": "feed_archive"}
    texts = "; ".join(
        f"--{name}: {_quoted(say.say(key))}" for name, key in said.items()
    )
    return f"{selector} {{ direction: {say.direction}; {texts} }}\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
