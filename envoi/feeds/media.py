"""The picture and the further files of an Entry -> elements of Media RSS (rssboard.org/media-rss)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import unquote, urlsplit

from lxml.etree import _Element

from envoi.feeds import adapter
from envoi.mediatypes import PICTURES
from envoi.model import Enclosure, Image

NAMESPACE: Final = "http://search.yahoo.com/mrss/"

_MEDIA: Final = f"{{{NAMESPACE}}}"
_MEDIUMS: Final[Mapping[str, str]] = {
    "audio": "audio",
    "image": "image",
    "video": "video",
}


def add(parent: _Element, image: Image | None, files: Iterable[Enclosure] = ()) -> None:
    """Add the picture with its text alternative, and `files`, to the item or entry `parent`.

    None of them is in a group: a group holds several forms of one thing.
    """
    if image:
        content = adapter.add(
            parent,
            f"{_MEDIA}content",
            url=image.url,
            medium="image",
            type=_type(image.url),
            width=image.width,
            height=image.height,
        )
        if image.alt:
            adapter.add(content, f"{_MEDIA}description", image.alt, type="plain")
    for file in files:
        adapter.add(
            parent,
            f"{_MEDIA}content",
            url=file.url,
            medium=_MEDIUMS.get(file.type.partition("/")[0], "document"),
            type=file.type,
            fileSize=file.length,
            duration=file.duration,
        )


@lru_cache(maxsize=64)
def _type(url: str) -> str:
    """The media type of the picture at `url`, by its name. Each format asks for those of some entries in a row."""
    suffix = PurePosixPath(unquote(urlsplit(url).path)).suffix.lower()
    return PICTURES.get(suffix, "")
