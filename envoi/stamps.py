"""A folder -> the stamps of its files, by which a file that changed is told from one that did not, without reading it.

What imports it may be all that runs, so it imports as little as it can.
"""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Iterable, Sequence
from hashlib import blake2b

from envoi import __version__

HOME = ".envoi"
"""The folder of what is kept of builds, below that of the posts."""

LATE = 2_100_000_000
"""Nanoseconds within which a file may change twice and bear one time (git's racy rule): FAT counts every other second, and by a clock that the system sets forward some hundred times a second."""

TEMPLATES = "templates/"
"""The folder of the user's templates, which may be a link to one that several sites share, as may those in it."""

LEDGER = "envoi.lock"
_HOME_PAGE = "index.html"
_PASSED = ".gitignore"
_MANIFEST = ".envoi-manifest"
_PAGES = (".html", ".xml")
_WRITTEN = (*_PAGES, ".css", ".json", ".opml")
"""How the names of files end that builds write beside those of a site."""

PASSED_OVER = frozenset({".git", ".hg", ".svn", HOME, "__pycache__", "node_modules"})
"""Folders, and what is called so else, that nobody looks into: no file in them is one of the site."""

RACY_AT_MOST = 20_000_000
"""How many bytes of such files are compared by their content."""

Stamp = str
"""When a file or its inode last changed, in nanoseconds and of a fixed length, so that the later of two is the greater one; then
the other one of these two times, size in bytes, and inode. Where a link to a folder leads. Nothing where there is no file."""

Stamps = dict[str, Stamp]
"""The stamps of files by their paths."""


Young = tuple[tuple[str, str], ...]
"""The paths of files that may change and keep their stamp, each with a short name of its content."""


class Seen:
    """All files of a folder at one moment: their stamps by their paths in it, and the time in nanoseconds.

    Raises OSError for a folder that cannot be looked into.
    """

    def __init__(self, folder: str, output: str) -> None:
        self.at = time.time_ns()
        self.stamps = below(folder, output)
        self._folder = folder
        self._digest = ""
        self._late = _time(self.at - LATE)

    @property
    def digest(self) -> str:
        """A short name of the stamps."""
        self._digest = self._digest or digest_of(self.stamps)
        return self._digest

    def is_racy(self, stamp: Stamp) -> bool:
        """Whether a file that bears `stamp` may have changed once more since, and bear the same."""
        return stamp > self._late

    def young(self) -> Young | None:
        """Those of the files that are not told by their stamps; None where that takes too much reading."""
        return young(self.stamps, self._folder)


def seen(folder: str, output: str) -> Seen | None:
    """All files of `folder` now, but for what builds wrote to `output`; None for a folder that cannot be looked into."""
    try:
        return Seen(folder, output)
    except OSError:
        return None


def below(folder: str, output: str = "") -> Stamps:
    """The stamps of all files below `folder`, but for those of versioning and the ledger that builds write; an empty folder has none.

    Of what is in `output`, which may hold the site, what builds wrote and pages are passed over: posts show nothing of them, but that
    there is a page at its top tells that it holds a site. No link to a folder is followed but those of templates: it is told where they lead.
    """
    found: Stamps = {}
    start = len(os.path.join(folder, ""))
    root, ours = _real(folder), _real(output or folder)
    within = ours != root and ours.startswith(root)
    places = [folder]
    followed = {root}
    for place in places:
        here = os.path.join(root + place[start:], "")
        built = within and here.startswith(ours)
        listed = built and os.path.lexists(f"{place}/{_MANIFEST}")
        if listed and here != ours:
            continue
        passed_over = _WRITTEN if listed else _PAGES
        empty = not built
        with os.scandir(place) as entries:
            for entry in entries:
                empty = False
                path = entry.path[start:]
                if entry.name in PASSED_OVER or path == LEDGER:
                    continue
                if entry.is_dir(follow_symlinks=False):
                    places.append(entry.path)
                elif entry.is_symlink() and os.path.isdir(entry.path):
                    leads = _real(entry.path)
                    found[path] = leads
                    if f"{path}/".startswith(TEMPLATES) and leads not in followed:
                        followed.add(leads)
                        places.append(entry.path)
                elif not (built and entry.name.endswith((*passed_over, _MANIFEST))):
                    found[path] = stamp(entry)
                elif here == ours and entry.name == _HOME_PAGE:
                    found[path] = ""
        if empty:
            found[os.path.join(place[start:], "")] = ""
    return found


