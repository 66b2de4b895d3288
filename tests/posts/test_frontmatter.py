"""Text of a file -> header: every dialect, every fence, every way to get it wrong."""

import re
import string

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from .samples import read

YAML = "---\ntitle: Quay\ntags: [sea, wind]\nextra:\n  deck: low\n---\nBody.\n"
DIALECTS = {
    "yaml": YAML,
    "yaml-dots": YAML.replace("\n---\nBody", "\n...\nBody"),
    "yaml-blanks-after-fence": YAML.replace("---", "--- "),
    "toml": '+++\ntitle = "Quay"\ntags = ["sea", "wind"]\n[extra]\ndeck = "low"\n+++\nBody.\n',
    "json": '{"title": "Quay", "tags": ["sea", "wind"],\n"extra": {"deck": "low"}}\nBody.\n',
    "json-semicolons": ';;;\n{"title": "Quay", "tags": ["sea", "wind"],\n'
    '"extra": {"deck": "low"}}\n;;;\nBody.\n',
    "json-fence": '---json\n{"title": "Quay", "tags": ["sea", "wind"],\n'
    '"extra": {"deck": "low"}}\n---\nBody.\n',
}


@pytest.mark.parametrize("text", DIALECTS.values(), ids=DIALECTS)
@pytest.mark.parametrize("before", ["", "\n \n"], ids=["first", "after-blank-lines"])
def test_dialects_say_the_same(text: str, before: str) -> None:
    """Keys, values and body come out alike in YAML, TOML and JSON, with the line on which the body begins."""
    found = read(before + text)
    where = (before + text).split("\n").index("Body.") + 1

    assert found.values == {
        "title": "Quay",
        "tags": ["sea", "wind"],
        "extra": {"deck": "low"},
    }
    assert (found.header.body, found.header.body_line) == ("Body.\n", where)
    assert found.said == ([("warning", "blank-lines", 1)] if before else [])


@pytest.mark.parametrize(
    ("text", "values", "body", "line"),
    [
        ("Title: Quay\nDate: 2026-01-02\n\nBody.", ["Quay", "2026-01-02"], "Body.", 4),
        ("Title: Quay\n \t\nBody.", ["Quay"], "Body.", 3),
        ("Title: Quay\n  and sea\nTags:\n\nBody.", ["Quay and sea", ""], "Body.", 5),
        ("Title: Quay\nSlug: q\nBody: no\n", ["Quay", "q", "no"], "", 5),
        ("Title: Quay\nSlug: q\n# Body", ["Quay", "q"], "# Body", 3),
        ("Title: Quay", ["Quay"], "", 2),
    ],
    ids=["plain", "blank-of-blanks", "goes-on", "no-body", "no-empty-line", "one-line"],
)
def test_header_lines(text: str, values: list[str], body: str, line: int) -> None:
    """Header lines need no fence; they end at an empty line, or where two keys tell what they are."""
    found = read(text)

    assert list(found.values.values()) == values
    assert (found.header.body, found.header.body_line) == (body, line)


@pytest.mark.parametrize(
    "text",
    [
        "Note: the quay is closed.\n\nMore.",
        "Summary: we did it.\n\nMore.",
        "We said it: the quay\nis closed.\n",
        "https://quay.example/\n\nTitle: no\n",
        "Title: of a song\nthat we sang.\n",
        "---\n\nA rule, then prose: all of it.\n",
        "- a list\n- of things\n",
        "{{< figure >}}\n\nText",
        "{% include x.html %}\n",
        "+ + +\n",
        "",
        "\n\n",
    ],
)
def test_prose_is_no_header(text: str) -> None:
    """Prose with colons, rules, lists and template code is the body, whole."""
    found = read(text)

    assert found.values == {}
    assert (found.header.body, found.header.body_line) == (text, 1)
    assert found.said == []


@pytest.mark.parametrize(
    "typed",
    [
        "1984",
        "No",
        "no",
        "yes",
        "on",
        "0123",
        "3.10",
        "1e3",
        "0x1F",
        "12:30:45",
        "=",
        "<<",
        "2017-02-29",
        "2026-01-02 03:04:05 +0300",
        "1_000",
        ".inf",
        "True",
        "NULL",
        "٣",
    ],
)
def test_values_are_read_as_typed(typed: str) -> None:
    """YAML's types do not touch what the author typed, in values or in lists."""
    found = read(f"---\ntitle: {typed}\ntags: [{typed}]\n---\n")

    assert found.values == {"title": typed, "tags": [typed]}


@pytest.mark.parametrize(
    ("typed", "value"),
    [("", ""), ("~", ""), ("null", ""), ("'~'", "~"), ('"a\\tb"', "a\tb"), ("|\n  a\n  b", "a\nb\n")],
)  # fmt: skip
def test_yaml_scalars(typed: str, value: str) -> None:
    """Nothing, quoted text and blocks of text are what YAML says they are."""
    assert read(f"---\ntitle: {typed}\n---\n").values == {"title": value}


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1984", "1984"),
        ("3.10", "3.10"),
        ("true", "true"),
        ("2026-03-03", "2026-03-03"),
        ("2026-03-03T10:00:00+03:00", "2026-03-03 10:00:00+03:00"),
        ("'a\\b'", "a\\b"),
    ],
)
def test_toml_values_are_text(typed: str, value: str) -> None:
    """Numbers, dates and truth in TOML become the text that says them."""
    assert read(f"+++\nx = {typed}\n+++\n").values == {"x": value}


