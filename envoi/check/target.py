"""What the user named, a folder, a file or an address -> the feeds and letters in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from envoi import output, web
from envoi.problems import Exit, Place, Stop


def fetched(url: str) -> bytes:
    """What is found at the address that the user typed."""
    accept = (
        "application/rss+xml, application/atom+xml, application/feed+json, */*;q=0.5"
    )
    return web.fetch(url, accept=accept)


def content(path: Path, shown: str) -> bytes:
    """The bytes of a file; raises Stop if there is none, or the system refuses it."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise Stop(
            "no-folder",
            f"there is no file or folder {shown}",
            "name the folder of your posts, a feed, or its address",
        ) from error
    except OSError as error:
        raise Stop(
            "unreadable",
            f"cannot be read: {error.strerror}",
            "check its permissions",
            exit=Exit.ENVIRONMENT,
            place=Place(path=shown),
        ) from error


def built(target: Path, folder: Path) -> Iterator[tuple[str, str, bytes]]:
    """The files that Envoi wrote below `target`: path below it, name to show, and bytes.

    A name is relative to `folder` where it is below that.
    """
    for manifest in sorted(target.glob(f"*/{output.MANIFEST}")):
        for path in sorted(output.listed(manifest.read_bytes(), manifest.parent.name)):
            file = target / path
            if file.is_file():
                yield path, _shown(file, folder), content(file, str(file))


def _shown(file: Path, folder: Path) -> str:
    inside = file.is_relative_to(folder)
    return (file.relative_to(folder) if inside else file.absolute()).as_posix()
