"""Builds that are killed, interrupted, refused or two at once: the output stays whole."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from envoi.model import Artifact
from envoi.output import claim, publish
from envoi.problems import Exit, Stop

SUPPORT = Path(__file__).parent / "support"
BUILD = """
import sys
from pathlib import Path
import crash_publish
from envoi.problems import Stop
output, letter, *limit = sys.argv[1:]
if limit:
    import atexit, resource
    # what measures the run writes its own file at the end
    free = resource.getrlimit(resource.RLIMIT_FSIZE)
    atexit.register(resource.setrlimit, resource.RLIMIT_FSIZE, free)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit[0]), free[1]))
try:
    with crash_publish.claim(Path(output)):
        crash_publish.build(Path(output), letter)
except Stop as stop:
    print(stop)
    sys.exit(stop.exit)
"""
LOOK = """
import sys
from pathlib import Path
import crash_publish
print(crash_publish.found(Path(sys.argv[1])))
"""
PLAIN_USER = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search")


def run(*command: str | Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run `command` with the package and the helpers of these tests at hand."""
    path = os.pathsep.join([str(SUPPORT), *sys.path])
    return subprocess.run(
        command,
        check=check,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=os.environ | {"PYTHONPATH": path},
    )


def build(output: Path, letter: str, *rest: str, before: tuple[str, ...] = ()) -> str:
    """Publish one generation in a process of its own -> what it said."""
    python = (*before, sys.executable, "-c", BUILD)
    made = run(*python, output, letter, *rest, check=False)
    assert made.returncode == (4 if made.stdout else 0), made.stdout
    return made.stdout


def found(output: Path) -> str:
    """Which generation is in `output`: A, B, or - for neither."""
    return run(sys.executable, "-c", LOOK, output).stdout.strip()


def clean(folder: Path) -> bool:
    """Whether nothing of an unfinished build is left in `folder`."""
    return not [p for p in folder.rglob(".envoi-*") if p.name != ".envoi-manifest"]


@pytest.fixture
def public(tmp_path: Path) -> Path:
    """An output folder that holds generation A."""
    output = tmp_path / "site" / "public"
    assert build(output, "A") == ""
    assert found(output) == "A"
    return output


@pytest.mark.parametrize("layout", ["alone", "large", "shared", "twostep"])
def test_kill(tmp_path: Path, layout: str) -> None:
    """kill -9 at 50 random moments: the output is wholly old or new right away, and
    the next build clears what was left. Beside files of others, and where the system
    cannot exchange folders, it may take that next build to be whole again."""
    seen = crash(tmp_path, layout, "kill")
    assert seen["unfinished"] >= 10, "hardly any kill came in the middle of a build"
    assert seen.get("-", 0) <= (0 if layout in {"alone", "large"} else 10)


@pytest.mark.parametrize("layout", ["alone", "large", "shared", "twostep"])
@pytest.mark.parametrize("kind", ["exit", "error", "interrupt", "both"])
def test_every_step(tmp_path: Path, layout: str, kind: str) -> None:
    """A build that dies, fails or is interrupted right before any one of its changes to
    the file system leaves the old output or the new one, and says which."""
    assert crash(tmp_path, layout, kind)["steps"] > 50


def crash(folder: Path, layout: str, kind: str) -> dict[str, int]:
    """What `crash_publish.py` saw; it fails at the first mixture."""
    made = run(
        sys.executable, SUPPORT / "crash_publish.py", folder, layout, kind, check=False
    )
    assert made.returncode == 0, made.stdout
    print(layout, kind, made.stdout)
    seen: dict[str, int] = json.loads(made.stdout.splitlines()[-1])
    return seen


def test_file_too_large(public: Path) -> None:
    """A file that may not be written whole: a clear line, the old output, no leftovers."""
    said = build(public, "B", "9000")
    assert said.startswith(f"cannot write {public}")
    assert "file too large; the output is as it was" in said
    assert found(public) == "A"
    assert clean(public.parent)
    assert build(public, "B") == ""
    assert found(public) == "B"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 600 kB; making one takes rights that few test runs have."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if not shutil.which("mount"):
        pytest.skip("needs the program mount")
    made = run("mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", disk, check=False)
    if made.returncode:
        pytest.skip(f"needs the right to mount a tmpfs: {made.stdout.strip()}")
    yield disk
    run("umount", disk)


@pytest.mark.parametrize("folder", ["public", "."])
def test_disk_full(small_disk: Path, folder: str) -> None:
    """On a full disk: a clear line, the old output, no leftovers, and room again."""
    output = small_disk / folder
    assert build(output, "A") == ""
    filler = small_disk / "filler"
    filler.write_bytes(b"x" * 300_000)
    said = build(output, "B")
    assert "no space left on device; the output is as it was" in said
    assert str(output) in said
    filler.unlink()
    assert found(output) == "A"
    assert clean(small_disk)
    assert build(output, "B") == ""
    assert found(output) == "B"