def test_json_values_are_text() -> None:
    """Numbers in JSON are as typed, and null is nothing."""
    text = '{"a": 3.10, "b": 12345678901234567890, "c": null, "d": false, "e": NaN}'

    assert read(text).values == {"a": "3.10", "b": "12345678901234567890", "c": "", "d": "false", "e": "NaN"}  # fmt: skip


@pytest.mark.parametrize(
    "key", ["pub-date", "Pub_Date", "PUBDATE", "pub date", "pubDate"]
)
def test_keys_match_without_case_and_marks(key: str) -> None:
    """Keys are compared without case, hyphens, underscores and blanks."""
    assert read(f"---\n{key}: x\n---\n").header.find("pubdate").key == key


@pytest.mark.parametrize(
    ("text", "line", "first"),
    [
        ("---\ntitle: A\ntags: x\nTitle: B\n---\n", 4, 2),
        ("\n\n---\ntitle: A\ntitle: B\n---\n", 5, 4),
        ('{\n"title": "A",\n"title": "B"}\n', 3, 2),
        ("Title: A\nTitle: B\n\n", 2, 1),
    ],
    ids=["yaml", "after-blank-lines", "json", "header-lines"],
)
def test_last_of_two_keys_counts(text: str, line: int, first: int) -> None:
    """A key that comes twice is named with both lines, and the last one counts."""
    found = read(text)

    assert found.values["title"] == "B"
    assert ("warning", "duplicate-key", line) in found.said
    assert f"(first on line {first})" in str(found.report.problems[-1])


def test_tabs_are_read_as_blanks() -> None:
    """Tabs that YAML refuses are read as blanks, with the line of the first one; others stay."""
    found = read("---\ntitle: Q\ntags:\n\t- sea\n\t- wind\n---\n")
    fine = read('---\ntitle: "a\tb"\n---\n')

    assert found.values == {"title": "Q", "tags": ["sea", "wind"]}
    assert found.said == [("warning", "tab", 4)]
    assert (fine.values, fine.said) == ({"title": "a\tb"}, [])


@pytest.mark.parametrize(
    ("text", "line", "hint"),
    [
        ("---\ntitle: x\ndate: 2026\n", 1, 'put a line "---"'),
        ("\n\n---\n# a note\n\ntitle: x\n", 3, 'put a line "---"'),
        ('+++\ntitle = "x"\n', 1, 'put a line "+++"'),
        (';;;\n{"title": "x"}\n\nBody', 2, 'put a line ";;;"'),
        ("---\ntitle: x\n: y\n---\n", 3, "value"),
        ("---\n- a\n- b\n---\n", 2, "title: My post"),
        ("---\njust words\n---\n", 2, "title: My post"),
        ("---\n[a]: x\n---\n", 2, "key: value"),
        ("---\ntitle: [a\ntags: b\n---\n", 3, "quotes"),
        ('---\ntitle: "\\uD800"\n---\n', 2, "quotes"),
        ("+++\ntitle = Quay\n+++\n", 2, 'key = "text"'),
        ('+++\ntitle = "a"\ntitle = "b"\n+++\n', 3, 'key = "text"'),
        ("+++\na = 1\nx = {\n+++\n", 3, 'key = "text"'),
        ("+++\ndate = 2017-02-29\n+++\n", 2, "2026-11-30"),
        ("+++\nx = " + "1" * 5000 + "\n+++\n", 2, 'key = "text"'),
        ("+++\nx = 0x" + "f" * 5000 + "\n+++\n", 2, 'key = "text"'),
        ('{"title": "x",\n"date" "y"}', 2, "commas"),
        ('{"title": "x"', 1, "commas"),
        ('\n{"title": \n"x\n"}', 3, "commas"),
        (";;;\n[1]\n;;;\n", 2, "commas"),
    ],
)
def test_broken_front_matter_is_an_error(text: str, line: int, hint: str) -> None:
    """What cannot be read is an error with its line in the file, and says what to write instead."""
    found = read(text)

    assert found.header is None
    assert found.said[-1] == ("error", "front-matter", line)
    assert hint in found.report.problems[-1].hint
    assert "(at line" not in found.report.problems[-1].message


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{key}: &{key} [{','.join(f'*{before}' for _ in range(9))}]\n"
    for before, key in zip("abcdef", "bcdefg", strict=True)
)


