"""`Artifact*` -> a folder: all or nothing, unchanged files untouched, no path twice.

The new tree is built aside, of hard links to all that stays and of new files; then one
rename exchanges it with the old one. `.envoi-manifest` in each top-level folder lists
what Envoi wrote there: nothing else is ever changed or removed. POSIX only.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import json
import os
import re
import shutil
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate, count
from pathlib import Path
from unicodedata import normalize

from .model import Artifact
from .problems import Exit, Stop

MANIFEST, STAGING = ".envoi-manifest", ".envoi-staging"
NAME = re.compile(r"(?!\.{1,2}$|(?i:\.envoi-))[^\x00-\x1f\x7f/\\\ud800-\udfff]+")
ELSEWHERE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.EXDEV, errno.EBUSY}
Changes = Mapping[str, bytes | None]
"""What is to be written, and (`None`) removed, by path below the output."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """What became of one artifact: its size in bytes, and whether it was written."""

    path: str
    bytes: int
    changed: bool


@contextmanager
def claim(
    output: Path, *, waiting: Callable[[], None] = lambda: None, patience: float = 60.0
) -> Iterator[None]:
    """Hold `output` for one build, and first finish or clear what a killed one left.

    Calls `waiting` once if another build holds it. Raises `Stop` if that one is not
    done within `patience` seconds, and if the system refuses.
    """
    real = Path(os.path.realpath(output))
    with ExitStack() as held:
        with _telling(output, "nothing was published"):
            real.parent.mkdir(parents=True, exist_ok=True)
            lock = os.open(real.parent, os.O_RDONLY)
            held.callback(os.close, lock)
            _lock(lock, output, waiting, patience)
            owners = {os.geteuid(), real.parent.stat().st_uid}
            for staging in _stagings(real):
                if _inode(staging) and staging.lstat().st_uid in owners:
                    _finish(staging, real)
        yield


def publish(
    artifacts: Iterable[Artifact], output: Path, *, scope: Sequence[str]
) -> tuple[Published, ...]:
    """Make `output` hold `artifacts`, all at once; the caller holds the `claim` on it.

    A file that Envoi wrote earlier and does not write now is removed if it is in one
    of the folders of `scope`; others stay, as does all that Envoi did not write.
    Raises `Stop`, with the output as it was, for a path that is unsafe or comes twice,
    for a file of somebody else in the way, and for all that the system refuses.
    """
    artifacts = tuple(artifacts)
    paths = [artifact.path for artifact in artifacts]
    _check(paths)
    real = Path(os.path.realpath(output))
    with _telling(output, "the output is as it was"):
        changes = _compare(artifacts, real, output, scope)
        tops = _tops(*paths, *scope)
        staging = _replace(changes, real, tops) if changes else None
    if staging:
        with _telling(output, "the output is new, but the next build has to tidy up"):
            _finish(staging, real)
    return tuple(
        Published(path=made.path, bytes=len(made.content), changed=made.path in changes)
        for made in artifacts
    )


def _stagings(real: Path) -> tuple[Path, Path]:
    """Where a new tree is built: beside the output or, if that cannot be, inside it."""
    return real.parent / f"{STAGING}-{real.name}", real / STAGING


@contextmanager
def _telling(output: Path, state: str) -> Iterator[None]:
    """Turn an error of the system into a `Stop` that names the path as the user did."""
    try:
        yield
    except OSError as error:
        real = os.path.realpath(output)
        name = str(error.filename or real)
        beside, inside = map(str, _stagings(Path(real)))
        for folder in (f"{beside}/tree", beside, f"{inside}/tree", inside, real):
            if f"{name}/".startswith(f"{folder}/"):
                name = f"{output}{name.removeprefix(folder)}"
        reason = (error.strerror or str(error)).lower()
        raise Stop(
            "output",
            f"Cannot write {name}: {reason}; {state}.",
            "Put that right, or choose another folder with --output.",
            exit=Exit.ENVIRONMENT,
        ) from error


def _lock(fd: int, output: Path, waiting: Callable[[], None], patience: float) -> None:
    deadline = time.monotonic() + patience
    for attempt in count():
        try:
            return fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not attempt:
                waiting()
        if time.monotonic() >= deadline:
            raise Stop(
                "output-busy",
                f"Another build still holds {output}; nothing was published.",
                "Wait until it is done, or end it, and build again.",
                exit=Exit.ENVIRONMENT,
            )
        time.sleep(0.02)


def _check(paths: Iterable[str]) -> None:
    """Raise `Stop` unless `paths` stay below the output, and apart: macOS and Windows
    take names that differ only in case or Unicode form for one."""
    seen: dict[str, str] = {}
    for path in paths:
        names, key = path.split("/"), normalize("NFC", path).lower()
        if len(names) < 2 or not all(map(NAME.fullmatch, names)):
            code, wrong = "unsafe-path", f"{path!r} is not a path that can be written"
        elif key in seen:
            code, wrong = "duplicate-path", f"{seen[key]} and {path} would be one file"
        else:
            seen[key] = path
            continue
        raise Stop(
            code,
            f"{wrong}; nothing was published.",
            "Give it another name, in a folder below the output.",
            exit=Exit.PROBLEMS,
        )


def _tops(*paths: str) -> set[str]:
    return {path.split("/", 1)[0] for path in paths}


def _parents(path: str) -> Iterator[str]:
    """The folders of `path` from the outermost: `a/b/c` -> `a`, `a/b`."""
    return accumulate(path.split("/")[:-1], "{}/{}".format)


def _in(path: str, *tops: str) -> bool:
    """Whether `path` is one of the folders `tops` or below one; all is below `""`."""
    return any(not top or f"{path}/".startswith(f"{top}/") for top in tops)


def _leaves(top: Path, start: str) -> dict[str, int]:
    """All below `top`/`start` but folders that hold something -> mode; no link followed."""
    leaves = {}
    pending = [start]
    while pending:
        path = pending.pop()
        try:
            status = (top / path).lstat()
        except FileNotFoundError:
            continue
        folder = stat.S_ISDIR(status.st_mode)
        if folder and status.st_dev != top.stat().st_dev:
            raise OSError(errno.EBUSY, "a file system is mounted there", top / path)
        below = [entry.name for entry in (top / path).iterdir()] if folder else []
        pending += [f"{path}/{name}" if path else name for name in below]
        if not below:
            leaves[path] = status.st_mode
    return leaves


def _compare(
    artifacts: Sequence[Artifact], real: Path, output: Path, scope: Sequence[str]
) -> Changes:
    """What has to change; `Stop` if something that is not ours is in the way of it."""
    wanted = {artifact.path: artifact.content for artifact in artifacts}
    found: dict[str, int] = {}
    ours, gone = set(), set()
    for top in sorted(_tops(*wanted, *scope)):
        found |= _leaves(real, top)
        manifest = f"{top}/{MANIFEST}"
        files = {p: sha256(new).hexdigest() for p, new in wanted.items() if _in(p, top)}
        known = listed(_content(real, manifest, found) or b"", top)
        ours |= {manifest, *known}
        for path in known.keys() & found.keys() - wanted.keys():
            old = _content(real, path, found)
            if not _in(path, *scope):
                files[path] = known[path]
            elif old is not None and sha256(old).hexdigest() == known[path]:
                gone.add(path)
        if files:
            text = json.dumps({"version": 1, "files": files}, indent=1, sort_keys=True)
            wanted[manifest] = f"{text}\n".encode()
        elif manifest in found:
            gone.add(manifest)
    written = {p: new for p, new in wanted.items() if _content(real, p, found) != new}
    folders = {above for path in written for above in _parents(path)}
    for path in sorted(found.keys() - gone):
        if (
            (path in written and not (path in ours and stat.S_ISREG(found[path])))
            or (path in folders and not stat.S_ISDIR(found[path]))
            or any(above in written for above in _parents(path))
        ):
            raise Stop(
                "foreign-file",
                f"{output / path} is in the way and not ours; nothing was published.",
                "Move it away, or choose another folder with --output.",
                exit=Exit.ENVIRONMENT,
            )
    return written | dict.fromkeys(gone)


def _content(real: Path, path: str, found: Mapping[str, int]) -> bytes | None:
    """The bytes of a regular file; nothing for anything else."""
    return (real / path).read_bytes() if stat.S_ISREG(found.get(path, 0)) else None


def listed(manifest: bytes, top: str) -> dict[str, str]:
    """The paths in `top` that a manifest lists, with digests; none if it is damaged."""
    try:
        listing = json.loads(manifest)
        files = dict(listing["files"]) if listing["version"] == 1 else {}
    except (ValueError, LookupError, TypeError, RecursionError):
        return {}
    return {path: digest for path, digest in files.items() if _in(path, top)}


def _replace(changes: Changes, real: Path, tops: set[str]) -> Path:
    """Exchange the output, or folders in it, for a new tree; return the staging folder."""
    beside, inside = _stagings(real)
    there, parts = real.is_dir(), sorted(_tops(*changes))
    whole = not there or (len(parts) > 1 and {e.name for e in real.iterdir()} <= tops)
    try:
        _exchange(changes, beside, real, [""] if whole else parts)
    except OSError as error:
        if error.errno not in ELSEWHERE or not there:
            raise
        _exchange(changes, inside, real, parts)
        return inside
    return beside


def _exchange(changes: Changes, staging: Path, real: Path, units: list[str]) -> None:
    """Build `units` in `staging`, exchange them with the old; on any failure undo it."""
    inodes: dict[str, int] = {}
    staging.mkdir(mode=0o700)
    try:
        _build(changes, staging / "tree", real, units)
        inodes = {unit: _inode(staging / "tree" / unit) for unit in units}
        journal = {"units": inodes, "dropped": list(changes)}
        _write(staging / "note", json.dumps(journal).encode())
        (staging / "note").rename(staging / "journal")
        _sync(staging)
        _move(inodes, staging, real, back=False)
    except BaseException:
        _move(inodes, staging, real, back=True)
        with suppress(OSError):
            _remove(staging)
        raise


def _build(changes: Changes, tree: Path, real: Path, units: list[str]) -> None:
    """Make in `tree` what `units` shall hold: links to what stays, and new files."""
    found = {p: mode for unit in units for p, mode in _leaves(real, unit).items()}
    kept = {path: mode for path, mode in found.items() if path not in changes}
    written = {path: new for path, new in changes.items() if new is not None}
    above = {folder for path in (*kept, *written) for folder in _parents(path)}
    empty = {path for path, mode in kept.items() if stat.S_ISDIR(mode)}
    folders = sorted({"", *units, *above, *empty})
    old = {name for name in folders if _in(name, *units) and (real / name).is_dir()}
    touched = {"", *(folder for path in changes for folder in _parents(path))}
    for name in folders:
        (tree / name).mkdir()
        if name in old:
            if name in touched and not os.access(real / name, os.W_OK):
                raise PermissionError(errno.EACCES, "Permission denied", real / name)
            status = (real / name).stat()
            with suppress(PermissionError):
                os.chown(tree / name, status.st_uid, status.st_gid)
            (tree / name).chmod(stat.S_IMODE(status.st_mode) | stat.S_IRWXU)
    for path in kept.keys() - empty:
        _link(real / path, tree / path)
    for path, content in written.items():
        _write(tree / path, content)
    for name in reversed(folders):
        _sync(tree / name)
        if name in old:
            shutil.copystat(real / name, tree / name)
            if name in touched:
                os.utime(tree / name)


def _link(source: Path, target: Path) -> None:
    """Make `target` the same file as `source`, or a faithful copy where that cannot be."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
    _sync(path)


