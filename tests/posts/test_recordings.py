"""The bytes of a recording -> its seconds."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envoi.posts.recordings import seconds

FRAME = bytes([0xFF, 0xFB, 0x90, 0xC4]) + bytes(413)
"""MPEG-1 layer III, 128 kbit/s at 44.1 kHz: 1,152 samples of silence."""


def lasting(path: Path, content: bytes) -> int:
    """How long a file with this content lasts."""
    path.write_bytes(content)
    with path.open("rb", buffering=0) as file:
        return seconds(file)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (FRAME * 500, 13),
        (FRAME, 1),
        (b"ID3\x04\x00\x00\x00\x00\x07\x76" + bytes(1014) + FRAME * 500, 13),
        (b"", 0),
        (b"<html>404</html>", 0),
        (b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f", 0),
        (b"OggS" * 999, 0),
        (b"\x00\x00\x00\x18ftypM4A " + bytes(999), 0),
        (b"\xff" * 2_500_000, 0),
        (bytes(2_500_000), 0),
    ],
    ids=["mp3", "short", "tagged", "empty", "page", "cut", "ogg", "m4a", "sync", "zeros"],
)  # fmt: skip
def test_seconds(tmp_path: Path, content: bytes, expected: int) -> None:
    """A recording lasts as long as its frames; what is none, or not in its first megabytes, lasts nothing."""
    assert lasting(tmp_path / "a.mp3", content) == expected


@given(
    head=st.sampled_from(
        [b"", b"ID3", b"\xff\xfb", b"fLaC", b"OggS", b"RIFF\0\0\0\0WAVE", b"\0\0\0\x18ftyp"]
    ),
    rest=st.binary(max_size=400),
)  # fmt: skip
def test_any_bytes_are_taken(
    tmp_path_factory: pytest.TempPathFactory, head: bytes, rest: bytes
) -> None:
    """No file stops a build, whatever it holds."""
    file = tmp_path_factory.getbasetemp() / "any.mp3"

    assert 0 <= lasting(file, head + rest) < 1_000_000
