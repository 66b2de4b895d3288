"""The path of a file -> its parts."""

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envoi.paths import parts

NAMES = st.text("ab.é _-", min_size=1, max_size=6).filter(
    lambda name: name not in (".", "..")
)


@given(names=st.lists(NAMES, min_size=1, max_size=4))
def test_as_the_library_has_them(names: list[str]) -> None:
    """Folders, stem and suffix are those of `PurePosixPath`, wherever the dots are."""
    path = PurePosixPath("/".join(names))

    assert parts(str(path)) == (path.parent.parts, path.stem, path.suffix)


@pytest.mark.parametrize("path", ["", "a", "a/b.md", ".md", "a.", "a..md", "a.b/c"])
def test_odd_paths(path: str) -> None:
    """No name, no suffix, nothing but a suffix, a dot at the end, a dot in a folder."""
    file = PurePosixPath(path)

    assert parts(path) == (file.parent.parts, file.stem, file.suffix)
