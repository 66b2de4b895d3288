"""A folder -> the bytes of its post files, the size of its pictures, the length of its recordings; the only file of `posts/` that touches the disk."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator
from operator import attrgetter
from pathlib import Path, PurePosixPath
from typing import Final, NoReturn

from envoi import stamps
from envoi.catalogue import numbered
from envoi.dialects import Dialect
from envoi.ledger import FILE_NAME as LEDGER
from envoi.output import MANIFEST
from envoi.posts import recordings
from envoi.posts.markup import MARKUPS
from envoi.problems import Exit, Place, Report, Stop

_NOT_POSTS: Final = frozenset(
    {
        "readme",
        "license",
        "licence",
        "changelog",
        "contributing",
        "security",
        "code_of_conduct",
    }
)
_NOT_FOLDERS: Final = frozenset(
    {
        "vendor",
        "themes",
        "layouts",
        "templates",
        "issues",
        "public",
        "archetypes",
        "_data",
        "_includes",
        "_layouts",
        "_plugins",
        "_sass",
        "_site",
    }
)
"""Folders beside the posts of a site that hold no posts of it."""

LARGEST: Final = 4_000_000
"""Bytes of the largest file that is read as a post; a text of a thousand pages."""

LARGEST_PICTURE: Final = 40_000_000
"""Bytes of the largest picture that is read; a camera's largest are smaller."""

FOLDER: Final = "/"
"""What stands for the stamp of a folder."""

_LONGEST_PATH: Final = 4096
"""PATH_MAX of Linux; what is longer is no file."""

_TURNS: Final = stamps.PASSED_OVER | {"", ".", ".."}
"""Parts of a path that is to be looked at more closely."""

_NAME: Final = attrgetter("name")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def find(
    roots: Iterable[str],
    dialect: Dialect,
    folder: Path,
    output: Path,
    report: Report,
    skipped: list[str] | None = None,
) -> dict[str, str]:
    """The root of each post file below `roots` by its path, both relative to `folder`, in one order on every machine.

    Hidden files, `_index.md`, README and the like, Envoi's own `output`, now or of an earlier
    build, and links that lead out of the folder are passed over; the last of these is said.
    What is in the same folders and no post, but for hidden files, is added to `skipped`.
    """
    found: dict[str, str] = {}
    others: dict[str, None] = {}
    for root in sorted(roots, key=len, reverse=True):
        for path in _below(root, dialect, folder, output, report, others):
            found.setdefault(path, root)
    if skipped is not None:
        skipped += sorted(others.keys() - found.keys())
    return {path: found[path] for path in sorted(found)}


def _below(
    posts: str,
    dialect: Dialect,
    folder: Path,
    output: Path,
    report: Report,
    skipped: dict[str, None],
) -> Iterator[str]:
    root, own = os.path.realpath(folder), os.path.realpath(output)
    place = folder / posts
    start = "" if place == folder else place.relative_to(folder).as_posix()
    waiting = [(start, os.path.realpath(place))]
    while waiting:
        here, real = waiting.pop()
        entries = _listed(folder / here)
        if here != start and MANIFEST in entries:
            continue
        prefix = f"{here}/" if here else ""
        inner = {name for name, entry in entries.items() if _is_folder(entry)}
        folders = [
            name
            for name, entry in entries.items()
            if name in inner
            and not name.startswith(".")
            and name not in stamps.PASSED_OVER
            and not (name.lower() in _NOT_FOLDERS and not here)
            and not _is_output(entry, f"{real}/{name}", own)
            and not dialect.passes_over(prefix + name)
        ]
        for name in folders:
            if entries[name].is_symlink():
                report.warn(
                    "link-outside",
                    "is a link to a folder; not followed",
                    "put the folder itself here, or name it in posts.folder",
                    Place(path=_shown(prefix + name)),
                )
        files = [name for name in entries if name not in inner]
        texts = set(files)
        if dialect.BUNDLES and here != start and any(map(_is_index, files)):
            folders, texts = [], set(filter(_is_index, files))
        for name in files:
            path = prefix + name
            read = name in texts and _is_post(name, dialect, top=not here)
            if not read or dialect.passes_over(path):
                if not name.startswith(".") and path != LEDGER:
                    skipped[_shown(path)] = None
                continue
            if _shown(path) != path:
                report.error(
                    "file-name",
                    "has a name that is not UTF-8 text, or holds control characters; not read",
                    "rename the file",
                    Place(path=_shown(path)),
                )
                continue
            if entries[name].is_symlink() and not _is_in(entries[name].path, root):
                report.warn(
                    "link-outside",
                    "is a link that leads out of the folder; not read",
                    "put the file itself here",
                    Place(path=path),
                )
                continue
            yield path
        waiting += [
            (prefix + name, f"{real}/{name}")
            for name in reversed(folders)
            if not entries[name].is_symlink()
        ]


