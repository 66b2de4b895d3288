"""A build, how often it opens each file, and how many bytes it writes.

`opened.py FOLDER WORDS` runs `envoi WORDS` and prints as JSON how often each file below FOLDER was opened for `reading`
and for `writing`, by its path there, the `bytes` that the process wrote, where the system tells (Linux), and the exit `code`.
Folders that are opened do not count. One process does all, so that all is heard.
"""

import json
import os
import sys
from collections import Counter
from pathlib import Path

from envoi import stamps
from envoi.__main__ import main

top = os.path.realpath(sys.argv[1]) + os.sep
reading: Counter[str] = Counter()
writing: Counter[str] = Counter()


def hear(event: str, what: tuple[object, ...]) -> None:
    """Count a file that is opened."""
    if event != "open" or not isinstance(what[0], str | bytes):
        return
    path, flags = os.path.realpath(os.fsdecode(what[0])), what[2]
    assert isinstance(flags, int)
    if path.startswith(top) and not flags & os.O_DIRECTORY:
        writes = flags & (os.O_WRONLY | os.O_RDWR)
        (writing if writes else reading)[path.removeprefix(top)] += 1


if sys.platform == "linux":
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
stamps.LATE = 0  # as if the folder had lain untouched for a while
sys.argv[1:] = sys.argv[2:]
sys.addaudithook(hear)
code: object = 0
account = Path("/proc/self/io")
try:
    main()
except SystemExit as end:
    code = end.code
lines = account.read_text().splitlines() if account.exists() else []
told = dict(line.split(": ") for line in lines)
written = int(told.get("wchar", 0))
print(
    json.dumps({"code": code, "reading": reading, "writing": writing, "bytes": written})
)
