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
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate, count
from pathlib import Path
from unicodedata import normalize

from .model import Artifact
from .problems import Exit, Stop

MANIFEST, STAGING = ".envoi-manifest", ".envoi-staging"
NAME = re.compile(r"(?!\.{1,2}$|(?i:\.envoi-))[^\x00-\x1f\x7f/\\\ud800-\udfff]+")
UNLINKABLE = {errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOSYS, errno.ENOTSUP}
UNSWAPPABLE = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP}
ELSEWHERE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.EXDEV, errno.EBUSY}


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """What became of one artifact: its size in bytes, and whether it was written."""

    path: str
    bytes: int
    changed: bool


Changes = Mapping[str, bytes | None]
"""What is to be written, and (`None`) removed, by path below the output."""


@contextmanager
def claim(
    output: Path, *, waiting: Callable[[], None] = lambda: None, patience: float = 60.0
) -> Iterator[None]:
    """Hold `output` for one build, and first finish or clear what a killed one left.

    Calls `waiting` once if another build holds it. Raises `Stop` if that one is not
    done within `patience` seconds, and if the system refuses.
    """
    real = Path(os.path.realpath(output))
    with _telling(output, "nothing was published"):
        real.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(real.parent, os.O_RDONLY)
    try:
        with _telling(output, "nothing was published"):
            _lock(lock, output, waiting, patience)
            owners = {os.geteuid(), real.parent.stat().st_uid}
            for staging in _stagings(real):
                if _inode(staging) and staging.lstat().st_uid in owners:
                    _finish(staging, real)
        yield
    finally:
        os.close(lock)


def publish(
    artifacts: Iterable[Artifact], output: Path, *, scope: Sequence[str]
) -> tuple[Published, ...]:
    """Make `output` hold `artifacts`, all at once; the caller holds the `claim` on it.

    A file that Envoi wrote earlier and does not write now is removed if it is in one
    of the folders of `scope`; others stay, as does all that Envoi did not write.
    Raises `Stop`, with the output as it was, for a path that is unsafe or comes twice,
    for a file of somebody else in the way, and for all that the system refuses.
    """
    artifacts, staging = tuple(artifacts), None
    paths = [artifact.path for artifact in artifacts]
    _check(paths)
    real = Path(os.path.realpath(output))
    tops = sorted({_top(path) for path in (*paths, *scope)})
    with _telling(output, "the output is as it was"):
        changes = _compare(artifacts, real, output, scope, tops)
        if changes:
            staging = _replace(changes, real, tops)
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
        name = str(error.filename or output)
        for folder in (rf".*/{STAGING}[^/]*(/tree)?", os.path.realpath(output)):
            name = re.sub(rf"^{folder}(?=/|$)", lambda _: str(output), name)
        reason = os.strerror(error.errno).lower() if error.errno else str(error)
        raise Stop(
            "output",
            f"Cannot write {name}: {reason}; {state}.",
            "Put that right, or choose another folder with --output.",
            exit=Exit.ENVIRONMENT,
        ) from error


def _lock(
    folder: int, output: Path, waiting: Callable[[], None], patience: float
) -> None:
    deadline = time.monotonic() + patience
    for attempt in count():
        try:
            return fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
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
    """Raise `Stop` unless all `paths` stay below the output, and apart on any system:
    macOS and Windows take names that differ in case or Unicode form for the same."""
    seen: dict[str, str] = {}
    for path in paths:
        names = path.split("/")
        if len(names) < 2 or not all(map(NAME.fullmatch, names)):
            raise Stop(
                "unsafe-path",
                f"{path!r} is not a path that can be written; nothing was published.",
                "Use plain names, in a folder below the output.",
                exit=Exit.PROBLEMS,
            )
        key = normalize("NFC", path).lower()
        if key in seen:
            raise Stop(
                "duplicate-path",
                f"{seen[key]} and {path} would be one file; nothing was published.",
                "Give one of them another name.",
                exit=Exit.PROBLEMS,
            )
        seen[key] = path


def _top(path: str) -> str:
    return path.split("/", 1)[0]


def _parents(path: str) -> Iterator[str]:
    """The folders of `path` from the outermost: `a/b/c` -> `a`, `a/b`."""
    return accumulate(path.split("/")[:-1], "{}/{}".format)


def _below(path: str, folders: Collection[str]) -> bool:
    """Whether `path` is one of `folders` or in one; `""` holds every path."""
    return "" in folders or path in folders or any(p in folders for p in _parents(path))


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
        names = []
        if stat.S_ISDIR(status.st_mode):
            if status.st_dev != top.stat().st_dev:
                raise OSError(errno.EBUSY, "mount point", str(top / path))
            names = [entry.name for entry in (top / path).iterdir()]
        pending += [f"{path}/{name}" if path else name for name in names]
        if not names:
            leaves[path] = status.st_mode
    return leaves