@pytest.mark.parametrize(
    "text",
    [
        f"---\n{BOMB}tags: *g\n---\n",
        "---\nx: &x [*x]\n---\n",
        "---\nx: " + "[" * 5000 + "\n---\n",
        "---\nx: " + "[" * 60_000 + "]" * 60_000 + "\n---\n",
        "---\nx: " + "{a: " * 20_000 + "}" * 20_000 + "\n---\n",
        "---\nx:\n " + "- " * 100_000 + "y\n---\n",
        "---\n" + "? " * 100_000 + "y\n---\n",
        "---\n" + "\n".join(" " * i + "a:" for i in range(500)) + "\n---\n",
        "+++\n" + ".".join(["a"] * 50_000) + " = 1\n+++\n",
        "+++\nx = " + "[" * 50_000 + "]" * 50_000 + "\n+++\n",
        "+++\nx = " + "[" * 60 + "]" * 60 + "\n+++\n",
        '{"a":' * 50_000 + "1" + "}" * 50_000,
        '{"a":' * 400 + "1" + "}" * 400,
        '{"a":' + "[" * 100_000,
    ],
    ids=[
        "aliases",
        "itself",
        "open",
        "lists",
        "maps",
        "items",
        "keys",
        "indented",
        "toml-keys",
        "toml-lists",
        "toml-few",
        "json-objects",
        "json-few",
        "json-lists",
    ],
)
def test_growing_front_matter_is_an_error(text: str) -> None:
    """Values that nest or grow without end are refused, and kill neither parser nor process."""
    found = read(text)

    assert found.header is None
    assert [(level, code) for level, code, _ in found.said] == [
        ("error", "front-matter")
    ]


@pytest.mark.parametrize(
    ("tag", "value"),
    [("!!python/object/apply:os.system [x]", ["x"]), ("!a%1B%5B31m b", "b"), ("!!binary aGk=", "aGk=")],
)  # fmt: skip
def test_tags_are_not_followed(tag: str, value: object) -> None:
    """A YAML tag runs nothing: its value is text, and the tag is named without control characters."""
    found = read(f"---\ntitle: {tag}\n---\n")

    assert found.values == {"title": value}
    assert found.said[0] == ("warning", "yaml-tag", 2)
    assert "\x1b" not in str(found.report.problems[0])


@pytest.mark.parametrize(
    "text",
    ['---\nt: "a\\x1b\\0b"\n---\n', '{"t": "a\\u001b\\ud800b"}', '+++\nt = "a\\u001B\\uFFFEb"\n+++\n'],
    ids=["yaml", "json", "toml"],
)  # fmt: skip
def test_escaped_control_characters_are_removed(text: str) -> None:
    """A control character or half a surrogate pair that was written as an escape does not come through."""
    found = read(text)

    assert found.values == {"t": "ab"}
    assert [code for _, code, _ in found.said] == ["control-character"]


@pytest.mark.parametrize(
    "typed",
    ["Re: hello", "@home", "a: b: c", "`x`", '"Quay" and sea', "'Q' and", "%x", "100: a", "C:\\a: b",
     'say "x": y', "Re: hello # not a note"],
)  # fmt: skip
def test_hint_is_what_to_write(typed: str) -> None:
    """The hint for a value that needs quotes is valid YAML that reads as what was typed."""
    found = read(f"---\ndate: 2026-01-02\ntitle: {typed}\ntags: [a]\n---\n")
    problem = found.report.problems[-1]

    assert (problem.place.line, problem.message[:27]) == (
        3,
        "the value of title needs qu",
    )
    assert yaml.safe_load(problem.hint.removeprefix("write ")) == {"title": typed}


@given(
    st.text(string.printable.replace("\r", "").replace("\x0b", "").replace("\x0c", ""))
)
def test_hints_read_back(typed: str) -> None:
    """Whatever line is typed: it is read, or an error gives a line within the front matter; a hint reads back."""
    line = typed.replace("\n", " ")
    found = read(f"---\ntitle: {line}\n---\nBody")

    if found.header is None:
        problem = found.report.problems[-1]
        assert problem.place.line in (2, 3)
        if problem.message.startswith("the value of"):
            value = yaml.safe_load(problem.hint.removeprefix("write "))
            assert value == {"title": line.strip()}


PIECES = st.sampled_from(
    ["---\n", "+++\n", ";;;\n", "...\n", "{", "}", "[", "]", '"', ":", ": ", "a", "title", "\n", " ", "\t",
     "=", ",", "-", "- ", "&a ", "*a", "!!x ", "#", "|\n", ">", "?", "%", "\\u0001", "1", "2026-01-01"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=30).map("".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Any mixture of marks gives a header or an error inside the file, and no body longer than the file."""
    found = read(text)
    lines = text.count("\n") + 1

    assert all(1 <= line <= lines + 1 for _, _, line in found.said)
    if found.header:
        assert text.endswith(found.header.body)
        assert 1 <= found.header.body_line <= lines + 2
        assert not re.search(r"[\x00-\x08]", str(found.values))


def test_forgotten_fence_above() -> None:
    """Header lines that end at a `---` are front matter whose first fence was forgotten: read, and named."""
    found = read("title: Quay\ndate: 2026-01-02\n---\n\nBody.\n")

    assert found.values == {"title": "Quay", "date": "2026-01-02"}
    assert found.header.body == "\nBody.\n"
    assert found.header.body_line == 4
    assert found.said == [("warning", "no-fence", 1)]
