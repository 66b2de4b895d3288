"""What `envoi.toml` says of a picture -> where the site has it, and its size."""

from __future__ import annotations

from pathlib import Path

from envoi.addresses import absolute, below, is_web
from envoi.dialects import Dialect
from envoi.model import Image
from envoi.posts import folder


def picture(typed: str, root: Path, site: str, dialect: Dialect) -> Image | None:
    """The picture that `typed` names: an address, or a path in the folder `root` or, after a slash, on the `site`.

    None if it is neither an address nor a file. The size of what is elsewhere is not known.
    """
    if is_web(typed):
        return Image(url=absolute(typed, "") or "")
    path = typed.removeprefix("./").lstrip("/")
    places = [path, *(f"{static}/{path}" for static in dialect.statics)]
    if typed.startswith("/"):
        places = [*places[1:], path]
    found = next((place for place in places if folder.exists(root, place)), "")
    if not found:
        return None
    width, height = folder.picture_size(root, found)
    url = below(site, dialect.file_address(found))
    return Image(url=url, width=width, height=height)
