"""How often a template is compiled, and where its code is kept."""

from __future__ import annotations

import sys
from pathlib import Path

import jinja2
import pytest

from envoi import templating
from envoi.templating import Templates, templates

from . import program

FILES = {"page/page.html.j2": '{% include "common/word.j2" %}!', "common/word.j2": "Hello"}  # fmt: skip


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where Python keeps code; another folder than usual."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "kept"))
    return tmp_path / "kept"


@pytest.fixture
def built_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of built-in templates; another one than usual."""
    folder = program.fill(tmp_path / "built-in", FILES)
    monkeypatch.setattr(templating, "_BUILT_IN", folder)
    return folder


def page(folder: Path | None = None) -> Templates:
    """The folder of the page, nothing of which is loaded yet."""
    return templates("page", folder)


def forbid(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no template be compiled any more."""

    def compile(*_: object, **__: object) -> None:
        raise AssertionError("compiled once more")

    monkeypatch.setattr(jinja2.Environment, "compile", compile)


def test_built_in_templates_are_compiled_once(
    built_in: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What one process compiled is there for the next."""
    assert page().render("page.html.j2", {}) == "Hello!"
    forbid(monkeypatch)

    assert page().render("page.html.j2", {}) == "Hello!"
    assert len(list(kept.rglob("built-in/**/*.pyc"))) == len(FILES)


def test_changed_built_in_template_is_compiled_anew(built_in: Path, kept: Path) -> None:
    """Code is that of the text that is there, if it has as many letters as the one before."""
    page().render("page.html.j2", {})
    program.fill(built_in, {"common/word.j2": "Howdy"})

    assert page().render("page.html.j2", {}) == "Howdy!"


def test_code_that_was_kept_in_part_is_of_no_use(built_in: Path, kept: Path) -> None:
    """A disk that was full may have left half of it."""
    page().render("page.html.j2", {})
    for file in kept.rglob("*.pyc"):
        file.write_bytes(file.read_bytes()[:40])

    assert page().render("page.html.j2", {}) == "Hello!"


def test_code_of_built_in_templates_need_not_be_kept(
    built_in: Path, kept: Path
) -> None:
    """Where nothing can be written, templates are compiled each time."""
    kept.write_text("no folder")

    assert page().render("page.html.j2", {}) == "Hello!"


def test_code_of_a_users_template_is_kept_nowhere(
    built_in: Path, kept: Path, tmp_path: Path
) -> None:
    """A folder of posts may come from anyone: nothing in it or of it is ever run but as a template."""
    own = program.fill(tmp_path / "own", {"page/page.html.j2": "Mine"})

    assert page(own).render("page.html.j2", {}) == "Mine"
    assert list(kept.rglob("own/**/*.pyc")) == []
    assert list(program.files(own)) == ["page/page.html.j2"]


def test_users_template_is_compiled_once_in_a_process(
    built_in: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The preview fills the same templates over and over."""
    own = program.fill(tmp_path / "own", {"page/page.html.j2": "Ours"})
    page(own).render("page.html.j2", {})
    forbid(monkeypatch)

    assert page(own).render("page.html.j2", {}) == "Ours"


@pytest.mark.parametrize(
    "asked",
    ["word.__class__", "words.append('b')", "word.upper.__self__"],
)
def test_sandbox_keeps_what_is_unsafe(tmp_path: Path, asked: str) -> None:
    """What was found to be safe says nothing of other attributes, nor of other values."""
    text = f"{{{{ word.upper() }}}}{{{{ words.count('a') }}}}{{{{ {asked} }}}}"
    own = program.fill(tmp_path / "own", {"page/page.html.j2": text})

    with pytest.raises(templating.Stop):
        page(own).render("page.html.j2", {"word": "a", "words": ["a"]})


def test_fault_is_told_by_the_place_that_users_know(built_in: Path, kept: Path) -> None:
    """Kept or not, a template's file is named from the shelf on, and its line is right."""
    program.fill(built_in, {"common/word.j2": "\n{{ missing }}"})

    for _ in range(2):
        with pytest.raises(templating.Stop) as caught:
            page().render("page.html.j2", {})
        place = caught.value.problem.place
        assert place is not None
        assert (place.path, place.line) == ("templates/common/word.j2", 2)
