"""Configurations in JavaScript and TypeScript: what is spelt out is read, the rest is left out, nothing is run."""

from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envoi.dialects import javascript
from envoi.dialects.javascript import at, read, text_at

from .folders import fill


@pytest.mark.parametrize(
    "script",
    [
        "module.exports = {title: 'Quay', tags: ['a', 2, true, null]}",
        'export default { "title": "Quay", tags: ["a", 2, true, null,], };',
        "export default defineConfig({title: `Quay`, tags: ['a', 2, true, undefined]})",
        "const it: Config = {title: 'Quay', tags: ['a', 2, true, null]} as const; export default it;",
        "const title = 'Quay', x = 1; module.exports = {title, tags: ['a', 2, true, null]}",
        "/* { */ // '\nmodule.exports = {title: 'Qu' + 'ay', tags: ['a', 2, true, null], run() { return 1 }}",
        "export default {title: process.env.TITLE || 'Quay', tags: ['a', 2, true, null]} satisfies Config;",
        "module.exports = function (it) { it.add(); return {title: 'Quay', tags: ['a', 2, true, null]} }",
        "export default async () => ({...{title: 'Quay'}, tags: ['a', 2, true, null]})",
    ],
)
def test_a_table_is_read_however_it_is_exported(script: str) -> None:
    """Every way in which people export a table gives the same one, its scalars as text."""
    assert read(script).table() == {"title": "Quay", "tags": ["a", "2", "true", ""]}


@pytest.mark.parametrize(
    "value",
    [
        "title()",
        "`${title()}`",
        "a ? 'x' : 'y'",
        "'x'.trim()",
        "/['\"]}/.exec(x)",
        "(x) => { return 'y' }",
        "function () { return 'y' }",
        "new Date()",
        "a.b.c",
        "require('x')",
        "1 + x",
        "-x",
        "!x",
    ],
)
def test_what_is_not_spelt_out_is_left_out(value: str) -> None:
    """A value that only running the script would tell is not there, and those around it are."""
    found = read(f"export default {{ one: 1, two: {value}, three: [{value}, 3] }}")
    assert found.table() == {"one": "1", "three": ["3"]}


def test_names_are_followed() -> None:
    """A bound name, its members and a template of both stand for what they were bound to."""
    script = """
    const SITE = { host: "quay.example", deep: { base: "blog" } };
    export const url = `https://${SITE.host}/${SITE.deep.base}`;
    module.exports = { url, base: SITE.deep.base, none: SITE.missing };
    """
    assert read(script).table() == {
        "url": "https://quay.example/blog",
        "base": "blog",
    }


def test_strings_are_unescaped() -> None:
    """Escapes in texts stand for their characters; half of a pair is no character."""
    found = read(r"""export default ["it\'s", '\u00e7\x41\u{1F600}', `a\`b`, "\ud800"]""")  # fmt: skip
    assert found.default == ["it's", "çA😀", "a`b", ""]


def test_calls_with_a_text_are_kept() -> None:
    """The methods of a configuration that are called with a text can be asked for."""
    script = "export default (c) => { c.setInputDirectory('src'); c.add('x', f) }"
    assert read(script).called("setInputDirectory") == "src"
    assert read(script).called("setOutputDirectory") == ""


def test_imports_beside_the_script_are_read(tmp_path: Path) -> None:
    """What a script imports from files beside it is known in it; a module of somebody else's is not."""
    files = fill(
        tmp_path,
        {
            "site.config.mjs": 'import { SITE as S } from "./src/consts";\nimport * as all from "@/more.js";\n'
            'import extern from "extern";\nimport data from "./data.json";\n'
            "export default { url: S.url, word: all.word, name: data.name, no: extern.x }",
            "src/consts.ts": 'export const SITE: Site = { url: "https://quay.example" };',
            "src/more.ts": 'export const word = "lamp";',
            "data.json": '{"name": "Quay"}',
        },
    )
    assert javascript.load(files, "site.config.mjs").table() == {
        "url": "https://quay.example",
        "word": "lamp",
        "name": "Quay",
    }


def test_scripts_that_import_each_other_end(tmp_path: Path) -> None:
    """A circle of imports is followed a few files deep."""
    files = fill(
        tmp_path,
        {
            "a.js": "import { b } from './b.js'; export const a = 'a'; export default {a, b}",
            "b.js": "import { a } from './a.js'; export const b = 'b'; export default {a, b}",
        },
    )
    assert javascript.load(files, "a.js").table() == {"a": "a", "b": "b"}


def test_an_import_does_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    """A path out of the folder names no file."""
    (tmp_path / "secret.js").write_text("export const key = 'x'")
    files = fill(tmp_path / "site", {"a.js": "import {key} from '../secret.js'; export default {key}"})  # fmt: skip
    assert javascript.load(files, "a.js").table() == {}


def test_paths_into_tables() -> None:
    """A path of keys gives what is there, or nothing."""
    value = read("export default {a: {b: 'c', d: ['e']}}").default
    assert text_at(value, "a", "b") == "c"
    assert text_at(value, "a", "d") == ""
    assert at(value, "a", "x", "y") is None


@pytest.mark.parametrize(
    "part",
    [
        "[",
        "{a:",
        "f(",
        "return {a:",
        "`${",
        "`${a}${b c}`",
        '"\\',
        "=/[",
        "/*",
        "import {",
        "const a : ",
        "module.exports=",
        "=>({",
        "a||",
        "const {",
        "x as ",
        "return new function ",
        "export default [a, ",
    ],
)
def test_hostile_scripts_take_linear_time(part: str) -> None:
    """A script of 200 kB, whatever it repeats, is read in the time of one."""
    start = perf_counter()
    read(part * (200_000 // len(part)))
    assert perf_counter() - start < 5


def test_tables_do_not_grow_beyond_their_script() -> None:
    """Names that hold names twice, tables in tables and texts added to themselves stay small."""
    lists = "".join(f"const a{n} = [a{n - 1}, a{n - 1}];" for n in range(1, 2000))
    texts = "".join(f"const t{n} = t{n - 1} + t{n - 1};" for n in range(1, 2000))
    keys = ",".join(f"k{n}: 1" for n in range(9000))
    spreads = f"const s = {{{keys}}}; const z = {{{'...s, ' * 3000}}};"
    found = read(f"const a0 = [1]; {lists} const t0 = 'x'; {texts} {spreads}")
    assert max(len(v) for v in found.names.values() if isinstance(v, str)) <= 10_000


@given(st.text(alphabet="{}[]()`'\"/*\\,:;.=>$ab1 \n", max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Any text ends in values or in nothing."""
    read(f"const a = {text}; export default {{a: {text}}}")


@given(
    st.recursive(
        st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.text(max_size=5), inner, max_size=3)
        ),
        max_leaves=8,
    )
)
def test_json_is_a_script(value: object) -> None:
    """What JSON writes is read as it was, but for halves of pairs, which are no text."""
    import json

    assert read(f"export default {json.dumps(value)}").default == value
