"""What YAML's own parser makes of front matter -> its keys, with every value as the text that was typed."""

from __future__ import annotations

import re
from typing import Final

import yaml

from envoi.dialects import Value
from envoi.posts.header import DEPTH_AT_MOST, Collector, HeaderError, Remark, plain
from envoi.posts.source import one_line

_WORDS: Final = frozenset({"title", "summary", "description", "excerpt", "deck"})
_LOADER: Final = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_NODES_AT_MOST: Final = 20_000
_NESTING: Final = "-?:[{"
_NESTING_AT_MOST: Final = 1000
"""libyaml's composer calls itself for every level and dies of too many."""

_PLAIN_TAGS: Final = frozenset(
    {"str", "seq", "map", "int", "float", "bool", "null", "timestamp"}
)


def read(block: str, collector: Collector) -> None:
    """Keep what `block` says, as YAML's own parser has it. Raises HeaderError."""
    root = _compose_tabs(block, collector)
    if isinstance(root, yaml.MappingNode):
        budget = _Budget(collector)
        merged: list[tuple[yaml.Node, int]] = []
        for key, value in root.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            line = key.start_mark.line + 2
            if not name:
                raise HeaderError(
                    line, "a key is not text (YAML)", 'write "key: value"'
                )
            if name == "<<" and not isinstance(value, yaml.ScalarNode):
                merged.append((value, line))
                continue
            collector.add(name, budget.value(value, 0), line)
            if name.lower() in _WORDS and not getattr(value, "style", "x"):
                typed = block.split("\n")[value.start_mark.line]
                if comment := re.search(r"\s(#.*)", typed[value.start_mark.column :]):
                    collector.remarks.append(
                        Remark(
                            code="yaml-comment",
                            line=line,
                            message=f'"{comment[1][:40]}" is a comment (YAML), no part of the {name}',
                            hint=f'put all of it in quotes: {name}: "…"',
                        )
                    )
        for value, line in merged:
            _merge(budget.value(value, 0), collector, line)
    elif root is not None:
        raise HeaderError(
            2,
            "front matter is not a list of keys (YAML)",
            'write lines like "title: My post"',
        )


def _merge(value: Value, collector: Collector, line: int) -> None:
    """Keep what a merge key (`<<: *usual`) brings in and the header does not say itself; YAML 1.1, as most parsers have it."""
    for part in value if isinstance(value, list) else [value]:
        for key, inner in part.items() if isinstance(part, dict) else ():
            if plain(key) not in collector.fields:
                collector.add(key, inner, line)


def _compose_tabs(block: str, collector: Collector) -> yaml.Node | None:
    """Like `_compose`, but a block that only its tabs make unreadable is read with blanks instead."""
    try:
        return _compose(block)
    except HeaderError as error:
        if "\t" not in block:
            raise
        try:
            root = _compose(block.replace("\t", "    "))
        except HeaderError:
            raise error from None
    collector.remarks.append(
        Remark(
            code="tab",
            line=block[: block.index("\t")].count("\n") + 2,
            message="a tab cannot be used here (YAML); read as blanks",
            hint="write blanks instead",
        )
    )
    return root


def _compose(block: str) -> yaml.Node | None:
    if sum(map(block.count, _NESTING)) > _NESTING_AT_MOST:
        _check_depth(block)
    try:
        return yaml.compose(block, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line if mark else 0
        raise _explain(block, line, str(error.problem or error.context)) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise HeaderError(
            2, f"front matter does not parse (YAML): {error}", ""
        ) from error


def _check_depth(block: str) -> None:
    depth = 0
    try:
        for event in yaml.parse(block, Loader=_LOADER):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > DEPTH_AT_MOST:
                raise _grown(2)
    except yaml.YAMLError:
        return


def _grown(line: int) -> HeaderError:
    return HeaderError(
        line,
        "aliases or nesting in front matter grow too far (YAML)",
        "write it out plainly",
    )


def _explain(block: str, line: int, problem: str) -> HeaderError:
    """The two mistakes people make, told by their line; the parser's own words for the rest.

    libyaml often notices on the line after the one that is wrong.
    """
    lines = block.split("\n")
    for number in (line, line - 1):
        typed = lines[number] if 0 <= number < len(lines) else ""
        if key := re.match(
            r"""([\w-]+):\s+([^"'\[{>|&*!\s].*?:(\s.*|$)|[@`%].*|["'].*["'].+)""", typed
        ):
            value = key[2].strip().replace("\\", "\\\\").replace('"', '\\"')
            return HeaderError(
                number + 2,
                f"the value of {key[1]} needs quotes (YAML: {problem})",
                f'write {key[1]}: "{value}"',
            )
    return HeaderError(
        min(line, len(lines) - 1) + 2,
        f"front matter does not parse (YAML: {problem})",
        "put values with : # @ [ { & * in quotes, and indent with blanks",
    )


class _Budget:
    """Turns nodes into values, a bounded number of them: aliases can grow without end."""

    def __init__(self, collector: Collector) -> None:
        self.collector = collector
        self.left = _NODES_AT_MOST

    def value(self, node: yaml.Node, depth: int) -> Value:
        self.left -= 1
        line = node.start_mark.line + 2
        if self.left < 0 or depth > DEPTH_AT_MOST:
            raise _grown(line)
        if node.tag.rpartition(":")[2] not in _PLAIN_TAGS:
            self.collector.remarks.append(
                Remark(
                    code="yaml-tag",
                    line=line,
                    message=f"tag {one_line(node.tag)[:80]} is not followed; read as text",
                    hint="remove the tag",
                )
            )
        if isinstance(node, yaml.SequenceNode):
            return [self.value(part, depth + 1) for part in node.value]
        if isinstance(node, yaml.MappingNode):
            return {
                str(key.value): self.value(part, depth + 1)
                for key, part in node.value
                if isinstance(key, yaml.ScalarNode)
            }
        plain = isinstance(node, yaml.ScalarNode) and not node.style
        return "" if plain and node.value in ("~", "null") else str(node.value)
