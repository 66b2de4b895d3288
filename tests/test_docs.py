"""The documentation cannot lie: commands, options, keys and codes are those of the code."""

import ast
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import click
import pytest

import envoi

FENCED = re.compile(
    r"^```(?:console|sh|bash|shell)\n(.*?)^```", re.MULTILINE | re.DOTALL
)
COMMAND = re.compile(r"(?:^|&& *|\$ )envoi +([a-z]+)(.*)$", re.MULTILINE)
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
REPORTERS = {"error", "warn", "notice"}
VALUES = {"Problem", "Remark"}


@pytest.fixture(scope="module")
def commands() -> dict[str, click.Command]:
    """The commands of `envoi` by name."""
    from envoi.cli import envoi

    return dict(envoi.commands)


def pages(checkout: Path) -> list[Path]:
    """README and every page of the documentation."""
    return [checkout / "README.md", *sorted((checkout / "docs").glob("*.md"))]


def test_documented_commands_exist(
    checkout: Path, commands: dict[str, click.Command]
) -> None:
    """Each `envoi WORD --option` in README and docs is one that the command line takes."""
    unknown = []
    for page in pages(checkout):
        for block in FENCED.findall(page.read_text(encoding="utf-8")):
            for name, rest in COMMAND.findall(block.replace("\\\n", " ")):
                if name not in commands:
                    unknown.append(f"{page.name}: envoi {name}")
                    continue
                known = {"--help", *options(commands[name])}
                typed = OPTION.findall(rest.split("#")[0].split("&&")[0])
                unknown += [
                    f"{page.name}: {name} {word}" for word in typed if word not in known
                ]

    assert unknown == []


def options(command: click.Command) -> Iterator[str]:
    """All option words of a command."""
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            yield from parameter.opts
            yield from parameter.secondary_opts


def test_commands_and_options_have_help(commands: dict[str, click.Command]) -> None:
    """Each command and each option says what it does."""
    silent = [name for name, command in commands.items() if not command.help]
    silent += [
        f"{name} {parameter.name}"
        for name, command in commands.items()
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.help
    ]

    assert silent == []


