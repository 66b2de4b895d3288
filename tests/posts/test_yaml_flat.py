"""Flat YAML: read without YAML's parser, and never otherwise than by it."""

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from envoi.posts import yaml_flat

PARTS = [
    *("title", "a", "k-1", "9", "ß", "<<", "null", "~", "", "0x1", "yes", "2026-11-30", "12:30", "x:y", "http://a.b/?c#d"),
    *(":", ": ", " :", "#", " #", "# ", "-", "- ", "--", "---", "...", ",", ", ", "[", "]", "[]", "{", "}", "{}", "?", "? "),
    *("'", "''", '"', '""', "\\", "\\n", "&a ", "*a", "!", "!!str ", "|", ">", "|-", "%", "@", "`", "=", "é", "漢", "🙂"),
    *(" ", "  ", "\n", "\n", "\n", "\n  ", "\n- ", "\n  - ", "\n\n", "\t", "\xa0", "\u200d", "\ufeff", "\u2028", "\x85"),
    *("key: ", "\nkey: ", "\ntags:", "\ntags:\n  - ", "\ntags: [", "a b", "(c)", "word", "C++", "b/c", "'it'", '"it"', ", 'b']"),
]  # fmt: skip
"""What means something to YAML, and what does not."""

BLOCKS = st.one_of(
    st.lists(st.sampled_from(PARTS), max_size=14).map("".join),
    st.lists(st.sampled_from(PARTS), max_size=5).map(
        lambda parts: f"title: {''.join(parts)}\n"
    ),
    st.lists(st.sampled_from(PARTS), max_size=5).map(
        lambda parts: f"a: b\ntags: [{''.join(parts)}]\nc:\n"
    ),
    st.lists(st.sampled_from(PARTS), max_size=5).map(
        lambda parts: f"tags:\n  - a\n  - {''.join(parts)}\nc: d\n"
    ),
    st.text(max_size=20).map(lambda text: f"title: {text}\n"),
)


def parsed(block: str, loader: type) -> list[tuple[str, str | list[str], int]] | None:
    """What `yaml_flat.read` is to give, by YAML's own parser; None if that refuses the block."""
    try:
        root = yaml.compose(block, Loader=loader)
    except yaml.YAMLError:
        return None
    if root is None:
        return []
    return [
        (key.value, value_of(value), key.start_mark.line) for key, value in root.value
    ]


def value_of(node: yaml.Node) -> str | list[str]:
    """A list or a text; the one without quotes for nothing is empty."""
    if isinstance(node, yaml.SequenceNode):
        return [value_of(part) for part in node.value]
    if not isinstance(node, yaml.ScalarNode):
        return repr(node)
    return "" if node.value in ("~", "null") and not node.style else node.value


@pytest.mark.parametrize("loader", [yaml.CBaseLoader, yaml.BaseLoader])
@given(block=BLOCKS)
@example(block="a: 'null'\nb: null\nc: ~\nd: ''\n")
@example(block="tags:\n- a\n- b\n\ntitle: c\n")
@example(block="tags:\n  - a\n - b\n")
@example(block="tags: []\nmore: [ ]\n")
@example(block="tags: [a,]\n")
@example(block="tags: x\n  - a\n")
@example(block="title: a\n  b\n")
@example(block="a: b\na: c\n")
def test_never_other_than_the_parser(loader: type, block: str) -> None:
    """What is read as flat has the keys, values and lines that YAML's parser gives it; libyaml and PyYAML's own agree."""
    found = yaml_flat.read(block)

    assert found is None or found == parsed(block, loader)


@pytest.mark.parametrize(
    "block",
    [
        "",
        'title: "Tea: a history"\ndate: 2026-11-30T09:00:00+03:00\ndraft: false\n',
        "title: Tea\ntags:\n  - black\n  - 'green tea'\nauthor: Ayla Demir\n",
        "tags: [black, \"green\", 'white tea']\nurl: https://tea.example/?a=b#c\n\n",
        "summary:\ntitle: Çay, kahve (ve şeker) & süt: hepsi\n",
    ],
)
def test_usual_front_matter_is_flat(block: str) -> None:
    """Quoted and plain texts, dates, and lists of both kinds need no parser, so that thousands of posts are read fast."""
    assert yaml_flat.read(block) == parsed(block, yaml.BaseLoader)


def test_long_blocks_go_to_the_parser() -> None:
    """A block that may have more parts than a post is given is not read here, however flat."""
    assert yaml_flat.read("a: b\n" * 100)
    assert yaml_flat.read("a: b\n" * 10_000) is None
