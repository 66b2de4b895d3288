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

from envoi.stamps import (
    HOME,
    LEDGER,
    Seen,
    Young,
    digest,
    digest_of,
    holds,
    program,
    seen,
    stamps_of,
    write,
    young,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

VALUED = frozenset({"--now", "--output", "--post", "--since", "--url", "-o"})
"""Options of a build that a value follows, and after which it can be replayed."""

FLAGS = frozenset({"--json", "--keep-going", "--new-ids", "--quiet", "--strict", "-q"})
"""Options of a build without a value, with which it can be replayed."""

_ENVIRONMENT = (
    "COLUMNS", "FORCE_COLOR", "NO_COLOR", "PYTHONIOENCODING", "SOURCE_DATE_EPOCH", "TERM",
)  # fmt: skip
_KEPT_AT_MOST = 16
_HEAD = "envoi replay 2"
_PART = "\x1d"


def replayed(words: Sequence[str]) -> bool:
    """Print what `envoi build WORDS` printed last time; False, and nothing is printed, unless it would do so again."""
    named = _named(words)
    if named is None or sys.getfilesystemencoding() != "utf-8":
        return False
    folder, _ = named
    try:
        with open(
            f"{folder}/{HOME}/{_file(words)}", encoding="utf-8", newline=""
        ) as file:
            text, _, name = file.read().rpartition(_PART)
        head, token, until, *surveys, written, out, err = text.split(_PART)
        same = (
            (head, token, name) == (_HEAD, _token(words), digest([text]))
            and (not until or time.time() < float(until))
            and holds(surveys[:2], _look(*named).digest, folder)
            and holds(surveys[2:], digest_of(stamps_of(written.splitlines())))
        )
    except (OSError, ValueError):
        return False
    if same:
        _print(out, err)
    return same


_LOOKED: dict[tuple[str, ...], Seen] = {}
"""What `replayed` saw in vain, for the build that comes after it."""


def _look(*place: str) -> Seen:
    looked = _LOOKED[tuple(map(os.path.normpath, place))] = Seen(*place)
    return looked


def look(folder: str, output: str) -> Seen | None:
    """As `stamps.seen`; what `replayed` saw right before is not looked at again."""
    place = os.path.normpath(folder), os.path.normpath(output)
    return _LOOKED.pop(place, None) or seen(folder, output)


def survey(words: Sequence[str], seen: Seen | None) -> Young | None:
    """What is young in the folder of `envoi build WORDS`, as it was `seen`, before it is read; None where that cannot be replayed."""
    try:
        return seen.young() if seen and _named(words) else None
    except OSError:
        return None


def keep(
    words: Sequence[str],
    seen: Seen,
    before: Young,
    posts: Iterable[str],
    written: Iterable[str],
    until: float | None,
    tell: Callable[[], None],
) -> None:
    """Keep what `tell` prints for the next `envoi build WORDS`.

    `seen` is the folder as it was when the build began, and `before` what was young in it; `posts` are the paths in it of what was read, of which one that
    was not seen cannot be told. `written` are the paths of what it published, whether it had changed or not. `until` is the second (Unix time) at which the same files come to something else (None: never).
    """
    if not (named := _named(words)) or not seen.stamps.keys() >= set(posts):
        return
    try:
        paths = sorted((*written, os.path.join(named[0], LEDGER)))
        published = stamps_of(paths)
        after = young(published)
    except OSError:
        return
    if after is None:
        return
    out, err = _heard(tell)
    parts = [_HEAD, _token(words), "" if until is None else repr(until)]
    for told, pairs in ((seen.digest, before), (digest_of(published), after)):
        parts += [told, "\n".join(map("\0".join, pairs))]
    text = _PART.join([*parts, "\n".join(paths), out, err])
    if text.count(_PART) == 9:
        _write(f"{named[0]}/{HOME}", _file(words), sealed(text))


def sealed(text: str) -> str:
    """What is kept, with a short name of it behind, by which it is told that all of it is there and as it was."""
    return f"{text}{_PART}{digest([text])}"


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
    return folder, output or os.path.join(folder, "public")


def _file(words: Sequence[str]) -> str:
    return f"replay-{digest([os.getcwd(), *words])[:16]}"


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
    return digest([program(), *words, *terminal, *known])


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


def _write(home: str, name: str, text: str) -> None:
    """Keep `text`; where that cannot be, nothing is kept, and nothing said."""
    try:
        write(home, name, text.encode())
        kept = [entry for entry in os.scandir(home) if entry.name.startswith("replay-")]
        kept.sort(key=lambda entry: entry.stat().st_mtime_ns)
        for old in kept[:-_KEPT_AT_MOST]:
            os.unlink(old)
    except (OSError, ValueError):
        pass