def _listed(place: Path) -> dict[str, os.DirEntry[str]]:
    """What is in the folder at `place`, by name, in order. Raises Stop if that cannot be told."""
    try:
        with os.scandir(place) as entries:
            return {entry.name: entry for entry in sorted(entries, key=_NAME)}
    except OSError as error:
        _unreadable(error)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether it is a folder, or a link to one."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_output(entry: os.DirEntry[str], real: str, own: str) -> bool:
    """Whether the folder `entry`, at `real` if it is no link, is the output `own`, or a link to what an earlier build wrote."""
    if not entry.is_symlink():
        return real == own
    written = os.path.lexists(f"{entry.path}/{MANIFEST}")
    return written or os.path.realpath(entry.path) == own


def _is_in(place: str, root: str) -> bool:
    """Whether what is at `place` lies below the folder `root`, which is no link.

    Path.resolve raises RuntimeError on a loop of links before Python 3.13.
    """
    return Path(os.path.realpath(place)).is_relative_to(root)


def directly(folder: Path, name: str, dialect: Dialect) -> tuple[str, ...]:
    """The paths of the files in the folder `name` that a post might be, in order; README and hidden ones are passed over."""
    there = folder / name
    try:
        found = [file.name for file in there.iterdir()] if there.is_dir() else []
    except OSError as error:
        _unreadable(error)
    paths = (
        f"{name}/{file}"
        for file in sorted(found, key=numbered)
        if file[0] not in "._" and _is_post(file, dialect, top=True)
    )
    return tuple(
        path for path in paths if _shown(path) == path and exists(folder, path)
    )


def read(folder: Path, path: str, report: Report) -> tuple[bytes, str] | None:
    """The bytes of the file at `path`, and their SHA-256; None, and an error in `report`, if it cannot be read."""
    file = f"{folder}/{path}"
    try:
        status = os.stat(file)
        if not stat.S_ISREG(status.st_mode):
            report.error(
                "unreadable", "is not a file", "take it away", Place(path=path)
            )
            return None
        if status.st_size > LARGEST:
            report.error(
                "too-large",
                f"is larger than {LARGEST // 1_000_000} MB",
                "a post is text; keep pictures and sound in files beside it",
                Place(path=path),
            )
            return None
        data = _bytes(file, status.st_size)
    except OSError as error:
        report.error(
            "unreadable",
            f"cannot be read: {error.strerror}",
            "check the file and its permissions",
            Place(path=path),
        )
        return None
    return data, hashlib.sha256(data).hexdigest()


def _bytes(file: str, size: int) -> bytes:
    """All of a file of `size` bytes, without the buffer of a file object."""
    descriptor = os.open(file, os.O_RDONLY)
    try:
        data = os.read(descriptor, size + 1)
        while more := os.read(descriptor, size + 1):
            data += more
        return data
    finally:
        os.close(descriptor)


def exists(folder: Path, path: str) -> bool:
    """Whether there is a file at `path`, relative to `folder` and inside it."""
    return _inside(folder, path) is not None


def there(folder: Path, path: str) -> stamps.Stamp:
    """What there is at `path`, relative to `folder` and inside it: the stamp of a file, `FOLDER`, or nothing."""
    if file := _inside(folder, path):
        return stamps.stamp(str(file))
    place = os.path.join(folder, path)
    is_folder = (
        len(path) <= _LONGEST_PATH
        and os.path.isdir(place)
        and _of_site(place, folder) is not None
    )
    return FOLDER if is_folder else ""


