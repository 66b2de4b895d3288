"""Front matter in JavaScript, an object or a script: what is written out literally is read, and nothing is run."""

import pytest

from .samples import read


@pytest.mark.parametrize(
    "block",
    [
        "{\n  title: 'Quay',\n  date: \"2026-11-02\",\n}",
        "const title = 'Quay';\nconst date = '2026-11-02';",
        "export default {\n  title: `Quay`,\n  date: '2026-11-02',\n};",
    ],
)
def test_literals_are_read(block: str) -> None:
    """An object, names, or an exported object: each gives its keys with their lines."""
    found = read(f"---js\n{block}\n---\nText.\n")

    assert found.header
    assert found.values == {"title": "Quay", "date": "2026-11-02"}
    assert found.header.body == "Text.\n"
    assert (
        found.header.fields["title"].line
        == block[: block.index("title")].count("\n") + 2
    )


@pytest.mark.parametrize("block", ["{ date: new Date() }", "throw 1", "", "{"])
def test_nothing_is_run(block: str) -> None:
    """What only a program could tell is refused, with the line of the fence."""
    found = read(f"---js\n{block}\n---\nText.\n")

    assert found.header is None
    assert found.said == [("error", "front-matter", 1)]


def test_never_closed() -> None:
    """A fence without its end is an error on the first line."""
    assert read("---js\n{ title: 'Quay' }\n").said == [("error", "front-matter", 1)]
