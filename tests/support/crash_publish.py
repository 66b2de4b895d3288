"""Builds that die: an output folder and a kind of death -> what was found afterwards.

`crash_publish.py FOLDER LAYOUT KIND` builds two generations of an output in turn, in
child processes. KIND `kill`: they get SIGKILL at random moments. KIND `exit`, `error`,
`interrupt`: they end, fail or are interrupted right before their first, second, third
... change to the file system; `both` is an error, and an end five changes later, in the
tidying up. LAYOUT `alone` has nothing else in the output, `shared`
has files of others, `twostep` is a system that cannot exchange two folders at once,
`large` keeps nothing in memory, but each file on the disk until it is published.
Ends with an AssertionError as soon as an output is neither the old nor the new one.
"""

import errno
import json
import os
import random
import signal
import sys
import time
from collections import Counter
from pathlib import Path

from envoi import exchange, spool
from envoi.model import Artifact
from envoi.output import MANIFEST, claim, owned, publish
from envoi.problems import Stop

SCOPE = ("feeds", "newsletter/next")
FOREIGN = {
    "index.html": b"theirs",
    "feeds/theirs.xml": b"theirs",
    "newsletter/x/y": b"",
}
CHANGES = {
    f"os.{name}"
    for name in (
        "mkdir",
        "link",
        "rename",
        "remove",
        "rmdir",
        "chmod",
        "chown",
        "utime",
    )
}


def generation(letter: str) -> dict[str, bytes]:
    """Fourteen files of different sizes, three of them in this generation only, two at the top."""
    files = [f"feeds/{n}.xml" for n in range(5)]
    files += [f"feeds/tags/{n}/atom.xml" for n in range(3)]
    files += [f"newsletter/next/{n}.html" for n in range(2)]
    files += [f"feeds/only-{letter}/rss.xml", f"newsletter/next/{letter}/{letter}"]
    files += ["feed.xml", f"feed-{letter}.xml"]
    return {
        path: f"{letter} {path}\n".encode() * 5**size
        for path, size in zip(files, [0, 1, 2, 3, 4, 5, 3] * 2, strict=True)
    }


GENERATIONS = {letter: generation(letter) for letter in "AB"}


def build(output: Path, letter: str) -> None:
    """Publish one generation."""
    files = GENERATIONS[letter].items()
    publish(
        [
            Artifact(path=path, content=content, media_type="")
            for path, content in files
        ],
        output,
        scope=(*SCOPE, *owned(output)),
    )


def found(output: Path) -> str:
    """Which generation is there: A, B, or - for a mixture or nothing."""
    files = {
        path.relative_to(output).as_posix(): path.read_bytes()
        for path in output.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }
    files = {
        path: content
        for path, content in files.items()
        if not path.startswith(".envoi-") and FOREIGN.get(path) != content
    }
    return next((name for name in "AB" if GENERATIONS[name] == files), "-")


def leftovers(output: Path) -> list[Path]:
    """What an unfinished build left behind."""
    places = (*output.parent.rglob(".envoi-*"),)
    return [path for path in places if path.name != MANIFEST]


def check(output: Path, layout: str, seen: Counter[str]) -> str:
    """See what is there after a death, and that the next claim puts it right."""
    name = found(output)
    if layout in {"alone", "large"}:
        assert name in "AB", f"neither old nor new: {sorted(output.rglob('*'))}"
    seen[name] += 1
    seen["unfinished"] += bool(leftovers(output))
    with claim(output, patience=0):
        pass
    name = found(output)
    assert name in "AB", f"not put right: {sorted(output.rglob('*'))}"
    assert not leftovers(output), leftovers(output)
    if layout == "shared":
        for path, content in FOREIGN.items():
            assert (output / path).read_bytes() == content, path
    return name


def other(name: str) -> str:
    """The generation that is not there."""
    return "B" if name == "A" else "A"


def kill(output: Path, layout: str, seen: Counter[str]) -> None:
    """Fifty builds, killed at random moments."""
    chance = random.Random(20)
    start = time.monotonic()
    for letter in "BA":
        with claim(output):
            build(output, letter)
    cycle = time.monotonic() - start
    for _ in range(50):
        child = os.fork()
        if not child:
            name = found(output)
            while True:
                name = other(name)
                with claim(output):
                    build(output, name)
        time.sleep(chance.uniform(0, cycle * 1.5))
        os.kill(child, signal.SIGKILL)
        assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
        check(output, layout, seen)


class Fault:
    """Strikes right before the change number `step` to the file system."""

    def __init__(self, kind: str, step: int) -> None:
        """Count from now on."""
        self.kind, self.left = kind, step
        sys.addaudithook(self)

    def __call__(self, event: str, about: tuple[object, ...]) -> None:
        """Count a change, and strike when it is time."""
        writes = event == "open" and int(about[2] or 0) & (os.O_WRONLY | os.O_CREAT)
        if event not in CHANGES and event != "ctypes.dlopen" and not writes:
            return
        self.left -= 1
        if self.left == -5 and self.kind == "both":
            os._exit(9)
        if self.left == 0:
            if self.kind == "exit":
                os._exit(9)
            if self.kind in {"error", "both"}:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), about[0])
            raise KeyboardInterrupt


def attempt(output: Path, letter: str, fault: Fault) -> str:
    """One build in which a fault strikes -> what it said."""
    try:
        if letter:
            build(output, letter)
        else:
            with claim(output):
                pass
    except Stop as stop:
        return str(stop)
    except KeyboardInterrupt:
        return "interrupted"
    return "done" if fault.left > 0 else "survived"


def child(output: Path, letter: str, kind: str, step: int) -> str:
    """Run `attempt` in a process of its own -> what it said, or "died"."""
    reading, writing = os.pipe()
    process = os.fork()
    if not process:
        os.close(reading)
        said = attempt(output, letter, Fault(kind, step))
        os.write(writing, said.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    assert code in {0, 9}, code
    return said if code == 0 else "died"


def steps(output: Path, layout: str, kind: str, seen: Counter[str]) -> None:
    """One build for each change to the file system, until a build gets through."""
    name, step, said = found(output), 0, ""
    while said != "done":
        step += 1
        said = child(output, other(name), kind, step)
        if "as it was" in said:
            assert "no space left on device" in said
            assert found(output) == name, said
            assert not leftovers(output)
        elif said in {"done", "survived"} or "is new" in said:
            assert found(output) == other(name), said
        if kind == "exit" and leftovers(output):
            child(output, "", kind, step % 7 + 1)
        name = check(output, layout, seen)
    seen["steps"] = step


def main(folder: str, layout: str, kind: str) -> None:
    """Prepare the output, let builds die, print what was seen as JSON."""
    output, seen = Path(folder) / "public", Counter[str]()
    if layout == "twostep":
        exchange._swap = lambda one, other: False
    if layout == "large":
        spool._IN_MEMORY = 0
    for path, content in FOREIGN.items() if layout == "shared" else ():
        (output / path).parent.mkdir(parents=True, exist_ok=True)
        (output / path).write_bytes(content)
    with claim(output):
        build(output, "A")
    assert found(output) == "A"
    if kind == "kill":
        kill(output, layout, seen)
    else:
        steps(output, layout, kind, seen)
    print(json.dumps(seen))


if __name__ == "__main__":
    main(*sys.argv[1:])
