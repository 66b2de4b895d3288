"""The bytes of a file of sound or film -> how long it lasts."""

from __future__ import annotations

import io
from typing import Any, Final

_LONGEST: Final = 1_000_000
"""Seconds of the longest recording: eleven days; a file that says more is broken."""

_READ_AT_MOST: Final = 2_000_000
"""Bytes that are looked at: headers need less, and in what is no recording tinytag would look for one to its end."""


def seconds(file: io.FileIO) -> int:
    """Seconds that the recording in `file` lasts; 0 if that cannot be told."""
    # Imported late: most folders hold no sound.
    from tinytag import TinyTag, TinyTagException

    try:
        sound = io.BufferedReader(_Bounded(file))
        found = TinyTag.get(file_obj=sound, tags=False).duration
    except (OSError, TinyTagException):
        return 0
    return max(1, round(found)) if found and 0 < found < _LONGEST else 0


class _Bounded(io.RawIOBase):
    """A file that ends in an error once more has been read of it than recordings need."""

    def __init__(self, file: io.FileIO) -> None:
        self.file, self.left = file, _READ_AT_MOST

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self.file.seek(offset, whence)

    def readinto(self, buffer: Any) -> int:
        count = self.file.readinto(buffer) or 0
        self.left -= count
        if self.left < 0:
            raise OSError("more was read than a recording needs")
        return count
