"""MDX in bodies: what becomes of imports, expressions and components."""

from dataclasses import replace

import pytest

from envoi.posts.shortcodes import Page, expand

POST = "https://harbour.example.org/2026/tides/"
MORE = f'<a href="{POST}">[…]</a>'
PAGE = Page(
    path="blog/tides.mdx",
    url=POST,
    site="https://harbour.example.org/",
    title="Tides",
    values={"author": "Ada"},
    find=lambda asked: "",
    read=lambda asked: "",
)


def expanded(text: str) -> str:
    """What becomes of `text`, with blanks and line ends folded."""
    return " ".join(expand(text, "mdx", PAGE).text.split())


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("import A from './a';\nimport {\n  B,\n  C\n} from \"b\"\nimport './c.css'\n\n# a", "# a"),
        ("export const a = {\n\n  b: 1 }\n\n# a", "# a"),
        ("export default function A() {\n  return 1\n}\n\n# a", "# a"),
        ("import duty is high, and\nexport too", "import duty is high, and export too"),
        ("a {/* {b} */} c", "a c"),
        ("{'a'} {\"*b*\"}{' '}{3}", "a &#42;b&#42; 3"),
        ("{frontMatter.title} by {frontMatter.author}", "Tides by Ada"),
        ("a {list.map(x => <B>{x}</B>)} c", f"a {MORE} c"),
        ("## Title {#id}\n\n:::note{.a}\nb\n:::\n", "## Title {#id} :::note{.a} b :::"),
        (r"\{a\} `{b}` \\{", r"{a} `{b}` \\{"),
        ("```jsx\nimport A from 'a'\n<B c={d}/>\n```", "```jsx import A from 'a' <B c={d}/> ```"),
        ("a { b", "a { b"),
    ],
)  # fmt: skip
def test_code_of_modules(typed: str, shown: str) -> None:
    """Imports, exports and comments are dropped, plain expressions are filled in, others are left out."""
    assert expanded(typed) == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("<Grid cols={2}>\n\n*a*\n\n</Grid>", "*a*"),
        ("<Tabs>\n  <TabItem value=\"a\" label=\"One\">\n\n    *a*\n\n  </TabItem>\n</Tabs>", "<p><strong>One</strong></p> *a*"),
        ("<Note title={'Mind'}>a</Note>", "<blockquote> <p><strong>Mind</strong></p> a </blockquote>"),
        ("<YouTube id=\"abc\" />", '<a href="https://www.youtube.com/watch?v=abc">youtube.com</a>'),
        ("<Map here {...there} />", MORE),
        ("<>a</>", "a"),
        ("import a from './a.png'\n\n<Image src={a} alt=\"A boat\" />", '<img src="./a.png" alt="A boat">'),
        ("<img src={require('./a.png').default} style={{b: 1}} className=\"c\" />", '<img src="./a.png" class="c" />'),
        ("<div style={{a: 'b'}}>*c*</div>", "<div>*c*</div>"),
        ("<div class=\"a\">*c*</div> a <b and 1 < 2", '<div class="a">*c*</div> a <b and 1 < 2'),
    ],
)  # fmt: skip
def test_components(typed: str, shown: str) -> None:
    """Components are known by their names like shortcodes; of others the content is kept."""
    assert expanded(typed) == shown


def test_left_out() -> None:
    """Components without content and expressions that cannot be told are counted, with their places."""
    found = expand("a <Map/> {b + c} <Zone>d</Zone>", "mdx", PAGE)

    assert [(one.name, one.typed, one.start) for one in found.left_out] == [
        ("Map", "<Map>", 2),
        ("b + c", "{b + c}", 9),
        ("Zone", "<Zone>", 17),
    ]


def test_by_name_of_the_file() -> None:
    """A file that is called `.mdx` is MDX on every site; braces in others are braces."""
    elsewhere = replace(PAGE, path="blog/tides.md")

    assert expand("a {3}", "", PAGE).text == "a 3"
    assert expand("a {3}", "", elsewhere).text == "a {3}"
