"""Changes to a folder -> a new tree, exchanged with the old one at once, or finished by a journal after a crash.

A new tree is built aside, of hard links to all that stays and of new files. What is exchanged is the whole folder or, in
turn, each file and folder at its top that changes. A file that goes is exchanged with an empty folder, which is
then taken away. POSIX only.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import stat
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import accumulate
from pathlib import Path
from threading import Thread
from typing import Final

STAGING: Final = ".envoi-staging"
Changes = Mapping[str, Callable[[], bytes] | Path | None]
"""What gives the bytes to be written or the file that holds them, and (`None`) what is removed, by path below the folder."""

_ELSEWHERE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.EXDEV, errno.EBUSY}
_SYNCS_AT_ONCE: Final = 32
_KEPT = {errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR, errno.ENOENT}
"""What the system says of a folder that is none, or not empty."""


def stagings(real: Path) -> tuple[Path, Path]:
    """Where a new tree is built: beside the output or, if that cannot be, inside it."""
    return real.parent / f"{STAGING}-{real.name}", real / STAGING


def tops_of(*paths: str) -> set[str]:
    """The files and folders at the top in which `paths` are."""
    return {path.split("/", 1)[0] for path in paths}


def parents_of(path: str) -> Iterator[str]:
    """The folders of `path` from the outermost: `a/b/c` -> `a`, `a/b`."""
    return accumulate(path.split("/")[:-1], "{}/{}".format)


def within(path: str, *tops: str) -> bool:
    """Whether `path` is one of the folders `tops` or below one; all is below `""`."""
    return any(not top or f"{path}/".startswith(f"{top}/") for top in tops)


def leaves_of(top: Path, start: str) -> dict[str, int]:
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


def replace(changes: Changes, real: Path, tops: set[str]) -> Path:
    """Exchange `real`, or what is at its top, for a new tree; the staging folder that `finish` shall have.

    `tops` are ours: where `real` holds nothing else, all of it is exchanged at once.
    """
    beside, inside = stagings(real)
    there, parts = real.is_dir(), sorted(tops_of(*changes))
    whole = not there or (len(parts) > 1 and {e.name for e in real.iterdir()} <= tops)
    try:
        _exchange(changes, beside, real, [""] if whole else parts)
    except OSError as error:
        if error.errno not in _ELSEWHERE or not there:
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
        inodes = {unit: inode_of(staging / "tree" / unit) for unit in units}
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
    found = {p: mode for unit in units for p, mode in leaves_of(real, unit).items()}
    kept = {path: mode for path, mode in found.items() if path not in changes}
    written = {path: new for path, new in changes.items() if new is not None}
    above = {folder for path in (*kept, *written) for folder in parents_of(path)}
    empty = {path for path, mode in kept.items() if stat.S_ISDIR(mode)}
    folders = sorted({"", *(set(units) - written.keys()), *above, *empty})
    old = {name for name in folders if within(name, *units) and (real / name).is_dir()}
    touched = {"", *(folder for path in changes for folder in parents_of(path))}
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
    for path, new in written.items():
        if isinstance(new, Path):
            if _is_linked(new, tree / path):
                continue
            new = new.read_bytes
        with (tree / path).open("xb") as file:
            file.write(new())
    _sync_all([tree / name for name in (*written, *reversed(folders))])
    for name in reversed(folders):
        if name in old:
            shutil.copystat(real / name, tree / name)
            if name in touched:
                os.utime(tree / name)


def _is_linked(source: Path, target: Path) -> bool:
    """Make `target` the same file as `source`, unless one that is made there would be of another group, or that cannot be."""
    try:
        if source.stat().st_gid != target.parent.stat().st_gid:
            return False
        os.link(source, target)
    except OSError:
        return False
    return True


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


def finish(staging: Path, real: Path) -> None:
    """Complete an exchange by its journal, or clear what has not come so far; carry over
    what another program put into the old tree since it was read."""
    if (staging / "journal").exists():
        journal = json.loads((staging / "journal").read_bytes())
        dropped = frozenset(journal["dropped"])
        _move(journal["units"], staging, real, back=False)
        for unit in journal["units"]:
            for path, mode in leaves_of(staging / "tree", unit).items():
                old, new = staging / "tree" / path, real / path
                there = stat.S_ISDIR(mode) and new.is_dir()
                if path not in dropped and not there and inode_of(old) != inode_of(new):
                    new.parent.mkdir(parents=True, exist_ok=True)
                    old.replace(new)
            _drop_empty(real / unit)
    _remove(staging)


def _drop_empty(folder: Path) -> None:
    """Delete `folder` if it is one and holds nothing."""
    try:
        folder.rmdir()
    except OSError as error:
        if error.errno not in _KEPT:
            raise


def _move(units: Mapping[str, int], staging: Path, real: Path, back: bool) -> None:
    """Exchange each new folder with the old one, or back, where that is still to do:
    goes on from every state that a crash can leave, also with the old one `aside`."""
    for unit, inode in units.items():
        ends = (staging / "tree" / unit, real / unit)
        source, target = reversed(ends) if back else ends
        aside = staging / f"aside-{unit}"
        if inode_of(source) == inode and not (
            inode_of(target) and _swap(source, target)
        ):
            if inode_of(target):
                target.rename(aside)
            source.rename(target)
        if inode_of(aside):
            aside.rename(source)
    for unit in units:
        _sync((real / unit).parent)


def _swap(one: Path, other: Path) -> bool:
    """Exchange two paths in a single step; false where that cannot be."""
    import ctypes

    system, names = ctypes.CDLL(None), (os.fsencode(one), os.fsencode(other))
    if hasattr(system, "renameat2"):
        return bool(system.renameat2(-100, names[0], -100, names[1], 2) == 0)
    if hasattr(system, "renamex_np"):
        return bool(system.renamex_np(*names, 2) == 0)
    return False


def inode_of(path: Path) -> int:
    """The inode of `path`, 0 if there is nothing."""
    return path.lstat().st_ino if os.path.lexists(path) else 0


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_all(paths: Iterable[Path]) -> None:
    """Do `_sync` for many at once: a file system ends all waits that there are with one write of its journal."""
    left, failed = deque(paths), deque[BaseException]()

    def work() -> None:
        while left and not failed:
            try:
                _sync(left.popleft())
            except IndexError:
                return  # another thread was faster
            except BaseException as error:  # noqa: BLE001
                failed.append(error)

    threads = [Thread(target=work) for _ in left][:_SYNCS_AT_ONCE]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        left.clear()
    for error in failed:
        raise error


def _remove(folder: Path) -> None:
    """Delete a staging folder: its journal first, which must not outlive a part of it."""
    (folder / "journal").unlink(missing_ok=True)
    try:
        shutil.rmtree(folder)
    except PermissionError:
        for path, _, _ in os.walk(folder):
            Path(path).chmod(stat.S_IRWXU)
        shutil.rmtree(folder)


def replace_file(file: Path, content: bytes, new: Path) -> None:
    """Put `content` in the place of `file` in one step; `new` beside it is what it is written to first. Raises OSError."""
    how = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
    try:
        descriptor = os.open(new, how, 0o666)
        with os.fdopen(descriptor, "wb") as opened:
            if file.exists():
                os.fchmod(descriptor, file.stat().st_mode & 0o777)
            opened.write(content)
            opened.flush()
            os.fsync(descriptor)
        new.replace(file)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
