"""A real web server on this machine, as long as a test needs it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import (
    BaseHTTPRequestHandler,
    SimpleHTTPRequestHandler,
    ThreadingHTTPServer,
)
from pathlib import Path


@contextmanager
def serving(
    handler: type[BaseHTTPRequestHandler] | partial[BaseHTTPRequestHandler],
) -> Iterator[str]:
    """The address of a server that answers as `handler` does."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{running.server_port}"
        finally:
            running.shutdown()
            thread.join()


class Quiet(BaseHTTPRequestHandler):
    """A handler that writes no log."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Files(Quiet, SimpleHTTPRequestHandler):
    """The files of a folder."""


def files_of(folder: Path) -> partial[BaseHTTPRequestHandler]:
    """A handler that serves `folder`."""
    return partial(Files, directory=str(folder))
