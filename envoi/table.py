"""The text of `envoi.toml` -> its values by full key, each asked for by type and named by its line."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from envoi.keys import KEYS, LISTS, TABLES
from envoi.problems import Place, Stop

FILE_NAME: Final = "envoi.toml"

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ufffd-\uffff]")
_LINE_END = re.compile("[\n\x85\u2028\u2029]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """Values by full key (`site.url`), and the line on which each key and table stands."""

    values: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)

    def place(self, key: str) -> Place | None:
        """Where `key` stands or, if it does not, the table it belongs to; None if that is not there either."""
        inside = (at for name, at in self.lines.items() if name.startswith(f"{key}."))
        line = self.lines.get(key) or next(inside, 0)
        line = line or self.lines.get(key.rpartition(".")[0], 0)
        return Place(path=FILE_NAME, line=line) if line or self.values else None

    def has(self, name: str) -> bool:
        """Whether the table `name` is there, be it empty."""
        keys = (*self.values, *self.lines)
        return any(key == name or key.startswith(f"{name}.") for key in keys)

    def fail(self, key: str, message: str, hint: str) -> Stop:
        """What to raise if the value of `key` cannot be used."""
        return Stop("config", f"{key}: {message}", hint, place=self.place(key))

    def text(self, key: str, default: str = "") -> str:
        """One line of plain text, blanks folded. Raises Stop if it is anything else."""
        text = self.paragraph(key, default)
        if _LINE_END.search(text):
            raise self.fail(key, "holds a line end", "write it on one line")
        return " ".join(text.split())

    def paragraph(self, key: str, default: str = "") -> str:
        """Plain text that may have several lines. Raises Stop if it is anything else."""
        return self._plain(key, self.values.get(key, default)).strip()

    def number(self, key: str, default: int) -> int:
        """A whole number from 0. Raises Stop if it is anything else."""
        value = self.values.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.fail(
                key,
                f"{_shown(value)} is not a number from 0",
                "write digits, without quotes",
            )
        return value

    def flag(self, key: str, default: bool) -> bool:
        """Yes or no. Raises Stop if it is anything else."""
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            raise self.fail(
                key, f"{_shown(value)} is neither true nor false", "write true or false"
            )
        return value

    def choice(self, key: str, choices: tuple[str, ...], default: str) -> str:
        """One of `choices`. Raises Stop if it is anything else."""
        value = self.text(key, default)
        if value not in choices:
            raise self.fail(
                key,
                f'"{value}" is unknown',
                f"choose one of {', '.join(filter(None, choices))}",
            )
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, or a single one. Raises Stop if it is anything else."""
        value = self.values.get(key, [])
        if not isinstance(value, (str, list)) or not all(
            isinstance(part, str) for part in value
        ):
            raise self.fail(key, "is not a list of texts", 'write ["…", "…"]')
        parts = [value] if isinstance(value, str) else value
        folded = (" ".join(self._plain(key, part).split()) for part in parts)
        return tuple(filter(None, folded))

    def each(self, name: str) -> Iterator[Table]:
        """Each table of the list `name` (of `LISTS`), its keys named in full."""
        for number, part in enumerate(self.values.get(name, ())):
            head = f"{name}.{number}"
            own = self.lines.get(head) or self.lines.get(name, 0)
            lines = {
                f"{name}.{key}": self.lines.get(f"{head}.{key}", own) for key in part
            }
            yield Table(
                values={f"{name}.{key}": value for key, value in part.items()},
                lines={name: own, **lines},
            )

    def _plain(self, key: str, value: Any) -> str:
        if not isinstance(value, str):
            raise self.fail(
                key, f"{_shown(value)} is not text", 'write it in quotes: "…"'
            )
        if found := _CONTROL.search(value):
            raise self.fail(
                key, f"holds the control character U+{ord(found[0]):04X}", "take it out"
            )
        return value


