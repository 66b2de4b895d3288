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


def placeholders() -> str:
    """What each mailing service fills in, as a Markdown table."""
    from envoi.services import PLAIN, SERVICES

    rows = [
        "| profile | way out | web version | postal address | first name |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, service in SERVICES.items():
        if name != PLAIN:
            found = (service.unsubscribe, service.web, service.address, service.person)
            rows.append(f"| `{name}` | {' | '.join(map(_code, found))} |")
    return "\n".join(rows)


def services() -> str:
    """What to do with the files of each mailing service, as a Markdown table."""
    from envoi.services import SERVICES

    rows = ["| profile | what to do | mind |", "| --- | --- | --- |"]
    for name, service in SERVICES.items():
        rows.append(f"| `{name}` | {service.use} | {service.limits} |")
    return "\n".join(rows)


def _code(text: str) -> str:
    escaped = text.replace("|", "\\|")
    return f"`{escaped}`" if text else ""
