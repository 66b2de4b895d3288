"""Case folders: what the real program publishes and says for each, byte for byte.

A case is a folder of `tests/cases`: `WHY.md`; `command.txt`, one line, run in that folder;
its posts; and `expected/`, the files as they are published, `envoi.lock` as it then is, and
`report.txt`, what was said.
"""

from __future__ import annotations

import email
import html
import re
import shlex
import shutil
from email.policy import default
from pathlib import Path

import pytest

import envoi

from .program import copy, files, run

SCRIPT = Path(envoi.__file__).parent / "templates" / "feeds" / "subscribe.js"
"""What the page of feeds runs: copying an address."""

CASES = Path(__file__).parent / "cases"
NAMES = sorted(path.parent.name for path in CASES.glob("*/WHY.md"))


def outcome(case: Path, output: Path) -> dict[str, bytes]:
    """All that the case's command publishes, by path, `envoi.lock` of the folder, and `report.txt`."""
    program, *words = shlex.split((case / "command.txt").read_text())
    assert program == "envoi"
    done = run(*words, "--output", output, cwd=case)
    last = done.stdout.splitlines()[-1:]
    report = [*done.stderr.splitlines(), *last, f"exit {done.returncode}", ""]
    published = {
        path: content
        for path, content in (files(output) if output.exists() else {}).items()
        if not Path(path).name.startswith(".envoi-")
    }
    for lock in case.parents[2].rglob("envoi.lock"):
        published["envoi.lock"] = lock.read_bytes()
    said = "\n".join(report).replace(str(output), "OUTPUT")
    return published | {"report.txt": said.encode()}


@pytest.mark.parametrize("name", NAMES)
def test_case(name: str, tmp_path: Path, accept: bool) -> None:
    """Each file that a case publishes has the bytes of its expected file; there are no others."""
    case, there = CASES / name, tmp_path / "OUTPUT"
    command = (case / "command.txt").read_text()
    if "examples" in command and not (CASES.parent.parent / "examples").is_dir():
        pytest.skip("needs the examples of the repository around the tests")
    top = tmp_path / "repository"
    if "examples" in command:
        copy(CASES.parent.parent / "examples", top / "examples")
    made = outcome(copy(case, top / "tests" / "cases" / name), there)
    if accept:
        shutil.rmtree(case / "expected", ignore_errors=True)
        for path, content in made.items():
            (case / "expected" / path).parent.mkdir(parents=True, exist_ok=True)
            (case / "expected" / path).write_bytes(content)
    expected = files(case / "expected")

    assert sorted(made) == sorted(expected)
    for path in expected:
        assert shown(made[path]) == shown(expected[path]), path
        assert made[path] == expected[path], path


def shown(content: bytes) -> list[str]:
    """The lines of a file, for a readable difference."""
    return content.decode("utf-8", "backslashreplace").split("\n")


@pytest.mark.parametrize("name", NAMES)
def test_case_says_why(name: str) -> None:
    """Each case says in two sentences what it is for."""
    lines = (CASES / name / "WHY.md").read_text(encoding="utf-8").splitlines()

    assert len(lines) == 2
    assert all(line.endswith(".") for line in lines)


def test_nothing_active_is_expected() -> None:
    """No expected file of the hostile case holds anything that could run or load by itself."""
    found = files(CASES / "hostile-markup" / "expected")
    message = email.message_from_bytes(
        found.pop("newsletter/next/letter.eml"), policy=default
    )
    found |= {
        part.get_content_type(): part.get_content().encode()
        for part in message.walk()
        if not part.is_multipart()
    }
    assert message["Bcc"] is None
    own = f"<script>\n{SCRIPT.read_text(encoding='utf-8')}</script>"
    for path, content in found.items():
        text = html.unescape(content.decode().replace(own, "", 1))
        active = r"<(script|iframe|form|input|svg|object|embed|base)\b"
        loading = r"(href|src|action)\s*=\s*[\"']?\s*(?!https?:|mailto:|cid:|#|/)\w+:"
        handler = r"<[^>]*\son\w+\s*="
        if path != "report.txt":
            for pattern in (active, loading, handler):
                assert not re.search(pattern, text, re.IGNORECASE), (path, pattern)
        assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]", text), (
            path
        )
