"""Configurations made to break whoever reads them: each ends soon, in a feed or in a sentence, and gives nothing away."""

from pathlib import Path

import pytest

from envoi.dialects import Files, detect
from envoi.dialects.files import parse_yaml
from envoi.dialects.javascript import load
from envoi.dialects.python_settings import MOST, read

from .folders import read as posts_of

POST = "---\ntitle: Quay\ndate: 2026-03-02\n---\nText.\n"
BOMB = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{new}: &{new} [{', '.join(['*' + old] * 10)}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize("name", ["_config.yml", "hugo.yaml", "config.yaml"])
@pytest.mark.parametrize("text", [BOMB, "a: " + "[" * 100_000, "a: " + "{a: " * 50_000])
def test_growth_is_refused(tmp_path: Path, name: str, text: str) -> None:
    """Aliases that grow without end, and nesting that libyaml dies of, are named and left out."""
    (tmp_path / name).write_text(f"url: https://q.example\n{text}\n")
    files = Files(tmp_path)

    assert not detect(files).facts
    assert "grow too far" in files.unparsed[name]


def test_long_key_is_refused(tmp_path: Path) -> None:
    """tomllib takes a time that grows with the square of a dotted key."""
    (tmp_path / "hugo.toml").write_text("a." * 300_000 + "b = 1\n")
    files = Files(tmp_path)

    assert files.toml("hugo.toml") == {}
    assert files.unparsed == {"hugo.toml": "a key has too many parts"}


def test_merge_keys() -> None:
    """What `<<` brings in counts where the table itself is silent."""
    text = "x: &x {draft: 'true', lang: tr}\ny:\n  <<: *x\n  lang: en\n"

    assert parse_yaml(text)["y"] == {"draft": "true", "lang": "en"}


def test_texts_are_put_together_within_bounds() -> None:
    """A Python configuration cannot grow by adding up its own texts."""
    grow = "x = 'a' * 1\nx = '" + "a" * 1000 + "'\n"
    lines = "".join(f"a{number} = x + 'b'\n" for number in range(10_000))
    found = read(grow + lines)

    assert sum(len(value) for value in found.values()) <= MOST + 1000


def test_scripts_that_import_one_another_often(tmp_path: Path) -> None:
    """Each script is read once, however often others import it."""
    for name, other in (("a", "b"), ("b", "c"), ("c", "a")):
        lines = "".join(f"import x{n} from './{other}.js'\n" for n in range(200))
        (tmp_path / f"{name}.js").write_text(f"{lines}export default {{a: 1}}\n")

    assert load(Files(tmp_path), "a.js").default == {"a": "1"}


@pytest.mark.parametrize(
    "content", ["title: Stra\xdfe\n".encode("latin-1"), b"\xff\xfeu"]
)
def test_unreadable_configuration_is_named(tmp_path: Path, content: bytes) -> None:
    """A configuration in another encoding is not as if it were not there."""
    (tmp_path / "_config.yml").write_bytes(content)
    files = Files(tmp_path)
    detect(files)

    assert files.unparsed == {"_config.yml": "not UTF-8 text"}


@pytest.mark.parametrize(
    "line", ["password: secret", "private: true", "draft: true", "published: false"]
)
def test_what_is_held_back_stays_back(tmp_path: Path, line: str) -> None:
    """A post with a password, or one that its author holds back, is a draft in every dialect."""
    post = POST.replace("---\nText", f"{line}\n---\nText")
    found = posts_of(tmp_path, {"_config.yml": "url: https://q.example\n", "_posts/2026-03-02-a.md": post})  # fmt: skip

    assert [str(post.state) for post in found.values()] == ["draft"]


def test_merged_draft(tmp_path: Path) -> None:
    """A draft by a merge key is one."""
    post = "---\nx: &d {draft: true}\n<<: *d\ntitle: A\ndate: 2026-03-02\n---\nText.\n"
    found = posts_of(tmp_path, {"posts/a.md": post})

    assert [str(post.state) for post in found.values()] == ["draft"]
