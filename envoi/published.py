"""The output folder -> the files that Envoi wrote there, as they are now."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from envoi.output import MANIFEST, listed
from envoi.problems import Exit, Stop


def files(output: Path) -> Iterator[tuple[str, bytes]]:
    """The path below `output` and the bytes of each file of `names`; raises Stop for one that the system refuses."""
    for path in names(output):
        yield path, content(output / path)


def names(output: Path) -> Iterator[str]:
    """The path below `output` of each file that a manifest there lists, those at the top first.

    Files that are gone are passed over.
    """
    single = (output / MANIFEST, "")
    folders = ((path, path.parent.name) for path in output.glob(f"*/{MANIFEST}"))
    for manifest, top in (single, *sorted(folders)):
        for path in (
            sorted(listed(content(manifest), top)) if manifest.is_file() else ()
        ):
            if (output / path).is_file():
                yield path


def shown(file: Path, folder: Path) -> str:
    """The path of `file` as a report shows it: below `folder` if it is there."""
    inside = file.is_relative_to(folder)
    return (file.relative_to(folder) if inside else file.absolute()).as_posix()


def content(path: Path) -> bytes:
    """The bytes of a file; raises Stop if there is none, or the system refuses it."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise Stop(
            "no-folder",
            f"there is no file or folder {path}",
            "name the folder of your posts, a letter, a feed, or its address",
        ) from error
    except OSError as error:
        raise Stop(
            "unreadable",
            f"{path} cannot be read: {error.strerror}",
            "check what it is and its permissions",
            exit=Exit.ENVIRONMENT,
        ) from error
