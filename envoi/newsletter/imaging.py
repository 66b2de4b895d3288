"""The bytes of a picture -> what it is, and a smaller copy of it that every mail client shows; the only file that knows Pillow."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from struct import error
from typing import Final, Literal

from PIL import Image

Format = Literal["JPEG", "PNG"]

SETTINGS: Final = "1"
"""Part of the name of each copy: to be counted up when copies come out otherwise."""

PIXELS_AT_MOST: Final = 50_000_000
"""What a picture unpacks to in memory, three or four bytes each."""

_FORMATS: Final = ("AVIF", "GIF", "JPEG", "PNG", "WEBP")
"""Decoders that a picture of a post may reach; some others of Pillow's run programs."""

_SHOWN: Final = frozenset({"GIF", "JPEG", "PNG"})
"""What every mail client shows; Outlook for Windows neither AVIF nor WebP (caniemail.com)."""

_LARGE: Final = 250_000
_ANIMATION_AT_MOST: Final = 1_000_000
"""Bytes from which on a picture, or one that moves, is copied even if its width and kind would do."""

_PHOTOGRAPH: Final = 0.75
"""Bytes per pixel of a PNG above which it holds a photograph: drawings and screenshots pack far better."""

_SPARE: Final = 8
"""The part of its width by which a picture may be wider than needed: a copy would be hardly smaller."""

_QUALITY: Final = 82
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes upright what was taken otherwise (Exif 2.32, Orientation)."""

_ORIENTATION: Final = 0x0112
_DAMAGES: Final = (LookupError, OSError, SyntaxError, TypeError, ValueError, error)
"""What a damaged note on a picture raises, which the picture itself survives."""


class ImagingError(ValueError):
    """The bytes are no picture that can be used; says why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What a picture is: its size in pixels as it is to be seen, and what became of it in its file.

    `turned` says that the file relies on being turned, which Outlook does not do, and `printed` that its colours are
    those of print. `copied_as` is the format of a copy.
    """

    width: int
    height: int
    bytes: int
    format: str
    copied_as: Format
    moves: bool = False
    turned: bool = False
    printed: bool = False

    def needs_copy(self, width: int) -> bool:
        """Whether a letter has to show a copy, where `width` pixels are enough."""
        if self.format in _SHOWN and self.moves:
            return self.bytes > _ANIMATION_AT_MOST
        return (
            self.format not in _SHOWN
            or self.width > width + width // _SPARE
            or self.turned
            or self.printed
            or (self.bytes > _LARGE and self.copied_as == "JPEG")
        )


def look(data: bytes) -> Facts:
    """What the picture in `data` is. As a rule only its header is read. Raises ImagingError."""
    with _opened(data) as picture:
        kind = "JPEG" if picture.format == "MPO" else str(picture.format)
        turn = _orientation(picture)
        width, height = picture.size if turn < 5 else picture.size[::-1]
        dense = len(data) > _PHOTOGRAPH * width * height
        photograph = kind in ("AVIF", "JPEG", "WEBP") or (kind == "PNG" and dense)
        return Facts(
            width=width,
            height=height,
            bytes=len(data),
            format=kind,
            copied_as="JPEG" if photograph and not _is_clear(picture) else "PNG",
            moves=kind != "JPEG" and getattr(picture, "is_animated", False),
            turned=turn > 1,
            printed=picture.mode == "CMYK",
        )


def copy(data: bytes, width: int, height: int, form: Format) -> bytes:
    """The picture in `data`, upright, `width` by `height` pixels large, without what else its file tells.

    Of one that moves it is the first frame. Raises ImagingError.
    """
    with _opened(data) as picture:
        turn = _orientation(picture)
        profile = picture.info.get("icc_profile") if picture.mode != "CMYK" else None
        if picture.format in ("JPEG", "MPO"):
            picture.draft(None, (width, height) if turn < 5 else (height, width))
        palette = picture.mode == "P" and picture.format in ("GIF", "PNG")
        made = _plain(picture)
        if turn in _TURNS:
            made = made.transpose(_TURNS[turn])
        if made.size != (width, height):
            made = made.resize(
                (width, height), Image.Resampling.LANCZOS, reducing_gap=3.0
            )
        if form == "JPEG":
            made = made if made.mode == "L" else made.convert("RGB")
        elif palette:
            made = made.quantize(256, method=Image.Quantize.FASTOCTREE)
        made.info = {}
        out = BytesIO()
        if form == "JPEG":
            made.save(out, form, quality=_QUALITY, optimize=True, icc_profile=profile)
        else:
            made.save(out, form, compress_level=9, icc_profile=profile)
        return out.getvalue()


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    """The picture in `data`. Decoders raise errors of any kind on damaged files, here and while the picture is used."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=_FORMATS) as picture:
                width, height = picture.size
                if width * height > PIXELS_AT_MOST:
                    raise Image.DecompressionBombWarning
                yield picture
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise ImagingError(
            f"has more than {PIXELS_AT_MOST // 1_000_000} million pixels"
        ) from bomb
    except Exception as fault:
        raise ImagingError("is damaged, or of no kind that can be read") from fault


def _orientation(picture: Image.Image) -> int:
    try:
        turn = picture.getexif().get(_ORIENTATION, 1)
    except _DAMAGES:
        return 1
    return turn if turn in _TURNS else 1


def _is_clear(picture: Image.Image) -> bool:
    """Whether something shines through; many WebP files have an alpha channel and do not use it."""
    if "transparency" not in picture.info and "A" not in picture.mode.upper():
        return False
    if picture.format == "PNG":
        return True
    alpha = picture.convert("RGBA").getchannel("A").getextrema()
    return alpha != (255, 255)


def _plain(picture: Image.Image) -> Image.Image:
    """`picture` in a mode that can be resized, and that mail clients know."""
    mode = picture.mode
    if mode.startswith("I"):
        return picture.point(lambda value: value / 256).convert("L")
    if "transparency" in picture.info or mode in ("LA", "PA", "La", "RGBA", "RGBa"):
        return picture.convert("RGBA")
    return picture.convert("L" if mode in ("1", "L") else "RGB")