def test_read_only_file_system(small_disk: Path) -> None:
    """On a read-only file system: a clear line, and nothing to say if all is right."""
    output = small_disk / "public"
    assert build(output, "A") == ""
    run("mount", "-o", "remount,ro", small_disk)
    assert "read-only file system; the output is as it was" in build(output, "B")
    assert build(output, "A") == ""
    assert found(output) == "A"


def test_output_on_another_disk(small_disk: Path) -> None:
    """An output that is a mount point itself is filled without a thing left in it."""
    for letter in "ABA":
        assert build(small_disk, letter) == ""
        assert found(small_disk) == letter
        assert clean(small_disk.parent)


def test_mount_point_inside(small_disk: Path) -> None:
    """A file system mounted on a folder that would have to be exchanged is not hurt."""
    theirs = small_disk / "theirs"
    theirs.write_text("theirs")
    feeds = small_disk.parent / "feeds" / "deep"
    feeds.mkdir(parents=True)
    run("mount", "--bind", small_disk, feeds)
    try:
        said = build(small_disk.parent, "A")
        assert "a file system is mounted there" in said
    finally:
        run("umount", feeds)
    assert theirs.read_text() == "theirs"


@pytest.fixture(scope="session")
def unprivileged() -> tuple[str, ...]:
    """What to put before a command so that permissions hold for it, even for root."""
    if os.geteuid():
        return ()
    made = run(*PLAIN_USER, "true", check=False) if shutil.which("setpriv") else None
    if not made or made.returncode:
        pytest.skip("as root it needs a setpriv that can drop capabilities")
    return PLAIN_USER


@pytest.mark.parametrize(
    "locked", [["public"], ["public", "."], ["public/feeds", "public/newsletter"]]
)
def test_read_only_folder(
    public: Path, unprivileged: tuple[str, ...], locked: list[str]
) -> None:
    """A folder without write permission: a clear line, old output, nothing left."""
    for name in locked:
        (public.parent / name).chmod(0o555)
    said = build(public, "B", before=unprivileged)
    again = build(public, "A", before=unprivileged)
    for name in locked:
        (public.parent / name).chmod(0o755)
    assert f"cannot write {public}" in said
    assert "permission denied; the output is as it was" in said
    assert again == ""
    assert found(public) == "A"
    assert clean(public.parent)


def test_read_only_parent(public: Path, unprivileged: tuple[str, ...]) -> None:
    """If only the folder around the output is write-protected, the build succeeds."""
    public.parent.chmod(0o555)
    for letter in "BA":
        assert build(public, letter, before=unprivileged) == ""
        assert found(public) == letter
        assert clean(public.parent)
    public.parent.chmod(0o755)


def test_no_place_for_output(tmp_path: Path, unprivileged: tuple[str, ...]) -> None:
    """Where no output folder can be made, that is said in the words of the user."""
    tmp_path.chmod(0o555)
    for output in (tmp_path / "public", tmp_path / "site" / "public"):
        said = build(output, "A", before=unprivileged)
        assert "permission denied" in said
        assert not output.exists()
    tmp_path.chmod(0o755)


def test_locked_folder_of_others(public: Path, unprivileged: tuple[str, ...]) -> None:
    """A write-protected folder of somebody else inside ours is taken over as it is."""
    theirs = public / "feeds/locked/theirs.xml"
    theirs.parent.mkdir()
    theirs.write_text("theirs")
    theirs.parent.chmod(0o555)
    inode = theirs.stat().st_ino
    assert build(public, "B", before=unprivileged) == ""
    assert theirs.stat().st_ino == inode
    assert theirs.parent.stat().st_mode & 0o777 == 0o555
    assert clean(public.parent)


HOLDER = """
import sys, pathlib
from envoi.output import claim
with claim(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the claim until it is told to go on."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, tmp_path / "public"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_second_build_waits(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    """A second build says once that it waits, and goes on when the first is done."""
    told = []
    artifact = Artifact(path="feeds/rss.xml", content=b"<rss/>", media_type="")

    def waiting() -> None:
        told.append("waiting")
        assert holder.poll() is None
        print(file=holder.stdin, flush=True)

    with claim(tmp_path / "public", waiting=waiting):
        publish([artifact], tmp_path / "public", scope=["feeds"])
    assert told == ["waiting"]
    assert (tmp_path / "public/feeds/rss.xml").read_bytes() == b"<rss/>"
    assert holder.wait() == 0


def test_patience_over(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    """A second build that may not wait any longer says so and changes nothing."""
    told = []
    with (
        pytest.raises(Stop, match="another build") as stop,
        claim(tmp_path / "public", waiting=lambda: told.append("waiting"), patience=0),
    ):
        raise AssertionError("claimed twice")
    assert stop.value.problem.code == "output-busy"
    assert stop.value.exit is Exit.ENVIRONMENT
    assert told == ["waiting"]


def test_killed_holder_frees(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    """The claim of a killed build is free at once."""
    holder.kill()
    holder.wait()
    with claim(tmp_path / "public", waiting=lambda: pytest.fail("waits"), patience=0):
        pass
    folder = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(folder)