def parse(text: str) -> Table:
    """The values of `envoi.toml`. Raises Stop if it is not TOML, and for a key that is unknown."""
    try:
        found = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        at = re.search(r"line (\d+)", str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        raise Stop(
            "config",
            f"is not TOML: {error}",
            'a value is written as key = "text"',
            place=Place(path=FILE_NAME, line=line),
        ) from error
    table = Table(values=dict(_flat(found)), lines=lines_of(text))
    _check(table)
    return table


def _flat(tables: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in tables.items():
        if prefix + key in TABLES and isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


def _check(table: Table) -> None:
    for key, value in table.values.items():
        if key in LISTS:
            if not isinstance(value, list) or not all(
                isinstance(part, dict) for part in value
            ):
                raise table.fail(key, "is not a list of tables", f"write [[{key}]]")
        elif key in TABLES:
            raise table.fail(key, "is a table", f"write [{key}], and its keys below it")
        elif key not in KEYS:
            raise _unknown(table, key)
    for name in LISTS:
        for part in table.each(name):
            for key in part.values:
                if key not in KEYS:
                    raise _unknown(part, key)


def _unknown(table: Table, key: str) -> Stop:
    from difflib import get_close_matches

    hint = "the keys are listed in docs/configuration.md"
    if _is_table(table.values[key]):
        if near := _one_or_more(key, (*TABLES, *LISTS)) or get_close_matches(
            key, TABLES, n=1
        ):
            hint = f"did you mean {_bracketed(near[0])}?"
    elif near := _near(key):
        head, _, name = near[0].rpartition(".")
        hint = f"did you mean {name} below {_bracketed(head)}?"
    return Stop("config", f"unknown key {key}", hint, place=table.place(key))


def _near(key: str) -> list[str]:
    """Keys that may be meant by `key`: of the same table, of the same name, or alike."""
    from difflib import get_close_matches

    head, _, last = key.rpartition(".")
    parted = [(known, *known.rpartition(".")[::2]) for known in KEYS]
    own = [name for _, table, name in parted if table == head]
    found = _one_or_more(last, own) or get_close_matches(last, own, n=1, cutoff=0.7)
    return (
        [f"{head}.{name}" for name in found]
        or [known for known, _, name in parted if name == last]
        or get_close_matches(key, KEYS, n=1, cutoff=0.7)
    )


def _one_or_more(name: str, known: Iterable[str]) -> list[str]:
    """Which of `known` is `name` in the singular or the plural."""
    return [other for other in known if other in (f"{name}s", name.removesuffix("s"))]


def _is_table(value: Any) -> bool:
    return isinstance(value, dict) or (
        isinstance(value, list) and any(isinstance(part, dict) for part in value)
    )


def _bracketed(name: str) -> str:
    return f"[[{name}]]" if name in LISTS else f"[{name}]"


def lines_of(text: str) -> dict[str, int]:
    """The line of each table and key: of its first appearance, as `[table]` heads stand in the file."""
    plain = re.sub(
        r'""".*?"""|\'\'\'.*?\'\'\'',
        lambda found: "\n" * found[0].count("\n"),
        text,
        flags=re.DOTALL,
    )
    table, seen, lines = "", Counter[str](), dict[str, int]()
    for number, line in enumerate(plain.split("\n"), 1):
        if head := re.match(r"""\s*(\[\[?)\s*([\w."' -]+?)\s*\]""", line):
            name = _bare(head[2])
            lines.setdefault(name, number)
            if head[1] == "[[":
                seen[name] += 1
                name = f"{name}.{seen[name] - 1}"
            table = f"{name}."
            lines.setdefault(name, number)
        elif key := re.match(r"""\s*([\w."' -]+?)\s*=""", line):
            lines.setdefault(table + _bare(key[1]), number)
    return lines


def _bare(key: str) -> str:
    return re.sub(r"""["'\s]""", "", key)


def _shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)[:80]
