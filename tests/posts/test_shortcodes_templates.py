"""The user's own templates for tags: what they are given, and what is said of those that fail."""

from pathlib import Path

import pytest

from envoi.posts.shortcodes import Handlers, Page, expand, load

PAGE = Page(
    path="posts/tides.md",
    url="https://harbour.example.org/2026/tides/",
    site="https://harbour.example.org/",
    title="Tides & moons",
    values={},
    find=lambda asked: "",
    read=lambda asked: "",
)
MORE = '<a href="https://harbour.example.org/2026/tides/">[…]</a>'


def handlers(folder: Path, **templates: str) -> Handlers:
    """What is loaded from a folder with these templates."""
    shelf = folder / "templates" / "shortcodes"
    shelf.mkdir(parents=True)
    for name, text in templates.items():
        (shelf / f"{name}.html").write_text(text, encoding="utf-8")
    return load(folder)


def test_no_folder(tmp_path: Path) -> None:
    """A folder without templates has no handlers, and nothing is wrong with it."""
    assert load(tmp_path) == Handlers()


def test_what_a_template_is_given(tmp_path: Path) -> None:
    """Arguments by position and name, escaped; the content as Markdown; the post and its site."""
    own = handlers(
        tmp_path,
        chart="<i>{{ args[0] }} {{ depth }}</i> {{ inner }} {{ post.title }} {{ post.url }} {{ post.path }} {{ site.url }}",
    )

    found = expand(
        '{{< chart "<b>" depth="3 & 4" >}}*a*{{< /chart >}}', "hugo", PAGE, own
    )

    assert found.text == (
        "<i>&lt;b&gt; 3 &amp; 4</i> *a* Tides &amp; moons https://harbour.example.org/2026/tides/"
        " posts/tides.md https://harbour.example.org/"
    )
    assert found.left_out == ()


def test_own_overrule_built_in(tmp_path: Path) -> None:
    """A template overrules what is built in, whatever the syntax, and is known without case, `-` and `_`."""
    own = handlers(tmp_path, youtube="<b>{{ args[0] }}</b>", team_link="<i>{{ args[0] }}</i>")  # fmt: skip

    assert expand("{% youtube a %}", "hexo", PAGE, own).text == "<b>a</b>"
    assert expand("<YouTube/>", "mdx", PAGE, own).problems != ()
    assert expand('{{ "ada" | team_link }}', "nunjucks", PAGE, own).text == "<i>ada</i>"
    assert (
        expand("{% include youtube.html %}", "liquid", PAGE, own).text == MORE
    )  # no args[0]
    assert expand("{% include team-link.html x=1 %}", "liquid", PAGE, own).left_out
    assert expand("[a]({{< youtube b >}})", "hugo", PAGE, own).text == "[a](<b>b</b>)"


def test_output_is_not_expanded_again(tmp_path: Path) -> None:
    """Template code that a template writes is not run, and does not leak."""
    own = handlers(tmp_path, a="{{ '{{ b }}' }}{{ '{% c %}' }}")

    assert expand("{{< a >}}", "hugo", PAGE, own).text == "{ { b }}{ % c %}"


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("a\n{{ depth }}", "'depth' is undefined"),
        ("a\n{{ 1 // 0 }}", "integer division or modulo by zero"),
        ("a\n{{ args.__class__.__mro__ }}", "access to attribute '__class__' of 'tuple' object is unsafe."),
        ("a\n{% include 'b.html' %}", "no loader for this environment specified"),
    ],
)  # fmt: skip
def test_template_that_fails(tmp_path: Path, template: str, message: str) -> None:
    """A template that fails is named with its line, once a post; its tag is left out, the rest is there."""
    own = handlers(tmp_path, a=template)

    found = expand("b {{< a >}} c {{< a >}}", "hugo", PAGE, own)

    assert found.text == f"b {MORE} c {MORE}"
    assert [one.name for one in found.left_out] == ["a", "a"]
    (problem,) = found.problems
    assert (problem.code, str(problem.place)) == (
        "shortcode-template",
        "templates/shortcodes/a.html:2",
    )
    assert message in problem.message


def test_template_that_cannot_be_read(tmp_path: Path) -> None:
    """Templates that are none, are too large or lead out of the folder are named, the others are used."""
    site = tmp_path / "site"
    own = handlers(site, a="{% if", b="ok", c="x" * 100_001)
    shelf = site / "templates" / "shortcodes"
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    (shelf / "d.html").symlink_to(tmp_path / "secret")
    (shelf / "e.html").write_bytes(b"\xff")
    (shelf / "f.html").symlink_to(shelf / "f.html")
    (shelf / "g.html").mkdir()

    own = load(site)

    assert [str(problem.place) for problem in own.problems] == [
        f"templates/shortcodes/{name}"
        for name in ("a.html:1", "c.html", "d.html", "e.html", "f.html", "g.html")
    ]
    assert expand("{{< b >}}", "hugo", PAGE, own).text == "ok"
    assert list(own.templates) == ["b"]
