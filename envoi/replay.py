"""The words of a command -> what it printed last time, where nothing has changed since that it could see.

This is all that runs then, so it imports as little as it can. What is kept is in `.envoi/` in the folder of the posts,
and may be deleted at any time: it only spares work, and where it is damaged, foreign or old it spares none.
"""

from __future__ import annotations

import io
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b

from envoi import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

HOME = ".envoi"
"""The folder of what is kept, below that of the posts."""

VALUED = frozenset({"--now", "--output", "--post", "--since", "--url", "-o"})
"""Options of a build that a value follows, and after which it can be replayed."""

FLAGS = frozenset({"--json", "--keep-going", "--new-ids", "--quiet", "--strict", "-q"})
"""Options of a build without a value, with which it can be replayed."""

LATE = 2_000_000_000
"""Nanoseconds within which a file may change twice and bear one time: FAT counts every other second (git's racy rule)."""

_LEDGER = "envoi.lock"
_PASSED_OVER = frozenset({".git", ".hg", ".svn", HOME, "__pycache__", "node_modules"})
_ENVIRONMENT = (
    "COLUMNS", "FORCE_COLOR", "NO_COLOR", "PYTHONIOENCODING", "SOURCE_DATE_EPOCH", "TERM",
)  # fmt: skip
_RACY_AT_MOST = 200
_KEPT_AT_MOST = 16
_HEAD = "envoi replay 1"
_PART = "\x1d"


Survey = tuple[str, tuple[tuple[str, str], ...]]
"""All files of a folder at one moment: a digest of their stamps, and the content of those that may change and keep their stamp."""


def replayed(words: Sequence[str]) -> bool:
    """Print what `envoi build WORDS` printed last time; False, and nothing is printed, unless it would do so again."""
    named = _named(words)
    if named is None or sys.getfilesystemencoding() != "utf-8":
        return False
    folder, output = named
    try:
        with open(_file(folder, words), encoding="utf-8", newline="") as file:  # noqa: PTH123
            head, token, until, *surveys, written, out, err = file.read().split(_PART)
        same = (
            (head, token) == (_HEAD, _token(words))
            and (not until or time.time() < float(until))
            and _holds(surveys[:2], _stamps_of(folder, output))
            and _holds(surveys[2:], _stamps(written.splitlines()))
        )
    except (OSError, ValueError):
        return False
    if same:
        _print(out, err)
    return same


def survey(words: Sequence[str]) -> Survey | None:
    """The folder of `envoi build WORDS` before it is read; None where it cannot be replayed."""
    named = _named(words)
    try:
        return _survey(_stamps_of(*named)) if named else None
    except OSError:
        return None


def keep(
    words: Sequence[str],
    before: Survey,
    written: Iterable[str],
    until: float | None,
    tell: Callable[[], None],
) -> None:
    """Keep what `tell` prints for the next `envoi build WORDS`.

    `before` is the folder as it was when the build began, `written` are the paths of what it published, whether it had
    changed or not. `until` is the second (Unix time) at which the same files come to something else (None: never).
    """
    named, paths = _named(words), sorted(written)
    try:
        after = _survey(_stamps(paths))
    except OSError:
        return
    if named is None or max(len(before[1]), len(after[1])) > _RACY_AT_MOST:
        return
    out, err = _heard(tell)
    parts = [_HEAD, _token(words), "" if until is None else repr(until)]
    for digest, racy in (before, after):
        parts += [digest, "\n".join("\0".join(pair) for pair in racy)]
    text = _PART.join([*parts, "\n".join(paths), out, err])
    if text.count(_PART) == 9:
        _write(_file(named[0], words), text)


def _named(words: Sequence[str]) -> tuple[str, str] | None:
    """The folder and the output that `words` name; None where they ask for what is never replayed."""
    folders, output = [], ""
    rest = iter(words)
    for word in rest:
        option, equals, value = word.partition("=")
        if option in VALUED:
            value = value if equals else next(rest, "")
            output = value if option in ("--output", "-o") else output
        elif not word.startswith("-"):
            folders.append(word)
        elif word not in FLAGS:
            return None
    if len(folders) > 1:
        return None
    folder = folders[0] if folders else "."
    return folder, output or os.path.join(folder, "public")  # noqa: PTH118


def _file(folder: str, words: Sequence[str]) -> str:
    name = _digest([os.getcwd(), *words])[:16]  # noqa: PTH109
    return f"{folder}/{HOME}/replay-{name}"


