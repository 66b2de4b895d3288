"""The house itself: docstrings, names, versions, light imports, and nothing of one machine."""

import ast
import importlib
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import envoi

PACKAGE = Path(envoi.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
HEAVY = {
    "PIL",
    "babel",
    "comrak",
    "css_inline",
    "feedgen",
    "jinja2",
    "lxml",
    "nh3",
    "pygments",
    "starlette",
    "uvicorn",
    "watchfiles",
    "yaml",
}

# The brackets keep the pattern from finding itself.
TRACES = re.compile(
    rb"/wor[k]/|/tmp/ven[v]|files\.pythonhoste[d]|pypi\.org/simpl[e]|registry\.npmj[s]"
)


def named(path: Path) -> str:
    """The path of a module below the package."""
    return path.relative_to(PACKAGE).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_module_says_what_it_is_for(path: Path) -> None:
    """Each module opens with a docstring whose first paragraph is a sentence."""
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))

    assert docstring
    assert docstring.split("\n\n")[0].rstrip().endswith((".", ":"))


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_module_is_short(path: Path) -> None:
    """No module is longer than 400 lines."""
    lines = path.read_text(encoding="utf-8").count("\n")

    assert lines <= 400


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_public_names_are_sorted_and_there(path: Path) -> None:
    """Where a module has `__all__`, it is sorted and every name in it exists."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    source = path.read_text(encoding="utf-8")
    if "__all__" not in source:
        return
    module = importlib.import_module(".".join(parts).removesuffix(".__init__"))

    assert list(module.__all__) == sorted(module.__all__)
    assert [name for name in module.__all__ if not hasattr(module, name)] == []


def test_version_is_one(checkout: Path) -> None:
    """pyproject.toml and the package agree, and the changelog knows of that version."""
    data = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))
    changelog = (checkout / "CHANGELOG.md").read_text(encoding="utf-8")

    assert data["project"]["version"] == envoi.__version__
    assert f"## [{envoi.__version__}]" in changelog or "## [Unreleased]" in changelog


def test_command_line_imports_lightly() -> None:
    """`import envoi.cli` loads no library of a stage, so that `--help` answers at once."""
    code = "import sys, envoi.cli; print(*{name.split('.')[0] for name in sys.modules})"

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert set(done.stdout.split()) & HEAVY == set()


def test_nothing_of_one_machine(checkout: Path) -> None:
    """No file in the repository names a folder of one machine or the host of a registry."""
    found = [
        f"{path}: {trace.group().decode()}"
        for path in tracked(checkout)
        for trace in TRACES.finditer((checkout / path).read_bytes())
    ]

    assert found == []


def tracked(checkout: Path) -> list[str]:
    """The files that are, or would be, in the repository."""
    git = shutil.which("git")
    if not git or not (checkout / ".git").exists():
        pytest.skip("needs git and its repository")
    done = subprocess.run(
        [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=checkout,
        capture_output=True,
        text=True,
        check=True,
    )
    names = (name for name in done.stdout.split("\0") if name)
    return [name for name in names if (checkout / name).is_file()]
