"""Folders -> what is written, comes and goes there, as it happens."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from watchfiles import Change, awatch

_STEP: Final = 20
"""Milliseconds of silence that end a burst of changes: an editor writes a file in several steps."""

_LONGEST: Final = 200
"""Milliseconds after which a burst that does not end is told all the same."""


async def watch(
    folders: Iterable[Path],
    tell: Callable[[list[Path], list[Path]], None],
    say: Callable[[str], None],
    *,
    polling: bool = False,
) -> None:
    """Call `tell` with the paths to which something happened, and with those that came, until it is cancelled.

    Where the system cannot watch so many folders, they are looked through again and again, which `say` tells.
    """
    places = [folder.absolute() for folder in folders if folder.is_dir()]
    logging.getLogger("watchfiles").setLevel(logging.CRITICAL)
    try:
        async for changes in awatch(
            *places,
            watch_filter=None,
            debounce=_LONGEST,
            step=_STEP,
            force_polling=polling,
            ignore_permission_denied=True,
        ):
            tell(
                [Path(path) for _, path in changes],
                [Path(path) for change, path in changes if change is Change.added],
            )
    except (OSError, RuntimeError) as error:
        # inotify: fs.inotify.max_user_watches and max_user_instances
        if polling:
            raise
        say(
            f"cannot be told of changes ({error}); looks for them again and again instead"
        )
        await watch(places, tell, say, polling=True)
