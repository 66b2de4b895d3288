"""The code's own words -> Markdown: help texts and key tables, printed where cog asks."""

from __future__ import annotations

from collections.abc import Mapping

from click.testing import CliRunner


def help_of(*words: str) -> str:
    """What `envoi WORDS --help` prints on a terminal of 80 columns, as a fenced block."""
    from envoi.cli import envoi

    done = CliRunner().invoke(
        envoi, [*words, "--help"], prog_name="envoi", terminal_width=80
    )
    assert done.exit_code == 0, done.output
    return f"```text\n{done.output.rstrip()}\n```"


def keys(table: str) -> str:
    """The keys of one table of `envoi.toml`, as a Markdown table."""
    from envoi.config import KEYS, Key

    found: Mapping[str, Key] = {
        name: key for name, key in KEYS.items() if name.rpartition(".")[0] == table
    }
    assert found, f"no key in [{table}]"
    rows = ["| key | type | default | says |", "| --- | --- | --- | --- |"]
    for name, key in found.items():
        rows.append(f"| `{name}` | {key.type} | {key.default or 'none'} | {key.says} |")
    return "\n".join(rows)