def _real(folder: str) -> str:
    """Where `folder` is without links, with a slash behind it."""
    return os.path.join(os.path.realpath(folder), "")


def _time(at: int) -> str:
    return f"{at:020}"


_KNOWN: list[str] = []
"""The name of the program, once it was asked for: it does not change while it runs."""


def program() -> str:
    """A short name of the program that runs: its version and files, Python's, and when libraries were last installed."""
    if not _KNOWN:
        files = digest_of(below(os.path.dirname(__file__)))
        shelves = (_changed(path) for path in sys.path if path.endswith("-packages"))
        _KNOWN.append(digest([__version__, sys.version, files, *shelves]))
    return _KNOWN[0]


def _changed(folder: str) -> str:
    """When something last came into `folder` or went from it; nothing where there is none."""
    try:
        return str(os.stat(folder).st_mtime_ns)
    except OSError:
        return ""


def write(home: str, name: str, content: bytes) -> None:
    """Keep `content` as the file `name` in the folder `home`. Raises OSError."""
    new = begun(home, name)
    with open(new, "wb") as opened:
        opened.write(content)
    os.replace(new, f"{home}/{name}")


def begun(home: str, name: str) -> str:
    """Where that which is to be the file `name` in the folder `home`, which git is to pass over, is written first. Raises OSError."""
    os.makedirs(home, exist_ok=True)
    if name != _PASSED:
        write(home, _PASSED, b"*\n")
    for left in os.listdir(home):
        stem, _, process = left.rpartition(".")
        if stem == name and process.isdecimal() and not _runs(int(process)):
            os.unlink(f"{home}/{left}")
    return f"{home}/{name}.{os.getpid()}"


def _runs(process: int) -> bool:
    """Whether there is a process of that number; what one that was killed left is of no use."""
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        pass
    return True


def stamps_of(paths: Iterable[str]) -> Stamps:
    """The stamps of the files at `paths`."""
    return {path: stamp(path) for path in paths}


def stamp(file: os.DirEntry[str] | str) -> Stamp:
    """The stamp of one file; nothing where there is none, or something else, such as a pipe."""
    try:
        found = os.stat(file) if isinstance(file, str) else file.stat()
    except OSError:
        return ""
    if not stat.S_ISREG(found.st_mode):
        return ""
    first, last = found.st_mtime_ns, found.st_ctime_ns
    if first > last:
        first, last = last, first
    return f"{last:020} {first} {found.st_size} {found.st_ino}"


def young(stamps: Stamps, folder: str = "") -> Young | None:
    """Files in `folder` that changed just now, and may change once more and bear the same of `stamps`: their content counts.

    None where there is too much of that to read.
    """
    since = _time(time.time_ns() - LATE)
    racy = sorted(path for path, one in stamps.items() if one > since)
    if sum(int(stamps[path].split()[2]) for path in racy) > RACY_AT_MOST:
        return None
    return tuple((path, content(os.path.join(folder, path))) for path in racy)


def holds(kept: Sequence[str], digest: str, folder: str = "") -> bool:
    """Whether the files in `folder` whose stamps have that `digest` now are those that were `kept`: a digest, and those that were young."""
    known, young = kept
    pairs = (line.split("\0") for line in young.splitlines())
    return known == digest and all(
        before == content(os.path.join(folder, path)) for path, before in pairs
    )


def content(path: str) -> str:
    """A short name of what is in the file at `path`."""
    with open(path, "rb") as file:
        return blake2b(file.read(), digest_size=16).hexdigest()


def digest_of(stamps: Stamps) -> str:
    """A short name of `stamps`."""
    return digest(f"{path}\0{stamps[path]}" for path in sorted(stamps))


def digest(texts: Iterable[str]) -> str:
    """A short name of `texts`."""
    joined = "\n".join(texts).encode("utf-8", "surrogateescape")
    return blake2b(joined, digest_size=16).hexdigest()