def _compare(
    artifacts: Sequence[Artifact],
    real: Path,
    output: Path,
    scope: Sequence[str],
    tops: Sequence[str],
) -> Changes:
    """What has to change; `Stop` if something that is not ours is in the way of it."""
    wanted = {artifact.path: artifact.content for artifact in artifacts}
    found: dict[str, int] = {}
    ours, gone = set(), set()
    for top in tops:
        found |= _leaves(real, top)
        manifest = f"{top}/{MANIFEST}"
        files = {path: _digest(wanted[path]) for path in wanted if _top(path) == top}
        for path, digest in _listed(_content(real, manifest, found)).items():
            if _top(path) == top and path in found and path not in wanted:
                if not _below(path, scope):
                    files[path] = digest
                elif _digest(_content(real, path, found)) == digest:
                    gone.add(path)
            ours.add(path)
        ours.add(manifest)
        if files:
            listing = {"version": 1, "files": files}
            text = json.dumps(listing, indent=1, sort_keys=True)
            wanted[manifest] = f"{text}\n".encode()
        elif manifest in found:
            gone.add(manifest)
    written = {
        path: content
        for path, content in wanted.items()
        if _content(real, path, found) != content
    }
    folders = {above for path in written for above in _parents(path)}
    for path in sorted(found.keys() - gone):
        if (
            (path in written and not (path in ours and stat.S_ISREG(found[path])))
            or (path in folders and not stat.S_ISDIR(found[path]))
            or any(above in written for above in _parents(path))
        ):
            raise Stop(
                "foreign-file",
                f"{output / path} is not from Envoi and in the way; "
                "nothing was published.",
                "Move it away, or choose another folder with --output.",
                exit=Exit.ENVIRONMENT,
            )
    return written | dict.fromkeys(gone)


def _content(real: Path, path: str, found: Mapping[str, int]) -> bytes | None:
    """The bytes of a regular file; nothing for anything else."""
    return (real / path).read_bytes() if stat.S_ISREG(found.get(path, 0)) else None


def _digest(content: bytes | None) -> str:
    return sha256(content).hexdigest() if content is not None else ""


def _listed(manifest: bytes | None) -> dict[str, str]:
    """The paths that a manifest lists, with their digests; none if it is damaged."""
    try:
        listing = json.loads(manifest or b"")
        return dict(listing["files"]) if listing["version"] == 1 else {}
    except (ValueError, LookupError, TypeError, RecursionError):
        return {}


def _replace(changes: Changes, real: Path, tops: Sequence[str]) -> Path:
    """Put the new tree in the place of the old one; return the staging folder.

    It is built beside the output, where a killed build leaves the output clean. If the
    folder around cannot be written or is on another disk, it is built inside.
    """
    beside, inside = _stagings(real)
    there = real.is_dir()
    parts = sorted({_top(path) for path in changes})
    several = there and not all(entry.name in tops for entry in real.iterdir())
    whole = not there or (len(parts) > 1 and not several)
    try:
        _exchange(changes, beside, real, [""] if whole else parts)
    except OSError as error:
        if error.errno not in ELSEWHERE or not there:
            raise
        _exchange(changes, inside, real, parts)
        return inside
    return beside


def _exchange(
    changes: Changes, staging: Path, real: Path, units: Sequence[str]
) -> None:
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


def _build(changes: Changes, tree: Path, real: Path, units: Sequence[str]) -> None:
    """Make in `tree` what `units` shall hold: links to what stays, and new files."""
    kept: dict[str, int] = {}
    for unit in units:
        kept |= {p: m for p, m in _leaves(real, unit).items() if p not in changes}
    written = {path: new for path, new in changes.items() if new is not None}
    above = {folder for path in (*kept, *written) for folder in _parents(path)}
    empty = {path for path, mode in kept.items() if stat.S_ISDIR(mode)}
    folders = sorted({"", *units, *above, *empty})
    old = {name for name in folders if _below(name, units) and (real / name).is_dir()}
    for name in folders:
        (tree / name).mkdir()
        if name in old:
            status = (real / name).stat()
            with suppress(PermissionError):
                os.chown(tree / name, status.st_uid, status.st_gid)
            (tree / name).chmod(stat.S_IMODE(status.st_mode) | stat.S_IRWXU)
    for path in kept.keys() - empty:
        _link(real / path, tree / path)
    for path, content in written.items():
        _write(tree / path, content)
    touched = {"", *(folder for path in changes for folder in _parents(path))}
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
    except OSError as error:
        if error.errno not in UNLINKABLE:
            raise
        shutil.copy2(source, target, follow_symlinks=False)


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _finish(staging: Path, real: Path) -> None:
    """Complete an exchange by its journal; without one, clear what has not come so far.

    What another program put into the old tree since it was read is carried over.
    """
    if (staging / "journal").exists():
        journal = json.loads((staging / "journal").read_bytes())
        dropped = frozenset(journal["dropped"])
        _move(journal["units"], staging, real, back=False)
        for unit in journal["units"]:
            for path, mode in _leaves(staging / "tree", unit).items():
                old, new = staging / "tree" / path, real / path
                if path not in dropped and _inode(old) != _inode(new):
                    folder = stat.S_ISDIR(mode)
                    (new if folder else new.parent).mkdir(parents=True, exist_ok=True)
                    if not folder:
                        old.replace(new)
            with suppress(OSError):
                (real / unit).rmdir()
    _remove(staging)


def _move(units: Mapping[str, int], staging: Path, real: Path, back: bool) -> None:
    """Exchange each new folder with the old one, or back, unless that is done already.

    Where the system cannot do it in one step, the old one is put aside in between.
    Every state in which a crash leaves that can be gone on from, in both directions.
    """
    for unit, inode in units.items():
        source, target = staging / "tree" / unit, real / unit
        if back:
            source, target = target, source
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
    """Exchange two paths in a single step; false where the system cannot do that."""
    system = ctypes.CDLL(None, use_errno=True)
    names = os.fsencode(one), os.fsencode(other)
    if hasattr(system, "renameat2"):
        failed = system.renameat2(-100, names[0], -100, names[1], 2)
    elif hasattr(system, "renamex_np"):
        failed = system.renamex_np(*names, 2)
    else:
        return False
    if failed and (number := ctypes.get_errno()) not in UNSWAPPABLE:
        raise OSError(number, os.strerror(number), str(other))
    return not failed


def _inode(path: Path) -> int:
    """The inode of `path`, 0 if there is nothing."""
    return path.lstat().st_ino if os.path.lexists(path) else 0


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
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
