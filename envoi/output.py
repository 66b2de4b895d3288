"""`Artifact*` -> a folder: all or nothing, unchanged files untouched, no path twice.

`.envoi-manifest` in each folder at the top lists what Envoi wrote there, and one beside them the single files at the
top: nothing else is ever changed or removed. POSIX only.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import stat
import time
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from unicodedata import normalize

from .exchange import (
    Changes,
    finish,
    inode_of,
    leaves_of,
    parents_of,
    replace,
    stagings,
    tops_of,
    within,
)
from .model import Artifact
from .problems import Exit, Stop
from .spool import Spool, folder_beside

MANIFEST = ".envoi-manifest"
EXPORT = "export"
"""The folder at the top that is for a mailing service, and that no build and no check touches."""

NAME = re.compile(r"(?!\.{1,2}$|(?i:\.envoi-))[^\x00-\x1f\x7f/\\\ud800-\udfff]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """What became of one file: its size in bytes, and whether it was written, or `removed`."""

    path: str
    bytes: int = 0
    changed: bool = False
    removed: bool = False


@contextmanager
def claim(
    output: Path, *, waiting: Callable[[], None] = lambda: None, patience: float = 60.0
) -> Iterator[bool]:
    """Hold `output` for one build, and first finish or clear what a killed one left; gives whether it had to wait.

    Calls `waiting` once if another build holds it. Raises `Stop` if that one is not
    done within `patience` seconds, and if the system refuses. An interruption by the
    user says that `output` is as it was, if it is.
    """
    real = Path(os.path.realpath(output))
    with ExitStack() as held:
        with _telling(output, "nothing was published"):
            real.parent.mkdir(parents=True, exist_ok=True)
            lock = os.open(real.parent, os.O_RDONLY)
            held.callback(os.close, lock)
            waited = _lock(lock, output, waiting, patience)
            owners = {os.geteuid(), real.parent.stat().st_uid}
            for staging in (*stagings(real), folder_beside(real)):
                if inode_of(staging) and staging.lstat().st_uid in owners:
                    finish(staging, real)
        before = _manifests(real)
        try:
            yield waited
        except KeyboardInterrupt as error:
            if _manifests(real) != before:
                raise
            state = "is as it was" if output.exists() else "was not made"
            raise KeyboardInterrupt(f"{output} {state}") from error


def _manifests(real: Path) -> dict[Path, int]:
    """The inodes of all manifests: whatever changes in `real`, one of them does."""
    found = (real / MANIFEST, *real.glob(f"*/{MANIFEST}"))
    return {manifest: inode_of(manifest) for manifest in found}


def spool(output: Path) -> Spool:
    """Where the artifacts for `output` wait until all are made; `publish` takes it as it takes them."""
    return Spool(Path(os.path.realpath(output)))


def publish(
    artifacts: Iterable[Artifact],
    output: Path,
    *,
    scope: Sequence[str],
    kept: Sequence[str] = (),
) -> tuple[Published, ...]:
    """Make `output` hold `artifacts`, all at once; the caller holds the `claim` on it.

    A file that Envoi wrote earlier and does not write now is removed if `scope`
    names it or a folder that it is in, and `kept` does not; it is told after the others.
    Others stay, as does all that Envoi did not write.
    Raises `Stop`, with the output as it was, for a path that is unsafe or comes twice,
    for a file of somebody else in the way, and for all that the system refuses.
    """
    real = Path(os.path.realpath(output))
    with ExitStack() as held:
        if not isinstance(artifacts, Spool):
            artifacts = held.enter_context(spool(output)).take(artifacts)
        told = [one.of for one in artifacts.waiting]
        paths = [one.path for one in told]
        _check(paths)
        held.enter_context(_telling(output, "the output is as it was"))
        changes = _compare(artifacts, real, output, scope, kept)
        tops = tops_of(*paths, *scope, MANIFEST)
        staging = replace(changes, real, tops) if changes else None
    if staging:
        with _telling(output, "the output is new, but the next build has to tidy up"):
            finish(staging, real)
    written = (
        Published(path=one.path, bytes=one.size, changed=one.path in changes)
        for one in told
    )
    gone = sorted(path for path, new in changes.items() if new is None)
    removed = (
        Published(path=path, removed=True)
        for path in gone
        if path.rpartition("/")[2] != MANIFEST
    )
    return (*written, *removed)


def leaving(
    paths: Container[str],
    output: Path,
    *,
    scope: Sequence[str],
    kept: Sequence[str] = (),
) -> tuple[str, ...]:
    """What Envoi wrote in `output` earlier, and a publication of `paths` would remove; in order."""
    real = Path(os.path.realpath(output))
    with _telling(output, "nothing was published"):
        return tuple(
            path
            for path, digest in sorted(_known(real, owned(output)).items())
            if path not in paths
            and _leaves(path, scope, kept)
            and (real / path).is_file()
            and sha256((real / path).read_bytes()).hexdigest() == digest
        )


def ours(output: Path) -> Iterator[Path]:
    """All files that Envoi wrote in `output`, its manifests among them, whether they are there or not. Raises OSError."""
    real = Path(os.path.realpath(output))
    tops = _owned(real)
    manifests = (MANIFEST, *(f"{top}/{MANIFEST}" for top in tops))
    yield from (output / path for path in (*_known(real, tops), *manifests))


def _known(real: Path, tops: Iterable[str]) -> dict[str, str]:
    """What Envoi wrote in the folders `tops` and beside them, by path, with digests."""
    known: dict[str, str] = {}
    for top in {"", *tops}:
        manifest = real / top / MANIFEST
        if manifest.is_file():
            known |= listed(manifest.read_bytes(), top)
    return known


def _leaves(path: str, scope: Sequence[str], kept: Sequence[str]) -> bool:
    return within(path, *scope) and not within(path, *kept)


def owned(output: Path) -> tuple[str, ...]:
    """The folders and single files at the top of `output` in which Envoi wrote something earlier, in order."""
    with _telling(output, "nothing was published"):
        return _owned(Path(os.path.realpath(output)))


def _owned(real: Path) -> tuple[str, ...]:
    names = [path.name for path in real.iterdir()] if real.is_dir() else []
    folders = {name for name in names if (real / name / MANIFEST).is_file()}
    single = real / MANIFEST
    files = listed(single.read_bytes(), "") if single.is_file() else {}
    return tuple(sorted({*folders, *files}))


def present(output: Path, top: str) -> frozenset[str]:
    """The paths in the folder `top` of `output` that Envoi wrote earlier, and at which there is a file."""
    real = Path(os.path.realpath(output))
    with _telling(output, "nothing was published"):
        manifest = real / top / MANIFEST
        if not manifest.is_file():
            return frozenset()
        paths = listed(manifest.read_bytes(), top)
        return frozenset(path for path in paths if (real / path).is_file())


@contextmanager
def _telling(output: Path, state: str) -> Iterator[None]:
    """Turn an error of the system into a `Stop` that names the path as the user did."""
    try:
        yield
    except OSError as error:
        real = os.path.realpath(output)
        name = str(error.filename or real)
        beside, inside = map(str, stagings(Path(real)))
        for folder in (f"{beside}/tree", beside, f"{inside}/tree", inside, real):
            if f"{name}/".startswith(f"{folder}/"):
                name = f"{output}{name.removeprefix(folder)}"
        reason = (error.strerror or str(error)).lower()
        raise Stop(
            "output",
            f"cannot write {name}: {reason}; {state}",
            "put that right, or choose another folder with --output",
            exit=Exit.ENVIRONMENT,
        ) from error


def _lock(fd: int, output: Path, waiting: Callable[[], None], patience: float) -> bool:
    """Take the lock; whether it had to be waited for."""
    deadline = time.monotonic() + patience
    waited = False
    while True:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return waited
        except BlockingIOError:
            if not waited:
                waiting()
            waited = True
        if time.monotonic() >= deadline:
            raise Stop(
                "output-busy",
                f"another build still holds {output}; nothing was published",
                "wait until it is done, or end it, and build again",
                exit=Exit.ENVIRONMENT,
            )
        time.sleep(0.02)


def _check(paths: Iterable[str]) -> None:
    """Raise `Stop` unless `paths` stay below the output, and apart: macOS and Windows
    take names that differ only in case or Unicode form for one."""
    seen: dict[str, str] = {}
    for path in paths:
        names, key = path.split("/"), normalize("NFC", path).lower()
        if not all(map(NAME.fullmatch, names)):
            code, wrong = "unsafe-path", f"{path!r} is not a path that can be written"
        elif key in seen:
            code, wrong = "duplicate-path", f"{seen[key]} and {path} would be one file"
        else:
            seen[key] = path
            continue
        raise Stop(
            code,
            f"{wrong}; nothing was published",
            "give it another name, below the output",
            exit=Exit.PROBLEMS,
        )


def _compare(
    artifacts: Spool,
    real: Path,
    output: Path,
    scope: Sequence[str],
    kept: Sequence[str],
) -> Changes:
    """What has to change; `Stop` if something that is not ours is in the way of it."""
    wanted = {one.of.path: one.of.digest for one in artifacts.waiting}
    contents = {one.of.path: artifacts.content(one) for one in artifacts.waiting}
    found: dict[str, int] = {}
    ours, gone = set(), set()
    for top in ("", *sorted(tops_of(*wanted, *scope))):
        manifest = f"{top}/{MANIFEST}".lstrip("/")
        files = {p: new for p, new in wanted.items() if _of(p, top)}
        found |= leaves_of(real, top or manifest)
        known = listed(_content(real, manifest, found) or b"", top)
        for path in known if not top else ():
            found |= leaves_of(real, path)
        ours |= {manifest, *known}
        for path in known.keys() & found.keys() - wanted.keys():
            old = _content(real, path, found)
            if not _leaves(path, scope, kept):
                files[path] = known[path]
            elif old is not None and _digest(old) == known[path]:
                gone.add(path)
        if files:
            text = json.dumps({"version": 1, "files": files}, indent=1, sort_keys=True)
            listing = f"{text}\n".encode()
            wanted[manifest], contents[manifest] = (
                _digest(listing),
                partial(bytes, listing),
            )
        elif manifest in found:
            gone.add(manifest)
    written = {
        path: contents[path]
        for path, new in wanted.items()
        if (old := _content(real, path, found)) is None or _digest(old) != new
    }
    folders = {above for path in written for above in parents_of(path)}
    for path in sorted(found.keys() - gone):
        if (
            (path in written and not (path in ours and stat.S_ISREG(found[path])))
            or (path in folders and not stat.S_ISDIR(found[path]))
            or any(above in written for above in parents_of(path))
        ):
            raise Stop(
                "foreign-file",
                f"{output / path} is in the way and not ours; nothing was published",
                "move it away, turn off what writes it (docs/beside.md), or choose another folder with --output",
                exit=Exit.ENVIRONMENT,
            )
    return written | dict.fromkeys(gone)


def _content(real: Path, path: str, found: Mapping[str, int]) -> bytes | None:
    """The bytes of a regular file; nothing for anything else."""
    return (real / path).read_bytes() if stat.S_ISREG(found.get(path, 0)) else None


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def listed(manifest: bytes, top: str) -> dict[str, str]:
    """The paths in `top` that a manifest lists, with digests; none if it is damaged."""
    try:
        listing = json.loads(manifest)
        files = dict(listing["files"]) if listing["version"] == 1 else {}
    except (ValueError, LookupError, TypeError, RecursionError):
        return {}
    return {path: digest for path, digest in files.items() if _of(path, top)}


def _of(path: str, top: str) -> bool:
    """Whether the manifest of the folder `top` speaks for `path`; that of `""` does for single files."""
    if top:
        return path.startswith(f"{top}/")
    return bool(NAME.fullmatch(path))