def _token(words: Sequence[str]) -> str:
    """A short name of all that shapes what is printed and is not in the folder: words, terminal, environment, the program itself."""
    terminal = []
    for stream in (sys.stdout, sys.stderr):
        tty = stream.isatty()
        terminal += [
            str(tty),
            str(os.get_terminal_size(stream.fileno())) if tty else "",
        ]
    known = [os.environ.get(name, "-") for name in _ENVIRONMENT]
    package = os.path.dirname(__file__)  # noqa: PTH120
    shelves = (str(_stamp(shelf)) for shelf in sys.path)
    return _digest(
        [
            __version__,
            sys.version,
            _digest_of(_stamps_of(package, "")),
            *shelves,
            *words,
            *terminal,
            *known,
        ]
    )


_Stamps = dict[str, tuple[int, ...] | None]
"""Size in bytes, times of change of content and inode in nanoseconds, and inode of each file; None where there is none."""


def _stamps_of(folder: str, output: str) -> _Stamps:
    """The stamps of all files below `folder`, but for those of versioning, of `output`, and of the ledger that builds write."""
    found: _Stamps = {}
    ours, ledger = os.path.realpath(output), f"{folder}/{_LEDGER}"
    places = [folder]
    for place in places:
        with os.scandir(place) as entries:
            for entry in entries:
                if entry.name in _PASSED_OVER or entry.path == ledger:
                    continue
                if not entry.is_dir(follow_symlinks=False):
                    found[entry.path] = _stamp(entry)
                elif os.path.realpath(entry.path) != ours:
                    places.append(entry.path)
    return found


def _stamps(paths: Iterable[str]) -> _Stamps:
    return {path: _stamp(path) for path in paths}


def _stamp(file: os.DirEntry[str] | str) -> tuple[int, ...] | None:
    try:
        found = os.stat(file) if isinstance(file, str) else file.stat()  # noqa: PTH116
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def _survey(stamps: _Stamps) -> Survey:
    """What to know `stamps` again by: a file that changed just now may change once more and look the same, so its content counts."""
    late = time.time_ns() - LATE
    racy = sorted(path for path, one in stamps.items() if one and max(one[1:3]) > late)
    contents = tuple((path, _content(path)) for path in racy[: _RACY_AT_MOST + 1])
    return _digest_of(stamps), contents


def _holds(kept: Sequence[str], stamps: _Stamps) -> bool:
    """Whether the files that have `stamps` now are those of the survey that was `kept`."""
    digest, racy = kept
    pairs = (line.split("\0") for line in racy.splitlines())
    return digest == _digest_of(stamps) and all(
        content == _content(path) for path, content in pairs
    )


def _content(path: str) -> str:
    with open(path, "rb") as file:  # noqa: PTH123
        return blake2b(file.read(), digest_size=16).hexdigest()


def _digest_of(stamps: _Stamps) -> str:
    return _digest(f"{path}\0{stamps[path]}" for path in sorted(stamps))


def _digest(texts: Iterable[str]) -> str:
    joined = "\n".join(texts).encode("utf-8", "surrogateescape")
    return blake2b(joined, digest_size=16).hexdigest()


class _Told(io.StringIO):
    """Takes in what a stream would print, and says of itself what that is."""

    def __init__(self, stream: IO[str]) -> None:
        super().__init__()
        self._stream = stream

    def isatty(self) -> bool:
        return self._stream.isatty()


def _heard(tell: Callable[[], None]) -> tuple[str, str]:
    """What `tell` would print, on standard output and on standard error."""
    real = sys.stdout, sys.stderr
    out, err = _Told(real[0]), _Told(real[1])
    sys.stdout, sys.stderr = out, err
    try:
        tell()
    finally:
        sys.stdout, sys.stderr = real
    return out.getvalue(), err.getvalue()


def _print(out: str, err: str) -> None:
    for stream, text in ((sys.stderr, err), (sys.stdout, out)):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
        try:
            stream.write(text)
            stream.flush()
        except BrokenPipeError:  # `| head` has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _write(path: str, text: str) -> None:
    """Keep `text`; where that cannot be, nothing is kept, and nothing said."""
    home = os.path.dirname(path)  # noqa: PTH120
    try:
        os.makedirs(home, exist_ok=True)  # noqa: PTH103
        _replace(f"{home}/.gitignore", "*\n")
        _replace(path, text)
        kept = [entry for entry in os.scandir(home) if entry.name.startswith("replay-")]
        kept.sort(key=lambda entry: entry.stat().st_mtime_ns)
        for old in kept[:-_KEPT_AT_MOST]:
            os.unlink(old)  # noqa: PTH108
    except (OSError, ValueError):
        pass


def _replace(path: str, text: str) -> None:
    new = f"{path}.{os.getpid()}"
    with open(new, "w", encoding="utf-8", newline="") as file:  # noqa: PTH123
        file.write(text)
    os.replace(new, path)  # noqa: PTH105
