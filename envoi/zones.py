"""The name of a zone -> that zone, from the tzdata package."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import tzdata


@lru_cache(maxsize=1024)
def zone_named(name: str) -> ZoneInfo | None:
    """The zone `name` (`Europe/Istanbul`); None if there is none. The machine's own database may say something else.

    One name is one zone: to compare times Python asks whether it is the same object.
    """
    parts = name.split("/")
    if not all(re.fullmatch(r"[A-Za-z0-9_+-]+", part) for part in parts):
        return None
    try:
        file = Path(tzdata.__file__).parent.joinpath("zoneinfo", *parts)
        with file.open("rb") as data:
            return ZoneInfo.from_file(data, key=name)
    except (ValueError, OSError):
        return None
