"""Listing* -> Artifact*: the files by which people find, read and follow feeds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from envoi.addresses import below
from envoi.feeds import opml, page, snippet, stylesheet
from envoi.feeds.listing import Listing, links
from envoi.model import Artifact, Site
from envoi.templating import Templates

OPML: Final = "feeds/feeds.opml"
SNIPPET: Final = "feeds/head.html"

PATHS: Final = (page.PATH, stylesheet.PATH, OPML, SNIPPET)
"""Where they stand."""


def write(
    listings: Sequence[Listing], site: Site, files: Templates
) -> Iterator[Artifact]:
    """The page, the style sheet of the feeds, the list for programs, and the lines for the head of every page."""
    announced = tuple(links(listings, site.language))
    lines = snippet.write(announced)
    html = page.write(
        listings,
        announced,
        site,
        files,
        snippet=lines,
        opml=below(site.url, OPML),
    )
    css = stylesheet.write(files, site)
    yield Artifact(path=page.PATH, content=html.encode(), media_type="text/html")
    yield Artifact(path=stylesheet.PATH, content=css.encode(), media_type="text/css")
    yield Artifact(
        path=OPML, content=opml.write(listings, site), media_type="text/x-opml"
    )
    yield Artifact(path=SNIPPET, content=lines.encode(), media_type="text/html")
