"""The real program in a process of its own: words -> what it printed and how it ended."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NOW = "2026-11-22T12:00:00Z"
LATE = "4102444800"
"""The first second of 2100."""
POST = (
    "---\ntitle: The quay\ndate: 2026-11-20\n---\n\nThe first boat came in at noon.\n"
)
CONFIG = """\
[site]
url = "https://harbour.example/"
timezone = "Europe/Istanbul"

[newsletter]
from = "Harbour <letter@harbour.example>"
postal_address = "1 Quay Street, Harbourtown"
unsubscribe = "https://harbour.example/unsubscribe"
"""
"""A configuration with which a build has nothing to complain of."""


def environment(**more: str) -> dict[str, str]:
    """As little of the machine's environment as the program needs, and `more`."""
    measured = {k: v for k, v in os.environ.items() if k.startswith("COVERAGE_")}
    return measured | {
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "LANG": "C.UTF-8",
        **more,
    }


def start(
    *words: str | Path, cwd: Path | None = None, env: dict[str, str] | None = None
) -> subprocess.Popen[str]:
    """`envoi WORDS`, running. Its clock is late, so that no `--now` of a test is still to come."""
    late = {"SOURCE_DATE_EPOCH": LATE} if "--now" in words else {}
    return subprocess.Popen(
        [sys.executable, "-m", "envoi", *words],
        cwd=cwd,
        env=environment(**(late | (env or {}))),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="surrogateescape",
    )


def run(
    *words: str | Path, cwd: Path | None = None, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """`envoi WORDS` to its end, which is never a traceback."""
    with start(*words, cwd=cwd, env=env) as process:
        out, err = process.communicate(timeout=120)
    assert "Traceback" not in out + err, err
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def fill(folder: Path, files: dict[str, str]) -> Path:
    """`folder` with `files` in it, by path."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def files(top: Path) -> dict[str, bytes]:
    """Every file below `top`, by path, with its bytes."""
    return {
        path.relative_to(top).as_posix(): path.read_bytes()
        for path in sorted(top.rglob("*"))
        if path.is_file()
    }


def times(top: Path) -> dict[str, tuple[int, int]]:
    """Inode and time in nanoseconds of everything below `top`, by path."""
    return {
        path.relative_to(top).as_posix(): (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in sorted(top.rglob("*"))
    }


def copy(folder: Path, target: Path) -> Path:
    """`folder` at `target`, without what was built from it: a build writes `envoi.lock` beside the posts."""
    ignored = shutil.ignore_patterns("public", "expected", ".envoi-*")
    return Path(shutil.copytree(folder, target, symlinks=True, ignore=ignored))
