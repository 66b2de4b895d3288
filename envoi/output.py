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


@dataclass(frozen=True, kw_only=True, slots=True)
class _Plan:
    """What is to happen: `kept` (files and empty folders, with their modes) stays."""

    kept: Mapping[str, int]
    written: Mapping[str, bytes]
    removed: Collection[str]
    tops: Sequence[str]


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
            for staging in _stagings(real):
                if os.path.lexists(staging):
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
    artifacts, real, staging = tuple(artifacts), Path(os.path.realpath(output)), None
    _check([artifact.path for artifact in artifacts])
    with _telling(output, "the output is as it was"):
        plan = _plan(artifacts, real, output, scope)
        if plan.tops:
            staging = _replace(plan, real, scope)
    if staging:
        with _telling(output, "the output is new, but the next build has to tidy up"):
            _finish(staging, real)
    return tuple(
        Published(
            path=artifact.path,
            bytes=len(artifact.content),
            changed=artifact.path in plan.written,
        )
        for artifact in artifacts
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
        real = Path(os.path.realpath(output))
        name = str(error.filename or real)
        for place in _stagings(real):
            for folder in (place / "tree", place, real):
                if f"{name}/".startswith(f"{folder}/"):
                    name = f"{output}{name.removeprefix(str(folder))}"
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
    files: dict[str, str] = {}
    folders: dict[str, str] = {}
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
        above = dict.fromkeys(_parents(key), path)
        for other in (files.get(name) for name in (key, *above)):
            if other := other or folders.get(key):
                raise Stop(
                    "duplicate-path",
                    f"{other} and {path} would be written to one place; "
                    "nothing was published.",
                    "Give one of them another name.",
                    exit=Exit.PROBLEMS,
                )
        files[key] = path
        folders |= above


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
            names = os.listdir(top / path)
        pending += [f"{path}/{name}" if path else name for name in names]
        if not names:
            leaves[path] = status.st_mode
    return leaves


def _plan(
    artifacts: Sequence[Artifact], real: Path, output: Path, scope: Sequence[str]
) -> _Plan:
    """Compare what is there with what shall be; `Stop` if something foreign is in the way."""
    wanted = {artifact.path: artifact.content for artifact in artifacts}
    found: dict[str, int] = {}
    ours, gone = set(), set()
    for top in sorted({_top(path) for path in (*wanted, *scope)}):
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
    folders = {parent for path in written for parent in _parents(path)}
    for path, mode in found.items():
        if (
            (path in written and not (path in ours and stat.S_ISREG(mode)))
            or (path in folders and path not in gone and not stat.S_ISDIR(mode))
            or (path not in gone and any(p in written for p in _parents(path)))
        ):
            raise Stop(
                "foreign-file",
                f"{output / path} is in the way and not from Envoi; "
                "nothing was published.",
                "Move it away, or choose another folder with --output.",
                exit=Exit.ENVIRONMENT,
            )
    leaving = gone | written.keys() | folders
    return _Plan(
        kept={path: mode for path, mode in found.items() if path not in leaving},
        written=written,
        removed=gone,
        tops=sorted({_top(path) for path in (*written, *gone)}),
    )


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


def _replace(plan: _Plan, real: Path, scope: Sequence[str]) -> Path:
    """Put the new tree in the place of the old one; return the staging folder.

    It is built beside the output, where a killed build leaves the output clean. If the
    folder around cannot be written or is on another disk, it is built inside.
    """
    beside, inside = _stagings(real)
    units = plan.tops
    if not real.is_dir():
        units = [""]
    elif len(units) > 1:
        ours = {_top(path) for path in (*units, *plan.kept, *scope)}
        with os.scandir(real) as entries:
            units = [""] if all(entry.name in ours for entry in entries) else units
    try:
        _exchange(plan, beside, real, units)
    except OSError as error:
        if error.errno not in ELSEWHERE or not real.is_dir():
            raise
        _exchange(plan, inside, real, plan.tops)
        return inside
    return beside


def _exchange(plan: _Plan, staging: Path, real: Path, units: Sequence[str]) -> None:
    """Build `units` in `staging`, exchange them with the old; on any failure undo it."""
    inodes: dict[str, int] = {}
    staging.mkdir(mode=0o700)
    try:
        _build(plan, staging / "tree", real, units)
        inodes = {unit: _inode(staging / "tree" / unit) for unit in units}
        journal = {"units": inodes, "dropped": [*plan.removed, *plan.written]}
        _write(staging / "note", json.dumps(journal).encode())
        (staging / "note").rename(staging / "journal")
        _sync(staging)
        _move(inodes, staging, real)
    except BaseException:
        _move(inodes, staging, real, back=True)
        with suppress(OSError):
            _remove(staging)
        raise


def _build(plan: _Plan, tree: Path, real: Path, units: Sequence[str]) -> None:
    """Make in `tree` what `units` shall hold: links to what stays, and new files."""
    kept = {path: mode for path, mode in plan.kept.items() if _below(path, units)}
    empty = {path for path, mode in kept.items() if stat.S_ISDIR(mode)}
    full = {above for path in (*kept, *plan.written) for above in _parents(path)}
    folders = sorted({"", *units, *full, *empty})
    old = {name: real / name for name in folders if _below(name, units)}
    old = {name: folder for name, folder in old.items() if folder.is_dir()}
    for name in folders:
        (tree / name).mkdir()
        if name in old:
            status = old[name].stat()
            with suppress(PermissionError):
                os.chown(tree / name, status.st_uid, status.st_gid)
            (tree / name).chmod(stat.S_IMODE(status.st_mode) | stat.S_IRWXU)
    for path in kept.keys() - empty:
        _link(real / path, tree / path)
    for path, content in plan.written.items():
        _write(tree / path, content)
    changed = {path.rpartition("/")[0] for path in plan.written}
    for name in reversed(folders):
        _sync(tree / name)
        if name in old:
            same = {*os.listdir(old[name])} == {*os.listdir(tree / name)}
            shutil.copystat(old[name], tree / name)
            if name in changed or not same:
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
        _move(journal["units"], staging, real)
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


def _move(
    units: Mapping[str, int], staging: Path, real: Path, *, back: bool = False
) -> None:
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
    number = ctypes.get_errno()
    if failed and number not in UNSWAPPABLE:
        raise OSError(number, os.strerror(number), str(other))
    return not failed


def _inode(path: Path) -> int:
    """The inode of `path`, 0 if there is nothing."""
    try:
        return path.lstat().st_ino
    except FileNotFoundError:
        return 0


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
