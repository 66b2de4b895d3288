"""A `data:` address -> the picture that is written into it, if readers may be given it."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from io import BytesIO
from typing import Final

LARGEST: Final = 100_000
"""Characters of the longest address that is kept; a few more such pictures, and a feed is over its budget."""

_PICTURE = re.compile(
    r"data:image/(png|jpeg|gif|webp|avif);base64,([A-Za-z0-9+/]+={0,2})",
    re.ASCII | re.IGNORECASE,
)
_STARTS: Final = {
    "png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "jpeg": re.compile(rb"\xff\xd8\xff"),
    "gif": re.compile(rb"GIF8[79]a"),
    "webp": re.compile(rb"RIFF.{4}WEBP", re.DOTALL),
    "avif": re.compile(rb".{4}ftypavi[fs]", re.DOTALL),
}
"""What a file of each kind begins with (WHATWG MIME Sniffing, 6.1; the brands of AVIF)."""

_BEGUN = re.compile(r"[\x00-\x20]*+".join(("", *"data:")), re.IGNORECASE)
_BLANKS = re.compile(r"[\x00-\x20]+")
_PIXELS_AT_MOST: Final = 99_999


@dataclass(frozen=True, kw_only=True, slots=True)
class Inlined:
    """A picture of a `kind` that readers show, and that runs nothing: its first bytes are those of that kind."""

    kind: str
    data: bytes

    @property
    def address(self) -> str:
        """The one way to write it."""
        return f"data:image/{self.kind};base64,{b64encode(self.data).decode('ascii')}"

    @property
    def size(self) -> tuple[int, int]:
        """Its width and height in pixels; zeros if it does not tell."""
        import imagesize

        width, height = imagesize.get(BytesIO(self.data))
        known = min(width, height) > 0 and max(width, height) <= _PIXELS_AT_MOST
        return (int(width), int(height)) if known else (0, 0)


def is_data(typed: str) -> bool:
    """Whether `typed` is a `data:` address, whatever it holds; blanks within it do not count.

    Browsers drop line ends from an address, and XML makes blanks of them.
    """
    return _BEGUN.match(typed) is not None


def is_too_large(typed: str) -> bool:
    """Whether `typed` is longer than the longest address that is kept."""
    return len(_packed(typed)) > LARGEST


def read(typed: str) -> Inlined | None:
    """The picture in the address `typed`; None if it holds another thing than it says, or too much of it."""
    packed = _packed(typed)
    found = _PICTURE.fullmatch(packed) if len(packed) <= LARGEST else None
    if not found:
        return None
    kind = found[1].lower()
    try:
        data = b64decode(found[2], validate=True)
    except ValueError:
        return None
    return Inlined(kind=kind, data=data) if _STARTS[kind].match(data) else None


def _packed(typed: str) -> str:
    return _BLANKS.sub("", typed)