def test_tutorial_works(checkout: Path, tmp_path: Path) -> None:
    """Whoever types the tutorial gets what it says, and no warning once they said who they are."""
    page = (checkout / "docs" / "tutorial.md").read_text(encoding="utf-8")
    typed = re.findall(r"^\$ envoi (.*)$", page, re.MULTILINE)
    post = re.findall(r"^```markdown\n(.*?)^```", page, re.MULTILINE | re.DOTALL)[0]
    config = re.findall(r"^```toml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)[0]

    for words in map(shlex.split, typed):
        run(words, tmp_path)
        if words[0] == "build":
            named = re.findall(r"^(?:feeds|newsletter)/.*", page, re.MULTILINE)
            paths = re.findall(r"(?:feeds|newsletter)/\S+", "\n".join(named))
            public = tmp_path / "letters" / "public"
            there = {
                file.relative_to(public).as_posix()
                for file in public.rglob("[!.]*")
                if file.is_file()
            }
            assert set(paths) == there
            assert not (tmp_path / "letters" / "envoi.lock").exists()
        if words[0] == "new":
            draft = next(tmp_path.glob("letters/posts/*-harbour-*.md"))
            draft.write_text(post, encoding="utf-8")
    (tmp_path / "letters" / "envoi.toml").write_text(config, encoding="utf-8")
    assert "notice" not in run(["build", "letters", "--strict"], tmp_path)
    assert (tmp_path / "letters" / "envoi.lock").is_file()
    head = (tmp_path / "letters/public/feeds/head.html").read_text(encoding="utf-8")
    assert re.findall(r"^<link .*", page, re.MULTILINE)[0] in head

    letter = tmp_path / "letters" / "public" / "newsletter" / "next" / "letter.txt"
    assert [words.split()[0] for words in typed] == [
        "--version",
        "init",
        "new",
        "build",
    ]
    sections = re.findall(r"^(.*)\n=+$", letter.read_text("utf-8"), re.MULTILINE)
    assert sections[1:] == ["Our activities", "And more"]
    assert "carries lorries again" in letter.read_text(encoding="utf-8")


def test_new_format_and_theme_work_as_contributing_shows(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The format in CONTRIBUTING is whole, and a copied theme needs no registration."""
    from envoi import feeds
    from envoi.build import Request, build
    from envoi.problems import Exit, Report

    guide = (checkout / "CONTRIBUTING.md").read_text(encoding="utf-8")
    shown = re.findall(r"^   ```python\n(.*?)^   ```", guide, re.MULTILINE | re.DOTALL)[
        0
    ]
    source = tmp_path / "urllist.py"
    source.write_text(textwrap.dedent(shown))
    spec = spec_from_file_location("urllist", source)
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setitem(feeds.FORMATS, module.FORMAT.name, module.FORMAT)
    themes = Path(envoi.__file__).parent / "templates"
    shutil.copytree(themes / "bulletin", tmp_path / "templates" / "evening")
    (tmp_path / "envoi.toml").write_text(
        '[site]\nurl = "https://example.org/"\n[newsletter]\ntheme = "evening"\n'
    )
    (tmp_path / "quay.md").write_text("---\ndate: 2026-11-20\n---\n\n# The quay\n")

    outcome = build(
        Request(folder=tmp_path, now=datetime(2026, 11, 30, tzinfo=UTC)), Report()
    )

    addresses = tmp_path / "public" / "feeds" / "urllist.txt"
    assert outcome.exit is Exit.PUBLISHED
    assert addresses.read_text() == "https://example.org/quay/\n"


def run(words: list[str], folder: Path) -> str:
    """What `envoi WORDS` says in `folder`; it must succeed."""
    done = subprocess.run(
        [sys.executable, "-m", "envoi", *words],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_generated_parts_are_fresh(checkout: Path) -> None:
    """Help texts and key tables in docs are what the code says now; else run `cog -r`."""
    done = subprocess.run(
        [sys.executable, "-m", "cogapp", "--check", "-I", "docs", *markdown(checkout)],
        cwd=checkout,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def markdown(checkout: Path) -> list[str]:
    """The pages of the documentation, relative to the repository."""
    return [f"docs/{path.name}" for path in sorted((checkout / "docs").glob("*.md"))]


def test_every_command_is_shown(
    checkout: Path, commands: dict[str, click.Command]
) -> None:
    """docs/cli.md holds the help of each command."""
    page = (checkout / "docs" / "cli.md").read_text(encoding="utf-8")

    assert [name for name in commands if f"Usage: envoi {name}" not in page] == []


def test_every_key_is_documented(checkout: Path) -> None:
    """docs/configuration.md holds each key of `envoi.toml`."""
    from envoi.config import KEYS

    page = (checkout / "docs" / "configuration.md").read_text(encoding="utf-8")

    assert [key for key in KEYS if f"`{key}`" not in page] == []


def test_every_problem_code_is_documented(checkout: Path) -> None:
    """docs/problems.md has a row for each code in the source, and for no other."""
    page = (checkout / "docs" / "problems.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `([a-z][a-z0-9-]*)` ", page, re.MULTILINE))
    used = codes()
    known = used | texts()

    assert sorted(c for c in used if not fits_any(c, documented)) == []
    assert sorted(d for d in documented if d not in known and not fits(d, used)) == []


def fits_any(pattern: str, codes: set[str]) -> bool:
    """Whether one of `codes` is what `pattern` stands for."""
    return any(re.fullmatch(pattern, code) for code in codes)


def fits(code: str, patterns: set[str]) -> bool:
    """Whether `code` is one that a pattern with gaps stands for."""
    return any(re.fullmatch(pattern, code) for pattern in patterns)


def texts() -> set[str]:
    """Every text that stands in the source: a code may reach its problem through a variable."""
    return {
        node.value
        for path in Path(envoi.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def codes() -> set[str]:
    """A pattern for every code that the source gives to a problem."""
    return {
        code
        for path in Path(envoi.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        for code in codes_of(node)
    }


def codes_of(call: ast.Call) -> Iterator[str]:
    """The codes that a call such as `report.warn("code", ...)` names, if it is one."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    name = call.func.id if isinstance(call.func, ast.Name) else name
    values = [keyword.value for keyword in call.keywords if keyword.arg == "code"]
    if name == "Stop" or name in REPORTERS:
        values += call.args[:1]
    elif name not in VALUES:
        return
    for value in values:
        branches = (
            (value.body, value.orelse) if isinstance(value, ast.IfExp) else (value,)
        )
        for branch in branches:
            parts = branch.values if isinstance(branch, ast.JoinedStr) else (branch,)
            pattern = "".join(
                str(part.value) if isinstance(part, ast.Constant) else "[a-z-]+"
                for part in parts
            )
            if any(isinstance(part, ast.Constant) for part in parts):
                yield pattern


def test_drawing_of_the_layers_is_the_contract(checkout: Path) -> None:
    """docs/design.md draws the layers that import-linter holds, line by line."""
    text = (checkout / "pyproject.toml").read_text(encoding="utf-8")
    contracts = tomllib.loads(text)["tool"]["importlinter"]["contracts"]
    layers = next(one["layers"] for one in contracts if one["type"] == "layers")

    drawing = "\n".join(("```text", *layers, "```"))
    assert drawing in design(checkout)


def test_every_module_has_its_row_in_the_house(checkout: Path) -> None:
    """Each file and folder of the package is in the first column of a table of docs/design.md, and no other one."""
    cells = re.findall(r"^\| (`.*?`) \|", design(checkout), re.MULTILINE)
    rows = {name for cell in cells for name in re.findall("`(.+?)`", cell)}
    package = checkout / "envoi"
    modules = {
        f"{path.name}/" if path.is_dir() else path.name
        for path in package.iterdir()
        if path.is_dir() or path.suffix == ".py"
    }

    assert {name for name in modules - rows if not name.startswith("__")} == set()
    assert [name for name in rows if not (package / name).exists()] == []


def design(checkout: Path) -> str:
    """How Envoi is built, as the documentation tells it."""
    return (checkout / "docs" / "design.md").read_text(encoding="utf-8")