def size(folder: Path, path: str) -> int:
    """Bytes of the file at `path` inside `folder`; 0 if there is none."""
    file = _inside(folder, path)
    try:
        return file.stat().st_size if file else 0
    except OSError:
        return 0


def duration(folder: Path, path: str) -> int:
    """Seconds of sound or film in the file at `path` inside `folder`; 0 if that cannot be told."""
    file = _inside(folder, path)
    if file is None:
        return 0
    try:
        with file.open("rb", buffering=0) as sound:
            return recordings.seconds(sound)
    except OSError:
        return 0


def picture(folder: Path, path: str) -> bytes | None:
    """The bytes of the picture at `path` inside `folder`; None if there is none, or it cannot be read, or is too large."""
    file = _inside(folder, path)
    try:
        if file and file.stat().st_size <= LARGEST_PICTURE:
            return file.read_bytes()
    except OSError:
        pass
    return None


def picture_size(folder: Path, path: str) -> tuple[int, int]:
    """Width and height in pixels of the picture at `path` inside `folder`; (0, 0) if there is none."""
    file = _inside(folder, path)
    if file is None:
        return 0, 0
    import imagesize

    try:
        width, height = imagesize.get(file)
    except (OSError, ValueError):
        return 0, 0
    return (int(width), int(height)) if width > 0 and height > 0 else (0, 0)


def _inside(folder: Path, path: str) -> Path | None:
    if not 0 < len(path) <= _LONGEST_PATH:
        return None
    file = os.path.join(folder, path)
    try:
        if stat.S_ISREG(os.stat(file).st_mode):
            if _is_straight(folder, path):
                return Path(file)
            return _of_site(file, folder)
    except (OSError, ValueError):
        pass
    return None


def _is_straight(folder: Path, path: str) -> bool:
    """Whether `path` leads down from `folder` and over no link, which is told at a fourth of the price of where it ends."""
    names = path.split("/")
    if os.name != "posix" or not _TURNS.isdisjoint(names):
        return False
    place = str(folder)
    for name in names:
        place = f"{place}/{name}"
        if os.path.islink(place):
            return False
    return True


def _of_site(place: str, folder: Path) -> Path | None:
    """Where what is at `place` is without links; None outside of `folder`, and where nobody looks for what changed."""
    real, root = Path(os.path.realpath(place)), os.path.realpath(folder)
    inside = real.is_relative_to(root) and stamps.PASSED_OVER.isdisjoint(
        real.relative_to(root).parts
    )
    return real if inside else None


def _is_index(name: str) -> bool:
    """Whether a bundle's own text is called `name`: `index.md`, or `index.tr.md`."""
    return name.startswith("index.") and PurePosixPath(name).suffix in MARKUPS


def _is_post(name: str, dialect: Dialect, *, top: bool) -> bool:
    stem, dot, last = name.rpartition(".")
    suffix = dot + last.lower()
    return (
        bool(stem)
        and (suffix in MARKUPS or suffix in dialect.SUFFIXES)
        and name[0] not in f".{dialect.PASSED_OVER}"
        and stem.lower() != "readme"
        and not (top and stem.lower() in _NOT_POSTS)
    )


def _shown(path: str) -> str:
    """`path` without what is no text, or would move the cursor of a terminal."""
    return path if path.isprintable() else _CONTROLS.sub("?", path)


def _unreadable(error: OSError) -> NoReturn:
    raise Stop(
        "unreadable",
        f"{error.filename} cannot be read: {error.strerror}",
        "check the folder and its permissions",
        exit=Exit.ENVIRONMENT,
    )


def text(folder: Path, path: str) -> str:
    """The text of the file at `path` inside `folder`, in UTF-8; nothing if there is none, or it is larger than `LARGEST`."""
    file = _inside(folder, path)
    try:
        if file and file.stat().st_size <= LARGEST:
            return file.read_text(encoding="utf-8-sig")
    except (OSError, ValueError):
        pass
    return ""