def _finish(staging: Path, real: Path) -> None:
    """Complete an exchange by its journal, or clear what has not come so far; carry over
    what another program put into the old tree since it was read."""
    if (staging / "journal").exists():
        journal = json.loads((staging / "journal").read_bytes())
        dropped = frozenset(journal["dropped"])
        _move(journal["units"], staging, real, back=False)
        for unit in journal["units"]:
            for path, mode in _leaves(staging / "tree", unit).items():
                old, new = staging / "tree" / path, real / path
                there = stat.S_ISDIR(mode) and new.is_dir()
                if path not in dropped and not there and _inode(old) != _inode(new):
                    new.parent.mkdir(parents=True, exist_ok=True)
                    old.replace(new)
            with suppress(OSError):
                (real / unit).rmdir()
    _remove(staging)


def _move(units: Mapping[str, int], staging: Path, real: Path, back: bool) -> None:
    """Exchange each new folder with the old one, or back, where that is still to do:
    goes on from every state that a crash can leave, also with the old one `aside`."""
    for unit, inode in units.items():
        ends = (staging / "tree" / unit, real / unit)
        source, target = reversed(ends) if back else ends
        aside = staging / f"aside-{unit}"
        if _inode(source) == inode and not (_inode(target) and _swap(source, target)):
            if _inode(target):
                target.rename(aside)
            source.rename(target)
        if _inode(aside):
            aside.rename(source)
    for unit in units:
        _sync((real / unit).parent)


def _swap(one: Path, other: Path) -> bool:
    """Exchange two paths in a single step; false where that cannot be."""
    system, names = ctypes.CDLL(None), (os.fsencode(one), os.fsencode(other))
    if hasattr(system, "renameat2"):
        return bool(system.renameat2(-100, names[0], -100, names[1], 2) == 0)
    if hasattr(system, "renamex_np"):
        return bool(system.renamex_np(*names, 2) == 0)
    return False


def _inode(path: Path) -> int:
    """The inode of `path`, 0 if there is nothing."""
    return path.lstat().st_ino if os.path.lexists(path) else 0


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(folder: Path) -> None:
    """Delete a staging folder: its journal first, which must not outlive a part of it."""
    (folder / "journal").unlink(missing_ok=True)
    try:
        shutil.rmtree(folder)
    except PermissionError:
        for path, _, _ in os.walk(folder):
            Path(path).chmod(stat.S_IRWXU)
        shutil.rmtree(folder)
