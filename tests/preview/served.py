"""The preview of a folder, served by the real program for as long as a test needs it."""

from __future__ import annotations

import http.client
import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer

from ..program import NOW, start

PATIENCE = 60
"""Seconds after which a test that waits for the program fails."""

_AT_MOST = 900
"""Seconds after which the program is ended whatever waits for it, so that no test waits for ever."""


@dataclass
class Served:
    """A running preview at `port`."""

    process: subprocess.Popen[str]
    port: int
    said: list[str] = field(default_factory=list)
    held: ExitStack = field(default_factory=ExitStack)

    @property
    def address(self) -> str:
        """The address of its first page."""
        return f"http://127.0.0.1:{self.port}/"

    def ask(
        self, path: str = "/newsletter/", method: str = "GET", **headers: str
    ) -> tuple[int, dict[str, str], str]:
        """Status, headers by their lower-case names, and text of an answer."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        line.request(method, path, headers=named)
        answer = line.getresponse()
        text = answer.read().decode("utf-8", "replace")
        line.close()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, found, text

    def hear(self) -> str:
        """The next line that the program prints."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        self.said.append(line)
        return line

    def events(self) -> Iterator[tuple[str, str]]:
        """What the server tells of the folder: the name of each event and the state, as they come."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        line.request("GET", "/events")
        answer = line.getresponse()
        self.held.callback(line.close)
        self.held.callback(answer.close)
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        name = ""
        while told := answer.readline().decode():
            key, _, value = told.strip().partition(": ")
            if key == "event":
                name = value
            elif key == "data":
                yield name, json.loads(value)


@contextmanager
def serving(
    folder: Path, *words: str | Path, env: dict[str, str] | None = None
) -> Iterator[Served]:
    """The preview of `folder`, as soon as it can be asked; it has ended afterwards, without a traceback."""
    process = start("preview", folder, "--now", NOW, *words, env=env)
    assert process.stdout
    end = Timer(_AT_MOST, process.kill)
    end.start()
    first = process.stdout.readline()
    found = re.search(r"127\.0\.0\.1:(\d+)/", first)
    if not found:
        end.cancel()
        process.kill()
        raise AssertionError(process.communicate())
    running = Served(process=process, port=int(found[1]), said=[first])
    try:
        with running.held:
            yield running
    finally:
        process.terminate()
        try:
            _, err = process.communicate(timeout=PATIENCE)
        finally:
            end.cancel()
            process.kill()
    assert "Traceback" not in err, err


def leave(page) -> None:
    """Close `page` and its context. A context that is closed while its page still listens to a server may never be (Chromium)."""
    page.goto("about:blank")
    page.context.close()
